//! `GET` and `POST /api/v1/chat/livechat/agent/messages`: the agent's side of the talk.
//!
//! Contract: Diverge reference 6.8.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat;
use parlour_model::Message;
use parlour_model::livechat::{LivechatMessages, LivechatSession};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::messages::{AfterQuery, LivechatMessageToSend};
use crate::answers::{AgentRefusals, BodyRefusals};
use crate::body::{JsonBody, Object};
use crate::caller::AgentSession;
use crate::chat::post_messages::{MessageToSend, SendRequest};
use crate::error::{ErrorBody, Result};
use crate::query::Query;

/// Read the session's messages
///
/// The messages of the session, oldest first, at most 100. Signed addresses are fresh with every read.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/agent/messages",
    tag = "Livechat for agents",
    operation_id = "listAgentMessages",
    params(AfterQuery),
    responses(
        (status = 200, description = "The messages.", body = LivechatMessages),
        (status = 422, description = "The number is wrong.", body = ErrorBody),
        AgentRefusals,
    ),
    security(("sessionToken" = [])),
)]
pub(crate) async fn list_agent_messages(
    State(cx): State<Cx>,
    AgentSession(holder): AgentSession,
    Query(query): Query<AfterQuery>,
) -> Result<Json<LivechatMessages>> {
    Ok(Json(livechat::agent_messages(&cx, &holder, query.after()?).await?))
}

/// A message that an agent sends.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({
    "agent_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "message": {"parts": [{"type": "text", "text": "Hello, I am Alice. Let me look at your order."}]},
})))]
pub(crate) struct AgentSendRequest {
    /// Who speaks.
    agent_id: String,
    /// What is said.
    #[schema(value_type = LivechatMessageToSend)]
    message: Object<MessageToSend>,
    /// Your name for this message. Sent again under the same name, it is not said twice.
    #[schema(min_length = 1, max_length = 128)]
    client_message_id: Option<String>,
}

/// A message that an agent sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentSent {
    /// The message.
    message: Message,
    /// The session with it.
    livechat_session: LivechatSession,
}

/// Send a message as an agent
///
/// Says something to the visitor. In a session that waits, this puts the agent in charge, and the machine is silent from
/// then on; of several agents at once, one succeeds.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/agent/messages",
    tag = "Livechat for agents",
    operation_id = "sendAgentMessage",
    request_body = AgentSendRequest,
    responses(
        (status = 200, description = "Sent.", body = AgentSent),
        (status = 404, description = "There is no such agent.", body = ErrorBody),
        (status = 409, description = "Another agent is in charge, or the session is over.", body = ErrorBody),
        AgentRefusals,
        BodyRefusals,
    ),
    security(("sessionToken" = [])),
)]
pub(crate) async fn send_agent_message(
    State(cx): State<Cx>,
    AgentSession(holder): AgentSession,
    JsonBody(request): JsonBody<AgentSendRequest>,
) -> Result<Json<AgentSent>> {
    let AgentSendRequest { agent_id, message, client_message_id } = request;
    let new = SendRequest { message, context: None, client_message_id }.try_into()?;
    let said = livechat::agent_say(&cx, &holder, &agent_id, new).await?;
    Ok(Json(AgentSent { message: said.message, livechat_session: said.session }))
}
