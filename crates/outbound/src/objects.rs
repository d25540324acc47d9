//! The way to an object store: the requests of the `object_store` crate, sent by the client of this one.
//!
//! So there is one HTTP client in the house, one TLS, and one place that tells why a server cannot be reached.

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use reqwest::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use url::Url;

use crate::client::Client;
use crate::error::Error;
use crate::request::{Request, Response};

/// Carries an object store's requests.
#[derive(Debug, Clone)]
pub(crate) struct ObjectTransport(Client);

impl ObjectTransport {
    /// Carries them by this client, as far as it reaches and within its limits.
    pub(crate) fn new(client: Client) -> Self {
        Self(client)
    }
}

impl HttpConnector for ObjectTransport {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for ObjectTransport {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let method = parts.method.clone();
        let url = Url::parse(&parts.uri.to_string());
        let url = url.map_err(|error| HttpError::new(HttpErrorKind::Unknown, error))?;
        let body = body.collect().await?.to_bytes();
        let mut sent = Request::by(parts.method, url, body.into());
        for (name, value) in &parts.headers {
            sent = sent.header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
        }
        let answer = self.0.send(sent).await.map_err(told)?;
        Ok(response(&method, answer.whole().await.map_err(told)?))
    }
}

fn response(method: &Method, answer: Response) -> HttpResponse {
    let length = answer.body.len();
    let mut response = HttpResponse::new(HttpResponseBody::from(Bytes::from(answer.body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    if method != Method::HEAD {
        // A body that was packed on its way came without its length.
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// What the object store makes of a fault: whether it tries again goes by the kind.
fn told(error: Error) -> HttpError {
    let kind = match &error {
        Error::Unreachable { .. } | Error::Unresolved { .. } => HttpErrorKind::Connect,
        Error::TimedOut { .. } => HttpErrorKind::Timeout,
        Error::Broken { .. } => HttpErrorKind::Interrupted,
        Error::TooLarge { .. } => HttpErrorKind::Decode,
        Error::Scheme { .. }
        | Error::Refused { .. }
        | Error::Tls { .. }
        | Error::NoRootCertificates
        | Error::PointsAway { .. }
        | Error::PointsInCircles { .. }
        | Error::Setup(_) => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, error)
}
