//! Visitors.

use parlour_model::{Environment, Timestamp};
use serde_json::{Map, Value as Json};

use crate::{Error, Row, Tx, params};

/// A visitor of one chatbot in one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Visitor {
    /// Names this life of the visitor: one who was deleted and comes back gets another.
    pub id: String,
    /// The chatbot visited.
    pub chatbot_id: String,
    /// Live or test.
    pub environment: Environment,
    /// What the caller calls the visitor.
    pub visitor_key: String,
    /// When the visitor first came.
    pub created_at: Timestamp,
}

fn visitor(row: &Row) -> Result<Visitor, Error> {
    let row = row.of("visitor");
    Ok(Visitor {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        environment: row.parse("environment")?,
        visitor_key: row.get("visitor_key")?,
        created_at: row.get("created_ms")?,
    })
}

/// The visitor with this chatbot, environment and key, kept now if there was none.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot.
pub async fn get_or_insert(tx: &Tx, new: &Visitor) -> Result<Visitor, Error> {
    let insert = "INSERT INTO visitor (id, chatbot_id, environment, visitor_key, created_ms)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (chatbot_id, environment, visitor_key) DO NOTHING";
    tx.execute(insert, params![&new.id, &new.chatbot_id, new.environment, &new.visitor_key, new.created_at])
        .await?;
    let select = "SELECT id, chatbot_id, environment, visitor_key, created_ms FROM visitor
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3";
    let found = tx.first(select, params![&new.chatbot_id, new.environment, &new.visitor_key]).await?;
    found.as_ref().map_or_else(|| Ok(new.clone()), visitor)
}

/// The chatbot's visitor of this id.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, chatbot_id: &str, id: &str) -> Result<Option<Visitor>, Error> {
    let sql = "SELECT id, chatbot_id, environment, visitor_key, created_ms FROM visitor
        WHERE chatbot_id = $1 AND id = $2";
    tx.first(sql, params![chatbot_id, id]).await?.as_ref().map(visitor).transpose()
}

/// What is told of a visitor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    /// By their page: anyone could have said so.
    pub told: Map<String, Json>,
    /// By the owner's backend, which vouches for it.
    pub verified: Map<String, Json>,
}

/// What is told of a visitor; nothing of one who is gone.
///
/// # Errors
/// Whatever the database says.
pub async fn metadata(tx: &Tx, id: &str) -> Result<Metadata, Error> {
    let sql = "SELECT id, metadata, verified_metadata FROM visitor WHERE id = $1";
    let Some(row) = tx.first(sql, params![id]).await? else { return Ok(Metadata::default()) };
    let row = row.of("visitor");
    Ok(Metadata { told: row.json("metadata")?, verified: row.json("verified_metadata")? })
}

/// Keeps what their page tells of a visitor, in place of what it told before.
///
/// # Errors
/// Whatever the database says.
pub async fn set_told(tx: &Tx, chatbot_id: &str, id: &str, told: &Map<String, Json>) -> Result<(), Error> {
    let sql = "UPDATE visitor SET metadata = $3 WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, id, &crate::json(told)?]).await.map(drop)
}

/// Keeps what the owner's backend vouches for, in place of what it vouched for before.
///
/// # Errors
/// Whatever the database says.
pub async fn set_verified(
    tx: &Tx,
    chatbot_id: &str,
    id: &str,
    verified: &Map<String, Json>,
) -> Result<(), Error> {
    let sql = "UPDATE visitor SET verified_metadata = $3 WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, id, &crate::json(verified)?]).await.map(drop)
}

/// How a visitor stands with their chatbot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether the chatbot is enabled.
    pub enabled: bool,
    /// Whether the chatbot's secret has vouched for who they are, or it need not.
    pub identified: bool,
}

/// How this visitor stands with their chatbot, if they are there.
///
/// # Errors
/// Whatever the database says.
pub async fn find_standing(tx: &Tx, chatbot_id: &str, id: &str) -> Result<Option<Standing>, Error> {
    let sql = "SELECT chatbot.enabled,
            (COALESCE(NOT identity.required, TRUE) OR COALESCE(visitor.verified_by = identity.fingerprint, FALSE))
                AS identified
        FROM visitor JOIN chatbot ON chatbot.id = visitor.chatbot_id
            LEFT JOIN chatbot_identity identity ON identity.chatbot_id = visitor.chatbot_id
        WHERE visitor.chatbot_id = $1 AND visitor.id = $2";
    let Some(row) = tx.first(sql, params![chatbot_id, id]).await? else { return Ok(None) };
    let row = row.of("chatbot");
    Ok(Some(Standing { enabled: row.get("enabled")?, identified: row.get("identified")? }))
}

