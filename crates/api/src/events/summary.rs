//! An event and what became of it, as callers see it.
//!
//! Contract: Diverge reference 7.5.

use parlour_domain::webhook::Delivery;
use parlour_model::webhook::DeliveryStatus;
use parlour_model::{Environment, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// An event and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventSummary {
    /// Names it for ever, in every request that tells it.
    event_id: String,
    /// What happened.
    #[schema(examples("livechat.handover.requested"))]
    r#type: String,
    /// Live or test.
    environment: Environment,
    /// The chatbot.
    chatbot_id: String,
    /// How far its delivery is.
    status: DeliveryStatus,
    /// How often it was tried.
    attempt_count: i64,
    /// When it happened.
    created_at: Timestamp,
    /// When it is forgotten.
    expires_at: Timestamp,
    /// When it was tried last.
    last_attempt_at: Option<Timestamp>,
    /// When it will be tried.
    next_attempt_at: Option<Timestamp>,
    /// When it was told.
    delivered_at: Option<Timestamp>,
    /// The HTTP status of the last answer.
    last_status_code: Option<i64>,
}

impl From<Delivery> for EventSummary {
    fn from(of: Delivery) -> Self {
        Self {
            event_id: of.event.id,
            r#type: of.event.kind,
            environment: of.event.environment,
            chatbot_id: of.event.chatbot_id,
            status: of.event.status.unwrap_or(DeliveryStatus::Dead),
            attempt_count: of.attempt_count,
            created_at: of.event.created_at,
            expires_at: of.event.expires_at,
            last_attempt_at: of.last_attempt_at,
            next_attempt_at: of.next_attempt_at,
            delivered_at: of.delivered_at,
            last_status_code: of.last_status_code,
        }
    }
}
