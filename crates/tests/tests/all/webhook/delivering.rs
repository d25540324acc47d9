//! An event is told: once, signed, in order.
//!
//! Contract: Diverge reference 7.1 to 7.4.

use parlour_model::config::{LivechatSettings, Settings};
use parlour_tests::database::TestDb;
use parlour_tests::house::{BEGIN, BOT, House, png_of_bytes, shown};
use parlour_tests::on_both;
use parlour_tests::receiver::{Received, Receiver, Reply};
use serde_json::{Value, json};

use super::{CLOSED, attempts, courier, happening, happens, record, seen, statuses, tell_to};

on_both!(
    a_deletion_is_told_once_with_a_right_signature,
    nothing_is_told_while_delivery_is_off,
    an_answer_of_any_success_counts,
    what_was_told_is_not_told_again,
    the_envelope_says_what_the_contract_says_and_no_stored_token,
    a_redirect_is_not_followed,
    of_a_huge_answer_two_kibibytes_are_kept,
    a_private_address_is_refused_when_it_is_connected_to,
    a_session_is_told_in_its_order,
    sessions_do_not_wait_for_each_other,
    another_secret_signs_what_is_told_next,
    a_handover_tells_of_pictures_by_their_addresses,
);

async fn a_deletion_is_told_once_with_a_right_signature(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    let secret = tell_to(&house, &receiver.url).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    let courier = courier(&house);
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    assert_eq!(courier.deliver_due().await.unwrap(), 0);
    let came = receiver.received();
    let [told] = &came[..] else { panic!("not once: {came:?}") };
    assert_eq!(told.line, "POST /hooks HTTP/1.1");
    assert!(told.is_signed_with(&secret) && !told.is_signed_with("whsec_other"));
    for (name, value) in [
        ("x-di-event", "visitor.data.deleted"),
        ("x-di-attempt", "1"),
        ("x-di-environment", "live"),
        ("content-type", "application/json; charset=utf-8"),
        ("x-di-timestamp", &(BEGIN.ms() / 1000).to_string()),
    ] {
        assert_eq!(told.header(name), value, "{name}");
    }
    let body = told.json();
    assert_eq!(body["type"], "visitor.data.deleted");
    assert_eq!(body["visitor"]["id"], "ada");
    assert!(body["visitor"]["session_id"].as_str().unwrap().starts_with("conv_"));
    assert_eq!(body["chatbot"], json!({"id": BOT, "name": "Shop"}));
    assert_eq!(body["deletion"]["counts"]["messages"], 2);
    let id = told.event_id();
    let shown = seen(&house, &id).await;
    assert_eq!((&shown["status"], &shown["attempt_count"]), (&json!("delivered"), &json!(1)));
    assert_eq!(shown["payload"], body, "what is shown is what was told");
    let tried = attempts(&house, &id).await;
    assert_eq!(tried.len(), 1);
    assert_eq!(tried[0]["delivery_id"], told.header("x-di-delivery-id"));
    assert_eq!(tried[0]["outcome"], "delivered");
    assert_eq!(tried[0]["trigger"], "automatic");
}

async fn nothing_is_told_while_delivery_is_off(db: TestDb) {
    let house = House::telling(db).await;
    let ada = house.visitor("ada").await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    let receiver = Receiver::willing().await;
    tell_to(&house, &receiver.url).await;
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 0, "it happened before");
    happens(&house, "evt_1").await;
    let off = house.call("PUT", "/api/v1/chat/webhook").key(&house.key).json(&json!({"enabled": false}));
    off.send().await.ok();
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 0);
    let on = house.call("PUT", "/api/v1/chat/webhook").key(&house.key).json(&json!({"enabled": true}));
    on.send().await.ok();
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 1, "what was to be told then is told now");
    let list = house.call("GET", "/api/v1/chat/events").key(&house.key).send().await.ok();
    assert_eq!(list["events"].as_array().unwrap().len(), 1, "{list}");
}

async fn an_answer_of_any_success_counts(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, n| Reply::Status([200, 201, 202, 204][n % 4])).await;
    tell_to(&house, &receiver.url).await;
    for id in ["evt_1", "evt_2", "evt_3", "evt_4"] {
        happens(&house, id).await;
    }
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 4);
    assert!(statuses(&house).await.iter().all(|of| of.ends_with(" delivered")));
}

async fn what_was_told_is_not_told_again(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    tell_to(&house, &receiver.url).await;
    let ids: Vec<String> = (0..40).map(|i| format!("evt_{i:02}")).collect();
    for id in &ids {
        happens(&house, id).await;
    }
    let courier = courier(&house);
    let passes = futures::future::join_all((0..4).map(|_| courier.deliver_due())).await;
    assert_eq!(passes.into_iter().map(Result::unwrap).sum::<u64>(), 40);
    let mut told = receiver.told();
    told.sort();
    assert_eq!(told, ids);
}

async fn the_envelope_says_what_the_contract_says_and_no_stored_token(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    tell_to(&house, &receiver.url).await;
    record(&house, happening(&house, "evt_1", CLOSED, Some("livechat_session_1"))).await;
    courier(&house).deliver_due().await.unwrap();
    let body = receiver.received()[0].json();
    let keys: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "event_id",
            "type",
            "environment",
            "created_at",
            "expires_at",
            "chatbot",
            "visitor",
            "livechat_session",
            "language"
        ]
    );
    assert_eq!(body["created_at"], "2026-01-05T10:00:00.000Z");
    assert_eq!(body["expires_at"], "2026-02-04T10:00:00.000Z");
    assert_eq!(body["livechat_session"], json!({"livechat_session_id": "livechat_session_1"}));
    assert_eq!(seen(&house, "evt_1").await["payload"], body);
}

