//! The visitor's side of a session: saying, writing, ending, telling how it was.
//!
//! Contract: Diverge reference 6.1, 6.3 and 6.4.

use parlour_tests::database::TestDb;
use parlour_tests::house::said;
use parlour_tests::on_both;
use serde_json::json;

use super::{ALICE, Desk, ask, staffed, state, told, with_alice};

on_both!(
    what_is_said_to_a_person_comes_back_numbered,
    saying_and_writing_take_a_person_in_charge,
    a_message_sent_twice_is_said_once,
    a_message_sent_again_is_the_first_one_whatever_became_of_the_session,
    writing_ends_with_the_message,
    messages_are_read_page_by_page,
    every_change_raises_the_version_by_one,
    writing_ends_by_itself_in_the_state,
    closing_twice_is_harmless,
    closing_without_a_session_is_refused,
    a_reason_is_kept_and_bounded,
    feedback_is_given_once_when_a_person_came,
    without_a_person_there_is_nothing_to_tell_of,
    livechat_messages_stand_in_the_history,
    another_visitor_sees_nothing_of_it,
    a_close_needs_no_body,
);

async fn what_is_said_to_a_person_comes_back_numbered(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    let sent = ada.post("/livechat/messages", &said("My parcel is late")).await.ok();
    let message = sent["message"].clone();
    assert_eq!((&message["role"], &message["sequence_number"]), (&json!("user"), &json!(2)));
    assert_eq!(message["parts"][0]["type"], "rich_text");
    for (field, value) in message.as_object().unwrap() {
        assert_eq!(&sent[field], value, "{field} again at the top");
    }
    assert_eq!(sent["livechat_session"]["status"], "active");
    let read = ada.get("/livechat/messages").await.ok();
    assert_eq!(read["messages"][1], message);
    let alices = &read["messages"][0];
    assert_eq!((&alices["role"], &alices["sequence_number"]), (&json!("agent"), &json!(1)));
    assert_eq!(alices["agent"], json!({"agent_id": ALICE, "display_name": "Alice", "avatar_url": null}));
    let behind = ada.get("/livechat/messages?after_sequence_number=1").await.ok();
    assert_eq!(behind, json!({"messages": [message], "has_more": false}));
    ada.get("/livechat/messages?after_sequence_number=-1").await.faulted(&["after_sequence_number"]);
    ada.get("/livechat/messages?after_sequence_number=x").await.faulted(&["after_sequence_number"]);
}

async fn saying_and_writing_take_a_person_in_charge(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let refused = async || {
        ada.post("/livechat/messages", &said("hello")).await.refused(409, "conflict");
        ada.post("/livechat/typing", &json!({"is_typing": true})).await.refused(409, "conflict");
        ada.post("/livechat/feedback", &json!({"rating": 5})).await.refused(409, "conflict");
    };
    refused().await;
    ask(&ada).await;
    refused().await;
    ada.post("/livechat/close", &json!({})).await.ok();
    refused().await;
    with_alice(&ada).await;
    ada.post("/livechat/messages", &said("hello")).await.ok();
    let typing = ada.post("/livechat/typing", &json!({"is_typing": true})).await.ok();
    assert_eq!((&typing["is_typing"], &typing["environment"]), (&json!(true), &json!("live")));
    assert_eq!(typing["livechat_session_id"], state(&ada).await["livechat_session_id"]);
    assert_eq!(typing["updated_at"], "2026-01-05T10:00:00.000Z");
    ada.post("/livechat/feedback", &json!({"rating": 5})).await.refused(409, "conflict");
    ada.post("/livechat/messages", &said(" ")).await.faulted(&["message.parts.0.text"]);
    ada.post("/livechat/typing", &json!({"is_typing": "yes"})).await.faulted(&["is_typing"]);
}

async fn a_message_sent_twice_is_said_once(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    let mut body = said("My parcel is late");
    body["client_message_id"] = json!("mine");
    let first = ada.post("/livechat/messages", &body).await.ok();
    let second = ada.post("/livechat/messages", &body).await.ok();
    assert_eq!(first, second);
    assert_eq!(ada.get("/livechat/messages").await.ok()["messages"].as_array().unwrap().len(), 2);
    assert_eq!(told(&house).await, ["livechat.handover.requested", "livechat.customer.message.created"]);
    body["client_message_id"] = json!("");
    ada.post("/livechat/messages", &body).await.faulted(&["client_message_id"]);
}

