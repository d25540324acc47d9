//! JSON bodies: read whole, judged with the path of the field at fault.
//!
//! Contract: Diverge reference 1.3 (400 not JSON, 413 too large, 415 not called JSON, 422 wrong field).

use std::fmt;
use std::marker::PhantomData;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::Segment;

use crate::error::{ApiError, Result};

/// The largest body of an ordinary call.
pub(crate) const ORDINARY_BYTES: usize = 1 << 20;
/// The largest body of a message.
pub(crate) const MESSAGE_BYTES: usize = 64 << 20;
/// The largest body of an action.
pub(crate) const ACTION_BYTES: usize = 32 << 20;

/// A JSON object as the body of the request.
#[derive(Debug)]
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        if !is_json(request.headers()) {
            return Err(ApiError::not_json_type());
        }
        read(&whole_body(request, state).await?).map(Self)
    }
}

/// The same for a call all of whose fields may be left out: then so may the body, and its content type with it,
/// and `null` stands for it.
#[derive(Debug)]
pub(crate) struct JsonBodyIfAny<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for JsonBodyIfAny<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let is_json = is_json(request.headers());
        let bytes = whole_body(request, state).await?;
        match (bytes.is_empty(), is_json) {
            (true, _) => Ok(Self(T::default())),
            (false, true) if bytes.trim_ascii() == b"null" => Ok(Self(T::default())),
            (false, true) => read(&bytes).map(Self),
            (false, false) => Err(ApiError::not_json_type()),
        }
    }
}

async fn whole_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
        _ => ApiError::malformed("the body ended before it was whole"),
    })
}

/// A value that must be written as a JSON object; without it serde takes lists for structs, too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfMap<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OfMap<T> {
            type Value = T;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(OfMap(PhantomData)).map(Self)
    }
}

/// Reads a whole number, also when it is written with a point, as `5.0`: JSON knows one kind of number.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Whole;
    impl Visitor<'_> for Whole {
        type Value = i64;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number")
        }
        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }
        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<i64, E> {
            Ok(i64::try_from(number).unwrap_or(i64::MAX))
        }
        fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<i64, E> {
            if number.fract() == 0.0 {
                return Ok(number as i64);
            }
            Err(E::invalid_type(serde::de::Unexpected::Float(number), &self))
        }
    }
    deserializer.deserialize_i64(Whole)
}

/// `application/json` or `application/…+json`, with or without parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    if contains_nul(bytes) {
        let mut tree: Value = serde_json::from_slice(bytes).map_err(|e| not_json(&e))?;
        replace_nul(&mut tree);
        return serde_path_to_error::deserialize(tree)
            .map(|Object(value)| value)
            .map_err(|error| wrong_field(&error));
    }
    let mut source = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize(&mut source) {
        Ok(Object(value)) => source.end().map(|()| value).map_err(|e| not_json(&e)),
        Err(error) if error.inner().classify() != Category::Data => Err(not_json(error.inner())),
        Err(error) => match serde_json::from_slice::<IgnoredAny>(bytes) {
            Err(broken) => Err(not_json(&broken)),
            Ok(_) => Err(wrong_field(&error)),
        },
    }
}

fn not_json(error: &serde_json::Error) -> ApiError {
    ApiError::malformed(format!("the body is not JSON: {error}"))
}

fn wrong_field(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let (path, message) = (dotted(error.path()), error.inner().to_string());
    let message = message.rfind(" at line ").map_or(message.as_str(), |end| &message[..end]);
    at_fault(path, message)
}

/// 422 for what serde says about the place `path`.
pub(crate) fn at_fault(path: String, message: &str) -> ApiError {
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    match (missing, path.as_str()) {
        (Some(field), "") => ApiError::invalid(field, "is required"),
        (Some(field), _) => ApiError::invalid(format!("{path}.{field}"), "is required"),
        (None, "") => ApiError::invalid("body", message),
        (None, _) => ApiError::invalid(path, message),
    }
}

