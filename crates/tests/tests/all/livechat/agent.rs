//! The agents' side of a session, by its token.
//!
//! Contract: Diverge reference 1.1 (agent session token) and 6.8.

use parlour_tests::database::TestDb;
use parlour_tests::house::said;
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, BOB, Desk, ask, staffed, state, with_alice};

on_both!(
    the_context_tells_all_that_an_agent_needs,
    the_first_message_puts_its_agent_in_charge,
    beginning_or_ending_to_write_puts_the_agent_in_charge,
    another_agent_is_refused,
    an_unknown_agent_is_not_found,
    nothing_is_said_in_a_session_that_is_over,
    an_agent_ends_a_session_for_good,
    a_session_that_waits_is_ended_by_an_app_that_names_nobody,
    faults_of_an_agents_call_are_named,
    an_agents_message_sent_twice_is_said_once,
    an_agents_message_sent_again_after_the_end_is_the_first_one,
    each_side_names_its_messages_itself,
    an_agent_reads_what_is_new,
    a_token_ends_with_the_day_and_a_quarter_of_an_hour_after_its_session,
    a_token_opens_its_own_session_only,
    who_saw_to_a_session_reads_nothing_of_what_is_said_after_it,
    who_saw_to_a_session_reads_nothing_of_what_is_filled_in_after_it,
    a_session_whose_agent_is_removed_goes_on_with_the_next_who_speaks,
);

async fn the_context_tells_all_that_an_agent_needs(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let form = ada.ask_for("Which zebras live in Peru?", "show_contact_form").await;
    let contact = json!({"type": "contact_form",
        "fields": {"name": "Ada", "email": "ada@example.com", "message": "hello"}});
    ada.post("/actions", &json!({"part_id": form["part_id"], "action": contact})).await.ok();
    house.clock.advance_ms(1000);
    let wish = json!({"platform": "mobile_web", "source": "assistant_marker",
        "client_context": {"language": "da", "os": "Android"}});
    let session = ada.post("/livechat/handover", &wish).await.ok();
    let desk = Desk::of(&ada).await;
    let context = desk.get("/context").await.ok();
    assert_eq!(context["chatbot"], json!({"id": "shop-bot", "name": "Shop"}));
    assert_eq!(context["livechat_session"], session);
    assert_eq!(context["environment"], "live");
    assert_eq!(context["visitor"]["id"], "ada");
    assert!(context["visitor"]["session_id"].as_str().unwrap().starts_with("conv_"));
    assert_eq!(context["language"], "danish");
    assert_eq!(context["active_agent"], json!(null));
    assert_eq!(
        context["session_values"][0],
        json!({"key": "name", "label": context["session_values"][0]["label"], "type": "text", "value": "Ada",
            "updated_at": "2026-01-05T10:00:00.000Z"})
    );
    assert_eq!(context["metadata"], json!({}));
    assert_eq!(context["verified_metadata"], json!({}));
    assert_eq!(context["client_context"], json!({"language": "da", "os": "Android"}));
    assert_eq!(context["is_customer_typing"], false);
    let mut history = ada.history().await;
    history.reverse();
    assert_eq!(context["messages"], json!(history), "oldest first");
    desk.say(ALICE, "Hello").await.ok();
    ada.post("/livechat/typing", &json!({"is_typing": true})).await.ok();
    let context = desk.get("/context").await.ok();
    assert_eq!(context["active_agent"]["agent_id"], ALICE);
    assert_eq!(context["is_customer_typing"], true);
    assert_eq!(context["messages"].as_array().unwrap().len(), 3);
}

async fn the_first_message_puts_its_agent_in_charge(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    house.clock.advance_ms(3000);
    let sent = Desk::of(&ada).await.say(ALICE, "Hello, I am Alice").await.ok();
    let alice = json!({"agent_id": ALICE, "display_name": "Alice", "avatar_url": null});
    assert_eq!((&sent["message"]["role"], &sent["message"]["agent"]), (&json!("agent"), &alice));
    assert_eq!(sent["message"]["sequence_number"], 1);
    let session = &sent["livechat_session"];
    assert_eq!((&session["status"], &session["state_version"]), (&json!("active"), &json!(2)));
    assert_eq!(session["agent_joined_at"], "2026-01-05T10:00:03.000Z");
    let state = state(&ada).await;
    assert_eq!((&state["status"], &state["active_agent"]), (&json!("active"), &alice));
}

