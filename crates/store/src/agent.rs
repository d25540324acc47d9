//! Agents: the people who answer visitors.

use parlour_model::Timestamp;

use crate::{Error, Row, Tx, params};

/// A person who answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Names the agent: a UUID in lower case.
    pub id: String,
    /// Whose agent it is.
    pub account_id: String,
    /// The name visitors see.
    pub display_name: String,
    /// Where the agent's picture is, when it is at an address of its own.
    pub avatar_url: Option<String>,
    /// The kind of the picture that is stored here, when there is one.
    pub avatar_mime: Option<String>,
    /// When the agent was first known.
    pub created_at: Timestamp,
    /// When the profile changed last.
    pub updated_at: Timestamp,
}

fn agent(row: &Row) -> Result<Agent, Error> {
    let row = row.of("agent");
    Ok(Agent {
        id: row.get("id")?,
        account_id: row.get("account_id")?,
        display_name: row.get("display_name")?,
        avatar_url: row.get("avatar_url")?,
        avatar_mime: row.get("avatar_mime")?,
        created_at: row.get("created_ms")?,
        updated_at: row.get("updated_ms")?,
    })
}

const AGENT: &str =
    "SELECT id, account_id, display_name, avatar_url, avatar_mime, created_ms, updated_ms FROM agent";

/// The account's agent with this id. An id in upper case is the same.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, account_id: &str, agent_id: &str) -> Result<Option<Agent>, Error> {
    let sql = format!("{AGENT} WHERE account_id = $1 AND id = $2");
    let id = agent_id.to_ascii_lowercase();
    tx.first(&sql, params![account_id, &id]).await?.as_ref().map(agent).transpose()
}

/// The agent with this id, for whoever reads the picture: that address is public, and the id stands for the tenant.
///
/// # Errors
/// Whatever the database says.
pub async fn find_shown(tx: &Tx, agent_id: &str) -> Result<Option<Agent>, Error> {
    let id = agent_id.to_ascii_lowercase();
    tx.first(&format!("{AGENT} WHERE id = $1"), params![&id]).await?.as_ref().map(agent).transpose()
}

/// The account's agents, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn list(tx: &Tx, account_id: &str) -> Result<Vec<Agent>, Error> {
    let sql = format!("{AGENT} WHERE account_id = $1 ORDER BY display_name, id LIMIT 1000");
    tx.query(&sql, params![account_id]).await?.iter().map(agent).collect()
}

/// Keeps an agent's profile, in place of an earlier one, whose `created_at` stays; says whether it did: not when the
/// id is another account's.
///
/// # Errors
/// Whatever the database says.
pub async fn upsert(tx: &Tx, new: &Agent) -> Result<bool, Error> {
    let sql =
        "INSERT INTO agent (id, account_id, display_name, avatar_url, avatar_mime, created_ms, updated_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET display_name = $3, avatar_url = $4, avatar_mime = $5, updated_ms = $7
        WHERE agent.account_id = $2";
    let params = params![
        &new.id,
        &new.account_id,
        &new.display_name,
        &new.avatar_url,
        &new.avatar_mime,
        new.created_at,
        new.updated_at
    ];
    Ok(tx.execute(sql, params).await? > 0)
}

/// Removes the account's agent; says whether there was one.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(tx: &Tx, account_id: &str, agent_id: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM agent WHERE account_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![account_id, &agent_id.to_ascii_lowercase()]).await? > 0)
}
