//! The delivery of events: claimed by one process at a time, attempted, finished, looked at and asked for again.

use std::collections::HashSet;

use parlour_model::webhook::{DeliveryStatus, Trigger};
use parlour_model::{Environment, Timestamp};

use crate::attempt::{self, Attempt, INTERRUPTED, INTERRUPTS, UNKNOWN};
use crate::event::{EVENT, Event, event};
use crate::many::{pieces, placeholders};
use crate::narrow::narrow;
use crate::{Error, Row, Tx, Value, params};

/// An event that one process may now tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// The event.
    pub event: Event,
    /// The number of the attempt that is made of it, from 1.
    pub attempt: i64,
    /// How many attempts of this round have failed.
    pub failed: i64,
    /// Whether somebody asked for this round.
    pub replayed: bool,
}

impl Claimed {
    /// What made this attempt.
    pub fn trigger(&self) -> Trigger {
        attempt::trigger(self.replayed, self.failed)
    }
}

/// Who claims, and until when.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The process.
    pub owner: &'a str,
    /// Now.
    pub now: Timestamp,
    /// When others may take over.
    pub until: Timestamp,
    /// How many at most.
    pub limit: i64,
}

/// What is due at `$3` at an address and claimed by nobody.
const DUE: &str = "event.chatbot_id = $1 AND event.environment = $2 AND event.status = 'pending'
    AND event.next_attempt_ms <= $3 AND event.expires_ms > $3
    AND (event.claimed_until_ms IS NULL OR event.claimed_until_ms <= $3)";

/// Claims the events of a chatbot that are due, oldest first, but before them those that somebody has just asked for. A
/// livechat session's event waits for those before it; one that is replayed neither waits nor is waited for. Where
/// another's claim had ended, its attempt is listed as failed.
///
/// # Errors
/// Whatever the database says.
pub async fn claim(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    claim: Claim<'_>,
) -> Result<Vec<Claimed>, Error> {
    // Each limit is a plain parameter: with one that is computed, PostgreSQL would read all events for the update. Both
    // databases take from the second half of a `UNION ALL` only once the first is used up, and no sorting is paid for.
    let sql = format!(
        "WITH asked AS MATERIALIZED (
            SELECT event.id FROM event WHERE {DUE} AND event.replayed AND event.round_attempts = 0
            ORDER BY event.next_attempt_ms, event.position LIMIT $4 FOR UPDATE SKIP LOCKED),
        due AS MATERIALIZED (
            SELECT event.id FROM event WHERE {DUE} AND NOT (event.replayed AND event.round_attempts = 0)
                AND (event.livechat_session_id IS NULL OR event.replayed OR NOT EXISTS (
                    SELECT 1 FROM event AS earlier WHERE earlier.livechat_session_id = event.livechat_session_id
                        AND earlier.position < event.position AND earlier.status = 'pending'
                        AND NOT earlier.replayed))
            ORDER BY event.next_attempt_ms, event.position LIMIT $4 FOR UPDATE SKIP LOCKED),
        chosen AS (SELECT id FROM asked UNION ALL SELECT id FROM due LIMIT $4)
        UPDATE event SET claimed_by = $5, claimed_until_ms = $6, attempt_count = event.attempt_count + 1,
            last_attempt_ms = $3, {INTERRUPTS}
        FROM chosen WHERE event.id = chosen.id
        RETURNING {EVENT}, event.attempt_count, event.round_attempts, event.replayed, event.interrupted_ms"
    );
    let params = params![chatbot_id, environment, claim.now, claim.limit, claim.owner, claim.until];
    let taken = tx.query(&sql, params).await?;
    // The one that was interrupted is the one before.
    attempt::insert_interrupted(tx, &taken, 1, claim.now, UNKNOWN).await?;
    let mut claimed: Vec<Claimed> = taken.iter().map(claimed).collect::<Result<_, _>>()?;
    claimed.sort_by(|a, b| (a.event.created_at, &a.event.id).cmp(&(b.event.created_at, &b.event.id)));
    Ok(claimed)
}

fn claimed(row: &Row) -> Result<Claimed, Error> {
    let of = row.of("event");
    Ok(Claimed {
        event: event(row)?,
        attempt: of.get("attempt_count")?,
        failed: of.get("round_attempts")?,
        replayed: of.get("replayed")?,
    })
}

