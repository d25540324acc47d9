//! A model speaks and calls, and its words become typed parts.

use parlour_domain::chatbot;
use parlour_llm::fake::{Asked, Fake, Gate, Script};
use parlour_model::assistant::{AssistantSettings, CustomTool, EngineChoice};
use parlour_model::config::Settings;
use parlour_store::language_model::LanguageModel;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, png, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{DEADLINES, kinds, parts, shop, words};

on_both!(
    words_and_calls_become_parts_in_their_order,
    words_are_heard_before_the_model_has_ended,
    the_deltas_build_the_stored_parts,
    what_was_found_is_told_as_quoted_data,
    a_search_is_answered_and_the_model_goes_on,
    an_unknown_product_is_told_to_the_model,
    a_server_without_tools_calls_by_lines,
    pictures_go_along_until_the_server_refuses_them,
    earlier_messages_and_what_the_visitor_filled_in_go_along,
    an_owners_tool_reaches_the_page,
    a_chatbots_own_model_goes_first_and_may_be_turned_off,
    reasoning_is_never_said,
);

fn system(asked: &Asked) -> String {
    asked.body["messages"][0]["content"].as_str().unwrap().to_owned()
}

async fn words_and_calls_become_parts_in_their_order(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(
        Script::stream()
            .say("We have **one**")
            .say(" that fits:")
            .call(0, "show_products", &["{\"ids\":", "[\"shirt-blue\"]}"])
            .call(
                1,
                "show_suggestions",
                &["{\"suggestions\":[{\"title\":\"Red ones\",\"prompt_text\":\"and red?\"}]}"],
            )
            .finish("tool_calls")
            .usage(100, 20)
            .done(),
    );
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let parts = parts(&ada.say("do you have a blue shirt?").await);
    assert_eq!(kinds(&parts), ["rich_text", "products", "suggestions"]);
    let spans = &parts[0]["blocks"][0]["spans"];
    assert_eq!(spans[1], json!({"type": "bold", "text": "one"}));
    let card = &parts[1]["products"][0];
    assert_eq!(card["title"], "Slipway Shirt", "joined from the row");
    assert_eq!(card["price"], json!({"amount": 49, "currency": "EUR"}));
    assert_eq!(card["url"], "https://shop.example.com/shirt-blue");
    assert_eq!(parts[2]["suggestions"][0]["prompt_text"], "and red?");
    assert_eq!(fake.asked().len(), 1, "calls that only show need no second round");
}

async fn words_are_heard_before_the_model_has_ended(db: TestDb) {
    let (fake, gate) = (Fake::start().await, Gate::default());
    fake.push(
        Script::stream()
            .say("Put the things into their box and ")
            .hold(&gate)
            .say("go.")
            .finish("stop")
            .done(),
    );
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let mut frames = ada.message(&parlour_tests::house::said("how do I return a parcel?")).listen().await;
    let mut heard = String::new();
    while !heard.contains("box") {
        let frame = frames.next().await.unwrap();
        assert_ne!(frame.event, "done");
        heard.push_str(&frame.data.to_string());
    }
    gate.release();
    assert_eq!(frames.all().await.last().unwrap().event, "done");
}

async fn the_deltas_build_the_stored_parts(db: TestDb) {
    let fake = Fake::start().await;
    let text = "Within **30 days**:\n\n- print the label\n- bring the box\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\nThat is all.";
    let fragments: Vec<String> = text.chars().map(String::from).collect();
    fake.push(Script::text(fragments.iter().map(String::as_str)));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let frames = ada.say("how do I return a parcel?").await;
    let finished: Vec<Value> =
        frames.iter().filter(|frame| frame.event == "part").map(|frame| frame.data["part"].clone()).collect();
    let parts = parts(&frames);
    assert_eq!(finished, parts);
    assert_eq!(kinds(&parts)[..3], ["rich_text", "table", "rich_text"]);
    assert_eq!(ada.history().await[0]["parts"], json!(parts));
}

async fn what_was_found_is_told_as_quoted_data(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::text(["Within 30 days [1]."]));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let frames = ada.say("how do I return a parcel?").await;
    let asked = fake.asked();
    let prompt = system(&asked[0]);
    assert!(prompt.contains("print the label from your account"), "{prompt}");
    assert!(prompt.contains("in English"), "{prompt}");
    assert_eq!(asked[0].header("authorization"), Some("Bearer test-key"));
    assert_eq!(asked[0].body["stream"], true);
    let tools: Vec<&str> = asked[0].body["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["function"]["name"].as_str().unwrap())
        .collect();
    assert!(tools.contains(&"show_products") && tools.contains(&"search"), "{tools:?}");
    let parts = parts(&frames);
    let said = words(&parts);
    assert!(said.starts_with("Within 30 days."), "the mark is taken out: {said}");
    let link = &parts[1]["blocks"][0]["spans"][1];
    assert_eq!(
        link,
        &json!({"type": "link", "text": "Returns", "url": "https://shop.example.com/help/returns"})
    );
}

async fn a_search_is_answered_and_the_model_goes_on(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::calls(&[("search", &json!({"query": "how long does delivery take?"}))]));
    fake.push(Script::text(["Two working days."]));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let said = words(&ada.ask("tell me about the parcel thing").await);
    assert!(said.starts_with("Two working days."), "{said}");
    let asked = fake.asked();
    let messages = asked[1].body["messages"].as_array().unwrap();
    let told = messages.last().unwrap();
    assert_eq!(told["role"], "tool");
    assert!(told["content"].as_str().unwrap().contains("five to all others"), "{told}");
}