/// Whether the visitor waits for a person.
///
/// # Errors
/// Whatever the database says.
pub async fn is_waiting(tx: &Tx, id: &str) -> Result<bool, Error> {
    let sql = "SELECT id FROM livechat_session WHERE visitor_id = $1 AND status = 'waiting'";
    Ok(tx.first(sql, params![id]).await?.is_some())
}

/// Whether this visitor is there; makes every other transaction that locks this visitor wait for the end of this one.
///
/// # Errors
/// Whatever the database says.
pub async fn lock(tx: &Tx, chatbot_id: &str, id: &str) -> Result<bool, Error> {
    let sql = "SELECT id FROM visitor WHERE chatbot_id = $1 AND id = $2 FOR NO KEY UPDATE";
    Ok(tx.first(sql, params![chatbot_id, id]).await?.is_some())
}

/// A visitor whom every other transaction that locks them leaves alone until the end of this one. Only [`hold`] gives one.
#[derive(Debug)]
pub struct Held<'tx> {
    visitor: Visitor,
    _tx: &'tx Tx,
}

impl Held<'_> {
    /// The visitor.
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }
}

/// The visitor, if they are there, locked as by [`lock`].
///
/// # Errors
/// Whatever the database says.
pub async fn hold<'tx>(tx: &'tx Tx, chatbot_id: &str, id: &str) -> Result<Option<Held<'tx>>, Error> {
    let sql = "SELECT id, chatbot_id, environment, visitor_key, created_ms FROM visitor
        WHERE chatbot_id = $1 AND id = $2 FOR NO KEY UPDATE";
    let found = tx.first(sql, params![chatbot_id, id]).await?;
    found.map(|row| Ok(Held { visitor: visitor(&row)?, _tx: tx })).transpose()
}

/// Removes a visitor and every row that belongs to them.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(tx: &Tx, chatbot_id: &str, id: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM visitor WHERE chatbot_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![chatbot_id, id]).await? > 0)
}

/// How many rows a visitor has in each table that names visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Conversations.
    pub conversations: i64,
    /// Messages.
    pub messages: i64,
    /// Stored files.
    pub attachments: i64,
    /// Session values.
    pub session_values: i64,
    /// Contact forms and owner's forms sent.
    pub form_submissions: i64,
    /// Support tickets sent.
    pub support_tickets: i64,
    /// Conversations with a rating.
    pub ratings: i64,
    /// Livechat sessions.
    pub livechat_sessions: i64,
}

/// Counts what is kept of a visitor.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(tx: &Tx, visitor_id: &str) -> Result<Counts, Error> {
    let sql = "SELECT
        (SELECT COUNT(*) FROM conversation WHERE visitor_id = $1) AS conversations,
        (SELECT COUNT(*) FROM message WHERE visitor_id = $1) AS messages,
        (SELECT COUNT(*) FROM attachment WHERE visitor_id = $1) AS attachments,
        (SELECT COUNT(*) FROM session_value WHERE visitor_id = $1) AS session_values,
        (SELECT COUNT(*) FROM submission WHERE visitor_id = $1 AND kind <> 'support_ticket') AS form_submissions,
        (SELECT COUNT(*) FROM submission WHERE visitor_id = $1 AND kind = 'support_ticket') AS support_tickets,
        (SELECT COUNT(*) FROM conversation WHERE visitor_id = $1 AND rating IS NOT NULL) AS ratings,
        (SELECT COUNT(*) FROM livechat_session WHERE visitor_id = $1) AS livechat_sessions";
    let found = tx.first(sql, params![visitor_id]).await?.ok_or(Error::Closed)?;
    let row = found.of("visitor");
    Ok(Counts {
        conversations: row.get("conversations")?,
        messages: row.get("messages")?,
        attachments: row.get("attachments")?,
        session_values: row.get("session_values")?,
        form_submissions: row.get("form_submissions")?,
        support_tickets: row.get("support_tickets")?,
        ratings: row.get("ratings")?,
        livechat_sessions: row.get("livechat_sessions")?,
    })
}
