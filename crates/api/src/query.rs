//! Query strings and path segments, judged like bodies.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::body::{at_fault, dotted};
use crate::error::{ApiError, Result};

/// The query string's fields.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        read(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs)).map_err(|error| {
        let message = error.inner().to_string();
        match message.strip_prefix("duplicate field `").and_then(|rest| rest.strip_suffix('`')) {
            Some(field) => ApiError::invalid(field, "is given twice"),
            None if is_about_a_number(&message) => {
                ApiError::invalid(dotted(error.path()), "expected a whole number")
            }
            None => at_fault(dotted(error.path()), &message),
        }
    })
}

/// Whether the standard library says this of a text that is no number.
fn is_about_a_number(message: &str) -> bool {
    message.contains("invalid digit")
        || message.contains("integer from empty")
        || message.contains("number too")
}

/// The path's one segment that names a thing. What cannot be a name of ours names nothing: 404.
#[derive(Debug)]
pub(crate) struct NamedId(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for NamedId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(id)) if is_id(&id) => Ok(Self(id)),
            _ => Err(ApiError::not_found("nothing has this id")),
        }
    }
}

/// The path's one segment that names an agent: what is no UUID is a field at fault.
#[derive(Debug)]
pub(crate) struct AgentId(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for AgentId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let id = path.ok().and_then(|Path(id)| parlour_model::id::uuid(&id));
        let fault =
            || ApiError::invalid("agent_id", "expected a UUID such as 0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4f");
        id.map(Self).ok_or_else(fault)
    }
}

/// The rest of the path, which names a file. What is no text names nothing: 404.
#[derive(Debug)]
pub(crate) struct FilePath(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for FilePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(path)| Self(path)).map_err(|_| ApiError::not_found("there is no such file"))
    }
}

/// Whether `text` may name something: `^[A-Za-z0-9._:-]{1,128}$`.
fn is_id(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b':' | b'-');
    (1..=128).contains(&text.len()) && text.bytes().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Page {
        limit: Option<u32>,
        token: String,
    }

    async fn field(query: &str) -> String {
        let error = match read::<Page>(query) {
            Ok(page) => return format!("{:?} {}", page.limit, page.token),
            Err(error) => error.into_response(),
        };
        let bytes = axum::body::to_bytes(error.into_body(), usize::MAX).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        body["error"]["params"][0]["field"].as_str().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn the_parameter_at_fault_is_named() {
        for (query, field_or_value) in [
            ("token=a%20b", "None a b"),
            ("token=a&limit=7&more=x", "Some(7) a"),
            ("", "token"),
            ("token=a&limit=many", "limit"),
            ("token=a&limit=-1", "limit"),
            ("token=a&token=b", "token"),
        ] {
            assert_eq!(field(query).await, field_or_value, "{query}");
        }
    }

    #[test]
    fn names_are_plain() {
        for (text, is) in [("msg_1", true), ("a.b:c-d", true), ("", false), ("a\0", false), ("ä", false)] {
            assert_eq!(is_id(text), is, "{text:?}");
        }
        assert!(!is_id(&"x".repeat(129)));
    }
}
