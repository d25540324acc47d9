//! Stored files: what is known of them. Their bytes lie in the object store.

use parlour_model::Timestamp;

use crate::{Error, Row, Tx, params};

/// A stored file.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Names it, here and in the object store.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// The visitor who sent it.
    pub visitor_id: String,
    /// Its name.
    pub filename: Option<String>,
    /// Its media type, as its bytes show it.
    pub mime_type: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// When it came.
    pub created_at: Timestamp,
    /// The message that shows it; a file of a ticket or form has none.
    pub message_id: Option<String>,
}

fn attachment(row: &Row) -> Result<Attachment, Error> {
    let row = row.of("attachment");
    Ok(Attachment {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        visitor_id: row.get("visitor_id")?,
        filename: row.get("filename")?,
        mime_type: row.get("mime_type")?,
        size_bytes: row.get("size_bytes")?,
        created_at: row.get("created_ms")?,
        message_id: row.get("message_id")?,
    })
}

const ATTACHMENT: &str = "SELECT id, chatbot_id, visitor_id, filename, mime_type, size_bytes, created_ms, message_id FROM attachment";

/// Marks files to be removed from the object store once `due` has passed.
///
/// # Errors
/// Whatever the database says.
pub async fn doom(tx: &Tx, ids: &[String], due: Timestamp) -> Result<(), Error> {
    let sql =
        "INSERT INTO doomed_file (id, due_ms) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET due_ms = $2";
    for id in ids {
        tx.execute(sql, params![id, due]).await?;
    }
    Ok(())
}

/// Marks a visitor's file, which is yet to be written, to be removed once `due` has passed, unless it is claimed.
///
/// # Errors
/// [`Error::Constraint`] when it is marked already.
pub async fn reserve(tx: &Tx, id: &str, visitor_id: &str, due: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO doomed_file (id, visitor_id, due_ms) VALUES ($1, $2, $3)";
    tx.execute(sql, params![id, visitor_id, due]).await.map(drop)
}

/// Whether a file is marked to be removed.
///
/// # Errors
/// Whatever the database says.
pub async fn is_doomed(tx: &Tx, id: &str) -> Result<bool, Error> {
    Ok(tx.first("SELECT id FROM doomed_file WHERE id = $1", params![id]).await?.is_some())
}

/// Marks the files of a visitor that nothing claimed to be removed once `due` has passed; nothing names the visitor then.
///
/// # Errors
/// Whatever the database says.
pub async fn doom_unclaimed(tx: &Tx, visitor_id: &str, due: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE doomed_file SET visitor_id = NULL, due_ms = $2 WHERE visitor_id = $1";
    tx.execute(sql, params![visitor_id, due]).await.map(drop)
}

/// Doomed files that are due, at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn list_doomed(tx: &Tx, now: Timestamp, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT id FROM doomed_file WHERE due_ms <= $1 ORDER BY due_ms LIMIT $2";
    tx.query(sql, params![now, limit]).await?.iter().map(|row| row.of("doomed_file").get("id")).collect()
}

/// Takes a file off the list of the doomed: it is claimed, or gone.
///
/// # Errors
/// Whatever the database says.
pub async fn spare(tx: &Tx, id: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM doomed_file WHERE id = $1", params![id]).await.map(drop)
}

/// Keeps what is known of a file, which is doomed no longer.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &Tx, new: &Attachment) -> Result<(), Error> {
    let sql =
        "INSERT INTO attachment (id, chatbot_id, visitor_id, filename, mime_type, size_bytes, created_ms, message_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let params = params![
        &new.id,
        &new.chatbot_id,
        &new.visitor_id,
        &new.filename,
        &new.mime_type,
        new.size_bytes,
        new.created_at,
        &new.message_id
    ];
    tx.execute(sql, params).await?;
    spare(tx, &new.id).await
}

/// The file of this id. A signed address, checked before, stands for the tenant.
///
/// # Errors
/// Whatever the database says.
pub async fn find_signed(tx: &Tx, id: &str) -> Result<Option<Attachment>, Error> {
    tx.first(&format!("{ATTACHMENT} WHERE id = $1"), params![id]).await?.as_ref().map(attachment).transpose()
}

/// The chatbot's files in messages that came at `until` or before, oldest first, at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn list_aged(
    tx: &Tx,
    chatbot_id: &str,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Attachment>, Error> {
    let sql = format!(
        "{ATTACHMENT} WHERE chatbot_id = $1 AND created_ms <= $2 AND message_id IS NOT NULL
         ORDER BY created_ms LIMIT $3"
    );
    tx.query(&sql, params![chatbot_id, until, limit]).await?.iter().map(attachment).collect()
}

/// Removes what is known of a visitor's file; says whether there was anything. Its bytes are to be doomed with it.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(tx: &Tx, visitor_id: &str, id: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM attachment WHERE visitor_id = $1 AND id = $2";
    Ok(tx.execute(sql, params![visitor_id, id]).await? > 0)
}

/// The visitor's files, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(tx: &Tx, visitor_id: &str) -> Result<Vec<Attachment>, Error> {
    let sql = format!("{ATTACHMENT} WHERE visitor_id = $1 ORDER BY created_ms, id");
    tx.query(&sql, params![visitor_id]).await?.iter().map(attachment).collect()
}
