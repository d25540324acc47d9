//! The journal: what happened, written in the transaction of the change itself.

use parlour_model::webhook::DeliveryStatus;
use parlour_model::{Environment, Timestamp};
use serde_json::Value as Json;

use crate::attempt::{self, FORGOTTEN, INTERRUPTED, INTERRUPTS};
use crate::{Error, Row, Tx, params};

/// An event of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Names it for ever: its idempotency key.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// Live or test.
    pub environment: Environment,
    /// What the caller calls the visitor.
    pub visitor_key: String,
    /// What happened, such as `visitor.data.deleted`.
    pub kind: String,
    /// What is told of it.
    pub payload: Json,
    /// When it happened.
    pub created_at: Timestamp,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// The livechat session it belongs to: the events of a session are told in their order.
    pub livechat_session_id: Option<String>,
    /// How far its delivery is; nothing for an event that nobody is told.
    pub status: Option<DeliveryStatus>,
}

pub(crate) const EVENT: &str = "event.id, event.chatbot_id, event.environment, event.visitor_key, event.type,
    event.payload, event.created_ms, event.expires_ms, event.livechat_session_id, event.status";

/// What stays when a visitor is forgotten: it holds nothing of theirs.
const DELETION: &str = "visitor.data.deleted";

pub(crate) fn event(row: &Row) -> Result<Event, Error> {
    let row = row.of("event");
    Ok(Event {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        environment: row.parse("environment")?,
        visitor_key: row.get("visitor_key")?,
        kind: row.get("type")?,
        payload: row.json("payload")?,
        created_at: row.get("created_ms")?,
        expires_at: row.get("expires_ms")?,
        livechat_session_id: row.get("livechat_session_id")?,
        status: status(row)?,
    })
}

fn status(row: crate::Fields<'_>) -> Result<Option<DeliveryStatus>, Error> {
    let stored: Option<String> = row.get("status")?;
    stored.map(|_| row.parse("status")).transpose()
}

/// Writes an event, as the last of its livechat session. One that is pending is due at once, or together with those of its
/// session that wait for another attempt.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &Tx, new: &Event) -> Result<(), Error> {
    let payload = crate::json(&new.payload)?;
    let sql =
        "INSERT INTO event (id, chatbot_id, environment, visitor_key, type, payload, created_ms, expires_ms,
            livechat_session_id, status, next_attempt_ms, position)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
            COALESCE((SELECT MAX(next_attempt_ms) FROM event WHERE livechat_session_id = $9
                AND status = 'pending' AND NOT replayed AND next_attempt_ms > $11), $11),
            (SELECT COALESCE(MAX(position), 0) + 1 FROM event WHERE livechat_session_id = $9))";
    let due = (new.status == Some(DeliveryStatus::Pending)).then_some(new.created_at);
    let params = params![
        &new.id,
        &new.chatbot_id,
        new.environment,
        &new.visitor_key,
        &new.kind,
        &payload,
        new.created_at,
        new.expires_at,
        &new.livechat_session_id,
        new.status.map(DeliveryStatus::as_str),
        due
    ];
    tx.execute(sql, params).await.map(drop)
}

/// The events of a visitor that are not forgotten at `now`, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_of_visitor(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    visitor_key: &str,
    now: Timestamp,
) -> Result<Vec<Event>, Error> {
    let sql = format!(
        "SELECT {EVENT} FROM event
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3 AND expires_ms > $4 ORDER BY created_ms, id"
    );
    tx.query(&sql, params![chatbot_id, environment, visitor_key, now]).await?.iter().map(event).collect()
}

/// An event of a chatbot.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, chatbot_id: &str, id: &str) -> Result<Option<Event>, Error> {
    let sql = format!("SELECT {EVENT} FROM event WHERE chatbot_id = $1 AND id = $2");
    tx.first(&sql, params![chatbot_id, id]).await?.as_ref().map(event).transpose()
}

/// The events of a chatbot behind `after`, which is a time and an id, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_after(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    after: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<Event>, Error> {
    let sql = format!(
        "SELECT {EVENT} FROM event WHERE chatbot_id = $1 AND environment = $2
            AND (created_ms > $3 OR (created_ms = $3 AND id > $4)) ORDER BY created_ms, id LIMIT $5"
    );
    tx.query(&sql, params![chatbot_id, environment, after.0, after.1, limit])
        .await?
        .iter()
        .map(event)
        .collect()
}

/// Empties the payloads of a visitor's events, and what was answered to them, and takes the visitor's key from them. They
/// can no longer be told to anyone: what was still to be told is dead, and what is being told at `now` counts as failed.
/// The event that tells of a deletion stays as it is.
///
/// # Errors
/// Whatever the database says.
pub async fn erase_payloads(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    visitor_key: &str,
    now: Timestamp,
) -> Result<u64, Error> {
    // The events first: from then on nobody ends a claim on them, so nothing that is answered comes in behind this.
    let emptied = format!(
        "UPDATE event SET payload = '{{}}', next_attempt_ms = NULL, claimed_by = NULL, claimed_until_ms = NULL,
            status = CASE WHEN status IN ('pending', 'failed') THEN 'dead' ELSE status END, {INTERRUPTS}
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3 AND type <> $4 RETURNING {INTERRUPTED}"
    );
    let whose = params![chatbot_id, environment, visitor_key, DELETION];
    let emptied = tx.query(&emptied, whose).await?;
    attempt::insert_interrupted(tx, &emptied, 0, now, FORGOTTEN).await?;
    let answers =
        "UPDATE delivery_attempt SET response_excerpt = NULL WHERE event_id IN (SELECT id FROM event
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3 AND type <> $4)";
    tx.execute(answers, whose).await?;
    let nobody = "UPDATE event SET visitor_key = ''
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3 AND type <> $4";
    tx.execute(nobody, whose).await
}
