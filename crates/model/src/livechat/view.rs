//! What clients see of livechat beside the session itself: its state, who writes, and how it was.
//!
//! Contract: Diverge reference 6.3 and 6.4.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ClosedBy, Phase, Platform};
use crate::clock::Timestamp;
use crate::environment::Environment;
use crate::message::{AgentProfile, Message};

/// Whether the visitor can tell how it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackStatus {
    /// There is nothing to tell of: it is not over, or no person came.
    NotAvailable,
    /// The visitor may tell.
    Pending,
    /// The visitor has told.
    Submitted,
}

/// Whether the visitor can tell how it was, and when they did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeedbackState {
    /// Whether they can.
    pub status: FeedbackStatus,
    /// When they did.
    pub submitted_at: Option<Timestamp>,
}

/// How the visitor's newest session stands; `inactive` when there is none.
///
/// Contract: Diverge reference 6.3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LivechatState {
    /// Names the session.
    pub livechat_session_id: Option<String>,
    /// Live or test.
    pub environment: Environment,
    /// How far it is.
    pub status: Phase,
    /// Where the visitor chats.
    pub platform: Option<Platform>,
    /// The visitor's place among those who wait, from 1; absent for who does not wait. It moves up without a new
    /// `state_version`. Parlour's addition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_position: Option<i64>,
    /// The person in charge, once one has come.
    pub active_agent: Option<AgentProfile>,
    /// Whether that person is writing.
    pub is_agent_typing: bool,
    /// The visitor's language by its English name in lower case, when it is known.
    pub language: Option<String>,
    /// Whether the visitor can tell how it was.
    pub feedback: FeedbackState,
    /// When a person was asked for.
    pub requested_at: Option<Timestamp>,
    /// When anything of it changed last.
    pub updated_at: Option<Timestamp>,
    /// When an agent took over.
    pub agent_joined_at: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// Who ended it.
    pub closed_by: Option<ClosedBy>,
    /// The agent who ended it.
    pub closed_by_agent_id: Option<String>,
    /// Why it ended.
    pub close_reason: Option<String>,
    /// Rises by one with every change, and never repeats.
    pub state_version: i64,
}

impl LivechatState {
    /// The state of a visitor who never asked for a person.
    pub fn inactive(environment: Environment) -> Self {
        Self {
            livechat_session_id: None,
            environment,
            status: Phase::Inactive,
            platform: None,
            queue_position: None,
            active_agent: None,
            is_agent_typing: false,
            language: None,
            feedback: FeedbackState { status: FeedbackStatus::NotAvailable, submitted_at: None },
            requested_at: None,
            updated_at: None,
            agent_joined_at: None,
            closed_at: None,
            closed_by: None,
            closed_by_agent_id: None,
            close_reason: None,
            state_version: 0,
        }
    }
}

/// Whether someone is writing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TypingState {
    /// The session.
    pub livechat_session_id: String,
    /// Live or test.
    pub environment: Environment,
    /// Whether they are.
    pub is_typing: bool,
    /// When that was said.
    pub updated_at: Timestamp,
}

/// The receipt for what a visitor told of a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeedbackReceipt {
    /// The session.
    pub livechat_session_id: String,
    /// Live or test.
    pub environment: Environment,
    /// That it was taken.
    pub status: FeedbackStatus,
    /// From 1, poor, to 5, excellent.
    pub rating: i64,
    /// The words that went with it.
    pub feedback: Option<String>,
    /// When it was sent.
    pub submitted_at: Timestamp,
}

/// Messages of a session, page by page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LivechatMessages {
    /// Oldest first.
    pub messages: Vec<Message>,
    /// Whether there are more behind the last.
    pub has_more: bool,
}
