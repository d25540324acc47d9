//! Livechat: a visitor asks for a person, who takes the conversation over until one of them ends it.
//!
//! Here is what all sides share: the state, the pages of messages, and how a session is changed. `handover` begins a
//! session, `customer` and `agent` are its two sides, `sync` waits for news, `quiet` ends what time ends, `ending` ends a
//! session for whoever does, `tell` writes the journal, `queue` shows sessions to the owner's backend. `hours`, `profiles`
//! and `settings` are what an owner sets up; `submit_form` and `waiting_room` are what a visitor fills in.
//! What leads from phase to phase is decided by `parlour_model::livechat::step`. Every change is made under
//! the visitor's lock: two who act at once act one behind the other.
//! Contract: Diverge reference 6.

mod agent;
mod customer;
mod ending;
mod handover;
mod hours;
pub mod profiles;
mod queue;
mod quiet;
mod settings;
mod submit_form;
mod sync;
mod tell;
mod transcript;
mod waiting_room;

use parlour_model::livechat::{
    ClosedBy, FeedbackState, FeedbackStatus, LivechatMessages, LivechatSession, LivechatState, Phase, Refusal,
};
use parlour_model::{AgentProfile, Role, Timestamp};
use parlour_store::conversation::{self as messages, LivechatPlace, StoredMessage};
use parlour_store::livechat::{self as rows, Session};
use parlour_store::{Tx, agent as agents, chatbot as chatbots, visitor};

use crate::access::VisitorIdentity;
use crate::conversation::{Carries, Prepared};
use crate::{Cx, Error, Result};

pub use agent::{AgentContext, AgentSaid, agent_close, agent_context, agent_messages, agent_say, agent_type};
pub use customer::{CustomerSaid, close, customer_type, rate, say};
pub use handover::{Handover, request_handover};
pub use hours::{availability, is_configured};
pub use queue::{
    LastMessage, Listed, NotificationCount, SessionDetail, SessionPage, SessionQuery, find_session,
    list_sessions, mint_session_token, notification_count,
};
pub use quiet::{close_idle, expire_typing};
pub(crate) use settings::config_of;
pub use settings::{Standing, change_settings, public_config, settings};
pub use submit_form::{Submitted, submit_form};
pub use sync::{Sync, Synced, sync};
pub(crate) use tell::{tell_forgotten, tell_waiting};
pub use waiting_room::fill_form;

/// How long someone is taken to be writing after they said so, in milliseconds.
///
/// Contract: Diverge reference 6.4 (typing flags expire by themselves after 10 s).
pub const TYPING_LIFE_MS: i64 = 10_000;

/// How many messages a page holds.
const PAGE: i64 = 100;

/// Whether someone begins or ends writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// They write.
    Begins,
    /// They no longer write.
    Ends,
}

/// The state of the visitor's newest session.
///
/// # Errors
/// [`Error::Internal`].
pub async fn state(cx: &Cx, visitor: &VisitorIdentity) -> Result<LivechatState> {
    let (state, session) = read_state(cx, visitor).await?;
    match session.filter(|session| quiet::has_run_out(session, cx.clock.now())) {
        Some(session) => {
            quiet::end_writing(cx, session).await?;
            Ok(read_state(cx, visitor).await?.0)
        }
        None => Ok(state),
    }
}

async fn read_state(cx: &Cx, visitor: &VisitorIdentity) -> Result<(LivechatState, Option<Session>)> {
    let (here, who) = (cx.clone(), visitor.clone());
    let read = async move |tx: &Tx| match rows::newest(tx, &who.visitor_id).await? {
        Some(session) => Ok((state_of(&here, tx, &session).await?, Some(session))),
        None => Ok::<_, Error>((LivechatState::inactive(who.environment), None)),
    };
    cx.db.read(read).await
}

/// The messages of the visitor's newest session behind a number.
///
/// # Errors
/// [`Error::Internal`].
pub async fn messages(cx: &Cx, visitor: &VisitorIdentity, after: i64) -> Result<LivechatMessages> {
    let who = visitor.visitor_id.clone();
    let found = cx
        .db
        .read(async move |tx| match rows::newest(tx, &who).await? {
            Some(session) => messages::list_livechat_messages(tx, &who, &session.id, after, PAGE + 1).await,
            None => Ok(vec![]),
        })
        .await?;
    page(cx, found)
}

