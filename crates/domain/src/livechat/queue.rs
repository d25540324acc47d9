//! Sessions as the owner's backend sees them, whichever of its chatbots they belong to: in a list, one by one with all
//! that was said, with a new token for the agents' app, and counted.
//!
//! Contract: Diverge reference 2 (rows 27 to 30) and 6.7. A session of another account is one that is not there.

use std::collections::BTreeMap;

use parlour_model::livechat::{LivechatSession, Phase, Turn};
use parlour_model::{AgentProfile, Message, Part, Role, Timestamp};
use parlour_store::livechat::Session;
use parlour_store::queue::{self as rows, Filter, Last, Order, Queued};
use parlour_store::{Tx, agent as agents};

use super::{profiles, shown, transcript};
use crate::access::{KeyHolder, livechat_session_token};
use crate::conversation::{read_cursor, write_cursor};
use crate::form::{self, SessionState};
use crate::{Cx, Error, Result, chatbot};

/// How many characters a preview holds.
const PREVIEW_CHARS: usize = 140;

/// Which sessions are looked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct SessionQuery {
    /// Of this chatbot.
    pub chatbot_id: Option<String>,
    /// In which it is this side's turn.
    pub turn: Option<Turn>,
    /// In one of these phases; in any, when there is none.
    pub phases: Vec<Phase>,
    /// Of which this agent took charge.
    pub agent_id: Option<String>,
    /// That changed at this time or later.
    pub updated_after: Option<Timestamp>,
    /// Where to begin: what an earlier page gave.
    pub cursor: Option<String>,
}

/// A session with what a list tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The session.
    pub session: LivechatSession,
    /// The chatbot.
    pub chatbot_id: String,
    /// What the visitor is called.
    pub visitor_key: String,
    /// The conversation that the session is part of.
    pub conversation_id: String,
    /// The person in charge, once one has come.
    pub active_agent: Option<AgentProfile>,
    /// Whose turn it is.
    pub turn: Turn,
    /// What was said last.
    pub last_message: Option<LastMessage>,
    /// How many of the visitor's messages came since the agent last did something.
    pub unread_for_agent: i64,
}

/// What the visitor or an agent said last.
#[derive(Debug, Clone, PartialEq)]
pub struct LastMessage {
    /// Who spoke.
    pub role: Role,
    /// The beginning of it, on one line.
    pub preview: String,
    /// When it was said.
    pub created_at: Timestamp,
    /// Its place in the session; nothing for what the visitor told the machine before.
    pub sequence_number: Option<i64>,
}

/// A page of sessions.
#[derive(Debug, Clone)]
pub struct SessionPage {
    /// The sessions.
    pub sessions: Vec<Listed>,
    /// Where the next page begins, if there is one.
    pub next_cursor: Option<String>,
}

/// The sessions of the account's chatbots in the key's environment. Those that changed last come first, but where it is
/// the agents' turn, those that have waited longest.
///
/// # Errors
/// [`Error::Invalid`] for a limit outside 1 to 100, an agent that is no UUID or a cursor that no answer gave;
/// [`Error::NotFound`] for a chatbot that there is not, [`Error::Forbidden`] for one of another account.
pub async fn list_sessions(
    cx: &Cx,
    holder: &KeyHolder,
    query: SessionQuery,
    limit: i64,
) -> Result<SessionPage> {
    if !(1..=100).contains(&limit) {
        return Err(Error::invalid("limit", "expected 1 to 100"));
    }
    let filter = Filter {
        agent_id: query.agent_id.as_deref().map(profiles::uuid).transpose()?,
        behind: query.cursor.as_deref().map(read_cursor).transpose()?,
        chatbot_id: own_chatbot(cx, holder, query.chatbot_id).await?,
        turn: query.turn,
        phases: query.phases,
        updated_from: query.updated_after,
    };
    let order = match filter.turn {
        Some(Turn::Agent) => Order::OldestFirst,
        Some(Turn::Customer | Turn::None) | None => Order::NewestFirst,
    };
    let (here, who) = (cx.clone(), holder.clone());
    let read = async move |tx: &Tx| {
        let (account_id, environment) = (&who.account_id, who.environment);
        let mut found = rows::list(tx, account_id, environment, &filter, order, limit + 1).await?;
        let has_more = found.len() as i64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(0));
        let people = people(&here, tx, account_id, &found).await?;
        Ok::<_, Error>((found, has_more, people))
    };
    let (found, has_more, people) = cx.db.read(read).await?;
    let last = found.last().filter(|_| has_more);
    let next_cursor = last.map(|last| write_cursor(last.session.updated_at, &last.session.id));
    Ok(SessionPage { sessions: found.into_iter().map(|of| listed(of, &people)).collect(), next_cursor })
}

/// The chatbot that a call is about, if it names one: one that the key is good for.
async fn own_chatbot(cx: &Cx, holder: &KeyHolder, named: Option<String>) -> Result<Option<String>> {
    match named {
        Some(id) => Ok(Some(chatbot::find_for_key(cx, holder, &id).await?.id)),
        None => Ok(None),
    }
}

/// The agents who took charge of these sessions, by their ids.
async fn people(cx: &Cx, tx: &Tx, account_id: &str, of: &[Queued]) -> Result<BTreeMap<String, AgentProfile>> {
    let mut people = BTreeMap::new();
    for id in of.iter().filter_map(|queued| queued.session.agent_id.as_ref()) {
        if !people.contains_key(id)
            && let Some(agent) = agents::find(tx, account_id, id).await?
        {
            people.insert(id.clone(), profiles::profile(cx, &agent));
        }
    }
    Ok(people)
}

