//! What people and pages see: the frame, the page scripts, the demo shop, the reference, and whether we are well.

mod chatbot_public;
mod files;
mod frame;
mod health;
mod openapi;
mod reference;
mod web_files;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

pub use web_files::{WebFile, WebFiles};

use crate::app::App;
use crate::site::web_files::Served;

/// What the site serves.
pub(crate) struct Pages {
    files: WebFiles,
    demo: bool,
    document: Served,
    reference: Served,
}

impl Pages {
    /// Writes the pages that do not change while the server runs.
    pub(crate) fn new(files: WebFiles, demo: bool, document: &OpenApi) -> Self {
        Self { files, demo, document: openapi::serve(document), reference: reference::serve(document) }
    }
}

/// Documented calls of pages.
pub(crate) fn public_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(chatbot_public::open_session))
}

/// Documented calls of operators.
pub(crate) fn operator_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(health::is_up))
        .routes(routes!(health::is_ready))
        .routes(routes!(openapi::get_document).layer(CompressionLayer::new()))
}

/// Pages and files, which no program calls.
pub(crate) fn page_routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/api", get(reference::page))
        .route("/api/reference.css", get(reference::stylesheet))
        .route("/universal-chatbot.js", get(files::loader))
        .route("/frame", get(async || Redirect::permanent("/frame/")))
        .route("/frame/", get(frame::frame))
        .route("/frame/{*path}", get(files::frame_file))
        .route("/demo", get(async || Redirect::temporary("/demo/")))
        .route("/demo/", get(files::demo_home))
        .route("/demo/{*path}", get(files::demo_file))
}

async fn home(State(pages): State<Arc<Pages>>) -> Redirect {
    Redirect::temporary(if pages.demo { "/demo/" } else { "/api" })
}
