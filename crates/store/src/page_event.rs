//! What happened on an owner's pages.

use parlour_model::{Environment, Timestamp};
use serde_json::{Map, Value as Json};

use crate::{Error, Row, Tx, params};

/// Something that happened on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct PageEvent {
    /// Names it.
    pub id: String,
    /// The chatbot on the page.
    pub chatbot_id: String,
    /// Live or test.
    pub environment: Environment,
    /// What the visitor of the page is called.
    pub visitor_key: String,
    /// What happened.
    pub name: String,
    /// What is told with it.
    pub props: Map<String, Json>,
    /// When it was told.
    pub created_at: Timestamp,
}

fn page_event(row: &Row) -> Result<PageEvent, Error> {
    let row = row.of("page_event");
    Ok(PageEvent {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        environment: row.parse("environment")?,
        visitor_key: row.get("visitor_key")?,
        name: row.get("name")?,
        props: row.json("props")?,
        created_at: row.get("created_ms")?,
    })
}

/// Keeps an event.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot.
pub async fn insert(tx: &Tx, new: &PageEvent) -> Result<(), Error> {
    let sql = "INSERT INTO page_event (id, chatbot_id, environment, visitor_key, name, props, created_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let props = crate::json(&new.props)?;
    let params = params![
        &new.id,
        &new.chatbot_id,
        new.environment,
        &new.visitor_key,
        &new.name,
        &props,
        new.created_at
    ];
    tx.execute(sql, params).await.map(drop)
}

/// How many events are kept of a visitor.
///
/// # Errors
/// Whatever the database says.
pub async fn count_of_visitor(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    visitor_key: &str,
) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS kept FROM page_event
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3";
    let found = tx.first(sql, params![chatbot_id, environment, visitor_key]).await?.ok_or(Error::Closed)?;
    found.of("page_event").get("kept")
}

/// The events of a visitor, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_of_visitor(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    visitor_key: &str,
) -> Result<Vec<PageEvent>, Error> {
    let sql = "SELECT id, chatbot_id, environment, visitor_key, name, props, created_ms FROM page_event
        WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3 ORDER BY created_ms, id";
    let found = tx.query(sql, params![chatbot_id, environment, visitor_key]).await?;
    found.iter().map(page_event).collect()
}

/// Removes the events of a visitor.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_of_visitor(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    visitor_key: &str,
) -> Result<u64, Error> {
    let sql = "DELETE FROM page_event WHERE chatbot_id = $1 AND environment = $2 AND visitor_key = $3";
    tx.execute(sql, params![chatbot_id, environment, visitor_key]).await
}

/// Removes a chatbot's events of both environments from before a moment.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_before(tx: &Tx, chatbot_id: &str, before: Timestamp) -> Result<u64, Error> {
    let sql = "DELETE FROM page_event WHERE chatbot_id = $1 AND environment IN ('live', 'test')
        AND created_ms < $2";
    tx.execute(sql, params![chatbot_id, before]).await
}

/// How often something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What happened.
    pub name: String,
    /// How often.
    pub events: i64,
    /// To how many visitors.
    pub visitors: i64,
}

/// How often what happened since a moment, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn count_by_name(
    tx: &Tx,
    chatbot_id: &str,
    environment: Environment,
    since: Timestamp,
) -> Result<Vec<Count>, Error> {
    let sql = "SELECT name, COUNT(*) AS events, COUNT(DISTINCT visitor_key) AS visitors FROM page_event
        WHERE chatbot_id = $1 AND environment = $2 AND created_ms >= $3 GROUP BY name ORDER BY name";
    let found = tx.query(sql, params![chatbot_id, environment, since]).await?;
    let count = |row: &Row| {
        let row = row.of("page_event");
        Ok(Count { name: row.get("name")?, events: row.get("events")?, visitors: row.get("visitors")? })
    };
    found.iter().map(count).collect()
}
