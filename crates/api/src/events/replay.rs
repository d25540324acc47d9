//! `POST /api/v1/chat/events/{event_id}/replay`: an event told once more.
//!
//! Contract: Diverge reference 7.5.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parlour_domain::Cx;
use parlour_domain::webhook::{self, Scope};
use parlour_model::Timestamp;
use parlour_model::webhook::DeliveryStatus;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::KeyRefusals;
use crate::caller::Key;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// An event that is about to be told once more.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replayed {
    /// Its name, which stays.
    event_id: String,
    /// It is to be told.
    status: DeliveryStatus,
    /// When.
    next_attempt_at: Timestamp,
}

/// Replay an event
///
/// Tells the event once more, whatever became of it: under the same `event_id`, its attempts counted on.
#[utoipa::path(
    post,
    path = "/api/v1/chat/events/{event_id}/replay",
    tag = "Webhooks",
    operation_id = "replayEvent",
    params(("event_id" = String, Path, description = "The event.")),
    responses(
        (status = 202, description = "It will be told in a moment.", body = Replayed),
        (
            status = 404,
            description = "There is no such event, it has run out, or its visitor was forgotten.",
            body = ErrorBody,
        ),
        (status = 409, description = "It is being told right now, or the webhook is disabled.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn replay_event(
    State(cx): State<Cx>,
    Key(holder): Key,
    NamedId(event_id): NamedId,
) -> Result<(StatusCode, Json<Replayed>)> {
    let next_attempt_at = webhook::replay(&cx, &Scope::from(&holder), &event_id).await?;
    let status = DeliveryStatus::Pending;
    Ok((StatusCode::ACCEPTED, Json(Replayed { event_id, status, next_attempt_at })))
}
