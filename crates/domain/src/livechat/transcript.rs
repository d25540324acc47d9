//! Everything that was said in the conversation of a session, as whoever sees to it reads it.
//!
//! Contract: Diverge reference 6.8 (GET context: full transcript, oldest first, fresh URLs).

use parlour_model::Message;
use parlour_store::Tx;
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::livechat::Session;

use crate::conversation;
use crate::{Cx, Result};

/// What was said, oldest first.
pub(super) async fn read(tx: &Tx, session: &Session) -> Result<Vec<StoredMessage>> {
    let mut said = messages::list_messages(tx, &session.visitor_id, None, i64::MAX).await?;
    said.reverse();
    Ok(said)
}

/// The same as clients see it, its files with fresh addresses.
pub(super) fn show(cx: &Cx, said: Vec<StoredMessage>) -> Result<Vec<Message>> {
    said.into_iter().map(|stored| conversation::show_signed(cx, stored)).collect()
}
