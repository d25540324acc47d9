//! Livechat sessions. That at most one of a visitor's sessions is open is a rule of the schema.

use parlour_model::livechat::{ClientContext, ClosedBy, Phase, Platform};
use parlour_model::{Environment, Role, Timestamp};

use crate::many::{pieces, placeholders};
use crate::{Error, Row, Tx, Value, params};

/// A livechat session as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Names it.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// The visitor.
    pub visitor_id: String,
    /// The conversation it is part of.
    pub conversation_id: String,
    /// Live or test.
    pub environment: Environment,
    /// How far it is.
    pub status: Phase,
    /// Where the visitor chats.
    pub platform: Platform,
    /// What made the visitor ask, such as `manual_button`.
    pub source: String,
    /// The part that offered a person.
    pub part_id: Option<String>,
    /// The visitor's language by its English name.
    pub language: Option<String>,
    /// What the visitor's client told of itself.
    pub client_context: Option<ClientContext>,
    /// The agent who took over.
    pub agent_id: Option<String>,
    /// When a person was asked for.
    pub requested_at: Timestamp,
    /// When the agent took over.
    pub agent_joined_at: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// Who ended it.
    pub closed_by: Option<ClosedBy>,
    /// The agent who ended it.
    pub closed_by_agent_id: Option<String>,
    /// Why it ended.
    pub close_reason: Option<String>,
    /// The visitor's rating, 1 to 5.
    pub rating: Option<i64>,
    /// The visitor's words with the rating.
    pub feedback: Option<String>,
    /// When it was rated.
    pub rated_at: Option<Timestamp>,
    /// Until when the visitor is taken to be writing; 0 when they are known not to.
    pub customer_typing_until: Timestamp,
    /// Until when the agent is taken to be writing; 0 when they are known not to.
    pub agent_typing_until: Timestamp,
    /// The number of its newest message; 0 when it has none.
    pub last_sequence: i64,
    /// Who said its newest message.
    pub last_role: Option<Role>,
    /// How many of the visitor's messages came since the agent last did something.
    pub unread_for_agent: i64,
    /// Rises by one with every change.
    pub state_version: i64,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// Who asks for a person, and how.
#[derive(Debug, Clone)]
pub struct HandoverRequest {
    /// Names the session that begins.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// The visitor.
    pub visitor_id: String,
    /// The conversation it is part of.
    pub conversation_id: String,
    /// Live or test.
    pub environment: Environment,
    /// Where the visitor chats.
    pub platform: Platform,
    /// What made the visitor ask, such as `manual_button`.
    pub source: String,
    /// The part that offered a person.
    pub part_id: Option<String>,
    /// The visitor's language by its English name.
    pub language: Option<String>,
    /// What the visitor's client told of itself.
    pub client_context: Option<ClientContext>,
}

impl Session {
    /// As it begins: somebody waits, nobody has come, and nothing was said.
    #[must_use]
    pub fn requested(request: HandoverRequest, at: Timestamp) -> Self {
        Self {
            id: request.id,
            chatbot_id: request.chatbot_id,
            visitor_id: request.visitor_id,
            conversation_id: request.conversation_id,
            environment: request.environment,
            status: Phase::Waiting,
            platform: request.platform,
            source: request.source,
            part_id: request.part_id,
            language: request.language,
            client_context: request.client_context,
            agent_id: None,
            requested_at: at,
            agent_joined_at: None,
            closed_at: None,
            closed_by: None,
            closed_by_agent_id: None,
            close_reason: None,
            rating: None,
            feedback: None,
            rated_at: None,
            customer_typing_until: Timestamp(0),
            agent_typing_until: Timestamp(0),
            last_sequence: 0,
            last_role: None,
            unread_for_agent: 0,
            state_version: 1,
            updated_at: at,
        }
    }
}

pub(crate) fn session(row: &Row) -> Result<Session, Error> {
    let row = row.of("livechat_session");
    Ok(Session {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        visitor_id: row.get("visitor_id")?,
        conversation_id: row.get("conversation_id")?,
        environment: row.parse("environment")?,
        status: row.parse("status")?,
        platform: row.parse("platform")?,
        source: row.get("source")?,
        part_id: row.get("part_id")?,
        language: row.get("language")?,
        client_context: row.json_if_any("client_context")?,
        agent_id: row.get("agent_id")?,
        requested_at: row.get("requested_ms")?,
        agent_joined_at: row.get("agent_joined_ms")?,
        closed_at: row.get("closed_ms")?,
        closed_by: row.parse_if_any("closed_by")?,
        closed_by_agent_id: row.get("closed_by_agent_id")?,
        close_reason: row.get("close_reason")?,
        rating: row.get("rating")?,
        feedback: row.get("feedback")?,
        rated_at: row.get("rated_ms")?,
        customer_typing_until: row.get("customer_typing_until_ms")?,
        agent_typing_until: row.get("agent_typing_until_ms")?,
        last_sequence: row.get("last_sequence")?,
        last_role: row.parse_if_any("last_role")?,
        unread_for_agent: row.get("unread_for_agent")?,
        state_version: row.get("state_version")?,
        updated_at: row.get("updated_ms")?,
    })
}

