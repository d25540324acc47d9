//! The web files that the binary carries, made by `build.rs`.

use rust_embed::RustEmbed;

/// The widget, the frame and the demo shop.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
pub(crate) struct WebFiles;

/// The files below a folder of the bundle, as (path below it, bytes).
pub(crate) fn below(folder: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    WebFiles::iter().filter_map(move |path| {
        let rest = path.strip_prefix(folder)?.to_owned();
        Some((rest, WebFiles::get(&path)?.data.into_owned()))
    })
}