async fn an_unknown_product_is_told_to_the_model(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::calls(&[("show_products", &json!({"ids": ["made-up"]}))]));
    fake.push(Script::text(["I do not have that one."]));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let parts = ada.ask("do you have a blue shirt?").await;
    assert!(!kinds(&parts).contains(&"products"), "{parts:?}");
    assert!(fake.asked()[1].body.to_string().contains("unknown ids: made-up"));
}

async fn a_server_without_tools_calls_by_lines(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::status(400, "this model does not support tools"));
    fake.push(Script::text(["Here it is:\n::show_pro", "ducts {\"ids\":[\"shirt-red\"]}\nAnything else?"]));
    fake.push(Script::text(["Hello."]));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    let parts = ada.ask("a red shirt please").await;
    assert_eq!(kinds(&parts), ["rich_text", "products", "rich_text"]);
    assert_eq!(words(&parts[..1]).trim(), "Here it is:");
    ada.ask("hello there, who are you really?").await;
    let asked = fake.asked();
    assert!(asked[0].body["tools"].is_array() && asked[1].body["tools"].is_null());
    assert!(system(&asked[1]).contains("::show_products"));
    assert_eq!(asked.len(), 3, "what the server does not take is remembered");
}

async fn pictures_go_along_until_the_server_refuses_them(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(Script::text(["A red square."]));
    fake.push(Script::status(400, "image_url is not supported by this model"));
    fake.push(Script::text(["I cannot see it."]));
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    for _ in 0..2 {
        ada.message(&shown(&png(8, 8), "image/png")).listen().await.all().await;
    }
    let asked = fake.asked();
    let last = |n: usize| asked[n].body["messages"].as_array().unwrap().last().unwrap().to_string();
    assert!(last(0).contains("data:image/png;base64,"), "{}", last(0));
    assert!(!last(2).contains("data:image/png"), "{}", last(2));
}

async fn earlier_messages_and_what_the_visitor_filled_in_go_along(db: TestDb) {
    let fake = Fake::answering(|_| Script::text(["Noted."])).await;
    let house = shop(db, &fake).await;
    let ada = house.visitor("ada").await;
    ada.ask("my favourite colour is green").await;
    let fill = "INSERT INTO session_value (visitor_id, value_key, label, kind, value, position, updated_ms)
        SELECT id, 'name', 'Name', 'text', 'Ada \"Root\" }', 0, 0 FROM visitor";
    house.change(fill).await;
    house.clock.advance_ms(1000);
    ada.ask("what do you know of me?").await;
    let asked = fake.asked();
    let messages = asked[1].body["messages"].as_array().unwrap();
    let roles: Vec<&str> = messages.iter().map(|m| m["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert!(messages[1]["content"].as_str().unwrap().contains("green"));
    assert!(system(&asked[1]).contains(r#""visitor":{"Name":"Ada \"Root\" }"}"#), "{}", system(&asked[1]));
}

async fn an_owners_tool_reaches_the_page(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(
        Script::stream()
            .say("Look at the map.")
            .call(0, "custom_open_map", &["{\"zoom\":3}"])
            .finish("tool_calls")
            .done(),
    );
    let house = shop(db, &fake).await;
    let tool = CustomTool {
        key: "open_map".into(),
        description: "Shows the way to the shop.".into(),
        parameters: None,
    };
    let assistant = AssistantSettings { custom_tools: vec![tool], ..AssistantSettings::default() };
    chatbot::configure(&house.cx, BOT, "Shop", Settings { assistant, ..Settings::default() }).await.unwrap();
    let ada = house.visitor("ada").await;
    let custom = ada.ask_for("where are you?", "custom").await;
    assert_eq!((&custom["key"], &custom["payload"]), (&json!("open_map"), &json!({"zoom": 3})));
}

async fn a_chatbots_own_model_goes_first_and_may_be_turned_off(db: TestDb) {
    let (installations, own) = (Fake::start().await, Fake::answering(|_| Script::text(["Mine."])).await);
    let house = House::speaking(db, installations.endpoint(), DEADLINES).await;
    let model =
        LanguageModel { base_url: own.base_url().into(), api_key: Some("k".into()), model: "m".into() };
    chatbot::put_language_model(&house.cx, BOT, model).await.unwrap();
    let ada = house.visitor("ada").await;
    assert!(words(&ada.ask("hello").await).contains("Mine."));
    assert_eq!(own.asked()[0].body["model"], "m");
    let assistant = AssistantSettings { engine: EngineChoice::BuiltIn, ..AssistantSettings::default() };
    chatbot::configure(&house.cx, BOT, "Shop", Settings { assistant, ..Settings::default() }).await.unwrap();
    assert!(!words(&ada.ask("hello").await).contains("Mine."));
    assert_eq!((own.asked().len(), installations.asked().len()), (1, 0));
}

async fn reasoning_is_never_said(db: TestDb) {
    let fake = Fake::start().await;
    fake.push(
        Script::stream()
            .delta(json!({"reasoning_content": "the visitor is a fool"}))
            .say("<thi")
            .say("nk>they are a fool</think>Hello to you.")
            .finish("stop")
            .done(),
    );
    let house = shop(db, &fake).await;
    let frames = house.visitor("ada").await.say("hi, tell me something").await;
    assert!(words(&parts(&frames)).starts_with("Hello to you."));
    assert!(!format!("{frames:?}").contains("fool"));
}
