//! `GET /api/v1/chat/events/{event_id}`: one event with what is told of it.
//!
//! Contract: Diverge reference 7.5.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::webhook::{self, Scope};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::summary::EventSummary;
use crate::answers::KeyRefusals;
use crate::caller::Key;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// An event with what is told of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventDetail {
    #[serde(flatten)]
    summary: EventSummary,
    /// The body of the requests that tell it, without tokens, which are made for each request. Empty when the visitor was
    /// forgotten.
    #[schema(value_type = Object)]
    payload: Map<String, Value>,
}

/// Read an event
///
/// The event, what became of it, and what is told.
#[utoipa::path(
    get,
    path = "/api/v1/chat/events/{event_id}",
    tag = "Webhooks",
    operation_id = "getEvent",
    params(("event_id" = String, Path, description = "The event.")),
    responses(
        (status = 200, description = "The event.", body = EventDetail),
        (status = 404, description = "There is no such event, or it has run out.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn get_event(
    State(cx): State<Cx>,
    Key(holder): Key,
    NamedId(event_id): NamedId,
) -> Result<Json<EventDetail>> {
    let shown = webhook::find(&cx, &Scope::from(&holder), &event_id).await?;
    Ok(Json(EventDetail { summary: shown.delivery.into(), payload: shown.payload }))
}
