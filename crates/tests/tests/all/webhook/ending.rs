//! How events end: they run out, and with their visitor they lose what they tell.
//!
//! Contract: Diverge reference 5 (DELETE) and 7.4 (life).

use parlour_domain::webhook;
use parlour_tests::database::TestDb;
use parlour_tests::house::House;
use parlour_tests::on_both;
use parlour_tests::receiver::{Receiver, Reply};
use serde_json::{Value, json};

use super::{CLOSED, DAY_MS, attempts, courier, happening, happens, record, seen, statuses, tell_to};

on_both!(
    what_runs_out_untold_is_dead_and_then_gone,
    a_forgotten_visitors_events_are_no_longer_told,
    what_is_being_told_while_its_visitor_is_forgotten_stays_erased,
);

/// How many events the owner is told of that ran out untold.
async fn ran_out(house: &House) -> i64 {
    webhook::troubles(&house.cx).await.unwrap()[0].dead
}

async fn what_runs_out_untold_is_dead_and_then_gone(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|told, _| match told.event_id().as_str() {
        "evt_told" => Reply::Status(200),
        _ => Reply::Status(500),
    })
    .await;
    tell_to(&house, &receiver.url).await;
    for id in ["evt_told", "evt_untold"] {
        happens(&house, id).await;
    }
    let mut unwanted = happening(&house, "evt_unwanted", CLOSED, None);
    unwanted.status = None;
    record(&house, unwanted).await;
    let courier = courier(&house);
    courier.deliver_due().await.unwrap();
    house.clock.advance_ms(30 * DAY_MS - 1);
    assert_eq!(webhook::sweep(&house.cx).await.unwrap(), 0);
    seen(&house, "evt_untold").await;
    house.clock.advance_ms(1);
    let path = "/api/v1/chat/events/evt_untold";
    for call in [
        house.call("GET", path),
        house.call("GET", &format!("{path}/attempts")),
        house.call("POST", &format!("{path}/replay")),
    ] {
        call.key(&house.key).send().await.refused(404, "not_found");
    }
    let list = house.call("GET", "/api/v1/chat/events").key(&house.key).send().await.ok();
    assert_eq!(list["events"], json!([]));
    assert_eq!(courier.deliver_due().await.unwrap(), 0, "what has run out is not told");
    assert_eq!(webhook::sweep(&house.cx).await.unwrap(), 1);
    assert_eq!(ran_out(&house).await, 1);
    assert_eq!(statuses(&house).await, ["evt_told delivered", "evt_untold dead", "evt_unwanted -"]);
    house.clock.advance_ms(DAY_MS);
    webhook::sweep(&house.cx).await.unwrap();
    assert!(statuses(&house).await.is_empty());
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM delivery_attempt").await, 0);
}

async fn a_forgotten_visitors_events_are_no_longer_told(db: TestDb) {
    let house = House::telling(db).await;
    let echo = |told: &parlour_tests::receiver::Received, n| {
        let status = if n == 0 { 200 } else { 500 };
        let mut answer =
            format!("HTTP/1.1 {status} Told\r\ncontent-length: {}\r\n\r\n", told.body.len()).into_bytes();
        answer.extend(&told.body);
        Reply::Bytes(answer)
    };
    let receiver = Receiver::start(echo).await;
    tell_to(&house, &receiver.url).await;
    let ada = house.visitor("ada").await;
    let courier = courier(&house);
    for id in ["evt_1", "evt_2"] {
        happens(&house, id).await;
        courier.deliver_due().await.unwrap();
    }
    assert_eq!(statuses(&house).await, ["evt_1 delivered", "evt_2 pending"]);
    assert!(attempts(&house, "evt_1").await[0]["response_excerpt"].to_string().contains("ada"));
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    house.clock.advance_ms(60_000);
    let told_before = receiver.received().len();
    courier.deliver_due().await.unwrap();
    let came = receiver.received();
    assert_eq!(came.len(), told_before + 1);
    assert_eq!(came[told_before].header("x-di-event"), "visitor.data.deleted");
    assert_eq!(statuses(&house).await[1..], ["evt_1 delivered", "evt_2 dead"]);
    assert_eq!(ran_out(&house).await, 0, "it did not run out");
    for id in ["evt_1", "evt_2"] {
        assert_eq!(seen(&house, id).await["payload"], json!({}));
        for tried in attempts(&house, id).await {
            assert_eq!(tried["response_excerpt"], Value::Null);
        }
        let replay = house.call("POST", &format!("/api/v1/chat/events/{id}/replay"));
        replay.key(&house.key).send().await.refused(404, "not_found");
    }
    let deletion = came[told_before].event_id();
    let replay = house.call("POST", &format!("/api/v1/chat/events/{deletion}/replay"));
    replay.key(&house.key).send().await.is(202);
}

async fn what_is_being_told_while_its_visitor_is_forgotten_stays_erased(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| if n == 0 { Reply::Silence } else { Reply::Status(200) }).await;
    tell_to(&house, &receiver.url).await;
    let ada = house.visitor("ada").await;
    happens(&house, "evt_1").await;
    let impatient = std::time::Duration::from_millis(800);
    let courier = webhook::Courier::new(house.cx.clone(), impatient).unwrap();
    let telling = courier.clone();
    let task = tokio::spawn(async move { telling.deliver_due().await });
    receiver.until(1).await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    let error = attempts(&house, "evt_1").await[0]["error"].clone();
    assert!(error.as_str().unwrap().contains("the visitor was forgotten"), "{error}");
    task.await.unwrap().unwrap();
    courier.deliver_due().await.unwrap();
    assert_eq!(statuses(&house).await[1], "evt_1 dead");
    let tried = attempts(&house, "evt_1").await;
    assert_eq!((tried.len(), &seen(&house, "evt_1").await["attempt_count"]), (1, &json!(1)));
    assert_eq!(tried[0]["delivery_id"], receiver.received()[0].header("x-di-delivery-id"));
    assert!(tried[0]["error"].as_str().unwrap().contains("did not answer in time"), "{tried:?}");
    assert_eq!(tried[0]["response_excerpt"], Value::Null);
    assert_eq!(house.texts("SELECT payload AS t FROM event WHERE id = 'evt_1'").await, ["{}"]);
}
