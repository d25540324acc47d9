//! The command line and a running server: events are told without anyone asking, shown and replayed.

use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use parlour_tests::receiver::Receiver;
use parlour_tests::server::{Database, Options, Server};
use serde_json::{Value, json};

on_both!(a_running_server_tells_by_itself_and_commands_show_and_replay,);

async fn forget_someone(server: &Server, key: &str) {
    let signed =
        server.caller().with_key(key).post("/api/v1/chat/auth", &json!({"chatbot_id": "shop"})).await;
    let token = signed.expect(200)["token"].as_str().unwrap().to_owned();
    let forgotten = server.caller().with_token(&token).delete("/api/v1/chat").await;
    assert_eq!(forgotten.status, 204);
}

async fn a_running_server_tells_by_itself_and_commands_show_and_replay(db: TestDb) {
    let database = if db.db.engine() == "sqlite" { Database::Sqlite } else { Database::Postgres };
    let env = vec![("PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP".to_owned(), "true".to_owned())];
    let server = Server::start(Options { database, env, ..Options::default() }).await;
    server.cli(&["chatbot", "create", "shop"]).await.good();
    let key = server.key().await;
    let receiver = Receiver::willing().await;
    let backend = server.caller().with_key(&key);
    let put = json!({"enabled": true, "url": receiver.url});
    let secret = backend.put("/api/v1/chat/webhook", &put).await.expect(200);
    let secret = secret["signing_secret"].as_str().unwrap().to_owned();
    forget_someone(&server, &key).await;
    let came = receiver.until(1).await;
    assert!(came[0].is_signed_with(&secret));
    let id = came[0].event_id();
    let listed = server.cli(&["events", "list", "--json"]).await.good().json();
    assert_eq!(listed["events"][0]["event_id"], id);
    server.cli(&["events", "replay", &id]).await.good();
    // Another process asked for it: the server looks by itself, too.
    let came = receiver.until(2).await;
    assert_eq!((came[1].event_id(), came[1].header("x-di-attempt")), (id.clone(), "2"));
    let shown = server.cli(&["events", "show", &id, "--json"]).await.good().json();
    assert_eq!(shown["payload"]["type"], "visitor.data.deleted");
    assert_eq!(server.cli(&["events", "show", "evt_unknown"]).await.code, 1);
    let misspelt = server.cli(&["events", "list", "--type", "livechat.closed"]).await;
    assert_eq!(misspelt.code, 2);
    assert!(
        misspelt.stderr.contains("type: no event is called so; expected any of livechat.handover.requested")
    );
    assert_eq!(server.cli(&["events", "list", "--chatbot", "nobody"]).await.code, 1);
    let findings = server.cli(&["doctor", "--json"]).await.json();
    let of_webhook = |of: &&Value| of["check"] == "webhook";
    let finding = findings["findings"].as_array().unwrap().iter().find(of_webhook).unwrap().clone();
    assert_eq!(finding["verdict"], "good", "{finding}");
    assert!(!server.log().contains(&secret));
}
