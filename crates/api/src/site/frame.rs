//! `GET /frame/`: the chat's page, shown inside the pages of the sites that the chatbot's owner lists.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use parlour_domain::{Cx, Error, chatbot};
use serde::Deserialize;

use super::Pages;
use super::web_files::ASK_EVERY_TIME;
use crate::error::{ApiError, Result};
use crate::query::Query;

/// What the frame may load: its own files, and pictures from the owner's shop.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' http: https: data: blob:; \
                      connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors";

/// The chatbot to show.
#[derive(Debug, Deserialize)]
pub(super) struct FrameQuery {
    chatbot_id: Option<String>,
}

/// Serves the page to whoever asks; the browser refuses to show it inside a page of a site that is not listed.
pub(super) async fn frame(
    State(cx): State<Cx>,
    State(pages): State<Arc<Pages>>,
    Query(query): Query<FrameQuery>,
    asked: HeaderMap,
) -> Result<Response> {
    let page = pages.files.find("frame/index.html");
    let page = page.ok_or_else(|| ApiError::not_found("the chat's files are not part of this server"))?;
    let origins = match query.chatbot_id {
        Some(id) => match chatbot::allowed_origins(&cx, &id.replace('\0', "")).await {
            Err(Error::NotFound(_)) => vec![],
            origins => origins?,
        },
        None => vec![],
    };
    let policy = HeaderValue::try_from(policy(&origins)).map_err(ApiError::internal)?;
    Ok(page
        .answer(&asked, [(header::CACHE_CONTROL, ASK_EVERY_TIME), (header::CONTENT_SECURITY_POLICY, policy)]))
}

/// Our own pages and those of `origins` may show the frame.
fn policy(origins: &[String]) -> String {
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
        let policy = policy(&origins.map(str::to_owned));
        assert!(policy.ends_with("frame-ancestors 'self' https://shop.example.com"), "{policy}");
    }
}
