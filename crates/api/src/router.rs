//! All routes, and what every call passes through on its way in and out.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use parlour_domain::Cx;
use parlour_domain::assistant::Assistant;
use parlour_model::Ids;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::body::ORDINARY_BYTES;
use crate::error::{ApiError, from_panic};
use crate::hear_out::hear_out;
use crate::limits::{Limits, RateLimits};
use crate::request_line::attend;
use crate::site::{self, Pages, WebFiles};
use crate::{chat, cors, document};

/// What the binary decides about the HTTP face.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The loader, the frame and the demo shop.
    pub web_files: WebFiles,
    /// Whether callers are counted.
    pub rate_limits: RateLimits,
    /// Whether `/demo/` is there.
    pub demo: bool,
}

/// The whole HTTP face. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, or calls without a
/// credential are not counted.
pub fn router(cx: Cx, assistant: Assistant, options: Options) -> Router {
    let pages = Pages::new(options.web_files, options.demo, &openapi());
    let limits = Arc::new(Limits::new(options.rate_limits));
    let app = App { cx, assistant, limits, pages: Arc::new(pages) };
    let (visitors, _) = visitor_calls().split_for_parts();
    let (backends, _) = backend_calls().split_for_parts();
    let inner = |router: Router<App>| {
        router
            .method_not_allowed_fallback(async || ApiError::wrong_method())
            .layer(CatchPanicLayer::custom(from_panic))
    };
    inner(visitors)
        .layer(cors::open())
        .merge(inner(backends))
        .merge(inner(site::page_routes()).layer(CompressionLayer::new()))
        .fallback(async || ApiError::not_found("there is nothing at this path"))
        .layer(DefaultBodyLimit::max(ORDINARY_BYTES))
        .layer(from_fn(hear_out))
        .layer(from_fn_with_state(Ids::random(), attend))
        .with_state(app)
}

/// The calls as an OpenAPI document.
pub fn openapi() -> OpenApi {
    let calls = visitor_calls().merge(backend_calls());
    let all = OpenApiRouter::with_openapi(document::head()).merge(calls);
    document::finish(all.into_openapi())
}

/// Calls from browsers, of any site's pages.
fn visitor_calls() -> OpenApiRouter<App> {
    chat::visitor_routes().merge(site::public_routes())
}

/// Calls from servers.
fn backend_calls() -> OpenApiRouter<App> {
    chat::key_routes().merge(site::operator_routes())
}
