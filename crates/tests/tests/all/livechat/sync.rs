//! A client waits for news and is answered when there is some.
//!
//! Contract: Diverge reference 6.4 (GET sync).

use std::future::Future;

use parlour_tests::database::TestDb;
use parlour_tests::house::Visitor;
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, Desk, ask, staffed, state, with_alice};

on_both!(
    the_first_call_is_answered_at_once_with_a_cursor,
    whoever_waits_is_woken_by_each_kind_of_news,
    whoever_waits_in_the_queue_is_woken_when_it_moves,
    a_client_behind_in_messages_is_answered_at_once,
    a_wait_ends_without_news,
    whoever_waits_is_answered_when_the_server_stops,
    faults_of_a_wait_are_named,
);

/// Longer than any test may take: what comes within it was woken.
const LONG: &str = "wait_ms=20000";

async fn the_first_call_is_answered_at_once_with_a_cursor(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let first = ada.get("/livechat/sync").await.ok();
    assert_eq!(first["state"], state(&ada).await);
    assert_eq!((&first["messages"], &first["has_more"]), (&json!([]), &json!(false)));
    assert_eq!(cursor(&first).len(), 64);
    with_alice(&ada).await;
    let second = ada.get("/livechat/sync?after_sequence_number=0").await.ok();
    assert_eq!(second["state"], state(&ada).await);
    assert_eq!(second["messages"], ada.get("/livechat/messages").await.ok()["messages"]);
    assert_ne!(cursor(&first), cursor(&second));
    let same = ada.get(&format!("/livechat/sync?sync_cursor={}", cursor(&second))).await.ok();
    assert_eq!(cursor(&same), cursor(&second));
}

fn cursor(answer: &Value) -> String {
    answer["sync_cursor"].as_str().unwrap().to_owned()
}

/// Waits with the cursor of now, and `happen` happens. The answer, which must have come by it.
async fn woken_by(visitor: &Visitor<'_>, happen: impl Future<Output = ()>) -> Value {
    let seen = visitor.get("/livechat/sync").await.ok();
    let path = format!("/livechat/sync?{LONG}&after_sequence_number=99&sync_cursor={}", cursor(&seen));
    let began = std::time::Instant::now();
    let (answer, ()) = futures::join!(visitor.get(&path), happen);
    assert!(began.elapsed().as_secs() < 15, "it waited for its end");
    let answer = answer.ok();
    assert_ne!(cursor(&answer), cursor(&seen));
    answer
}

async fn whoever_waits_is_woken_by_each_kind_of_news(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let told = woken_by(&ada, async { drop(ask(&ada).await) }).await;
    assert_eq!(told["state"]["status"], "waiting");
    let desk = Desk::of(&ada).await;
    let told = woken_by(&ada, async { drop(desk.types(ALICE, true).await.ok()) }).await;
    assert_eq!(
        (&told["state"]["status"], &told["state"]["is_agent_typing"]),
        (&json!("active"), &json!(true))
    );
    let told = woken_by(&ada, async { drop(desk.say(ALICE, "Hello").await.ok()) }).await;
    assert_eq!(told["state"]["is_agent_typing"], false);
    desk.types(ALICE, true).await.ok();
    let expires = async {
        house.clock.advance_ms(10_000);
        parlour_domain::livechat::expire_typing(&house.cx).await.unwrap();
    };
    assert_eq!(woken_by(&ada, expires).await["state"]["is_agent_typing"], false);
    let told = woken_by(&ada, async { drop(desk.post("/close", &json!({})).await.ok()) }).await;
    assert_eq!(told["state"]["closed_by"], "agent");
    let rates = async { drop(ada.post("/livechat/feedback", &json!({"rating": 5})).await.ok()) };
    assert_eq!(woken_by(&ada, rates).await["state"]["feedback"]["status"], "submitted");
}

async fn whoever_waits_in_the_queue_is_woken_when_it_moves(db: TestDb) {
    let house = staffed(db).await;
    let names = ["ada", "bob", "cleo", "dan", "eve"];
    let mut visitors = vec![];
    for name in names {
        let visitor = house.visitor(name).await;
        ask(&visitor).await;
        house.clock.advance_ms(60_000);
        visitors.push(visitor);
    }
    let [ada, bob, cleo, dan, eve] = &visitors[..] else { panic!("five") };
    let place = |told: Value| told["state"]["queue_position"].as_i64();
    let desk = Desk::of(ada).await;
    let takes = async { drop(desk.say(ALICE, "Hello").await.ok()) };
    assert_eq!(place(woken_by(eve, takes).await), Some(4), "Alice took the first up");
    let closes = async { drop(bob.post("/livechat/close", &json!({})).await.ok()) };
    assert_eq!(place(woken_by(eve, closes).await), Some(3), "one gave up");
    let forgets = async {
        cleo.call("DELETE", "/api/v1/chat").send().await.is(204);
    };
    assert_eq!(place(woken_by(eve, forgets).await), Some(2), "one had everything deleted");
    // Dan has waited for an hour, after which a session ends by itself, and Eve a minute less.
    house.clock.advance_ms(58 * 60_000);
    let idle = async {
        parlour_domain::livechat::close_idle(&house.cx).await.unwrap();
    };
    assert_eq!(state(dan).await["queue_position"], 1);
    assert_eq!(place(woken_by(eve, idle).await), Some(1), "one waited for too long");
}

async fn a_client_behind_in_messages_is_answered_at_once(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    desk.say(ALICE, "Are you there?").await.ok();
    let seen = cursor(&ada.get("/livechat/sync").await.ok());
    let began = std::time::Instant::now();
    let path = format!("/livechat/sync?{LONG}&sync_cursor={seen}&after_sequence_number=1");
    let answer = ada.get(&path).await.ok();
    assert!(began.elapsed().as_secs() < 15, "it waited");
    assert_eq!(answer["messages"][0]["sequence_number"], 2);
}

async fn a_wait_ends_without_news(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let seen = ada.get("/livechat/sync").await.ok();
    let began = std::time::Instant::now();
    let answer = ada.get(&format!("/livechat/sync?wait_ms=50&sync_cursor={}", cursor(&seen))).await.ok();
    assert!(began.elapsed().as_millis() >= 50);
    assert_eq!(answer, seen);
}

async fn faults_of_a_wait_are_named(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let seen = cursor(&ada.get("/livechat/sync").await.ok());
    for (query, field) in [
        ("sync_cursor=x".to_owned(), "sync_cursor"),
        (format!("sync_cursor={}", "G".repeat(64)), "sync_cursor"),
        ("wait_ms=1000".to_owned(), "wait_ms"),
        (format!("sync_cursor={seen}&wait_ms=20001"), "wait_ms"),
        (format!("sync_cursor={seen}&wait_ms=-1"), "wait_ms"),
        ("after_sequence_number=-1".to_owned(), "after_sequence_number"),
    ] {
        ada.get(&format!("/livechat/sync?{query}")).await.faulted(&[field]);
    }
}

async fn whoever_waits_is_answered_when_the_server_stops(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let seen = ada.get("/livechat/sync").await.ok();
    let path = format!("/livechat/sync?{LONG}&sync_cursor={}", cursor(&seen));
    let began = std::time::Instant::now();
    let (answer, ()) = futures::join!(ada.get(&path), async { house.cx.stop_waits() });
    assert_eq!(answer.ok(), seen);
    assert_eq!(ada.get(&path).await.ok(), seen, "nobody begins to wait, either");
    assert!(began.elapsed().as_secs() < 15, "it waited for its end");
}
