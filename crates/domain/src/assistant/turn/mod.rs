//! A turn: from a visitor's message to the stored answer. It belongs to the server: listeners come and go.
//!
//! Here a turn begins, is taken over and is stopped; `run` makes its answer, `listen` gives its frames to whoever asks.
//! Contract: Diverge reference 4.2 and 4.3; resuming, repeating and stopping a send are Parlour's additions.

mod listen;
mod run;

use std::sync::Arc;

use futures::stream::Stream;
use parlour_model::Timestamp;
use parlour_model::id::prefix;
use parlour_store::conversation as messages;
use parlour_store::livechat as sessions;
use parlour_store::turn::{self as rows, Ending, Turn, TurnState};
use parlour_store::{Tx, visitor};

use super::Assistant;
use super::live::{Frame, LiveTurns};
use crate::access::VisitorIdentity;
use crate::conversation::{NewMessage, Prepared, append, prepare, words};
use crate::{Cx, Error, Result, livechat};
use listen::listen;
pub use listen::{Reached, frames};
use run::{failed, start};

/// How long a process is taken to be alive without a word from it, in milliseconds.
const LEASE_MS: i64 = 30_000;

/// How long a turn may be on its way from the database to this process's live ones, in milliseconds.
const JUST_BEGUN_MS: i64 = 5_000;

/// Takes a visitor's message, stores it, and begins the answer. Gives the id that the answer will have, and its frames.
///
/// A second send with the same `client_message_id` gives the first one's answer; when that failed, it is made anew.
///
/// # Errors
/// [`Error::Invalid`] for a bad message; [`Error::Conflict`] while another answer is being made or a person is in charge;
/// [`Error::Unauthorized`] when the visitor was forgotten meanwhile.
pub async fn send(
    assistant: &Assistant,
    visitor: &VisitorIdentity,
    new: NewMessage,
) -> Result<(String, impl Stream<Item = Frame> + Send + use<>)> {
    if let Some(name) = &new.client_message_id
        && !(1..=128).contains(&name.chars().count())
    {
        return Err(Error::invalid("client_message_id", "expected 1 to 128 characters"));
    }
    let (cx, here) = (&assistant.cx, assistant.cx.clone());
    let message = prepare(cx, visitor, new).await?;
    let question = message.text();
    let who = visitor.clone();
    // In this order: what is said within one millisecond stands in the order of its ids.
    let desk = Desk {
        question_id: cx.ids.next(prefix::MESSAGE),
        answer_id: cx.ids.next(prefix::MESSAGE),
        owner: assistant.instance.clone(),
        live: assistant.live.clone(),
    };
    // Listens before the turn begins: a word to end it is heard, however early it comes.
    let hints = cx.feed.listen(&visitor.visitor_id);
    let begun = cx.db.write(async move |tx| begin(&here, tx, &who, &message, &desk).await).await?;
    let (turn, live) = match begun {
        Begun::Now(turn, journal) => {
            if journal == Journal::Told {
                cx.changed(&turn.visitor_id);
            }
            (turn.clone(), Some(start(assistant, turn, question, hints)))
        }
        Begun::Before(first) => (first, None),
    };
    Ok((turn.id.clone(), listen(assistant, visitor, turn, live, None)))
}

enum Begun {
    Now(Turn, Journal),
    Before(Turn),
}

/// Whether the journal was told: it is while the visitor waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Journal {
    Silent,
    Told,
}

/// What a new turn is begun with: names for its question and its answer, and the process that makes it.
struct Desk {
    question_id: String,
    answer_id: String,
    owner: String,
    live: Arc<LiveTurns>,
}

/// One transaction: the visitor's message and the turn that answers it.
async fn begin(cx: &Cx, tx: &Tx, who: &VisitorIdentity, message: &Prepared, desk: &Desk) -> Result<Begun> {
    if !visitor::lock(tx, &who.chatbot_id, &who.visitor_id).await? {
        return Err(Error::Unauthorized("the visitor was deleted; ask for a new token".into()));
    }
    let (id, now) = (&who.visitor_id, cx.clock.now());
    let first = async {
        match &message.client_message_id {
            Some(name) => rows::find_by_client_message(tx, id, name).await,
            None => Ok(None),
        }
    };
    let (first, running, session) =
        futures::try_join!(first, rows::running(tx, id), sessions::newest(tx, id))?;
    if let Some(first) = &first
        && first.state != TurnState::Failed
    {
        return Ok(Begun::Before(first.clone()));
    }
    let awaited = livechat::awaited(session)?;
    if let Some(running) = running
        && !give_up_if_ended(tx, &running, desk, now).await?
    {
        return Err(Error::Conflict("an answer is still being made; wait for it, then send again".into()));
    }
    let lease_until = now.plus_ms(LEASE_MS);
    if let Some(failed) = first {
        let turn = Turn { attempt: failed.attempt + 1, owner: desk.owner.clone(), lease_until, ..failed };
        rows::restart(tx, &turn).await?;
        return Ok(Begun::Now(turn, Journal::Silent));
    }
    let question = append(cx, tx, who, &desk.question_id, message, now).await?;
    let turn = Turn {
        id: desk.answer_id.clone(),
        chatbot_id: who.chatbot_id.clone(),
        visitor_id: who.visitor_id.clone(),
        conversation_id: question.conversation_id.clone(),
        user_message_id: question.id.clone(),
        state: TurnState::Running,
        attempt: 1,
        owner: desk.owner.clone(),
        lease_until,
        created_at: now,
    };
    rows::insert(tx, &turn).await?;
    let Some(session) = awaited else { return Ok(Begun::Now(turn, Journal::Silent)) };
    livechat::tell_waiting(cx, tx, &session, &who.visitor_key, &question).await?;
    Ok(Begun::Now(turn, Journal::Told))
}