pub(crate) const SESSION: &str =
    "livechat_session.id, livechat_session.chatbot_id, livechat_session.visitor_id,
    livechat_session.conversation_id, livechat_session.environment, livechat_session.status,
    livechat_session.platform, livechat_session.source, livechat_session.part_id, livechat_session.language,
    livechat_session.client_context, livechat_session.agent_id, livechat_session.requested_ms,
    livechat_session.agent_joined_ms, livechat_session.closed_ms, livechat_session.closed_by,
    livechat_session.closed_by_agent_id, livechat_session.close_reason, livechat_session.rating,
    livechat_session.feedback, livechat_session.rated_ms, livechat_session.customer_typing_until_ms,
    livechat_session.agent_typing_until_ms, livechat_session.last_sequence, livechat_session.last_role,
    livechat_session.unread_for_agent, livechat_session.state_version, livechat_session.updated_ms";

/// Keeps a new session, as one begins: nobody has joined, nothing was said.
///
/// # Errors
/// [`Error::Constraint`] when another session of the visitor is open or the visitor is gone.
pub async fn insert(tx: &Tx, new: &Session) -> Result<(), Error> {
    let context = new.client_context.as_ref().map(crate::json).transpose()?;
    let sql =
        "INSERT INTO livechat_session (id, chatbot_id, visitor_id, conversation_id, environment, status,
            platform, source, part_id, language, client_context, requested_ms, customer_typing_until_ms,
            agent_typing_until_ms, last_sequence, unread_for_agent, state_version, updated_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 0, 0, $13, $14)";
    let params = params![
        &new.id,
        &new.chatbot_id,
        &new.visitor_id,
        &new.conversation_id,
        new.environment,
        new.status.as_str(),
        new.platform.as_str(),
        &new.source,
        &new.part_id,
        &new.language,
        &context,
        new.requested_at,
        new.state_version,
        new.updated_at
    ];
    tx.execute(sql, params).await.map(drop)
}

/// The visitor's newest session.
///
/// # Errors
/// Whatever the database says.
pub async fn newest(tx: &Tx, visitor_id: &str) -> Result<Option<Session>, Error> {
    let sql = format!(
        "SELECT {SESSION} FROM livechat_session WHERE visitor_id = $1 ORDER BY requested_ms DESC, id DESC LIMIT 1"
    );
    tx.first(&sql, params![visitor_id]).await?.as_ref().map(session).transpose()
}

/// Which place a session that waits has among those of its chatbot and environment that wait, from 1.
///
/// # Errors
/// Whatever the database says.
pub async fn place_in_queue(tx: &Tx, session: &Session) -> Result<i64, Error> {
    // "Not closed" is what the index of open sessions holds.
    let sql = "SELECT COUNT(*) AS ahead FROM livechat_session
        WHERE chatbot_id = $1 AND environment = $2 AND status <> 'closed' AND status = 'waiting'
            AND (requested_ms < $3 OR (requested_ms = $3 AND id < $4))";
    let of = params![&session.chatbot_id, session.environment, session.requested_at, &session.id];
    let row = tx.first(sql, of).await?.ok_or(Error::Closed)?;
    Ok(row.of("livechat_session").get::<i64>("ahead")? + 1)
}

/// The chatbot's session of this id.
///
/// # Errors
/// Whatever the database says.
pub async fn find(tx: &Tx, chatbot_id: &str, id: &str) -> Result<Option<Session>, Error> {
    let sql = format!("SELECT {SESSION} FROM livechat_session WHERE chatbot_id = $1 AND id = $2");
    tx.first(&sql, params![chatbot_id, id]).await?.as_ref().map(session).transpose()
}

/// The chatbot's sessions of these ids, in any order; what there is none of is left out.
///
/// # Errors
/// Whatever the database says.
pub async fn list_named(tx: &Tx, chatbot_id: &str, ids: &[&str]) -> Result<Vec<Session>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for piece in pieces(ids) {
        let names = placeholders(2, 1, &vec!["TEXT"; piece.len()]);
        let sql = format!("SELECT {SESSION} FROM livechat_session WHERE chatbot_id = $1 AND id IN {names}");
        let mut params = params![chatbot_id].to_vec();
        params.extend(piece.iter().map(|id| Value::Text(id)));
        for row in tx.query(&sql, &params).await? {
            found.push(session(&row)?);
        }
    }
    Ok(found)
}

/// The visitor's sessions, oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_of_visitor(tx: &Tx, visitor_id: &str) -> Result<Vec<Session>, Error> {
    let sql =
        format!("SELECT {SESSION} FROM livechat_session WHERE visitor_id = $1 ORDER BY requested_ms, id");
    tx.query(&sql, params![visitor_id]).await?.iter().map(session).collect()
}

/// Whether a person is in charge of the visitor's conversation.
///
/// # Errors
/// Whatever the database says.
pub async fn is_active(tx: &Tx, visitor_id: &str) -> Result<bool, Error> {
    let sql = "SELECT id FROM livechat_session WHERE visitor_id = $1 AND status = 'active'";
    Ok(tx.first(sql, params![visitor_id]).await?.is_some())
}

