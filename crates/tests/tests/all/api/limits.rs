//! Who calls too often waits.
//!
//! Contract: Diverge reference 1.4.

use parlour_api::{Options, RateLimits};
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, said};
use parlour_tests::on_both;
use serde_json::json;

on_both!(
    a_visitor_says_thirty_things_a_minute,
    a_visitor_makes_240_other_calls_a_minute,
    a_key_signs_600_visitors_in_a_minute,
    a_page_opens_120_sessions_a_minute,
    a_page_tells_300_things_and_reads_600_a_minute,
);

async fn counting(db: TestDb) -> House {
    House::with(db, Options { rate_limits: RateLimits::On, ..Options::default() }).await
}

/// Calls until it is refused; how often it was not. The count grows a little while the test runs, hence a range.
async fn until_refused<F: Future<Output = Answer>>(call: impl Fn() -> F, most: usize) -> usize {
    for done in 0..most {
        let answer = call().await;
        if answer.status == 429 {
            answer.refused(429, "rate_limited");
            let wait: u64 = answer.header("retry-after").parse().expect("whole seconds");
            assert!((1..=60).contains(&wait), "{wait} s");
            return done;
        }
    }
    panic!("never refused in {most} calls");
}

async fn a_visitor_says_thirty_things_a_minute(db: TestDb) {
    let house = counting(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    // Messages that are refused for their content count, too.
    let bad = json!({"message": {"parts": []}});
    let done = until_refused(|| ada.post("/messages", &bad), 60).await;
    assert!((30..=45).contains(&done), "{done}");
    ada.post("/messages", &said("hello")).await.refused(429, "rate_limited");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message").await, 0);
    // Other calls and other visitors are not held up.
    ada.get("/messages").await.ok();
    eve.say("hello").await;
    // Nor is taking up an answer.
    let message_id = eve.say("hello again").await[0].place().0;
    let resumed = ada.message(&said("x")).header("last-event-id", &format!("{message_id}.1.1")).send().await;
    resumed.refused(404, "not_found");
}

async fn a_visitor_makes_240_other_calls_a_minute(db: TestDb) {
    let house = counting(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    let bad = json!({"rating": 0});
    let done = until_refused(|| ada.post("/rate", &bad), 480).await;
    assert!((240..=360).contains(&done), "{done}");
    let page =
        ada.call("GET", "/api/v1/chat/config").header("origin", "https://shop.example.com").send().await;
    if page.status == 429 {
        assert_eq!(page.header("access-control-allow-origin"), "*");
        assert!(page.header("access-control-expose-headers").contains("retry-after"));
    }
    eve.get("/config").await.ok();
}

async fn a_key_signs_600_visitors_in_a_minute(db: TestDb) {
    let house = counting(db).await;
    let other = house.new_key(parlour_model::Environment::Live).await;
    let done = until_refused(|| house.sign_in(&house.key, BOT, ""), 1200).await;
    assert!((600..=900).contains(&done), "{done}");
    house.sign_in(&other, BOT, "ada").await.ok();
}

async fn a_page_opens_120_sessions_a_minute(db: TestDb) {
    let house = counting(db).await;
    let open = |from: &str| {
        let call = house.call("POST", "/api/v1/chatbot-public/session").header("x-forwarded-for", from);
        call.header("origin", &house.url).json(&json!({"chatbot_id": BOT, "visitor_key": "short"})).send()
    };
    let done = until_refused(|| open("203.0.113.9"), 240).await;
    assert!((120..=180).contains(&done), "{done}");
    open("203.0.113.10").await.faulted(&["visitor_key"]);
}

async fn a_page_tells_300_things_and_reads_600_a_minute(db: TestDb) {
    let house = counting(db).await;
    let tell = |from: &str| {
        let call = house.call("POST", "/api/v1/chatbot-public/opens").header("x-forwarded-for", from);
        call.json(&json!({"chatbot_id": BOT, "visitor_key": "short"})).send()
    };
    let done = until_refused(|| tell("203.0.113.9"), 600).await;
    assert!((300..=450).contains(&done), "{done}");
    tell("203.0.113.10").await.faulted(&["visitor_key"]);
    let read = |from: &str| {
        let call = house.call("GET", "/api/v1/popup-messages").header("x-forwarded-for", from);
        call.send()
    };
    let done = until_refused(|| read("203.0.113.9"), 1200).await;
    assert!((600..=900).contains(&done), "{done}");
    read("203.0.113.10").await.faulted(&["chatbot_id"]);
}
