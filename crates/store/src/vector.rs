//! Vectors of passages: what an embedding model makes of their words. They go with their passage.

use futures::future::try_join_all;

use crate::{Error, Row, Tx, params};

/// A passage's vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageVector {
    /// Names the passage.
    pub passage_id: String,
    /// The vector as base64 of 32-bit floats, little end first.
    pub vector: String,
}

/// A passage that has no vector of a model yet, with the words to make one of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unembedded {
    /// Names the passage.
    pub passage_id: String,
    /// Its page's title.
    pub title: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Its words.
    pub text: String,
}

/// The chatbot's vectors of `model` in the order of their passages' ids, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    tx: &Tx,
    chatbot_id: &str,
    model: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<PassageVector>, Error> {
    let sql = "SELECT passage_id, vector FROM passage_vector
        WHERE chatbot_id = $1 AND model = $2 AND passage_id > $3 ORDER BY passage_id LIMIT $4";
    let read = |row: &Row| {
        let row = row.of("passage_vector");
        Ok(PassageVector { passage_id: row.get("passage_id")?, vector: row.get("vector")? })
    };
    tx.query(sql, params![chatbot_id, model, after, limit]).await?.iter().map(read).collect()
}

/// The chatbot's passages without a vector of `model`, in the order of their ids.
///
/// # Errors
/// Whatever the database says.
pub async fn list_unembedded(
    tx: &Tx,
    chatbot_id: &str,
    model: &str,
    limit: i64,
) -> Result<Vec<Unembedded>, Error> {
    let sql = "SELECT passage.id, title, heading, text FROM passage JOIN page ON page.id = page_id
        WHERE passage.chatbot_id = $1 AND NOT EXISTS (SELECT 1 FROM passage_vector
            WHERE passage_id = passage.id AND model = $2)
        ORDER BY passage.id LIMIT $3";
    let read = |row: &Row| {
        let row = row.of("passage");
        Ok(Unembedded {
            passage_id: row.get("id")?,
            title: row.get("title")?,
            headings: row.json("heading")?,
            text: row.get("text")?,
        })
    };
    tx.query(sql, params![chatbot_id, model, limit]).await?.iter().map(read).collect()
}

/// Keeps vectors of `model`, each in place of the one its passage had. A passage that is gone is passed over.
///
/// # Errors
/// Whatever the database says.
pub async fn upsert(tx: &Tx, chatbot_id: &str, model: &str, vectors: &[PassageVector]) -> Result<(), Error> {
    let sql = "INSERT INTO passage_vector (passage_id, chatbot_id, model, vector)
        SELECT id, chatbot_id, $3, $4 FROM passage WHERE id = $1 AND chatbot_id = $2
        ON CONFLICT (passage_id) DO UPDATE SET model = $3, vector = $4";
    let kept = vectors.iter().map(async |of| {
        tx.execute(sql, params![&of.passage_id, chatbot_id, model, &of.vector]).await.map(drop)
    });
    try_join_all(kept).await.map(drop)
}
