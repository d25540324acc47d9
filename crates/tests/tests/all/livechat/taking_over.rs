//! A person takes over while an answer is being made: it ends, and the model is let go at once.
//!
//! Contract: Diverge reference 4.2 (active: 409) and 6.8 (the first agent's message or writing).

use parlour_llm::Deadlines;
use parlour_llm::fake::{Fake, Script};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Visitor, said};
use parlour_tests::on_both;
use parlour_tests::sse::{Frame, Frames};
use serde_json::json;

use super::{ALICE, Desk, ask, staff, state, told, turned_on};

on_both!(
    an_agents_message_ends_the_answer_that_is_being_made,
    an_agent_who_begins_to_write_ends_it_too,
    a_question_that_was_cut_off_is_answered_once_the_livechat_is_over,
    another_process_that_makes_the_answer_lets_go_of_it,
    an_answer_taken_up_from_a_dead_process_ends_if_a_person_took_over,
);

/// A shop whose model begins to answer and does not go on.
async fn hesitant(db: TestDb) -> (Fake, House) {
    let fake = Fake::start().await;
    fake.push(Script::stream().say("Hello there, I can tell you this much: ").then_silence());
    let house = House::speaking(db, fake.endpoint(), Deadlines::default()).await;
    staff(&house, turned_on()).await;
    (fake, house)
}

/// The visitor waits for a person and asks the assistant meanwhile, which has begun to speak.
async fn answered_half(visitor: &Visitor<'_>) -> Frames {
    ask(visitor).await;
    let mut question = said("hi there, how are you?");
    question["client_message_id"] = json!("first");
    let mut frames = visitor.message(&question).listen().await;
    while frames.next().await.unwrap().event != "part_delta" {}
    frames
}

fn assert_taken_over(last: &Frame) {
    assert_eq!((last.event.as_str(), &last.data["code"]), ("error", &json!("generation_failed")));
    assert_eq!(last.data["retryable"], false, "{last:?}");
    assert!(last.data["message"].as_str().unwrap().contains("a person has taken over"), "{last:?}");
}

async fn roles(visitor: &Visitor<'_>) -> Vec<String> {
    visitor.history().await.iter().map(|message| message["role"].as_str().unwrap().to_owned()).collect()
}

async fn an_agents_message_ends_the_answer_that_is_being_made(db: TestDb) {
    let (fake, house) = hesitant(db).await;
    let ada = house.visitor("ada").await;
    let frames = answered_half(&ada).await;
    Desk::of(&ada).await.say(ALICE, "I am here").await.ok();
    assert_taken_over(frames.all().await.last().unwrap());
    fake.was_hung_up_on(0).await;
    assert_eq!(roles(&ada).await, ["agent", "user"], "the half answer is dropped");
    assert_eq!(house.texts("SELECT state AS t FROM turn").await, ["failed"]);
    assert!(!told(&house).await.contains(&"livechat.waiting.assistant.message.created".to_owned()));
}

async fn an_agent_who_begins_to_write_ends_it_too(db: TestDb) {
    let (fake, house) = hesitant(db).await;
    let ada = house.visitor("ada").await;
    let frames = answered_half(&ada).await;
    Desk::of(&ada).await.types(ALICE, true).await.ok();
    assert_taken_over(frames.all().await.last().unwrap());
    fake.was_hung_up_on(0).await;
    assert_eq!(roles(&ada).await, ["user"]);
}

async fn a_question_that_was_cut_off_is_answered_once_the_livechat_is_over(db: TestDb) {
    let (fake, house) = hesitant(db).await;
    let ada = house.visitor("ada").await;
    let frames = answered_half(&ada).await;
    let desk = Desk::of(&ada).await;
    desk.say(ALICE, "I am here").await.ok();
    frames.all().await;
    let mut question = said("hi there, how are you?");
    question["client_message_id"] = json!("first");
    ada.message(&question).send().await.refused(409, "conflict");
    desk.post("/close", &json!({})).await.ok();
    fake.push(Script::text(["I am fine."]));
    house.clock.advance_ms(1);
    let again = ada.message(&question).listen().await.all().await;
    assert_eq!(again.last().unwrap().event, "done");
    assert_eq!(roles(&ada).await, ["assistant", "agent", "user"]);
}

async fn another_process_that_makes_the_answer_lets_go_of_it(db: TestDb) {
    let (fake, house) = hesitant(db).await;
    let ada = house.visitor("ada").await;
    let frames = answered_half(&ada).await;
    let desk = Desk::of(&ada).await;
    let twin = house.twin().await;
    let address = format!("{}/api/v1/chat/livechat/agent/messages", twin.url);
    let body = json!({"agent_id": ALICE, "message": said("I am here")["message"]});
    house.call_address("POST", &address).token(&desk.token).json(&body).send().await.ok();
    if house.db().engine() == "sqlite" {
        // One server has such a database to itself; the floor is that it looks when it says that it is alive.
        parlour_domain::assistant::turn::renew(&house.assistant).await.unwrap();
    }
    assert_taken_over(frames.all().await.last().unwrap());
    fake.was_hung_up_on(0).await;
    assert_eq!(state(&ada).await["status"], "active");
}

async fn an_answer_taken_up_from_a_dead_process_ends_if_a_person_took_over(db: TestDb) {
    let (fake, house) = hesitant(db).await;
    let ada = house.visitor("ada").await;
    let frames = answered_half(&ada).await;
    // As if another process had made it and died.
    house.change("UPDATE turn SET owner = 'dead', lease_until_ms = 1").await;
    Desk::of(&ada).await.say(ALICE, "I am here").await.ok();
    frames.all().await;
    fake.push(Script::stream().then_silence());
    let now = house.cx.clock.now();
    assert_eq!(parlour_domain::assistant::turn::recover(&house.assistant, now).await.unwrap(), 1);
    house.assistant.finish(std::time::Duration::from_secs(30)).await;
    assert_eq!(house.texts("SELECT state AS t FROM turn").await, ["failed"]);
    assert_eq!(roles(&ada).await, ["agent", "user"]);
}
