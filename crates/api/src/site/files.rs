//! The page scripts, the files of the frame, and the demo shop.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

use super::Pages;
use super::web_files::{ASK_EVERY_TIME, FIVE_MINUTES};
use crate::error::{ApiError, Result};
use crate::query::FilePath;

/// What a demo page may load: its own files and the frame.
const DEMO_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                           frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'";

/// `GET /universal-chatbot.js`: the loader, for the pages of any site.
pub(super) async fn loader(State(pages): State<Arc<Pages>>, asked: HeaderMap) -> Result<Response> {
    let file = pages.files.find("universal-chatbot.js").ok_or_else(missing)?;
    Ok(file.answer(&asked, for_any_site(FIVE_MINUTES)))
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
    Ok(file.answer(&asked, for_any_site(FIVE_MINUTES)))
}

fn for_any_site(age: HeaderValue) -> [(HeaderName, HeaderValue); 3] {
    [
        (header::CACHE_CONTROL, age),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    ]
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
