//! How the visitor liked it.
//!
//! Contract: Diverge reference 5 (POST /rate).

use parlour_tests::database::TestDb;
use parlour_tests::house::House;
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_rating_is_from_one_to_five,
    a_second_rating_takes_the_place_of_the_first,
    before_anything_was_said_there_is_nothing_to_rate,
    words_to_a_rating_have_at_most_2000_characters,
);

async fn a_rating_is_from_one_to_five(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    for rating in 1..=5 {
        let answer = ada.post("/rate", &json!({"rating": rating})).await;
        answer.is(200);
        assert!(answer.body.is_empty(), "{answer:?}");
        let kept = ada.get("/export").await.ok()["conversations"][0]["rating"].clone();
        assert_eq!(kept, rating);
    }
    for rating in [json!(0), json!(6), json!(-1), json!(null), json!(2.5), json!(1e30)] {
        ada.post("/rate", &json!({"rating": rating})).await.faulted(&["rating"]);
    }
    assert_eq!(ada.get("/export").await.ok()["conversations"][0]["rating"], 5);
}

async fn a_second_rating_takes_the_place_of_the_first(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    ada.post("/rate", &json!({"rating": 5, "feedback": "Quick"})).await.is(200);
    house.clock.advance_ms(1000);
    ada.post("/rate", &json!({"rating": 2})).await.is(200);
    let conversation = ada.get("/export").await.ok()["conversations"][0].clone();
    assert_eq!(conversation["rating"], 2);
    assert_eq!(conversation["feedback"], Value::Null, "the first one's words went with it");
    assert_eq!(conversation["rated_at"], "2026-01-05T10:00:01.000Z");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM conversation").await, 1);
}

async fn before_anything_was_said_there_is_nothing_to_rate(db: TestDb) {
    let house = House::start(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    eve.say("hello").await;
    ada.post("/rate", &json!({"rating": 5})).await.refused(404, "not_found");
    assert_eq!(eve.get("/export").await.ok()["conversations"][0]["rating"], Value::Null);
}

async fn words_to_a_rating_have_at_most_2000_characters(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    let long = "å".repeat(2000);
    ada.post("/rate", &json!({"rating": 5, "feedback": long})).await.is(200);
    assert_eq!(ada.get("/export").await.ok()["conversations"][0]["feedback"], long);
    ada.post("/rate", &json!({"rating": 5, "feedback": "å".repeat(2001)})).await.faulted(&["feedback"]);
}
