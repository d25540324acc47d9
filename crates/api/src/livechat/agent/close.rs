//! `POST /api/v1/chat/livechat/agent/close`: an agent ends the session.
//!
//! Contract: Diverge reference 6.8.

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, livechat};
use parlour_model::livechat::LivechatSession;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answers::{AgentRefusals, BodyRefusals};
use crate::body::JsonBodyIfAny;
use crate::caller::AgentSession;
use crate::error::{ErrorBody, Result};

/// Who ends it, and why.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct AgentCloseRequest {
    /// The agent; the one in charge when absent.
    agent_id: Option<String>,
    /// The agent's words for it.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// End the session as an agent
///
/// Ends the session, also while it waits. Ending it again answers the same and changes nothing. The token is good for
/// another quarter of an hour.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/agent/close",
    tag = "Livechat for agents",
    operation_id = "closeAsAgent",
    request_body = Option<AgentCloseRequest>,
    responses(
        (status = 200, description = "Ended.", body = LivechatSession),
        (status = 404, description = "There is no such agent.", body = ErrorBody),
        (status = 409, description = "Another agent is in charge.", body = ErrorBody),
        AgentRefusals,
        BodyRefusals,
    ),
    security(("sessionToken" = [])),
)]
pub(crate) async fn close_as_agent(
    State(cx): State<Cx>,
    AgentSession(holder): AgentSession,
    JsonBodyIfAny(request): JsonBodyIfAny<AgentCloseRequest>,
) -> Result<Json<LivechatSession>> {
    Ok(Json(livechat::agent_close(&cx, &holder, request.agent_id, request.reason).await?))
}
