//! Forms of the owner's that no message shows: they are sent before the chat, or when the page likes.
//!
//! Contract: Diverge reference 5 (submit before waiting: POST /actions with a `session_start` or `manual` form).

use parlour_domain::chatbot;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_form_before_the_chat_is_sent_without_a_part,
    such_a_form_that_is_sent_twice_is_sent_once,
    such_a_form_can_be_sent_anew_once_something_was_said,
    a_form_that_a_message_shows_needs_its_part,
    a_fault_in_such_a_form_is_named_by_its_key,
);

async fn forms(house: &House) {
    let form = |id: &str, trigger: &str| {
        json!({
            "form_id": id, "name": "Before we start", "trigger": trigger, "confirmation_text": "Thank you!",
            "fields": [{"key": "order", "label": "Order", "type": "text", "required": true}],
        })
    };
    let forms = [
        form("intake", "session_start"),
        form("manual", "manual"),
        form("asked", "llm"),
        form("waiting", "livechat_waiting"),
    ];
    let forms = forms.map(|form| serde_json::from_value(form).unwrap());
    chatbot::put_forms(&house.cx, BOT, forms.to_vec()).await.unwrap();
}

async fn send(visitor: &Visitor<'_>, form_id: &str, values: Value) -> Answer {
    let action = json!({"type": "form_submission", "form_id": form_id, "values": values});
    visitor.post("/actions", &json!({"action": action})).await
}

async fn a_form_before_the_chat_is_sent_without_a_part(db: TestDb) {
    let house = House::start(db).await;
    forms(&house).await;
    let ada = house.visitor("ada").await;
    let receipt = send(&ada, "intake", json!({"order": "1042"})).await.ok();
    assert_eq!(receipt["confirmation_text"], "Thank you!");
    let session = ada.get("/session").await.ok();
    assert_eq!(
        (&session["values"][0]["key"], &session["values"][0]["value"]),
        (&json!("order"), &json!("1042"))
    );
    let export = ada.get("/export").await.ok();
    send(&ada, "manual", json!({"order": "1043"})).await.ok();
    let kept = &export["form_submissions"][0];
    assert_eq!(
        (&kept["submission_id"], &kept["form_id"]),
        (&receipt["submission_id"], &json!("intake")),
        "{kept}"
    );
}

async fn such_a_form_that_is_sent_twice_is_sent_once(db: TestDb) {
    let house = House::start(db).await;
    forms(&house).await;
    let ada = house.visitor("ada").await;
    let answers =
        futures::future::join_all((0..8).map(|_| send(&ada, "intake", json!({"order": "1042"})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(409, "conflict");
    }
    send(&house.visitor("bob").await, "intake", json!({"order": "7"})).await.ok();
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 2);
}

async fn such_a_form_can_be_sent_anew_once_something_was_said(db: TestDb) {
    let house = House::start(db).await;
    forms(&house).await;
    let ada = house.visitor("ada").await;
    for order in ["1042", "1043"] {
        send(&ada, "intake", json!({"order": order})).await.ok();
        send(&ada, "intake", json!({"order": order})).await.refused(409, "conflict");
        house.clock.advance_ms(1_000);
        ada.ask("Hello").await;
        house.clock.advance_ms(1_000);
    }
    send(&ada, "manual", json!({"order": "7"})).await.ok();
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 3);
}

async fn a_form_that_a_message_shows_needs_its_part(db: TestDb) {
    let house = House::start(db).await;
    forms(&house).await;
    let ada = house.visitor("ada").await;
    for form_id in ["asked", "waiting"] {
        send(&ada, form_id, json!({"order": "1042"})).await.faulted(&["part_id"]);
    }
    send(&ada, "nobody", json!({})).await.refused(404, "not_found");
    let contact = json!({"action": {"type": "contact_form", "fields": {"message": "Hello"}}});
    ada.post("/actions", &contact).await.faulted(&["part_id"]);
    let nameless =
        json!({"part_id": null, "action": {"type": "form_submission", "values": {"order": "1042"}}});
    ada.post("/actions", &nameless).await.faulted(&["part_id"]);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 0);
}

async fn a_fault_in_such_a_form_is_named_by_its_key(db: TestDb) {
    let house = House::start(db).await;
    forms(&house).await;
    let ada = house.visitor("ada").await;
    send(&ada, "intake", json!({})).await.faulted(&["order"]);
    send(&ada, "intake", json!({"order": "1", "colour": "red"})).await.faulted(&["colour"]);
    send(&ada, "intake", json!({"order": "1"})).await.ok();
}
