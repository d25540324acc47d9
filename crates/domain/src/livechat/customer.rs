//! What a visitor does in their livechat session.
//!
//! Contract: Diverge reference 6.4.

use parlour_model::id::prefix;
use parlour_model::livechat::{
    Action, Actor, ClosedBy, FeedbackReceipt, FeedbackStatus, LivechatSession, LivechatState, Outcome,
    TypingState, step,
};
use parlour_model::{Message, Role, Timestamp};
use parlour_store::Tx;
use parlour_store::conversation::{self as messages, Caller, StoredMessage};
use parlour_store::livechat::{self as rows, Session};

use super::ending::{Ending, end};
use super::tell::{Told, tell};
use super::{
    TYPING_LIFE_MS, Typing, carries, changed, check_reason, feedback, keep, lock, no_session, refused, shown,
    state_of, stored_message, with_message,
};
use crate::access::VisitorIdentity;
use crate::attachment::LIVECHAT_FILES;
use crate::conversation::{
    self, Carries, IncomingPart, NewMessage, Prepared, outline, prepare_carrying, words,
};
use crate::{Cx, Error, Result};

/// A message that a visitor said to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerSaid {
    /// The message.
    pub message: Message,
    /// The session with it.
    pub session: LivechatSession,
}

/// Says something to the person in charge. A second send with the same `client_message_id` gives the first message,
/// whoever is in charge by then. Who says it no longer writes.
///
/// # Errors
/// [`Error::Invalid`] for a bad message; [`Error::Conflict`] while nobody is in charge.
pub async fn say(cx: &Cx, visitor: &VisitorIdentity, new: NewMessage) -> Result<CustomerSaid> {
    check_client_name(&new)?;
    let (who, name) = (visitor.visitor_id.clone(), new.client_message_id.clone());
    let looked = cx.db.read(async move |tx| {
        let first = sent_before(tx, &who, Caller::Visitor, name.as_ref()).await?;
        match &first {
            None => {
                may(&rows::newest(tx, &who).await?.ok_or_else(no_session)?, Action::Say)?;
            }
            Some(first) if first.livechat.is_none() => return Err(name_taken()),
            Some(_) => {}
        }
        Ok::<_, Error>(first.is_some())
    });
    let prepared = prepare_for(cx, visitor, new, looked.await?).await?;
    let (here, who) = (cx.clone(), visitor.clone());
    let id = cx.ids.next(prefix::MESSAGE);
    let (stored, session) =
        cx.db.write(async move |tx| add_message(&here, tx, &who, id.clone(), &prepared).await).await?;
    cx.changed(&session.visitor_id);
    Ok(CustomerSaid { message: conversation::show_signed(cx, stored)?, session: shown(&session) })
}

pub(super) fn check_client_name(new: &NewMessage) -> Result<()> {
    let fits = |name: &String| (1..=128).contains(&name.chars().count());
    match new.client_message_id.as_ref().is_none_or(fits) {
        true => Ok(()),
        false => Err(Error::invalid("client_message_id", "expected 1 to 128 characters")),
    }
}

/// The message that its caller has sent by this name before.
pub(super) async fn sent_before(
    tx: &Tx,
    visitor_id: &str,
    caller: Caller<'_>,
    name: Option<&String>,
) -> Result<Option<StoredMessage>> {
    let Some(name) = name else { return Ok(None) };
    Ok(messages::find_message_by_client_name(tx, visitor_id, caller, name).await?)
}

/// Looks at a message for the other side of a session and stores its files.
pub(super) async fn prepare_for(
    cx: &Cx,
    visitor: &VisitorIdentity,
    new: NewMessage,
    is_resend: bool,
) -> Result<Prepared> {
    let is_plain = new.parts.iter().all(|part| matches!(part, IncomingPart::Text(_)));
    let carries = match () {
        () if is_plain => Carries::Words,
        // What was taken once is not refused when no more is taken.
        () if is_resend => Carries::Files { max_bytes: LIVECHAT_FILES.max_bytes },
        () => carries(cx, &visitor.chatbot_id).await?,
    };
    prepare_carrying(cx, visitor, new, carries, is_resend).await
}

