//! What an owner changes holds from the next question on, however much is remembered of before.

use parlour_domain::chatbot::{self, find};
use parlour_domain::knowledge::Content;
use parlour_model::config::Settings;
use parlour_model::part::Span;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::knowledge::{self, Page, paragraph, product};
use parlour_tests::on_both;
use serde_json::json;

on_both!(
    an_answer_follows_its_page,
    a_price_follows_its_row,
    a_person_is_offered_while_somebody_is_there,
    a_new_chatbot_of_an_old_name_knows_nothing_of_it
);

const QUESTION: &str = "how long can I return a parcel?";

async fn know(house: &House, text: &str) {
    let page = Page {
        title: "Returns",
        url: "https://shop.example.com/returns",
        passages: vec![paragraph("Return a parcel", text)],
    };
    knowledge::insert(house.db(), BOT, vec![page], vec![]).await;
    let version = find(&house.cx, BOT).await.unwrap().knowledge_version;
    house.assistant.library().bring(&house.cx, BOT, version).await.unwrap();
}

/// The texts of the passages that are found.
async fn found(house: &House) -> Vec<String> {
    let materials = house.assistant.find(BOT, QUESTION).await.unwrap();
    let passages = materials.into_iter().flat_map(|material| material.passages);
    passages.flat_map(|found| found.passage.content.clone()).map(|content| content.plain_text()).collect()
}

async fn an_answer_follows_its_page(db: TestDb) {
    let house = House::start(db).await;
    know(&house, "Return a parcel within thirty days.").await;
    for _ in 0..2 {
        assert_eq!(found(&house).await, ["Return a parcel within thirty days."]);
    }
    know(&house, "Return a parcel within sixty days.").await;
    assert_eq!(found(&house).await, ["Return a parcel within sixty days."]);
    // A row that goes between two imports is still what this version of the knowledge says.
    house.change("DELETE FROM passage").await;
    assert_eq!(found(&house).await, ["Return a parcel within sixty days."]);
    let empty = Page { title: "Other", url: "https://shop.example.com/other", passages: vec![] };
    knowledge::insert(house.db(), BOT, vec![empty], vec![]).await;
    assert_eq!(found(&house).await, Vec::<String>::new());
}

async fn a_price_follows_its_row(db: TestDb) {
    let house = House::start(db).await;
    knowledge::insert(house.db(), BOT, vec![], vec![product("a", "Linen shirt", "", 4900)]).await;
    let prices = async || {
        let materials = house.assistant.find(BOT, "do you have a linen shirt?").await.unwrap();
        let products = materials.into_iter().flat_map(|material| material.products);
        products.map(|found| found.product.price.amount.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(prices().await, ["49.00"]);
    house.change("UPDATE product SET price_e4 = 590000").await;
    assert_eq!(prices().await, ["59.00"], "no import was needed");
}

async fn a_person_is_offered_while_somebody_is_there(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let offered = async |livechat: serde_json::Value| {
        let settings: Settings = serde_json::from_value(json!({ "livechat": livechat })).unwrap();
        chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
        let frames = ada.say("can I talk to a human?").await;
        let parts = frames.last().unwrap().data["message"]["parts"].as_array().unwrap().clone();
        parts.iter().map(|part| part["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let by_form = ["rich_text", "request_human_agent", "show_contact_form"];
    assert_eq!(offered(json!({})).await, by_form);
    assert_eq!(offered(json!({"enabled": true})).await, by_form[..2], "someone is always there");
    let offline = json!({"enabled": true, "availability": {"override": "offline"}});
    assert_eq!(offered(offline).await, by_form);
}

async fn a_new_chatbot_of_an_old_name_knows_nothing_of_it(db: TestDb) {
    let house = House::start(db).await;
    know(&house, "Return a parcel within thirty days.").await;
    assert_eq!(found(&house).await.len(), 1);
    chatbot::delete(&house.cx, BOT).await.unwrap();
    assert!(house.assistant.find(BOT, QUESTION).await.is_err());
    house.clock.advance_ms(60_000);
    house.chatbot(BOT, Settings::default()).await;
    assert_eq!(found(&house).await, Vec::<String>::new());
    know(&house, "Return a parcel within sixty days.").await;
    assert_eq!(found(&house).await, ["Return a parcel within sixty days."]);
}

#[test]
fn a_stored_passage_is_read_as_it_was_written() {
    let all = vec![
        Content::Paragraph {
            spans: vec![Span::text("a"), Span::bold("b"), Span::link("c", "https://c.example/")],
        },
        Content::List { ordered: true, items: vec![vec![Span::Strike { text: "d".into() }], vec![]] },
        Content::Table { caption: None, headers: vec!["e".into()], rows: vec![vec!["f".into()]] },
        Content::Code { text: "g\n".into() },
    ];
    let json = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Content>>(&json).unwrap(), all);
    for broken in [
        r#"[{"type":"paragraph","spans":[{"type":"link","text":"no address"}]}]"#,
        r#"[{"type":"code"}]"#,
        r#"[{"spans":[]}]"#,
        r#"[{"type":"song"}]"#,
    ] {
        assert!(serde_json::from_str::<Vec<Content>>(broken).is_err(), "{broken}");
    }
}
