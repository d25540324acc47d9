//! The edge of every request: its id, its line in the log, and trouble logged once.
//!
//! Left out on purpose: query strings, bodies, tokens and addresses; none of them is ever logged.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use parlour_model::Ids;

use crate::error::{ApiError, Trouble};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id of ours, logs one line about it, and replaces what an `internal` answer says.
pub(crate) async fn attend(State(ids): State<Ids>, request: Request, next: Next) -> Response {
    let request_id = ids.next("req_");
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let began = Instant::now();
    let mut response = next.run(request).await;
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        tracing::error!(request_id, error = %chain(&*trouble.0), "a request failed");
        response = replace_body(response, ApiError::internal_with_id(&request_id));
    }
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
        .headers_mut()
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    tracing::info!(
        request_id,
        %method,
        path = path.as_ref().map_or("(none)", MatchedPath::as_str),
        status = response.status().as_u16(),
        ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

/// Keeps the headers that layers inside have set, such as CORS.
fn replace_body(response: Response, error: ApiError) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let (_, body): (_, Body) = error.into_response().into_parts();
    Response::from_parts(parts, body)
}

/// An error and all that caused it, on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::routing::get;
    use tower::ServiceExt;

    #[tokio::test]
    async fn trouble_shows_the_request_id_and_nothing_else() {
        let router: Router = Router::new()
            .route("/", get(async || ApiError::internal("the disk is full")))
            .layer(axum::middleware::from_fn_with_state(Ids::seeded(1), attend));
        let request = Request::builder().uri("/").header("x-request-id", "mine").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert_ne!(id, "mine");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains(&id) && !body.contains("disk"), "{body}");
    }

    #[tokio::test]
    async fn a_panic_is_answered_like_any_trouble() {
        let panics = async || -> () { panic!("the disk is full") };
        let router: Router = Router::new()
            .route("/", get(panics))
            .layer(tower_http::catch_panic::CatchPanicLayer::custom(crate::error::from_panic))
            .layer(axum::middleware::from_fn_with_state(Ids::seeded(1), attend));
        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.status().as_u16(), 500);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error"]["code"], "internal");
        assert!(!body.to_string().contains("disk"));
    }
}
