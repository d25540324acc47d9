//! The frame signs its visitor in, from the pages that the owner lists.
//!
//! Contract: Diverge reference 8.6, last paragraph.

use parlour_domain::chatbot;
use parlour_model::config::Settings;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_listed_page_may_open_a_session,
    a_page_that_is_not_listed_may_not,
    a_call_without_an_origin_may_not,
    the_houses_own_pages_may,
    every_page_may_when_the_owner_says_so,
    a_visitors_key_is_long_and_plain,
    an_unknown_chatbot_is_not_found,
    a_chatbot_answers_to_each_of_its_names,
    the_environment_is_live_unless_said_otherwise,
    one_key_is_one_visitor,
    a_backends_visitor_is_out_of_a_pages_reach,
);

const KEY: &str = "visitor-1718461810000-48211";
const PAGE: &str = "https://shop.example.com";

async fn house(db: TestDb, origins: &[&str]) -> House {
    let house = House::start(db).await;
    let settings: Settings = serde_json::from_value(json!({"allowed_origins": origins})).unwrap();
    chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
    house
}

async fn open(house: &House, origin: Option<&str>, body: &Value) -> Answer {
    let call = house.call("POST", "/api/v1/chatbot-public/session").json(body);
    match origin {
        Some(origin) => call.header("origin", origin).send().await,
        None => call.send().await,
    }
}

fn body() -> Value {
    json!({"chatbot_id": BOT, "visitor_key": KEY})
}

async fn a_listed_page_may_open_a_session(db: TestDb) {
    let house = house(db, &["https://other.example.com", PAGE]).await;
    let answer = open(&house, Some(PAGE), &body()).await;
    let session = answer.ok();
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let name = session["visitor_id"].as_str().unwrap();
    assert!(name.starts_with("page-") && !name.contains(KEY), "the key is a secret: {name}");
    assert_eq!(session["expires_at"], "2026-01-06T10:00:00.000Z");
    let token = session["token"].as_str().unwrap();
    house.call("GET", "/api/v1/chat/config").token(token).send().await.ok();
}

async fn a_page_that_is_not_listed_may_not(db: TestDb) {
    let house = house(db, &[PAGE]).await;
    for origin in [
        "https://evil.example.com",
        "http://shop.example.com",
        "https://shop.example.com:8443",
        "https://shop.example.com.evil.net",
        "https://sub.shop.example.com",
        "null",
        "*",
        "https://",
    ] {
        let answer = open(&house, Some(origin), &body()).await;
        assert_eq!(answer.status, 403, "{origin}");
        answer.refused(403, "forbidden");
    }
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor").await, 0);
}

async fn a_call_without_an_origin_may_not(db: TestDb) {
    let house = house(db, &[PAGE]).await;
    open(&house, None, &body()).await.refused(403, "forbidden");
    open(&house, Some(""), &body()).await.refused(403, "forbidden");
}

async fn the_houses_own_pages_may(db: TestDb) {
    let house = house(db, &[]).await;
    open(&house, Some(&house.url), &body()).await.ok();
    open(&house, Some(PAGE), &body()).await.refused(403, "forbidden");
    // Behind a proxy that keeps the host: the page's origin is the host that was called.
    let call = house.call("POST", "/api/v1/chatbot-public/session").header("host", "chat.example.com");
    call.header("origin", "https://chat.example.com").json(&body()).send().await.ok();
}

async fn every_page_may_when_the_owner_says_so(db: TestDb) {
    let house = house(db, &["*"]).await;
    open(&house, Some("https://anything.example.net"), &body()).await.ok();
    open(&house, None, &body()).await.refused(403, "forbidden");
}

async fn a_visitors_key_is_long_and_plain(db: TestDb) {
    let house = house(db, &[PAGE]).await;
    for key in ["", "short", &"x".repeat(15), &"x".repeat(129), "0123456789abcde f", "0123456789abcdeå"] {
        open(&house, Some(PAGE), &json!({"chatbot_id": BOT, "visitor_key": key}))
            .await
            .faulted(&["visitor_key"]);
    }
    for key in ["x".repeat(16), "x".repeat(128)] {
        open(&house, Some(PAGE), &json!({"chatbot_id": BOT, "visitor_key": key})).await.ok();
    }
    open(&house, Some(PAGE), &json!({"chatbot_id": BOT})).await.faulted(&["visitor_key"]);
}

async fn an_unknown_chatbot_is_not_found(db: TestDb) {
    let house = house(db, &[PAGE]).await;
    let body = json!({"chatbot_id": "nobody", "visitor_key": KEY});
    open(&house, Some(PAGE), &body).await.refused(404, "not_found");
}

async fn a_chatbot_answers_to_each_of_its_names(db: TestDb) {
    let house = house(db, &[PAGE]).await;
    let shop = chatbot::find(&house.cx, BOT).await.unwrap();
    for name in [BOT, &shop.public_id, &shop.sdk_key] {
        open(&house, Some(PAGE), &json!({"chatbot_id": name, "visitor_key": KEY})).await.ok();
    }
    assert_eq!(
        house.count("SELECT COUNT(*) AS n FROM visitor").await,
        1,
        "by any name it is the same visitor"
    );
}

async fn the_environment_is_live_unless_said_otherwise(db: TestDb) {
    let house = house(db, &[PAGE]).await;
    open(&house, Some(PAGE), &body()).await.ok();
    let mut test = body();
    test["environment"] = "test".into();
    open(&house, Some(PAGE), &test).await.ok();
    let environments = house.texts("SELECT environment AS t FROM visitor ORDER BY environment").await;
    assert_eq!(environments, ["live", "test"]);
    test["environment"] = "staging".into();
    open(&house, Some(PAGE), &test).await.faulted(&["environment"]);
}

async fn one_key_is_one_visitor(db: TestDb) {
    let house = house(db, &[PAGE]).await;
    let answers =
        futures::future::join_all((0..12).map(|_| async { open(&house, Some(PAGE), &body()).await })).await;
    for answer in answers {
        answer.ok();
    }
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor").await, 1);
}

async fn a_backends_visitor_is_out_of_a_pages_reach(db: TestDb) {
    let house = house(db, &["*"]).await;
    house.sign_in(&house.key, BOT, KEY).await.ok();
    let session = open(&house, Some(PAGE), &body()).await.ok();
    assert_ne!(session["visitor_id"], KEY);
    assert_eq!(
        house.count("SELECT COUNT(*) AS n FROM visitor").await,
        2,
        "who knows a name is not that visitor"
    );
}