fn listed(queued: Queued, people: &BTreeMap<String, AgentProfile>) -> Listed {
    let Queued { session, visitor_key, last } = queued;
    Listed {
        turn: Turn::of(session.status, session.last_role),
        active_agent: session.agent_id.as_ref().and_then(|id| people.get(id)).cloned(),
        last_message: last.map(last_message),
        unread_for_agent: session.unread_for_agent,
        visitor_key,
        session: shown(&session),
        chatbot_id: session.chatbot_id,
        conversation_id: session.conversation_id,
    }
}

fn last_message(last: Last) -> LastMessage {
    let told: Vec<String> = last.parts.iter().map(told).collect();
    let preview = told.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    LastMessage {
        role: last.role,
        preview: preview.chars().take(PREVIEW_CHARS).collect(),
        created_at: last.created_at,
        sequence_number: last.sequence_number,
    }
}

/// A part's words, or the name of its file.
fn told(part: &Part) -> String {
    match part {
        Part::File(file) => file.filename.clone(),
        Part::Image(picture) => picture.caption.clone().unwrap_or_default(),
        other => other.plain_text(),
    }
}

/// A session with all that is known of it and everything that was said.
#[derive(Debug, Clone)]
pub struct SessionDetail {
    /// What a list tells of it.
    pub listed: Listed,
    /// The session as it is kept: what made the visitor ask, how it was, who is writing.
    pub kept: Session,
    /// What is kept of the visitor.
    pub of_visitor: SessionState,
    /// Everything that was said, oldest first.
    pub messages: Vec<Message>,
}

/// One session with everything that was said.
///
/// # Errors
/// [`Error::NotFound`] when the account has no such session in the key's environment.
pub async fn find_session(cx: &Cx, holder: &KeyHolder, id: &str) -> Result<SessionDetail> {
    let (here, who, id) = (cx.clone(), holder.clone(), id.to_owned());
    let read = async move |tx: &Tx| {
        let queued = find(tx, &who, &id).await?;
        let people = people(&here, tx, &who.account_id, std::slice::from_ref(&queued)).await?;
        let of_visitor = form::session_state(tx, &queued.session.visitor_id).await?;
        let said = transcript::read(tx, &queued.session).await?;
        Ok::<_, Error>((queued, people, of_visitor, said))
    };
    let (queued, people, of_visitor, said) = cx.db.read(read).await?;
    Ok(SessionDetail {
        kept: queued.session.clone(),
        listed: listed(queued, &people),
        of_visitor,
        messages: transcript::show(cx, said)?,
    })
}

async fn find(tx: &Tx, holder: &KeyHolder, id: &str) -> Result<Queued> {
    let unknown = || Error::NotFound("there is no such livechat session".into());
    rows::find(tx, &holder.account_id, holder.environment, id).await?.ok_or_else(unknown)
}

/// A new token for the agents' app that sees to a session, and when it ends.
///
/// # Errors
/// [`Error::NotFound`] when the account has no such session in the key's environment; [`Error::Conflict`] when it is over
/// for so long that its tokens are.
///
/// Contract: Diverge reference 1.1 (agent session token) and 2 (row 29).
pub async fn mint_session_token(cx: &Cx, holder: &KeyHolder, id: &str) -> Result<(String, Timestamp)> {
    let (who, name) = (holder.clone(), id.to_owned());
    let queued = cx.db.read(async move |tx| find(tx, &who, &name).await).await?;
    let (token, end) = livechat_session_token(cx, &queued.session)?;
    let over = || Error::Conflict("the livechat session is over, and its tokens with it".into());
    (end > cx.clock.now()).then_some((token, end)).ok_or_else(over)
}

/// How many sessions wait for an agent to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotificationCount {
    /// Sessions in which the visitor waits for a person.
    pub waiting: i64,
    /// Sessions in which the visitor waits for an answer of the person in charge.
    pub active_agent_turn: i64,
}

/// Counts the sessions in which it is the agents' turn, of the account's chatbots or of one.
///
/// # Errors
/// [`Error::NotFound`] for a chatbot that there is not, [`Error::Forbidden`] for one of another account.
pub async fn notification_count(
    cx: &Cx,
    holder: &KeyHolder,
    chatbot_id: Option<String>,
) -> Result<NotificationCount> {
    let chatbot_id = own_chatbot(cx, holder, chatbot_id).await?;
    let who = holder.clone();
    let read = async move |tx: &Tx| {
        let of = async |phase| {
            let (account_id, chatbot_id) = (&who.account_id, chatbot_id.as_deref());
            rows::count(tx, account_id, who.environment, chatbot_id, phase, Turn::Agent).await
        };
        let (waiting, active_agent_turn) = (of(Phase::Waiting).await?, of(Phase::Active).await?);
        Ok::<_, parlour_store::Error>(NotificationCount { waiting, active_agent_turn })
    };
    Ok(cx.db.read(read).await?)
}

#[cfg(test)]
mod tests {
    use parlour_model::part::RichText;

    use super::*;

    #[test]
    fn a_preview_is_one_short_line() {
        let said = |text: &str| {
            let parts = vec![Part::RichText(RichText::from_plain("part_1".into(), text))];
            let last = Last { role: Role::User, parts, created_at: Timestamp(1), sequence_number: None };
            last_message(last).preview
        };
        assert_eq!(said("My parcel\n\n  is   late"), "My parcel is late");
        assert_eq!(said(&"å".repeat(500)), "å".repeat(140));
    }
}
