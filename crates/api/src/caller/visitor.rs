//! The visitor, known by their token.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use parlour_domain::Error;
use parlour_domain::access::{self, VisitorIdentity};

use super::credential::Credential;
use crate::app::App;
use crate::error::{ApiError, Result};
use crate::query::is_id;

const ASK: &str = "Bearer realm=\"parlour\"";
const ASK_AGAIN: &str = "Bearer realm=\"parlour\", error=\"invalid_token\"";

/// A visitor with a good token; the call is counted as an ordinary one.
#[derive(Debug)]
pub(crate) struct Visitor(pub(crate) VisitorIdentity);

impl FromRequestParts<App> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let visitor = identify(&parts.headers, app).await?;
        app.limits.count_call(&visitor.visitor_id)?;
        Ok(Self(visitor))
    }
}

/// A visitor with a good token; the call is counted as a message, unless it picks up an earlier answer.
#[derive(Debug)]
pub(crate) struct Sender(pub(crate) VisitorIdentity);

impl FromRequestParts<App> for Sender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let visitor = identify(&parts.headers, app).await?;
        match parts.headers.contains_key(LAST_EVENT_ID) {
            true => app.limits.count_call(&visitor.visitor_id)?,
            false => app.limits.count_message(&visitor.visitor_id)?,
        }
        Ok(Self(visitor))
    }
}

async fn identify(headers: &HeaderMap, app: &App) -> Result<VisitorIdentity> {
    match Credential::of(headers) {
        Credential::None => Err(ApiError::unauthorized("send the visitor token as Bearer", ASK)),
        Credential::Broken(why) => Err(ApiError::unauthorized(why, ASK)),
        Credential::Bearer(token) => {
            let judged = access::authenticate_visitor(&app.cx, &token).await;
            judged.map_err(|error| ApiError::from(error).challenged(ASK_AGAIN))
        }
        Credential::Basic(key) => {
            match access::authenticate_key(&app.cx, &key).await {
                Ok(_) => Err(ApiError::forbidden("this call takes a visitor token, not an API key")),
                Err(Error::Forbidden(_)) => {
                    Err(ApiError::unauthorized("a token is sent as Bearer, not by HTTP Basic", ASK))
                }
                Err(error) => Err(ApiError::from(error).challenged(ASK)),
            }
        }
    }
}

const LAST_EVENT_ID: &str = "last-event-id";

/// Where an answer broke off: the id of the last frame that arrived, `<message_id>.<attempt>.<number>`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LastEventId {
    /// The answer.
    pub(crate) message_id: String,
    /// The run of its turn and the frame's place in it.
    pub(crate) reached: (i64, u64),
}

impl LastEventId {
    fn read(text: &str) -> Option<Self> {
        let mut pieces = text.trim().rsplitn(3, '.');
        let mut number = || pieces.next().filter(|n| n.len() <= 18 && n.bytes().all(|b| b.is_ascii_digit()));
        let (number, attempt) = (number()?.parse().ok()?, number()?.parse().ok()?);
        let message_id = pieces.next().filter(|id| is_id(id))?;
        Some(Self { message_id: message_id.to_owned(), reached: (attempt, number) })
    }
}

/// The header, if it is there.
impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let value = parts.headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok());
        value.and_then(Self::read).ok_or_else(|| {
            ApiError::invalid("Last-Event-ID", "expected the id of a frame, such as msg_1.1.7")
        })
    }
}

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for LastEventId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>> {
        match parts.headers.contains_key(LAST_EVENT_ID) {
            true => <Self as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some),
            false => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_id_names_an_answer_and_a_frame() {
        let id = LastEventId { message_id: "msg_1".into(), reached: (1, 7) };
        assert_eq!(LastEventId::read("msg_1.1.7"), Some(id));
        for text in [
            "",
            "7",
            "msg_1",
            "msg_1.7",
            "msg_1..7",
            ".1.7",
            "msg_1.1.-7",
            "msg_1.1.7x",
            "m.1.9999999999999999999",
        ] {
            assert_eq!(LastEventId::read(text), None, "{text}");
        }
    }
}
