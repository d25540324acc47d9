//! Conversations and their messages.

use parlour_model::{AgentProfile, Part, Role, Timestamp};

use crate::visitor::{self, Held};
use crate::{Error, Row, Tx, params};

/// A conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Names it.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// The visitor.
    pub visitor_id: String,
    /// When it began.
    pub created_at: Timestamp,
    /// The visitor's rating, 1 to 5.
    pub rating: Option<i64>,
    /// The visitor's words with the rating.
    pub feedback: Option<String>,
    /// When it was rated.
    pub rated_at: Option<Timestamp>,
}

fn conversation(row: &Row) -> Result<Conversation, Error> {
    let row = row.of("conversation");
    Ok(Conversation {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        visitor_id: row.get("visitor_id")?,
        created_at: row.get("created_ms")?,
        rating: row.get("rating")?,
        feedback: row.get("feedback")?,
        rated_at: row.get("rated_ms")?,
    })
}

const CONVERSATION: &str =
    "SELECT id, chatbot_id, visitor_id, created_ms, rating, feedback, rated_ms FROM conversation";

/// Keeps a new conversation.
///
/// # Errors
/// [`Error::Constraint`] when there is no such visitor.
pub async fn insert(tx: &Tx, new: &Conversation) -> Result<(), Error> {
    let sql = "INSERT INTO conversation (id, chatbot_id, visitor_id, created_ms) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, params![&new.id, &new.chatbot_id, &new.visitor_id, new.created_at]).await.map(drop)
}

/// The visitor's newest conversation.
///
/// # Errors
/// Whatever the database says.
pub async fn newest(tx: &Tx, visitor_id: &str) -> Result<Option<Conversation>, Error> {
    let sql = format!("{CONVERSATION} WHERE visitor_id = $1 ORDER BY created_ms DESC, id DESC LIMIT 1");
    tx.first(&sql, params![visitor_id]).await?.as_ref().map(conversation).transpose()
}

/// The visitor's conversations, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(tx: &Tx, visitor_id: &str) -> Result<Vec<Conversation>, Error> {
    let sql = format!("{CONVERSATION} WHERE visitor_id = $1 ORDER BY created_ms, id");
    tx.query(&sql, params![visitor_id]).await?.iter().map(conversation).collect()
}

/// Replaces a conversation's rating.
///
/// # Errors
/// Whatever the database says.
pub async fn rate(
    tx: &Tx,
    visitor_id: &str,
    id: &str,
    rating: i64,
    feedback: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let sql =
        "UPDATE conversation SET rating = $3, feedback = $4, rated_ms = $5 WHERE visitor_id = $1 AND id = $2";
    tx.execute(sql, params![visitor_id, id, rating, feedback, now]).await.map(drop)
}

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMessage {
    /// Names it.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// The visitor whose conversation it is in.
    pub visitor_id: String,
    /// The conversation.
    pub conversation_id: String,
    /// Who speaks.
    pub role: Role,
    /// What is said. Stored pictures and files are named by their attachment and have no address yet.
    pub parts: Vec<Part>,
    /// The page it was said on.
    pub page: Option<String>,
    /// What the caller calls it: a second message of the same name is the first one.
    pub client_message_id: Option<String>,
    /// When it was said.
    pub created_at: Timestamp,
    /// Its place in a livechat session, when it is part of one.
    pub livechat: Option<LivechatPlace>,
    /// The person who speaks, as they were then; only with role `agent`.
    pub agent: Option<AgentProfile>,
}

/// A message's place in a livechat session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivechatPlace {
    /// The session.
    pub session_id: String,
    /// Counts the session's messages, from 1.
    pub sequence_number: i64,
}

