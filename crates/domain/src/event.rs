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
/// must be enabled, and the event required or asked for. Once the transaction is through, [`Cx::changed`] tells who
/// delivers.
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parlour_model::config::Settings;
    use parlour_model::webhook::Circuit;
    use parlour_model::{FakeClock, Ids};
    use parlour_store::chatbot::Chatbot;
    use parlour_store::webhook::Webhook;
    use parlour_store::{Db, access};
    use serde_json::json;

    use super::*;

    async fn statuses(enabled: bool, chosen: &[&str]) -> Vec<Option<DeliveryStatus>> {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(folder.path()).await.unwrap();
        let (clock, files) = (FakeClock::at(Timestamp(5)), Arc::new(object_store::memory::InMemory::new()));
        let cx = Cx::new(db, clock.clock(), Ids::seeded(1), files, "http://localhost").await.unwrap();
        let shop = Chatbot {
            id: "shop".into(),
            account_id: "acct_1".into(),
            public_id: "p".into(),
            sdk_key: "k".into(),
            name: "Shop".into(),
            settings: Settings::default(),
            enabled: true,
            knowledge_version: 0,
            created_at: Timestamp(5),
        };
        let webhook = Webhook {
            chatbot_id: "shop".into(),
            environment: Environment::Live,
            enabled,
            url: None,
            secret: None,
            events: chosen.iter().map(|kind| (*kind).to_owned()).collect(),
            circuit: Circuit::default(),
            updated_at: Timestamp(5),
        };
        let here = cx.clone();
        let recorded = cx.db.write(async move |tx| {
            access::insert_account(tx, "acct_1", "owner", Timestamp(5)).await?;
            parlour_store::chatbot::insert(tx, &shop).await?;
            webhook::upsert(tx, &webhook).await?;
            for kind in ["livechat.session.closed", "livechat.feedback.submitted"] {
                let new = NewEvent {
                    chatbot_id: "shop",
                    environment: Environment::Live,
                    visitor_key: "ada",
                    livechat_session_id: None,
                    kind,
                    payload: json!({}),
                    at: Timestamp(5),
                };
                record(&here, tx, new).await?;
            }
            let all = event::list_of_visitor(tx, "shop", Environment::Live, "ada", Timestamp(5)).await?;
            Ok::<_, crate::Error>(all.into_iter().map(|event| event.status).collect())
        });
        recorded.await.unwrap()
    }

    #[tokio::test]
    async fn required_events_are_told_and_others_when_they_are_asked_for() {
        let pending = Some(DeliveryStatus::Pending);
        assert_eq!(statuses(true, &[]).await, [pending, None]);
        assert_eq!(statuses(true, &["livechat.feedback.submitted"]).await, [pending, pending]);
        assert_eq!(statuses(false, &["livechat.feedback.submitted"]).await, [None, None]);
    }
}
