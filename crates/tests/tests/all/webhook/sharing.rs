//! Several processes on one database share the work, and take over from one that dies.
//!
//! Contract: Diverge reference 7.4 (persisted before delivery, order).

use std::time::Duration;

use parlour_domain::webhook::{self, Courier};
use parlour_tests::database::TestDb;
use parlour_tests::house::House;
use parlour_tests::on_both;
use parlour_tests::receiver::{Receiver, Reply};
use serde_json::json;

use super::{CLOSED, attempts, courier, courier_of, happening, happens, record, seen, statuses, tell_to};

on_both!(
    two_processes_tell_each_event_once_and_in_order,
    what_a_dead_process_was_telling_is_taken_over,
    a_late_answer_changes_nothing_that_was_taken_over,
    a_server_that_begins_anew_lists_what_it_was_telling,
);

async fn two_processes_tell_each_event_once_and_in_order(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    tell_to(&house, &receiver.url).await;
    for place in 0..10 {
        for session in 0..6 {
            let (id, session) = (format!("evt_{session}_{place}"), format!("s{session}"));
            record(&house, happening(&house, &id, CLOSED, Some(&session))).await;
        }
    }
    let (first, second) = (courier(&house), courier_of(house.another().await));
    let mut told = 0;
    while told < 60 {
        let (one, other) = futures::join!(first.deliver_due(), second.deliver_due());
        let now = one.unwrap() + other.unwrap();
        assert!(now > 0, "{told} were told and nothing more is due");
        told += now;
    }
    assert_eq!(told, 60);
    let came = receiver.told();
    assert_eq!(came.len(), 60);
    for session in 0..6 {
        let of_it: Vec<&String> =
            came.iter().filter(|id| id.starts_with(&format!("evt_{session}_"))).collect();
        assert!(of_it.is_sorted() && of_it.len() == 10, "{of_it:?}");
    }
}

async fn what_a_dead_process_was_telling_is_taken_over(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| if n == 0 { Reply::Silence } else { Reply::Status(200) }).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let dying = courier_of(house.another().await);
    let task = tokio::spawn(async move { dying.deliver_due().await });
    receiver.until(1).await;
    task.abort();
    assert!(task.await.is_err(), "it died while it told the event");
    let living = courier(&house);
    assert_eq!(living.deliver_due().await.unwrap(), 0, "it may still be alive");
    house.clock.advance_ms(30_000);
    assert_eq!(living.deliver_due().await.unwrap(), 1);
    assert_eq!(statuses(&house).await, ["evt_1 delivered"]);
    let came = receiver.received();
    assert_eq!([came[0].header("x-di-attempt"), came[1].header("x-di-attempt")], ["1", "2"]);
    let tried = attempts(&house, "evt_1").await;
    for (seen, listed) in came.iter().zip(&tried) {
        assert_eq!(seen.header("x-di-delivery-id"), listed["delivery_id"]);
    }
    assert_eq!((&tried[0]["outcome"], &tried[1]["outcome"]), (&json!("failed"), &json!("delivered")));
    assert!(tried[0]["error"].as_str().unwrap().contains("the process that made the request ended"));
    assert_eq!(tried[0]["started_at"], "2026-01-05T10:00:00.000Z");
    assert_eq!(seen(&house, "evt_1").await["attempt_count"], tried.len());
}

async fn a_late_answer_changes_nothing_that_was_taken_over(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| if n == 0 { Reply::Silence } else { Reply::Status(200) }).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let slow = Courier::new(house.another().await, Duration::from_millis(800)).unwrap();
    let task = tokio::spawn(async move { slow.deliver_due().await });
    receiver.until(1).await;
    house.clock.advance_ms(30_000);
    courier(&house).deliver_due().await.unwrap();
    let delivered = seen(&house, "evt_1").await;
    task.await.unwrap().unwrap();
    assert_eq!(seen(&house, "evt_1").await, delivered, "the first process gave up only now");
    assert_eq!(delivered["status"], "delivered");
    let tried = attempts(&house, "evt_1").await;
    assert_eq!((tried.len(), &tried[1]["outcome"]), (2, &json!("delivered")));
    assert!(tried[0]["error"].as_str().unwrap().contains("did not answer in time"), "{tried:?}");
}

async fn a_server_that_begins_anew_lists_what_it_was_telling(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| if n == 0 { Reply::Silence } else { Reply::Status(200) }).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    let dying = courier(&house);
    let task = tokio::spawn(async move { dying.deliver_due().await });
    let came = receiver.until(1).await;
    task.abort();
    assert!(task.await.is_err());
    house.clock.advance_ms(2_000);
    assert_eq!(webhook::take_up(&house.cx).await.unwrap(), 1);
    let tried = attempts(&house, "evt_1").await;
    assert_eq!(tried[0]["delivery_id"], came[0].header("x-di-delivery-id"));
    assert_eq!((&tried[0]["outcome"], &tried[0]["duration_ms"]), (&json!("failed"), &json!(2_000)));
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 1);
    assert_eq!(attempts(&house, "evt_1").await.len(), 2);
}