/// `message.parts.0.text`; empty for the whole.
pub(crate) fn dotted(path: &serde_path_to_error::Path) -> String {
    let segments = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    segments.collect::<Vec<_>>().join(".")
}

/// Whether a string in this JSON may hold U+0000, which PostgreSQL cannot store; JSON can only spell it so.
fn contains_nul(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|six| six == b"\\u0000")
}

/// Puts U+FFFD, the mark for a broken character, in place of U+0000.
fn replace_nul(tree: &mut Value) {
    match tree {
        Value::String(text) => *text = text.replace('\0', "\u{fffd}"),
        Value::Array(items) => items.iter_mut().for_each(replace_nul),
        Value::Object(fields) => {
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(key, mut value)| {
                    replace_nul(&mut value);
                    (key.replace('\0', "\u{fffd}"), value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// The status and the first field at fault that `body` gives; 200 when there is none.
    pub(crate) async fn faults<T: DeserializeOwned>(body: &str) -> (u16, String) {
        let Err(error) = read::<T>(body.as_bytes()) else { return (200, String::new()) };
        let response = error.into_response();
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        (status, body["error"]["params"][0]["field"].as_str().unwrap_or_default().to_owned())
    }

    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only its reading is looked at")]
        message: Object<Inner>,
        #[serde(default)]
        note: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        #[expect(dead_code, reason = "only its reading is looked at")]
        parts: Vec<Object<BTreeMap<String, String>>>,
    }

    #[tokio::test]
    async fn the_field_at_fault_is_named_by_its_path() {
        for (body, status, field) in [
            (r#"{"message":{"parts":[]}}"#, 200, ""),
            (r#"{}"#, 422, "message"),
            (r#"{"message":{}}"#, 422, "message.parts"),
            (r#"{"message":{"parts":[{"text":"a"},{"text":1}]}}"#, 422, "message.parts.1.text"),
            (r#"{"message":{"parts":[["text","a"]]}}"#, 422, "message.parts.0"),
            (r#"{"message":[[]]}"#, 422, "message"),
            (r#"[{"parts":[]},null]"#, 422, "body"),
            (r#"7"#, 422, "body"),
            (r#""#, 400, ""),
            (r#"{"message":{"parts":[]}} x"#, 400, ""),
            (r#"{"message":7,"#, 400, ""),
            ("{\"note\":\"\u{1}\"", 400, ""),
        ] {
            assert_eq!(faults::<Outer>(body).await, (status, field.to_owned()), "{body}");
        }
    }

    #[tokio::test]
    async fn what_the_database_cannot_store_is_replaced() {
        let body = r#"{"message":{"parts":[]},"note":"a\u0000b"}"#;
        assert_eq!(read::<Outer>(body.as_bytes()).unwrap().note.as_deref(), Some("a\u{fffd}b"));
        let body = r#"{"message":7,"note":"a\u0000b"}"#;
        assert_eq!(faults::<Outer>(body).await, (422, "message".to_owned()));
    }

    #[derive(Debug, Deserialize)]
    struct Rated {
        #[serde(deserialize_with = "whole")]
        rating: i64,
    }

    #[tokio::test]
    async fn five_is_five_with_and_without_a_point() {
        for rating in ["5", "5.0", "50e-1"] {
            let body = format!("{{\"rating\":{rating}}}");
            assert_eq!(read::<Rated>(body.as_bytes()).unwrap().rating, 5);
        }
        for rating in ["5.5", "\"5\"", "null", "true"] {
            let body = format!("{{\"rating\":{rating}}}");
            assert_eq!(faults::<Rated>(&body).await, (422, "rating".to_owned()), "{rating}");
        }
        assert_eq!(faults::<Rated>("{}").await, (422, "rating".to_owned()));
    }

    #[test]
    fn json_is_known_by_its_content_type() {
        for (kind, is) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/vnd.api+json", true),
            ("text/plain", false),
            ("application/jsonx", false),
        ] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
            assert_eq!(is_json(&headers), is, "{kind}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
