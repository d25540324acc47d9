//! An answer whose server died is made by the next one.

use parlour_domain::assistant::{Assistant, Models, turn};
use parlour_model::Timestamp;
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Visitor, said};
use parlour_tests::on_both;
use parlour_tests::sse::Frame;

on_both!(
    an_answer_left_behind_is_made_and_its_listener_hears_the_new_attempt,
    a_living_servers_answer_is_left_alone,
    two_servers_that_recover_at_once_make_one_answer,
    a_forgotten_visitors_answer_is_not_made,
    a_listener_of_a_forgotten_visitors_answer_hears_one_end,
    an_answer_whose_end_could_not_be_stored_is_taken_up,
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
    let other = Assistant::new(house.cx.clone(), folder.path(), Models::default());
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

async fn an_answer_whose_end_could_not_be_stored_is_taken_up(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let (stop, go) = match house.db().engine() {
        "sqlite" => (
            vec!["CREATE TRIGGER stop BEFORE UPDATE ON turn BEGIN SELECT RAISE(ABORT, 'not now'); END"],
            "DROP TRIGGER stop",
        ),
        _ => (
            vec![
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''not now''; END'",
                "CREATE TRIGGER stop BEFORE UPDATE ON turn FOR EACH ROW EXECUTE FUNCTION stop()",
            ],
            "DROP TRIGGER stop ON turn",
        ),
    };
    for statement in stop {
        house.change(statement).await;
    }
    let frames = ada.say("hello").await;
    assert_eq!(frames.last().unwrap().event, "error", "{frames:#?}");
    assert!(!frames.last().unwrap().data.to_string().contains("not now"), "trouble inside is not told");
    assert_eq!(ada.history().await.len(), 1);
    ada.post("/messages", &said("hello?")).await.refused(409, "conflict");
    house.change(go).await;
    house.clock.advance_ms(30_001);
    assert_eq!(turn::recover(&house.assistant, house.cx.clock.now()).await.unwrap(), 1);
    let path = format!("/api/v1/chat/messages/{}/stream", frames[0].place().0);
    let taken_up = ada.call("GET", &path).listen().await.all().await;
    assert_eq!(taken_up.last().unwrap().event, "done");
    assert_eq!(ada.history().await.len(), 2);
}

/// PostgreSQL only: there another connection can hold up one statement of the house.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_heard_while_it_is_made_and_its_end_only_when_it_is_stored() {
    let db = TestDb::postgres().await;
    let (holder, connection) = tokio_postgres::connect(&db.address, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    let lock = uuid::Uuid::new_v4().as_u64_pair().0 as i64;
    let hold = format!(
        "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN PERFORM pg_advisory_xact_lock({lock}); RETURN NEW; END';
         CREATE TRIGGER hold BEFORE UPDATE ON turn FOR EACH ROW EXECUTE FUNCTION hold();
         SELECT pg_advisory_lock({lock})"
    );
    holder.batch_execute(&hold).await.unwrap();
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let mut stream = ada.message(&said("Can I talk to a human?")).listen().await;
    let mut heard = Vec::new();
    while heard.last().is_none_or(|frame: &Frame| frame.data["part"]["type"] != "show_contact_form") {
        heard.push(stream.next().await.expect("a frame of the answer"));
    }
    // The answer is said but not stored: it is not over.
    let page = ada.get("/messages").await.ok();
    assert_eq!(page["messages"].as_array().unwrap().len(), 1);
    assert_eq!(page["active_turn"]["message_id"], heard[0].place().0);
    // Who comes later hears the same so far, and then the same end.
    let path = format!("/api/v1/chat/messages/{}/stream", heard[0].place().0);
    let mut later = ada.call("GET", &path).header("last-event-id", &heard[1].id).listen().await;
    for frame in &heard[2..] {
        assert_eq!(later.next().await.as_ref(), Some(frame));
    }
    holder.batch_execute(&format!("SELECT pg_advisory_unlock({lock})")).await.unwrap();
    let (rest, its_rest) = futures::join!(stream.all(), later.all());
    assert_eq!(rest.iter().map(|frame| frame.event.as_str()).collect::<Vec<_>>(), ["done"]);
    assert_eq!(rest[0].data["message"], its_rest[0].data["message"]);
    assert_eq!(ada.history().await[0], rest[0].data["message"]);
    drop(holder);
    connection.await.unwrap().unwrap();
}
