//! An answer whose server died is made by the next one.

use parlour_domain::assistant::{Assistant, turn};
use parlour_model::Timestamp;
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Visitor};
use parlour_tests::on_both;

on_both!(
    an_answer_left_behind_is_made_and_its_listener_hears_the_new_attempt,
    a_living_servers_answer_is_left_alone,
    two_servers_that_recover_at_once_make_one_answer,
    a_forgotten_visitors_answer_is_not_made,
    a_listener_of_a_forgotten_visitors_answer_hears_one_end,
);

/// Leaves a turn as a server that died would, its lease ending in `lease_ms`; the ids of the answer and the question.
pub(super) async fn leave_running(
    house: &House,
    visitor: &Visitor<'_>,
    text: &str,
    lease_ms: i64,
) -> (String, String) {
    let frames = visitor.say(text).await;
    let (answer, _, _) = frames[0].place();
    let question = frames[0].data["user_message_id"].as_str().unwrap().to_owned();
    let lease = house.cx.clock.now().plus_ms(lease_ms).ms();
    assert_eq!(house.change(&format!("DELETE FROM message WHERE id = '{answer}'")).await, 1);
    let sql = format!(
        "UPDATE turn SET state = 'running', frames = NULL, finished_ms = NULL, owner = 'dead', lease_until_ms = {lease}
         WHERE id = '{answer}'"
    );
    assert_eq!(house.change(&sql).await, 1);
    (answer, question)
}

async fn an_answer_left_behind_is_made_and_its_listener_hears_the_new_attempt(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let (answer, _) = leave_running(&house, &ada, "Can I talk to a human?", -1).await;
    let path = format!("/api/v1/chat/messages/{answer}/stream");
    let listening = ada.call("GET", &path).header("last-event-id", &format!("{answer}.1.3")).listen().await;
    assert_eq!(turn::recover(&house.assistant, house.cx.clock.now()).await.unwrap(), 1);
    let frames = listening.all().await;
    assert_eq!(frames[0].place(), (answer.clone(), 2, 1), "the new attempt from its beginning: {frames:#?}");
    assert!(frames.iter().all(|frame| frame.place().1 == 2));
    assert_eq!(frames.last().unwrap().event, "done");
    let history = ada.history().await;
    assert_eq!(history.len(), 2);
    assert_eq!(history[0]["message_id"], answer);
    assert_eq!(frames.last().unwrap().data["message"], history[0]);
    assert!(history[0].to_string().contains("show_contact_form"), "the question was read again");
    assert_eq!(ada.get("/messages").await.ok()["active_turn"], serde_json::Value::Null);
    assert_eq!(turn::recover(&house.assistant, Timestamp(i64::MAX)).await.unwrap(), 0, "it is done");
}

async fn a_living_servers_answer_is_left_alone(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    leave_running(&house, &ada, "hello", 30_000).await;
    house.clock.advance_ms(30_000);
    assert_eq!(turn::recover(&house.assistant, house.cx.clock.now()).await.unwrap(), 0);
    house.clock.advance_ms(1);
    assert_eq!(turn::recover(&house.assistant, house.cx.clock.now()).await.unwrap(), 1);
    house.assistant.finish(std::time::Duration::from_secs(30)).await;
    assert_eq!(ada.history().await.len(), 2);
}

async fn two_servers_that_recover_at_once_make_one_answer(db: TestDb) {
    let house = House::start(db).await;
    let visitors = futures::future::join_all((0..8).map(|i| {
        let house = &house;
        async move { house.visitor(&format!("v{i}")).await }
    }));
    let visitors = visitors.await;
    for visitor in &visitors {
        leave_running(&house, visitor, "hello", -1).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let other = Assistant::new(house.cx.clone(), folder.path());
    let now = house.cx.clock.now();
    let (mine, its) = futures::join!(turn::recover(&house.assistant, now), turn::recover(&other, now));
    assert_eq!(mine.unwrap() + its.unwrap(), 8);
    house.assistant.finish(std::time::Duration::from_secs(30)).await;
    other.finish(std::time::Duration::from_secs(30)).await;
    for visitor in &visitors {
        assert_eq!(visitor.history().await.len(), 2);
    }
    assert_eq!(house.texts("SELECT state AS t FROM turn").await, ["done"; 8]);
}

async fn a_forgotten_visitors_answer_is_not_made(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    leave_running(&house, &ada, "hello", -1).await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    assert_eq!(turn::recover(&house.assistant, Timestamp(i64::MAX)).await.unwrap(), 0);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message").await, 0);
}

async fn a_listener_of_a_forgotten_visitors_answer_hears_one_end(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let (answer, _) = leave_running(&house, &ada, "hello", 60_000).await;
    let listening = ada.call("GET", &format!("/api/v1/chat/messages/{answer}/stream")).listen().await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    let frames = listening.all().await;
    assert_eq!(frames.iter().map(|frame| frame.event.as_str()).collect::<Vec<_>>(), ["error"]);
}
