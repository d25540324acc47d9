//! A server comes up, stops in good order, and survives its own death.

use std::time::{Duration, Instant};

use parlour_tests::server::{Database, Options, Server};
use reqwest::Method;

use super::handing_over;

async fn lives_twice(database: Database) {
    let mut server = Server::start(Options { database, ..Options::default() }).await;
    assert_eq!(server.caller().get("/healthz").await.status, 200);
    let key = server.key().await;
    server.restart().await;
    server.kill9().await;
    server.restart().await;
    let answer = server.caller().with_key(&key).get("/api/v1/chat/config").await;
    assert_ne!(answer.status, 500, "{answer:?}");
    let keys = server.cli(&["key", "list", "--json"]).await.good().json();
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(1), "{keys}");
    assert!(!server.log().contains(&key));
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn what_was_made_is_there_after_stop_and_kill_on_sqlite() {
    lives_twice(Database::Sqlite).await;
}

#[tokio::test]
async fn what_was_made_is_there_after_stop_and_kill_on_postgres() {
    lives_twice(Database::Postgres).await;
}

#[tokio::test]
async fn wrong_usage_is_exit_code_two() {
    let server = Server::start(Options::default()).await;
    assert_eq!(server.cli(&["serve", "--no-such-flag"]).await.code, 2);
    assert_eq!(server.cli(&["serve", "--listen", "nowhere"]).await.code, 2);
    assert_eq!(server.cli(&["chatbot", "show", "nobody"]).await.code, 1);
}

#[tokio::test]
async fn who_waits_for_news_does_not_hold_up_a_stop() {
    let mut server = handing_over::start(Database::Sqlite).await;
    let key = server.key().await;
    let token = handing_over::sign_in(&server, &key, 1).await.remove(0);
    let visitor = server.caller().with_token(&token);
    let seen = visitor.get("/api/v1/chat/livechat/sync").await.expect(200);
    let cursor = seen["sync_cursor"].as_str().unwrap();
    let path = format!("/api/v1/chat/livechat/sync?wait_ms=20000&sync_cursor={cursor}");
    let waiting = tokio::spawn(visitor.request(Method::GET, &path).send());
    for _ in 0..20 {
        assert_eq!(server.caller().get("/healthz").await.status, 200, "the wait has begun meanwhile");
    }
    let began = Instant::now();
    assert!(server.stop().await.success());
    assert!(began.elapsed() < Duration::from_secs(8), "it waited for its end");
    let answer = waiting.await.unwrap().unwrap();
    assert_eq!(answer.status(), 200);
}
