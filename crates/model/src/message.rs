//! A message of the conversation log.
//!
//! Contract: Diverge reference 4.1.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::part::Part;
use crate::spelled::spelled;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The visitor.
    User,
    /// The machine.
    Assistant,
    /// The house, about the conversation itself.
    System,
    /// A person; the message names them.
    Agent,
}

spelled!(Role, "role", User = "user", Assistant = "assistant", System = "system", Agent = "agent");

/// The person behind an agent's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgentProfile {
    /// The agent's id.
    pub agent_id: String,
    /// The name visitors see.
    pub display_name: String,
    /// The agent's picture.
    pub avatar_url: Option<String>,
}

/// A message as clients see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Names the message.
    pub message_id: String,
    /// Who speaks.
    pub role: Role,
    /// What is said, in order.
    pub parts: Vec<Part>,
    /// When it was said.
    pub created_at: Timestamp,
    /// The person who speaks; only with role `agent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentProfile>,
    /// The message's place in its livechat session, from 1; only on livechat messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<i64>,
}
