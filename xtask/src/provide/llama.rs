//! llama.cpp's server with a model written on the spot, for tests that ask a server no one here wrote.
//!
//! No weights are fetched: the model babbles, and calls a tool when it is offered some. That is all its tests need.

use std::fs::File;
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use super::python::{self, Tools};
use crate::cmd::{Cmd, group_of};
use crate::server::first_line;
use crate::stop::{Listed, end_group};

/// A running server. Dropping it ends it and removes its model.
#[derive(Debug)]
pub(crate) struct Llama {
    child: Child,
    address: String,
    folder: TempDir,
    _listed: Listed,
}

impl Llama {
    /// Writes the model and starts the server on a free port.
    ///
    /// # Errors
    /// When its packages cannot be had or it does not come up; the error shows what it logged.
    pub(crate) fn start() -> Result<Self> {
        let python = python::provide(Tools::Model)?.join("python");
        let folder = tempfile::Builder::new().prefix("parlour-model-").tempdir()?;
        let model = folder.path().join("tiny.gguf");
        Cmd::new(&python).arg("xtask/python/tiny_model.py").arg(&model).read()?;
        let log = File::create(folder.path().join("log")).context("cannot write the server's log")?;
        let mut child = Cmd::new(&python)
            .arg("xtask/python/serve_model.py")
            .arg(&model)
            .spawn(Stdio::piped(), log.into())?;
        let listed = Listed::new(group_of(&child));
        let first = first_line(&mut child);
        let mut llama = Self { child, address: String::new(), folder, _listed: listed };
        match first?.strip_prefix("listening on ") {
            Some(address) => address.clone_into(&mut llama.address),
            None => bail!("the model's server did not say `listening on …`; its log:\n{}", llama.log()),
        }
        Ok(llama)
    }

    /// Its origin, `http://HOST:PORT`.
    pub(crate) fn origin(&self) -> &str {
        &self.address
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Llama {
    fn drop(&mut self) {
        end_group(group_of(&self.child), Signal::KILL);
        drop(self.child.wait());
    }
}
