//! A model says what a question is about, where the owner wants that.

use std::time::Duration;

use parlour_domain::chatbot;
use parlour_llm::fake::{Asked, Fake, Script};
use parlour_model::Topic;
use parlour_model::assistant::{AssistantSettings, Budget, ClassifierChoice};
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::shop;

on_both!(
    the_model_names_the_topic,
    when_the_model_fails_the_local_classifier_speaks,
    a_spent_budget_asks_no_model_for_topics,
);

const QUESTION: &str = "I want to send this parcel back";

async fn with_topics(db: TestDb, fake: &Fake, budget: Budget) -> House {
    let house = shop(db, fake).await;
    let topic = |name: &str, examples: &[&str]| Topic {
        name: name.into(),
        examples: examples.iter().map(|text| (*text).to_owned()).collect(),
        ..Topic::default()
    };
    let topics = vec![
        topic("Returns", &["how do I send a parcel back", "I want to return my shoes", "return label"]),
        topic("Delivery", &["when does it arrive", "how long does delivery take", "track my order"]),
    ];
    let assistant =
        AssistantSettings { classifier: ClassifierChoice::Model, budget, ..AssistantSettings::default() };
    let settings = Settings { topics, assistant, ..Settings::default() };
    chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
    house
}

fn is_about_topics(asked: &Asked) -> bool {
    asked.body["messages"][0]["content"].as_str().is_some_and(|told| told.contains("TOPICS:"))
}

async fn classification(house: &House) -> Value {
    let ada = house.visitor("ada").await;
    let frames = ada.say(QUESTION).await;
    // The turn's task is over once it has been classified.
    house.assistant.finish(Duration::from_secs(30)).await;
    ada.get(&format!("/messages/{}/classification", frames[0].place().0)).await.ok()
}

async fn the_model_names_the_topic(db: TestDb) {
    let fake = Fake::answering(|asked| {
        let topics = is_about_topics(asked);
        Script::text([if topics { "\"delivery\"" } else { "Within 30 days." }])
    })
    .await;
    let house = with_topics(db, &fake, Budget::default()).await;
    let wanted = json!({"classification": "Delivery", "classified": true});
    assert_eq!(classification(&house).await, wanted, "the model's word, not the words' own");
}

async fn when_the_model_fails_the_local_classifier_speaks(db: TestDb) {
    let fake = Fake::answering(|asked| {
        if is_about_topics(asked) { Script::status(500, "no") } else { Script::text(["Within 30 days."]) }
    })
    .await;
    let house = with_topics(db, &fake, Budget::default()).await;
    assert_eq!(classification(&house).await["classification"], "Returns");
}

async fn a_spent_budget_asks_no_model_for_topics(db: TestDb) {
    let fake = Fake::answering(|_| Script::text(["Delivery"])).await;
    let budget = Budget { visitor_tokens_per_day: Some(1), ..Budget::default() };
    let house = with_topics(db, &fake, budget).await;
    assert_eq!(classification(&house).await["classification"], "Returns");
    assert!(!fake.asked().iter().any(is_about_topics), "the answer spent it");
}
