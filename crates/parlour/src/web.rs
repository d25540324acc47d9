//! The web files that the binary carries, made by `build.rs`.

use parlour_api::{WebFile, WebFiles};
use rust_embed::RustEmbed;

/// The widget, the frame and the demo shop.
#[derive(RustEmbed)]
#[folder = "$OUT_DIR/web"]
struct Bundle;

/// The bundle, as the API serves it.
pub(crate) fn files() -> WebFiles {
    WebFiles(|path| {
        let file = Bundle::get(path)?;
        let kind = mime_guess::from_path(path).first_or_octet_stream();
        let text = kind.type_() == "text" || matches!(kind.subtype().as_str(), "javascript" | "json" | "svg");
        let mime = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
        let etag = file.metadata.sha256_hash()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Some(WebFile { bytes: file.data, mime, etag })
    })
}

/// The files below a folder of the bundle, as (path below it, bytes).
pub(crate) fn below(folder: &str) -> impl Iterator<Item = (String, Vec<u8>)> {
    Bundle::iter().filter_map(move |path| {
        let rest = path.strip_prefix(folder)?.to_owned();
        Some((rest, Bundle::get(&path)?.data.into_owned()))
    })
}
