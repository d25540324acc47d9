//! `POST /api/v1/chat/livechat/agent/typing`: whether the agent is writing.
//!
//! Contract: Diverge reference 6.8.

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, livechat};
use parlour_model::livechat::TypingState;
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::typing::typing;
use crate::answers::{AgentRefusals, BodyRefusals};
use crate::body::JsonBody;
use crate::caller::AgentSession;
use crate::error::{ErrorBody, Result};

/// Whether the agent is writing.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AgentTypingRequest {
    /// The agent.
    agent_id: String,
    /// Whether they are.
    is_typing: bool,
}

/// Say whether the agent is writing
///
/// In a session that waits, this puts the agent in charge. Say it again while they go on: it ends by itself after ten
/// seconds.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/agent/typing",
    tag = "Livechat for agents",
    operation_id = "setAgentTyping",
    request_body = AgentTypingRequest,
    responses(
        (status = 200, description = "Noted.", body = TypingState),
        (status = 404, description = "There is no such agent.", body = ErrorBody),
        (status = 409, description = "Another agent is in charge, or the session is over.", body = ErrorBody),
        AgentRefusals,
        BodyRefusals,
    ),
    security(("sessionToken" = [])),
)]
pub(crate) async fn set_agent_typing(
    State(cx): State<Cx>,
    AgentSession(holder): AgentSession,
    JsonBody(request): JsonBody<AgentTypingRequest>,
) -> Result<Json<TypingState>> {
    Ok(Json(livechat::agent_type(&cx, &holder, &request.agent_id, typing(request.is_typing)).await?))
}
