//! A model that is down, slow, cut off, garbled: the visitor gets an answer or a clear end, and nothing is lost.

use std::time::Duration;

use parlour_llm::Deadlines;
use parlour_llm::fake::{Fake, Gate, Script};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, said};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{DEADLINES, parts, shop, shop_with, words};

on_both!(
    when_the_model_is_down_the_built_in_engine_answers,
    when_nothing_listens_the_built_in_engine_answers,
    a_silent_model_is_not_waited_for,
    an_answer_cut_off_in_the_middle_ends_with_an_error_and_can_be_sent_again,
    garbage_is_no_answer,
    an_empty_answer_is_none,
    one_failure_before_the_first_token_is_retried,
    a_model_that_only_calls_ends_at_last,
    a_model_with_a_small_context_is_told_less,
    an_answer_without_a_word_to_read_is_none,
    what_was_streamed_is_what_is_stored,
    cards_stay_when_the_model_breaks_behind_them,
    a_model_that_does_not_end_is_ended,
);

const QUESTION: &str = "how do I return a parcel?";

/// What only the built-in engine says here.
#[track_caller]
fn assert_built_in(said: &str) {
    assert!(said.contains("Read more: Returns"), "{said}");
}

async fn when_the_model_is_down_the_built_in_engine_answers(db: TestDb) {
    let fake = Fake::answering(|_| Script::status(500, "out of memory")).await;
    let house = shop(db, &fake).await;
    assert_built_in(&words(&house.visitor("ada").await.ask(QUESTION).await));
    assert_eq!(fake.asked().len(), 2, "once, and once again");
}

async fn when_nothing_listens_the_built_in_engine_answers(db: TestDb) {
    let fake = Fake::start().await;
    let house = shop(db, &fake).await;
    drop(fake);
    assert_built_in(&words(&house.visitor("ada").await.ask(QUESTION).await));
}

async fn a_silent_model_is_not_waited_for(db: TestDb) {
    let fake = Fake::answering(|_| Script::silent()).await;
    let deadlines = Deadlines { first_token: Duration::from_millis(50), ..DEADLINES };
    let house = shop_with(db, &fake, deadlines).await;
    assert_built_in(&words(&house.visitor("ada").await.ask(QUESTION).await));
}

async fn an_answer_cut_off_in_the_middle_ends_with_an_error_and_can_be_sent_again(db: TestDb) {
    let (fake, gate) = (Fake::start().await, Gate::default());
    fake.push(Script::stream().say("Put the things into their box and then ").hold(&gate).cut_off());
    fake.push(Script::text(["Within 30 days."]));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let message = json!({"client_message_id": "one", "message": said(QUESTION)["message"]});
    let mut frames = ada.message(&message).listen().await;
    while frames.next().await.unwrap().event != "part_delta" {}
    gate.release();
    let rest = frames.all().await;
    let last = rest.last().unwrap();
    assert_eq!((last.event.as_str(), &last.data["retryable"]), ("error", &json!(true)));
    assert_eq!(ada.history().await.len(), 1, "only the question is kept");
    let frames = ada.message(&message).listen().await.all().await;
    assert!(words(&parts(&frames)).starts_with("Within 30 days."));
    assert_eq!(ada.history().await.len(), 2);
}

async fn garbage_is_no_answer(db: TestDb) {
    let fake = Fake::answering(|_| Script::stream().raw("data: {\"choices\": [nonsense\n\n")).await;
    let house = shop(db, &fake).await;
    assert_built_in(&words(&house.visitor("ada").await.ask(QUESTION).await));
}

async fn an_empty_answer_is_none(db: TestDb) {
    let fake = Fake::answering(|_| Script::text([" "])).await;
    let house = shop(db, &fake).await;
    assert_built_in(&words(&house.visitor("ada").await.ask(QUESTION).await));
}

async fn one_failure_before_the_first_token_is_retried(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::status(503, "loading"));
    fake.push(Script::text(["Here I am."]));
    let house = shop(db, &fake).await;
    assert!(words(&house.visitor("ada").await.ask(QUESTION).await).starts_with("Here I am."));
}

async fn a_model_that_only_calls_ends_at_last(db: TestDb) {
    let fake = Fake::answering(|_| Script::calls(&[("search", &json!({"query": "shirts"}))])).await;
    let house: House = shop(db, &fake).await;
    let said = words(&house.visitor("ada").await.ask(QUESTION).await);
    assert_built_in(&said);
    assert!(fake.asked().len() <= 6, "{}", fake.asked().len());
}

async fn a_model_with_a_small_context_is_told_less(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::text(["Noted."]));
    fake.push(Script::status(400, "request (7623 tokens) exceeds the available context size (4096 tokens)"));
    fake.push(Script::text(["Within 30 days."]));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    ada.ask(&"I have a long story to tell. ".repeat(40)).await;
    house.clock.advance_ms(1000);
    assert!(words(&ada.ask(QUESTION).await).starts_with("Within 30 days."));
    let asked = fake.asked();
    let length = |n: usize| asked[n].body["messages"].to_string().len();
    assert_eq!(asked.len(), 3, "the long request is not sent twice");
    assert!(length(2) < length(1), "{} {}", length(2), length(1));
    assert!(asked[2].body.to_string().contains("print the label"), "the best passage is still there");
}

async fn an_answer_without_a_word_to_read_is_none(db: TestDb) {
    let fake = Fake::start().await;
    let house = shop(db, &fake).await;
    for (i, said) in
        ["***", "#", "![](https://x.example/a.png)", "\u{200b}\u{200b}", "37 EUR"].iter().enumerate()
    {
        fake.push(Script::text([*said]));
        let visitor = house.visitor(&format!("v{i}")).await;
        assert_built_in(&words(&visitor.ask(QUESTION).await));
    }
}

/// Nothing is sent of what turns out to be no answer, or comes to nothing at its beginning.
async fn what_was_streamed_is_what_is_stored(db: TestDb) {
    let fake = Fake::start().await;
    let house = shop(db, &fake).await;
    for (i, pieces) in
        [vec!["37 EUR"], vec!["***\n\n", "Within 30 days."], vec!["👍"]].into_iter().enumerate()
    {
        fake.push(Script::text(pieces));
        let frames = house.visitor(&format!("v{i}")).await.say(QUESTION).await;
        let streamed: Vec<Value> =
            frames.iter().filter(|f| f.event == "part").map(|f| f.data["part"].clone()).collect();
        assert_eq!(streamed, parts(&frames), "{i}");
    }
}

async fn cards_stay_when_the_model_breaks_behind_them(db: TestDb) {
    let fake = Fake::answering(|_| Script::status(500, "no")).await;
    fake.push(Script::calls(&[("show_products", &json!({"ids": ["shirt-blue"]}))]));
    let house = shop(db, &fake).await;
    let parts = house.visitor("ada").await.ask("do you have a blue shirt?").await;
    assert_eq!(super::kinds(&parts), ["products"]);
}

async fn a_model_that_does_not_end_is_ended(db: TestDb) {
    let fake = Fake::start().await;
    let endless = "and so on and on ".repeat(64);
    let script = (0..200).fold(Script::stream(), |script, _| script.say(&endless));
    fake.push(script.then_silence());
    let house = shop(db, &fake).await;
    let said = words(&house.visitor("ada").await.ask(QUESTION).await);
    assert!((60_000..80_000).contains(&said.len()), "{}", said.len());
    fake.was_hung_up_on(0).await;
}
