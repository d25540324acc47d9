//! What time ends: sessions in which nothing happens any more, and writing that is not renewed.
//!
//! Contract: Diverge reference 6.2 (`closed_by: "system"`) and 6.4 (typing).

use parlour_model::Timestamp;
use parlour_model::config::AutoClose;
use parlour_model::livechat::{Action, Actor, ClosedBy, Outcome, Phase, step};
use parlour_store::Tx;
use parlour_store::livechat::{self as rows, Session};
use parlour_store::visitor;

use super::customer::note_typing;
use super::ending::{Ending, end};
use super::{Typing, keep, visitor_key};
use crate::{Cx, Error, Result, chatbot};

/// How many sessions are seen to in one round.
const ROUND: i64 = 200;

/// Closes the sessions in which nothing has happened for as many minutes as their chatbot's owner set; gives their
/// number. Who chats with the assistant while they wait is no less there.
///
/// # Errors
/// [`Error::Internal`].
pub async fn close_idle(cx: &Cx) -> Result<usize> {
    let mut count = 0;
    for chatbot in chatbot::list(cx).await? {
        let AutoClose { waiting, active } = chatbot.settings.livechat.auto_close_minutes;
        for (phase, minutes) in [(Phase::Waiting, waiting), (Phase::Active, active)] {
            let before = cx.clock.now().plus_ms(-60_000 * minutes);
            let id = chatbot.id.clone();
            let idle =
                cx.db.read(async move |tx| rows::list_idle(tx, &id, phase, before, ROUND).await).await?;
            for session in idle {
                let (here, id) = (cx.clone(), session.visitor_id.clone());
                if cx.db.write(async move |tx| close_if_idle(&here, tx, &session, before).await).await? {
                    cx.changed(&id);
                    cx.queue_moved(&chatbot.id);
                    count += 1;
                }
            }
        }
    }
    Ok(count)
}

async fn close_if_idle(cx: &Cx, tx: &Tx, seen: &Session, before: Timestamp) -> Result<bool> {
    let Some(session) = locked(tx, seen).await? else { return Ok(false) };
    if session.updated_at > before
        || session.status != seen.status
        || rows::has_done_since(tx, &session.visitor_id, before).await?
        || step(session.status, None, Actor::System, Action::Close) != Ok(Outcome::End)
    {
        return Ok(false);
    }
    let key = visitor_key(tx, &session).await?;
    let ending = Ending { by: ClosedBy::System, agent_id: None, reason: None };
    end(cx, tx, session, &key, ending).await?;
    Ok(true)
}

/// The session as it is now, which nobody else changes until the end of the transaction; `None` when it is gone.
pub(super) async fn locked(tx: &Tx, seen: &Session) -> Result<Option<Session>> {
    if !visitor::lock(tx, &seen.chatbot_id, &seen.visitor_id).await? {
        return Ok(None);
    }
    Ok(rows::find(tx, &seen.chatbot_id, &seen.id).await?)
}

/// Ends the writing of those who have not renewed it; gives the number of sessions it changed.
///
/// # Errors
/// [`Error::Internal`].
pub async fn expire_typing(cx: &Cx) -> Result<usize> {
    let now = cx.clock.now();
    let ended = cx.db.read(async move |tx| rows::list_typing_ended(tx, now, ROUND).await).await?;
    let mut count = 0;
    for session in ended {
        let (here, id) = (cx.clone(), session.visitor_id.clone());
        if cx.db.write(async move |tx| expire(&here, tx, &session, now).await).await? {
            cx.changed(&id);
            count += 1;
        }
    }
    Ok(count)
}

/// Ends the agent's writing in `seen` when it was not renewed, as the house does once a second: who reads a state in which
/// it has ended finds it under a version of its own.
pub(super) async fn end_writing(cx: &Cx, seen: Session) -> Result<()> {
    let (here, id) = (cx.clone(), seen.visitor_id.clone());
    let now = cx.clock.now();
    if cx.db.write(async move |tx| expire(&here, tx, &seen, now).await).await? {
        cx.changed(&id);
    }
    Ok(())
}

/// Whether the agent's writing in a session was not renewed, but has not been ended yet.
pub(super) fn has_run_out(session: &Session, now: Timestamp) -> bool {
    session.agent_typing_until > Timestamp(0) && session.agent_typing_until <= now
}

async fn expire(cx: &Cx, tx: &Tx, seen: &Session, now: Timestamp) -> Result<bool> {
    let Some(mut session) = locked(tx, seen).await? else { return Ok(false) };
    let customers = session.customer_typing_until > Timestamp(0) && session.customer_typing_until <= now;
    let agents = has_run_out(&session, now);
    if agents {
        let quiet = Session { agent_typing_until: Timestamp(0), updated_at: now, ..session };
        session = keep(tx, quiet).await?;
    }
    if customers {
        let key = visitor_key(tx, &session).await?;
        note_typing(cx, tx, &session, &key, Typing::Ends).await?;
    }
    Ok::<_, Error>(agents || customers)
}
