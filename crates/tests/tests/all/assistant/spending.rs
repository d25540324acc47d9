//! Tokens are counted by day, and when they are spent the built-in engine says so and answers.

use parlour_domain::chatbot;
use parlour_llm::fake::{Fake, Script};
use parlour_model::assistant::{AssistantSettings, Budget};
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;

use super::{shop, words};

on_both!(
    a_spent_budget_of_a_visitor_leaves_others_theirs,
    a_spent_budget_of_the_chatbot_is_spent_for_all_until_the_next_day,
    forgetting_a_visitor_gives_no_tokens_back_to_the_chatbot,
    a_server_that_tells_nothing_is_counted_by_the_length_of_its_words,
    an_answer_that_breaks_off_is_counted,
    absurd_numbers_spend_the_budget_and_break_nothing,
);

const QUESTION: &str = "how do I return a parcel?";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn limited(db: TestDb, fake: &Fake, budget: Budget) -> House {
    let house = shop(db, fake).await;
    let assistant = AssistantSettings { budget, ..AssistantSettings::default() };
    chatbot::configure(&house.cx, BOT, "Shop", Settings { assistant, ..Settings::default() }).await.unwrap();
    house
}

/// A model that takes 1 000 tokens an answer.
async fn costly() -> Fake {
    Fake::answering(|_| Script::stream().say("By model.").finish("stop").usage(900, 100).done()).await
}

fn is_spent(said: &str) -> bool {
    said.contains("used up") && said.contains("Returns")
}

async fn a_spent_budget_of_a_visitor_leaves_others_theirs(db: TestDb) {
    let fake = costly().await;
    let budget = Budget { visitor_tokens_per_day: Some(1500), ..Budget::default() };
    let house = limited(db, &fake, budget).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    for _ in 0..2 {
        assert!(words(&ada.ask(QUESTION).await).starts_with("By model."));
    }
    let said = words(&ada.ask(QUESTION).await);
    assert!(is_spent(&said), "{said}");
    assert!(words(&eve.ask(QUESTION).await).starts_with("By model."));
}

async fn a_spent_budget_of_the_chatbot_is_spent_for_all_until_the_next_day(db: TestDb) {
    let fake = costly().await;
    let budget = Budget { chatbot_tokens_per_day: Some(1000), ..Budget::default() };
    let house = limited(db, &fake, budget).await;
    house.visitor("ada").await.ask(QUESTION).await;
    assert!(is_spent(&words(&house.visitor("eve").await.ask(QUESTION).await)));
    assert_eq!(fake.asked().len(), 1, "a spent budget asks no model");
    house.clock.advance_ms(DAY_MS);
    assert!(words(&house.visitor("eve").await.ask(QUESTION).await).starts_with("By model."));
}

async fn forgetting_a_visitor_gives_no_tokens_back_to_the_chatbot(db: TestDb) {
    let fake = costly().await;
    let budget = Budget { chatbot_tokens_per_day: Some(1000), ..Budget::default() };
    let house = limited(db, &fake, budget).await;
    let ada = house.visitor("ada").await;
    ada.ask(QUESTION).await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    assert!(is_spent(&words(&house.visitor("ada").await.ask(QUESTION).await)));
}

async fn a_server_that_tells_nothing_is_counted_by_the_length_of_its_words(db: TestDb) {
    let fake = Fake::answering(|_| Script::stream().say("By model.").finish("stop").done()).await;
    let budget = Budget { visitor_tokens_per_day: Some(1), ..Budget::default() };
    let house = limited(db, &fake, budget).await;
    let ada = house.visitor("ada").await;
    assert!(words(&ada.ask(QUESTION).await).starts_with("By model."));
    assert!(is_spent(&words(&ada.ask(QUESTION).await)));
}

async fn an_answer_that_breaks_off_is_counted(db: TestDb) {
    let fake =
        Fake::answering(|_| Script::stream().say("Put the things into their box and go ").cut_off()).await;
    let budget = Budget { visitor_tokens_per_day: Some(1), ..Budget::default() };
    let house = limited(db, &fake, budget).await;
    let ada = house.visitor("ada").await;
    ada.say(QUESTION).await;
    assert!(is_spent(&words(&ada.ask(QUESTION).await)));
}

async fn absurd_numbers_spend_the_budget_and_break_nothing(db: TestDb) {
    let fake = Fake::answering(|_| {
        Script::stream()
            .call(0, "search", &["{\"query\":\"parcels\"}"])
            .finish("tool_calls")
            .usage(u32::MAX - 5, u32::MAX)
            .done()
    })
    .await;
    let budget = Budget { visitor_tokens_per_day: Some(1_000_000_000), ..Budget::default() };
    let house = limited(db, &fake, budget).await;
    let ada = house.visitor("ada").await;
    ada.say(QUESTION).await;
    assert!(is_spent(&words(&ada.ask(QUESTION).await)));
}
