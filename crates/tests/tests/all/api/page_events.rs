//! What happened on a page is counted where the owner wishes so, is the visitor's to have and to have forgotten, and goes
//! when its time is over.
//!
//! Contract: Diverge reference 8.6 (opens, analytics events).

use parlour_domain::analytics;
use parlour_model::Environment;
use parlour_model::config::Settings;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    what_happened_is_kept_where_the_owner_has_it_counted,
    nothing_is_kept_while_counting_is_off,
    addresses_are_kept_only_where_the_owner_wishes_so,
    only_known_events_with_little_to_tell_are_taken,
    a_page_of_another_site_tells_nothing,
    a_visitor_has_what_was_counted_and_has_it_forgotten,
    what_was_counted_goes_when_its_time_is_over,
    of_one_visitor_only_so_much_is_kept,
);

const KEY: &str = "visitor-1718461810000-48211";
const PAGE: &str = "https://shop.example.com";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn house(db: TestDb, settings: Value) -> House {
    let house = House::start(db).await;
    house.configure(serde_json::from_value::<Settings>(settings).unwrap()).await;
    house
}

async fn counting(db: TestDb) -> House {
    house(db, json!({"analytics": {"capture": true}})).await
}

async fn tell(house: &House, origin: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/analytics/events?chatbot_id={BOT}");
    house.call("POST", &path).header("origin", origin).json(body).send().await
}

async fn open(house: &House, origin: &str, body: &Value) -> Answer {
    let call = house.call("POST", "/api/v1/chatbot-public/opens").header("origin", origin);
    call.json(body).send().await
}

fn events(events: Value) -> Value {
    json!({"visitor_key": KEY, "environment": "live", "events": events})
}

fn opened() -> Value {
    json!({"chatbot_id": BOT, "visitor_key": KEY, "source": "launcher"})
}

async fn kept(house: &House) -> i64 {
    house.count("SELECT COUNT(*) AS n FROM page_event").await
}

#[track_caller]
fn accepted(answer: &Answer, number: u64) {
    answer.is(202);
    assert_eq!(answer.json(), json!({"accepted": number}));
}

async fn what_happened_is_kept_where_the_owner_has_it_counted(db: TestDb) {
    let house = counting(db).await;
    let told = events(json!([
        {"name": "chatbot_opened", "props": {}},
        {"name": "message_sent"},
        {"name": "rating_submitted", "props": {"rating": 5}},
    ]));
    let answer = tell(&house, PAGE, &told).await;
    accepted(&answer, 3);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    open(&house, PAGE, &opened()).await.is(204);
    let mut other = told.clone();
    other["visitor_key"] = "visitor-1718461810000-48212".into();
    accepted(&tell(&house, PAGE, &other).await, 3);
    other["environment"] = "test".into();
    accepted(&tell(&house, PAGE, &other).await, 3);
    let counts = analytics::counts(&house.cx, BOT, Environment::Live, 30).await.unwrap();
    let counts: Vec<(&str, i64, i64)> =
        counts.iter().map(|count| (&*count.name, count.events, count.visitors)).collect();
    let expected =
        [("chatbot_opened", 2, 2), ("message_sent", 2, 2), ("open", 1, 1), ("rating_submitted", 2, 2)];
    assert_eq!(counts, expected);
    let keys = house.texts("SELECT visitor_key AS t FROM page_event").await;
    assert!(keys.iter().all(|key| key.starts_with("page-") && !key.contains("1718461810000")), "{keys:?}");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor").await, 0, "nobody came in");
}

async fn nothing_is_kept_while_counting_is_off(db: TestDb) {
    let house = house(db, json!({})).await;
    accepted(&tell(&house, PAGE, &events(json!([{"name": "message_sent"}]))).await, 0);
    open(&house, PAGE, &opened()).await.is(204);
    assert_eq!(kept(&house).await, 0);
}

