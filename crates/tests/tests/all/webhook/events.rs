//! The owner sees what is told, and has it told again.
//!
//! Contract: Diverge reference 7.5.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

use parlour_model::Environment;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use parlour_tests::receiver::{Received, Receiver, Reply};
use serde_json::{Value, json};

use super::{
    CLOSED, MINUTE_MS, TYPING, attempts, courier, happening, happens, record, seen, statuses, tell_to,
};

on_both!(
    events_are_listed_newest_first_in_pages,
    filters_narrow_the_list,
    a_bad_filter_names_its_field,
    a_key_sees_only_its_account_and_environment,
    a_replay_keeps_the_event_and_counts_on,
    a_replay_that_fails_is_tried_again_by_the_schedule,
    a_replay_neither_waits_for_its_session_nor_holds_it_up,
    a_replay_goes_before_what_is_due,
    what_is_being_told_is_not_replayed,
    nothing_is_replayed_while_the_webhook_is_off,
    an_unknown_event_is_not_found,
);

async fn list(house: &House, query: &str) -> Vec<String> {
    let path = format!("/api/v1/chat/events?{query}");
    let answer = house.call("GET", &path).key(&house.key).send().await.ok();
    let events = answer["events"].as_array().unwrap();
    events.iter().map(|event| event["event_id"].as_str().unwrap().to_owned()).collect()
}

async fn replay(house: &House, id: &str) -> parlour_tests::client::Answer {
    house.call("POST", &format!("/api/v1/chat/events/{id}/replay")).key(&house.key).send().await
}

async fn events_are_listed_newest_first_in_pages(db: TestDb) {
    let house = House::telling(db).await;
    tell_to(&house, "http://127.0.0.1:9/").await;
    for i in 0..5 {
        happens(&house, &format!("evt_{i}")).await;
        // Two at a time have the same time.
        house.clock.advance_ms(i % 2 * 10);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for _ in 0..3 {
        let path = format!("/api/v1/chat/events?limit=2&cursor={cursor}");
        let page = house.call("GET", &path).key(&house.key).send().await.ok();
        let events = page["events"].as_array().unwrap();
        seen.extend(events.iter().map(|event| event["event_id"].as_str().unwrap().to_owned()));
        assert_eq!(page["has_more"], json!(page["next_cursor"].is_string()));
        cursor = page["next_cursor"].as_str().unwrap_or_default().to_owned();
    }
    assert_eq!(seen, ["evt_4", "evt_3", "evt_2", "evt_1", "evt_0"]);
    assert_eq!(cursor, "");
    let one =
        &house.call("GET", "/api/v1/chat/events?limit=1").key(&house.key).send().await.ok()["events"][0];
    assert_eq!(
        one,
        &json!({"event_id": "evt_4", "type": CLOSED, "environment": "live", "chatbot_id": BOT,
            "status": "pending", "attempt_count": 0, "created_at": "2026-01-05T10:00:00.020Z",
            "expires_at": "2026-02-04T10:00:00.020Z", "last_attempt_at": null,
            "next_attempt_at": "2026-01-05T10:00:00.020Z", "delivered_at": null, "last_status_code": null})
    );
}

async fn filters_narrow_the_list(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    tell_to(&house, &receiver.url).await;
    record(&house, happening(&house, "evt_1", CLOSED, Some("s1"))).await;
    courier(&house).deliver_due().await.unwrap();
    house.clock.advance_ms(MINUTE_MS);
    record(&house, happening(&house, "evt_2", TYPING, Some("s2"))).await;
    for (query, found) in [
        ("status=delivered", "evt_1"),
        ("status=pending", "evt_2"),
        ("status=dead", ""),
        ("type=livechat.session.closed", "evt_1"),
        ("livechat_session_id=s2", "evt_2"),
        ("created_after=2026-01-05T10:01:00Z", "evt_2"),
        ("created_before=2026-01-05T10:01:00Z", "evt_1"),
        ("chatbot_id=shop-bot&status=pending&type=livechat.session.closed", ""),
        ("chatbot_id=nobody", ""),
    ] {
        assert_eq!(list(&house, query).await.join(" "), found, "{query}");
    }
    assert_eq!(list(&house, "chatbot_id=shop-bot").await.len(), 2);
}

async fn a_bad_filter_names_its_field(db: TestDb) {
    let house = House::start(db).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("cursor=x", "cursor"),
        ("status=lost", "status"),
        ("type=lunch", "type"),
        ("type=", "type"),
        ("created_after=yesterday", "created_after"),
    ] {
        let path = format!("/api/v1/chat/events?{query}");
        house.call("GET", &path).key(&house.key).send().await.faulted(&[field]);
    }
}

