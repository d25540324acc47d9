//! A visitor asks for a person.
//!
//! Contract: Diverge reference 6.2 to 6.4.

use parlour_tests::database::TestDb;
use parlour_tests::house::House;
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, Desk, ask, staffed, state, told, wish};

on_both!(
    a_visitor_who_never_asked_is_inactive,
    a_wish_begins_a_session_that_waits,
    who_waits_knows_their_place,
    asking_again_while_it_is_open_gives_the_same_session,
    where_no_person_is_available_the_wish_is_refused,
    a_part_that_no_message_has_is_unknown,
    an_open_session_outlives_the_opening_hours,
    faults_of_a_wish_are_named,
    the_language_is_that_of_the_messages_else_the_clients,
    the_language_is_the_last_certain_one_and_never_a_guess,
    a_session_after_a_closed_one_is_another_and_its_version_goes_on,
);

async fn a_visitor_who_never_asked_is_inactive(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    assert_eq!(
        state(&ada).await,
        json!({
            "livechat_session_id": null, "requested_at": null, "environment": "live", "status": "inactive",
            "platform": null, "active_agent": null, "is_agent_typing": false, "language": null,
            "feedback": {"status": "not_available", "submitted_at": null}, "updated_at": null,
            "agent_joined_at": null, "closed_at": null, "closed_by": null, "closed_by_agent_id": null,
            "close_reason": null, "state_version": 0,
        })
    );
    let messages = ada.get("/livechat/messages").await.ok();
    assert_eq!(messages, json!({"messages": [], "has_more": false}));
}