async fn add_message(
    cx: &Cx,
    tx: &Tx,
    visitor: &VisitorIdentity,
    id: String,
    prepared: &Prepared,
) -> Result<(StoredMessage, Session)> {
    let session = locked(tx, visitor).await?;
    let name = prepared.client_message_id.as_ref();
    if let Some(first) = sent_before(tx, &visitor.visitor_id, Caller::Visitor, name).await? {
        return said_before(tx, session, first, prepared).await;
    }
    may(&session, Action::Say)?;
    let session = stops_typing(cx, tx, session, &visitor.visitor_key).await?;
    let session = keep(tx, with_message(session, Role::User, cx.clock.now())).await?;
    let stored = stored_message(&session, id, prepared, None);
    conversation::insert(tx, &stored, prepared).await?;
    let told = Told::new("livechat.customer.message.created").with("message", &outline(stored.clone()))?;
    tell(cx, tx, &session, &visitor.visitor_key, told).await?;
    Ok((stored, session))
}

/// A message that was said before, with its session. In an earlier session than the newest it must be the same message: a
/// client that counts its messages in each session means another.
async fn said_before(
    tx: &Tx,
    newest: Session,
    first: StoredMessage,
    again: &Prepared,
) -> Result<(StoredMessage, Session)> {
    let place = first.livechat.as_ref().ok_or_else(name_taken)?;
    if place.session_id == newest.id {
        return Ok((first, newest));
    }
    if words(&first.parts) != again.text() {
        return Err(name_taken());
    }
    let session = rows::find(tx, &newest.chatbot_id, &place.session_id).await?.ok_or_else(name_taken)?;
    Ok((first, session))
}

fn name_taken() -> Error {
    Error::Conflict("another message has this client_message_id; choose a new one".into())
}

/// The session with a visitor who no longer writes, which is told if they did; it is yet to be stored.
pub(super) async fn stops_typing(cx: &Cx, tx: &Tx, session: Session, visitor_key: &str) -> Result<Session> {
    if session.customer_typing_until > Timestamp(0) {
        note_typing(cx, tx, &session, visitor_key, Typing::Ends).await?;
    }
    Ok(Session { customer_typing_until: Timestamp(0), ..session })
}

/// The visitor's newest session, which nobody else changes until the end of the transaction.
async fn locked(tx: &Tx, visitor: &VisitorIdentity) -> Result<Session> {
    lock(tx, &visitor.chatbot_id, &visitor.visitor_id).await?;
    rows::newest(tx, &visitor.visitor_id).await?.ok_or_else(no_session)
}

fn may(session: &Session, action: Action) -> Result<Outcome> {
    step(session.status, session.agent_id.as_deref(), Actor::Customer, action).map_err(refused)
}

/// Tells the person in charge whether the visitor is writing; that ends by itself after [`TYPING_LIFE_MS`].
///
/// # Errors
/// [`Error::Conflict`] while nobody is in charge.
pub async fn customer_type(cx: &Cx, visitor: &VisitorIdentity, typing: Typing) -> Result<TypingState> {
    let (here, who) = (cx.clone(), visitor.clone());
    let session = cx
        .db
        .write(async move |tx| {
            let session = locked(tx, &who).await?;
            may(&session, Action::Type)?;
            note_typing(&here, tx, &session, &who.visitor_key, typing).await?;
            Ok::<_, Error>(session)
        })
        .await?;
    cx.changed(&session.visitor_id);
    Ok(TypingState {
        livechat_session_id: session.id,
        environment: session.environment,
        is_typing: typing == Typing::Begins,
        updated_at: cx.clock.now(),
    })
}