async fn a_key_sees_only_its_account_and_environment(db: TestDb) {
    let house = House::telling(db).await;
    tell_to(&house, "http://127.0.0.1:9/").await;
    house.chatbot("foreign", Settings::default()).await;
    happens(&house, "evt_1").await;
    let mut foreign = happening(&house, "evt_2", CLOSED, None);
    foreign.chatbot_id = "foreign".into();
    record(&house, foreign).await;
    house.change("INSERT INTO account (id, name, created_ms) VALUES ('acct_2', 'x', 1)").await;
    house.change("UPDATE chatbot SET account_id = 'acct_2' WHERE id = 'foreign'").await;
    assert_eq!(list(&house, "").await, ["evt_1"]);
    let test = house.new_key(Environment::Test).await;
    let of_test = house.call("GET", "/api/v1/chat/events").key(&test).send().await.ok();
    assert_eq!(of_test["events"], json!([]));
    for (key, id) in [(&house.key, "evt_2"), (&test, "evt_1")] {
        let path = format!("/api/v1/chat/events/{id}");
        house.call("GET", &path).key(key).send().await.refused(404, "not_found");
        house.call("GET", &format!("{path}/attempts")).key(key).send().await.refused(404, "not_found");
        house.call("POST", &format!("{path}/replay")).key(key).send().await.refused(404, "not_found");
    }
}

async fn a_replay_keeps_the_event_and_counts_on(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    let secret = tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let courier = courier(&house);
    courier.deliver_due().await.unwrap();
    house.clock.advance_ms(MINUTE_MS);
    let answer = replay(&house, "evt_1").await;
    answer.is(202);
    assert_eq!(
        answer.json(),
        json!({"event_id": "evt_1", "status": "pending", "next_attempt_at": "2026-01-05T10:01:00.000Z"})
    );
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    let came = receiver.received();
    assert_eq!((came[1].event_id().as_str(), came[1].header("x-di-attempt")), ("evt_1", "2"));
    assert!(came[1].is_signed_with(&secret));
    let shown = seen(&house, "evt_1").await;
    assert_eq!((&shown["status"], &shown["attempt_count"]), (&json!("delivered"), &json!(2)));
    assert_eq!(shown["delivered_at"], "2026-01-05T10:01:00.000Z");
    let triggers: Vec<Value> =
        attempts(&house, "evt_1").await.iter().map(|tried| tried["trigger"].clone()).collect();
    assert_eq!(triggers, ["automatic", "replay"]);
}

async fn a_replay_that_fails_is_tried_again_by_the_schedule(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| Reply::Status(if n == 1 { 422 } else { 200 })).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let courier = courier(&house);
    courier.deliver_due().await.unwrap();
    replay(&house, "evt_1").await.is(202);
    courier.deliver_due().await.unwrap();
    assert_eq!(statuses(&house).await, ["evt_1 pending"]);
    house.clock.advance_ms(11_000);
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    let tried = attempts(&house, "evt_1").await;
    let told: Vec<String> = tried.iter().map(|of| format!("{} {}", of["attempt"], of["trigger"])).collect();
    assert_eq!(told, ["1 \"automatic\"", "2 \"replay\"", "3 \"automatic\""]);
    assert_eq!(statuses(&house).await, ["evt_1 delivered"]);
}

