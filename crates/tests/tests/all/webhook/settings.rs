//! Where events are told is set by the owner.
//!
//! Contract: Diverge reference 6.6 (GET/PUT /webhook).

use parlour_model::Environment;
use parlour_model::config::Settings;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_webhook_that_was_never_set_is_off,
    a_secret_is_made_and_shown_once,
    a_secret_may_be_given_and_renewed,
    what_is_left_out_stays,
    required_events_are_always_told,
    bad_settings_name_their_field,
    live_and_test_have_a_webhook_each,
    one_of_several_chatbots_must_be_named,
);

const PATH: &str = "/api/v1/chat/webhook";
const URL: &str = "https://crm.example.com/hooks";

async fn get(house: &House) -> Value {
    house.call("GET", PATH).key(&house.key).send().await.ok()
}

async fn put(house: &House, body: Value) -> Answer {
    house.call("PUT", PATH).key(&house.key).json(&body).send().await
}

async fn a_webhook_that_was_never_set_is_off(db: TestDb) {
    let house = House::start(db).await;
    let found = get(&house).await;
    assert_eq!(found["enabled"], false);
    assert_eq!(found["url"], Value::Null);
    assert_eq!(found["signing_secret_last4"], Value::Null);
    assert_eq!(found["events"].as_array().unwrap().len(), 4);
}

async fn a_secret_is_made_and_shown_once(db: TestDb) {
    let house = House::start(db).await;
    let made = put(&house, json!({"enabled": true, "url": URL})).await.ok();
    let secret = made["signing_secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 6 + 43, "{secret}");
    let last4 = &secret[secret.len() - 4..];
    assert_eq!(made["signing_secret_last4"], last4);
    let found = get(&house).await;
    assert_eq!((&found["enabled"], &found["url"]), (&json!(true), &json!(URL)));
    assert!(found.get("signing_secret").is_none());
    assert_eq!(found["signing_secret_last4"], last4);
    let again = put(&house, json!({"enabled": true, "url": URL})).await.ok();
    assert!(again.get("signing_secret").is_none(), "the same as before");
    assert_eq!(again["signing_secret_last4"], last4);
}

async fn a_secret_may_be_given_and_renewed(db: TestDb) {
    let house = House::start(db).await;
    let given = put(&house, json!({"signing_secret": "0123456789abcdef"})).await.ok();
    assert_eq!(given["signing_secret"], "0123456789abcdef");
    assert_eq!(given["signing_secret_last4"], "cdef");
    let renewed = put(&house, json!({"signing_secret": null})).await.ok();
    assert!(renewed["signing_secret"].as_str().unwrap().starts_with("whsec_"));
}

async fn what_is_left_out_stays(db: TestDb) {
    let house = House::start(db).await;
    put(&house, json!({"enabled": true, "url": URL, "events": ["livechat.feedback.submitted"]})).await.ok();
    let off = put(&house, json!({"enabled": false})).await.ok();
    assert_eq!((&off["enabled"], &off["url"]), (&json!(false), &json!(URL)));
    assert!(off["events"].as_array().unwrap().contains(&json!("livechat.feedback.submitted")));
    put(&house, json!({"url": null})).await.ok();
    assert_eq!(get(&house).await["url"], Value::Null);
    put(&house, json!({"enabled": true})).await.faulted(&["url"]);
    assert_eq!(get(&house).await["enabled"], false, "nothing of a refused change is kept");
}

async fn required_events_are_always_told(db: TestDb) {
    let house = House::start(db).await;
    let put = put(&house, json!({"enabled": true, "url": URL, "events": []})).await.ok();
    assert_eq!(
        put["events"],
        json!([
            "livechat.handover.requested",
            "livechat.customer.message.created",
            "livechat.session.closed",
            "visitor.data.deleted"
        ])
    );
}

async fn bad_settings_name_their_field(db: TestDb) {
    let house = House::start(db).await;
    for (body, field) in [
        (json!({"enabled": true}), "url"),
        (json!({"enabled": "yes"}), "enabled"),
        (json!({"url": "crm.example.com"}), "url"),
        (json!({"url": "http://crm.example.com/hooks"}), "url"),
        (json!({"url": "http://127.0.0.1:3000/"}), "url"),
        (json!({"url": "https://10.0.0.1/"}), "url"),
        (json!({"url": "https://169.254.169.254/"}), "url"),
        (json!({"url": "https://localhost/"}), "url"),
        (json!({"url": "https://me:secret@crm.example.com/"}), "url"),
        (json!({"signing_secret": "short"}), "signing_secret"),
        (json!({"signing_secret": "with spaces in between"}), "signing_secret"),
        (json!({"events": ["livechat.session.closed", "lunch"]}), "events.1"),
    ] {
        put(&house, body).await.faulted(&[field]);
    }
    let both = put(&house, json!({"url": "x", "events": ["lunch"]})).await;
    assert_eq!(both.refused(422, "validation"), ["url", "events.0"]);
    let telling = put(&house, json!({"url": URL, "enabled": true})).await.ok();
    assert_eq!(telling["enabled"], true);
}

async fn live_and_test_have_a_webhook_each(db: TestDb) {
    let house = House::start(db).await;
    let test = house.new_key(Environment::Test).await;
    put(&house, json!({"enabled": true, "url": URL})).await.ok();
    let found = house.call("GET", PATH).key(&test).send().await.ok();
    assert_eq!((&found["enabled"], &found["url"]), (&json!(false), &Value::Null));
}

async fn one_of_several_chatbots_must_be_named(db: TestDb) {
    let house = House::start(db).await;
    house.chatbot("second", Settings::default()).await;
    house.call("GET", PATH).key(&house.key).send().await.faulted(&["chatbot_id"]);
    put(&house, json!({"enabled": false})).await.faulted(&["chatbot_id"]);
    for id in [BOT, "second"] {
        house.call("GET", &format!("{PATH}?chatbot_id={id}")).key(&house.key).send().await.ok();
    }
    let nobody = house.call("GET", &format!("{PATH}?chatbot_id=nobody")).key(&house.key).send().await;
    nobody.refused(404, "not_found");
    house.change("INSERT INTO account (id, name, created_ms) VALUES ('acct_2', 'x', 1)").await;
    house.change("UPDATE chatbot SET account_id = 'acct_2' WHERE id = 'second'").await;
    let foreign = house.call("GET", &format!("{PATH}?chatbot_id=second")).key(&house.key).send().await;
    foreign.refused(403, "forbidden");
    house.call("GET", PATH).key(&house.key).send().await.ok();
}
