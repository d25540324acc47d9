//! `GET /api/v1/chat/events`: what was and will be told, in pages.
//!
//! Contract: Diverge reference 7.5.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::webhook::{self, EventQuery, Scope};
use parlour_model::Timestamp;
use parlour_model::webhook::{DeliveryStatus, EVENT_TYPES};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::summary::EventSummary;
use crate::answers::KeyRefusals;
use crate::caller::Key;
use crate::error::{ErrorBody, Result};
use crate::query::Query;

/// Which events. What is not given does not matter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Of this chatbot.
    #[param(required = false, value_type = String)]
    chatbot_id: Option<String>,
    /// So far.
    #[param(required = false, value_type = DeliveryStatus, inline)]
    status: Option<DeliveryStatus>,
    /// Of this type, which is one of those that a webhook may tell.
    #[param(required = false, schema_with = kinds)]
    r#type: Option<String>,
    /// Of this livechat session.
    #[param(required = false, value_type = String)]
    livechat_session_id: Option<String>,
    /// Made at this time or later.
    #[param(required = false, value_type = Timestamp, inline)]
    created_after: Option<Timestamp>,
    /// Made before this time.
    #[param(required = false, value_type = Timestamp, inline)]
    created_before: Option<Timestamp>,
    /// How many events.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, value_type = i64)]
    limit: Option<i64>,
    /// Where to begin: a `next_cursor` that an earlier answer gave.
    #[param(required = false, value_type = String, pattern = "^([0-9]{1,15}\\.[A-Za-z0-9_]{1,64})?$")]
    cursor: Option<String>,
}

/// The types of events.
fn kinds() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(EVENT_TYPES.map(|(kind, _)| kind)))
        .description(Some("Of this type, which is one of those that a webhook may tell."))
        .build()
}

/// A page of events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Events {
    /// Newest first.
    events: Vec<EventSummary>,
    /// Where the next page begins.
    next_cursor: Option<String>,
    /// Whether there is a next page.
    has_more: bool,
}

/// List events
///
/// What was told and what is still to be told about this account's chatbots in the key's environment, newest first.
/// Events are kept for 30 days.
#[utoipa::path(
    get,
    path = "/api/v1/chat/events",
    tag = "Webhooks",
    operation_id = "listEvents",
    params(EventsQuery),
    responses(
        (status = 200, description = "A page of events.", body = Events),
        (status = 422, description = "A filter, the limit or the cursor is wrong.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn list_events(
    State(cx): State<Cx>,
    Key(holder): Key,
    Query(query): Query<EventsQuery>,
) -> Result<Json<Events>> {
    let limit = query.limit.unwrap_or(50);
    let wanted = EventQuery {
        chatbot_id: query.chatbot_id,
        status: query.status,
        kind: query.r#type,
        livechat_session_id: query.livechat_session_id,
        created_after: query.created_after,
        created_before: query.created_before,
        cursor: query.cursor.filter(|cursor| !cursor.is_empty()),
    };
    let page = webhook::list(&cx, &Scope::from(&holder), wanted, limit).await?;
    Ok(Json(Events {
        events: page.events.into_iter().map(EventSummary::from).collect(),
        has_more: page.next_cursor.is_some(),
        next_cursor: page.next_cursor,
    }))
}