async fn a_message_sent_again_is_the_first_one_whatever_became_of_the_session(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let named = |text: &str| {
        let mut body = said(text);
        body["client_message_id"] = json!("k1");
        body
    };
    let desk = with_alice(&ada).await;
    let first = ada.post("/livechat/messages", &named("My parcel is late")).await.ok();
    let heard = told(&house).await.len();
    desk.post("/close", &json!({})).await.ok();
    let again = async |status: &str| {
        let again = ada.post("/livechat/messages", &named("My parcel is late")).await.ok();
        assert_eq!(again["message"], first["message"]);
        let session = &again["livechat_session"];
        assert_eq!(session["livechat_session_id"], first["livechat_session"]["livechat_session_id"]);
        assert_eq!(session["status"], status);
    };
    again("closed").await;
    ada.post("/livechat/messages", &said("Hello?")).await.refused(409, "conflict");
    ask(&ada).await;
    again("closed").await;
    Desk::of(&ada).await.say(ALICE, "Hello again").await.ok();
    again("closed").await;
    // Whoever counts their messages anew hears that this one is not said.
    ada.post("/livechat/messages", &named("It has come")).await.refused(409, "conflict");
    assert_eq!(told(&house).await[heard..], ["livechat.session.closed", "livechat.handover.requested"]);
    assert_eq!(ada.history().await.len(), 3);
}

async fn writing_ends_with_the_message(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let is_typing = async || desk.get("/context").await.ok()["is_customer_typing"].clone();
    ada.post("/livechat/typing", &json!({"is_typing": true})).await.ok();
    assert_eq!(is_typing().await, true);
    ada.post("/livechat/messages", &said("My parcel is late")).await.ok();
    assert_eq!(is_typing().await, false);
    let started_stopped_said = [
        "livechat.customer.typing.started",
        "livechat.customer.typing.stopped",
        "livechat.customer.message.created",
    ];
    assert_eq!(told(&house).await[1..], started_stopped_said);
    ada.post("/livechat/typing", &json!({"is_typing": false})).await.ok();
    ada.post("/livechat/messages", &said("Hello?")).await.ok();
    assert_eq!(told(&house).await[4..], ["livechat.customer.message.created"], "it is told once");
}

async fn messages_are_read_page_by_page(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    for n in 2..=101 {
        ada.post("/livechat/messages", &said(&format!("message {n}"))).await.ok();
    }
    let first = ada.get("/livechat/messages").await.ok();
    let numbers: Vec<i64> = first["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["sequence_number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=100).collect::<Vec<_>>());
    assert_eq!(first["has_more"], true);
    let rest = ada.get("/livechat/messages?after_sequence_number=100").await.ok();
    assert_eq!((&rest["messages"][0]["sequence_number"], &rest["has_more"]), (&json!(101), &json!(false)));
}

async fn every_change_raises_the_version_by_one(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let version = async || state(&ada).await["state_version"].as_i64().unwrap();
    assert_eq!(version().await, 0);
    ask(&ada).await;
    assert_eq!(version().await, 1);
    let desk = Desk::of(&ada).await;
    desk.types(ALICE, true).await.ok();
    assert_eq!(version().await, 2, "taking over and writing is one change");
    desk.types(ALICE, true).await.ok();
    assert_eq!(version().await, 2, "going on is none");
    desk.types(ALICE, false).await.ok();
    assert_eq!(version().await, 3);
    desk.say(ALICE, "Hello").await.ok();
    assert_eq!(version().await, 4);
    ada.post("/livechat/messages", &said("Hi")).await.ok();
    assert_eq!(version().await, 5);
    ada.post("/livechat/typing", &json!({"is_typing": true})).await.ok();
    assert_eq!(version().await, 5, "the visitor's own writing is not in their state");
    ada.post("/livechat/close", &json!({})).await.ok();
    assert_eq!(version().await, 6);
    ada.post("/livechat/close", &json!({})).await.ok();
    assert_eq!(version().await, 6);
    ada.post("/livechat/feedback", &json!({"rating": 5})).await.ok();
    assert_eq!(version().await, 7);
    ask(&ada).await;
    assert_eq!(version().await, 8);
}

async fn writing_ends_by_itself_in_the_state(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    desk.types(ALICE, true).await.ok();
    assert_eq!(state(&ada).await["is_agent_typing"], true);
    house.clock.advance_ms(9_999);
    assert_eq!(state(&ada).await["is_agent_typing"], true);
    desk.types(ALICE, true).await.ok();
    house.clock.advance_ms(9_999);
    assert_eq!(state(&ada).await["is_agent_typing"], true, "it was renewed");
    house.clock.advance_ms(1);
    assert_eq!(state(&ada).await["is_agent_typing"], false);
    desk.types(ALICE, true).await.ok();
    desk.say(ALICE, "There").await.ok();
    assert_eq!(state(&ada).await["is_agent_typing"], false, "what was written is said");
}

