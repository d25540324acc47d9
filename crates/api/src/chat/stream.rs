//! `GET /api/v1/chat/messages/{message_id}/stream`: an answer again, from the beginning or from where it broke off.
//!
//! Parlour's addition to the contract: an answer belongs to the server, so any tab may listen to it.

use axum::extract::State;
use axum::response::Response;
use parlour_domain::assistant::{Assistant, turn};

use super::sse::{self, TurnFrame};
use crate::answers::VisitorRefusals;
use crate::caller::{LastEventId, LastEventIdHeader, Visitor};
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// Take up an answer
///
/// Streams the frames of an answer that is being made or was made, behind the one that `Last-Event-ID` names, or all
/// of them, also when the header names a frame of another answer. The answer is named by its own id or by the id of the message it answers.
#[utoipa::path(
    get,
    path = "/api/v1/chat/messages/{message_id}/stream",
    tag = "Chat",
    operation_id = "resumeAnswer",
    params(
        ("message_id" = String, Path, description = "The answer, or the message it answers.",
            pattern = "^[A-Za-z0-9._:-]{1,128}$"),
        LastEventIdHeader,
    ),
    responses(
        (status = 200, description = "The answer, frame by frame.", body = TurnFrame, content_type = "text/event-stream"),
        (status = 404, description = "The visitor has no such answer.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn stream(
    State(assistant): State<Assistant>,
    Visitor(visitor): Visitor,
    NamedId(message_id): NamedId,
    last_event_id: Option<LastEventId>,
) -> Result<Response> {
    let reached = last_event_id.filter(|last| last.message_id == message_id).map(|last| last.reached);
    let frames = turn::frames(&assistant, &visitor, &message_id, reached).await?;
    Ok(sse::answer(message_id, frames))
}
