//! What a person does in a visitor's livechat session, by an app that holds the session's token.
//!
//! Contract: Diverge reference 6.8.

use parlour_model::id::prefix;
use parlour_model::livechat::{
    Action, Actor, ClientContext, ClosedBy, LivechatMessages, LivechatSession, Outcome, Phase, TypingState,
    step,
};
use parlour_model::{AgentProfile, Message, Role, Timestamp};
use parlour_store::conversation::{self as messages, Caller, StoredMessage};
use parlour_store::livechat::{self as rows, Session};
use parlour_store::{Tx, chatbot as chatbots, turn as turns};

use super::customer::{check_client_name, prepare_for, sent_before};
use super::ending::{Ending, end};
use super::{
    PAGE, TYPING_LIFE_MS, Typing, changed, check_reason, keep, lock, page, profile, refused, shown,
    stored_message, transcript, visitor_of, with_message,
};
use crate::access::SessionHolder;
use crate::conversation::{self, NewMessage, Prepared};
use crate::form::{self, SessionState};
use crate::{Cx, Error, Result};

/// All that an agent needs to know to take a conversation over.
#[derive(Debug, Clone)]
pub struct AgentContext {
    /// The chatbot's id and name.
    pub chatbot: (String, String),
    /// The session.
    pub session: LivechatSession,
    /// What the visitor is called.
    pub visitor_key: String,
    /// The conversation that the session is part of.
    pub conversation_id: String,
    /// The person in charge, once one has come.
    pub active_agent: Option<AgentProfile>,
    /// What is kept of the visitor.
    pub kept: SessionState,
    /// What the visitor's client told of itself.
    pub client_context: Option<ClientContext>,
    /// Whether the visitor is writing.
    pub is_customer_typing: bool,
    /// Everything that was said, oldest first.
    pub messages: Vec<Message>,
}

/// What an agent needs to know, with everything that was said.
///
/// # Errors
/// [`Error::Internal`].
pub async fn agent_context(cx: &Cx, holder: &SessionHolder) -> Result<AgentContext> {
    let (here, who) = (cx.clone(), holder.clone());
    let read = async move |tx: &Tx| {
        let session = find(tx, &who).await?;
        let chatbot = chatbots::find(tx, &session.chatbot_id).await?;
        let chatbot = chatbot.ok_or_else(|| Error::NotFound("the chatbot was deleted".into()))?;
        let active_agent = match &session.agent_id {
            Some(id) => profile(&here, tx, &session.chatbot_id, id).await?,
            None => None,
        };
        let mut kept = form::session_state(tx, &session.visitor_id).await?;
        if let Some(closed_at) = session.closed_at {
            kept.values.retain(|value| value.updated_at <= closed_at);
        }
        let said = transcript::read(tx, &session).await?;
        Ok::<_, Error>((session, (chatbot.id, chatbot.name), active_agent, kept, said))
    };
    let (session, chatbot, active_agent, kept, said) = cx.db.read(read).await?;
    let messages = transcript::show(cx, said)?;
    Ok(AgentContext {
        chatbot,
        visitor_key: holder.visitor_key.clone(),
        active_agent,
        kept,
        is_customer_typing: session.customer_typing_until > cx.clock.now(),
        messages,
        conversation_id: session.conversation_id.clone(),
        client_context: session.client_context.clone(),
        session: shown(&session),
    })
}

/// The messages of the session behind a number.
///
/// # Errors
/// [`Error::Internal`].
pub async fn agent_messages(cx: &Cx, holder: &SessionHolder, after: i64) -> Result<LivechatMessages> {
    let who = holder.clone();
    let found = cx
        .db
        .read(async move |tx| {
            messages::list_livechat_messages(tx, &who.visitor_id, &who.session_id, after, PAGE + 1).await
        })
        .await?;
    page(cx, found)
}

/// A message that an agent said.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentSaid {
    /// The message.
    pub message: Message,
    /// The session with it.
    pub session: LivechatSession,
}