async fn closing_twice_is_harmless(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    house.clock.advance_ms(5000);
    let first = ada.post("/livechat/close", &json!({"reason": "All is well"})).await.ok();
    assert_eq!((&first["status"], &first["closed_by"]), (&json!("closed"), &json!("customer")));
    assert_eq!(first["close_reason"], "All is well");
    assert_eq!(first["closed_at"], "2026-01-05T10:00:05.000Z");
    assert_eq!(first["feedback"]["status"], "pending");
    assert_eq!(first["active_agent"]["display_name"], "Alice");
    house.clock.advance_ms(5000);
    let again = ada.post("/livechat/close", &json!({"reason": "Really"})).await.ok();
    assert_eq!(again, first);
    assert_eq!(state(&ada).await, first);
    assert_eq!(told(&house).await, ["livechat.handover.requested", "livechat.session.closed"]);
}

async fn closing_without_a_session_is_refused(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ada.post("/livechat/close", &json!({})).await.refused(409, "conflict");
}

async fn a_reason_is_kept_and_bounded(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    ada.post("/livechat/close", &json!({"reason": "x".repeat(501)})).await.faulted(&["reason"]);
    ada.post("/livechat/close", &json!({"reason": 5})).await.faulted(&["reason"]);
    let closed = ada.post("/livechat/close", &json!({"reason": "x".repeat(500)})).await.ok();
    assert_eq!(closed["close_reason"], "x".repeat(500));
    assert_eq!(closed["closed_by_agent_id"], json!(null));
}

async fn feedback_is_given_once_when_a_person_came(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    ada.post("/livechat/close", &json!({})).await.ok();
    assert_eq!(state(&ada).await["feedback"], json!({"status": "pending", "submitted_at": null}));
    for (body, field) in [
        (json!({"rating": 0}), "rating"),
        (json!({"rating": 6}), "rating"),
        (json!({}), "rating"),
        (json!({"rating": 5, "feedback": "x".repeat(2001)}), "feedback"),
    ] {
        ada.post("/livechat/feedback", &body).await.faulted(&[field]);
    }
    house.clock.advance_ms(2000);
    let given = ada.post("/livechat/feedback", &json!({"rating": 4, "feedback": "Kind"})).await.ok();
    let id = state(&ada).await["livechat_session_id"].clone();
    assert_eq!(
        given,
        json!({"livechat_session_id": id, "environment": "live", "status": "submitted", "rating": 4,
            "feedback": "Kind", "submitted_at": "2026-01-05T10:00:02.000Z"})
    );
    assert_eq!(
        state(&ada).await["feedback"],
        json!({"status": "submitted", "submitted_at": "2026-01-05T10:00:02.000Z"})
    );
    ada.post("/livechat/feedback", &json!({"rating": 1})).await.refused(409, "conflict");
}

async fn without_a_person_there_is_nothing_to_tell_of(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    ada.post("/livechat/close", &json!({})).await.ok();
    assert_eq!(state(&ada).await["feedback"]["status"], "not_available");
    ada.post("/livechat/feedback", &json!({"rating": 5})).await.refused(409, "conflict");
}

async fn livechat_messages_stand_in_the_history(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    house.clock.advance_ms(1000);
    with_alice(&ada).await;
    let history = ada.history().await;
    assert_eq!(history.len(), 3);
    assert_eq!(history[0], ada.get("/livechat/messages").await.ok()["messages"][0]);
    assert!(history[1].get("sequence_number").is_none());
}

async fn another_visitor_sees_nothing_of_it(db: TestDb) {
    let house = staffed(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    with_alice(&ada).await;
    assert_eq!(state(&eve).await["status"], "inactive");
    assert_eq!(eve.get("/livechat/messages").await.ok()["messages"], json!([]));
    eve.post("/livechat/messages", &said("hello")).await.refused(409, "conflict");
    eve.post("/livechat/close", &json!({})).await.refused(409, "conflict");
}

async fn a_close_needs_no_body(db: TestDb) {
    let house = staffed(db).await;
    for (who, content_type) in [("ada", None), ("eve", Some("application/json")), ("bea", Some("text/plain"))]
    {
        let visitor = house.visitor(who).await;
        let desk = with_alice(&visitor).await;
        let with_type = |call: parlour_tests::client::Call| match content_type {
            Some(kind) => call.header("content-type", kind),
            None => call,
        };
        let close = "/api/v1/chat/livechat/agent/close";
        let closed = with_type(house.call("POST", close).token(&desk.token)).send().await.ok();
        assert_eq!((&closed["closed_by"], &closed["close_reason"]), (&json!("agent"), &json!(null)));
        ask(&visitor).await;
        let closed = with_type(visitor.call("POST", "/api/v1/chat/livechat/close")).send().await.ok();
        assert_eq!((&closed["closed_by"], &closed["close_reason"]), (&json!("customer"), &json!(null)));
        let call = visitor.call("POST", "/api/v1/chat/livechat/close").header("content-type", "text/plain");
        assert_eq!(call.body("{}").send().await.status, 415, "what is sent must be JSON");
    }
}
