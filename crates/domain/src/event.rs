//! The journal. A command writes its event in the transaction of its change; whoever delivers it reads it there.

use parlour_model::id::prefix;
use parlour_model::{Environment, Timestamp};
use parlour_store::{Tx, event};
use serde_json::Value as Json;

use crate::{Cx, Result};

/// How long an event can be read and delivered, in milliseconds: 30 days.
///
/// Contract: Diverge reference 7.4 (life).
pub const LIFE_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// An event about to be written.
#[derive(Debug)]
pub(crate) struct NewEvent<'a> {
    pub(crate) chatbot_id: &'a str,
    pub(crate) environment: Environment,
    pub(crate) visitor_key: &'a str,
    pub(crate) kind: &'static str,
    pub(crate) payload: Json,
    pub(crate) at: Timestamp,
}

/// Writes an event as part of the transaction that makes it true.
pub(crate) async fn record(cx: &Cx, tx: &Tx, new: NewEvent<'_>) -> Result<()> {
    let event = event::Event {
        id: cx.ids.next(prefix::EVENT),
        chatbot_id: new.chatbot_id.to_owned(),
        environment: new.environment,
        visitor_key: new.visitor_key.to_owned(),
        kind: new.kind.to_owned(),
        payload: new.payload,
        created_at: new.at,
        expires_at: new.at.plus_ms(LIFE_MS),
    };
    Ok(event::insert(tx, &event).await?)
}