/// Says something to the visitor. The first agent to do so is in charge from then on: of two who race, one. A second send
/// with the same `client_message_id` gives the session's first message by that name, whoever is in charge by then.
///
/// # Errors
/// [`Error::Invalid`] for a bad message; [`Error::NotFound`] for an unknown agent; [`Error::Conflict`] when another agent
/// is in charge or the session is over.
pub async fn agent_say(
    cx: &Cx,
    holder: &SessionHolder,
    agent_id: &str,
    new: NewMessage,
) -> Result<AgentSaid> {
    check_client_name(&new)?;
    let (here, who, agent) = (cx.clone(), holder.clone(), agent_id.to_ascii_lowercase());
    let name = new.client_message_id.clone();
    let looked = cx.db.read(async move |tx| {
        let session = find(tx, &who).await?;
        let first = sent_before(tx, &who.visitor_id, Caller::Agents(&session.id), name.as_ref()).await?;
        if first.is_none() {
            may(&here, tx, &session, &agent, Action::Say).await?;
        }
        Ok::<_, Error>((session, first.is_some()))
    });
    let (session, is_resend) = looked.await?;
    let visitor = visitor_of(&session, &holder.visitor_key);
    let prepared = prepare_for(cx, &visitor, new, is_resend).await?;
    let (here, who, agent) = (cx.clone(), holder.clone(), agent_id.to_ascii_lowercase());
    let id = cx.ids.next(prefix::MESSAGE);
    let (stored, session) = cx
        .db
        .write(async move |tx| add_message(&here, tx, &who, &agent, id.clone(), &prepared).await)
        .await?;
    changed(cx, &session);
    Ok(AgentSaid { message: conversation::show_signed(cx, stored)?, session: shown(&session) })
}

async fn add_message(
    cx: &Cx,
    tx: &Tx,
    holder: &SessionHolder,
    agent_id: &str,
    id: String,
    prepared: &Prepared,
) -> Result<(StoredMessage, Session)> {
    let session = locked(tx, holder).await?;
    let (caller, name) = (Caller::Agents(&session.id), prepared.client_message_id.as_ref());
    if let Some(first) = sent_before(tx, &holder.visitor_id, caller, name).await? {
        return Ok((first, session));
    }
    let (outcome, speaker) = may(cx, tx, &session, agent_id, Action::Say).await?;
    let now = cx.clock.now();
    let session = led_by(tx, session, outcome, agent_id, now).await?;
    let session = with_message(session, Role::Agent, now);
    let session = keep(tx, Session { agent_typing_until: Timestamp(0), ..session }).await?;
    let stored = stored_message(&session, id, prepared, Some(speaker));
    conversation::insert(tx, &stored, prepared).await?;
    Ok((stored, session))
}

/// The session under its agent, if this outcome puts them in charge: an answer that is being made is to end then.
async fn led_by(
    tx: &Tx,
    session: Session,
    outcome: Outcome,
    agent_id: &str,
    now: Timestamp,
) -> Result<Session> {
    if outcome != Outcome::TakeOver {
        return Ok(session);
    }
    turns::ask_to_stop_running(tx, &session.visitor_id, now).await?;
    Ok(Session {
        status: Phase::Active,
        agent_id: Some(agent_id.to_owned()),
        agent_joined_at: Some(now),
        unread_for_agent: 0,
        updated_at: now,
        ..session
    })
}

/// What the agent's action makes of the session, and who the agent is.
async fn may(
    cx: &Cx,
    tx: &Tx,
    session: &Session,
    agent_id: &str,
    action: Action,
) -> Result<(Outcome, AgentProfile)> {
    let known = profile(cx, tx, &session.chatbot_id, agent_id).await?;
    let known = known.ok_or_else(|| unknown(agent_id))?;
    let in_charge = in_charge(cx, tx, session).await?;
    let actor = Actor::Agent(Some(agent_id));
    let outcome = step(session.status, in_charge.as_deref(), actor, action).map_err(refused)?;
    Ok((outcome, known))
}

