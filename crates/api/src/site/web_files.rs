//! Files that a browser fetches: where they come from and how they are answered.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Where web files come from: the bundle in the binary, or a few bytes in a test.
#[derive(Debug, Clone, Copy)]
pub struct WebFiles(
    /// Finds a file by its path in the bundle, such as `frame/index.html`.
    pub fn(&str) -> Option<WebFile>,
);

impl Default for WebFiles {
    /// No files.
    fn default() -> Self {
        Self(|_| None)
    }
}

impl WebFiles {
    pub(super) fn find(&self, path: &str) -> Option<Served> {
        let file = (self.0)(path)?;
        let media_type = HeaderValue::try_from(file.mime).ok();
        let tag = file.etag.trim_matches('"').to_owned();
        Some(Served {
            bytes: content(file.bytes),
            gzipped: (self.0)(&format!("{path}.gz")).map(|packed| content(packed.bytes)),
            media_type: media_type.unwrap_or(HeaderValue::from_static("application/octet-stream")),
            tag: HeaderValue::try_from(format!("W/\"{tag}\"")).ok(),
        })
    }
}

fn content(bytes: Cow<'static, [u8]>) -> Bytes {
    match bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    }
}

/// A web file.
#[derive(Debug, Clone)]
pub struct WebFile {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type; texts with `; charset=utf-8`.
    pub mime: String,
    /// Differs whenever the content does, such as a hash of it.
    pub etag: String,
}

/// A file ready to be answered.
#[derive(Debug, Clone)]
pub(super) struct Served {
    bytes: Bytes,
    /// The same, packed when it was built: smaller than packing it at every call could make it.
    gzipped: Option<Bytes>,
    media_type: HeaderValue,
    tag: Option<HeaderValue>,
}

impl Served {
    /// A page made by this server.
    pub(super) fn made(bytes: impl Into<Bytes>, media_type: &'static str) -> Self {
        let bytes = bytes.into();
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let tag = HeaderValue::try_from(format!("W/\"{:016x}\"", hasher.finish())).ok();
        Self { bytes, gzipped: None, media_type: HeaderValue::from_static(media_type), tag }
    }

    /// The file, or 304 when the browser has it. `headers` stand on both.
    pub(super) fn answer<const N: usize>(
        &self,
        asked: &HeaderMap,
        headers: [(HeaderName, HeaderValue); N],
    ) -> Response {
        let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut response = match &self.tag {
            Some(tag) if known.into_iter().any(|list| lists(list, tag)) => {
                StatusCode::NOT_MODIFIED.into_response()
            }
            _ => {
                let packed = self.gzipped.as_ref().filter(|_| takes_gzip(asked));
                let mut response = Body::from(packed.unwrap_or(&self.bytes).clone()).into_response();
                response.headers_mut().insert(header::CONTENT_TYPE, self.media_type.clone());
                if packed.is_some() {
                    let gzip = HeaderValue::from_static("gzip");
                    response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
                }
                response
            }
        };
        response.headers_mut().extend(headers);
        if self.gzipped.is_some() {
            response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        if let Some(tag) = &self.tag {
            response.headers_mut().insert(header::ETAG, tag.clone());
        }
        response
    }

    /// Whether this is a page, which may load other files.
    pub(super) fn is_html(&self) -> bool {
        self.media_type.as_bytes().starts_with(b"text/html")
    }
}

/// Whether the caller takes gzip (RFC 9110).
fn takes_gzip(asked: &HeaderMap) -> bool {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// Weak comparison (RFC 9110): the mark `W/` does not count.
fn lists(list: &str, tag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = tag.to_str().map(bare).unwrap_or_default();
    list.split(',').any(|one| one.trim() == "*" || bare(one) == wanted)
}

/// The browser asks every time and mostly hears 304.
pub(super) const ASK_EVERY_TIME: HeaderValue = HeaderValue::from_static("no-cache");
/// The browser never asks again: the name changes with the content.
pub(super) const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The browser asks after five minutes: the name carries no hash, so an upgrade must reach it soon.
pub(super) const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_the_browser_has_is_not_sent_again() {
        let file = Served::made("a{}", "text/css");
        let tag = file.tag.clone().unwrap();
        for (asked, status) in [
            (tag.to_str().unwrap().to_owned(), 304),
            (format!("\"x\", {}", tag.to_str().unwrap().trim_start_matches("W/")), 304),
            ("*".to_owned(), 304),
            ("\"x\"".to_owned(), 200),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, asked.parse().unwrap())]);
            let response = file.answer(&headers, [(header::CACHE_CONTROL, ASK_EVERY_TIME)]);
            assert_eq!(response.status().as_u16(), status, "{asked}");
            assert_eq!(response.headers()["cache-control"], "no-cache");
            assert_eq!(response.headers()[header::ETAG], tag);
        }
    }

    #[tokio::test]
    async fn who_takes_gzip_gets_what_was_packed() {
        let file = WebFiles(|path| {
            let bytes = if path.ends_with(".gz") { "packed" } else { "plain" };
            Some(WebFile { bytes: bytes.as_bytes().into(), mime: "text/css".into(), etag: "x".into() })
        });
        let file = file.find("a.css").unwrap();
        for (asked, encoding, bytes) in [
            ("br, GZIP;q=0.8", Some("gzip"), "packed"),
            ("gzip;q=0, br", None, "plain"),
            ("x-gzip", None, "plain"),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, asked.parse().unwrap())]);
            let response = file.answer(&headers, [(header::CACHE_CONTROL, FIVE_MINUTES)]);
            let said = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok());
            assert_eq!(
                (said(header::CONTENT_ENCODING), said(header::VARY)),
                (encoding, Some("accept-encoding"))
            );
            let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            assert_eq!(body, bytes, "{asked}");
        }
    }
}