fn message(row: &Row) -> Result<StoredMessage, Error> {
    let row = row.of("message");
    let session: Option<String> = row.get("livechat_session_id")?;
    let number: Option<i64> = row.get("sequence_number")?;
    let place = |(session_id, sequence_number)| LivechatPlace { session_id, sequence_number };
    Ok(StoredMessage {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        visitor_id: row.get("visitor_id")?,
        conversation_id: row.get("conversation_id")?,
        role: row.parse("role")?,
        parts: row.json("parts")?,
        page: row.get("page")?,
        client_message_id: row.get("client_message_id")?,
        created_at: row.get("created_ms")?,
        livechat: session.zip(number).map(place),
        agent: row.json_if_any("agent")?,
    })
}

const MESSAGE: &str =
    "SELECT id, chatbot_id, visitor_id, conversation_id, role, parts, page, client_message_id, created_ms,
    livechat_session_id, sequence_number, agent FROM message";

/// Keeps a new message. While a person is in charge, the assistant's are refused, as by [`insert_answer`].
///
/// # Errors
/// [`Error::Constraint`] when its conversation is gone, or its client's name for it or its place in the livechat session
/// is taken; [`Error::Silenced`] for the assistant's message while a person is in charge.
pub async fn insert_message(tx: &Tx, new: &StoredMessage) -> Result<(), Error> {
    if new.role == Role::Assistant {
        let held = visitor::hold(tx, &new.chatbot_id, &new.visitor_id).await?;
        let gone = || Error::Constraint("the visitor is gone".into());
        return insert_answer(tx, &held.ok_or_else(gone)?, new).await;
    }
    insert_row(tx, new, "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)").await.map(drop)
}

/// Keeps a new message of the assistant's, unless a person is in charge: the statement itself looks. Its visitor is held,
/// so that nobody takes over between the look and the end of the transaction.
///
/// # Errors
/// [`Error::Silenced`] while a person is in charge; [`Error::Constraint`] when its conversation is gone or it is another
/// visitor's.
pub async fn insert_answer(tx: &Tx, held: &Held<'_>, new: &StoredMessage) -> Result<(), Error> {
    if held.visitor().id != new.visitor_id {
        return Err(Error::Constraint("the message is another visitor's".into()));
    }
    let unless_active = "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 WHERE NOT EXISTS
            (SELECT id FROM livechat_session WHERE visitor_id = $3 AND status = 'active')";
    let is_kept = insert_row(tx, new, unless_active).await? > 0;
    is_kept.then_some(()).ok_or(Error::Silenced)
}

async fn insert_row(tx: &Tx, new: &StoredMessage, values: &str) -> Result<u64, Error> {
    let parts = crate::json(&new.parts)?;
    let agent = new.agent.as_ref().map(crate::json).transpose()?;
    let sql = format!(
        "INSERT INTO message (id, chatbot_id, visitor_id, conversation_id, role, parts, page, client_message_id,
            created_ms, livechat_session_id, sequence_number, agent) {values}"
    );
    let params = params![
        &new.id,
        &new.chatbot_id,
        &new.visitor_id,
        &new.conversation_id,
        new.role.as_str(),
        &parts,
        &new.page,
        &new.client_message_id,
        new.created_at,
        new.livechat.as_ref().map(|place| &place.session_id),
        new.livechat.as_ref().map(|place| place.sequence_number),
        &agent
    ];
    tx.execute(&sql, params).await
}

/// Replaces the parts of a visitor's message.
///
/// # Errors
/// Whatever the database says.
pub async fn replace_parts(tx: &Tx, visitor_id: &str, id: &str, parts: &[Part]) -> Result<(), Error> {
    let parts = crate::json(&parts)?;
    let sql = "UPDATE message SET parts = $3 WHERE visitor_id = $1 AND id = $2";
    tx.execute(sql, params![visitor_id, id, &parts]).await.map(drop)
}

/// A visitor's message.
///
/// # Errors
/// Whatever the database says.
pub async fn find_message(tx: &Tx, visitor_id: &str, id: &str) -> Result<Option<StoredMessage>, Error> {
    let sql = format!("{MESSAGE} WHERE visitor_id = $1 AND id = $2");
    tx.first(&sql, params![visitor_id, id]).await?.as_ref().map(message).transpose()
}

