//! The browser for end-to-end tests.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use super::{debian, tell};
use crate::cmd::find;

/// Where the browser is: `CHROMIUM`, or on the path, or installed now.
///
/// # Errors
/// When there is none and none can be installed.
pub(crate) fn path() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        let named = PathBuf::from(named);
        ensure!(named.is_file(), "CHROMIUM names {}, which is no file", named.display());
        return Ok(named);
    }
    if look().is_none() {
        debian::install(&["chromium"])?;
    }
    let browser =
        look().context("there is still no `chromium` on the path: set CHROMIUM to your browser's file")?;
    tell(&format!("browser {}", browser.display()));
    Ok(browser)
}

fn look() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(find)
}
