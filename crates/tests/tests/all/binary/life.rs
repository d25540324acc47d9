//! A server comes up, stops in good order, and survives its own death.

use parlour_tests::server::{Database, Options, Server};

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
