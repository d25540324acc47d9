//! A visitor asks for a person.
//!
//! Contract: Diverge reference 6.4 (handover).

use parlour_model::Role;
use parlour_model::config::AvailabilityStatus;
use parlour_model::form::FieldFault;
use parlour_model::id::prefix;
use parlour_model::livechat::{
    Action, Actor, ClientContext, LivechatSession, Outcome, Phase, Platform, language_name, step,
};
use parlour_model::profile::KnownProfile;
use parlour_store::Tx;
use parlour_store::conversation as messages;
use parlour_store::livechat::{self as rows, HandoverRequest, Session};
use parlour_store::profile;

use super::settings::standing;
use super::tell::{Told, prior, tell};
use super::{lock, refused, shown};
use crate::access::VisitorIdentity;
use crate::conversation::{current, words};
use crate::{Cx, Error, Result, chatbot, language};

/// How many of the latest messages tell the visitor's language.
const TELLING_MESSAGES: i64 = 30;

/// A wish for a person.
#[derive(Debug, Clone)]
pub struct Handover {
    /// Where the visitor chats.
    pub platform: Platform,
    /// What made them ask, such as `manual_button`.
    pub source: String,
    /// The part that offered a person.
    pub part_id: Option<String>,
    /// What their client tells of itself.
    pub client_context: Option<ClientContext>,
}

/// Asks for a person. While the visitor's session is open, that one is given, unchanged.
///
/// # Errors
/// [`Error::Invalid`] for a bad field; [`Error::NotFound`] for a part that no message has; [`Error::Conflict`] when no
/// person is available.
pub async fn request_handover(cx: &Cx, visitor: &VisitorIdentity, wish: Handover) -> Result<LivechatSession> {
    check(&wish)?;
    if let Some(open) = admit(cx, visitor).await? {
        return Ok(shown(&open));
    }
    let (here, who) = (cx.clone(), visitor.clone());
    let session = cx.db.write(async move |tx| begin(&here, tx, &who, &wish).await).await?;
    cx.changed(&session.visitor_id);
    Ok(shown(&session))
}

fn check(wish: &Handover) -> Result<()> {
    let mut faults = Vec::new();
    if !(1..=64).contains(&wish.source.chars().count()) {
        faults.push(FieldFault { field: "source".into(), message: "expected 1 to 64 characters".into() });
    }
    for (field, message) in wish.client_context.iter().flat_map(ClientContext::faults) {
        faults.push(FieldFault { field: format!("client_context.{field}"), message });
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// The visitor's open session; nothing when a new one may begin.
///
/// # Errors
/// [`Error::Conflict`] when there is none and no person is available; [`Error::Forbidden`] when it is to be proved first
/// who the visitor is.
pub(super) async fn admit(cx: &Cx, visitor: &VisitorIdentity) -> Result<Option<Session>> {
    visitor.admit()?;
    if let Some(open) = find_open(cx, visitor).await? {
        return Ok(Some(open));
    }
    let settings = chatbot::find(cx, &visitor.chatbot_id).await?.settings.livechat;
    let standing = standing(cx, &visitor.chatbot_id, visitor.environment, settings).await?;
    match standing.status {
        AvailabilityStatus::Live => Ok(None),
        AvailabilityStatus::Offline => {
            Err(Error::Conflict("no person is available now; leave a message instead".into()))
        }
    }
}

async fn find_open(cx: &Cx, visitor: &VisitorIdentity) -> Result<Option<Session>> {
    let id = visitor.visitor_id.clone();
    let newest = cx.db.read(async move |tx| rows::newest(tx, &id).await).await?;
    Ok(newest.filter(|session| session.status != Phase::Closed))
}

/// Begins a session and tells of it, as part of the caller's transaction; an open one is given as it is.
pub(super) async fn begin(cx: &Cx, tx: &Tx, visitor: &VisitorIdentity, wish: &Handover) -> Result<Session> {
    lock(tx, &visitor.chatbot_id, &visitor.visitor_id).await?;
    let newest = rows::newest(tx, &visitor.visitor_id).await?;
    let phase = newest.as_ref().map_or(Phase::Inactive, |session| session.status);
    let outcome = step(phase, None, Actor::Customer, Action::RequestHandover).map_err(refused)?;
    let before = match (outcome, newest) {
        (Outcome::Already, Some(open)) => return Ok(open),
        (_, newest) => newest,
    };
    if let Some(part_id) = &wish.part_id
        && messages::find_message_with_part(tx, &visitor.visitor_id, part_id).await?.is_none()
    {
        return Err(Error::NotFound(format!("no message has the part {part_id}")));
    }
    let now = cx.clock.now();
    let request = HandoverRequest {
        id: cx.ids.next(prefix::LIVECHAT_SESSION),
        chatbot_id: visitor.chatbot_id.clone(),
        visitor_id: visitor.visitor_id.clone(),
        conversation_id: current(cx, tx, visitor, now).await?,
        environment: visitor.environment,
        platform: wish.platform,
        source: wish.source.clone(),
        part_id: wish.part_id.clone(),
        language: language_of(tx, visitor, wish).await?,
        client_context: wish.client_context.clone(),
    };
    let session = Session {
        // "Newest" goes by the time: a session that begins in the millisecond of the last one's begin comes after it.
        requested_at: before.as_ref().map_or(now, |b| now.max(b.requested_at.plus_ms(1))),
        // Clients follow one number over all of a visitor's sessions: it never falls back.
        state_version: before.map_or(0, |before| before.state_version) + 1,
        ..Session::requested(request, now)
    };
    rows::insert(tx, &session).await?;
    let mut told = Told::new("livechat.handover.requested")
        .with("source", &session.source)?
        .with("part_id", &session.part_id)?
        .with("client_context", &session.client_context)?
        .with("conversation", &prior(tx, visitor).await?)?;
    let known = profile::find(tx, &visitor.visitor_id).await?;
    let (verified, profile) = (known.verified, known.all());
    if !profile.is_empty() {
        told = told.with("profile", &KnownProfile { profile, verified })?;
    }
    tell(cx, tx, &session, &visitor.visitor_key, told).await?;
    Ok(session)
}

/// The language that the visitor certainly wrote in last, else the one that their client names.
async fn language_of(tx: &Tx, visitor: &VisitorIdentity, wish: &Handover) -> Result<Option<String>> {
    let latest = messages::list_messages(tx, &visitor.visitor_id, None, TELLING_MESSAGES).await?;
    let said: Vec<String> = latest.iter().filter(|m| m.role == Role::User).map(|m| words(&m.parts)).collect();
    let one = said.iter().find_map(|text| language::certain(text));
    if let Some(name) = one.or_else(|| language::certain(&said.join("\n"))).and_then(language_name) {
        return Ok(Some(name.to_owned()));
    }
    let context = wish.client_context.as_ref();
    let tags = context.into_iter().flat_map(|c| [&c.language, &c.browser_language]).flatten();
    let named = tags.filter_map(|tag| language_name(&language::from_tag(tag)?));
    Ok(named.map(str::to_owned).next())
}
