//! Reads what is left of a request's body before the answer leaves.
//!
//! A client that is still sending when the connection closes sees a broken pipe instead of the answer. So a body
//! that nobody wanted (413, 401, 404, …) is read and thrown away first, up to a size and a time.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures::Stream;

/// How much of an unwanted body is read.
const PATIENCE_BYTES: usize = 128 << 20;
/// How long an unwanted body is read.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the request and reads the rest of its body, if there is any, before the answer is given back.
pub(crate) async fn hear_out(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // A client that waits for "100 Continue" has not begun to send, and will not when it sees the answer.
    let waits = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let shared = Arc::new(Mutex::new(Shared { stream: body.into_data_stream(), begun: false, ended: false }));
    let body = Body::from_stream(Tap(shared.clone()));
    let response = next.run(Request::from_parts(parts, body)).await;
    let begun = shared.lock().unwrap_or_else(PoisonError::into_inner).begun;
    if begun || !waits {
        _ = tokio::time::timeout(PATIENCE, read_rest(shared)).await;
    }
    response
}

async fn read_rest(shared: Arc<Mutex<Shared>>) {
    let mut seen = 0;
    while let Some(Ok(bytes)) = poll_fn(|cx| poll_shared(&shared, cx)).await {
        seen += bytes.len();
        if seen > PATIENCE_BYTES {
            return;
        }
    }
}

/// The body, readable by the handler and, after it, by us.
struct Shared {
    stream: BodyDataStream,
    begun: bool,
    ended: bool,
}

struct Tap(Arc<Mutex<Shared>>);

impl Stream for Tap {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        poll_shared(&self.0, cx)
    }
}

fn poll_shared(shared: &Mutex<Shared>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    if shared.ended {
        return Poll::Ready(None);
    }
    shared.begun = true;
    let polled = Pin::new(&mut shared.stream).poll_next(cx);
    if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
        shared.ended = true;
    }
    polled
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tower::ServiceExt;

    fn counted_body(read: Arc<AtomicUsize>) -> Body {
        Body::from_stream(futures::stream::iter(0..10).then_count(read))
    }

    trait ThenCount: Stream<Item = i32> + Sized + Send + 'static {
        fn then_count(
            self,
            read: Arc<AtomicUsize>,
        ) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static {
            futures::StreamExt::map(self, move |_| {
                read.fetch_add(1, Ordering::SeqCst);
                Ok(Bytes::from_static(b"0123456789"))
            })
        }
    }
    impl<S: Stream<Item = i32> + Send + 'static> ThenCount for S {}

    #[tokio::test]
    async fn an_unwanted_body_is_read_to_its_end() {
        let router: Router = Router::new()
            .route("/", post(async || StatusCode::UNAUTHORIZED))
            .layer(axum::middleware::from_fn(hear_out));
        for (expects, chunks) in [(false, 10), (true, 0)] {
            let read = Arc::new(AtomicUsize::new(0));
            let mut request = Request::builder().method("POST").uri("/");
            if expects {
                request = request.header("expect", "100-continue");
            }
            let request = request.body(counted_body(read.clone())).unwrap();
            assert_eq!(router.clone().oneshot(request).await.unwrap().status(), 401);
            assert_eq!(read.load(Ordering::SeqCst), chunks);
        }
    }
}