async fn a_redirect_is_not_followed(db: TestDb) {
    let house = House::telling(db).await;
    let other = Receiver::willing().await;
    let to = other.url.clone();
    let receiver = Receiver::start(move |_, _| {
        Reply::Bytes(format!("HTTP/1.1 307 On\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into_bytes())
    })
    .await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 1);
    assert!(other.received().is_empty());
    let tried = &attempts(&house, "evt_1").await[0];
    assert_eq!((&tried["status_code"], &tried["outcome"]), (&json!(307), &json!("failed")));
    assert!(tried["error"].as_str().unwrap().contains("not followed"), "{tried}");
}

async fn of_a_huge_answer_two_kibibytes_are_kept(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::start(|_, _| Reply::Endless).await;
    tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 1);
    let tried = &attempts(&house, "evt_1").await[0];
    assert_eq!(tried["outcome"], "delivered");
    assert_eq!(tried["response_excerpt"], "x".repeat(2048));
}

async fn a_private_address_is_refused_when_it_is_connected_to(db: TestDb) {
    let house = House::start(db).await;
    let receiver = Receiver::willing().await;
    let put = json!({"enabled": true, "url": "https://crm.example.com/"});
    house.call("PUT", "/api/v1/chat/webhook").key(&house.key).json(&put).send().await.ok();
    // A name that is public when it is set may lead elsewhere when it is called.
    let named = receiver.url.replace("127.0.0.1", "localhost");
    house.change(&format!("UPDATE webhook SET url = '{named}'")).await;
    happens(&house, "evt_1").await;
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 1);
    assert!(receiver.received().is_empty());
    let tried = &attempts(&house, "evt_1").await[0];
    assert_eq!(tried["status_code"], Value::Null);
    assert!(tried["error"].as_str().unwrap().contains("not a public address"), "{tried}");
}

async fn a_session_is_told_in_its_order(db: TestDb) {
    let house = House::telling(db).await;
    // The first event of the session is refused once.
    let receiver = Receiver::start(|_, n| Reply::Status(if n == 0 { 500 } else { 200 })).await;
    tell_to(&house, &receiver.url).await;
    for id in ["evt_c", "evt_b", "evt_a"] {
        record(&house, happening(&house, id, CLOSED, Some("s1"))).await;
    }
    let courier = courier(&house);
    assert_eq!(courier.deliver_due().await.unwrap(), 1, "the later ones wait");
    house.clock.advance_ms(5000);
    record(&house, happening(&house, "evt_0", CLOSED, Some("s1"))).await;
    assert_eq!(courier.deliver_due().await.unwrap(), 0);
    house.clock.advance_ms(6000);
    assert_eq!(courier.deliver_due().await.unwrap(), 4);
    assert_eq!(receiver.told(), ["evt_c", "evt_c", "evt_b", "evt_a", "evt_0"]);
}

async fn sessions_do_not_wait_for_each_other(db: TestDb) {
    let house = House::telling(db).await;
    let refuse_first = |told: &Received, _| match told.event_id().as_str() {
        "evt_1" => Reply::Status(422),
        _ => Reply::Status(200),
    };
    let receiver = Receiver::start(refuse_first).await;
    tell_to(&house, &receiver.url).await;
    for (id, session) in [("evt_1", "s1"), ("evt_2", "s1"), ("evt_3", "s2")] {
        record(&house, happening(&house, id, CLOSED, Some(session))).await;
    }
    courier(&house).deliver_due().await.unwrap();
    assert_eq!(statuses(&house).await, ["evt_1 pending", "evt_2 pending", "evt_3 delivered"]);
}

async fn another_secret_signs_what_is_told_next(db: TestDb) {
    let house = House::telling(db).await;
    let receiver = Receiver::willing().await;
    let first = tell_to(&house, &receiver.url).await;
    happens(&house, "evt_1").await;
    courier(&house).deliver_due().await.unwrap();
    let renew = house.call("PUT", "/api/v1/chat/webhook").key(&house.key);
    let second = renew.json(&json!({"signing_secret": null})).send().await.ok();
    let second = second["signing_secret"].as_str().unwrap().to_owned();
    happens(&house, "evt_2").await;
    courier(&house).deliver_due().await.unwrap();
    let came = receiver.received();
    assert!(came[0].is_signed_with(&first) && came[1].is_signed_with(&second));
    assert!(!came[1].is_signed_with(&first));
}

async fn a_handover_tells_of_pictures_by_their_addresses(db: TestDb) {
    let house = House::telling(db).await;
    let livechat = LivechatSettings { enabled: true, ..LivechatSettings::default() };
    house.configure(Settings { livechat, ..Settings::default() }).await;
    let receiver = Receiver::willing().await;
    tell_to(&house, &receiver.url).await;
    let ada = house.visitor("ada").await;
    let picture = png_of_bytes(200 * 1024);
    ada.message(&shown(&picture, "image/png")).listen().await.all().await;
    let wish = json!({"platform": "website", "source": "manual_button"});
    ada.post("/livechat/handover", &wish).await.ok();
    assert_eq!(courier(&house).deliver_due().await.unwrap(), 1);
    let came = receiver.received();
    let told = came[0].json();
    assert!(told.to_string().len() < 16 * 1024, "{}", told.to_string().len());
    assert_eq!(told["conversation"]["has_more"], false);
    let part = &told["conversation"]["messages"][0]["parts"][0];
    assert_eq!((&part["filename"], &part["mime_type"]), (&json!("picture.png"), &json!("image/png")));
    let file = house.call_address("GET", part["url"].as_str().unwrap()).send().await;
    assert_eq!(file.is(200).body, picture);
}
