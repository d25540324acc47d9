//! `GET /frame/` and `GET /chatbot-iframe/{id}`: the chat's page, shown inside the pages of sites.
//!
//! The owner's list of sites says whose pages may show it. Where the list is empty, `/frame/` is shown by this server's own
//! pages only, and the frame that a page places by the chatbot's id by every page.
//! Contract: Diverge reference 8.1, Chat Data reference 1 (domain allow list, unlisted parent).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use parlour_domain::{Cx, Error, chatbot};
use serde::Deserialize;

use super::Pages;
use super::web_files::ASK_EVERY_TIME;
use crate::error::{ApiError, Result};
use crate::query::{FilePath, Query};

/// What the frame may load: its own files, and pictures from the owner's shop.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https: data: blob:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors";

/// The chatbot to show.
#[derive(Debug, Deserialize)]
pub(super) struct FrameQuery {
    chatbot_id: Option<String>,
}

/// Who may show a frame whose chatbot's list of sites is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unlisted {
    OwnPages,
    EveryPage,
}

/// `GET /frame/`: serves the page to whoever asks; the browser refuses to show it inside a page of a site that is not
/// listed.
pub(super) async fn frame(
    State(cx): State<Cx>,
    State(pages): State<Arc<Pages>>,
    Query(query): Query<FrameQuery>,
    asked: HeaderMap,
) -> Result<Response> {
    let named = query.chatbot_id.unwrap_or_default();
    page(&cx, &pages, &named, Unlisted::OwnPages, &asked).await
}

/// `GET /chatbot-iframe/{id}`: the same page for a frame that a site places itself.
pub(super) async fn placed_frame(
    State(cx): State<Cx>,
    State(pages): State<Arc<Pages>>,
    FilePath(named): FilePath,
    asked: HeaderMap,
) -> Result<Response> {
    page(&cx, &pages, &named, Unlisted::EveryPage, &asked).await
}

async fn page(
    cx: &Cx,
    pages: &Pages,
    named: &str,
    unlisted: Unlisted,
    asked: &HeaderMap,
) -> Result<Response> {
    let page = pages.files.find("frame/index.html");
    let page = page.ok_or_else(|| ApiError::not_found("the chat's files are not part of this server"))?;
    // The page itself says that there is no such chatbot.
    let origins = match chatbot::allowed_origins(cx, &named.replace('\0', "")).await {
        Err(Error::NotFound(_)) => vec![],
        origins => origins?,
    };
    let policy = HeaderValue::try_from(policy(&origins, unlisted)).map_err(ApiError::internal)?;
    Ok(page
        .answer(asked, [(header::CACHE_CONTROL, ASK_EVERY_TIME), (header::CONTENT_SECURITY_POLICY, policy)]))
}

/// Our own pages and those of `origins` may show the frame.
fn policy(origins: &[String], unlisted: Unlisted) -> String {
    if origins.is_empty() && unlisted == Unlisted::EveryPage {
        return format!("{POLICY} *");
    }
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, ';' | ',' | '\'' | '"');
    let mut policy = format!("{POLICY} 'self'");
    for origin in origins.iter().filter(|origin| !origin.is_empty() && origin.chars().all(plain)) {
        policy.push(' ');
        policy.push_str(origin);
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_cannot_add_to_the_policy() {
        let origins = ["https://shop.example.com", "https://a; script-src *", "'unsafe-inline'", ""];
        for unlisted in [Unlisted::OwnPages, Unlisted::EveryPage] {
            let policy = policy(&origins.map(str::to_owned), unlisted);
            assert!(policy.ends_with("frame-ancestors 'self' https://shop.example.com"), "{policy}");
        }
    }

    #[test]
    fn an_empty_list_is_no_site_for_one_frame_and_every_site_for_the_other() {
        assert!(policy(&[], Unlisted::OwnPages).ends_with("frame-ancestors 'self'"));
        assert!(policy(&[], Unlisted::EveryPage).ends_with("frame-ancestors *"));
    }
}