async fn a_replay_neither_waits_for_its_session_nor_holds_it_up(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|told, n| match told.event_id().as_str() {
        "evt_1" if n > 0 => Reply::Status(422),
        _ => Reply::Status(200),
    })
    .await;
    tell_to(&house, &receiver.url).await;
    let courier = courier(&house);
    record(&house, happening(&house, "evt_1", CLOSED, Some("s1"))).await;
    courier.deliver_due().await.unwrap();
    replay(&house, "evt_1").await.is(202);
    courier.deliver_due().await.unwrap();
    record(&house, happening(&house, "evt_2", CLOSED, Some("s1"))).await;
    assert_eq!(courier.deliver_due().await.unwrap(), 1, "the replay is refused, what is new is told");
    assert_eq!(statuses(&house).await, ["evt_1 pending", "evt_2 delivered"]);
}

async fn a_replay_goes_before_what_is_due(db: TestDb) {
    let house = House::telling(db).await;
    let well = Arc::new(AtomicBool::new(true));
    let is_well = well.clone();
    let answer = move |_: &Received, _| Reply::Status(if is_well.load(SeqCst) { 200 } else { 500 });
    let receiver = Receiver::start(answer).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_x").await;
    let courier = courier(&house);
    courier.deliver_due().await.unwrap();
    well.store(false, SeqCst);
    for i in 0..20 {
        happens(&house, &format!("evt_{i:02}")).await;
    }
    courier.deliver_due().await.unwrap();
    let before = receiver.received().len();
    assert!(before < 20, "the address is left alone while others are due");
    house.clock.advance_ms(1000);
    replay(&house, "evt_x").await.is(202);
    assert_eq!(courier.deliver_due().await.unwrap(), 1, "it alone tries the address");
    assert_eq!(receiver.told()[before..], ["evt_x"]);
    let shown = seen(&house, "evt_x").await;
    assert_eq!((&shown["status"], &shown["attempt_count"]), (&json!("pending"), &json!(2)));
    well.store(true, SeqCst);
    house.clock.advance_ms(1000);
    replay(&house, "evt_x").await.is(202);
    assert!(courier.deliver_due().await.unwrap() > 8, "all go behind it");
    assert_eq!(receiver.told()[before + 1], "evt_x");
    assert_eq!(seen(&house, "evt_x").await["status"], "delivered");
}

async fn what_is_being_told_is_not_replayed(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, _| Reply::Silence).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let courier = courier(&house);
    courier.start_pass().await;
    receiver.until(1).await;
    replay(&house, "evt_1").await.refused(409, "conflict");
    assert_eq!(receiver.received().len(), 1);
}

async fn nothing_is_replayed_while_the_webhook_is_off(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    courier(&house).deliver_due().await.unwrap();
    let off = house.call("PUT", "/api/v1/chat/webhook").key(&house.key).json(&json!({"enabled": false}));
    off.send().await.ok();
    replay(&house, "evt_1").await.refused(409, "conflict");
    assert_eq!(statuses(&house).await, ["evt_1 delivered"]);
}

async fn an_unknown_event_is_not_found(db: TestDb) {
    let house = House::telling(db).await;
    tell_to(&house, "http://127.0.0.1:9/").await;
    for id in ["evt_unknown", "x%00", "%20"] {
        replay(&house, id).await.refused(404, "not_found");
        let path = format!("/api/v1/chat/events/{id}");
        house.call("GET", &path).key(&house.key).send().await.refused(404, "not_found");
    }
    // An event that nobody is told is no webhook event.
    let mut untold = happening(&house, "evt_untold", CLOSED, None);
    untold.status = None;
    record(&house, untold).await;
    assert_eq!(list(&house, "").await, Vec::<String>::new());
    replay(&house, "evt_untold").await.refused(404, "not_found");
}
