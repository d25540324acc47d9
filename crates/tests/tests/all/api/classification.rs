//! What a question was about, asked for after its answer.
//!
//! Parlour's addition to the contract, for Diverge reference 8.4 (`conversationClassified`).

use std::time::Duration;

use parlour_domain::chatbot;
use parlour_model::Topic;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_question_is_put_under_its_topic,
    a_question_about_no_topic_has_none,
    a_question_that_says_little_is_read_with_the_one_before,
    without_topics_nothing_is_kept_and_nothing_is_to_come,
    changed_topics_hold_from_the_next_question_on,
    an_answer_that_was_not_made_has_no_topic,
    nobody_elses_question_is_told,
    topics_that_are_not_good_are_refused,
);

fn topic(name: &str, examples: &[&str]) -> Topic {
    let examples = examples.iter().map(|example| (*example).to_owned()).collect();
    Topic { name: name.into(), description: String::new(), examples }
}

fn settings() -> Settings {
    let order = ["Where is my order?", "I want to cancel my order", "Hvor er min ordre?"];
    let returns = ["How do I return a shirt?", "I want my money back", "Jeg vil have pengene tilbage"];
    Settings { topics: vec![topic("Order", &order), topic("Returns", &returns)], ..Settings::default() }
}

async fn configure(house: &House, settings: Settings) {
    chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
}

/// Asks, waits until nothing is going on behind the answer, and gives the ids of question and answer.
async fn ask(visitor: &Visitor<'_>, question: &str) -> [String; 2] {
    let frames = visitor.say(question).await;
    visitor.house.assistant.finish(Duration::from_secs(60)).await;
    ["user_message_id", "message_id"].map(|name| frames[0].data[name].as_str().unwrap().to_owned())
}

async fn told(visitor: &Visitor<'_>, id: &str) -> Value {
    visitor.get(&format!("/messages/{id}/classification")).await.ok()
}

async fn a_question_is_put_under_its_topic(db: TestDb) {
    let house = House::start(db).await;
    configure(&house, settings()).await;
    let ada = house.visitor("ada").await;
    for (question, topic) in [
        ("where is my order 1004?", "Order"),
        ("I would like my money back", "Returns"),
        ("hvor er ordren?", "Order"),
    ] {
        for id in ask(&ada, question).await {
            assert_eq!(
                told(&ada, &id).await,
                json!({"classification": topic, "classified": true}),
                "{question}"
            );
        }
    }
}

async fn a_question_about_no_topic_has_none(db: TestDb) {
    let house = House::start(db).await;
    configure(&house, settings()).await;
    let ada = house.visitor("ada").await;
    let [_, answer] = ask(&ada, "Which dog breeds bark loudest?").await;
    assert_eq!(told(&ada, &answer).await, json!({"classification": null, "classified": true}));
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM turn WHERE classified_ms IS NOT NULL").await, 1);
}

async fn a_question_that_says_little_is_read_with_the_one_before(db: TestDb) {
    let house = House::start(db).await;
    configure(&house, settings()).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    ask(&ada, "Where is my order?").await;
    let [_, answer] = ask(&ada, "yesterday evening").await;
    assert_eq!(told(&ada, &answer).await["classification"], "Order");
    let [_, answer] = ask(&eve, "yesterday evening").await;
    assert_eq!(told(&eve, &answer).await["classification"], Value::Null, "nothing came before");
}

async fn without_topics_nothing_is_kept_and_nothing_is_to_come(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let [_, answer] = ask(&ada, "Where is my order?").await;
    assert_eq!(told(&ada, &answer).await, json!({"classification": null, "classified": true}));
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM turn WHERE classified_ms IS NOT NULL").await, 0);
}

async fn changed_topics_hold_from_the_next_question_on(db: TestDb) {
    let house = House::start(db).await;
    configure(&house, settings()).await;
    let ada = house.visitor("ada").await;
    let [_, first] = ask(&ada, "Where is my order?").await;
    let mut renamed = settings();
    renamed.topics[0].name = "Ordre".into();
    configure(&house, renamed).await;
    let [_, second] = ask(&ada, "Where is my order?").await;
    assert_eq!(told(&ada, &second).await["classification"], "Ordre");
    assert_eq!(told(&ada, &first).await["classification"], "Order", "what was said stands");
}

async fn an_answer_that_was_not_made_has_no_topic(db: TestDb) {
    let house = House::start(db).await;
    configure(&house, settings()).await;
    let ada = house.visitor("ada").await;
    let [_, answer] = ask(&ada, "Where is my order?").await;
    house.change("UPDATE turn SET classification = NULL, classified_ms = NULL").await;
    let waiting = json!({"classification": null, "classified": false});
    assert_eq!(told(&ada, &answer).await, waiting, "answered, and nothing said yet");
    house.change("UPDATE turn SET state = 'running'").await;
    assert_eq!(told(&ada, &answer).await, waiting, "still being made");
    house.change("UPDATE turn SET state = 'failed'").await;
    assert_eq!(told(&ada, &answer).await, json!({"classification": null, "classified": true}));
}

async fn nobody_elses_question_is_told(db: TestDb) {
    let house = House::start(db).await;
    configure(&house, settings()).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    for id in ask(&ada, "Where is my order?").await {
        eve.get(&format!("/messages/{id}/classification")).await.refused(404, "not_found");
    }
    ada.get("/messages/msg_none/classification").await.refused(404, "not_found");
}

async fn topics_that_are_not_good_are_refused(db: TestDb) {
    let house = House::start(db).await;
    let twice = Settings { topics: vec![topic("Order", &[]), topic("order", &[])], ..Settings::default() };
    let refused = chatbot::configure(&house.cx, BOT, "Shop", twice).await.unwrap_err();
    assert!(format!("{refused:?}").contains("topics.1.name"), "{refused:?}");
}
