//! The server is killed in the middle of a thousand sends: what it acknowledged is there when it comes back.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::StreamExt as _;
use parlour_tests::caller::{Caller, events};
use parlour_tests::server::{Database, Options, Server};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::Notify;

const SENDS: usize = 1000;
/// The server dies when this many sends were acknowledged and the rest are under way.
const DEADLY: usize = 300;
const MESSAGES: &str = "/api/v1/chat/messages";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_amid_a_thousand_sends_loses_none_that_was_acknowledged_on_sqlite() {
    let mut server = start(Database::Sqlite).await;
    let (visitors, acknowledged) = send_and_kill(&mut server).await;
    server.restart().await;
    check_messages(&server, &visitors, &acknowledged).await;
    check_answers(&server, &visitors, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_amid_a_thousand_sends_loses_none_that_was_acknowledged_on_postgres() {
    let mut server = start(Database::Postgres).await;
    let (visitors, acknowledged) = send_and_kill(&mut server).await;
    server.restart().await;
    check_messages(&server, &visitors, &acknowledged).await;
}

async fn start(database: Database) -> Server {
    let env = vec![("PARLOUR_RATE_LIMITS".to_owned(), "off".to_owned())];
    let server = Server::start(Options { database, env, ..Options::default() }).await;
    server.cli(&["chatbot", "create", "shop"]).await.good();
    server
}

/// Sends `SENDS` messages at once, each by a visitor of its own, and kills the server in the middle. Gives the visitors'
/// tokens, and for each acknowledged send (by visitor) the id of its message.
async fn send_and_kill(server: &mut Server) -> (Vec<String>, HashMap<usize, String>) {
    let backend = server.caller().with_key(&server.key().await);
    let signing_in = (0..SENDS).map(|_| {
        let backend = backend.clone();
        async move {
            let answer =
                backend.post("/api/v1/chat/auth", &json!({ "chatbot_id": "shop" })).await.expect(200);
            answer["token"].as_str().unwrap().to_owned()
        }
    });
    let visitors: Vec<String> = futures::stream::iter(signing_in).buffered(32).collect().await;
    let (count, enough) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let sends: Vec<_> = visitors
        .iter()
        .map(|token| {
            let caller = server.caller().with_token(token);
            let (count, enough) = (count.clone(), enough.clone());
            tokio::spawn(async move {
                let acknowledged = acknowledgement(&caller).await;
                if acknowledged.is_some() && count.fetch_add(1, Ordering::SeqCst) + 1 == DEADLY {
                    enough.notify_one();
                }
                acknowledged
            })
        })
        .collect();
    enough.notified().await;
    server.kill9().await;
    let mut acknowledged = HashMap::new();
    for (visitor, send) in sends.into_iter().enumerate() {
        if let Some(message_id) = send.await.unwrap() {
            acknowledged.insert(visitor, message_id);
        }
    }
    assert!(acknowledged.len() >= DEADLY, "{} acknowledged", acknowledged.len());
    (visitors, acknowledged)
}

/// Sends one message; the id that the server gave it, once it did. `None` when the server died before.
async fn acknowledgement(caller: &Caller) -> Option<String> {
    let body = json!({ "client_message_id": "once", "message": { "parts": [{ "type": "text", "text": "Hello?" }] } });
    let answer = caller.request(Method::POST, MESSAGES).json(&body).send().await.ok()?;
    let (mut bytes, mut text) = (answer.bytes_stream(), String::new());
    while let Some(Ok(piece)) = bytes.next().await {
        text.push_str(&String::from_utf8_lossy(&piece));
        if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data: "))
            && let Ok(first) = serde_json::from_str::<Value>(data)
        {
            return first["user_message_id"].as_str().map(str::to_owned);
        }
    }
    None
}

/// Every acknowledged message is there once, and no visitor has a message twice.
async fn check_messages(server: &Server, visitors: &[String], acknowledged: &HashMap<usize, String>) {
    let histories = visitors.iter().map(|token| {
        let caller = server.caller().with_token(token);
        async move { caller.get(MESSAGES).await.expect(200) }
    });
    let histories: Vec<Value> = futures::stream::iter(histories).buffered(16).collect().await;
    for (visitor, history) in histories.iter().enumerate() {
        let messages = history["messages"].as_array().unwrap();
        let sent: Vec<&str> = messages
            .iter()
            .filter(|m| m["role"] == "user")
            .map(|m| m["message_id"].as_str().unwrap())
            .collect();
        match acknowledged.get(&visitor) {
            Some(id) => assert_eq!(sent, [id.as_str()], "visitor {visitor}"),
            None => assert!(sent.len() <= 1, "visitor {visitor}: {sent:?}"),
        }
    }
}

/// Every acknowledged message is answered in the end, by turns that the new process took up.
async fn check_answers(server: &Server, visitors: &[String], acknowledged: &HashMap<usize, String>) {
    let endings = acknowledged.iter().map(|(visitor, message_id)| {
        let caller = server.caller().with_token(&visitors[*visitor]);
        let path = format!("{MESSAGES}/{message_id}/stream");
        async move { events(caller.request(Method::GET, &path)).await.rest().await }
    });
    let endings: Vec<_> = futures::stream::iter(endings).buffer_unordered(16).collect().await;
    assert!(!endings.is_empty());
    for frames in endings {
        assert_eq!(frames.last().map(|frame| frame.event.as_str()), Some("done"), "{frames:?}");
        assert_eq!(frames.iter().filter(|frame| frame.event == "done").count(), 1);
    }
}
