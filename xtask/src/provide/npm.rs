//! The npm packages of the root `package.json`.

use anyhow::{Context, Result, ensure};

use super::{is_made_from, remember, tell};
use crate::cmd::{Cmd, find};

/// Installs the packages when `package-lock.json` is not what they were installed from. No package's own script
/// runs.
///
/// # Errors
/// When Node.js, npm or the lock file is missing, or npm fails.
pub(crate) fn install() -> Result<()> {
    let root = crate::root();
    let lock = std::fs::read(root.join("package-lock.json")).context(
        "package-lock.json is missing at the root: run `npm install --ignore-scripts` and commit it",
    )?;
    ensure!(find("npm").is_some(), "there is no npm here: install Node.js 20 or later, with npm");
    let modules = root.join("node_modules");
    // The stamp is the one that crates/parlour/build.rs leaves and heeds.
    let stamp = modules.join(".parlour-lock.json");
    if is_made_from(&stamp, &lock) {
        return Ok(());
    }
    Cmd::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).run()?;
    remember(&stamp, &lock)?;
    tell("npm packages, as package-lock.json names them");
    Ok(())
}
