//! What the journal is told of livechat.
//!
//! Tokens and the addresses of files are not in it: they are made when an event is sent.
//! Contract: Diverge reference 7.2 and 7.3.

use parlour_model::Message;
use parlour_store::Tx;
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::form as forms;
use parlour_store::livechat::Session;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::shown;
use crate::access::VisitorIdentity;
use crate::conversation::outline;
use crate::event::{NewEvent, record};
use crate::{Cx, Error, Result};

/// How many messages a handover tells of.
const PRIOR_MESSAGES: i64 = 100;

/// What is told, beside the session itself.
pub(super) struct Told {
    kind: &'static str,
    extra: Map<String, Json>,
}

impl Told {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, extra: Map::new() }
    }

    pub(super) fn with(mut self, key: &str, value: &impl Serialize) -> Result<Self> {
        let value = serde_json::to_value(value).map_err(Error::internal)?;
        self.extra.insert(key.to_owned(), value);
        Ok(self)
    }
}

/// Writes an event about a session, as part of the transaction that makes it true.
pub(super) async fn tell(cx: &Cx, tx: &Tx, session: &Session, visitor_key: &str, told: Told) -> Result<()> {
    let values = forms::list_values(tx, &session.visitor_id).await?;
    let values = values.into_iter().map(|value| {
        json!({
            "key": value.key,
            "label": value.label,
            "type": value.kind,
            "value": value.value,
            "updated_at": value.updated_at,
        })
    });
    let mut payload = about(session, visitor_key)?;
    payload.insert("session_values".into(), values.collect());
    payload.extend(told.extra);
    write(cx, tx, session, visitor_key, told.kind, payload).await
}

fn about(session: &Session, visitor_key: &str) -> Result<Map<String, Json>> {
    let shown = serde_json::to_value(shown(session)).map_err(Error::internal)?;
    Ok(Map::from_iter([
        ("visitor".to_owned(), json!({ "id": visitor_key, "session_id": session.conversation_id })),
        ("livechat_session".to_owned(), shown),
        ("language".to_owned(), json!(session.language)),
    ]))
}

async fn write(
    cx: &Cx,
    tx: &Tx,
    session: &Session,
    visitor_key: &str,
    kind: &'static str,
    payload: Map<String, Json>,
) -> Result<()> {
    let event = NewEvent {
        chatbot_id: &session.chatbot_id,
        environment: session.environment,
        visitor_key,
        livechat_session_id: Some(&session.id),
        kind,
        payload: payload.into(),
        at: cx.clock.now(),
    };
    record(cx, tx, event).await
}

/// The visitor's latest messages, oldest first.
pub(super) async fn prior_messages(tx: &Tx, visitor: &VisitorIdentity) -> Result<Vec<Message>> {
    let latest = messages::list_messages(tx, &visitor.visitor_id, None, PRIOR_MESSAGES).await?;
    Ok(latest.into_iter().rev().map(outline).collect())
}

/// Tells that a visitor who waits for a person has asked the assistant something.
pub(crate) async fn tell_asked(
    cx: &Cx,
    tx: &Tx,
    session: &Session,
    visitor_key: &str,
    message: &StoredMessage,
) -> Result<()> {
    let told =
        Told::new("livechat.waiting.customer.message.created").with("message", &outline(message.clone()))?;
    tell(cx, tx, session, visitor_key, told).await
}

/// Tells that the assistant has answered a visitor who waits for a person.
pub(crate) async fn tell_answered(
    cx: &Cx,
    tx: &Tx,
    session: &Session,
    visitor_key: &str,
    message: &StoredMessage,
) -> Result<()> {
    let told =
        Told::new("livechat.waiting.assistant.message.created").with("message", &outline(message.clone()))?;
    tell(cx, tx, session, visitor_key, told).await
}

/// Tells that a session ended because its visitor is about to be forgotten: without a word of what was said.
pub(crate) async fn tell_forgotten(cx: &Cx, tx: &Tx, session: &Session, visitor_key: &str) -> Result<()> {
    let mut payload = about(session, visitor_key)?;
    payload.insert("session_values".into(), json!([]));
    write(cx, tx, session, visitor_key, "livechat.session.closed", payload).await
}
