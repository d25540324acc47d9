//! A form of the owner's may ask for a person.
//!
//! Contract: Diverge reference 5 (POST /actions, `start_livechat`).

use parlour_domain::chatbot;
use parlour_model::config::Settings;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, Desk, ask, events, staffed, state, told};

on_both!(
    a_form_that_starts_livechat_makes_its_visitor_wait,
    an_app_says_where_its_visitor_chats,
    such_a_form_is_not_taken_while_nobody_is_there,
    a_form_with_a_fault_asks_for_nobody,
    a_form_sent_while_waiting_gives_the_open_session,
    a_form_that_only_saves_a_lead_asks_for_nobody,
    of_many_equal_sends_one_begins_a_session,
    a_form_that_no_message_shows_can_ask_for_a_person,
    such_a_form_is_good_for_one_session_after_the_other,
    nobody_is_shown_a_form_that_asks_for_a_person_when_there_is_none,
);

const PERSON: &str = "Which zebras live in Peru?";

/// A form in the place of the contact form, after which these steps are taken.
async fn form(house: &House, steps: &[&str]) {
    form_shown(house, "llm", steps).await;
}

async fn form_shown(house: &House, trigger: &str, steps: &[&str]) {
    let steps: Vec<Value> = steps.iter().map(|step| json!({"type": step})).collect();
    let form = json!({
        "form_id": "callback", "name": "Talk to us", "trigger": trigger, "confirmation_text": "One moment!",
        "override_targets": ["show_contact_form"], "min_filled_fields": 0, "submit_actions": steps,
        "fields": [{"key": "order", "label": "Order", "type": "text", "required": true}],
    });
    chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
}

fn filled(part: &Value, values: &Value) -> Value {
    let action = json!({"type": "form_submission", "form_id": "callback", "values": values});
    json!({"part_id": part["part_id"], "action": action})
}

async fn send(visitor: &Visitor<'_>, part: &Value) -> Answer {
    visitor.post("/actions", &filled(part, &json!({"order": "1042"}))).await
}

