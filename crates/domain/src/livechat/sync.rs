//! A visitor's client waits for news: it is answered when something changed, or when it has waited long enough.
//!
//! Contract: Diverge reference 6.4 (GET sync).

use std::time::Duration;

use parlour_model::livechat::{LivechatMessages, LivechatState, Phase};
use parlour_store::Tx;
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::livechat::{self as rows, Session};
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, sleep_until};

use super::quiet::{end_writing, has_run_out};
use super::{PAGE, page, state_of};
use crate::access::VisitorIdentity;
use crate::cx::hex;
use crate::feed::queue;
use crate::{Cx, Error, Result};

/// The longest wait, in milliseconds.
const MAX_WAIT_MS: i64 = 20_000;

/// What a client has seen, and how long it waits for more.
#[derive(Debug, Clone, Default)]
pub struct Sync {
    /// The number of the last message it has; with it, a newer one is news.
    pub after: Option<i64>,
    /// The `sync_cursor` of the answer it had last.
    pub cursor: Option<String>,
    /// How long to wait for news, in milliseconds.
    pub wait_ms: Option<i64>,
}

/// What there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Synced {
    /// The state of the visitor's newest session.
    pub state: LivechatState,
    /// Its messages behind the one that the client has.
    pub page: LivechatMessages,
    /// Names the state, for the next call.
    pub cursor: String,
}

/// The state and the messages, at once when they are news to the client, else when they are, the wait is over, or the
/// server stops.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that no answer gave, or a wait without a cursor or above 20 s.
pub async fn sync(cx: &Cx, visitor: &VisitorIdentity, wish: Sync) -> Result<Synced> {
    check(&wish)?;
    let end = Instant::now() + Duration::from_millis(wish.wait_ms.unwrap_or(0).unsigned_abs());
    let mut listener = cx.feed.listen(&visitor.visitor_id);
    let mut queue = cx.feed.listen(&queue(&visitor.chatbot_id));
    loop {
        let look = look(cx, visitor, wish.after.unwrap_or(0)).await?;
        let has_new_messages = wish.after.is_some() && !look.found.is_empty();
        let is_news = has_new_messages || wish.cursor.as_ref() != Some(&look.cursor);
        if is_news || Instant::now() >= end || cx.feed.is_closing() {
            let page = page(cx, look.found)?;
            return Ok(Synced { state: look.state, page, cursor: look.cursor });
        }
        // Writing that is not renewed ends without anyone's doing.
        let typing_left = look.typing_ends_in_ms.map(|ms| Instant::now() + Duration::from_millis(ms));
        let wake = typing_left.map_or(end, |at| at.min(end));
        tokio::select! {
            () = listener.hinted() => {}
            () = queue.hinted(), if look.state.status == Phase::Waiting => {}
            () = sleep_until(wake) => {}
            () = cx.feed.closing() => {}
        }
    }
}

fn check(wish: &Sync) -> Result<()> {
    let is_ours = |cursor: &String| {
        cursor.len() == 64 && cursor.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    if !wish.cursor.as_ref().is_none_or(is_ours) {
        return Err(Error::invalid("sync_cursor", "expected a sync_cursor that an earlier answer gave"));
    }
    match wish.wait_ms {
        Some(ms) if !(0..=MAX_WAIT_MS).contains(&ms) => {
            Err(Error::invalid("wait_ms", "expected a number from 0 to 20000"))
        }
        Some(_) if wish.cursor.is_none() => {
            Err(Error::invalid("wait_ms", "waiting takes a sync_cursor; leave wait_ms out the first time"))
        }
        _ => Ok(()),
    }
}

struct Look {
    state: LivechatState,
    found: Vec<StoredMessage>,
    cursor: String,
    typing_ends_in_ms: Option<u64>,
    session: Option<Session>,
}

/// What there is. An agent's writing that was not renewed has ended in it, under a version of its own.
async fn look(cx: &Cx, visitor: &VisitorIdentity, after: i64) -> Result<Look> {
    let mut look = look_once(cx, visitor, after).await?;
    if let Some(session) = look.session.take_if(|session| has_run_out(session, cx.clock.now())) {
        end_writing(cx, session).await?;
        look = look_once(cx, visitor, after).await?;
    }
    Ok(look)
}

async fn look_once(cx: &Cx, visitor: &VisitorIdentity, after: i64) -> Result<Look> {
    let (here, who) = (cx.clone(), visitor.clone());
    let read = async move |tx: &Tx| {
        let Some(session) = rows::newest(tx, &who.visitor_id).await? else {
            return Ok((LivechatState::inactive(who.environment), vec![], None));
        };
        let id = &who.visitor_id;
        let found = messages::list_livechat_messages(tx, id, &session.id, after, PAGE + 1).await?;
        Ok::<_, Error>((state_of(&here, tx, &session).await?, found, Some(session)))
    };
    let (state, found, session) = cx.db.read(read).await?;
    let seen = serde_json::to_vec(&state).map_err(Error::internal)?;
    let left = session.as_ref().map(|session| session.agent_typing_until.ms() - cx.clock.now().ms());
    let typing_ends_in_ms = left.and_then(|ms| u64::try_from(ms).ok()).filter(|ms| *ms > 0);
    Ok(Look { state, found, cursor: hex(&Sha256::digest(&seen)), typing_ends_in_ms, session })
}
