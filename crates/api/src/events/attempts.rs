//! `GET /api/v1/chat/events/{event_id}/attempts`: the requests that told an event, or tried to.
//!
//! Contract: Diverge reference 7.5.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::webhook::{self, Attempt, Scope};
use parlour_model::Timestamp;
use parlour_model::webhook::{DeliveryStatus, Trigger};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::KeyRefusals;
use crate::caller::Key;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// The attempts to tell an event.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Attempts {
    /// Oldest first.
    attempts: Vec<AttemptBody>,
}

/// One request that told an event, or tried to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttemptBody {
    /// Names the request: its `x-di-delivery-id`.
    delivery_id: String,
    /// Its number, from 1; replays count on.
    attempt: i64,
    /// What made it.
    trigger: Trigger,
    /// When it began.
    started_at: Timestamp,
    /// How long it took, in milliseconds.
    duration_ms: i64,
    /// The HTTP status of the answer.
    status_code: Option<i64>,
    /// Whether the event was told.
    outcome: AttemptOutcome,
    /// Why it was not.
    error: Option<String>,
    /// The beginning of the answer's body, at most 2 KiB.
    response_excerpt: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AttemptOutcome {
    /// The event was told.
    Delivered,
    /// It was not.
    Failed,
}

impl From<Attempt> for AttemptBody {
    fn from(of: Attempt) -> Self {
        Self {
            delivery_id: of.id,
            attempt: of.attempt,
            trigger: of.trigger,
            started_at: of.started_at,
            duration_ms: of.duration_ms,
            status_code: of.status_code,
            outcome: match of.outcome {
                DeliveryStatus::Delivered => AttemptOutcome::Delivered,
                DeliveryStatus::Pending | DeliveryStatus::Failed | DeliveryStatus::Dead => {
                    AttemptOutcome::Failed
                }
            },
            error: of.error,
            response_excerpt: of.response_excerpt,
        }
    }
}

/// List an event's attempts
///
/// Each request that told the event or tried to, with what was answered.
#[utoipa::path(
    get,
    path = "/api/v1/chat/events/{event_id}/attempts",
    tag = "Webhooks",
    operation_id = "listAttempts",
    params(("event_id" = String, Path, description = "The event.")),
    responses(
        (status = 200, description = "The attempts.", body = Attempts),
        (status = 404, description = "There is no such event, or it has run out.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn list_attempts(
    State(cx): State<Cx>,
    Key(holder): Key,
    NamedId(event_id): NamedId,
) -> Result<Json<Attempts>> {
    let attempts = webhook::attempts(&cx, &Scope::from(&holder), &event_id).await?;
    Ok(Json(Attempts { attempts: attempts.into_iter().map(AttemptBody::from).collect() }))
}
