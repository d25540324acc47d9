//! Python tools in `target`, each set in an environment of its own, at the versions its requirements name.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{debian, is_made_from, remember, tell};
use crate::cmd::{Cmd, find};

/// Tools that are installed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tools {
    /// For the fuzz step.
    Fuzz,
    /// For a model's server.
    Model,
    /// For an S3 server.
    Files,
}

impl Tools {
    /// The file that names their versions, and the folder they are installed in.
    fn places(self) -> (&'static str, &'static str) {
        match self {
            Self::Fuzz => ("xtask/requirements.txt", "venv"),
            Self::Model => ("xtask/requirements-model.txt", "venv-model"),
            Self::Files => ("xtask/requirements-files.txt", "venv-files"),
        }
    }
}

/// The folder with the tools' programs, filled anew when the requirements have changed.
///
/// # Errors
/// When there is no Python 3 with `venv`, or the packages cannot be had.
pub(crate) fn provide(tools: Tools) -> Result<PathBuf> {
    let (listed, folder) = tools.places();
    let requirements = crate::root().join(listed);
    let wanted = std::fs::read(&requirements).with_context(|| format!("{listed} is missing"))?;
    let venv = crate::target().join(folder);
    let stamp = venv.join("installed-from.txt");
    if !is_made_from(&stamp, &wanted) {
        make(&venv)?;
        Cmd::new(venv.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"])
            .arg("--requirement")
            .arg(&requirements)
            .run()?;
        remember(&stamp, &wanted)?;
        tell(&format!("Python tools in target/{folder}, as {listed} names them"));
    }
    Ok(venv.join("bin"))
}

fn make(venv: &Path) -> Result<()> {
    let attempt = || Cmd::new("python3").args(["-m", "venv", "--clear"]).arg(venv).read();
    if find("python3").is_none() || attempt().is_err() {
        debian::install(&["python3", "python3-venv"])?;
        attempt().context("python3 cannot make a virtual environment")?;
    }
    Ok(())
}