async fn a_wish_begins_a_session_that_waits(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let session = ask(&ada).await;
    let id = session["livechat_session_id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("livechat_session_"));
    assert_eq!(
        session,
        json!({
            "livechat_session_id": id, "environment": "live", "status": "waiting", "platform": "website",
            "language": null, "requested_at": "2026-01-05T10:00:00.000Z", "agent_joined_at": null,
            "closed_at": null, "closed_by": null, "closed_by_agent_id": null, "close_reason": null,
            "updated_at": "2026-01-05T10:00:00.000Z", "state_version": 1,
        })
    );
    let state = state(&ada).await;
    assert_eq!((&state["status"], &state["livechat_session_id"]), (&json!("waiting"), &json!(id)));
    assert_eq!(state["feedback"]["status"], "not_available");
}

async fn who_waits_knows_their_place(db: TestDb) {
    let house = staffed(db).await;
    let (ada, bob) = (house.visitor("ada").await, house.visitor("bob").await);
    ask(&ada).await;
    house.clock.advance_ms(1000);
    ask(&bob).await;
    assert_eq!(
        (&state(&ada).await["queue_position"], &state(&bob).await["queue_position"]),
        (&json!(1), &json!(2))
    );
    let seen = bob.get("/livechat/sync").await.ok();
    Desk::of(&ada).await.say(ALICE, "Hello").await.ok();
    assert_eq!(state(&ada).await["queue_position"], json!(null));
    let cursor = seen["sync_cursor"].as_str().unwrap();
    let news = bob.get(&format!("/livechat/sync?sync_cursor={cursor}&wait_ms=10000")).await.ok();
    assert_eq!(news["state"]["queue_position"], 1, "at once: it is news");
}

async fn asking_again_while_it_is_open_gives_the_same_session(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let first = ask(&ada).await;
    house.clock.advance_ms(1000);
    let other = json!({"platform": "mobile_app", "source": "assistant_marker", "part_id": "unknown"});
    assert_eq!(ada.post("/livechat/handover", &other).await.ok(), first);
    Desk::of(&ada).await.say(ALICE, "Hello").await.ok();
    assert_eq!(ask(&ada).await["status"], "active");
    assert_eq!(told(&house).await, ["livechat.handover.requested"]);
}

async fn where_no_person_is_available_the_wish_is_refused(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.post("/livechat/handover", &wish()).await.refused(409, "conflict");
    assert_eq!(state(&ada).await["status"], "inactive");
    assert_eq!(told(&house).await, [""; 0]);
}

async fn a_part_that_no_message_has_is_unknown(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let mut body = wish();
    body["part_id"] = json!("part_unknown");
    ada.post("/livechat/handover", &body).await.refused(404, "not_found");
    let eves = house.visitor("eve").await.ask("hello").await[0]["part_id"].clone();
    body["part_id"] = eves;
    ada.post("/livechat/handover", &body).await.refused(404, "not_found");
    body["part_id"] = ada.ask("hello").await[0]["part_id"].clone();
    assert_eq!(ada.post("/livechat/handover", &body).await.ok()["status"], "waiting");
}

async fn an_open_session_outlives_the_opening_hours(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let first = ask(&ada).await;
    house.configure(parlour_model::config::Settings::default()).await;
    assert_eq!(ask(&ada).await, first);
}

async fn faults_of_a_wish_are_named(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let long = "x".repeat(65);
    let cases: [(Value, &[&str]); 8] = [
        (json!({"source": "a"}), &["platform"]),
        (json!({"platform": "tv", "source": "a"}), &["platform"]),
        (json!({"platform": "website"}), &["source"]),
        (json!({"platform": "website", "source": long}), &["source"]),
        (json!({"platform": "website", "source": ""}), &["source"]),
        (json!({"platform": "website", "source": "a", "part_id": 7}), &["part_id"]),
        (
            json!({"platform": "website", "source": "a", "client_context": {"os": "x".repeat(256)}}),
            &["client_context.os"],
        ),
        (
            json!({"platform": "website", "source": "a",
                "client_context": {"current_page_url": "x".repeat(2049), "browser": 1}}),
            &["client_context.browser"],
        ),
    ];
    for (body, fields) in cases {
        ada.post("/livechat/handover", &body).await.faulted(fields);
    }
}

async fn the_language_is_that_of_the_messages_else_the_clients(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ada.say("Du kan altid returnere dine varer inden for fjorten dage efter at du har modtaget pakken.")
        .await;
    let mut body = wish();
    body["client_context"] = json!({"browser_language": "de-DE", "os": "Linux"});
    assert_eq!(ada.post("/livechat/handover", &body).await.ok()["language"], "danish");
    let eve = house.visitor("eve").await;
    assert_eq!(eve.post("/livechat/handover", &body).await.ok()["language"], "german");
    let bea = house.visitor("bea").await;
    body["client_context"] = json!({"language": "nb", "browser_language": "de-DE"});
    assert_eq!(bea.post("/livechat/handover", &body).await.ok()["language"], "norwegian");
}

async fn the_language_is_the_last_certain_one_and_never_a_guess(db: TestDb) {
    let house = staffed(db).await;
    let cases: [(&[&str], Value, Value); 9] = [
        (&["Refund status for order 12345 please, it has been ten days"], json!({}), json!("english")),
        (
            &["hello line\nnext\npara", "How long is delivery to Copenhagen please?"],
            json!({}),
            json!("english"),
        ),
        (&["Hvor er pakken min? Jeg har ikke mottatt den ennå."], json!({}), json!("norwegian")),
        (
            &["Hvornår kommer min pakke?", "Track parcel DK123456789, status unchanged"],
            json!({}),
            json!("danish"),
        ),
        (&["Where is my order?", "Hvornår kommer min pakke?"], json!({}), json!("danish")),
        (&["ok 42"], json!({"language": "el-GR"}), json!("greek")),
        (&[], json!({"browser_language": "ja"}), json!("japanese")),
        (&[], json!({"language": "zz", "browser_language": "pt-BR"}), json!("portuguese")),
        (&["hello line\nnext\npara"], json!({}), json!(null)),
    ];
    for (i, (said, context, language)) in cases.into_iter().enumerate() {
        let visitor = house.visitor(&format!("visitor-{i}")).await;
        for text in said {
            visitor.say(text).await;
            house.clock.advance_ms(1000);
        }
        let mut body = wish();
        body["client_context"] = context;
        assert_eq!(visitor.post("/livechat/handover", &body).await.ok()["language"], language, "{said:?}");
    }
}

async fn a_session_after_a_closed_one_is_another_and_its_version_goes_on(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let first = ask(&ada).await;
    let closed = ada.post("/livechat/close", &json!({})).await.ok();
    assert_eq!(closed["state_version"], 2);
    // In the same millisecond, too.
    let second = ask(&ada).await;
    assert_ne!(second["livechat_session_id"], first["livechat_session_id"]);
    assert_eq!((&second["status"], &second["state_version"]), (&json!("waiting"), &json!(3)));
    assert_eq!(state(&ada).await["livechat_session_id"], second["livechat_session_id"]);
}
