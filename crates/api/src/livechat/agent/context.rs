//! `GET /api/v1/chat/livechat/agent/context`: what an agent needs to know.
//!
//! Contract: Diverge reference 6.8.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, AgentContext};
use parlour_model::livechat::{ClientContext, LivechatSession};
use parlour_model::{AgentProfile, Environment, Message};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::AgentRefusals;
use crate::caller::AgentSession;
use crate::chat::session::KnownOfVisitor;
use crate::error::Result;

/// What an agent needs to know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ContextAnswer {
    /// The chatbot.
    chatbot: NamedChatbot,
    /// Live or test.
    environment: Environment,
    /// The session.
    livechat_session: LivechatSession,
    /// The visitor.
    visitor: NamedVisitor,
    /// The visitor's language by its English name in lower case, when it is known.
    language: Option<String>,
    /// The person in charge, once one has come.
    active_agent: Option<AgentProfile>,
    /// What is known of the visitor.
    #[serde(flatten)]
    known: KnownOfVisitor,
    /// What the visitor's client told of itself.
    client_context: Option<ClientContext>,
    /// Whether the visitor is writing.
    is_customer_typing: bool,
    /// Everything that was said, oldest first.
    messages: Vec<Message>,
}

/// A chatbot, by its names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedChatbot {
    /// Its id.
    id: String,
    /// Its name.
    name: String,
}

/// A visitor, by their names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedVisitor {
    /// What the visitor is called.
    id: String,
    /// The conversation.
    session_id: String,
}

impl NamedVisitor {
    /// A visitor, by what they are called and the conversation they are in.
    pub(crate) fn new(visitor_key: String, conversation_id: String) -> Self {
        Self { id: visitor_key, session_id: conversation_id }
    }
}

impl From<AgentContext> for ContextAnswer {
    fn from(context: AgentContext) -> Self {
        let (id, name) = context.chatbot;
        Self {
            chatbot: NamedChatbot { id, name },
            environment: context.session.environment,
            language: context.session.language.clone(),
            livechat_session: context.session,
            visitor: NamedVisitor::new(context.visitor_key, context.conversation_id),
            active_agent: context.active_agent,
            known: context.kept.into(),
            client_context: context.client_context,
            is_customer_typing: context.is_customer_typing,
            messages: context.messages,
        }
    }
}

/// Read the context
///
/// The session, what is known of the visitor, and everything that was said. Signed addresses are fresh with every read.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/agent/context",
    tag = "Livechat for agents",
    operation_id = "getAgentContext",
    responses(
        (status = 200, description = "The context.", body = ContextAnswer),
        AgentRefusals,
    ),
    security(("sessionToken" = [])),
)]
pub(crate) async fn get_agent_context(
    State(cx): State<Cx>,
    AgentSession(holder): AgentSession,
) -> Result<Json<ContextAnswer>> {
    Ok(Json(livechat::agent_context(&cx, &holder).await?.into()))
}
