//! The page scripts, the files of the frame, and the demo shop.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

use super::Pages;
use super::web_files::{ASK_EVERY_TIME, FIVE_MINUTES, FOR_EVER};
use crate::error::{ApiError, Result};
use crate::query::FilePath;

/// What a demo page may load: its own files and the frame.
const DEMO_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                           frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

/// What the pages of any site load: the address, and the file among the web files.
///
/// Contract: Diverge reference 8.1, Chat Data reference 1 (both addresses of the SDK), SmartAgent reference 1.
pub(super) const PAGE_FILES: [(&str, &str); 8] = [
    ("/universal-chatbot.js", "universal-chatbot.js"),
    ("/chatbotinline.js", "chatbotinline.js"),
    ("/inline-search-bar.js", "inline-search-bar.js"),
    ("/embed.min.js", "embed.min.js"),
    ("/chatbotsdk.min.js", "chatbotsdk.min.js"),
    ("/static/chatbotsdk.min.js", "chatbotsdk.min.js"),
    ("/loader/main.js", "loader/main.js"),
    ("/css/loader.css", "css/loader.css"),
];

/// One of [`PAGE_FILES`]. A module script is loaded by CORS, so that every site may read it.
pub(super) fn page_file(pages: &Pages, name: &str, asked: &HeaderMap) -> Result<Response> {
    let file = pages.files.find(name).ok_or_else(missing)?;
    Ok(file.answer(asked, for_any_site(FIVE_MINUTES)))
}

/// `GET /frame/…`: what the frame loads, and pieces that a page's script loads later. The frame's page itself is
/// [`super::frame`]'s.
pub(super) async fn frame_file(
    State(pages): State<Arc<Pages>>,
    FilePath(path): FilePath,
    asked: HeaderMap,
) -> Result<Response> {
    let found = pages.files.find(&format!("frame/{path}"));
    let file = found.filter(|file| !file.is_html()).ok_or_else(missing)?;
    let age = if names_its_content(&path) { FOR_EVER } else { FIVE_MINUTES };
    Ok(file.answer(&asked, for_any_site(age)))
}

fn for_any_site(age: HeaderValue) -> [(HeaderName, HeaderValue); 3] {
    [
        (header::CACHE_CONTROL, age),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    ]
}

/// Whether a file's name ends in the hash of its content, as the bundler names pieces: `form-2GZKZ7QX.js`.
fn names_its_content(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b))
}

/// `GET /demo/`: the shop's first page.
pub(super) async fn demo_home(State(pages): State<Arc<Pages>>, asked: HeaderMap) -> Result<Response> {
    demo(&pages, "", &asked)
}

/// `GET /demo/…`: the shop's other pages, with or without `.html`, and their files.
pub(super) async fn demo_file(
    State(pages): State<Arc<Pages>>,
    FilePath(path): FilePath,
    asked: HeaderMap,
) -> Result<Response> {
    demo(&pages, &path, &asked)
}

fn demo(pages: &Pages, path: &str, asked: &HeaderMap) -> Result<Response> {
    if !pages.demo {
        return Err(missing());
    }
    let found = match path {
        "" => pages.files.find("demo/index.html"),
        folder if folder.ends_with('/') => pages.files.find(&format!("demo/{folder}index.html")),
        file => {
            let exact = pages.files.find(&format!("demo/{file}"));
            exact.or_else(|| pages.files.find(&format!("demo/{file}.html")))
        }
    };
    let file = found.ok_or_else(missing)?;
    let age = if file.is_html() { ASK_EVERY_TIME } else { FIVE_MINUTES };
    let policy = HeaderValue::from_static(DEMO_POLICY);
    Ok(file.answer(asked, [(header::CACHE_CONTROL, age), (header::CONTENT_SECURITY_POLICY, policy)]))
}

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

fn missing() -> ApiError {
    ApiError::not_found("there is no such file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_ever() {
        for (path, is) in [
            ("form-2GZKZ7QX.js", true),
            ("views/livechat-rating-ABCDEFGH.css", true),
            ("frame.js", false),
            ("form-card.js", false),
            ("form-rating01.js", false),
            ("form-2GZKZ7Q.js", false),
            ("2GZKZ7QX.js", false),
        ] {
            assert_eq!(names_its_content(path), is, "{path}");
        }
    }
}
