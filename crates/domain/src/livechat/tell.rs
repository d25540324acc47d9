//! What the journal is told of livechat.
//!
//! Tokens and the addresses of files are not in it: they are made when an event is sent.
//! Contract: Diverge reference 7.2 and 7.3.

use parlour_model::{Message, Part, Role};
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

/// How many messages a handover tells of at most.
///
/// Contract: Diverge reference 7.3 (`conversation.messages` ≤ 100).
const PRIOR_MESSAGES: i64 = 100;

/// How much a handover tells of them, in bytes: fewer messages where they are long, but always the newest.
const PRIOR_BYTES: usize = 256 * 1024;

/// What the address of a file adds to a message when it is told, in bytes.
const ADDRESS_BYTES: usize = 400;

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

/// What was said before a handover.
#[derive(Debug, Serialize)]
pub(super) struct Prior {
    /// The latest messages, oldest first.
    messages: Vec<Message>,
    /// Whether there are earlier ones.
    has_more: bool,
}

/// The visitor's latest messages, as many as a handover tells of.
pub(super) async fn prior(tx: &Tx, visitor: &VisitorIdentity) -> Result<Prior> {
    let latest = messages::list_messages(tx, &visitor.visitor_id, None, PRIOR_MESSAGES + 1).await?;
    latest_of(latest.into_iter().map(outline).collect())
}

/// The first of `newest_first` that together are not too many and not too long, turned round.
fn latest_of(newest_first: Vec<Message>) -> Result<Prior> {
    let (count, mut told, mut bytes) = (newest_first.len(), Vec::new(), 0);
    for message in newest_first.into_iter().take(PRIOR_MESSAGES as usize) {
        let words = serde_json::to_vec(&message).map_err(Error::internal)?.len();
        let is_file = |part: &&Part| matches!(part, Part::Image(_) | Part::File(_));
        bytes += words + ADDRESS_BYTES * message.parts.iter().filter(is_file).count();
        if bytes > PRIOR_BYTES && !told.is_empty() {
            break;
        }
        told.push(message);
    }
    let has_more = told.len() < count;
    told.reverse();
    Ok(Prior { messages: told, has_more })
}

/// Tells what a visitor who waits for a person has asked the assistant, or what it answered.
pub(crate) async fn tell_waiting(
    cx: &Cx,
    tx: &Tx,
    session: &Session,
    visitor_key: &str,
    message: &StoredMessage,
) -> Result<()> {
    let kind = match message.role {
        Role::User => "livechat.waiting.customer.message.created",
        _ => "livechat.waiting.assistant.message.created",
    };
    let told = Told::new(kind).with("message", &outline(message.clone()))?;
    tell(cx, tx, session, visitor_key, told).await
}

/// Tells that a session ended because its visitor is about to be forgotten: without a word of what was said.
pub(crate) async fn tell_forgotten(cx: &Cx, tx: &Tx, session: &Session, visitor_key: &str) -> Result<()> {
    let mut payload = about(session, visitor_key)?;
    payload.insert("session_values".into(), json!([]));
    write(cx, tx, session, visitor_key, "livechat.session.closed", payload).await
}

#[cfg(test)]
mod tests {
    use parlour_model::Timestamp;
    use parlour_model::part::RichText;

    use super::*;

    /// A message of `length` letters.
    fn long(length: usize) -> Message {
        let text = RichText::from_plain("part_1".into(), &"å".repeat(length));
        Message {
            message_id: "msg_1".into(),
            role: Role::User,
            parts: vec![Part::RichText(text)],
            created_at: Timestamp(1),
            agent: None,
            sequence_number: None,
        }
    }

    #[test]
    fn a_handover_tells_of_at_most_a_hundred_messages_and_a_quarter_of_a_mebibyte() {
        let told = |messages: Vec<Message>| {
            let prior = latest_of(messages).unwrap();
            let bytes = serde_json::to_vec(&prior.messages).unwrap().len();
            (prior.messages.len(), prior.has_more, bytes <= PRIOR_BYTES + 1024)
        };
        assert_eq!(told(vec![]), (0, false, true));
        assert_eq!(told(vec![long(5); 100]), (100, false, true));
        assert_eq!(told(vec![long(5); 101]), (100, true, true));
        let (count, has_more, fits) = told(vec![long(8000); 100]);
        assert!((10..20).contains(&count) && has_more && fits, "{count}");
        assert_eq!(told(vec![long(500_000); 3]), (1, true, false), "the newest is always told");
    }

    #[test]
    fn the_latest_messages_are_told_oldest_first() {
        let prior = latest_of(vec![long(1), long(200_000), long(3)]).unwrap();
        assert_eq!((prior.messages, prior.has_more), (vec![long(1)], true));
        let prior = latest_of(vec![long(1), long(2)]).unwrap();
        assert_eq!((prior.messages, prior.has_more), (vec![long(2), long(1)], false));
    }
}