/// Keeps whether the visitor is writing, and tells when that changes.
pub(super) async fn note_typing(
    cx: &Cx,
    tx: &Tx,
    session: &Session,
    visitor_key: &str,
    typing: Typing,
) -> Result<()> {
    let now = cx.clock.now();
    let until = match typing {
        Typing::Begins => now.plus_ms(TYPING_LIFE_MS),
        Typing::Ends => Timestamp(0),
    };
    rows::keep_typing(tx, &session.chatbot_id, &session.id, until, session.agent_typing_until).await?;
    let was_typing = session.customer_typing_until > Timestamp(0);
    let (kind, is_typing) = match (was_typing, typing) {
        (false, Typing::Begins) => ("livechat.customer.typing.started", true),
        (true, Typing::Ends) => ("livechat.customer.typing.stopped", false),
        (true, Typing::Begins) | (false, Typing::Ends) => return Ok(()),
    };
    let told =
        Told::new(kind).with("typing", &serde_json::json!({ "is_typing": is_typing, "updated_at": now }))?;
    tell(cx, tx, session, visitor_key, told).await
}

/// Ends the visitor's session. Ending it again changes nothing.
///
/// # Errors
/// [`Error::Invalid`] for a reason above 500 characters; [`Error::Conflict`] when there never was a session.
pub async fn close(cx: &Cx, visitor: &VisitorIdentity, reason: Option<String>) -> Result<LivechatState> {
    check_reason(reason.as_ref())?;
    let (here, who) = (cx.clone(), visitor.clone());
    let (state, session) = cx
        .db
        .write(async move |tx| {
            let session = locked(tx, &who).await?;
            let session = match may(&session, Action::Close)? {
                Outcome::End => {
                    let ending = Ending { by: ClosedBy::Customer, agent_id: None, reason: reason.clone() };
                    end(&here, tx, session, &who.visitor_key, ending).await?
                }
                _ => session,
            };
            Ok::<_, Error>((state_of(&here, tx, &session).await?, session))
        })
        .await?;
    changed(cx, &session);
    Ok(state)
}

/// Tells, once, how a session with a person was.
///
/// # Errors
/// [`Error::Invalid`] for a rating outside 1 to 5 or words above 2000 characters; [`Error::Conflict`] when the session is
/// not over, no person came, or it was told already.
pub async fn rate(
    cx: &Cx,
    visitor: &VisitorIdentity,
    rating: i64,
    words: Option<String>,
) -> Result<FeedbackReceipt> {
    if !(1..=5).contains(&rating) {
        return Err(Error::invalid("rating", "expected a number from 1 to 5"));
    }
    if words.as_ref().is_some_and(|text| text.chars().count() > 2000) {
        return Err(Error::invalid("feedback", "at most 2000 characters are allowed"));
    }
    let (here, who) = (cx.clone(), visitor.clone());
    let receipt = cx
        .db
        .write(async move |tx| {
            let session = locked(tx, &who).await?;
            may(&session, Action::Rate)?;
            if feedback(&session).status != FeedbackStatus::Pending {
                let why = "this session takes no feedback: no person came, or it was given already";
                return Err(Error::Conflict(why.into()));
            }
            let now = here.clock.now();
            let rated = Session {
                rating: Some(rating),
                feedback: words.clone(),
                rated_at: Some(now),
                updated_at: now,
                ..session
            };
            let session = keep(tx, rated).await?;
            let given = serde_json::json!({ "rating": rating, "feedback": words, "submitted_at": now });
            let told = Told::new("livechat.feedback.submitted").with("feedback", &given)?;
            tell(&here, tx, &session, &who.visitor_key, told).await?;
            Ok(FeedbackReceipt {
                livechat_session_id: session.id,
                environment: session.environment,
                status: FeedbackStatus::Submitted,
                rating,
                feedback: words.clone(),
                submitted_at: now,
            })
        })
        .await?;
    cx.changed(&visitor.visitor_id);
    Ok(receipt)
}
