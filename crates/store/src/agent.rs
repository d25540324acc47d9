//! Agents: the people who answer visitors.

use crate::{Error, Row, Tx, params};

/// A person who answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Agent {
    /// Names the agent.
    pub id: String,
    /// The name visitors see.
    pub display_name: String,
    /// Where the agent's picture is, when it is at an address of its own.
    pub avatar_url: Option<String>,
    /// The kind of the picture that is stored here, when there is one.
    pub avatar_mime: Option<String>,
}

fn agent(row: &Row) -> Result<Agent, Error> {
    let row = row.of("agent");
    Ok(Agent {
        id: row.get("id")?,
        display_name: row.get("display_name")?,
        avatar_url: row.get("avatar_url")?,
        avatar_mime: row.get("avatar_mime")?,
    })
}

/// The account's agent with this id.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, account_id: &str, agent_id: &str) -> Result<Option<Agent>, Error> {
    let sql = "SELECT id, display_name, avatar_url, avatar_mime FROM agent WHERE account_id = $1 AND id = $2";
    tx.first(sql, params![account_id, agent_id]).await?.as_ref().map(agent).transpose()
}