/// At most a page of what was found, with fresh addresses.
fn page(cx: &Cx, mut found: Vec<StoredMessage>) -> Result<LivechatMessages> {
    let has_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    Ok(LivechatMessages { messages: transcript::show(cx, found)?, has_more })
}

/// A stored session as clients see it.
pub(crate) fn shown(session: &Session) -> LivechatSession {
    let session = session.clone();
    LivechatSession {
        livechat_session_id: session.id,
        environment: session.environment,
        status: session.status,
        platform: session.platform,
        language: session.language,
        requested_at: session.requested_at,
        agent_joined_at: session.agent_joined_at,
        closed_at: session.closed_at,
        closed_by: session.closed_by,
        closed_by_agent_id: session.closed_by_agent_id,
        close_reason: session.close_reason,
        updated_at: session.updated_at,
        state_version: session.state_version,
    }
}

/// Says that a session has changed; where it has just left the queue, to those who wait behind it, too. Said after the
/// change is stored.
fn changed(cx: &Cx, session: &Session) {
    cx.changed(&session.visitor_id);
    let left_the_queue = match session.status {
        Phase::Active => session.agent_joined_at == Some(session.updated_at),
        Phase::Closed => session.agent_joined_at.is_none(),
        Phase::Inactive | Phase::Waiting => false,
    };
    if left_the_queue {
        cx.queue_moved(&session.chatbot_id);
    }
}

/// A session's state as its visitor sees it now.
async fn state_of(cx: &Cx, tx: &Tx, session: &Session) -> Result<LivechatState> {
    let active_agent = match &session.agent_id {
        Some(id) => profile(cx, tx, &session.chatbot_id, id).await?,
        None => None,
    };
    let queue_position = match session.status {
        Phase::Waiting => Some(rows::place_in_queue(tx, session).await?),
        _ => None,
    };
    let session = session.clone();
    Ok(LivechatState {
        queue_position,
        active_agent,
        is_agent_typing: session.agent_typing_until > cx.clock.now(),
        feedback: feedback(&session),
        livechat_session_id: Some(session.id),
        environment: session.environment,
        status: session.status,
        platform: Some(session.platform),
        language: session.language,
        requested_at: Some(session.requested_at),
        updated_at: Some(session.updated_at),
        agent_joined_at: session.agent_joined_at,
        closed_at: session.closed_at,
        closed_by: session.closed_by,
        closed_by_agent_id: session.closed_by_agent_id,
        close_reason: session.close_reason,
        state_version: session.state_version,
    })
}

fn feedback(session: &Session) -> FeedbackState {
    let status = match (session.status, session.agent_joined_at, session.rated_at) {
        (_, _, Some(_)) => FeedbackStatus::Submitted,
        (Phase::Closed, Some(_), None) => FeedbackStatus::Pending,
        _ => FeedbackStatus::NotAvailable,
    };
    FeedbackState { status, submitted_at: session.rated_at }
}

/// How visitors see an agent of the chatbot's account; `None` when there is no such agent.
async fn profile(cx: &Cx, tx: &Tx, chatbot_id: &str, agent_id: &str) -> Result<Option<AgentProfile>> {
    let Some(chatbot) = chatbots::find(tx, chatbot_id).await? else { return Ok(None) };
    let Some(agent) = agents::find(tx, &chatbot.account_id, agent_id).await? else { return Ok(None) };
    Ok(Some(profiles::profile(cx, &agent)))
}

/// Of a visitor's newest session, that in which they wait for a person. While a person is in charge, the machine is
/// refused.
pub(crate) fn awaited(newest: Option<Session>) -> Result<Option<Session>> {
    match newest {
        Some(session) if session.status == Phase::Active => Err(parlour_store::Error::Silenced.into()),
        newest => Ok(newest.filter(|session| session.status == Phase::Waiting)),
    }
}

/// Makes every other command of this visitor's sessions wait for the end of this one.
async fn lock(tx: &Tx, chatbot_id: &str, visitor_id: &str) -> Result<()> {
    let gone = || Error::Unauthorized("the visitor was deleted; ask for a new token".into());
    visitor::lock(tx, chatbot_id, visitor_id).await?.then_some(()).ok_or_else(gone)
}

