//! `GET /api/v1/chat/livechat/sync`: the visitor's client waits for news.
//!
//! Contract: Diverge reference 6.4 (GET sync).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, Sync, Synced};
use parlour_model::Message;
use parlour_model::livechat::LivechatState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::messages::checked;
use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};
use crate::query::Query;

/// What the client has seen, and how long it waits.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SyncQuery {
    /// The last message that the client has; with it, a newer one ends the wait.
    #[param(minimum = 0, required = false, value_type = i64)]
    after_sequence_number: Option<i64>,
    /// The `sync_cursor` of the last answer; empty or absent the first time.
    #[param(required = false, value_type = String, pattern = "^([0-9a-f]{64})?$")]
    sync_cursor: Option<String>,
    /// How long to wait for news, in milliseconds; only with a `sync_cursor`.
    #[param(minimum = 0, maximum = 20000, required = false, value_type = i64)]
    wait_ms: Option<i64>,
}

/// What there is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SyncAnswer {
    /// The state.
    state: LivechatState,
    /// The messages behind the last that the client has, oldest first.
    messages: Vec<Message>,
    /// Whether there are more.
    has_more: bool,
    /// Names the state, for the next call.
    sync_cursor: Option<String>,
}

impl From<Synced> for SyncAnswer {
    fn from(synced: Synced) -> Self {
        Self {
            state: synced.state,
            messages: synced.page.messages,
            has_more: synced.page.has_more,
            sync_cursor: Some(synced.cursor),
        }
    }
}

/// Wait for news
///
/// The state and the messages in one answer. With a `sync_cursor` and `wait_ms`, the answer comes as soon as the state is
/// another or there is a newer message, and at the latest when the wait is over.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/sync",
    tag = "Livechat",
    operation_id = "syncLivechat",
    params(SyncQuery),
    responses(
        (status = 200, description = "What there is.", body = SyncAnswer),
        (status = 422, description = "A field is wrong.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn sync_livechat(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    Query(query): Query<SyncQuery>,
) -> Result<Json<SyncAnswer>> {
    let wish = Sync {
        after: checked(query.after_sequence_number)?,
        cursor: query.sync_cursor.filter(|cursor| !cursor.is_empty()),
        wait_ms: query.wait_ms,
    };
    Ok(Json(livechat::sync(&cx, &visitor, wish).await?.into()))
}
