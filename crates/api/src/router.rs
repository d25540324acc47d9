//! All routes, and what every call passes through on its way in and out.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use parlour_domain::Cx;
use parlour_domain::assistant::Assistant;
use parlour_model::Ids;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::body::ORDINARY_BYTES;
use crate::error::{ApiError, from_panic};
use crate::hear_out::hear_out;
use crate::limits::{Limits, RateLimits};
use crate::request_line::attend;
use crate::site::{self, Pages, WebFiles};
use crate::{chat, cors, document, events, livechat};

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
    private(visitors)
        .layer(cors::open())
        .merge(private(backends))
        .merge(sound(site::page_routes()).layer(CompressionLayer::new()))
        .fallback(async || ApiError::not_found("there is nothing at this path"))
        .layer(DefaultBodyLimit::max(ORDINARY_BYTES))
        .layer(from_fn(hear_out))
        .layer(from_fn_with_state(Ids::random(), attend))
        .with_state(app)
}

/// What is told to one caller is kept by nobody, unless the answer says otherwise.
fn private(router: Router<App>) -> Router<App> {
    let no_store = HeaderValue::from_static("no-store");
    sound(router).layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, no_store))
}

/// A wrong method and a panic answer with the envelope, too.
fn sound(router: Router<App>) -> Router<App> {
    router
        .method_not_allowed_fallback(async || ApiError::wrong_method())
        .layer(CatchPanicLayer::custom(from_panic))
}

/// The calls as an OpenAPI document.
pub fn openapi() -> OpenApi {
    let calls = backend_calls().merge(visitor_calls());
    let all = OpenApiRouter::with_openapi(document::head()).merge(calls);
    document::finish(all.into_openapi())
}

/// Calls from browsers, of any site's pages.
fn visitor_calls() -> OpenApiRouter<App> {
    chat::visitor_routes().merge(livechat::visitor_routes()).merge(site::public_routes())
}

/// Calls from servers.
fn backend_calls() -> OpenApiRouter<App> {
    let keys = chat::key_routes().merge(livechat::key_routes()).merge(events::key_routes());
    keys.merge(livechat::agent_routes()).merge(site::operator_routes())
}
