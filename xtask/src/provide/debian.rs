//! Debian's packages, where we may install them.

use std::sync::Once;

use anyhow::{Context, Result, bail};

use super::tell;
use crate::cmd::{Cmd, find};

static LISTS: Once = Once::new();

/// Installs packages.
///
/// # Errors
/// When this is no Debian, or we may not; the message tells what to install by hand.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let remedy = format!("install by hand what Debian calls `{names}`, then run this again");
    if find("apt-get").is_none() {
        bail!("there is no apt-get here: {remedy}");
    }
    if !rustix::process::geteuid().is_root() && Cmd::new("sudo").args(["-n", "true"]).read().is_err() {
        bail!("neither root nor `sudo -n` here: {remedy}");
    }
    let mut updated = Ok(());
    LISTS.call_once(|| updated = apt_get(&["update", "-qq"]));
    updated.with_context(|| remedy.clone())?;
    apt_get(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat()).context(remedy)?;
    tell(&format!("{names}, installed from Debian's packages"));
    Ok(())
}

fn apt_get(args: &[&str]) -> Result<()> {
    let quiet = "DEBIAN_FRONTEND=noninteractive";
    if rustix::process::geteuid().is_root() {
        Cmd::new("env").args([quiet, "apt-get"]).args(args).run()
    } else {
        Cmd::new("sudo").args(["-n", "env", quiet, "apt-get"]).args(args).run()
    }
}
