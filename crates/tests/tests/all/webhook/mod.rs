//! Webhooks: what happens is told to a real receiver, on the fake clock.

mod commands;
mod delivering;
mod ending;
mod examples;
mod events;
mod listening;
mod retrying;
mod settings;
mod sharing;

use std::time::Duration;

use parlour_domain::Cx;
use parlour_domain::webhook::Courier;
use parlour_model::webhook::DeliveryStatus;
use parlour_model::{Environment, Timestamp};
use parlour_store::event::{self, Event};
use parlour_tests::house::{BOT, House};
use serde_json::{Value, json};

const CLOSED: &str = "livechat.session.closed";
const TYPING: &str = "livechat.customer.typing.started";
const MINUTE_MS: i64 = 60 * 1000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Tells the shop's events to `url` from now on; the secret.
async fn tell_to(house: &House, url: &str) -> String {
    tell_of(house, BOT, url).await
}

/// The same for any chatbot.
async fn tell_of(house: &House, chatbot_id: &str, url: &str) -> String {
    let path = format!("/api/v1/chat/webhook?chatbot_id={chatbot_id}");
    let call = house.call("PUT", &path).key(&house.key).json(&json!({"enabled": true, "url": url}));
    call.send().await.ok()["signing_secret"].as_str().unwrap().to_owned()
}

/// Who delivers the house's events, without patience.
fn courier(house: &House) -> Courier {
    Courier::new(house.cx.clone(), Duration::from_secs(20)).unwrap()
}

/// Who delivers for another process.
fn courier_of(cx: Cx) -> Courier {
    Courier::new(cx, Duration::from_secs(20)).unwrap()
}

/// An event of the shop, about to be told.
fn happening(house: &House, id: &str, kind: &str, session: Option<&str>) -> Event {
    let now: Timestamp = house.cx.clock.now();
    Event {
        id: id.into(),
        chatbot_id: BOT.into(),
        environment: Environment::Live,
        visitor_key: "ada".into(),
        kind: kind.into(),
        payload: json!({"livechat_session": {"livechat_session_id": session, "token": "old"}, "language": "english"}),
        created_at: now,
        expires_at: now.plus_ms(30 * DAY_MS),
        livechat_session_id: session.map(str::to_owned),
        status: Some(DeliveryStatus::Pending),
    }
}

/// Records an event, as a command would.
async fn record(house: &House, event: Event) {
    house.db().write(async move |tx| event::insert(tx, &event).await).await.unwrap();
}

/// Records an event of no session that is to be told.
async fn happens(house: &House, id: &str) {
    record(house, happening(house, id, CLOSED, None)).await;
}

/// What the owner is told of an event.
async fn seen(house: &House, id: &str) -> Value {
    house.call("GET", &format!("/api/v1/chat/events/{id}")).key(&house.key).send().await.ok()
}

/// The attempts of an event.
async fn attempts(house: &House, id: &str) -> Vec<Value> {
    let path = format!("/api/v1/chat/events/{id}/attempts");
    let answer = house.call("GET", &path).key(&house.key).send().await.ok();
    answer["attempts"].as_array().unwrap().clone()
}

/// The `statuses` of all events, by id.
async fn statuses(house: &House) -> Vec<String> {
    house.texts("SELECT id || ' ' || COALESCE(status, '-') AS t FROM event ORDER BY id").await
}