/// The agent in charge; nobody once their profile was removed.
async fn in_charge(cx: &Cx, tx: &Tx, session: &Session) -> Result<Option<String>> {
    let Some(id) = &session.agent_id else { return Ok(None) };
    let known = profile(cx, tx, &session.chatbot_id, id).await?;
    Ok(known.map(|agent| agent.agent_id))
}

fn unknown(agent_id: &str) -> Error {
    Error::NotFound(format!("there is no agent {agent_id}; put their profile first"))
}

async fn find(tx: &Tx, holder: &SessionHolder) -> Result<Session> {
    let gone = || Error::Unauthorized("the session of this token was deleted".into());
    rows::find(tx, &holder.chatbot_id, &holder.session_id).await?.ok_or_else(gone)
}

/// The session, which nobody else changes until the end of the transaction.
async fn locked(tx: &Tx, holder: &SessionHolder) -> Result<Session> {
    lock(tx, &holder.chatbot_id, &holder.visitor_id).await?;
    find(tx, holder).await
}

/// Tells the visitor whether the agent is writing, who is in charge from then on, as by a message.
///
/// # Errors
/// As [`agent_say`].
pub async fn agent_type(
    cx: &Cx,
    holder: &SessionHolder,
    agent_id: &str,
    typing: Typing,
) -> Result<TypingState> {
    let (here, who, agent) = (cx.clone(), holder.clone(), agent_id.to_ascii_lowercase());
    let session = cx.db.write(async move |tx| note_typing(&here, tx, &who, &agent, typing).await).await?;
    changed(cx, &session);
    Ok(TypingState {
        livechat_session_id: session.id,
        environment: session.environment,
        is_typing: typing == Typing::Begins,
        updated_at: cx.clock.now(),
    })
}

async fn note_typing(
    cx: &Cx,
    tx: &Tx,
    holder: &SessionHolder,
    agent_id: &str,
    typing: Typing,
) -> Result<Session> {
    let session = locked(tx, holder).await?;
    let (outcome, _) = may(cx, tx, &session, agent_id, Action::Type).await?;
    let now = cx.clock.now();
    let until = match typing {
        Typing::Begins => now.plus_ms(TYPING_LIFE_MS),
        Typing::Ends => Timestamp(0),
    };
    let was_typing = session.agent_typing_until > now;
    let is_seen = outcome == Outcome::TakeOver || was_typing != (typing == Typing::Begins);
    if !is_seen {
        let (id, customer) = (&session.id, session.customer_typing_until);
        rows::keep_typing(tx, &session.chatbot_id, id, customer, until).await?;
        return Ok(session);
    }
    let session = led_by(tx, session, outcome, agent_id, now).await?;
    keep(tx, Session { agent_typing_until: until, updated_at: now, ..session }).await
}

/// Ends the session for the visitor. Ending it again changes nothing.
///
/// # Errors
/// [`Error::Invalid`] for a reason above 500 characters; [`Error::NotFound`] for an unknown agent; [`Error::Conflict`]
/// when another agent is in charge.
pub async fn agent_close(
    cx: &Cx,
    holder: &SessionHolder,
    agent_id: Option<String>,
    reason: Option<String>,
) -> Result<LivechatSession> {
    check_reason(reason.as_ref())?;
    let agent_id = agent_id.map(|id| id.to_ascii_lowercase());
    let (here, who) = (cx.clone(), holder.clone());
    let session = cx
        .db
        .write(async move |tx| {
            let session = locked(tx, &who).await?;
            if let Some(id) = &agent_id
                && profile(&here, tx, &session.chatbot_id, id).await?.is_none()
            {
                return Err(unknown(id));
            }
            let actor = Actor::Agent(agent_id.as_deref());
            let in_charge = in_charge(&here, tx, &session).await?;
            match step(session.status, in_charge.as_deref(), actor, Action::Close).map_err(refused)? {
                Outcome::End => {
                    let agent_id = agent_id.clone().or(in_charge);
                    let ending = Ending { by: ClosedBy::Agent, agent_id, reason: reason.clone() };
                    end(&here, tx, session, &who.visitor_key, ending).await
                }
                _ => Ok(session),
            }
        })
        .await?;
    changed(cx, &session);
    Ok(shown(&session))
}
