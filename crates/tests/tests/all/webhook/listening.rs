//! Events are copied to a developer, each of them once, whatever comes between.

use parlour_domain::webhook::{Forwarded, Listener};
use parlour_model::Environment;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use parlour_tests::receiver::{Receiver, Reply};
use serde_json::json;

use super::{CLOSED, MINUTE_MS, happening, happens, record, statuses, tell_to};

on_both!(
    new_events_are_copied_to_a_developer_and_stay_to_be_told,
    copies_go_to_this_machine_only,
    what_happens_while_the_receiver_stands_or_the_listener_sleeps_is_copied,
    each_copy_is_told_before_the_next_is_made,
    what_a_forgotten_visitor_said_is_not_copied,
    a_database_that_does_not_answer_costs_no_event,
    copies_are_signed_with_the_secret_of_the_moment,
);

async fn listens(house: &House, receiver: &Receiver) -> Listener {
    let listener = Listener::new(house.cx.clone(), BOT, Environment::Live, &receiver.url, "whsec_x".into());
    listener.await.unwrap()
}

/// Copies all that is new.
pub(super) async fn copied(listener: &mut Listener) -> Vec<Forwarded> {
    let mut copied = Vec::new();
    while let Some(copy) = listener.forward_next().await.unwrap() {
        copied.push(copy);
    }
    copied
}

async fn new_events_are_copied_to_a_developer_and_stay_to_be_told(db: TestDb) {
    let house = House::start(db).await;
    let receiver = Receiver::willing().await;
    happens(&house, "evt_before").await;
    house.clock.advance_ms(1000);
    let mut listener = listens(&house, &receiver).await;
    assert_eq!(listener.secret(), "whsec_x");
    assert_eq!(copied(&mut listener).await, []);
    let mut untold = happening(&house, "evt_untold", CLOSED, None);
    untold.status = None;
    record(&house, untold).await;
    happens(&house, "evt_wanted").await;
    let answers: Vec<_> = copied(&mut listener).await.iter().map(|of| of.status_code).collect();
    assert_eq!(answers, [Some(200), Some(200)]);
    assert_eq!(copied(&mut listener).await, [], "once");
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

async fn what_happens_while_the_receiver_stands_or_the_listener_sleeps_is_copied(db: TestDb) {
    let house = House::start(db).await;
    let receiver = Receiver::willing().await;
    let mut listener = listens(&house, &receiver).await;
    let ids: Vec<String> = (0..150).map(|i| format!("evt_{i:03}")).collect();
    for id in &ids {
        happens(&house, id).await;
    }
    // Each copy takes ten seconds, and meanwhile something else happens.
    assert!(listener.forward_next().await.unwrap().is_some());
    house.clock.advance_ms(5_000);
    happens(&house, "evt_during_the_look").await;
    for _ in &ids {
        listener.forward_next().await.unwrap();
        house.clock.advance_ms(10_000);
    }
    assert_eq!(listener.forward_next().await.unwrap(), None);
    // The machine sleeps for an hour, in which another server records something.
    house.clock.advance_ms(1_000);
    happens(&house, "evt_asleep").await;
    house.clock.advance_ms(60 * MINUTE_MS);
    happens(&house, "evt_awake").await;
    assert_eq!(copied(&mut listener).await.len(), 2);
    // What was stored later than others of its time is found, too.
    let late = happening(&house, "evt_late", CLOSED, None);
    house.clock.advance_ms(MINUTE_MS / 2);
    assert_eq!(copied(&mut listener).await, []);
    record(&house, late).await;
    assert_eq!(copied(&mut listener).await.len(), 1);
    let told = receiver.told();
    assert_eq!(told[..150], ids);
    assert_eq!(told[150..], ["evt_during_the_look", "evt_asleep", "evt_awake", "evt_late"]);
}

async fn each_copy_is_told_before_the_next_is_made(db: TestDb) {
    let house = House::start(db).await;
    let receiver = Receiver::start(|_, n| if n == 0 { Reply::Status(200) } else { Reply::Silence }).await;
    let mut listener = listens(&house, &receiver).await;
    for id in ["evt_1", "evt_2"] {
        happens(&house, id).await;
    }
    let first = listener.forward_next().await.unwrap().unwrap();
    assert_eq!((first.event_id.as_str(), first.status_code), ("evt_1", Some(200)));
    assert_eq!(receiver.told(), ["evt_1"], "the second is not waited for");
}

async fn what_a_forgotten_visitor_said_is_not_copied(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    let mut listener = listens(&house, &receiver).await;
    let ada = house.visitor("ada").await;
    for id in ["evt_1", "evt_2"] {
        happens(&house, id).await;
        house.clock.advance_ms(1);
    }
    // The first look listed both: the visitor is forgotten between the two.
    assert!(listener.forward_next().await.unwrap().is_some());
    happens(&house, "evt_3").await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    assert_eq!(copied(&mut listener).await, [], "the second is skipped, and the third not listed yet");
    let kinds: Vec<String> = copied(&mut listener).await.into_iter().map(|of| of.kind).collect();
    assert_eq!(kinds, ["visitor.data.deleted"]);
    assert_eq!(receiver.told()[0], "evt_1");
    assert_eq!(receiver.received().len(), 2);
}

async fn a_database_that_does_not_answer_costs_no_event(db: TestDb) {
    let house = House::start(db).await;
    let receiver = Receiver::willing().await;
    let mut listener = listens(&house, &receiver).await;
    for id in ["evt_1", "evt_2"] {
        happens(&house, id).await;
    }
    assert!(listener.forward_next().await.unwrap().is_some());
    for table in ["webhook", "event"] {
        house.change(&format!("ALTER TABLE {table} RENAME TO away")).await;
        listener.forward_next().await.unwrap_err();
        house.change(&format!("ALTER TABLE away RENAME TO {table}")).await;
    }
    assert_eq!(copied(&mut listener).await.len(), 1);
    house.change("ALTER TABLE event RENAME TO away").await;
    listener.forward_next().await.unwrap_err();
    house.change("ALTER TABLE away RENAME TO event").await;
    happens(&house, "evt_3").await;
    assert_eq!(copied(&mut listener).await.len(), 1);
    assert_eq!(receiver.told(), ["evt_1", "evt_2", "evt_3"]);
}

async fn copies_are_signed_with_the_secret_of_the_moment(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    let mut listener = listens(&house, &receiver).await;
    let mut secrets = vec!["whsec_x".to_owned()];
    happens(&house, "evt_0").await;
    assert_eq!(copied(&mut listener).await.len(), 1);
    secrets.push(tell_to(&house, "http://127.0.0.1:9/").await);
    happens(&house, "evt_1").await;
    assert_eq!(copied(&mut listener).await.len(), 1);
    let renewed =
        house.call("PUT", "/api/v1/chat/webhook").key(&house.key).json(&json!({"signing_secret": null}));
    secrets.push(renewed.send().await.ok()["signing_secret"].as_str().unwrap().to_owned());
    happens(&house, "evt_2").await;
    assert_eq!(copied(&mut listener).await.len(), 1);
    for (request, secret) in receiver.received().iter().zip(&secrets) {
        assert!(request.is_signed_with(secret), "{}", request.event_id());
    }
    assert_eq!((receiver.received().len(), listener.secret()), (3, secrets[2].as_str()));
}
