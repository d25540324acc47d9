//! `GET /api/v1/chat/livechat/notification-count`: what a badge shows.
//!
//! Contract: Diverge reference 6.7.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, NotificationCount};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::KeyRefusals;
use crate::caller::Key;
use crate::error::{ErrorBody, Result};
use crate::query::Query;

/// Which sessions are counted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CountQuery {
    /// Of this chatbot; of all of the account's when absent.
    #[param(required = false, value_type = String)]
    chatbot_id: Option<String>,
}

/// How many sessions wait for an agent to do something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationCountBody {
    /// All of them.
    count: i64,
    /// Those in which the visitor waits for a person.
    waiting: i64,
    /// Those in which the visitor waits for an answer of the person in charge.
    active_agent_turn: i64,
}

impl From<NotificationCount> for NotificationCountBody {
    fn from(of: NotificationCount) -> Self {
        let NotificationCount { waiting, active_agent_turn } = of;
        Self { count: waiting + active_agent_turn, waiting, active_agent_turn }
    }
}

/// Count the sessions that wait for an agent
///
/// The number for a badge: the sessions that a list with `turn=agent` would hold.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/notification-count",
    tag = "Livechat queues",
    operation_id = "countNotifications",
    params(CountQuery),
    responses(
        (status = 200, description = "The numbers.", body = NotificationCountBody),
        (status = 404, description = "There is no such chatbot.", body = ErrorBody),
        (status = 422, description = "The query cannot be read.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn count_notifications(
    State(cx): State<Cx>,
    Key(holder): Key,
    Query(query): Query<CountQuery>,
) -> Result<Json<NotificationCountBody>> {
    Ok(Json(livechat::notification_count(&cx, &holder, query.chatbot_id).await?.into()))
}
