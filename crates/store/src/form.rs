//! Forms of the owner's, what visitors sent with forms, and the values kept for the session.

use parlour_model::Timestamp;
use parlour_model::form::Form;
use serde_json::Value as Json;

use crate::{Error, Row, Tx, chatbot, params};

/// Replaces the chatbot's forms, in the owner's order.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot or two forms have one id.
pub async fn replace_all(tx: &Tx, chatbot_id: &str, forms: &[Form]) -> Result<(), Error> {
    tx.execute("DELETE FROM form WHERE chatbot_id = $1", params![chatbot_id]).await?;
    let sql = "INSERT INTO form (chatbot_id, id, definition, position) VALUES ($1, $2, $3, $4)";
    for (form, position) in forms.iter().zip(0..) {
        let definition = crate::json(form)?;
        tx.execute(sql, params![chatbot_id, &form.form_id, &definition, position]).await?;
    }
    chatbot::revise(tx, chatbot_id).await
}

/// The chatbot's forms, in the owner's order.
///
/// # Errors
/// Whatever the database says.
pub async fn list(tx: &Tx, chatbot_id: &str) -> Result<Vec<Form>, Error> {
    let sql = "SELECT id, definition FROM form WHERE chatbot_id = $1 ORDER BY position, id";
    tx.query(sql, params![chatbot_id]).await?.iter().map(|row| row.of("form").json("definition")).collect()
}

/// The chatbot's form of this id.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, chatbot_id: &str, id: &str) -> Result<Option<Form>, Error> {
    let sql = "SELECT id, definition FROM form WHERE chatbot_id = $1 AND id = $2";
    let found = tx.first(sql, params![chatbot_id, id]).await?;
    found.map(|row| row.of("form").json("definition")).transpose()
}

/// What a visitor sent with a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// Names it.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// The visitor.
    pub visitor_id: String,
    /// The conversation.
    pub conversation_id: String,
    /// The part that asked for it; a lead, for which none asked, has its own id here.
    pub part_id: String,
    /// `contact_form`, `support_ticket`, `form_submission` or `lead`.
    pub kind: String,
    /// The owner's form, for `form_submission`.
    pub form_id: Option<String>,
    /// What was sent: `{fields}` and `{attachments}`.
    pub content: Json,
    /// When it was sent.
    pub created_at: Timestamp,
}

/// The columns of a submission, for whoever joins them to others.
pub(crate) const SUBMISSION: &str = "submission.id, submission.chatbot_id, submission.visitor_id,
    submission.conversation_id, submission.part_id, submission.kind, submission.form_id, submission.content,
    submission.created_ms";

pub(crate) fn submission(row: &Row) -> Result<Submission, Error> {
    let row = row.of("submission");
    Ok(Submission {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        visitor_id: row.get("visitor_id")?,
        conversation_id: row.get("conversation_id")?,
        part_id: row.get("part_id")?,
        kind: row.get("kind")?,
        form_id: row.get("form_id")?,
        content: row.json("content")?,
        created_at: row.get("created_ms")?,
    })
}

/// Keeps a submission; says whether it was the first for its part.
///
/// # Errors
/// Whatever the database says.
pub async fn insert_submission(tx: &Tx, new: &Submission) -> Result<bool, Error> {
    let content = crate::json(&new.content)?;
    let sql = "INSERT INTO submission (id, chatbot_id, visitor_id, conversation_id, part_id, kind, form_id, content,
            created_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (visitor_id, part_id) DO NOTHING";
    let params = params![
        &new.id,
        &new.chatbot_id,
        &new.visitor_id,
        &new.conversation_id,
        &new.part_id,
        &new.kind,
        &new.form_id,
        &content,
        new.created_at
    ];
    Ok(tx.execute(sql, params).await? > 0)
}

/// What the visitor sent, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_submissions(tx: &Tx, visitor_id: &str) -> Result<Vec<Submission>, Error> {
    let sql = format!("SELECT {SUBMISSION} FROM submission WHERE visitor_id = $1 ORDER BY created_ms, id");
    tx.query(&sql, params![visitor_id]).await?.iter().map(submission).collect()
}

/// The parts that the visitor has answered.
///
/// # Errors
/// Whatever the database says.
pub async fn list_submitted_parts(tx: &Tx, visitor_id: &str) -> Result<Vec<String>, Error> {
    let rows = tx.query("SELECT part_id FROM submission WHERE visitor_id = $1", params![visitor_id]).await?;
    rows.iter().map(|row| row.of("submission").get("part_id")).collect()
}

/// A value kept for the visitor's session.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionValue {
    /// The field's key.
    pub key: String,
    /// What the field was called.
    pub label: String,
    /// The field's kind.
    pub kind: String,
    /// What the visitor filled in.
    pub value: String,
    /// When.
    pub updated_at: Timestamp,
}

/// Keeps a session value, in place of one of the same key.
///
/// # Errors
/// Whatever the database says.
pub async fn upsert_value(
    tx: &Tx,
    visitor_id: &str,
    value: &SessionValue,
    position: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO session_value (visitor_id, value_key, label, kind, value, position, updated_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (visitor_id, value_key) DO UPDATE SET label = $3, kind = $4, value = $5, updated_ms = $7";
    let params =
        params![visitor_id, &value.key, &value.label, &value.kind, &value.value, position, value.updated_at];
    tx.execute(sql, params).await.map(drop)
}

/// The visitor's session values, in the order of the fields.
///
/// # Errors
/// Whatever the database says.
pub async fn list_values(tx: &Tx, visitor_id: &str) -> Result<Vec<SessionValue>, Error> {
    let sql = "SELECT value_key, label, kind, value, updated_ms FROM session_value WHERE visitor_id = $1
        ORDER BY position, value_key";
    let rows = tx.query(sql, params![visitor_id]).await?;
    let value = |row: &Row| {
        let row = row.of("session_value");
        Ok(SessionValue {
            key: row.get("value_key")?,
            label: row.get("label")?,
            kind: row.get("kind")?,
            value: row.get("value")?,
            updated_at: row.get("updated_ms")?,
        })
    };
    rows.iter().map(value).collect()
}
