//! A session with what a list tells of it.
//!
//! Contract: Diverge reference 6.7.

use parlour_domain::livechat::{LastMessage, Listed};
use parlour_model::livechat::{LivechatSession, Turn};
use parlour_model::{AgentProfile, Role, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::agent::context::NamedVisitor;

/// A session with what a list tells of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivechatSummary {
    /// The session.
    #[serde(flatten)]
    session: LivechatSession,
    /// The chatbot.
    chatbot_id: String,
    /// The visitor.
    visitor: NamedVisitor,
    /// The person in charge, once one has come.
    active_agent: Option<AgentProfile>,
    /// Whose turn it is to speak.
    turn: Turn,
    /// What the visitor or an agent said last.
    last_message: Option<LastMessageBody>,
    /// How many of the visitor's messages came since the agent last did something.
    unread_for_agent: i64,
}

/// What the visitor or an agent said last.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LastMessageBody {
    /// Who spoke.
    role: Role,
    /// The beginning of it, on one line; at most 140 characters.
    preview: String,
    /// When it was said.
    created_at: Timestamp,
    /// Its place in the session; `null` for what the visitor told the assistant before a person came.
    sequence_number: Option<i64>,
}

impl From<LastMessage> for LastMessageBody {
    fn from(last: LastMessage) -> Self {
        let LastMessage { role, preview, created_at, sequence_number } = last;
        Self { role, preview, created_at, sequence_number }
    }
}

impl From<Listed> for LivechatSummary {
    fn from(listed: Listed) -> Self {
        Self {
            session: listed.session,
            chatbot_id: listed.chatbot_id,
            visitor: NamedVisitor::new(listed.visitor_key, listed.conversation_id),
            active_agent: listed.active_agent,
            turn: listed.turn,
            last_message: listed.last_message.map(LastMessageBody::from),
            unread_for_agent: listed.unread_for_agent,
        }
    }
}
