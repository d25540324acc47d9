//! The journal: what happened, written in the transaction of the change itself.

use parlour_model::{Environment, Timestamp};
use serde_json::Value as Json;

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
}

fn event(row: &Row) -> Result<Event, Error> {
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
    })
}

/// Writes an event.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &Tx, new: &Event) -> Result<(), Error> {
    let payload = crate::json(&new.payload)?;
    let sql =
        "INSERT INTO event (id, chatbot_id, environment, visitor_key, type, payload, created_ms, expires_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let params = params![
        &new.id,
        &new.chatbot_id,
        new.environment,
        &new.visitor_key,
        &new.kind,
        &payload,
        new.created_at,
        new.expires_at
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
    let sql = "SELECT id, chatbot_id, environment, visitor_key, type, payload, created_ms, expires_ms FROM event
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3 AND expires_ms > $4 ORDER BY created_ms, id";
    tx.query(sql, params![chatbot_id, environment, visitor_key, now]).await?.iter().map(event).collect()
}

/// Empties the payloads of a visitor's events; they can no longer be told to anyone.
///
/// # Errors
/// Whatever the database says.
pub async fn erase_payloads(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    visitor_key: &str,
) -> Result<u64, Error> {
    let sql =
        "UPDATE event SET payload = '{}' WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3";
    tx.execute(sql, params![chatbot_id, environment, visitor_key]).await
}
