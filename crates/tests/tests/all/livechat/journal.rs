//! What the journal is told of livechat.
//!
//! Contract: Diverge reference 7.2 and 7.3.

use parlour_tests::database::TestDb;
use parlour_tests::house::said;
use parlour_tests::on_both;
use serde_json::json;

use super::{ALICE, Desk, ask, events, staffed, told};

on_both!(
    a_whole_session_is_told_in_order,
    a_wish_tells_of_what_was_said_before,
    a_refused_call_is_not_told,
    no_event_holds_a_token,
);

async fn a_whole_session_is_told_in_order(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    ada.say("hello").await;
    let desk = Desk::of(&ada).await;
    desk.say(ALICE, "I am here").await.ok();
    for is_typing in [true, true, false, false] {
        ada.post("/livechat/typing", &json!({"is_typing": is_typing})).await.ok();
    }
    let sent = ada.post("/livechat/messages", &said("My parcel is late")).await.ok();
    desk.post("/close", &json!({"reason": "Solved"})).await.ok();
    ada.post("/livechat/feedback", &json!({"rating": 5, "feedback": "Kind"})).await.ok();
    let events = events(&house).await;
    let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "livechat.handover.requested",
            "livechat.waiting.customer.message.created",
            "livechat.waiting.assistant.message.created",
            "livechat.customer.typing.started",
            "livechat.customer.typing.stopped",
            "livechat.customer.message.created",
            "livechat.session.closed",
            "livechat.feedback.submitted",
        ]
    );
    let id = super::state(&ada).await["livechat_session_id"].clone();
    for (kind, payload) in &events {
        assert_eq!(payload["livechat_session"]["livechat_session_id"], id, "{kind}");
        assert_eq!(payload["visitor"]["id"], "ada", "{kind}");
        assert!(payload["visitor"]["session_id"].as_str().unwrap().starts_with("conv_"), "{kind}");
        assert!(payload["session_values"].is_array() && payload.get("language").is_some(), "{kind}");
    }
    let payload = |n: usize| &events[n].1;
    assert_eq!(payload(1)["message"]["role"], "user");
    assert!(payload(1)["message"].get("sequence_number").is_none());
    assert_eq!(payload(2)["message"]["role"], "assistant");
    assert_eq!(payload(3)["typing"], json!({"is_typing": true, "updated_at": "2026-01-05T10:00:00.000Z"}));
    assert_eq!(payload(4)["typing"]["is_typing"], false);
    assert_eq!(payload(5)["message"], sent["message"]);
    assert_eq!(payload(5)["livechat_session"], sent["livechat_session"]);
    let closed = &payload(6)["livechat_session"];
    assert_eq!((&closed["closed_by"], &closed["closed_by_agent_id"]), (&json!("agent"), &json!(ALICE)));
    assert_eq!((&closed["close_reason"], &closed["status"]), (&json!("Solved"), &json!("closed")));
    assert_eq!(
        payload(7)["feedback"],
        json!({"rating": 5, "feedback": "Kind", "submitted_at": "2026-01-05T10:00:00.000Z"})
    );
}

async fn a_wish_tells_of_what_was_said_before(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask("hello").await[0]["part_id"].clone();
    let wish = json!({"platform": "website", "source": "assistant_marker", "part_id": part,
        "client_context": {"language": "sv"}});
    let session = ada.post("/livechat/handover", &wish).await.ok();
    let events = events(&house).await;
    let [(_, payload)] = &events[..] else { panic!("not one event: {events:?}") };
    assert_eq!(payload["livechat_session"], session);
    assert_eq!((&payload["source"], &payload["part_id"]), (&json!("assistant_marker"), &part));
    assert_eq!(payload["client_context"], json!({"language": "sv"}));
    assert_eq!(payload["language"], "swedish");
    let mut history = ada.history().await;
    history.reverse();
    assert_eq!(payload["conversation"]["messages"], json!(history));
}

async fn a_refused_call_is_not_told(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    ada.post("/livechat/messages", &said("hello")).await.refused(409, "conflict");
    ada.post("/livechat/typing", &json!({"is_typing": true})).await.refused(409, "conflict");
    ada.post("/livechat/feedback", &json!({"rating": 3})).await.refused(409, "conflict");
    assert_eq!(told(&house).await, ["livechat.handover.requested"]);
}

async fn no_event_holds_a_token(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = super::with_alice(&ada).await;
    ada.post("/livechat/messages", &said("My parcel is late")).await.ok();
    desk.post("/close", &json!({})).await.ok();
    let payloads = house.texts("SELECT payload AS t FROM event").await.concat();
    assert!(payloads.contains("My parcel is late"));
    assert!(!payloads.contains("token") && !payloads.contains("eyJ"), "{payloads}");
}
