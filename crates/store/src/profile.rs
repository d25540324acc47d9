//! Who a visitor is: what their page tells, and what they left as a lead. It is part of the visitor's row.

use parlour_model::Profile;
use parlour_model::profile::Lead;

use crate::{Error, Tx, params};

/// Who a visitor is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// By their page.
    pub told: Profile,
    /// By themselves.
    pub lead: Option<Lead>,
    /// Whether the chatbot's secret vouches for the `user_id`.
    pub verified: bool,
}

impl Known {
    /// What is known, whoever told it; their page goes first.
    pub fn all(self) -> Profile {
        self.told.or(self.lead.map(Profile::from).unwrap_or_default())
    }
}

/// Who a visitor is; nothing of one who is gone.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, visitor_id: &str) -> Result<Known, Error> {
    let sql = "SELECT visitor.id, visitor.profile, visitor.lead,
            COALESCE(visitor.verified_by = identity.fingerprint, FALSE) AS verified
        FROM visitor LEFT JOIN chatbot_identity identity ON identity.chatbot_id = visitor.chatbot_id
        WHERE visitor.id = $1";
    let Some(row) = tx.first(sql, params![visitor_id]).await? else { return Ok(Known::default()) };
    let row = row.of("visitor");
    Ok(Known { told: row.json("profile")?, lead: row.json_if_any("lead")?, verified: row.get("verified")? })
}

/// Keeps what their page tells of a visitor, in place of what it told before, and the fingerprint of
/// the secret that vouches for it.
///
/// # Errors
/// Whatever the database says.
pub async fn set_told(
    tx: &Tx,
    chatbot_id: &str,
    visitor_id: &str,
    told: &Profile,
    verified_by: Option<&str>,
) -> Result<(), Error> {
    let sql = "UPDATE visitor SET profile = $3, verified_by = $4 WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, visitor_id, &crate::json(told)?, verified_by]).await.map(drop)
}

/// Keeps what a visitor leaves as a lead, in place of what they left before.
///
/// # Errors
/// Whatever the database says.
pub async fn set_lead(tx: &Tx, chatbot_id: &str, visitor_id: &str, lead: &Lead) -> Result<(), Error> {
    let sql = "UPDATE visitor SET lead = $3 WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, visitor_id, &crate::json(lead)?]).await.map(drop)
}

/// Knows nothing of a visitor any more.
///
/// # Errors
/// Whatever the database says.
pub async fn clear(tx: &Tx, chatbot_id: &str, visitor_id: &str) -> Result<(), Error> {
    let sql = "UPDATE visitor SET profile = '{}', lead = NULL, verified_by = NULL
        WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, visitor_id]).await.map(drop)
}
