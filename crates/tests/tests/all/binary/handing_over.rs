//! The server is killed in the middle of five hundred handovers, told to a receiver that is unreliable: what it
//! acknowledged is there when it comes back, and every event is told, under one id.
//!
//! Contract: Diverge reference 7.4 (persisted before delivery).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt as _;
use parlour_tests::caller::Caller;
use parlour_tests::receiver::{Received, Receiver, Reply};
use parlour_tests::server::{Database, Options, Server};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::Notify;

const HANDOVERS: usize = 500;
/// The server dies when this many handovers were acknowledged and the rest are under way.
const DEADLY: usize = 150;
/// A claim of a process that is gone ends after half a minute, an address that failed is left alone as long, and what
/// failed is told again after ten seconds.
const PATIENCE: Duration = Duration::from_secs(240);
const HANDOVER: &str = "/api/v1/chat/livechat/handover";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_amid_five_hundred_handovers_loses_and_doubles_nothing_on_sqlite() {
    a_kill_loses_and_doubles_nothing(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_amid_five_hundred_handovers_loses_and_doubles_nothing_on_postgres() {
    a_kill_loses_and_doubles_nothing(Database::Postgres).await;
}

async fn a_kill_loses_and_doubles_nothing(database: Database) {
    let receiver = Receiver::start(|told, _| unreliable(told)).await;
    let mut server = start(database).await;
    let key = server.key().await;
    let secret = furnish(&server, &key, &receiver.url).await;
    let visitors = sign_in(&server, &key, HANDOVERS).await;
    let acknowledged = hand_over_and_kill(&mut server, &visitors).await;
    let told_before = receiver.received().len();
    server.restart().await;
    for (visitor, session) in &acknowledged {
        let state = server.caller().with_token(&visitors[*visitor]).get("/api/v1/chat/livechat/state").await;
        let state = state.expect(200);
        assert_eq!((&state["livechat_session_id"], &state["status"]), (&json!(session), &json!("waiting")));
    }
    let stored: BTreeMap<String, String> = stored(&server, &key).await;
    for session in acknowledged.values() {
        assert!(stored.values().any(|of| of == session), "{session} was acknowledged, and has no event");
    }
    let sessions: BTreeSet<&String> = stored.values().collect();
    assert_eq!(sessions.len(), stored.len(), "a session has two events");
    let all: BTreeSet<String> = stored.keys().cloned().collect();
    let came = receiver.until_enough(PATIENCE, |came| taken(came) == all).await;
    assert!(came.len() > told_before, "nothing was left to tell after the kill");
    let mut id_of: HashMap<String, String> = HashMap::new();
    for told in &came {
        assert!(told.is_signed_with(&secret));
        let session = told.json()["livechat_session"]["livechat_session_id"].as_str().unwrap().to_owned();
        let first = id_of.entry(session.clone()).or_insert_with(|| told.event_id());
        assert_eq!(*first, told.event_id(), "{session} was told under two ids");
    }
    let attempts: BTreeSet<(String, &str)> =
        came.iter().map(|told| (told.event_id(), told.header("x-di-attempt"))).collect();
    assert_eq!(attempts.len(), came.len(), "an attempt has a number of its own");
    assert!(server.stop().await.success());
}

/// Refuses, breaks off or waits at the first attempt of some events.
fn unreliable(told: &Received) -> Reply {
    let chance = told.event_id().bytes().map(usize::from).sum::<usize>() % 16;
    match (told.header("x-di-attempt"), chance) {
        ("1", 0) => Reply::Status(500),
        ("1", 1) => Reply::HangUp,
        ("1", 2..6) => Reply::Late(200, Duration::from_millis(200)),
        _ => Reply::Status(200),
    }
}

/// The events that were taken: all but those that were refused each time.
fn taken(came: &[Received]) -> BTreeSet<String> {
    let is_taken = |told: &&Received| matches!(unreliable(told), Reply::Status(200) | Reply::Late(..));
    came.iter().filter(is_taken).map(Received::event_id).collect()
}

pub(super) async fn start(database: Database) -> Server {
    let env = ["PARLOUR_RATE_LIMITS=off", "PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP=true"];
    let env = env.iter().filter_map(|of| of.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned()));
    let server = Server::start(Options { database, env: env.collect(), ..Options::default() }).await;
    server.cli(&["chatbot", "create", "shop"]).await.good();
    server
}

/// Turns livechat on and tells its events to `url`; the secret.
pub(super) async fn furnish(server: &Server, key: &str, url: &str) -> String {
    let backend = server.caller().with_key(key);
    let on = backend.put("/api/v1/chat/livechat/settings", &json!({"enabled": true})).await.expect(200);
    assert_eq!(on["enabled"], true);
    let put = json!({"enabled": true, "url": url});
    let put = backend.put("/api/v1/chat/webhook", &put).await.expect(200);
    put["signing_secret"].as_str().unwrap().to_owned()
}

/// The tokens of new visitors.
pub(super) async fn sign_in(server: &Server, key: &str, count: usize) -> Vec<String> {
    let backend = server.caller().with_key(key);
    let signing_in = (0..count).map(|_| {
        let backend = backend.clone();
        async move {
            let answer =
                backend.post("/api/v1/chat/auth", &json!({ "chatbot_id": "shop" })).await.expect(200);
            answer["token"].as_str().unwrap().to_owned()
        }
    });
    futures::stream::iter(signing_in).buffered(32).collect().await
}

/// Asks for a person; the session, once the server has answered. Nothing when it died before.
pub(super) async fn hand_over(caller: &Caller) -> Option<String> {
    let wish = json!({"platform": "website", "source": "manual_button"});
    let answer = caller.request(Method::POST, HANDOVER).json(&wish).send().await.ok()?;
    if answer.status() != 200 {
        return None;
    }
    let session: Value = answer.json().await.ok()?;
    session["livechat_session_id"].as_str().map(str::to_owned)
}

/// Has all visitors ask for a person at once, and kills the server in the middle. The acknowledged sessions, by visitor.
async fn hand_over_and_kill(server: &mut Server, visitors: &[String]) -> HashMap<usize, String> {
    let (count, enough) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let asking: Vec<_> = visitors
        .iter()
        .map(|token| {
            let caller = server.caller().with_token(token);
            let (count, enough) = (count.clone(), enough.clone());
            tokio::spawn(async move {
                let session = hand_over(&caller).await;
                if session.is_some() && count.fetch_add(1, Ordering::SeqCst) + 1 == DEADLY {
                    enough.notify_one();
                }
                session
            })
        })
        .collect();
    enough.notified().await;
    server.kill9().await;
    let mut acknowledged = HashMap::new();
    for (visitor, asked) in asking.into_iter().enumerate() {
        if let Some(session) = asked.await.unwrap() {
            acknowledged.insert(visitor, session);
        }
    }
    assert!(acknowledged.len() >= DEADLY, "{} acknowledged", acknowledged.len());
    assert!(acknowledged.len() < HANDOVERS, "the server died too late");
    acknowledged
}

/// The stored events and the livechat sessions that they are of.
pub(super) async fn stored(server: &Server, key: &str) -> BTreeMap<String, String> {
    let backend = server.caller().with_key(key);
    let (mut events, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let page = backend.get(&format!("/api/v1/chat/events?limit=100{cursor}")).await.expect(200);
        for event in page["events"].as_array().unwrap() {
            let id = event["event_id"].as_str().unwrap();
            let shown = backend.get(&format!("/api/v1/chat/events/{id}")).await.expect(200);
            let session = &shown["payload"]["livechat_session"]["livechat_session_id"];
            events.insert(id.to_owned(), session.as_str().unwrap().to_owned());
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return events,
        }
    }
}
