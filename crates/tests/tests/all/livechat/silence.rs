//! A person in charge silences the machine.
//!
//! Contract: Diverge reference 4.2 and 6.1.

use parlour_llm::Deadlines;
use parlour_llm::fake::{Fake, Gate, Script};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, said};
use parlour_tests::on_both;
use serde_json::json;

use super::{ALICE, Desk, ask, staff, staffed, state, turned_on, with_alice};

on_both!(
    the_assistant_answers_until_a_person_takes_over_and_again_after_the_end,
    an_answer_under_way_is_not_stored_once_a_person_took_over,
    a_send_of_before_still_gives_its_answer,
);

async fn the_assistant_answers_until_a_person_takes_over_and_again_after_the_end(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    assert_eq!(ada.say("hello").await.last().unwrap().event, "done");
    ask(&ada).await;
    assert_eq!(ada.say("hello").await.last().unwrap().event, "done", "while waiting");
    let desk = Desk::of(&ada).await;
    desk.say(ALICE, "I am here").await.ok();
    let before = ada.history().await.len();
    ada.message(&said("hello")).send().await.refused(409, "conflict");
    assert_eq!(ada.history().await.len(), before, "the question is not stored either");
    desk.post("/close", &json!({})).await.ok();
    assert_eq!(ada.say("hello").await.last().unwrap().event, "done");
}

async fn an_answer_under_way_is_not_stored_once_a_person_took_over(db: TestDb) {
    let (fake, gate) = (Fake::start().await, Gate::default());
    fake.push(Script::stream().hold(&gate).say("Here is my long answer.").finish("stop").done());
    let house = House::speaking(db, fake.endpoint(), Deadlines::default()).await;
    staff(&house, turned_on()).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let mut frames = ada.message(&said("hi there, how are you?")).listen().await;
    frames.next().await.unwrap();
    fake.was_asked(1).await;
    Desk::of(&ada).await.say(ALICE, "I am here").await.ok();
    gate.release();
    let last = frames.all().await.pop().unwrap();
    assert_eq!((last.event.as_str(), &last.data["code"]), ("error", &json!("generation_failed")));
    let roles: Vec<String> =
        ada.history().await.iter().map(|message| message["role"].as_str().unwrap().to_owned()).collect();
    assert_eq!(roles, ["agent", "user"]);
    assert_eq!(house.texts("SELECT state AS t FROM turn").await, ["failed"]);
    assert_eq!(state(&ada).await["status"], "active");
}

async fn a_send_of_before_still_gives_its_answer(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let mut body = said("hello");
    body["client_message_id"] = json!("first");
    let first = ada.message(&body).listen().await.all().await;
    with_alice(&ada).await;
    let again = ada.message(&body).listen().await.all().await;
    assert_eq!(again.last().unwrap().data["message"], first.last().unwrap().data["message"]);
}
