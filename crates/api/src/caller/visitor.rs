//! The visitor, known by their token.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use parlour_domain::Error;
use parlour_domain::access::{self, VisitorIdentity};
use utoipa::IntoParams;

use super::credential::Credential;
use crate::app::App;
use crate::error::{ApiError, Result};

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
        Credential::Basic(key) => match access::authenticate_key(&app.cx, &key).await {
            Ok(_) => Err(ApiError::forbidden("this call takes a visitor token, not an API key")),
            Err(Error::Forbidden(_)) => {
                Err(ApiError::unauthorized("a token is sent as Bearer, not by HTTP Basic", ASK))
            }
            Err(error) => Err(ApiError::from(error).challenged(ASK)),
        },
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

/// The header as the OpenAPI document shows it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "for the document only; `LastEventId` reads the header")]
pub(crate) struct LastEventIdHeader {
    /// The id of the last frame that arrived. The stream goes on behind it.
    #[param(
        rename = "Last-Event-ID",
        required = false,
        value_type = String,
        example = "msg_01jx3v5k8r2m6p9q4t7w0y1z3b.1.7"
    )]
    id: Option<String>,
}

impl LastEventId {
    /// What is no frame of ours is taken for the name of an answer, to be heard from its beginning.
    fn read(text: &str) -> Self {
        let mut pieces = text.rsplitn(3, '.');
        let mut number = || pieces.next().filter(|n| n.len() <= 18 && n.bytes().all(|b| b.is_ascii_digit()));
        let numbers = number().zip(number());
        let reached =
            numbers.and_then(|(number, attempt)| Some((attempt.parse().ok()?, number.parse().ok()?)));
        match (pieces.next(), reached) {
            (Some(id), Some(reached)) => Self { message_id: id.to_owned(), reached },
            _ => Self { message_id: text.to_owned(), reached: (0, 0) },
        }
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for LastEventId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        let value = parts.headers.get(LAST_EVENT_ID);
        Ok(value.map(|value| Self::read(String::from_utf8_lossy(value.as_bytes()).trim())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_id_names_an_answer_and_a_frame() {
        let id = LastEventId { message_id: "msg_1".into(), reached: (1, 7) };
        assert_eq!(LastEventId::read("msg_1.1.7"), id);
        for text in
            ["", "7", "msg_1", "msg_1.7", "msg_1..7", "msg_1.1.-7", "msg_1.1.7x", "m.1.9999999999999999999"]
        {
            let whole = LastEventId { message_id: text.into(), reached: (0, 0) };
            assert_eq!(LastEventId::read(text), whole);
        }
    }
}