async fn a_form_that_starts_livechat_makes_its_visitor_wait(db: TestDb) {
    let house = staffed(db).await;
    form(&house, &["save_lead", "start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(PERSON, "show_form").await;
    let receipt = send(&ada, &part).await.ok();
    assert_eq!(receipt["confirmation_text"], "One moment!");
    let session = &receipt["livechat_session"];
    assert_eq!((&session["status"], &session["platform"]), (&json!("waiting"), &json!("website")));
    assert_eq!(state(&ada).await["livechat_session_id"], session["livechat_session_id"]);
    assert_eq!(&ask(&ada).await, session, "a handover gives the same one");
    let events = events(&house).await;
    assert_eq!(events.len(), 1);
    let (kind, payload) = &events[0];
    assert_eq!(kind, "livechat.handover.requested");
    assert_eq!((&payload["source"], &payload["part_id"]), (&json!("form_submission"), &part["part_id"]));
    assert_eq!(payload["session_values"][0]["value"], "1042", "what was filled in is told with it");
    Desk::of(&ada).await.say(ALICE, "Hello").await.ok();
    send(&ada, &part).await.refused(409, "conflict");
}

async fn an_app_says_where_its_visitor_chats(db: TestDb) {
    let house = staffed(db).await;
    form(&house, &["start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(PERSON, "show_form").await;
    let call = ada.call("POST", "/api/v1/chat/actions").header("x-diverge-sdk-platform", "ios");
    let receipt = call.json(&filled(&part, &json!({"order": "1042"}))).send().await.ok();
    assert_eq!(receipt["livechat_session"]["platform"], "mobile_app");
}

async fn such_a_form_is_not_taken_while_nobody_is_there(db: TestDb) {
    let house = staffed(db).await;
    form(&house, &["start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(PERSON, "show_form").await;
    house.configure(Settings::default()).await;
    send(&ada, &part).await.refused(409, "conflict");
    assert_eq!(ada.get("/export").await.ok()["form_submissions"], json!([]));
    assert_eq!(state(&ada).await["status"], "inactive");
    house.configure(Settings { livechat: super::turned_on(), ..Settings::default() }).await;
    assert_eq!(send(&ada, &part).await.ok()["livechat_session"]["status"], "waiting");
}

async fn a_form_with_a_fault_asks_for_nobody(db: TestDb) {
    let house = staffed(db).await;
    form(&house, &["start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(PERSON, "show_form").await;
    ada.post("/actions", &filled(&part, &json!({}))).await.faulted(&["order"]);
    assert_eq!(state(&ada).await["status"], "inactive");
    assert_eq!(told(&house).await, [""; 0]);
}

async fn a_form_sent_while_waiting_gives_the_open_session(db: TestDb) {
    let house = staffed(db).await;
    form(&house, &["start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(PERSON, "show_form").await;
    let open = ask(&ada).await;
    house.clock.advance_ms(1000);
    house.configure(Settings::default()).await;
    assert_eq!(send(&ada, &part).await.ok()["livechat_session"], open);
    assert_eq!(told(&house).await, ["livechat.handover.requested"]);
}

async fn a_form_that_only_saves_a_lead_asks_for_nobody(db: TestDb) {
    let house = staffed(db).await;
    form(&house, &["save_lead"]).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(PERSON, "show_form").await;
    let receipt = send(&ada, &part).await.ok();
    assert!(receipt.get("livechat_session").is_none(), "{receipt}");
    assert_eq!(state(&ada).await["status"], "inactive");
}

async fn of_many_equal_sends_one_begins_a_session(db: TestDb) {
    let house = staffed(db).await;
    form(&house, &["start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(PERSON, "show_form").await;
    let answers = futures::future::join_all((0..8).map(|_| send(&ada, &part))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(409, "conflict");
    }
    assert_eq!(told(&house).await, ["livechat.handover.requested"]);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM livechat_session").await, 1);
}

async fn a_form_that_no_message_shows_can_ask_for_a_person(db: TestDb) {
    let house = staffed(db).await;
    form_shown(&house, "session_start", &["start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let action = json!({"type": "form_submission", "form_id": "callback", "values": {"order": "1042"}});
    let sent = json!({"action": action});
    let receipt = ada.post("/actions", &sent).await.ok();
    assert_eq!(receipt["livechat_session"]["status"], "waiting", "{receipt}");
    ada.post("/actions", &sent).await.refused(409, "conflict");
    let events = events(&house).await;
    let (_, payload) = &events[0];
    assert_eq!((events.len(), &payload["part_id"]), (1, &Value::Null));
    assert_eq!(payload["session_values"][0]["value"], "1042");
}

async fn such_a_form_is_good_for_one_session_after_the_other(db: TestDb) {
    let house = staffed(db).await;
    form_shown(&house, "manual", &["start_livechat"]).await;
    let ada = house.visitor("ada").await;
    let action = json!({"type": "form_submission", "form_id": "callback", "values": {"order": "1042"}});
    let sent = json!({"action": action});
    let mut sessions = vec![];
    for _ in 0..3 {
        let receipt = ada.post("/actions", &sent).await.ok();
        sessions.push(receipt["livechat_session"]["livechat_session_id"].clone());
        ada.post("/actions", &sent).await.refused(409, "conflict");
        ada.post("/livechat/close", &json!({})).await.ok();
    }
    sessions.dedup();
    assert_eq!(sessions.len(), 3, "{sessions:?}");
    form_shown(&house, "manual", &["save_lead"]).await;
    ada.post("/actions", &sent).await.refused(409, "conflict");
}

async fn nobody_is_shown_a_form_that_asks_for_a_person_when_there_is_none(db: TestDb) {
    let house = staffed(db).await;
    let form = json!({
        "form_id": "callback", "name": "Talk to us", "trigger": "llm", "trigger_prompt": "The visitor wants a call back",
        "override_targets": ["request_human_agent"], "submit_actions": [{"type": "start_livechat"}],
        "fields": [{"key": "order", "label": "Order", "type": "text", "required": true}],
    });
    chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
    let ada = house.visitor("ada").await;
    let shown = async |text: &str| -> Vec<String> {
        let answer = ada.say(text).await;
        let parts = answer.iter().filter(|frame| frame.event == "part");
        parts.map(|frame| frame.data["part"]["type"].as_str().unwrap().to_owned()).collect()
    };
    for question in ["can I talk to a human?", "I want a call back"] {
        assert!(shown(question).await.contains(&"show_form".to_owned()), "{question}");
    }
    let livechat = parlour_model::config::LivechatSettings::default();
    house.configure(Settings { livechat, ..Settings::default() }).await;
    for question in ["can I talk to a human?", "I want a call back"] {
        let parts = shown(question).await;
        assert!(!parts.contains(&"show_form".to_owned()), "{question}: {parts:?}");
        assert!(parts.contains(&"show_contact_form".to_owned()), "{question}: {parts:?}");
    }
}