/// Makes of the stored session what `new` says, when nothing changed it since `new` was read; says whether it did.
/// The version rises by one.
///
/// # Errors
/// Whatever the database says.
pub async fn change(tx: &Tx, new: &Session) -> Result<bool, Error> {
    let sql = "UPDATE livechat_session SET status = $4, agent_id = $5, agent_joined_ms = $6, closed_ms = $7,
            closed_by = $8, closed_by_agent_id = $9, close_reason = $10, rating = $11, feedback = $12,
            rated_ms = $13, customer_typing_until_ms = $14, agent_typing_until_ms = $15, last_sequence = $16,
            last_role = $17, unread_for_agent = $18, updated_ms = $19, state_version = state_version + 1
        WHERE chatbot_id = $1 AND id = $2 AND state_version = $3";
    let params = params![
        &new.chatbot_id,
        &new.id,
        new.state_version,
        new.status.as_str(),
        &new.agent_id,
        new.agent_joined_at,
        new.closed_at,
        new.closed_by.map(ClosedBy::as_str),
        &new.closed_by_agent_id,
        &new.close_reason,
        new.rating,
        &new.feedback,
        new.rated_at,
        new.customer_typing_until,
        new.agent_typing_until,
        new.last_sequence,
        new.last_role.map(Role::as_str),
        new.unread_for_agent,
        new.updated_at
    ];
    Ok(tx.execute(sql, params).await? > 0)
}

/// Keeps until when each side is taken to be writing. Clients of the session see no change by it.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_typing(
    tx: &Tx,
    chatbot_id: &str,
    id: &str,
    customer_until: Timestamp,
    agent_until: Timestamp,
) -> Result<(), Error> {
    let sql = "UPDATE livechat_session SET customer_typing_until_ms = $3, agent_typing_until_ms = $4
        WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, id, customer_until, agent_until]).await.map(drop)
}

/// What the visitor of a session did after `$2`: said something, to the machine too, or filled something in.
const DONE_SINCE: &str =
    "(EXISTS (SELECT 1 FROM message WHERE message.visitor_id = livechat_session.visitor_id
            AND message.created_ms > $2)
        OR EXISTS (SELECT 1 FROM session_value WHERE session_value.visitor_id = livechat_session.visitor_id
            AND session_value.updated_ms > $2)
        OR EXISTS (SELECT 1 FROM submission WHERE submission.visitor_id = livechat_session.visitor_id
            AND submission.created_ms > $2))";

/// Whether in a conversation of the visitor, who has had a session, anything was said or filled in after `since`.
///
/// # Errors
/// Whatever the database says.
pub async fn has_done_since(tx: &Tx, visitor_id: &str, since: Timestamp) -> Result<bool, Error> {
    let sql = format!("SELECT id FROM livechat_session WHERE visitor_id = $1 AND {DONE_SINCE} LIMIT 1");
    Ok(tx.first(&sql, params![visitor_id, since]).await?.is_some())
}

/// The active sessions of an account's chatbots of which this agent is in charge, by visitor.
///
/// # Errors
/// Whatever the database says.
pub async fn list_led_by(tx: &Tx, account_id: &str, agent_id: &str) -> Result<Vec<Session>, Error> {
    let sql = format!(
        "SELECT {SESSION} FROM livechat_session JOIN chatbot ON chatbot.id = livechat_session.chatbot_id
         WHERE chatbot.account_id = $1 AND livechat_session.agent_id = $2 AND livechat_session.status = 'active'
         ORDER BY livechat_session.visitor_id"
    );
    tx.query(&sql, params![account_id, agent_id]).await?.iter().map(session).collect()
}

/// The chatbot's open sessions in this phase in which nothing has happened since `before`, the quietest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_idle(
    tx: &Tx,
    chatbot_id: &str,
    phase: Phase,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Session>, Error> {
    let sql = format!(
        "SELECT {SESSION} FROM livechat_session WHERE chatbot_id = $1 AND status <> 'closed' AND updated_ms <= $2 AND status = $4
         AND NOT {DONE_SINCE} ORDER BY updated_ms, id LIMIT $3"
    );
    tx.query(&sql, params![chatbot_id, before, limit, phase.as_str()]).await?.iter().map(session).collect()
}

/// Sessions in which someone was taken to be writing until `now` or before, at most `limit`. For every chatbot: it is
/// the house that notices.
///
/// # Errors
/// Whatever the database says.
pub async fn list_typing_ended(tx: &Tx, now: Timestamp, limit: i64) -> Result<Vec<Session>, Error> {
    let sql = format!(
        "SELECT {SESSION} FROM livechat_session WHERE (customer_typing_until_ms > 0 OR agent_typing_until_ms > 0)
         AND (customer_typing_until_ms BETWEEN 1 AND $1 OR agent_typing_until_ms BETWEEN 1 AND $1)
         ORDER BY id LIMIT $2"
    );
    tx.query(&sql, params![now, limit]).await?.iter().map(session).collect()
}
