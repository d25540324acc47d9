//! Everything that was said in the conversation of a session, as whoever sees to it reads it.
//!
//! Contract: Diverge reference 6.8 (GET context: full transcript, oldest first, fresh URLs).

use parlour_model::Message;
use parlour_store::Tx;
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::livechat::{self as sessions, Session};

use crate::conversation;
use crate::{Cx, Result};

/// What was said, oldest first. Of a session that is over, what was said up to its end: who saw to it sees nothing of what
/// its visitor says to others later.
pub(super) async fn read(tx: &Tx, session: &Session) -> Result<Vec<StoredMessage>> {
    let end = session.closed_at.map(|end| (end.plus_ms(1), ""));
    let mut said = messages::list_messages(tx, &session.visitor_id, end, i64::MAX).await?;
    if end.is_some() {
        // A later session may begin in the millisecond of this one's end.
        let all = sessions::list_of_visitor(tx, &session.visitor_id).await?;
        let later: Vec<String> =
            all.into_iter().rev().map(|other| other.id).take_while(|id| *id != session.id).collect();
        said.retain(|message| {
            !message.livechat.as_ref().is_some_and(|place| later.contains(&place.session_id))
        });
    }
    said.reverse();
    Ok(said)
}

/// The same as clients see it, its files with fresh addresses.
pub(super) fn show(cx: &Cx, said: Vec<StoredMessage>) -> Result<Vec<Message>> {
    said.into_iter().map(|stored| conversation::show_signed(cx, stored)).collect()
}
