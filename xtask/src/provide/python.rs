//! Python tools in `target/venv`, each at the version `xtask/requirements.txt` names.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{debian, is_made_from, remember, tell};
use crate::cmd::{Cmd, find};

/// The folder with the tools' programs, filled anew when the requirements have changed.
///
/// # Errors
/// When there is no Python 3 with `venv`, or the packages cannot be had.
pub(crate) fn tools() -> Result<PathBuf> {
    let requirements = crate::root().join("xtask/requirements.txt");
    let wanted = std::fs::read(&requirements).context("xtask/requirements.txt is missing")?;
    let venv = crate::target().join("venv");
    let stamp = venv.join("installed-from.txt");
    if !is_made_from(&stamp, &wanted) {
        make(&venv)?;
        Cmd::new(venv.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&requirements)
            .run()?;
        remember(&stamp, &wanted)?;
        tell("Python tools in target/venv, as xtask/requirements.txt names them");
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
