//! The font in which the pictures of end-to-end tests are drawn, so that they are the same everywhere.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{debian, tell};
use crate::cmd::{Cmd, find};

const NAME: &str = "DejaVu Sans";
/// Where Debian has it.
const FILE: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

/// Sees to it that the font is there: on this machine, or installed now.
///
/// # Errors
/// When it is not there and cannot be installed.
pub(crate) fn provide() -> Result<()> {
    if !is_there() {
        debian::install(&["fonts-dejavu-core"])
            .with_context(|| format!("the font {NAME} is needed for pictures"))?;
    }
    ensure!(is_there(), "there is still no font {NAME}: install it for the browser to find");
    tell(&format!("font {NAME}"));
    Ok(())
}

fn is_there() -> bool {
    let known = || Cmd::new("fc-list").arg(NAME).read().is_ok_and(|fonts| !fonts.trim().is_empty());
    Path::new(FILE).is_file() || find("fc-list").is_some() && known()
}
