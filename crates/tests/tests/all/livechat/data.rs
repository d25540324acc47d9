//! What is kept of livechat is exported, and goes with the visitor.
//!
//! Contract: Diverge reference 5 (GET /export, DELETE).

use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::{events, staffed, state, with_alice};

on_both!(
    the_export_holds_every_session,
    forgetting_ends_an_open_session_without_a_word_of_it,
    a_forgotten_visitors_session_token_is_refused,
);

async fn the_export_holds_every_session(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    ada.post("/livechat/close", &json!({"reason": "Solved"})).await.ok();
    ada.post("/livechat/feedback", &json!({"rating": 4, "feedback": "Kind"})).await.ok();
    house.clock.advance_ms(1000);
    let second = super::ask(&ada).await;
    let export = ada.get("/export").await.ok();
    let sessions = export["livechat_sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!((&sessions[0]["close_reason"], &sessions[0]["rating"]), (&json!("Solved"), &json!(4)));
    assert_eq!((&sessions[0]["feedback"], &sessions[0]["source"]), (&json!("Kind"), &json!("manual_button")));
    for (field, value) in second.as_object().unwrap() {
        assert_eq!(&sessions[1][field], value, "{field}");
    }
    assert_eq!(export["conversations"][0]["messages"][0]["agent"]["display_name"], "Alice");
}

async fn forgetting_ends_an_open_session_without_a_word_of_it(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    let id = state(&ada).await["livechat_session_id"].clone();
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    let events = events(&house).await;
    let kinds: Vec<&str> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["livechat.handover.requested", "livechat.session.closed", "visitor.data.deleted"]);
    assert_eq!(events[0].1, json!({}));
    let closed = &events[1].1;
    assert_eq!(closed["livechat_session"]["livechat_session_id"], id);
    assert_eq!(closed["livechat_session"]["closed_by"], "customer");
    assert_eq!(closed["session_values"], json!([]));
    assert!(closed.get("conversation").is_none() && closed.get("message").is_none());
    assert_eq!(events[2].1["deletion"]["counts"]["livechat_sessions"], 1);
    // Of one session, and so in their order.
    let of =
        house.texts("SELECT livechat_session_id AS t FROM event WHERE type = 'visitor.data.deleted'").await;
    assert_eq!(json!(of), json!([id]));
}

async fn a_forgotten_visitors_session_token_is_refused(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    desk.get("/context").await.refused(401, "unauthorized");
}
