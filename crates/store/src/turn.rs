//! Turns: the making of an answer, from the visitor's message until the answer is stored.

use parlour_model::Timestamp;
pub use parlour_model::turn::TurnState;

use crate::{Error, Row, Tx, params};

/// A turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The id that the answer has or will have.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// The visitor.
    pub visitor_id: String,
    /// The conversation.
    pub conversation_id: String,
    /// The visitor's message.
    pub user_message_id: String,
    /// How far it is.
    pub state: TurnState,
    /// How often it was begun.
    pub attempt: i64,
    /// The process that makes the answer.
    pub owner: String,
    /// Until when that process is taken to be alive.
    pub lease_until: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
}

fn turn(row: &Row) -> Result<Turn, Error> {
    let row = row.of("turn");
    Ok(Turn {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        visitor_id: row.get("visitor_id")?,
        conversation_id: row.get("conversation_id")?,
        user_message_id: row.get("user_message_id")?,
        state: row.parse("state")?,
        attempt: row.get("attempt")?,
        owner: row.get("owner")?,
        lease_until: row.get("lease_until_ms")?,
        created_at: row.get("created_ms")?,
    })
}

const TURN: &str =
    "SELECT id, chatbot_id, visitor_id, conversation_id, user_message_id, state, attempt, owner,
    lease_until_ms, created_ms FROM turn";

/// Keeps a new turn.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &Tx, new: &Turn) -> Result<(), Error> {
    let sql = "INSERT INTO turn (id, chatbot_id, visitor_id, conversation_id, user_message_id, state, attempt, owner,
            lease_until_ms, created_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let params = params![
        &new.id,
        &new.chatbot_id,
        &new.visitor_id,
        &new.conversation_id,
        &new.user_message_id,
        new.state.as_str(),
        new.attempt,
        &new.owner,
        new.lease_until,
        new.created_at
    ];
    tx.execute(sql, params).await.map(drop)
}

/// A visitor's turn, named by its answer or by the visitor's message.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, visitor_id: &str, message_id: &str) -> Result<Option<Turn>, Error> {
    let sql = format!("{TURN} WHERE visitor_id = $1 AND (id = $2 OR user_message_id = $2)");
    tx.first(&sql, params![visitor_id, message_id]).await?.as_ref().map(turn).transpose()
}

/// The turn of the message that the visitor's client calls `client_message_id`.
///
/// # Errors
/// Whatever the database says.
pub async fn find_by_client_message(
    tx: &Tx,
    visitor_id: &str,
    client_message_id: &str,
) -> Result<Option<Turn>, Error> {
    let sql = format!(
        "{TURN} WHERE visitor_id = $1 AND user_message_id = (SELECT id FROM message
            WHERE visitor_id = $1 AND client_message_id = $2 AND role = 'user')"
    );
    tx.first(&sql, params![visitor_id, client_message_id]).await?.as_ref().map(turn).transpose()
}

/// The visitor's running turn.
///
/// # Errors
/// Whatever the database says.
pub async fn running(tx: &Tx, visitor_id: &str) -> Result<Option<Turn>, Error> {
    let sql = format!("{TURN} WHERE visitor_id = $1 AND state = 'running' ORDER BY created_ms DESC LIMIT 1");
    tx.first(&sql, params![visitor_id]).await?.as_ref().map(turn).transpose()
}

/// What a turn ends with.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// How it ended.
    pub state: TurnState,
    /// Its frames, as JSON.
    pub frames: &'a str,
    /// Why the answer is as it is, as JSON.
    pub trace: Option<&'a str>,
}

/// Ends a running turn of this owner and attempt; says whether it was still running.
///
/// # Errors
/// Whatever the database says.
pub async fn finish(tx: &Tx, turn: &Turn, ending: Ending<'_>, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE turn SET state = $3, frames = $4, trace = $5, finished_ms = $6
        WHERE visitor_id = $1 AND id = $2 AND state = 'running' AND owner = $7 AND attempt = $8";
    let params = params![
        &turn.visitor_id,
        &turn.id,
        ending.state.as_str(),
        ending.frames,
        ending.trace,
        now,
        &turn.owner,
        turn.attempt
    ];
    Ok(tx.execute(sql, params).await? > 0)
}

/// Asks that a running turn be stopped, whichever process makes it; says whether it was running.
///
/// # Errors
/// Whatever the database says.
pub async fn ask_to_stop(tx: &Tx, visitor_id: &str, id: &str, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE turn SET stop_ms = $3 WHERE visitor_id = $1 AND id = $2 AND state = 'running'";
    Ok(tx.execute(sql, params![visitor_id, id, now]).await? > 0)
}

/// Asks that the visitor's running turn be stopped, if they have one, whichever process makes it.
///
/// # Errors
/// Whatever the database says.
pub async fn ask_to_stop_running(tx: &Tx, visitor_id: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE turn SET stop_ms = $2 WHERE visitor_id = $1 AND state = 'running'";
    tx.execute(sql, params![visitor_id, now]).await.map(drop)
}

