//! What is not taken is told again, at the stated times, and an address that is unwell is left alone.
//!
//! Contract: Diverge reference 7.4.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use parlour_domain::webhook::Courier;
use parlour_model::config::Settings;
use parlour_model::webhook::RETRY_MS;
use parlour_tests::database::TestDb;
use parlour_tests::house::House;
use parlour_tests::on_both;
use parlour_tests::receiver::{Received, Receiver, Reply};
use serde_json::{Value, json};

use super::{
    CLOSED, MINUTE_MS, TYPING, attempts, courier, happening, happens, record, seen, statuses, tell_of,
    tell_to,
};

on_both!(
    a_refusal_and_then_success,
    a_broken_connection_is_tried_again,
    an_answer_that_does_not_come_is_given_up,
    the_whole_schedule_is_ten_attempts,
    retry_after_is_heeded_within_bounds,
    an_address_that_does_not_answer_is_left_alone_and_tried_by_one,
    refusals_of_single_events_leave_the_address_open,
    an_address_that_is_down_does_not_hold_up_another,
    typing_is_dropped_instead_of_told_late,
    an_address_that_was_mended_is_told_at_once_what_waits,
    retry_after_of_another_refusal_speaks_of_that_event_only,
    a_late_good_answer_does_not_end_a_pause_that_was_asked_for,
);

/// When an event is due next, in milliseconds from now.
async fn due_in_ms(house: &House, id: &str) -> i64 {
    let now = house.cx.clock.now().ms();
    house.count(&format!("SELECT next_attempt_ms - {now} AS n FROM event WHERE id = '{id}'")).await
}

async fn a_refusal_and_then_success(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| Reply::Status(if n == 0 { 500 } else { 200 })).await;
    let secret = tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let courier = courier(&house);
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    let shown = seen(&house, "evt_1").await;
    assert_eq!((&shown["status"], &shown["last_status_code"]), (&json!("pending"), &json!(500)));
    house.clock.advance_ms(8_999);
    assert_eq!(courier.deliver_due().await.unwrap(), 0, "too early");
    house.clock.advance_ms(2_001);
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    let shown = seen(&house, "evt_1").await;
    assert_eq!((&shown["status"], &shown["attempt_count"]), (&json!("delivered"), &json!(2)));
    assert_eq!((&shown["last_status_code"], &shown["next_attempt_at"]), (&json!(200), &Value::Null));
    let came = receiver.received();
    assert_eq!(came[0].event_id(), came[1].event_id());
    assert_ne!(came[0].header("x-di-delivery-id"), came[1].header("x-di-delivery-id"));
    assert_ne!(came[0].header("x-di-timestamp"), came[1].header("x-di-timestamp"));
    assert_eq!([came[0].header("x-di-attempt"), came[1].header("x-di-attempt")], ["1", "2"]);
    assert!(came.iter().all(|request| request.is_signed_with(&secret)));
    assert_eq!(came[0].body, came[1].body);
}

async fn a_broken_connection_is_tried_again(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| if n == 0 { Reply::HangUp } else { Reply::Status(200) }).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let courier = courier(&house);
    courier.deliver_due().await.unwrap();
    let tried = &attempts(&house, "evt_1").await[0];
    assert_eq!((&tried["status_code"], &tried["outcome"]), (&Value::Null, &json!("failed")));
    assert!(tried["error"].as_str().is_some_and(|error| !error.is_empty()));
    house.clock.advance_ms(11_000);
    courier.deliver_due().await.unwrap();
    assert_eq!(statuses(&house).await, ["evt_1 delivered"]);
}

async fn an_answer_that_does_not_come_is_given_up(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, _| Reply::Silence).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let impatient = Courier::new(house.cx.clone(), Duration::from_millis(200)).unwrap();
    assert_eq!(impatient.deliver_due().await.unwrap(), 1);
    let tried = &attempts(&house, "evt_1").await[0];
    assert!(tried["error"].as_str().unwrap().contains("did not answer in time"), "{tried}");
    assert_eq!(statuses(&house).await, ["evt_1 pending"]);
}

async fn the_whole_schedule_is_ten_attempts(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, _| Reply::Status(500)).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let courier = courier(&house);
    let mut times = Vec::new();
    for (failed, delay) in RETRY_MS.into_iter().enumerate() {
        times.push(house.cx.clock.now());
        assert_eq!(courier.deliver_due().await.unwrap(), 1, "after {failed}");
        let due = due_in_ms(&house, "evt_1").await;
        assert!((delay / 10 * 9..=delay / 10 * 11).contains(&due), "{due} is not about {delay}");
        house.clock.advance_ms(due - 1);
        assert_eq!(courier.deliver_due().await.unwrap(), 0, "a moment too early");
        house.clock.advance_ms(1);
    }
    times.push(house.cx.clock.now());
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    assert_eq!(statuses(&house).await, ["evt_1 failed"]);
    house.clock.advance_ms(24 * 60 * MINUTE_MS);
    assert_eq!(courier.deliver_due().await.unwrap(), 0);
    let started: Vec<Value> =
        attempts(&house, "evt_1").await.into_iter().map(|tried| tried["started_at"].clone()).collect();
    assert_eq!(started, times.iter().map(|at| json!(at)).collect::<Vec<_>>());
    let told: Vec<i64> =
        receiver.received().iter().map(|request| request.header("x-di-timestamp").parse().unwrap()).collect();
    assert_eq!(told, times.iter().map(|at| at.ms() / 1000).collect::<Vec<_>>());
    let numbers: Vec<String> =
        receiver.received().iter().map(|request| request.header("x-di-attempt").to_owned()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
}