/// Stores a changed session; gives it as it is stored. An agent's writing that was not renewed ends in the same change.
async fn keep(tx: &Tx, mut changed: Session) -> Result<Session> {
    if quiet::has_run_out(&changed, changed.updated_at) {
        changed.agent_typing_until = Timestamp(0);
    }
    let raced = || Error::Conflict("the session changed meanwhile; read its state and try again".into());
    rows::change(tx, &changed).await?.then_some(()).ok_or_else(raced)?;
    Ok(Session { state_version: changed.state_version + 1, ..changed })
}

/// The session with one more message of `role`, which is yet to be stored.
fn with_message(session: Session, role: Role, now: Timestamp) -> Session {
    Session {
        last_sequence: session.last_sequence + 1,
        last_role: Some(role),
        unread_for_agent: if role == Role::User { session.unread_for_agent + 1 } else { 0 },
        updated_at: now,
        ..session
    }
}

/// A new message as it stands at the end of `session`.
fn stored_message(
    session: &Session,
    id: String,
    prepared: &Prepared,
    speaker: Option<AgentProfile>,
) -> StoredMessage {
    StoredMessage {
        id,
        chatbot_id: session.chatbot_id.clone(),
        visitor_id: session.visitor_id.clone(),
        conversation_id: session.conversation_id.clone(),
        role: if speaker.is_some() { Role::Agent } else { Role::User },
        parts: prepared.parts.clone(),
        page: prepared.page.clone(),
        client_message_id: prepared.client_message_id.clone(),
        created_at: session.updated_at,
        livechat: Some(LivechatPlace {
            session_id: session.id.clone(),
            sequence_number: session.last_sequence,
        }),
        agent: speaker,
    }
}

/// The session with its end.
fn closed(session: Session, reason: Option<String>, now: Timestamp) -> Session {
    Session {
        status: Phase::Closed,
        closed_at: Some(now),
        close_reason: reason,
        customer_typing_until: Timestamp(0),
        agent_typing_until: Timestamp(0),
        updated_at: now,
        ..session
    }
}

/// The session as it ends because everything of its visitor is about to be deleted.
pub(crate) fn ended_by_forgetting(session: Session, now: Timestamp) -> Session {
    let (closed_by, state_version) = (Some(ClosedBy::Customer), session.state_version + 1);
    Session { closed_by, state_version, ..closed(session, None, now) }
}

/// What messages of the chatbot's livechat may carry.
///
/// Contract: Diverge reference 6.5.
async fn carries(cx: &Cx, chatbot_id: &str) -> Result<Carries> {
    let settings = crate::chatbot::find(cx, chatbot_id).await?.settings.livechat;
    Ok(match settings.attachments.enabled {
        true => Carries::Files { max_bytes: settings.attachments.max_size_bytes as usize },
        false => Carries::Words,
    })
}

fn check_reason(reason: Option<&String>) -> Result<()> {
    match reason.is_some_and(|reason| reason.chars().count() > 500) {
        true => Err(Error::invalid("reason", "at most 500 characters are allowed")),
        false => Ok(()),
    }
}

fn refused(refusal: Refusal) -> Error {
    Error::Conflict(match refusal {
        Refusal::Phase => "the livechat session is not in a state that allows this; read its state".into(),
        Refusal::OtherAgent => "another agent is in charge of this livechat session".into(),
        Refusal::Actor => "this is nothing that this caller does in a livechat session".into(),
    })
}

/// What is told to a visitor who has no session, where one is needed.
fn no_session() -> Error {
    Error::Conflict("there is no livechat session; ask for a person first".into())
}

/// The identity of a session's visitor, for what is done in their conversation.
fn visitor_of(session: &Session, visitor_key: &str) -> VisitorIdentity {
    VisitorIdentity {
        chatbot_id: session.chatbot_id.clone(),
        visitor_id: session.visitor_id.clone(),
        visitor_key: visitor_key.to_owned(),
        environment: session.environment,
        bound: true,
        chatbot_enabled: true,
        identified: true,
    }
}

/// What a visitor is called.
async fn visitor_key(tx: &Tx, session: &Session) -> Result<String> {
    let found = visitor::find(tx, &session.chatbot_id, &session.visitor_id).await?;
    let gone = || Error::Unauthorized("the visitor of this session was deleted".into());
    Ok(found.ok_or_else(gone)?.visitor_key)
}