/// Gives up the pending typing events of a chatbot that were made at `before` or earlier and that nobody tells right now.
///
/// # Errors
/// Whatever the database says.
pub async fn drop_stale(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64, Error> {
    // The kinds are spelled out for the index that is kept of them.
    let sql = format!(
        "UPDATE event SET status = 'failed', next_attempt_ms = NULL, claimed_by = NULL, claimed_until_ms = NULL,
            {INTERRUPTS}
        WHERE chatbot_id = $1 AND environment = $2 AND status = 'pending'
            AND type IN ('livechat.customer.typing.started', 'livechat.customer.typing.stopped')
            AND NOT replayed AND created_ms <= $3 AND (claimed_until_ms IS NULL OR claimed_until_ms <= $4)
        RETURNING {INTERRUPTED}"
    );
    let dropped = tx.query(&sql, params![chatbot_id, environment, before, now]).await?;
    attempt::insert_interrupted(tx, &dropped, 0, now, UNKNOWN).await?;
    Ok(dropped.len() as u64)
}

/// Ends all claims, in every account: for a process that is alone on its database, where whoever claimed is gone. Their
/// attempts are listed as failed.
///
/// # Errors
/// Whatever the database says.
pub async fn release(tx: &Tx, now: Timestamp) -> Result<u64, Error> {
    release_where(tx, "TRUE", params![], now).await
}

/// Ends the claims on pending events that `condition` chooses.
async fn release_where(tx: &Tx, condition: &str, params: &[Value<'_>], now: Timestamp) -> Result<u64, Error> {
    let sql = format!(
        "UPDATE event SET claimed_by = NULL, claimed_until_ms = NULL, {INTERRUPTS}
        WHERE status = 'pending' AND claimed_by IS NOT NULL AND {condition} RETURNING {INTERRUPTED}"
    );
    let released = tx.query(&sql, params).await?;
    attempt::insert_interrupted(tx, &released, 0, now, UNKNOWN).await?;
    Ok(released.len() as u64)
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How far the delivery is now.
    pub status: DeliveryStatus,
    /// When it is tried again, while it is pending.
    pub next_attempt: Option<Timestamp>,
    /// How many attempts of this round have failed.
    pub failed: i64,
    /// The HTTP status of the answer, if there was one.
    pub status_code: Option<i64>,
    /// When it was told.
    pub delivered_at: Option<Timestamp>,
}

/// Ends attempts of one process, and keeps those whose claim still held; their events. Of the others, which are listed
/// already as interrupted, it is kept how they ended, but nothing that was answered: their visitor may be forgotten.
///
/// # Errors
/// Whatever the database says.
pub async fn finish(
    tx: &Tx,
    chatbot_id: &str,
    owner: &str,
    ended: &[(&Attempt, &Outcome)],
) -> Result<HashSet<String>, Error> {
    let mut held = HashSet::new();
    for piece in pieces(ended) {
        held.extend(finish_piece(tx, chatbot_id, owner, piece).await?);
    }
    let (kept, late): (Vec<_>, Vec<_>) =
        ended.iter().map(|(attempt, _)| *attempt).partition(|attempt| held.contains(&attempt.event_id));
    attempt::insert(tx, &kept).await?;
    attempt::end_late(tx, chatbot_id, &late).await?;
    Ok(held)
}

async fn finish_piece(
    tx: &Tx,
    chatbot_id: &str,
    owner: &str,
    ended: &[(&Attempt, &Outcome)],
) -> Result<Vec<String>, Error> {
    let kinds = ["TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"];
    let sql = format!(
        "WITH ended (id, attempt, status, next_ms, failed, code, told_ms) AS (VALUES {})
        UPDATE event SET status = ended.status, next_attempt_ms = ended.next_ms, round_attempts = ended.failed,
            last_status_code = ended.code, delivered_ms = COALESCE(ended.told_ms, event.delivered_ms),
            claimed_by = NULL, claimed_until_ms = NULL
        FROM ended WHERE event.id = ended.id AND event.chatbot_id = $1 AND event.claimed_by = $2
            AND event.attempt_count = ended.attempt AND event.status = 'pending'
        RETURNING event.id",
        placeholders(3, ended.len(), &kinds)
    );
    let mut params = params![chatbot_id, owner].to_vec();
    for (attempt, outcome) in ended {
        params.extend_from_slice(params![
            &attempt.event_id,
            attempt.attempt,
            outcome.status.as_str(),
            outcome.next_attempt,
            outcome.failed,
            outcome.status_code,
            outcome.delivered_at
        ]);
    }
    tx.query(&sql, &params).await?.iter().map(|row| row.of("event").get("id")).collect()
}

/// Lets the pending events of a livechat session wait until `until`, when the first of them is tried again: until then
/// nobody need look at them.
///
/// # Errors
/// Whatever the database says.
pub async fn hold_back(
    tx: &Tx,
    chatbot_id: &str,
    livechat_session_id: &str,
    until: Timestamp,
) -> Result<u64, Error> {
    let sql = "UPDATE event SET next_attempt_ms = $3 WHERE chatbot_id = $1 AND livechat_session_id = $2
        AND status = 'pending' AND NOT replayed AND next_attempt_ms < $3";
    tx.execute(sql, params![chatbot_id, livechat_session_id, until]).await
}

/// An event with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The event.
    pub event: Event,
    /// How often it was tried.
    pub attempt_count: i64,
    /// When it was tried last.
    pub last_attempt_at: Option<Timestamp>,
    /// When it will be tried.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was told.
    pub delivered_at: Option<Timestamp>,
    /// The HTTP status of the last answer.
    pub last_status_code: Option<i64>,
    /// Until when a process is taken to be telling it.
    pub claimed_until: Option<Timestamp>,
    /// The chatbot's name.
    pub chatbot_name: String,
}

fn delivery(row: &Row) -> Result<Delivery, Error> {
    let of = row.of("event");
    Ok(Delivery {
        event: event(row)?,
        attempt_count: of.get("attempt_count")?,
        last_attempt_at: of.get("last_attempt_ms")?,
        next_attempt_at: of.get("next_attempt_ms")?,
        delivered_at: of.get("delivered_ms")?,
        last_status_code: of.get("last_status_code")?,
        claimed_until: of.get("claimed_until_ms")?,
        chatbot_name: of.get("chatbot_name")?,
    })
}

fn select() -> String {
    format!(
        "SELECT {EVENT}, event.attempt_count, event.last_attempt_ms, event.next_attempt_ms, event.delivered_ms,
            event.last_status_code, event.claimed_until_ms, chatbot.name AS chatbot_name
        FROM event JOIN chatbot ON chatbot.id = event.chatbot_id
        WHERE chatbot.account_id = $1 AND event.environment = $2 AND event.expires_ms > $3
            AND event.status IS NOT NULL"
    )
}

/// Which events are looked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this chatbot.
    pub chatbot_id: Option<String>,
    /// So far.
    pub status: Option<DeliveryStatus>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this livechat session.
    pub livechat_session_id: Option<String>,
    /// Made at this time or later.
    pub created_from: Option<Timestamp>,
    /// Made before this time.
    pub created_before: Option<Timestamp>,
    /// Behind this one, in the order of the list.
    pub behind: Option<(Timestamp, String)>,
}

