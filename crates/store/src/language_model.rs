//! Language models of chatbots' own, in place of the installation's.

use parlour_model::Timestamp;

use crate::{Error, Tx, chatbot, params};

/// Where a chatbot's language model is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct LanguageModel {
    /// The address before `/chat/completions`.
    pub base_url: String,
    /// The key that the server asks for.
    pub api_key: Option<String>,
    /// The model's name there.
    pub model: String,
}

impl std::fmt::Debug for LanguageModel {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.model, self.base_url)
    }
}

/// Gives a chatbot a language model, in place of one it has.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot.
pub async fn upsert(tx: &Tx, chatbot_id: &str, new: &LanguageModel, now: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO chatbot_model (chatbot_id, base_url, api_key, model, updated_ms)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (chatbot_id) DO UPDATE SET base_url = $2, api_key = $3, model = $4, updated_ms = $5";
    tx.execute(sql, params![chatbot_id, &new.base_url, &new.api_key, &new.model, now]).await?;
    chatbot::revise(tx, chatbot_id).await
}

/// The chatbot's own language model.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, chatbot_id: &str) -> Result<Option<LanguageModel>, Error> {
    let sql = "SELECT base_url, api_key, model FROM chatbot_model WHERE chatbot_id = $1";
    let Some(row) = tx.first(sql, params![chatbot_id]).await? else { return Ok(None) };
    let row = row.of("chatbot_model");
    Ok(Some(LanguageModel {
        base_url: row.get("base_url")?,
        api_key: row.get("api_key")?,
        model: row.get("model")?,
    }))
}

/// Takes a chatbot's language model away; says whether it had one.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(tx: &Tx, chatbot_id: &str) -> Result<bool, Error> {
    let had_one =
        tx.execute("DELETE FROM chatbot_model WHERE chatbot_id = $1", params![chatbot_id]).await? > 0;
    chatbot::revise(tx, chatbot_id).await?;
    Ok(had_one)
}
