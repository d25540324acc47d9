//! Where a chatbot's events are told, and how well that address is.

use parlour_model::webhook::Circuit;
use parlour_model::{Environment, Timestamp};

use crate::{Error, Row, Tx, chatbot, params};

/// Where a chatbot's events of one environment are told.
#[derive(Clone, PartialEq)]
pub struct Webhook {
    /// The chatbot.
    pub chatbot_id: String,
    /// Live or test.
    pub environment: Environment,
    /// Whether events are told.
    pub enabled: bool,
    /// The address.
    pub url: Option<String>,
    /// What requests are signed with.
    pub secret: Option<String>,
    /// The optional events that the owner asked for.
    pub events: Vec<String>,
    /// How well the address is.
    pub circuit: Circuit,
    /// When the owner changed it last.
    pub updated_at: Timestamp,
}

impl std::fmt::Debug for Webhook {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = if self.enabled { "on" } else { "off" };
        write!(f, "Webhook({} {}, {state}, {:?})", self.chatbot_id, self.environment, self.circuit)
    }
}

fn webhook(row: &Row) -> Result<Webhook, Error> {
    let row = row.of("webhook");
    Ok(Webhook {
        chatbot_id: row.get("chatbot_id")?,
        environment: row.parse("environment")?,
        enabled: row.get("enabled")?,
        url: row.get("url")?,
        secret: row.get("secret")?,
        events: row.json("events")?,
        circuit: Circuit {
            failures: row.get("failures")?,
            open_until: row.get("open_until_ms")?,
            asked_until: row.get("asked_until_ms")?,
        },
        updated_at: row.get("updated_ms")?,
    })
}

const WEBHOOK: &str =
    "SELECT webhook.chatbot_id, webhook.environment, webhook.enabled, webhook.url, webhook.secret,
    webhook.events, webhook.failures, webhook.open_until_ms, webhook.asked_until_ms, webhook.updated_ms FROM webhook";

/// Where a chatbot's events of this environment are told, if its owner has ever said so.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, chatbot_id: &str, environment: Environment) -> Result<Option<Webhook>, Error> {
    let sql = format!("{WEBHOOK} WHERE chatbot_id = $1 AND environment = $2");
    tx.first(&sql, params![chatbot_id, environment]).await?.as_ref().map(webhook).transpose()
}

/// The same; makes every other transaction that locks it wait for the end of this one.
///
/// # Errors
/// Whatever the database says.
pub async fn lock(tx: &Tx, chatbot_id: &str, environment: Environment) -> Result<Option<Webhook>, Error> {
    let sql = format!("{WEBHOOK} WHERE chatbot_id = $1 AND environment = $2 FOR NO KEY UPDATE");
    tx.first(&sql, params![chatbot_id, environment]).await?.as_ref().map(webhook).transpose()
}

/// All webhooks of an account's chatbots.
///
/// # Errors
/// Whatever the database says.
pub async fn list(tx: &Tx, account_id: &str) -> Result<Vec<Webhook>, Error> {
    let sql = format!(
        "{WEBHOOK} JOIN chatbot ON chatbot.id = webhook.chatbot_id WHERE chatbot.account_id = $1
        ORDER BY webhook.chatbot_id, webhook.environment LIMIT 2000"
    );
    tx.query(&sql, params![account_id]).await?.iter().map(webhook).collect()
}

/// Keeps what the owner said, in place of what they said before.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot.
pub async fn upsert(tx: &Tx, new: &Webhook) -> Result<(), Error> {
    let sql =
        "INSERT INTO webhook (chatbot_id, environment, enabled, url, secret, events, failures, open_until_ms,
            asked_until_ms, updated_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (chatbot_id, environment) DO UPDATE SET enabled = excluded.enabled, url = excluded.url,
            secret = excluded.secret, events = excluded.events, failures = excluded.failures,
            open_until_ms = excluded.open_until_ms, asked_until_ms = excluded.asked_until_ms,
            updated_ms = excluded.updated_ms";
    let events = crate::json(&new.events)?;
    let params = params![
        &new.chatbot_id,
        new.environment,
        new.enabled,
        &new.url,
        &new.secret,
        &events,
        new.circuit.failures,
        new.circuit.open_until,
        new.circuit.asked_until,
        new.updated_at
    ];
    tx.execute(sql, params).await?;
    chatbot::revise(tx, &new.chatbot_id).await
}

/// Keeps how well the address is.
///
/// # Errors
/// Whatever the database says.
pub async fn set_circuit(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    circuit: Circuit,
) -> Result<(), Error> {
    let sql = "UPDATE webhook SET failures = $3, open_until_ms = $4, asked_until_ms = $5
        WHERE chatbot_id = $1 AND environment = $2";
    let Circuit { failures, open_until, asked_until } = circuit;
    tx.execute(sql, params![chatbot_id, environment, failures, open_until, asked_until]).await.map(drop)
}

/// The chatbots and environments for which something is due at `now`, in every account: for whoever delivers.
///
/// # Errors
/// Whatever the database says.
pub async fn list_due(tx: &Tx, now: Timestamp, limit: i64) -> Result<Vec<(String, Environment)>, Error> {
    let sql = "SELECT webhook.chatbot_id, webhook.environment FROM webhook
        WHERE webhook.enabled AND (webhook.open_until_ms IS NULL OR webhook.open_until_ms <= $1)
            AND EXISTS (SELECT 1 FROM event WHERE event.chatbot_id = webhook.chatbot_id
                AND event.environment = webhook.environment AND event.status = 'pending'
                AND event.next_attempt_ms <= $1 AND event.expires_ms > $1
                AND (event.claimed_until_ms IS NULL OR event.claimed_until_ms <= $1))
        ORDER BY webhook.chatbot_id, webhook.environment LIMIT $2";
    let rows = tx.query(sql, params![now, limit]).await?;
    let endpoint = |row: &Row| {
        let row = row.of("webhook");
        Ok((row.get("chatbot_id")?, row.parse("environment")?))
    };
    rows.iter().map(endpoint).collect()
}
