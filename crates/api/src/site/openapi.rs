//! `GET /api/openapi.json`: the calls as a document for programs.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use utoipa::openapi::OpenApi;

use super::Pages;
use super::web_files::{ASK_EVERY_TIME, Served};

/// Writes the document once.
pub(super) fn serve(document: &OpenApi) -> Served {
    Served::made(document.to_json().unwrap_or_default(), "application/json")
}

/// Read this document
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "Operating",
    operation_id = "getOpenApi",
    responses(
        (status = 200, description = "The OpenAPI document.", body = Object, content_type = "application/json"),
        (status = 304, description = "The document that `If-None-Match` names is still the same."),
    ),
    security(()),
)]
pub(crate) async fn get_document(State(pages): State<Arc<Pages>>, asked: HeaderMap) -> Response {
    let any = HeaderValue::from_static("*");
    let headers = [(header::CACHE_CONTROL, ASK_EVERY_TIME), (header::ACCESS_CONTROL_ALLOW_ORIGIN, any)];
    pages.document.answer(&asked, headers)
}