async fn beginning_or_ending_to_write_puts_the_agent_in_charge(db: TestDb) {
    let house = staffed(db).await;
    for (name, is_typing) in [("ada", true), ("eve", false)] {
        let visitor = house.visitor(name).await;
        let session = ask(&visitor).await;
        let typing = Desk::of(&visitor).await.types(BOB, is_typing).await.ok();
        assert_eq!(
            typing,
            json!({"livechat_session_id": session["livechat_session_id"], "environment": "live",
                "is_typing": is_typing, "updated_at": "2026-01-05T10:00:00.000Z"})
        );
        let state = state(&visitor).await;
        assert_eq!(state["active_agent"]["display_name"], "Bob");
        assert_eq!((&state["is_agent_typing"], &state["state_version"]), (&json!(is_typing), &json!(2)));
    }
}

async fn another_agent_is_refused(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let before = state(&ada).await;
    desk.say(BOB, "Let me").await.refused(409, "conflict");
    desk.types(BOB, true).await.refused(409, "conflict");
    desk.types(BOB, false).await.refused(409, "conflict");
    desk.post("/close", &json!({"agent_id": BOB})).await.refused(409, "conflict");
    assert_eq!(state(&ada).await, before);
    desk.say(ALICE, "Still here").await.ok();
}

async fn an_unknown_agent_is_not_found(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let desk = Desk::of(&ada).await;
    let nobody = "00000000-0000-4000-8000-000000000000";
    desk.say(nobody, "Hello").await.refused(404, "not_found");
    desk.types(nobody, true).await.refused(404, "not_found");
    desk.post("/close", &json!({"agent_id": nobody})).await.refused(404, "not_found");
    assert_eq!(state(&ada).await["status"], "waiting");
}

async fn nothing_is_said_in_a_session_that_is_over(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    ada.post("/livechat/close", &json!({})).await.ok();
    desk.say(ALICE, "Wait").await.refused(409, "conflict");
    desk.types(ALICE, true).await.refused(409, "conflict");
    assert_eq!(desk.get("/messages").await.ok()["messages"].as_array().unwrap().len(), 1);
}

async fn an_agent_ends_a_session_for_good(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let first = desk.post("/close", &json!({"agent_id": ALICE, "reason": "Solved"})).await.ok();
    assert_eq!((&first["status"], &first["closed_by"]), (&json!("closed"), &json!("agent")));
    assert_eq!((&first["closed_by_agent_id"], &first["close_reason"]), (&json!(ALICE), &json!("Solved")));
    house.clock.advance_ms(1000);
    assert_eq!(desk.post("/close", &json!({"reason": "Again"})).await.ok(), first);
    assert_eq!(ada.post("/livechat/close", &json!({})).await.ok()["closed_by"], "agent");
    assert_eq!(super::told(&house).await, ["livechat.handover.requested", "livechat.session.closed"]);
    let eve = house.visitor("eve").await;
    let closed = with_alice(&eve).await.post("/close", &json!({})).await.ok();
    assert_eq!(closed["closed_by_agent_id"], ALICE, "who was in charge");
}

async fn a_session_that_waits_is_ended_by_an_app_that_names_nobody(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let closed = Desk::of(&ada).await.post("/close", &json!({})).await.ok();
    assert_eq!((&closed["closed_by"], &closed["closed_by_agent_id"]), (&json!("agent"), &json!(null)));
    assert_eq!(closed["agent_joined_at"], json!(null));
}

async fn faults_of_an_agents_call_are_named(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let empty = json!({"agent_id": ALICE, "message": said(" ")["message"]});
    desk.post("/messages", &empty).await.faulted(&["message.parts.0.text"]);
    desk.post("/messages", &said("hello")).await.faulted(&["agent_id"]);
    desk.post("/messages", &json!({"agent_id": ALICE})).await.faulted(&["message"]);
    desk.post("/typing", &json!({"agent_id": ALICE})).await.faulted(&["is_typing"]);
    desk.post("/typing", &json!({"is_typing": true})).await.faulted(&["agent_id"]);
    desk.post("/close", &json!({"reason": "x".repeat(501)})).await.faulted(&["reason"]);
    desk.get("/messages?after_sequence_number=-1").await.faulted(&["after_sequence_number"]);
}

async fn an_agents_message_sent_twice_is_said_once(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let desk = Desk::of(&ada).await;
    let body = json!({"agent_id": ALICE, "message": said("Hello")["message"], "client_message_id": "a1"});
    let first = desk.post("/messages", &body).await.ok();
    assert_eq!(desk.post("/messages", &body).await.ok(), first);
    assert_eq!(desk.get("/messages").await.ok()["messages"].as_array().unwrap().len(), 1);
}

