//! Chatbots and their settings.

use parlour_model::Timestamp;
use parlour_model::config::Settings;

use crate::{Error, Row, Tx, params};

/// A chatbot.
#[derive(Debug, Clone, PartialEq)]
pub struct Chatbot {
    /// The slug by which the API names it.
    pub id: String,
    /// Whose it is.
    pub account_id: String,
    /// 24 hexadecimal digits, as Chat Data names it.
    pub public_id: String,
    /// The key by which the realtime SDK names it.
    pub sdk_key: String,
    /// Its name.
    pub name: String,
    /// What its owner set.
    pub settings: Settings,
    /// Whether it answers at all.
    pub enabled: bool,
    /// Grows with every import.
    pub knowledge_version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

fn chatbot(row: &Row) -> Result<Chatbot, Error> {
    let row = row.of("chatbot");
    Ok(Chatbot {
        id: row.get("id")?,
        account_id: row.get("account_id")?,
        public_id: row.get("public_id")?,
        sdk_key: row.get("sdk_key")?,
        name: row.get("name")?,
        settings: row.json("settings")?,
        enabled: row.get("enabled")?,
        knowledge_version: row.get("knowledge_version")?,
        created_at: row.get("created_ms")?,
    })
}

const CHATBOT: &str =
    "SELECT id, account_id, public_id, sdk_key, name, settings, enabled, knowledge_version, created_ms
    FROM chatbot";

/// Keeps a new chatbot; says whether its id was free.
///
/// # Errors
/// [`Error::Constraint`] when its public id or SDK key is taken.
pub async fn insert(tx: &Tx, chatbot: &Chatbot) -> Result<bool, Error> {
    let sql =
        "INSERT INTO chatbot (id, account_id, public_id, sdk_key, name, settings, enabled, knowledge_version,
            created_ms, updated_ms, revision)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9) ON CONFLICT (id) DO NOTHING";
    let settings = crate::json(&chatbot.settings)?;
    let params = params![
        &chatbot.id,
        &chatbot.account_id,
        &chatbot.public_id,
        &chatbot.sdk_key,
        &chatbot.name,
        &settings,
        chatbot.enabled,
        chatbot.knowledge_version,
        chatbot.created_at
    ];
    Ok(tx.execute(sql, params).await? > 0)
}

/// The chatbot with this id. The id is the tenant.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, id: &str) -> Result<Option<Chatbot>, Error> {
    tx.first(&format!("{CHATBOT} WHERE id = $1"), params![id]).await?.as_ref().map(chatbot).transpose()
}

/// The chatbot that one of its three names means: its id before all others, its public id or its SDK key. The name is
/// the tenant.
///
/// # Errors
/// Whatever the database says.
pub async fn find_named(tx: &Tx, name: &str) -> Result<Option<Chatbot>, Error> {
    let sql = format!(
        "{CHATBOT} WHERE id = $1 OR public_id = $1 OR sdk_key = $1
        ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END LIMIT 1"
    );
    tx.first(&sql, params![name]).await?.as_ref().map(chatbot).transpose()
}

/// The chatbot with this id; makes every other transaction that locks it wait for the end of this one.
///
/// # Errors
/// Whatever the database says.
pub async fn lock(tx: &Tx, id: &str) -> Result<Option<Chatbot>, Error> {
    let sql = format!("{CHATBOT} WHERE id = $1 FOR NO KEY UPDATE");
    tx.first(&sql, params![id]).await?.as_ref().map(chatbot).transpose()
}

/// How far a chatbot has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// Grows with every change of its settings, forms, model or knowledge, from the time at which it was made: no other
    /// chatbot of its name ever had it.
    pub number: i64,
    /// Grows with every import.
    pub knowledge_version: i64,
}

/// How far the chatbot has come, which tells a change without reading what has changed.
///
/// # Errors
/// Whatever the database says.
pub async fn find_revision(tx: &Tx, id: &str) -> Result<Option<Revision>, Error> {
    let sql = "SELECT id, revision, knowledge_version FROM chatbot WHERE id = $1";
    let Some(row) = tx.first(sql, params![id]).await? else { return Ok(None) };
    let row = row.of("chatbot");
    Ok(Some(Revision { number: row.get("revision")?, knowledge_version: row.get("knowledge_version")? }))
}

/// Says that something has changed which the chatbot's assistant goes by.
pub(crate) async fn revise(tx: &Tx, id: &str) -> Result<(), Error> {
    tx.execute("UPDATE chatbot SET revision = revision + 1 WHERE id = $1", params![id]).await.map(drop)
}

/// The chatbots of an account, by id.
///
/// # Errors
/// Whatever the database says.
pub async fn list(tx: &Tx, account_id: &str) -> Result<Vec<Chatbot>, Error> {
    let sql = format!("{CHATBOT} WHERE account_id = $1 ORDER BY id LIMIT 1000");
    tx.query(&sql, params![account_id]).await?.iter().map(chatbot).collect()
}

/// Replaces a chatbot's name and settings; says whether there is such a chatbot.
///
/// # Errors
/// Whatever the database says.
pub async fn update(
    tx: &Tx,
    id: &str,
    name: &str,
    settings: &Settings,
    now: Timestamp,
) -> Result<bool, Error> {
    let settings = crate::json(settings)?;
    let sql = "UPDATE chatbot SET name = $2, settings = $3, updated_ms = $4, revision = revision + 1
        WHERE id = $1";
    Ok(tx.execute(sql, params![id, name, &settings, now]).await? > 0)
}

/// Removes a chatbot and all that belongs to it, its files doomed at `now`; says whether there was one.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(tx: &Tx, id: &str, now: Timestamp) -> Result<bool, Error> {
    let doom = "INSERT INTO doomed_file (id, due_ms) SELECT id, $2 FROM attachment WHERE chatbot_id = $1";
    tx.execute(doom, params![id, now]).await?;
    Ok(tx.execute("DELETE FROM chatbot WHERE id = $1", params![id]).await? > 0)
}
