//! A visitor may stop an answer; what was said so far is kept, and the model is let go.

use parlour_llm::fake::{Fake, Gate, Script};
use parlour_tests::database::TestDb;
use parlour_tests::house::said;
use parlour_tests::on_both;
use serde_json::json;

use super::{parts, shop, words};

on_both!(
    a_stopped_answer_keeps_what_was_said,
    an_answer_stopped_before_its_first_word_ends_with_an_error,
    stopping_what_has_ended_changes_nothing,
    another_visitors_answer_cannot_be_stopped,
);

async fn a_stopped_answer_keeps_what_was_said(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::stream().say("Put the things into their box and then ").then_silence());
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let mut frames = ada.message(&said("how do I return a parcel?")).listen().await;
    let first = frames.next().await.unwrap();
    let message_id = first.data["message_id"].as_str().unwrap().to_owned();
    while frames.next().await.unwrap().event != "part_delta" {}
    let stopped = ada.post(&format!("/messages/{message_id}/stop"), &json!({})).await.ok();
    assert_eq!(stopped, json!({"stopped": true}));
    let parts = parts(&frames.all().await);
    assert!(words(&parts).starts_with("Put the things into their box and then"), "{parts:?}");
    assert_eq!(ada.history().await[0]["parts"], json!(parts));
    fake.was_hung_up_on(0).await;
}

async fn an_answer_stopped_before_its_first_word_ends_with_an_error(db: TestDb) {
    let (fake, gate) = (Fake::start().await, Gate::default());
    fake.push(Script::stream().hold(&gate).say("too late"));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let mut frames = ada.message(&said("how do I return a parcel?")).listen().await;
    let first = frames.next().await.unwrap();
    let question_id = first.data["user_message_id"].as_str().unwrap().to_owned();
    fake.was_asked(1).await;
    ada.post(&format!("/messages/{question_id}/stop"), &json!({})).await.ok();
    let last = frames.all().await.pop().unwrap();
    assert_eq!((last.event.as_str(), &last.data["retryable"]), ("error", &json!(true)));
    assert_eq!(ada.history().await.len(), 1);
    assert_eq!(ada.say("hello").await.last().unwrap().event, "done", "the next one can be sent");
}

async fn stopping_what_has_ended_changes_nothing(db: TestDb) {
    let fake = Fake::answering(|_| Script::text(["Done."])).await;
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let frames = ada.say("hello").await;
    let id = frames[0].place().0;
    for _ in 0..2 {
        let answer = ada.post(&format!("/messages/{id}/stop"), &json!({})).await.ok();
        assert_eq!(answer, json!({"stopped": false}));
    }
    assert_eq!(ada.history().await.len(), 2);
}

async fn another_visitors_answer_cannot_be_stopped(db: TestDb) {
    let (fake, gate) = (Fake::start().await, Gate::default());
    fake.push(Script::stream().hold(&gate).say("Hello.").finish("stop").done());
    let house = shop(db, &fake).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    let mut frames = ada.message(&said("hi there, how are you?")).listen().await;
    let id = frames.next().await.unwrap().place().0;
    eve.post(&format!("/messages/{id}/stop"), &json!({})).await.refused(404, "not_found");
    gate.release();
    assert_eq!(frames.all().await.last().unwrap().event, "done");
}