async fn an_agents_message_sent_again_after_the_end_is_the_first_one(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let desk = Desk::of(&ada).await;
    let body = json!({"agent_id": ALICE, "message": said("Hello")["message"], "client_message_id": "1"});
    let first = desk.post("/messages", &body).await.ok();
    desk.post("/close", &json!({})).await.ok();
    let again = desk.post("/messages", &body).await.ok();
    assert_eq!(again["message"], first["message"]);
    assert_eq!(again["livechat_session"]["status"], "closed");
    let other = json!({"agent_id": ALICE, "message": said("Hello")["message"], "client_message_id": "2"});
    desk.post("/messages", &other).await.refused(409, "conflict");
    assert_eq!(desk.get("/messages").await.ok()["messages"].as_array().unwrap().len(), 1);
}

async fn each_side_names_its_messages_itself(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let hers = json!({"agent_id": ALICE, "message": said("Hello")["message"], "client_message_id": "1"});
    let mut mine = said("Hi");
    mine["client_message_id"] = json!("1");
    ask(&ada).await;
    let desk = Desk::of(&ada).await;
    desk.post("/messages", &hers).await.ok();
    let sent = ada.post("/livechat/messages", &mine).await.ok();
    assert_eq!((&sent["message"]["role"], &sent["message"]["sequence_number"]), (&json!("user"), &json!(2)));
    desk.post("/close", &json!({})).await.ok();
    // The app begins to count anew with each session.
    ask(&ada).await;
    let next = Desk::of(&ada).await.post("/messages", &hers).await.ok();
    assert_eq!(next["message"]["sequence_number"], 1);
    assert_eq!(ada.history().await.len(), 3);
    // What an agent called a message is no answer of the assistant's.
    let hers = json!({"agent_id": ALICE, "message": said("Bye")["message"], "client_message_id": "2"});
    let desk = Desk::of(&ada).await;
    desk.post("/messages", &hers).await.ok();
    desk.post("/close", &json!({})).await.ok();
    mine["client_message_id"] = json!("2");
    assert_eq!(ada.message(&mine).listen().await.all().await.last().unwrap().event, "done");
}

async fn an_agent_reads_what_is_new(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    let desk = with_alice(&ada).await;
    let sent = ada.post("/livechat/messages", &said("My parcel is late")).await.ok();
    let all = desk.get("/messages").await.ok();
    assert_eq!(all, ada.get("/livechat/messages").await.ok());
    let new = desk.get("/messages?after_sequence_number=1").await.ok();
    assert_eq!(new, json!({"messages": [sent["message"]], "has_more": false}));
}

async fn a_token_ends_with_the_day_and_a_quarter_of_an_hour_after_its_session(db: TestDb) {
    const MINUTE: i64 = 60_000;
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    house.clock.advance_ms(24 * 60 * MINUTE - 1000);
    desk.get("/context").await.ok();
    let later = Desk::of(&ada).await;
    house.clock.advance_ms(1000);
    desk.get("/context").await.refused(401, "unauthorized");
    later.post("/close", &json!({})).await.ok();
    house.clock.advance_ms(15 * MINUTE - 1000);
    later.post("/close", &json!({})).await.ok();
    later.get("/context").await.ok();
    house.clock.advance_ms(1000);
    later.get("/context").await.refused(401, "unauthorized");
    later.post("/close", &json!({})).await.refused(401, "unauthorized");
}

