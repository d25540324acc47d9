//! `GET /api/v1/chat/livechat/sessions`: the sessions, in pages, by whose turn it is.
//!
//! Contract: Diverge reference 6.7.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, SessionQuery};
use parlour_model::Timestamp;
use parlour_model::livechat::{Phase, Turn};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::summary::LivechatSummary;
use crate::answers::KeyRefusals;
use crate::caller::Key;
use crate::error::{ApiError, ErrorBody, Result};
use crate::query::Query;

/// Which sessions. What is not given does not matter.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// Of this chatbot.
    #[param(required = false, value_type = String)]
    chatbot_id: Option<String>,
    /// In which it is this side's turn: the agents' (`agent`), the visitor's (`customer`), or nobody's (`none`).
    #[param(required = false, value_type = Turn, inline)]
    turn: Option<Turn>,
    /// So far: `waiting`, `active` or `closed`, or several of them with commas between.
    #[param(
        required = false,
        value_type = String,
        pattern = "^((waiting|active|closed)(,(waiting|active|closed))*)?$",
        example = "waiting,active"
    )]
    status: Option<String>,
    /// Of which this agent took charge.
    #[param(required = false, value_type = String, format = "uuid")]
    agent_id: Option<String>,
    /// That changed at this time or later.
    #[param(required = false, value_type = Timestamp, inline)]
    updated_after: Option<Timestamp>,
    /// How many sessions.
    #[param(minimum = 1, maximum = 100, default = 50, required = false, value_type = i64)]
    limit: Option<i64>,
    /// Where to begin: a `next_cursor` that an earlier answer to the same filters gave.
    #[param(required = false, value_type = String, pattern = "^([0-9]{1,15}\\.[A-Za-z0-9_]{1,64})?$")]
    cursor: Option<String>,
}

impl TryFrom<SessionsQuery> for SessionQuery {
    type Error = ApiError;

    fn try_from(query: SessionsQuery) -> Result<Self> {
        Ok(Self {
            chatbot_id: query.chatbot_id,
            turn: query.turn,
            phases: phases(query.status.as_deref().unwrap_or_default())?,
            agent_id: query.agent_id,
            updated_after: query.updated_after,
            cursor: query.cursor.filter(|cursor| !cursor.is_empty()),
        })
    }
}

/// The phases of a list with commas. A session that nobody asked for is in no list.
fn phases(list: &str) -> Result<Vec<Phase>> {
    let named = list.split(',').filter(|_| !list.is_empty());
    let read = |word: &str| word.parse().ok().filter(|phase| *phase != Phase::Inactive);
    let fault = || ApiError::invalid("status", "expected waiting, active or closed, or several with commas");
    named.map(|word| read(word).ok_or_else(fault)).collect()
}

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivechatSessions {
    /// Those that changed last come first; with `turn=agent`, those that have waited longest.
    sessions: Vec<LivechatSummary>,
    /// Where the next page begins.
    next_cursor: Option<String>,
    /// Whether there is a next page.
    has_more: bool,
}

/// List livechat sessions
///
/// The sessions of this account's chatbots in the key's environment. Those that changed last come first; with
/// `turn=agent`, those that have waited longest: a queue to work off.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/sessions",
    tag = "Livechat queues",
    operation_id = "listLivechatSessions",
    params(SessionsQuery),
    responses(
        (status = 200, description = "A page of sessions.", body = LivechatSessions),
        (status = 404, description = "There is no such chatbot.", body = ErrorBody),
        (status = 422, description = "A filter, the limit or the cursor is wrong.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn list_sessions(
    State(cx): State<Cx>,
    Key(holder): Key,
    Query(query): Query<SessionsQuery>,
) -> Result<Json<LivechatSessions>> {
    let limit = query.limit.unwrap_or(50);
    let page = livechat::list_sessions(&cx, &holder, query.try_into()?, limit).await?;
    Ok(Json(LivechatSessions {
        sessions: page.sessions.into_iter().map(LivechatSummary::from).collect(),
        has_more: page.next_cursor.is_some(),
        next_cursor: page.next_cursor,
    }))
}