/// The events of an account's chatbots that are told and not forgotten at `now`, newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    filter: &Filter,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Delivery>, Error> {
    let (mut sql, mut params) = (select(), params![account_id, environment, now].to_vec());
    let conditions = [
        ("event.chatbot_id =", filter.chatbot_id.as_deref().map(Value::Text)),
        ("event.status =", filter.status.map(|status| Value::Text(status.as_str()))),
        ("event.type =", filter.kind.as_deref().map(Value::Text)),
        ("event.livechat_session_id =", filter.livechat_session_id.as_deref().map(Value::Text)),
        ("event.created_ms >=", filter.created_from.map(|at| Value::Int(at.ms()))),
        ("event.created_ms <", filter.created_before.map(|at| Value::Int(at.ms()))),
    ];
    narrow((&mut sql, &mut params), "event", conditions, filter.behind.as_ref(), limit);
    tx.query(&sql, &params).await?.iter().map(delivery).collect()
}

/// An event of an account's chatbots, if it is told and not forgotten at `now`.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    tx: &Tx,
    account_id: &str,
    environment: Environment,
    id: &str,
    now: Timestamp,
) -> Result<Option<Delivery>, Error> {
    let sql = format!("{} AND event.id = $4", select());
    tx.first(&sql, params![account_id, environment, now, id]).await?.as_ref().map(delivery).transpose()
}

