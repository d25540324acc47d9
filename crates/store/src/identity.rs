//! By what a chatbot's pages prove who a visitor is.

use parlour_model::Timestamp;

use crate::{Error, Tx, params};

/// By what a chatbot's pages prove who a visitor is.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// What the owner's backend signs with.
    pub secret: String,
    /// Names the secret without telling it.
    pub fingerprint: String,
    /// Whether nobody else is answered.
    pub required: bool,
}

impl std::fmt::Debug for Identity {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "identity {} (required: {})", self.fingerprint, self.required)
    }
}

/// The chatbot's identity secret, if it has one.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, chatbot_id: &str) -> Result<Option<Identity>, Error> {
    let sql = "SELECT secret, fingerprint, required FROM chatbot_identity WHERE chatbot_id = $1";
    let Some(row) = tx.first(sql, params![chatbot_id]).await? else { return Ok(None) };
    let row = row.of("chatbot_identity");
    Ok(Some(Identity {
        secret: row.get("secret")?,
        fingerprint: row.get("fingerprint")?,
        required: row.get("required")?,
    }))
}

/// Gives a chatbot an identity secret, in place of one it has.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot.
pub async fn upsert(tx: &Tx, chatbot_id: &str, new: &Identity, now: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO chatbot_identity (chatbot_id, secret, fingerprint, required, updated_ms)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (chatbot_id) DO UPDATE SET secret = $2, fingerprint = $3, required = $4, updated_ms = $5";
    let params = params![chatbot_id, &new.secret, &new.fingerprint, new.required, now];
    tx.execute(sql, params).await.map(drop)
}
