//! The client: sends, waits no longer than it may, follows pointers within a site.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use crate::address::Reach;
use crate::error::{Error, RefusedName, UnknownName, find, innermost};
use crate::request::{Body, Request, Response};
use crate::resolve::Resolver;

/// How often a server may point on.
const MOST_POINTERS: usize = 5;

/// What a fetch may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest that opening a connection may take, with resolving its name.
    pub connect: Duration,
    /// The longest that the whole may take, to the last byte of the body.
    pub total: Duration,
    /// The longest silence.
    pub idle: Duration,
    /// The largest body, unpacked.
    pub body_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(30),
            idle: Duration::from_secs(10),
            body_bytes: 10 * 1024 * 1024,
        }
    }
}

/// An HTTP client that goes no further than its [`Reach`]. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    reach: Reach,
    limits: Limits,
    has_roots: bool,
}

impl Client {
    /// A client. It calls itself `Parlour/` and the version.
    ///
    /// # Errors
    /// [`Error::Setup`] when TLS cannot be set up.
    pub fn new(reach: Reach, limits: Limits) -> Result<Self, Error> {
        // The library takes the process's provider; that another part has set one already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            reqwest::Client::builder()
                .user_agent(concat!("Parlour/", env!("CARGO_PKG_VERSION")))
                .redirect(Policy::none())
                .no_proxy()
                .dns_resolver(Arc::new(Resolver(reach)))
                .connect_timeout(limits.connect)
                .timeout(limits.total)
                .read_timeout(limits.idle)
        };
        // A machine without root certificates can still fetch http addresses, and is told when it matters.
        let (http, has_roots) = match builder().build() {
            Ok(http) => (Ok(http), true),
            Err(_) => (builder().tls_certs_only([]).build(), false),
        };
        let http = http.map_err(|e| Error::Setup(innermost(&e)))?;
        Ok(Self { http, reach, limits, has_roots })
    }

    /// Fetches what is at `url`, following up to five pointers within the same host. Any status is an answer.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn get(&self, url: &Url) -> Result<Response, Error> {
        self.send(Request::get(url.clone())).await?.whole().await
    }

    /// Sends a request and gives its answer as soon as the headers are there.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn send(&self, request: Request) -> Result<Body, Error> {
        let mut request = request;
        let first = request.url.clone();
        for _ in 0..=MOST_POINTERS {
            let response = self.send_once(&request).await?;
            match pointer(&request, &response)? {
                Some(url) => request.url = url,
                None => return self.begin(response, request.url),
            }
        }
        Err(Error::PointsInCircles { host: host_of(&first), limit: MOST_POINTERS })
    }

    async fn send_once(&self, request: &Request) -> Result<reqwest::Response, Error> {
        self.reach.check(&request.url)?;
        if request.url.scheme() == "https" && !self.has_roots {
            return Err(Error::NoRootCertificates);
        }
        let mut builder = self.http.request(request.method.clone(), request.url.clone());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        builder.send().await.map_err(|e| translate(e, &request.url, self.limits))
    }

    fn begin(&self, response: reqwest::Response, url: Url) -> Result<Body, Error> {
        if response.content_length().is_some_and(|length| length > self.limits.body_bytes) {
            return Err(Error::TooLarge { host: host_of(&url), limit_bytes: self.limits.body_bytes });
        }
        let text =
            |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = response.headers().iter().map(|(n, v)| (n.as_str().to_owned(), text(v))).collect();
        let status = response.status().as_u16();
        Ok(Body { status, headers, url, response, limits: self.limits, taken_bytes: 0 })
    }
}

/// Where the server points, if it does and the request may follow: the same host, and never from https to http.
fn pointer(request: &Request, response: &reqwest::Response) -> Result<Option<Url>, Error> {
    if request.method != reqwest::Method::GET
        || !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308)
    {
        return Ok(None);
    }
    let location = response.headers().get("location").and_then(|l| l.to_str().ok());
    let Some(url) = location.and_then(|l| request.url.join(l).ok()) else { return Ok(None) };
    let same_host = url.host() == request.url.host();
    let downgraded = request.url.scheme() == "https" && url.scheme() != "https";
    if !same_host || downgraded {
        let to = url.origin().ascii_serialization();
        return Err(Error::PointsAway { host: host_of(&request.url), to });
    }
    Ok(Some(url))
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("").to_owned()
}

/// The library's error in words of this crate.
pub(crate) fn translate(error: reqwest::Error, url: &Url, limits: Limits) -> Error {
    let host = host_of(url);
    if let Some(refused) = find::<RefusedName>(&error) {
        return Error::Refused { host, address: refused.address };
    }
    if let Some(unknown) = find::<UnknownName>(&error) {
        return Error::Unresolved { host, cause: unknown.cause.clone() };
    }
    if error.is_timeout() {
        return Error::TimedOut { host, total: limits.total, idle: limits.idle };
    }
    let cause = innermost(&error);
    if find::<rustls::Error>(&error).is_some() {
        return Error::Tls { host, cause };
    }
    if error.is_connect() { Error::Unreachable { host, cause } } else { Error::Broken { host, cause } }
}