async fn a_token_opens_its_own_session_only(db: TestDb) {
    let house = staffed(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    let first = with_alice(&ada).await;
    with_alice(&eve).await;
    ada.post("/livechat/close", &json!({})).await.ok();
    ask(&ada).await;
    first.say(BOB, "Hello").await.refused(409, "conflict");
    assert_eq!(state(&ada).await["status"], "waiting");
    assert_eq!(first.get("/context").await.ok()["visitor"]["id"], "ada");
    assert_eq!(first.get("/context").await.ok()["livechat_session"]["status"], "closed");
}

async fn who_saw_to_a_session_reads_nothing_of_what_is_said_after_it(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ada.say("Before anyone came").await;
    house.clock.advance_ms(1000);
    let desk = with_alice(&ada).await;
    let first = state(&ada).await["livechat_session_id"].as_str().unwrap().to_owned();
    ada.post("/livechat/messages", &said("For Alice")).await.ok();
    ada.post("/livechat/close", &json!({})).await.ok();
    // In the millisecond in which the first session ends, too.
    ask(&ada).await;
    let second = Desk::of(&ada).await;
    second.say(BOB, "Hello, I am Bob").await.ok();
    house.clock.advance_ms(1000);
    ada.post("/livechat/messages", &said("For Bob's eyes")).await.ok();
    second.post("/close", &json!({})).await.ok();
    house.clock.advance_ms(1);
    ada.say("For the machine").await;
    let by_key = async |id: &str| {
        let path = format!("/api/v1/chat/livechat/sessions/{id}");
        house.call("GET", &path).key(&house.key).send().await.ok()
    };
    for read in [desk.get("/context").await.ok(), by_key(&first).await] {
        let told = read["messages"].to_string();
        assert!(told.contains("Before anyone came") && told.contains("For Alice"), "{told}");
        assert!(!told.contains("Bob") && !told.contains("For the machine"), "{told}");
    }
    let told = second.get("/context").await.ok()["messages"].to_string();
    assert!(told.contains("For Alice") && told.contains("For Bob's eyes"), "{told}");
    assert!(!told.contains("For the machine"), "{told}");
}

async fn who_saw_to_a_session_reads_nothing_of_what_is_filled_in_after_it(db: TestDb) {
    let house = staffed(db).await;
    let form = json!({"form_id": "wait", "name": "While you wait", "trigger": "livechat_waiting",
        "fields": [{"key": "order", "label": "Order", "type": "text", "required": true},
            {"key": "colour", "label": "Colour", "type": "text", "required": false}]});
    let forms = vec![serde_json::from_value(form).unwrap()];
    parlour_domain::chatbot::put_forms(&house.cx, parlour_tests::house::BOT, forms).await.unwrap();
    let ada = house.visitor("ada").await;
    let fill = async |values: Value| {
        let call = ada.call("PATCH", "/api/v1/chat/forms/wait/values");
        call.json(&json!({"values": values})).send().await.ok();
    };
    ask(&ada).await;
    fill(json!({"order": "1"})).await;
    let desk = Desk::of(&ada).await;
    desk.say(ALICE, "Hello").await.ok();
    desk.post("/close", &json!({})).await.ok();
    house.clock.advance_ms(1000);
    ask(&ada).await;
    fill(json!({"order": "1", "colour": "red"})).await;
    let keys = |context: Value| -> Vec<Value> {
        context["session_values"].as_array().unwrap().iter().map(|value| value["key"].clone()).collect()
    };
    assert!(!keys(desk.get("/context").await.ok()).contains(&json!("colour")));
    assert_eq!(keys(Desk::of(&ada).await.get("/context").await.ok()), ["order", "colour"]);
}

async fn a_session_whose_agent_is_removed_goes_on_with_the_next_who_speaks(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    desk.types(ALICE, true).await.ok();
    let before = ada.get("/livechat/sync").await.ok();
    let waits =
        format!("/livechat/sync?wait_ms=20000&sync_cursor={}", before["sync_cursor"].as_str().unwrap());
    let began = std::time::Instant::now();
    let path = format!("/api/v1/chat/livechat/agents/{ALICE}");
    let removal = house.call("DELETE", &path).key(&house.key).send();
    let (woken, removed) = futures::join!(ada.get(&waits), removal);
    removed.is(204);
    assert!(began.elapsed().as_secs() < 15, "nobody was woken");
    let woken = woken.ok()["state"].clone();
    assert_eq!((&woken["status"], &woken["active_agent"]), (&json!("active"), &json!(null)));
    assert_eq!(woken["is_agent_typing"], false);
    let version = |state: &Value| state["state_version"].as_i64().unwrap();
    assert_eq!(version(&woken), version(&before["state"]) + 1);
    ada.post("/livechat/messages", &said("Still there?")).await.ok();
    desk.say(ALICE, "I am gone").await.refused(404, "not_found");
    let before = state(&ada).await;
    desk.say(BOB, "Hello, I am Bob").await.ok();
    let after = state(&ada).await;
    assert_eq!((&after["active_agent"]["agent_id"], &after["status"]), (&json!(BOB), &json!("active")));
    assert_eq!(version(&after), version(&before) + 1);
    let closed = desk.post("/close", &json!({})).await.ok();
    assert_eq!(closed["closed_by_agent_id"], BOB);
    let messages = ada.get("/livechat/messages").await.ok()["messages"].clone();
    assert_eq!(messages[0]["agent"]["display_name"], "Alice", "old messages keep the name");
}
