//! Somebody who calls the API: a small HTTP client that panics where a test would, and a reader of event streams.

use std::time::Duration;

use eventsource_stream::{Event, EventStreamError, Eventsource as _};
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

/// No single answer, and no pause within a stream, takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a caller shows at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Credential {
    Nothing,
    Key(String),
    Token(String),
}

/// Somebody who calls one server.
#[derive(Debug, Clone)]
pub struct Caller {
    http: reqwest::Client,
    origin: String,
    credential: Credential,
}

impl Caller {
    /// A caller without a credential.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        // Several tests may come here first; one of them installs it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).read_timeout(PATIENCE);
        let http = client.build().expect("an HTTP client");
        Self { http, origin: origin.to_owned(), credential: Credential::Nothing }
    }

    /// The same caller with an API key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        Self { credential: Credential::Key(key.to_owned()), ..self.clone() }
    }

    /// The same caller with a bearer token: a visitor's or an agent's.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { credential: Credential::Token(token.to_owned()), ..self.clone() }
    }

    /// A request that carries the credential, to be refined and given to [`send`] or [`events`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.origin));
        match &self.credential {
            Credential::Nothing => request,
            Credential::Key(key) => request.basic_auth(key, Some("")),
            Credential::Token(token) => request.bearer_auth(token),
        }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// `POST` with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::POST, path).json(body)).await
    }

    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::PUT, path).json(body)).await
    }

    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        send(self.request(Method::PATCH, path).json(body)).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none, showing the answer.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    /// The body as JSON, of an answer that must have this status.
    ///
    /// # Panics
    /// When it has another, showing the answer.
    #[must_use]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        if self.text.is_empty() { Value::Null } else { self.json() }
    }
}

/// Sends a request and reads the whole answer.
///
/// # Panics
/// When there is none.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, text: response.text().await.expect("a body of text") }
}

/// Sends a request and reads its answer as an event stream. Dropping the stream closes the connection.
///
/// # Panics
/// When the answer is no event stream, showing it.
pub async fn events(request: RequestBuilder) -> Events {
    let response = request.send().await.expect("an answer");
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("text/event-stream") {
        let (status, kind) = (response.status(), kind.to_owned());
        panic!("no event stream but {status} {kind:?}: {}", response.text().await.unwrap_or_default());
    }
    Events::of(response)
}

/// One event of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The last `id` that was sent; empty when there was none.
    pub id: String,
    /// Its name; `message` when none was sent.
    pub event: String,
    /// Its data.
    pub data: Value,
}

/// An event stream under way.
pub struct Events {
    frames: BoxStream<'static, Result<Event, EventStreamError<reqwest::Error>>>,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

impl Events {
    fn of(response: Response) -> Self {
        Self { frames: response.bytes_stream().eventsource().boxed() }
    }

    /// The next event; nothing when the server has closed the stream in good order.
    ///
    /// # Panics
    /// When the connection breaks or the data is no JSON.
    pub async fn next(&mut self) -> Option<Frame> {
        let event = self.frames.try_next().await.expect("a stream that does not break")?;
        Some(frame(event))
    }

    /// All events until the server closes the stream.
    ///
    /// # Panics
    /// As [`Events::next`].
    pub async fn rest(mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.next().await {
            frames.push(frame);
        }
        frames
    }

    /// The next event of this name; those before it are passed over.
    ///
    /// # Panics
    /// When the stream ends before, and as [`Events::next`].
    pub async fn until(&mut self, event: &str) -> Frame {
        let mut passed = Vec::new();
        while let Some(frame) = self.next().await {
            if frame.event == event {
                return frame;
            }
            passed.push(frame);
        }
        panic!("the stream ended without {event:?}, after {passed:?}")
    }
}

fn frame(Event { id, event, data, .. }: Event) -> Frame {
    let data = serde_json::from_str(&data).unwrap_or_else(|error| panic!("no JSON ({error}): {data}"));
    Frame { id, event, data }
}
