//! `POST /api/v1/chat/messages/{message_id}/stop`: an answer ends with what was said so far.
//!
//! Parlour's addition to the contract: a dropped connection stops nothing, so stopping is a call of its own.

use axum::Json;
use axum::extract::State;
use parlour_domain::assistant::{Assistant, turn};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// Whether an answer was stopped.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stopped {
    /// False when the answer had ended before.
    stopped: bool,
}

/// Stop an answer
///
/// The answer that is being made ends with what was said so far, and is stored like any other: its stream ends with `done`,
/// or with a retryable `error` when nothing was said yet. The answer is named by its own id or by the id of the message
/// it answers. Stopping an answer that has ended changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/chat/messages/{message_id}/stop",
    tag = "Chat",
    operation_id = "stopAnswer",
    params(
        ("message_id" = String, Path, description = "The answer, or the message it answers.",
            pattern = "^[A-Za-z0-9._:-]{1,128}$"),
    ),
    responses(
        (status = 200, description = "Whether it was still being made.", body = Stopped),
        (status = 404, description = "The visitor has no such answer.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn stop(
    State(assistant): State<Assistant>,
    Visitor(visitor): Visitor,
    NamedId(message_id): NamedId,
) -> Result<Json<Stopped>> {
    let stopped = turn::stop(&assistant, &visitor, &message_id).await?;
    Ok(Json(Stopped { stopped }))
}