/// Who calls a message something: it is one message for each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller<'a> {
    /// The visitor's clients.
    Visitor,
    /// The agents' app of this livechat session.
    Agents(&'a str),
}

/// The message in the visitor's conversations that this caller calls `client_message_id`.
///
/// # Errors
/// Whatever the database says.
pub async fn find_message_by_client_name(
    tx: &Tx,
    visitor_id: &str,
    caller: Caller<'_>,
    client_message_id: &str,
) -> Result<Option<StoredMessage>, Error> {
    let named = format!("{MESSAGE} WHERE visitor_id = $1 AND client_message_id = $2");
    let found = match caller {
        Caller::Visitor => {
            let sql = format!("{named} AND role = 'user'");
            tx.first(&sql, params![visitor_id, client_message_id]).await?
        }
        Caller::Agents(session_id) => {
            let sql = format!("{named} AND role = 'agent' AND livechat_session_id = $3");
            tx.first(&sql, params![visitor_id, client_message_id, session_id]).await?
        }
    };
    found.as_ref().map(message).transpose()
}

/// The messages of a visitor's livechat session behind a number, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_livechat_messages(
    tx: &Tx,
    visitor_id: &str,
    session_id: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredMessage>, Error> {
    let sql = format!(
        "{MESSAGE} WHERE visitor_id = $1 AND livechat_session_id = $2 AND sequence_number > $3
         ORDER BY sequence_number LIMIT $4"
    );
    let rows = tx.query(&sql, params![visitor_id, session_id, after, limit]).await?;
    rows.iter().map(message).collect()
}

/// The visitor's newest message of one role.
///
/// # Errors
/// Whatever the database says.
pub async fn newest_message(tx: &Tx, visitor_id: &str, role: Role) -> Result<Option<StoredMessage>, Error> {
    let sql =
        format!("{MESSAGE} WHERE visitor_id = $1 AND role = $2 ORDER BY created_ms DESC, id DESC LIMIT 1");
    tx.first(&sql, params![visitor_id, role.as_str()]).await?.as_ref().map(message).transpose()
}

/// A visitor's assistant message that holds this part.
///
/// # Errors
/// Whatever the database says.
pub async fn find_message_with_part(
    tx: &Tx,
    visitor_id: &str,
    part_id: &str,
) -> Result<Option<StoredMessage>, Error> {
    let sql = format!(
        "{MESSAGE} WHERE visitor_id = $1 AND role = 'assistant' AND parts LIKE $2 ORDER BY created_ms DESC"
    );
    let literal: String = part_id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let like = format!("%{}%", literal.replace('_', "\\_"));
    let sql = sql.replace("LIKE $2", "LIKE $2 ESCAPE '\\'");
    let found = tx.query(&sql, params![visitor_id, &like]).await?;
    let found: Vec<StoredMessage> = found.iter().map(message).collect::<Result<_, _>>()?;
    Ok(found.into_iter().find(|m| m.parts.iter().any(|part| part.part_id() == Some(part_id))))
}

/// The visitor's messages of all conversations, newest first, older than `before` (time, id).
///
/// # Errors
/// Whatever the database says.
pub async fn list_messages(
    tx: &Tx,
    visitor_id: &str,
    before: Option<(Timestamp, &str)>,
    limit: i64,
) -> Result<Vec<StoredMessage>, Error> {
    let rows = match before {
        None => {
            let sql = format!("{MESSAGE} WHERE visitor_id = $1 ORDER BY created_ms DESC, id DESC LIMIT $2");
            tx.query(&sql, params![visitor_id, limit]).await?
        }
        Some((time, id)) => {
            let sql = format!(
                "{MESSAGE} WHERE visitor_id = $1 AND (created_ms < $3 OR (created_ms = $3 AND id < $4))
                 ORDER BY created_ms DESC, id DESC LIMIT $2"
            );
            tx.query(&sql, params![visitor_id, limit, time, id]).await?
        }
    };
    rows.iter().map(message).collect()
}
