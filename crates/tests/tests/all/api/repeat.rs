//! A message is said once, however often it is sent; and one at a time.

use parlour_tests::database::TestDb;
use parlour_tests::house::{House, said};
use parlour_tests::on_both;
use parlour_tests::sse::Frame;
use serde_json::{Value, json};

use super::recovery::leave_running;

on_both!(
    sent_again_after_its_end_it_gives_the_same_answer,
    many_equal_sends_at_once_are_one_message,
    the_same_name_of_another_visitor_is_another_message,
    without_a_name_it_is_said_twice,
    a_second_message_waits_for_the_first_answer,
    of_many_different_sends_at_once_none_is_lost_and_none_doubled,
    sent_again_while_it_runs_it_listens_along,
    a_failed_answer_is_made_anew_when_it_is_sent_again,
);

fn named(text: &str, name: &str) -> Value {
    let mut body = said(text);
    body["client_message_id"] = name.into();
    body
}

fn answer(frames: &[Frame]) -> &Value {
    let last = frames.last().expect("frames");
    assert_eq!(last.event, "done", "{frames:#?}");
    &last.data["message"]
}

async fn sent_again_after_its_end_it_gives_the_same_answer(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let first = ada.message(&named("hello", "a")).listen().await.all().await;
    let second = ada.message(&named("hello", "a")).listen().await.all().await;
    assert_eq!(answer(&first), answer(&second));
    assert_eq!(first.len(), second.len(), "the whole stream comes again");
    // The name counts, not the words.
    let third = ada.message(&named("other words", "a")).listen().await.all().await;
    assert_eq!(answer(&first), answer(&third));
    assert_eq!(ada.history().await.len(), 2);
}

async fn many_equal_sends_at_once_are_one_message(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let body = named("Can I talk to a human?", "a");
    let sends = (0..24).map(|_| async { ada.message(&body).listen().await.all().await });
    let heard = futures::future::join_all(sends).await;
    for frames in &heard {
        assert_eq!(answer(frames), answer(&heard[0]));
    }
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message WHERE role = 'user'").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message").await, 2);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM conversation").await, 1);
}

async fn the_same_name_of_another_visitor_is_another_message(db: TestDb) {
    let house = House::start(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    let first = ada.message(&named("hello", "a")).listen().await.all().await;
    let second = eve.message(&named("hello", "a")).listen().await.all().await;
    assert_ne!(answer(&first)["message_id"], answer(&second)["message_id"]);
    assert_eq!((ada.history().await.len(), eve.history().await.len()), (2, 2));
}

async fn without_a_name_it_is_said_twice(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    ada.say("hello").await;
    assert_eq!(ada.history().await.len(), 4);
}

async fn a_second_message_waits_for_the_first_answer(db: TestDb) {
    let house = House::start(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    let (answer_id, question_id) = leave_running(&house, &ada, "hello", 60_000).await;
    ada.post("/messages", &said("are you there?")).await.refused(409, "conflict");
    ada.post("/messages", &named("are you there?", "b")).await.refused(409, "conflict");
    let page = ada.get("/messages").await.ok();
    assert_eq!(page["active_turn"], json!({"message_id": answer_id, "user_message_id": question_id}));
    assert_eq!(page["messages"].as_array().unwrap().len(), 1);
    // Others are not held up.
    eve.say("hello").await;
    assert_eq!(eve.get("/messages").await.ok()["active_turn"], Value::Null);
}

async fn of_many_different_sends_at_once_none_is_lost_and_none_doubled(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let sends = (0..12).map(|i| {
        let ada = &ada;
        async move { ada.message(&named(&format!("question {i}"), &format!("n{i}"))).send().await }
    });
    let answers = futures::future::join_all(sends).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count() as i64;
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(409, "conflict");
    }
    assert!(taken >= 1);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message WHERE role = 'user'").await, taken);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message WHERE role = 'assistant'").await, taken);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM conversation").await, 1);
}

async fn sent_again_while_it_runs_it_listens_along(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let (answer_id, question_id) = leave_running(&house, &ada, "hello", -1).await;
    house.change(&format!("UPDATE message SET client_message_id = 'a' WHERE id = '{question_id}'")).await;
    let listening = ada.message(&named("hello", "a")).listen().await;
    let recovered = parlour_domain::assistant::turn::recover(&house.assistant, house.cx.clock.now()).await;
    assert_eq!(recovered.unwrap(), 1);
    let frames = listening.all().await;
    assert_eq!(answer(&frames)["message_id"], answer_id);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message WHERE role = 'user'").await, 1);
}

async fn a_failed_answer_is_made_anew_when_it_is_sent_again(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    // Forms that cannot be read fail the turn.
    house
        .change(
            "INSERT INTO form (chatbot_id, id, definition, position) VALUES ('shop-bot', 'f', 'rubbish', 0)",
        )
        .await;
    let failed = ada.message(&named("hello", "a")).listen().await.all().await;
    let last = failed.last().unwrap();
    assert_eq!(last.event, "error", "{failed:#?}");
    assert_eq!(last.data["code"], "generation_failed");
    assert_eq!(last.data["retryable"], true);
    assert!(!last.data.to_string().contains("rubbish"));
    assert_eq!(failed.iter().filter(|f| ["done", "error"].contains(&f.event.as_str())).count(), 1);
    assert_eq!(ada.history().await.len(), 1, "the visitor's message stays, and nothing else");
    // The failed end is heard again by who resumes.
    let id = failed[0].place().0;
    let again = ada.call("GET", &format!("/api/v1/chat/messages/{id}/stream")).listen().await.all().await;
    assert_eq!(again, failed);
    house.change("DELETE FROM form").await;
    let made = ada.message(&named("hello", "a")).listen().await.all().await;
    assert_eq!(answer(&made)["message_id"], id);
    assert_eq!(made[0].place(), (id, 2, 1), "a new attempt");
    assert_eq!(ada.history().await.len(), 2);
}
