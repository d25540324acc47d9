//! A proxy to measure beside.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{debian, tell};
use crate::cmd::find;

/// Where HAProxy is: on the path, or where Debian puts it, or installed now.
///
/// # Errors
/// When there is none and none can be installed.
pub(crate) fn path() -> Result<PathBuf> {
    if look().is_none() {
        debian::install(&["haproxy"])?;
    }
    let program = look().context("there is still no `haproxy`, neither on the path nor in /usr/sbin")?;
    tell(&format!("proxy {}", program.display()));
    Ok(program)
}

/// Programs for administrators are not on everybody's path.
fn look() -> Option<PathBuf> {
    find("haproxy").or_else(|| Some(PathBuf::from("/usr/sbin/haproxy")).filter(|file| file.is_file()))
}