/// Those of these turns of `owner` that are asked to stop, or that are gone with their visitor.
///
/// # Errors
/// Whatever the database says.
pub async fn to_stop(tx: &Tx, owner: &str, ids: &[String]) -> Result<Vec<String>, Error> {
    let sql = "SELECT id FROM turn WHERE id = $2 AND owner = $1 AND state = 'running' AND stop_ms IS NULL";
    let mut found = Vec::new();
    for id in ids {
        if tx.first(sql, params![owner, id]).await?.is_none() {
            found.push(id.clone());
        }
    }
    Ok(found)
}

/// A turn of the account's chatbots with its trace as JSON, named by its answer or by the visitor's message.
///
/// # Errors
/// Whatever the database says.
pub async fn find_trace(
    tx: &Tx,
    account_id: &str,
    message_id: &str,
) -> Result<Option<(Turn, Option<String>)>, Error> {
    let sql =
        "SELECT turn.id, chatbot_id, visitor_id, conversation_id, user_message_id, state, attempt, owner,
            lease_until_ms, turn.created_ms, trace
        FROM turn JOIN chatbot ON chatbot.id = chatbot_id
        WHERE account_id = $1 AND (turn.id = $2 OR user_message_id = $2)";
    let Some(row) = tx.first(sql, params![account_id, message_id]).await? else { return Ok(None) };
    Ok(Some((turn(&row)?, row.of("turn").get("trace")?)))
}

/// Begins a failed turn anew; says whether it was still failed.
///
/// # Errors
/// Whatever the database says.
pub async fn restart(tx: &Tx, turn: &Turn) -> Result<bool, Error> {
    let sql =
        "UPDATE turn SET state = 'running', frames = NULL, trace = NULL, stop_ms = NULL, finished_ms = NULL,
            attempt = $3, owner = $4, lease_until_ms = $5
        WHERE visitor_id = $1 AND id = $2 AND state = 'failed'";
    let params = params![&turn.visitor_id, &turn.id, turn.attempt, &turn.owner, turn.lease_until];
    Ok(tx.execute(sql, params).await? > 0)
}

/// The frames of an ended turn, as JSON.
///
/// # Errors
/// Whatever the database says.
pub async fn frames(tx: &Tx, visitor_id: &str, id: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT id, frames FROM turn WHERE visitor_id = $1 AND id = $2 AND state <> 'running'";
    let found = tx.first(sql, params![visitor_id, id]).await?;
    Ok(found.map(|row| row.of("turn").get("frames")).transpose()?.flatten())
}

/// Says that `owner` is at these turns until `until`.
///
/// # Errors
/// Whatever the database says.
pub async fn renew(tx: &Tx, owner: &str, ids: &[String], until: Timestamp) -> Result<u64, Error> {
    let sql = "UPDATE turn SET lease_until_ms = $3 WHERE id = $2 AND state = 'running' AND owner = $1";
    let mut renewed = 0;
    for id in ids {
        renewed += tx.execute(sql, params![owner, id, until]).await?;
    }
    Ok(renewed)
}

/// Takes over running turns whose owner is no longer taken to be alive, at most `limit`. For every chatbot:
/// it is the house that picks up what a dead process left.
///
/// # Errors
/// Whatever the database says.
pub async fn claim_abandoned(
    tx: &Tx,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Turn>, Error> {
    let due = "SELECT id FROM turn WHERE state = 'running' AND lease_until_ms < $2
        ORDER BY lease_until_ms LIMIT $4 FOR UPDATE SKIP LOCKED";
    let sql = format!(
        "UPDATE turn SET owner = $1, attempt = attempt + 1, lease_until_ms = $3 WHERE id IN ({due})
         RETURNING id, chatbot_id, visitor_id, conversation_id, user_message_id, state, attempt, owner,
             lease_until_ms, created_ms"
    );
    tx.query(&sql, params![owner, now, until, limit]).await?.iter().map(turn).collect()
}

/// What is kept of what a turn was about.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptClassification {
    /// How far the turn is.
    pub state: TurnState,
    /// The topic's name; `None` when no topic fits.
    pub classification: Option<String>,
    /// When that was said; `None` when nothing was said yet.
    pub classified_at: Option<Timestamp>,
}

/// Keeps what an answered turn was about; says whether there is such a turn.
///
/// # Errors
/// Whatever the database says.
pub async fn classify(
    tx: &Tx,
    visitor_id: &str,
    id: &str,
    classification: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE turn SET classification = $3, classified_ms = $4
        WHERE visitor_id = $1 AND id = $2 AND state = 'done'";
    Ok(tx.execute(sql, params![visitor_id, id, classification, now]).await? > 0)
}

/// What a visitor's turn was about, named by its answer or by the visitor's message.
///
/// # Errors
/// Whatever the database says.
pub async fn find_classification(
    tx: &Tx,
    visitor_id: &str,
    message_id: &str,
) -> Result<Option<KeptClassification>, Error> {
    let sql = "SELECT id, state, classification, classified_ms FROM turn
        WHERE visitor_id = $1 AND (id = $2 OR user_message_id = $2)";
    let found = tx.first(sql, params![visitor_id, message_id]).await?;
    found.as_ref().map(kept_classification).transpose()
}

fn kept_classification(row: &Row) -> Result<KeptClassification, Error> {
    let row = row.of("turn");
    Ok(KeptClassification {
        state: row.parse("state")?,
        classification: row.get("classification")?,
        classified_at: row.get("classified_ms")?,
    })
}
