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
    })
}

const ATTACHMENT: &str =
    "SELECT id, chatbot_id, visitor_id, filename, mime_type, size_bytes, created_ms FROM attachment";

/// Keeps what is known of a file.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(tx: &Tx, new: &Attachment) -> Result<(), Error> {
    let sql =
        "INSERT INTO attachment (id, chatbot_id, visitor_id, filename, mime_type, size_bytes, created_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params = params![
        &new.id,
        &new.chatbot_id,
        &new.visitor_id,
        &new.filename,
        &new.mime_type,
        new.size_bytes,
        new.created_at
    ];
    tx.execute(sql, params).await.map(drop)
}

/// The file of this id. A signed address, checked before, stands for the tenant.
///
/// # Errors
/// Whatever the database says.
pub async fn find_signed(tx: &Tx, id: &str) -> Result<Option<Attachment>, Error> {
    tx.first(&format!("{ATTACHMENT} WHERE id = $1"), params![id]).await?.as_ref().map(attachment).transpose()
}

/// The visitor's files, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(tx: &Tx, visitor_id: &str) -> Result<Vec<Attachment>, Error> {
    let sql = format!("{ATTACHMENT} WHERE visitor_id = $1 ORDER BY created_ms, id");
    tx.query(&sql, params![visitor_id]).await?.iter().map(attachment).collect()
}