async fn retry_after_is_heeded_within_bounds(db: TestDb) {
    for (value, from_ms, to_ms) in [
        ("60", 60_000, 60_000),
        ("1", 9_000, 11_000),
        ("86400", 60 * MINUTE_MS, 60 * MINUTE_MS),
        ("Mon, 05 Jan 2026 10:02:00 GMT", 2 * MINUTE_MS, 2 * MINUTE_MS),
        ("soon", 9_000, 11_000),
    ] {
        let house = House::telling(match db.db.engine() {
            "sqlite" => TestDb::sqlite().await,
            _ => TestDb::postgres().await,
        })
        .await;
        let receiver = Receiver::start(move |_, _| {
            let head = format!("HTTP/1.1 429 Busy\r\nretry-after: {value}\r\ncontent-length: 0\r\n\r\n");
            Reply::Bytes(head.into_bytes())
        })
        .await;
        tell_to(&house, &receiver.url).await;
        happens(&house, "evt_1").await;
        courier(&house).deliver_due().await.unwrap();
        let due = due_in_ms(&house, "evt_1").await;
        assert!((from_ms..=to_ms).contains(&due), "{value}: {due}");
    }
}

async fn an_address_that_does_not_answer_is_left_alone_and_tried_by_one(db: TestDb) {
    let house = House::telling(db).await;
    let well = Arc::new(AtomicBool::new(false));
    let is_well = well.clone();
    let answer = move |_: &Received, _| Reply::Status(if is_well.load(SeqCst) { 200 } else { 500 });
    let receiver = Receiver::start(answer).await;
    tell_to(&house, &receiver.url).await;
    for i in 0..20 {
        happens(&house, &format!("evt_{i:02}")).await;
    }
    let courier = courier(&house);
    let failed = courier.deliver_due().await.unwrap();
    assert!((5..=12).contains(&failed), "{failed} were sent to an address that is down");
    house.clock.advance_ms(29_000);
    assert_eq!(courier.deliver_due().await.unwrap(), 0, "it is left alone");
    house.clock.advance_ms(1_000);
    assert_eq!(
        courier.deliver_due().await.unwrap(),
        1,
        "one tries it: those that were under way made the wait no longer"
    );
    well.store(true, SeqCst);
    house.clock.advance_ms(10 * MINUTE_MS);
    assert!(courier.deliver_due().await.unwrap() >= 19, "one tries it, and then all go");
    assert_eq!(house.count("SELECT failures AS n FROM webhook").await, 0);
}

async fn refusals_of_single_events_leave_the_address_open(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, _| Reply::Status(422)).await;
    tell_to(&house, &receiver.url).await;
    for i in 0..12 {
        happens(&house, &format!("evt_{i:02}")).await;
    }
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 12);
    assert_eq!(house.count("SELECT failures AS n FROM webhook").await, 0);
}

async fn an_address_that_is_down_does_not_hold_up_another(db: TestDb) {
    let house = House::telling(db).await;
    let (down, well) = (Receiver::start(|_, _| Reply::Silence).await, Receiver::willing().await);
    tell_to(&house, &down.url).await;
    house.chatbot("well-bot", Settings::default()).await;
    tell_of(&house, "well-bot", &well.url).await;
    for i in 0..20 {
        happens(&house, &format!("evt_down_{i:02}")).await;
    }
    let of_well = |id: &str| {
        let mut event = happening(&house, id, CLOSED, None);
        event.chatbot_id = "well-bot".into();
        event
    };
    record(&house, of_well("evt_1")).await;
    let courier = courier(&house);
    courier.start_pass().await;
    down.until(8).await;
    assert_eq!(well.until(1).await.len(), 1, "while the other is still waited for");
    // Another pass beside the one that waits.
    record(&house, of_well("evt_2")).await;
    courier.deliver_due().await.unwrap();
    well.until(2).await;
    assert_eq!(well.told(), ["evt_1", "evt_2"]);
    assert_eq!(down.received().len(), 8, "no more at once than one address gets");
}

