//! `GET /api/v1/chat/messages`: what was said, page by page.
//!
//! Contract: Diverge reference 4.6.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::conversation::{self, HistoryPage};
use parlour_model::Message;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};
use crate::query::Query;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// How many messages.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, value_type = i64)]
    limit: Option<i64>,
    /// Where to begin: a `next_cursor` that an earlier answer gave.
    #[param(required = false, value_type = String, pattern = "^([0-9]{1,15}\\.[A-Za-z0-9_]{1,64})?$")]
    cursor: Option<String>,
}

/// A page of messages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct History {
    /// Newest first.
    messages: Vec<Message>,
    /// Where the next page begins.
    next_cursor: Option<String>,
    /// Whether there is a next page.
    has_more: bool,
    /// The forms among these messages that were sent already, by their parts.
    submitted_part_ids: Vec<String>,
    /// The answer that is being made right now, to be picked up by its stream.
    active_turn: Option<ActiveTurn>,
}

/// An answer that is being made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActiveTurn {
    /// The id that the answer will have.
    message_id: String,
    /// The message that is being answered.
    user_message_id: String,
}

impl From<HistoryPage> for History {
    fn from(page: HistoryPage) -> Self {
        let active = |(message_id, user_message_id)| ActiveTurn { message_id, user_message_id };
        Self {
            messages: page.messages,
            next_cursor: page.next_cursor,
            has_more: page.has_more,
            submitted_part_ids: page.submitted_part_ids,
            active_turn: page.active_turn.map(active),
        }
    }
}

/// Read the history
///
/// All that the visitor and this chatbot said to each other, newest first, over all conversations. Signed addresses of
/// pictures are fresh with every read.
#[utoipa::path(
    get,
    path = "/api/v1/chat/messages",
    tag = "Chat",
    operation_id = "listMessages",
    params(HistoryQuery),
    responses(
        (status = 200, description = "A page of messages.", body = History),
        (status = 422, description = "The limit or the cursor is wrong.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_messages(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<History>> {
    let limit = query.limit.unwrap_or(50);
    let cursor = query.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let page = conversation::history(&cx, &visitor, limit, cursor).await?;
    Ok(Json(page.into()))
}
