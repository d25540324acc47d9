//! The attempts to tell an event: one HTTP request each, kept when it has ended or its claim has.

use parlour_model::webhook::{DeliveryStatus, LEASE_MS, Trigger, delivery_id};
use parlour_model::{Environment, Timestamp};

use crate::many::{pieces, placeholders};
use crate::{Error, Row, Tx, params};

/// One HTTP request that told an event, or tried to.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// Names the request.
    pub id: String,
    /// The event.
    pub event_id: String,
    /// Its number, from 1.
    pub attempt: i64,
    /// What made it.
    pub trigger: Trigger,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// The HTTP status of the answer, if there was one.
    pub status_code: Option<i64>,
    /// `delivered` or `failed`.
    pub outcome: DeliveryStatus,
    /// Why it failed.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    pub response_excerpt: Option<String>,
}

/// Why an attempt failed of which nothing more was heard.
pub(crate) const UNKNOWN: &str =
    "it is not known what was answered: the process that made the request ended, or was too late";
/// Why an attempt failed whose visitor was forgotten meanwhile.
pub(crate) const FORGOTTEN: &str = "the visitor was forgotten while the request was under way";

/// What a statement sets that begins or takes away a claim: of a claim that nobody ended, when its attempt began.
pub(crate) const INTERRUPTS: &str =
    "interrupted_ms = CASE WHEN event.claimed_by IS NOT NULL THEN event.last_attempt_ms END";
/// What such a statement returns, for [`insert_interrupted`].
pub(crate) const INTERRUPTED: &str =
    "event.id, event.attempt_count, event.round_attempts, event.replayed, event.interrupted_ms";

/// What made an attempt, by whether somebody asked for its round and how many attempts of that have failed.
pub(crate) fn trigger(replayed: bool, failed: i64) -> Trigger {
    if replayed && failed == 0 { Trigger::Replay } else { Trigger::Automatic }
}

/// Keeps the attempts whose claims these events have lost, as failed. Each is the last one but `since` of its event.
pub(crate) async fn insert_interrupted(
    tx: &Tx,
    events: &[Row],
    since: i64,
    now: Timestamp,
    reason: &str,
) -> Result<(), Error> {
    let mut lost = Vec::new();
    for row in events {
        let of = row.of("event");
        let Some(started_at) = of.get::<Option<Timestamp>>("interrupted_ms")? else { continue };
        let (event_id, count): (String, i64) = (of.get("id")?, of.get("attempt_count")?);
        let attempt = count - since;
        lost.push(Attempt {
            id: delivery_id(&event_id, attempt),
            event_id,
            attempt,
            trigger: trigger(of.get("replayed")?, of.get("round_attempts")?),
            started_at,
            duration_ms: (now.ms() - started_at.ms()).clamp(0, LEASE_MS),
            status_code: None,
            outcome: DeliveryStatus::Failed,
            error: Some(reason.to_owned()),
            response_excerpt: None,
        });
    }
    insert(tx, &lost.iter().collect::<Vec<_>>()).await
}

/// Keeps attempts that have ended.
pub(crate) async fn insert(tx: &Tx, new: &[&Attempt]) -> Result<(), Error> {
    let kinds = ["TEXT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT"];
    for piece in pieces(new) {
        let sql = format!(
            "INSERT INTO delivery_attempt (id, event_id, attempt, cause, started_ms, duration_ms, status_code, outcome,
                error, response_excerpt) VALUES {}",
            placeholders(1, piece.len(), &kinds)
        );
        let mut params = Vec::with_capacity(piece.len() * kinds.len());
        for new in piece {
            params.extend_from_slice(params![
                &new.id,
                &new.event_id,
                new.attempt,
                new.trigger.as_str(),
                new.started_at,
                new.duration_ms,
                new.status_code,
                new.outcome.as_str(),
                &new.error,
                &new.response_excerpt
            ]);
        }
        tx.execute(&sql, &params).await?;
    }
    Ok(())
}

/// Keeps how attempts ended that are listed as interrupted, but nothing that was answered.
pub(crate) async fn end_late(tx: &Tx, chatbot_id: &str, late: &[&Attempt]) -> Result<(), Error> {
    let sql =
        "UPDATE delivery_attempt SET duration_ms = $3, status_code = $4, outcome = $5, error = $6 WHERE id = $2
        AND EXISTS (SELECT 1 FROM event WHERE event.id = delivery_attempt.event_id AND event.chatbot_id = $1)";
    for of in late {
        let (id, outcome) = (of.id.as_str(), of.outcome.as_str());
        let params = params![chatbot_id, id, of.duration_ms, of.status_code, outcome, &of.error];
        tx.execute(sql, params).await?;
    }
    Ok(())
}

/// The attempts to tell an event of an account's chatbots, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    event_id: &str,
) -> Result<Vec<Attempt>, Error> {
    let sql =
        "SELECT delivery_attempt.* FROM delivery_attempt JOIN event ON event.id = delivery_attempt.event_id
            JOIN chatbot ON chatbot.id = event.chatbot_id
        WHERE chatbot.account_id = $1 AND event.environment = $2 AND event.id = $3
        ORDER BY delivery_attempt.attempt, delivery_attempt.id LIMIT 1000";
    let attempt = |row: &Row| {
        let row = row.of("delivery_attempt");
        Ok(Attempt {
            id: row.get("id")?,
            event_id: row.get("event_id")?,
            attempt: row.get("attempt")?,
            trigger: row.parse("cause")?,
            started_at: row.get("started_ms")?,
            duration_ms: row.get("duration_ms")?,
            status_code: row.get("status_code")?,
            outcome: row.parse("outcome")?,
            error: row.get("error")?,
            response_excerpt: row.get("response_excerpt")?,
        })
    };
    tx.query(sql, params![account_id, environment, event_id]).await?.iter().map(attempt).collect()
}
