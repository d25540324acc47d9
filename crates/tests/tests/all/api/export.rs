//! A visitor may have everything that is kept of them.
//!
//! Contract: Diverge reference 5 (GET /export).

use parlour_tests::database::TestDb;
use parlour_tests::house::{House, base64, png, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(a_stranger_gets_an_empty_document, everything_that_is_kept_is_in_it, nobody_elses_data_is_in_it);

async fn a_stranger_gets_an_empty_document(db: TestDb) {
    let house = House::start(db).await;
    let export = house.visitor("ada").await.get("/export").await.ok();
    assert_eq!(
        export,
        json!({
            "generated_at": "2026-01-05T10:00:00.000Z", "chatbot_id": "shop-bot", "visitor_id": "ada",
            "session": {"values": []}, "profile": {}, "lead": null, "conversations": [], "livechat_sessions": [], "attachments": [],
            "support_tickets": [], "form_submissions": [], "webhook_events": [],
            "page_events": [],
        })
    );
}

async fn everything_that_is_kept_is_in_it(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.message(&shown(&png(8, 8), "image/png")).listen().await.all().await;
    house.clock.advance_ms(1000);
    let ticket = ada.ask_for("My order arrived broken", "show_support_ticket").await;
    let action = json!({"type": "support_ticket", "name": "Ada", "email": "ada@example.com", "message": "help",
        "attachments": [{"filename": "a.txt", "mime_type": "text/plain", "data_base64": base64(b"a")}]});
    ada.post("/actions", &json!({"part_id": ticket["part_id"], "action": action})).await.ok();
    ada.post("/rate", &json!({"rating": 4, "feedback": "Fine"})).await.is(200);
    let export = ada.get("/export").await.ok();
    let conversation = &export["conversations"][0];
    assert!(conversation["conversation_id"].as_str().unwrap().starts_with("conv_"));
    assert_eq!(conversation["created_at"], "2026-01-05T10:00:00.000Z");
    assert_eq!(conversation["rating"], 4);
    assert_eq!(conversation["feedback"], "Fine");
    let mut messages = ada.history().await;
    messages.reverse();
    assert_eq!(conversation["messages"], Value::from(messages), "oldest first, as history has them");
    assert_eq!(export["attachments"].as_array().unwrap().len(), 2);
    for file in export["attachments"].as_array().unwrap() {
        let keys: Vec<&String> = file.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["attachment_id", "filename", "mime_type", "size_bytes", "created_at"],
            "no content"
        );
    }
    assert_eq!(export["support_tickets"][0]["attachments"][0]["filename"], "a.txt");
    assert_eq!(export["session"]["values"][0]["key"], "name");
    // The token stays good.
    ada.get("/config").await.ok();
}

async fn nobody_elses_data_is_in_it(db: TestDb) {
    let house = House::start(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    ada.say("my secret").await;
    eve.say("hello").await;
    let export = eve.get("/export").await;
    assert_eq!(export.ok()["conversations"].as_array().unwrap().len(), 1);
    assert!(!export.text().contains("my secret"));
}
