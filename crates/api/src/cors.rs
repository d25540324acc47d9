//! Which pages of other sites may call: any, without cookies, on the calls of visitors; none on the calls of backends.
//!
//! Contract: Diverge reference 1.4.

use std::time::Duration;

use axum::http::{HeaderName, Method, header};
use tower_http::cors::{Any, CorsLayer};

/// For the calls that browsers make.
pub(crate) fn open() -> CorsLayer {
    let named = HeaderName::from_static;
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE, Method::OPTIONS])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT,
            named("last-event-id"),
            named("x-diverge-sdk-platform"),
            named("x-diverge-sdk-version"),
            named("x-diverge-client-profile"),
        ])
        .expose_headers([header::RETRY_AFTER, named("x-request-id")])
        .max_age(Duration::from_secs(24 * 60 * 60))
}
