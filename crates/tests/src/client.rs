//! A small HTTP client whose answers know what they should have been.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::sse::Frames;

/// A request that is being put together.
#[derive(Debug)]
pub struct Call {
    request: reqwest::RequestBuilder,
    what: String,
}

impl Call {
    /// A request without credential or body.
    pub(crate) fn new(http: &reqwest::Client, method: &str, url: &str) -> Self {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        Self { what: format!("{method} {url}"), request: http.request(method, url) }
    }

    /// Shows an API key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Basic {}", STANDARD.encode(format!("{key}:"))))
    }

    /// Shows a visitor token.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        self.request = self.request.header(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// Sends JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// Sends these bytes as they are.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.request = self.request.body(body.into());
        self
    }

    /// Sends, and reads the answer to its end.
    ///
    /// # Panics
    /// When the server cannot be reached or breaks off.
    pub async fn send(self) -> Answer {
        let response = self.request.send().await.unwrap_or_else(|e| panic!("{}: {e:?}", self.what));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|e| panic!("{}: {e:?}", self.what));
        Answer { status, headers, body, what: self.what }
    }

    /// Sends, and listens to the answer's stream.
    ///
    /// # Panics
    /// When the answer is not a stream of events.
    pub async fn listen(self) -> Frames {
        let response = self.request.send().await.unwrap_or_else(|e| panic!("{}: {e:?}", self.what));
        let kind = response.headers().get("content-type").cloned();
        if response.status() != 200 || kind.as_ref().is_none_or(|kind| kind != "text/event-stream") {
            let (status, text) = (response.status(), response.text().await);
            panic!("{}: no stream but {status}, {kind:?}: {text:?}", self.what);
        }
        Frames::of(response)
    }
}

/// An answer that was read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    what: String,
}

impl Answer {
    /// The body as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_else(|e| panic!("{}: {e}", self.what))
    }

    /// A header's text; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{}: {}: {e}: {:?}", self.what, self.status, self.body))
    }

    /// The JSON of an answer that is `200`.
    #[track_caller]
    pub fn ok(&self) -> Value {
        self.is(200);
        self.json()
    }

    /// Whether the status is this one.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}: {:?}", self.what, String::from_utf8_lossy(&self.body));
        self
    }

    /// Whether the call was refused in this way, with an envelope that keeps the contract; gives the fields at fault.
    ///
    /// Contract: Diverge reference 1.3.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Vec<String> {
        self.is(status);
        assert_eq!(self.header("content-type"), "application/json", "{}", self.what);
        assert!(!self.header("x-request-id").is_empty(), "{}: no request id", self.what);
        let body = self.json();
        let envelope = body.as_object().unwrap_or_else(|| panic!("{}: {body}", self.what));
        assert_eq!(envelope.keys().collect::<Vec<_>>(), ["error"], "{}: {body}", self.what);
        let error = &body["error"];
        assert_eq!(error["code"], code, "{}: {body}", self.what);
        assert!(error["message"].as_str().is_some_and(|m| !m.is_empty()), "{}: {body}", self.what);
        let known = |key: &String| ["code", "message", "params"].contains(&key.as_str());
        assert!(error.as_object().is_some_and(|e| e.keys().all(known)), "{}: {body}", self.what);
        let Some(params) = error.get("params") else { return vec![] };
        let params = params.as_array().unwrap_or_else(|| panic!("{}: {body}", self.what));
        assert!(!params.is_empty(), "{}: empty params are left out: {body}", self.what);
        let field = |param: &Value| {
            assert!(param["message"].as_str().is_some_and(|m| !m.is_empty()), "{}: {body}", self.what);
            param["field"].as_str().unwrap_or_else(|| panic!("{}: {body}", self.what)).to_owned()
        };
        params.iter().map(field).collect()
    }

    /// Whether exactly these fields were found at fault.
    #[track_caller]
    pub fn faulted(&self, fields: &[&str]) {
        assert_eq!(self.refused(422, "validation"), fields, "{}: {:?}", self.what, self.body);
    }
}
