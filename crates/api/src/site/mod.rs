//! What people and pages see: the frame, the page scripts, the demo shop, the reference, and whether we are well.

mod analytics;
mod chatbot_public;
mod files;
mod frame;
mod health;
mod instance;
mod integration;
mod openapi;
mod page_call;
mod reference;
mod web_files;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
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
    OpenApiRouter::default()
        .routes(routes!(chatbot_public::open_session))
        .routes(routes!(integration::get_integration_config))
        .route("/api/integration-config/{chatbot_id}", get(integration::get_integration_config))
        .routes(routes!(integration::get_popup_message))
        .routes(routes!(instance::get_instance_config))
        .routes(routes!(analytics::record_open))
        .routes(routes!(analytics::record_events))
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
    let page_files = files::PAGE_FILES.into_iter().fold(Router::new(), |router, (address, name)| {
        let answer = move |State(pages): State<Arc<Pages>>, asked: HeaderMap| async move {
            files::page_file(&pages, name, &asked)
        };
        router.route(address, get(answer))
    });
    page_files
        .route("/", get(home))
        .route("/api", get(reference::page))
        .route("/api/reference.css", get(reference::stylesheet))
        .route("/frame", get(async || Redirect::permanent("/frame/")))
        .route("/frame/", get(frame::frame))
        .route("/frame/{*path}", get(files::frame_file))
        .route("/chatbot-iframe/{id}", get(frame::placed_frame))
        .route("/demo", get(async || Redirect::temporary("/demo/")))
        .route("/demo/", get(files::demo_home))
        .route("/demo/{*path}", get(files::demo_file))
}

async fn home(State(pages): State<Arc<Pages>>) -> Redirect {
    Redirect::temporary(if pages.demo { "/demo/" } else { "/api" })
}