async fn addresses_are_kept_only_where_the_owner_wishes_so(db: TestDb) {
    let told = json!([{"name": "product_recommendation_shown", "props": {"urls": ["/cup"], "count": 1}}]);
    let house = counting(db).await;
    accepted(&tell(&house, PAGE, &events(told.clone())).await, 1);
    house
        .configure(serde_json::from_value(json!({"analytics": {"capture": true, "urls": true}})).unwrap())
        .await;
    accepted(&tell(&house, PAGE, &events(told)).await, 1);
    let props = house.texts("SELECT props AS t FROM page_event ORDER BY id").await;
    assert_eq!(props, [r#"{"count":1}"#, r#"{"urls":["/cup"],"count":1}"#]);
}

async fn only_known_events_with_little_to_tell_are_taken(db: TestDb) {
    let house = counting(db).await;
    let one =
        |name: &str, props: Value| events(json!([{"name": "message_sent"}, {"name": name, "props": props}]));
    for (body, field) in [
        (one("page_viewed", json!({})), "events.1.name"),
        (one("message_sent", json!({"a": {"b": 1}})), "events.1.props.a"),
        (one("message_sent", json!({"a b": 1})), "events.1.props.a b"),
        (one("message_sent", json!({"a": "x".repeat(4096)})), "events.1.props"),
        (one("message_sent", json!("all")), "events.1.props"),
        (events(json!(vec![json!({"name": "message_sent"}); 51])), "events"),
        (json!({"visitor_key": "short", "events": []}), "visitor_key"),
        (json!({"visitor_key": KEY}), "events"),
    ] {
        tell(&house, PAGE, &body).await.faulted(&[field]);
    }
    accepted(&tell(&house, PAGE, &events(json!([]))).await, 0);
    let long = json!({"chatbot_id": BOT, "visitor_key": KEY, "source": "x".repeat(65)});
    open(&house, PAGE, &long).await.faulted(&["source"]);
    open(&house, PAGE, &json!({"chatbot_id": BOT, "visitor_key": "short"})).await.faulted(&["visitor_key"]);
    open(&house, PAGE, &json!({"chatbot_id": "nobody", "visitor_key": KEY})).await.refused(404, "not_found");
    let nowhere = house.call("POST", "/api/v1/analytics/events").json(&events(json!([]))).send().await;
    nowhere.faulted(&["chatbot_id"]);
    assert_eq!(kept(&house).await, 0);
}

async fn a_page_of_another_site_tells_nothing(db: TestDb) {
    let house = house(db, json!({"analytics": {"capture": true}, "allowed_origins": [PAGE]})).await;
    let told = events(json!([{"name": "message_sent"}]));
    for origin in ["https://evil.example.com", "null", ""] {
        tell(&house, origin, &told).await.refused(403, "forbidden");
        open(&house, origin, &opened()).await.refused(403, "forbidden");
    }
    assert_eq!(kept(&house).await, 0);
    for origin in [PAGE, &*house.url] {
        accepted(&tell(&house, origin, &told).await, 1);
        open(&house, origin, &opened()).await.is(204);
    }
}

/// A page's visitor with the key that its events go by, signed in.
async fn sign_in(house: &House) -> String {
    let call = house.call("POST", "/api/v1/chatbot-public/session").header("origin", &house.url);
    let session = call.json(&json!({"chatbot_id": BOT, "visitor_key": KEY})).send().await.ok();
    session["token"].as_str().unwrap().to_owned()
}

async fn a_visitor_has_what_was_counted_and_has_it_forgotten(db: TestDb) {
    let house = counting(db).await;
    open(&house, PAGE, &opened()).await.is(204);
    house.clock.advance_ms(1000);
    tell(&house, PAGE, &events(json!([{"name": "rating_submitted", "props": {"rating": 5}}]))).await.is(202);
    let mut other = events(json!([{"name": "message_sent"}]));
    other["visitor_key"] = "visitor-1718461810000-48212".into();
    tell(&house, PAGE, &other).await.is(202);
    let token = sign_in(&house).await;
    let export = house.call("GET", "/api/v1/chat/export").token(&token).send().await.ok();
    let expected = json!([
        {"name": "open", "props": {"source": "launcher"}, "created_at": "2026-01-05T10:00:00.000Z"},
        {"name": "rating_submitted", "props": {"rating": 5}, "created_at": "2026-01-05T10:00:01.000Z"},
    ]);
    assert_eq!(export["page_events"], expected);
    house.call("DELETE", "/api/v1/chat").token(&token).send().await.is(204);
    assert_eq!(house.texts("SELECT name AS t FROM page_event").await, ["message_sent"], "another's stays");
}

async fn what_was_counted_goes_when_its_time_is_over(db: TestDb) {
    let house = house(db, json!({"analytics": {"capture": true, "retention_days": 7}})).await;
    open(&house, PAGE, &opened()).await.is(204);
    house.clock.advance_ms(7 * DAY_MS);
    open(&house, PAGE, &opened()).await.is(204);
    assert_eq!(analytics::expire(&house.cx).await.unwrap(), 0);
    house.clock.advance_ms(1);
    assert_eq!(analytics::expire(&house.cx).await.unwrap(), 1);
    assert_eq!(kept(&house).await, 1);
    let counts = analytics::counts(&house.cx, BOT, Environment::Live, 1).await.unwrap();
    assert_eq!(counts.len(), 1);
    house.clock.advance_ms(DAY_MS);
    assert_eq!(analytics::counts(&house.cx, BOT, Environment::Live, 1).await.unwrap(), []);
    analytics::counts(&house.cx, BOT, Environment::Live, 0).await.unwrap_err();
}

async fn of_one_visitor_only_so_much_is_kept(db: TestDb) {
    let house = counting(db).await;
    house
        .change(&format!(
            "INSERT INTO page_event (id, chatbot_id, environment, visitor_key, name, props, created_ms)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 998)
            SELECT 'pev_' || i, '{BOT}', 'live', 'page-{}', 'open', '{{}}', i FROM n",
            hash()
        ))
        .await;
    let many = events(json!(vec![json!({"name": "message_sent"}); 5]));
    accepted(&tell(&house, PAGE, &many).await, 2);
    accepted(&tell(&house, PAGE, &many).await, 0);
    assert_eq!(kept(&house).await, 1000);
}

/// What the visitor of [`KEY`] is called, as the house makes it of the key.
fn hash() -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(KEY.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()[..40].to_owned()
}