/// Ends a turn that this process made, whose end could not be stored (the disk was full) and that nobody makes any more.
/// Says whether it did. A turn that has just begun may not be among the live ones yet: it is left alone.
async fn give_up_if_ended(tx: &Tx, running: &Turn, desk: &Desk, now: Timestamp) -> Result<bool> {
    let just_begun = running.lease_until.plus_ms(JUST_BEGUN_MS - LEASE_MS) > now;
    if running.owner != desk.owner || just_begun || desk.live.get(&running.id).is_some() {
        return Ok(false);
    }
    let frames = serde_json::to_string(&[failed()]).map_err(Error::internal)?;
    let ending = Ending { state: TurnState::Failed, frames: &frames, trace: None };
    Ok(rows::finish(tx, running, ending, now).await?)
}

/// Takes over turns that a process which is no longer alive left behind: those whose lease ended before `dead_before`.
/// Gives their number.
///
/// # Errors
/// [`Error::Internal`].
pub async fn recover(assistant: &Assistant, dead_before: Timestamp) -> Result<usize> {
    let cx = &assistant.cx;
    let (owner, until) = (assistant.instance.clone(), cx.clock.now().plus_ms(LEASE_MS));
    let claim = async move |tx: &Tx| {
        let mut claimed = Vec::new();
        for turn in rows::claim_abandoned(tx, &owner, dead_before, until, 1000).await? {
            let message = messages::find_message(tx, &turn.visitor_id, &turn.user_message_id).await?;
            claimed.push((turn, message));
        }
        Ok::<_, Error>(claimed)
    };
    let claimed = cx.db.write(claim).await?;
    let count = claimed.len();
    for (turn, message) in claimed {
        let (visitor_id, hints) = (turn.visitor_id.clone(), cx.feed.listen(&turn.visitor_id));
        start(assistant, turn, message.map(|m| words(&m.parts)).unwrap_or_default(), hints);
        // While nobody made it, it may have been asked to end.
        cx.feed.hint(&visitor_id);
    }
    Ok(count)
}

/// Says that this process is alive, if it has turns in hand.
///
/// # Errors
/// [`Error::Internal`].
pub async fn renew(assistant: &Assistant) -> Result<()> {
    let ids = assistant.live.ids();
    if ids.is_empty() {
        return Ok(());
    }
    let (owner, until) = (assistant.instance.clone(), assistant.cx.clock.now().plus_ms(LEASE_MS));
    let unwanted = assistant
        .cx
        .db
        .write(async move |tx| {
            rows::renew(tx, &owner, &ids, until).await?;
            rows::to_stop(tx, &owner, &ids).await
        })
        .await?;
    for live in unwanted.iter().filter_map(|id| assistant.live.get(id)) {
        live.stop().cancel();
    }
    Ok(())
}

/// Stops a visitor's turn, named by its answer's id or the id of the visitor's message: it ends with what was said so
/// far. Says whether it was still running. Another process that makes it hears of it at once, or within seconds.
///
/// # Errors
/// [`Error::NotFound`] when the visitor has no such turn.
pub async fn stop(assistant: &Assistant, visitor: &VisitorIdentity, message_id: &str) -> Result<bool> {
    let (who, id, now) = (visitor.visitor_id.clone(), message_id.to_owned(), assistant.cx.clock.now());
    let asked = async move |tx: &Tx| {
        let Some(turn) = rows::find(tx, &who, &id).await? else { return Ok(None) };
        let was_running = rows::ask_to_stop(tx, &who, &turn.id, now).await?;
        Ok::<_, Error>(Some((turn.id, was_running)))
    };
    let asked = assistant.cx.db.write(asked).await?;
    let (id, was_running) = asked.ok_or_else(|| unknown(message_id))?;
    match assistant.live.get(&id) {
        Some(live) => live.stop().cancel(),
        None if was_running => assistant.cx.changed(&visitor.visitor_id),
        None => {}
    }
    Ok(was_running)
}

fn unknown(message_id: &str) -> Error {
    Error::NotFound(format!("no turn belongs to the message {message_id}"))
}
