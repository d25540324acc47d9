//! What is asked and what is answered.

use std::fmt;

use url::Url;

use crate::client::Limits;
use crate::error::Error;

/// What is asked.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: reqwest::Method,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Request {
    /// Asks for what is at `url`.
    pub fn get(url: Url) -> Self {
        Self { method: reqwest::Method::GET, url, headers: Vec::new(), body: None }
    }

    /// Sends `body` to `url`. Where the server points on is not followed.
    pub fn post(url: Url, body: Vec<u8>) -> Self {
        Self { method: reqwest::Method::POST, url, headers: Vec::new(), body: Some(body) }
    }

    /// Sends `body` to `url` by a method, such as `PUT` or `DELETE`. Where the server points on is not followed.
    pub(crate) fn by(method: reqwest::Method, url: Url, body: Vec<u8>) -> Self {
        let body = Some(body).filter(|body| !body.is_empty() || method == reqwest::Method::PUT);
        Self { method, url, headers: Vec::new(), body }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl fmt::Debug for Request {
    /// Without headers and body, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url.host_str().unwrap_or(""))
    }
}

/// What is answered, whatever its status.
#[derive(Debug, Clone)]
pub struct Response {
    /// Where the answer came from, after pointers were followed.
    pub url: Url,
    /// The status code.
    pub status: u16,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Whether the status is one of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The media type, without its parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or("").trim().to_ascii_lowercase())
    }

    /// The encoding that the server names.
    pub fn charset(&self) -> Option<&str> {
        let value = self.header("content-type")?;
        let named = |parameter: &'_ str| {
            let (name, _) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then_some(())
        };
        let parameter = value.split(';').skip(1).find(|p| named(p).is_some())?;
        parameter.split_once('=').map(|(_, charset)| charset.trim().trim_matches('"'))
    }
}

/// The first header of this name.
fn first<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// An answer whose body is still coming.
#[derive(Debug)]
pub struct Body {
    /// The status code.
    pub status: u16,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// Where the answer comes from.
    pub url: Url,
    pub(crate) response: reqwest::Response,
    pub(crate) limits: Limits,
    pub(crate) taken_bytes: u64,
}

impl Body {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// [`Error::TimedOut`], [`Error::TooLarge`] or [`Error::Broken`]; nothing comes after.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let host = || self.url.host_str().unwrap_or("").to_owned();
        let chunk =
            self.response.chunk().await.map_err(|e| crate::client::translate(e, &self.url, self.limits))?;
        let Some(chunk) = chunk else { return Ok(None) };
        self.taken_bytes += chunk.len() as u64;
        if self.taken_bytes > self.limits.body_bytes {
            return Err(Error::TooLarge { host: host(), limit_bytes: self.limits.body_bytes });
        }
        Ok(Some(chunk.into()))
    }

    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The whole answer.
    ///
    /// # Errors
    /// As [`Body::chunk`].
    pub async fn whole(mut self) -> Result<Response, Error> {
        let mut body = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend_from_slice(&chunk);
        }
        Ok(Response { url: self.url, status: self.status, headers: self.headers, body })
    }
}
