//! Every turn keeps why its answer is as it is.

use parlour_domain::Error;
use parlour_domain::assistant::trace::{self, Stored};
use parlour_llm::fake::{Fake, Script};
use parlour_tests::database::TestDb;
use parlour_tests::house::House;
use parlour_tests::on_both;
use serde_json::json;

use super::shop;

on_both!(
    a_trace_tells_what_a_model_was_told_and_did,
    a_trace_of_the_built_in_engine_tells_what_was_found,
    a_trace_tells_why_the_built_in_engine_answered,
    a_failed_turn_has_a_trace_too,
    an_unknown_answer_has_none,
);

const QUESTION: &str = "how do I return a parcel?";

async fn traced(house: &House, question: &str) -> Stored {
    let frames = house.visitor("ada").await.say(question).await;
    let question_id = frames[0].data["user_message_id"].as_str().unwrap().to_owned();
    let answer_id = frames[0].place().0;
    let stored = trace::find(&house.cx, &answer_id).await.unwrap();
    assert_eq!(trace::find(&house.cx, &question_id).await.unwrap(), stored);
    stored
}

async fn a_trace_tells_what_a_model_was_told_and_did(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::calls(&[("search", &json!({"query": "delivery"}))]));
    fake.push(Script::text(["It costs €12.34 to return it [1]."]));
    let house = shop(db, &fake).await;
    let trace = traced(&house, QUESTION).await.trace;
    assert_eq!((trace.engine.as_str(), trace.model.as_deref()), ("model", Some("scripted")));
    assert_eq!((trace.question.text.as_str(), trace.question.language.as_str()), (QUESTION, "en"));
    assert_eq!(trace.calls[0].name, "search");
    assert_eq!(
        trace.prompt.iter().map(|p| p.role.as_str()).collect::<Vec<_>>(),
        ["system", "user", "assistant", "tool"]
    );
    assert!(trace.struck.iter().any(|strike| strike.what.contains("12.34")), "{:?}", trace.struck);
    let tokens = trace.usage.unwrap();
    assert_eq!((tokens.prompt, tokens.completion, tokens.estimated), (20, 6, false));
    let used: Vec<&str> = trace.passages.iter().filter(|p| p.used).map(|p| p.title.as_str()).collect();
    assert_eq!(used, ["Returns"]);
    assert!(trace.times.first_word_ms.is_some());
}

async fn a_trace_of_the_built_in_engine_tells_what_was_found(db: TestDb) {
    let fake = Fake::start().await;
    let house = House::start(db).await;
    drop(fake);
    let trace = traced(&house, "can I talk to a human?").await.trace;
    assert_eq!((trace.engine.as_str(), trace.outcome.as_str()), ("built_in", "person"));
    assert_eq!((trace.model, trace.fell_back), (None, None));
    assert_eq!(trace.question.intents, ["ask_for_person"]);
}

async fn a_trace_tells_why_the_built_in_engine_answered(db: TestDb) {
    let fake = Fake::answering(|_| Script::status(500, "no")).await;
    let house = shop(db, &fake).await;
    let trace = traced(&house, QUESTION).await.trace;
    assert_eq!(trace.engine, "built_in");
    assert!(trace.fell_back.unwrap().contains("500"));
}

async fn a_failed_turn_has_a_trace_too(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::stream().say("Put the things into their box and then go ").cut_off());
    let house = shop(db, &fake).await;
    let trace = traced(&house, QUESTION).await.trace;
    assert!(trace.fell_back.unwrap().contains("try again"));
    assert_eq!((trace.engine.as_str(), trace.outcome.as_str()), ("model", ""));
}

async fn an_unknown_answer_has_none(db: TestDb) {
    let house = House::start(db).await;
    assert!(matches!(trace::find(&house.cx, "msg_unknown").await, Err(Error::NotFound(_))));
}