/// Makes the events of a chatbot due at `now` that wait for another attempt, and those of their sessions with them.
///
/// # Errors
/// Whatever the database says.
pub async fn hasten(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    now: Timestamp,
) -> Result<u64, Error> {
    let sql = "UPDATE event SET next_attempt_ms = $3
        WHERE chatbot_id = $1 AND environment = $2 AND status = 'pending' AND next_attempt_ms > $3";
    tx.execute(sql, params![chatbot_id, environment, now]).await
}

/// Makes an event due at `now`, before all others, whatever became of it before, and with it those of its session that
/// waited for it; says whether nobody was telling it.
///
/// # Errors
/// Whatever the database says.
pub async fn replay(tx: &Tx, chatbot_id: &str, id: &str, now: Timestamp) -> Result<bool, Error> {
    let lapsed = "chatbot_id = $1 AND id = $2 AND claimed_until_ms <= $3";
    release_where(tx, lapsed, params![chatbot_id, id, now], now).await?;
    let sql = "UPDATE event SET status = 'pending', replayed = TRUE, round_attempts = 0, next_attempt_ms = $3
        WHERE chatbot_id = $1 AND id = $2 AND claimed_by IS NULL";
    if tx.execute(sql, params![chatbot_id, id, now]).await? == 0 {
        return Ok(false);
    }
    let waiting = "UPDATE event SET next_attempt_ms = $3
        WHERE livechat_session_id = (SELECT replay.livechat_session_id FROM event AS replay WHERE replay.id = $2)
            AND chatbot_id = $1 AND status = 'pending' AND NOT replayed AND round_attempts = 0
            AND next_attempt_ms > $3";
    tx.execute(waiting, params![chatbot_id, id, now]).await?;
    Ok(true)
}

/// Marks the events dead that ran out at `now` or earlier without being told, in every account.
///
/// # Errors
/// Whatever the database says.
pub async fn expire(tx: &Tx, now: Timestamp) -> Result<u64, Error> {
    let sql =
        "UPDATE event SET status = 'dead', next_attempt_ms = NULL, claimed_by = NULL, claimed_until_ms = NULL
        WHERE expires_ms <= $1 AND status IN ('pending', 'failed')
            AND (claimed_until_ms IS NULL OR claimed_until_ms <= $1)";
    tx.execute(sql, params![now]).await
}

/// Removes the events that ran out at `before` or earlier, with their attempts, in every account.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_expired(tx: &Tx, before: Timestamp) -> Result<u64, Error> {
    let sql =
        "DELETE FROM event WHERE expires_ms <= $1 AND (status IS NULL OR status IN ('delivered', 'dead'))";
    tx.execute(sql, params![before]).await
}

/// How many events of a chatbot wait that were tried in vain before.
///
/// # Errors
/// Whatever the database says.
pub async fn count_tried(tx: &Tx, chatbot_id: &str, environment: Environment) -> Result<i64, Error> {
    let sql =
        "SELECT COUNT(*) AS n FROM event WHERE chatbot_id = $1 AND environment = $2 AND status = 'pending'
        AND round_attempts > 0";
    let row = tx.first(sql, params![chatbot_id, environment]).await?.ok_or(Error::Closed)?;
    row.of("event").get("n")
}

/// How many events of a chatbot are so far, but for those whose visitor was forgotten: these tell nothing.
///
/// # Errors
/// Whatever the database says.
pub async fn count(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    status: DeliveryStatus,
) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS n FROM event WHERE chatbot_id = $1 AND environment = $2 AND status = $3
        AND visitor_key <> ''";
    let row = tx.first(sql, params![chatbot_id, environment, status.as_str()]).await?.ok_or(Error::Closed)?;
    row.of("event").get("n")
}
