//! The journal. A command writes its event in the transaction of its change; whoever delivers it reads it there.

use parlour_model::id::prefix;
use parlour_model::webhook::{DeliveryStatus, effective};
use parlour_model::{Environment, Timestamp};
use parlour_store::{Tx, event, webhook};
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
    /// The livechat session it belongs to, whose events are told in their order.
    pub(crate) livechat_session_id: Option<&'a str>,
    pub(crate) kind: &'static str,
    pub(crate) payload: Json,
    pub(crate) at: Timestamp,
}

/// Writes an event as part of the transaction that makes it true. Whether anyone is to be told is decided here: delivery
/// must be enabled, and the event required or asked for. Once the transaction is through,
/// [`Cx::changed`] tells who delivers.
///
/// Contract: Diverge reference 7.2 and 7.4 (persisted before delivery).
pub(crate) async fn record(cx: &Cx, tx: &Tx, new: NewEvent<'_>) -> Result<()> {
    let told = webhook::find(tx, new.chatbot_id, new.environment).await?.is_some_and(|webhook| {
        webhook.enabled && effective(&webhook.events).iter().any(|kind| kind == new.kind)
    });
    let event = event::Event {
        id: cx.ids.next(prefix::EVENT),
        chatbot_id: new.chatbot_id.to_owned(),
        environment: new.environment,
        visitor_key: new.visitor_key.to_owned(),
        kind: new.kind.to_owned(),
        payload: new.payload,
        created_at: new.at,
        expires_at: new.at.plus_ms(LIFE_MS),
        livechat_session_id: new.livechat_session_id.map(str::to_owned),
        status: told.then_some(DeliveryStatus::Pending),
    };
    Ok(event::insert(tx, &event).await?)
}