async fn typing_is_dropped_instead_of_told_late(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, _| Reply::Status(500)).await;
    tell_to(&house, &receiver.url).await;
    record(&house, happening(&house, "evt_1", TYPING, Some("s1"))).await;
    let courier = courier(&house);
    courier.deliver_due().await.unwrap();
    assert_eq!(statuses(&house).await, ["evt_1 pending"], "ten seconds later it may still matter");
    house.clock.advance_ms(11_000);
    courier.deliver_due().await.unwrap();
    assert_eq!(statuses(&house).await, ["evt_1 failed"], "half a minute later it does not");
    record(&house, happening(&house, "evt_2", TYPING, Some("s1"))).await;
    record(&house, happening(&house, "evt_3", CLOSED, Some("s1"))).await;
    house.clock.advance_ms(30_000);
    assert_eq!(courier.deliver_due().await.unwrap(), 1, "nobody is told of typing that was");
    assert_eq!(statuses(&house).await, ["evt_1 failed", "evt_2 failed", "evt_3 pending"]);
}

async fn an_address_that_was_mended_is_told_at_once_what_waits(db: TestDb) {
    let house = House::telling(db).await;
    let (broken, mended) = (Receiver::start(|_, _| Reply::Status(404)).await, Receiver::willing().await);
    tell_to(&house, &broken.url).await;
    for id in ["evt_1", "evt_2"] {
        record(&house, happening(&house, id, CLOSED, Some("s1"))).await;
    }
    let courier = courier(&house);
    courier.deliver_due().await.unwrap();
    house.clock.advance_ms(11_000);
    courier.deliver_due().await.unwrap();
    assert_eq!(
        (broken.told(), due_in_ms(&house, "evt_2").await > 20_000),
        (vec!["evt_1".to_owned(); 2], true)
    );
    let put = async |body: Value| {
        house.call("PUT", "/api/v1/chat/webhook").key(&house.key).json(&body).send().await.ok();
        courier.deliver_due().await.unwrap()
    };
    assert_eq!(put(json!({"events": []})).await, 0, "that mends nothing");
    assert_eq!(put(json!({"enabled": false})).await, 0);
    assert_eq!(put(json!({"url": mended.url})).await, 0, "it is off");
    assert_eq!(put(json!({"enabled": true})).await, 2);
    assert_eq!(mended.told(), ["evt_1", "evt_2"]);
    assert_eq!(mended.received()[0].header("x-di-attempt"), "3");
    // The same address again says that it was mended, too.
    assert_eq!(put(json!({"url": broken.url})).await, 0);
    record(&house, happening(&house, "evt_3", CLOSED, Some("s1"))).await;
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    assert_eq!(put(json!({"url": broken.url})).await, 1);
}

async fn retry_after_of_another_refusal_speaks_of_that_event_only(db: TestDb) {
    for (status, left_alone) in [(500, false), (404, false), (429, true), (503, true)] {
        let house = House::telling(match db.db.engine() {
            "sqlite" => TestDb::sqlite().await,
            _ => TestDb::postgres().await,
        })
        .await;
        let receiver = Receiver::start(move |_, _| {
            let head = format!("HTTP/1.1 {status} No\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n");
            Reply::Bytes(head.into_bytes())
        })
        .await;
        tell_to(&house, &receiver.url).await;
        happens(&house, "evt_1").await;
        let courier = courier(&house);
        courier.deliver_due().await.unwrap();
        assert_eq!(due_in_ms(&house, "evt_1").await, 60_000, "{status}");
        happens(&house, "evt_2").await;
        assert_eq!(courier.deliver_due().await.unwrap(), u64::from(!left_alone), "{status}");
    }
}

async fn a_late_good_answer_does_not_end_a_pause_that_was_asked_for(db: TestDb) {
    let house = House::telling(db).await;
    let busy = b"HTTP/1.1 429 Busy\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n";
    let receiver = Receiver::start(move |told, n| match told.event_id().as_str() {
        "evt_0" => Reply::Late(200, Duration::from_millis(500)),
        _ if n < 8 => Reply::Bytes(busy.to_vec()),
        _ => Reply::Status(200),
    })
    .await;
    tell_to(&house, &receiver.url).await;
    for i in 0..8 {
        happens(&house, &format!("evt_{i}")).await;
    }
    let courier = courier(&house);
    assert_eq!(courier.deliver_due().await.unwrap(), 8);
    assert_eq!(statuses(&house).await[..2], ["evt_0 delivered", "evt_1 pending"]);
    happens(&house, "evt_8").await;
    house.clock.advance_ms(59_999);
    assert_eq!(courier.deliver_due().await.unwrap(), 0, "it asked to be left alone");
    house.clock.advance_ms(1);
    assert_eq!(courier.deliver_due().await.unwrap(), 8, "one tries it, and then all go");
    assert_eq!(house.count("SELECT failures AS n FROM webhook WHERE asked_until_ms IS NULL").await, 0);
}
