//! Forms by their names, the values that a visitor gives while waiting, and what the session keeps.
//!
//! Contract: Diverge reference 5 (forms and session values).

use parlour_domain::chatbot;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_form_is_read_by_its_name,
    a_form_that_is_not_the_chatbots_is_not_found,
    values_are_taken_while_the_visitor_waits_and_at_no_other_time,
    values_are_merged_and_trimmed_and_blank_ones_are_passed_over,
    wrong_values_name_their_fields_and_nothing_is_kept,
    a_session_shows_what_its_own_visitor_filled_in,
);

async fn furnish(house: &House) {
    let form = json!({
        "form_id": "waiting-room", "name": "While you wait", "trigger": "livechat_waiting",
        "fields": [
            {"key": "order", "label": "Order number", "required": true},
            {"key": "email", "label": "E-mail", "type": "email", "required": true},
            {"key": "topic", "label": "Topic", "type": "dropdown", "required": false, "options": ["Size", "Other"]},
            {"key": "photo", "label": "Photo", "type": "file", "required": false},
        ],
        "min_filled_fields": 2,
    });
    chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
}

async fn patch(ada: &Visitor<'_>, form_id: &str, values: &Value) -> Answer {
    let path = format!("/api/v1/chat/forms/{form_id}/values");
    ada.call("PATCH", &path).json(&json!({"values": values})).send().await
}

/// Lets the visitors be in one phase of a session.
async fn be(house: &House, status: &str) {
    house.change("DELETE FROM livechat_session").await;
    let sql = format!(
        "INSERT INTO livechat_session (id, chatbot_id, visitor_id, conversation_id, environment, status, platform,
            source, requested_ms, customer_typing_until_ms, agent_typing_until_ms, last_sequence, unread_for_agent,
            state_version, updated_ms)
         SELECT 'livechat_session_' || id, chatbot_id, id, 'conv_1', 'live', '{status}', 'website', 'manual_button',
            1, 0, 0, 0, 0, 1, 1 FROM visitor"
    );
    house.change(&sql).await;
}

async fn a_form_is_read_by_its_name(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let form = house.visitor("ada").await.get("/forms/waiting-room").await.ok();
    assert_eq!(
        form,
        json!({
            "form_id": "waiting-room", "environment": "live", "name": "While you wait",
            "trigger": "livechat_waiting", "trigger_prompt": null,
            "fields": [
                {"key": "order", "label": "Order number", "type": "text", "required": true},
                {"key": "email", "label": "E-mail", "type": "email", "required": true},
                {"key": "topic", "label": "Topic", "type": "dropdown", "required": false,
                    "options": ["Size", "Other"]},
                {"key": "photo", "label": "Photo", "type": "file", "required": false},
            ],
            "min_filled_fields": 2, "override_targets": [], "submit_actions": [], "confirmation_text": null,
        })
    );
}

async fn a_form_that_is_not_the_chatbots_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    be(&house, "waiting").await;
    for id in ["other", "%00", "waiting-room%20"] {
        ada.get(&format!("/forms/{id}")).await.refused(404, "not_found");
        patch(&ada, id, &json!({})).await.refused(404, "not_found");
    }
    house.change("UPDATE chatbot SET enabled = FALSE").await;
    ada.get("/forms/waiting-room").await.refused(404, "not_found");
}

async fn values_are_taken_while_the_visitor_waits_and_at_no_other_time(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    let values = json!({"order": "1042"});
    patch(&ada, "waiting-room", &values).await.refused(409, "conflict");
    for status in ["active", "closed"] {
        be(&house, status).await;
        patch(&ada, "waiting-room", &values).await.refused(409, "conflict");
    }
    assert_eq!(ada.get("/session").await.ok(), json!({"values": []}));
    be(&house, "waiting").await;
    let state = patch(&ada, "waiting-room", &values).await.ok();
    let kept = json!({"values": [{
        "key": "order", "label": "Order number", "type": "text", "value": "1042",
        "updated_at": "2026-01-05T10:00:00.000Z",
    }]});
    assert_eq!(state, kept);
    assert_eq!(ada.get("/session").await.ok(), kept);
}

async fn values_are_merged_and_trimmed_and_blank_ones_are_passed_over(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    be(&house, "waiting").await;
    patch(&ada, "waiting-room", &json!({"email": " ada@example.com ", "order": "1"})).await.ok();
    house.clock.advance_ms(1000);
    let state = patch(&ada, "waiting-room", &json!({"order": "2", "email": "  ", "photo": ""})).await.ok();
    let values: Vec<Value> = state["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|value| json!([value["key"], value["value"], value["updated_at"]]))
        .collect();
    assert_eq!(
        values,
        [
            json!(["order", "2", "2026-01-05T10:00:01.000Z"]),
            json!(["email", "ada@example.com", "2026-01-05T10:00:00.000Z"]),
        ],
        "in the order of the fields"
    );
    assert_eq!(patch(&ada, "waiting-room", &json!({})).await.ok(), state);
}

async fn wrong_values_name_their_fields_and_nothing_is_kept(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    be(&house, "waiting").await;
    for (values, fields) in [
        (json!({"order": "1", "email": "ada"}), vec!["email"]),
        (json!({"order": "x".repeat(501)}), vec!["order"]),
        (json!({"topic": "Weather"}), vec!["topic"]),
        (json!({"photo": "x"}), vec!["photo"]),
        (json!({"order": "1", "colour": "red"}), vec!["colour"]),
        (json!({"order": 1}), vec!["values.order"]),
        (json!([]), vec!["values"]),
    ] {
        patch(&ada, "waiting-room", &values).await.faulted(&fields);
    }
    let path = "/api/v1/chat/forms/waiting-room/values";
    ada.call("PATCH", path).json(&json!({})).send().await.faulted(&["values"]);
    assert_eq!(ada.get("/session").await.ok(), json!({"values": []}));
}

async fn a_session_shows_what_its_own_visitor_filled_in(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    be(&house, "waiting").await;
    patch(&ada, "waiting-room", &json!({"order": "1042"})).await.ok();
    assert_eq!(eve.get("/session").await.ok(), json!({"values": []}));
    let export = ada.get("/export").await.ok();
    assert_eq!(export["session"], ada.get("/session").await.ok());
}
