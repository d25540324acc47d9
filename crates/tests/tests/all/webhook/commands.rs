//! The command line and a running server: events are told without anyone asking, shown, replayed and copied.

use parlour_domain::webhook::Listener;
use parlour_model::Environment;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use parlour_tests::receiver::Receiver;
use parlour_tests::server::{Database, Options, Server};
use serde_json::{Value, json};

use super::{CLOSED, happening, happens, record, statuses};

on_both!(
    a_running_server_tells_by_itself_and_commands_show_and_replay,
    new_events_are_copied_to_a_developer_and_stay_to_be_told,
    copies_go_to_this_machine_only,
);

async fn new_events_are_copied_to_a_developer_and_stay_to_be_told(db: TestDb) {
    let house = House::start(db).await;
    let receiver = Receiver::willing().await;
    happens(&house, "evt_before").await;
    house.clock.advance_ms(1000);
    let listener = Listener::new(house.cx.clone(), BOT, Environment::Live, &receiver.url, "whsec_x".into());
    let mut listener = listener.await.unwrap();
    assert_eq!(listener.secret(), "whsec_x");
    assert_eq!(listener.forward_new().await.unwrap(), []);
    let mut untold = happening(&house, "evt_untold", CLOSED, None);
    untold.status = None;
    record(&house, untold).await;
    happens(&house, "evt_wanted").await;
    let copied = listener.forward_new().await.unwrap();
    assert_eq!(copied.iter().map(|of| of.status_code).collect::<Vec<_>>(), [Some(200), Some(200)]);
    assert_eq!(listener.forward_new().await.unwrap(), [], "once");
    assert_eq!(receiver.told(), ["evt_untold", "evt_wanted"]);
    assert!(receiver.received()[0].is_signed_with("whsec_x"));
    assert_eq!(statuses(&house).await, ["evt_before pending", "evt_untold -", "evt_wanted pending"]);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM event WHERE attempt_count > 0").await, 0);
}

async fn copies_go_to_this_machine_only(db: TestDb) {
    let house = House::start(db).await;
    for target in ["http://example.com/", "https://127.0.0.1/", "http://10.0.0.1/", "127.0.0.1:80"] {
        let refused = Listener::new(house.cx.clone(), BOT, Environment::Live, target, "whsec_x".into()).await;
        assert!(refused.unwrap_err().to_string().contains("on this machine"), "{target}");
    }
}

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
    let findings = server.cli(&["doctor", "--json"]).await.json();
    let of_webhook = |of: &&Value| of["check"] == "webhook";
    let finding = findings["findings"].as_array().unwrap().iter().find(of_webhook).unwrap().clone();
    assert_eq!(finding["verdict"], "good", "{finding}");
    assert!(!server.log().contains(&secret));
}
