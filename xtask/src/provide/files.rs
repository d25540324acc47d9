//! An S3 server for the length of a test run: moto's, which no one here wrote and which checks signatures and rights.
//!
//! What is put into it lies in memory and ends with it.

use std::fs::File;
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use tempfile::TempDir;

use super::python::{self, Tools};
use crate::cmd::{Cmd, group_of};
use crate::server::first_line;
use crate::stop::{Listed, end_group};

/// A running server. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Files {
    child: Child,
    access: String,
    folder: TempDir,
    _listed: Listed,
}

impl Files {
    /// Starts the server on a free port, with a bucket and keys.
    ///
    /// # Errors
    /// When its packages cannot be had or it does not come up; the error shows what it logged.
    pub(crate) fn start() -> Result<Self> {
        let python = python::provide(Tools::Files)?.join("python");
        let folder = tempfile::Builder::new().prefix("parlour-s3-").tempdir()?;
        let log = File::create(folder.path().join("log")).context("cannot write the server's log")?;
        let mut child =
            Cmd::new(&python).arg("xtask/python/serve_files.py").spawn(Stdio::piped(), log.into())?;
        let listed = Listed::new(group_of(&child));
        let first = first_line(&mut child);
        let mut files = Self { child, access: String::new(), folder, _listed: listed };
        match first?.strip_prefix("listening on ") {
            Some(access) => access.clone_into(&mut files.access),
            None => bail!("the S3 server did not say `listening on …`; its log:\n{}", files.log()),
        }
        Ok(files)
    }

    /// Its address, its bucket, the id and secret of the key that may use it, and of one that may only read.
    pub(crate) fn access(&self) -> &str {
        &self.access
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        end_group(group_of(&self.child), Signal::KILL);
        drop(self.child.wait());
    }
}
