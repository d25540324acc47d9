//! Programs that tests need: found where they usually are, else installed, and said aloud either way.

pub(crate) mod chromium;
mod debian;
pub(crate) mod files;
pub(crate) mod font;
pub(crate) mod haproxy;
pub(crate) mod llama;
pub(crate) mod npm;
pub(crate) mod postgres;
pub(crate) mod python;

use std::path::Path;

use anyhow::{Context, Result};

/// Says what was found or done for the tests.
fn tell(what: &str) {
    println!("provided: {what}");
}

/// Whether a folder was made from exactly these bytes: `stamp`, inside it, is a copy of them.
fn is_made_from(stamp: &Path, source: &[u8]) -> bool {
    std::fs::read(stamp).is_ok_and(|made| made == source)
}

/// Remembers what a folder was made from.
fn remember(stamp: &Path, source: &[u8]) -> Result<()> {
    std::fs::write(stamp, source).with_context(|| format!("cannot write {}", stamp.display()))
}
