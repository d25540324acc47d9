//! What a queue system sees and takes up, by its API key.
//!
//! Contract: Diverge reference 2 (rows 27 to 30) and 6.7.

use parlour_model::Environment;
use parlour_model::config::Settings;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor, said};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, BOB, Desk, ask, staffed, state, with_alice};

on_both!(
    a_session_is_listed_with_whose_turn_it_is,
    the_agents_queue_begins_with_whoever_waits_longest,
    sessions_come_page_by_page,
    filters_narrow_the_list,
    faults_of_a_query_are_named,
    a_session_is_shown_with_everything_that_was_said,
    a_queue_that_missed_the_webhook_takes_a_session_up,
    the_badge_counts_what_waits_for_an_agent,
    another_environments_sessions_are_not_there,
    another_accounts_sessions_are_not_there,
);

async fn get(house: &House, key: &str, path: &str) -> Answer {
    house.call("GET", &format!("/api/v1/chat/livechat{path}")).key(key).send().await
}

async fn list(house: &House, query: &str) -> Value {
    get(house, &house.key, &format!("/sessions{query}")).await.ok()
}

/// Whose sessions a list holds, in its order.
fn names(list: &Value) -> Vec<&str> {
    list["sessions"].as_array().unwrap().iter().map(|one| one["visitor"]["id"].as_str().unwrap()).collect()
}

async fn mint(house: &House, key: &str, id: &str) -> Answer {
    house.call("POST", &format!("/api/v1/chat/livechat/sessions/{id}/token")).key(key).send().await
}

/// The id of the visitor's newest session.
async fn id(visitor: &Visitor<'_>) -> String {
    state(visitor).await["livechat_session_id"].as_str().unwrap().to_owned()
}

async fn a_session_is_listed_with_whose_turn_it_is(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    assert_eq!(list(&house, "").await, json!({"sessions": [], "next_cursor": null, "has_more": false}));
    ada.say("My parcel\nis late").await;
    house.clock.advance_ms(1000);
    let session = ask(&ada).await;
    let seen = list(&house, "").await["sessions"][0].clone();
    for (field, value) in session.as_object().unwrap() {
        assert_eq!(&seen[field], value, "{field}");
    }
    assert_eq!((&seen["chatbot_id"], &seen["visitor"]["id"]), (&json!("shop-bot"), &json!("ada")));
    assert!(seen["visitor"]["session_id"].as_str().unwrap().starts_with("conv_"));
    assert_eq!((&seen["turn"], &seen["active_agent"]), (&json!("agent"), &json!(null)));
    let word = json!({"role": "user", "preview": "My parcel is late", "sequence_number": null,
        "created_at": "2026-01-05T10:00:00.000Z"});
    assert_eq!((&seen["last_message"], &seen["unread_for_agent"]), (&word, &json!(0)));

    let desk = Desk::of(&ada).await;
    desk.say(ALICE, "Hello, I am Alice").await.ok();
    let seen = list(&house, "").await["sessions"][0].clone();
    assert_eq!((&seen["status"], &seen["turn"]), (&json!("active"), &json!("customer")));
    assert_eq!(seen["active_agent"], state(&ada).await["active_agent"]);
    assert_eq!(seen["last_message"]["role"], "agent");
    let number = desk.get("/messages").await.ok()["messages"][0]["sequence_number"].clone();
    assert_eq!(seen["last_message"]["sequence_number"], number);

    house.clock.advance_ms(1000);
    for text in ["Where is it?", "Please"] {
        ada.post("/livechat/messages", &said(text)).await.ok();
    }
    let seen = list(&house, "").await["sessions"][0].clone();
    assert_eq!((&seen["turn"], &seen["unread_for_agent"]), (&json!("agent"), &json!(2)));
    assert_eq!(seen["last_message"]["preview"], "Please");
    ada.post("/livechat/close", &json!({})).await.ok();
    assert_eq!(list(&house, "").await["sessions"][0]["turn"], "none");
}

async fn the_agents_queue_begins_with_whoever_waits_longest(db: TestDb) {
    let house = staffed(db).await;
    let visitors = [house.visitor("ada").await, house.visitor("eve").await, house.visitor("bea").await];
    for visitor in &visitors {
        ask(visitor).await;
        house.clock.advance_ms(1000);
    }
    assert_eq!(names(&list(&house, "?turn=agent").await), ["ada", "eve", "bea"]);
    assert_eq!(names(&list(&house, "").await), ["bea", "eve", "ada"], "else what changed last comes first");
    Desk::of(&visitors[0]).await.say(ALICE, "Hello").await.ok();
    assert_eq!(names(&list(&house, "?turn=agent").await), ["eve", "bea"]);
    assert_eq!(names(&list(&house, "?turn=customer").await), ["ada"]);
    assert_eq!(names(&list(&house, "?turn=none").await), [""; 0]);
    house.clock.advance_ms(1000);
    visitors[0].post("/livechat/messages", &said("Hello Alice")).await.ok();
    assert_eq!(names(&list(&house, "?turn=agent").await), ["eve", "bea", "ada"]);
    Desk::of(&visitors[1]).await.types(BOB, true).await.ok();
    assert_eq!(
        list(&house, "?turn=agent").await["sessions"][2]["visitor"]["id"],
        "eve",
        "Bob said nothing yet"
    );
    visitors[2].post("/livechat/close", &json!({})).await.ok();
    assert_eq!(names(&list(&house, "?turn=none").await), ["bea"]);
}

async fn sessions_come_page_by_page(db: TestDb) {
    let house = staffed(db).await;
    for name in ["ada", "eve", "bea", "dan", "zoe"] {
        ask(&house.visitor(name).await).await;
        // Two of them in one millisecond.
        house.clock.advance_ms(if name == "eve" { 0 } else { 1000 });
    }
    for (turn, wanted) in
        [("", ["zoe", "dan", "bea", "eve", "ada"]), ("&turn=agent", ["ada", "eve", "bea", "dan", "zoe"])]
    {
        let (mut seen, mut cursor) = (vec![], String::new());
        loop {
            let page = list(&house, &format!("?limit=2{turn}&cursor={cursor}")).await;
            seen.extend(names(&page).into_iter().map(str::to_owned));
            assert_eq!(page["has_more"], page["next_cursor"].is_string());
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = next.to_owned();
        }
        assert_eq!(seen, wanted);
    }
}

async fn filters_narrow_the_list(db: TestDb) {
    let house = staffed(db).await;
    let (ada, eve, bea) =
        (house.visitor("ada").await, house.visitor("eve").await, house.visitor("bea").await);
    with_alice(&ada).await;
    house.clock.advance_ms(1000);
    ask(&eve).await;
    ask(&bea).await;
    Desk::of(&bea).await.say(&BOB.to_uppercase(), "Hello").await.ok();
    bea.post("/livechat/close", &json!({})).await.ok();
    for (query, wanted) in [
        ("?status=active".to_owned(), vec!["ada"]),
        ("?status=waiting,active".to_owned(), vec!["eve", "ada"]),
        ("?status=".to_owned(), vec!["bea", "eve", "ada"]),
        (format!("?agent_id={ALICE}"), vec!["ada"]),
        (format!("?agent_id={BOB}&turn=none"), vec!["bea"]),
        (format!("?agent_id={}", ALICE.to_uppercase()), vec!["ada"]),
        (format!("?agent_id={ALICE}&status=closed"), vec![]),
        ("?updated_after=2026-01-05T10:00:01Z".to_owned(), vec!["bea", "eve"]),
        ("?chatbot_id=shop-bot&status=waiting".to_owned(), vec!["eve"]),
    ] {
        assert_eq!(names(&list(&house, &query).await), wanted, "{query}");
    }
    house.chatbot("other-bot", Settings::default()).await;
    assert_eq!(names(&list(&house, "?chatbot_id=other-bot").await), [""; 0]);
    assert_eq!(names(&list(&house, "").await).len(), 3, "one list for all chatbots of the account");
}

async fn faults_of_a_query_are_named(db: TestDb) {
    let house = staffed(db).await;
    for (query, field) in [
        ("turn=mine", "turn"),
        ("status=open", "status"),
        ("status=waiting,", "status"),
        ("status=inactive", "status"),
        ("agent_id=alice", "agent_id"),
        ("updated_after=yesterday", "updated_after"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("cursor=x", "cursor"),
    ] {
        get(&house, &house.key, &format!("/sessions?{query}")).await.faulted(&[field]);
    }
    for path in ["/sessions", "/notification-count"] {
        get(&house, &house.key, &format!("{path}?chatbot_id=unknown")).await.refused(404, "not_found");
    }
}

async fn a_session_is_shown_with_everything_that_was_said(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let form = ada.ask_for("Which zebras live in Peru?", "show_contact_form").await;
    let fields = json!({"name": "Ada", "email": "ada@example.com", "message": "hello"});
    let contact = json!({"type": "contact_form", "fields": fields});
    ada.post("/actions", &json!({"part_id": form["part_id"], "action": contact})).await.ok();
    house.clock.advance_ms(1000);
    let wish = json!({"platform": "mobile_web", "source": "assistant_marker", "part_id": form["part_id"],
        "client_context": {"os": "Android"}});
    ada.post("/livechat/handover", &wish).await.ok();
    let desk = Desk::of(&ada).await;
    desk.say(ALICE, "Hello").await.ok();
    desk.post("/close", &json!({"reason": "Solved"})).await.ok();
    ada.post("/livechat/feedback", &json!({"rating": 4, "feedback": "Kind"})).await.ok();
    let context = desk.get("/context").await.ok();
    let shown = get(&house, &house.key, &format!("/sessions/{}", id(&ada).await)).await.ok();
    for (field, value) in list(&house, "").await["sessions"][0].as_object().unwrap() {
        assert_eq!(&shown[field], value, "{field}");
    }
    for field in ["session_values", "client_context", "messages"] {
        assert_eq!(shown[field], context[field], "{field}");
    }
    assert!(shown["messages"].as_array().unwrap().len() >= 3);
    assert_eq!((&shown["source"], &shown["part_id"]), (&wish["source"], &wish["part_id"]));
    assert_eq!((&shown["rating"], &shown["feedback"]), (&json!(4), &json!("Kind")));
    assert_eq!(shown["rated_at"], "2026-01-05T10:00:01.000Z");
}

async fn a_queue_that_missed_the_webhook_takes_a_session_up(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let id = id(&ada).await;
    let minted = mint(&house, &house.key, &id).await.ok();
    assert_eq!((&minted["livechat_session_id"], &minted["environment"]), (&json!(id), &json!("live")));
    assert_eq!(minted["token_expires_at"], "2026-01-06T10:00:00.000Z");
    let desk = Desk { house: &house, token: minted["token"].as_str().unwrap().to_owned() };
    desk.say(ALICE, "Hello").await.ok();
    assert_eq!(state(&ada).await["status"], "active");
    ada.post("/livechat/close", &json!({})).await.ok();
    house.clock.advance_ms(60_000);
    let late = mint(&house, &house.key, &id).await.ok();
    assert_eq!(late["token_expires_at"], "2026-01-05T10:15:00.000Z", "a quarter of an hour after the end");
    house.clock.advance_ms(14 * 60_000);
    mint(&house, &house.key, &id).await.refused(409, "conflict");
    mint(&house, &house.key, "livechat_session_unknown").await.refused(404, "not_found");
}

async fn the_badge_counts_what_waits_for_an_agent(db: TestDb) {
    let house = staffed(db).await;
    let badge = async || get(&house, &house.key, "/notification-count").await.ok();
    assert_eq!(badge().await, json!({"count": 0, "waiting": 0, "active_agent_turn": 0}));
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    with_alice(&ada).await;
    ask(&eve).await;
    assert_eq!(badge().await, json!({"count": 1, "waiting": 1, "active_agent_turn": 0}));
    ada.post("/livechat/messages", &said("Hello Alice")).await.ok();
    assert_eq!(badge().await, json!({"count": 2, "waiting": 1, "active_agent_turn": 1}));
    assert_eq!(list(&house, "?turn=agent").await["sessions"].as_array().unwrap().len(), 2);
    house.chatbot("other-bot", Settings::default()).await;
    let other = get(&house, &house.key, "/notification-count?chatbot_id=other-bot").await.ok();
    assert_eq!(other["count"], 0);
    for visitor in [&ada, &eve] {
        visitor.post("/livechat/close", &json!({})).await.ok();
    }
    assert_eq!(badge().await["count"], 0);
}

/// What a key that is good for other sessions is told of this one, in the words it is told of one that there is not.
async fn sees_nothing_of(house: &House, key: &str, id: &str) {
    assert_eq!(get(house, key, "/sessions").await.ok()["sessions"], json!([]));
    assert_eq!(get(house, key, "/notification-count").await.ok()["count"], 0);
    let (known, unknown) = (format!("/sessions/{id}"), "/sessions/livechat_session_unknown");
    assert_eq!(get(house, key, &known).await.is(404).json(), get(house, key, unknown).await.is(404).json());
    let (known, unknown) = (mint(house, key, id).await, mint(house, key, "livechat_session_unknown").await);
    assert_eq!(known.is(404).json(), unknown.is(404).json());
}

async fn another_environments_sessions_are_not_there(db: TestDb) {
    let house = staffed(db).await;
    let key = house.new_key(Environment::Test).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    sees_nothing_of(&house, &key, &id(&ada).await).await;
    let signed_in = house.sign_in(&key, BOT, "tess").await.ok();
    let token = signed_in["token"].as_str().unwrap().to_owned();
    let tess = Visitor { house: &house, name: "tess".into(), token };
    ask(&tess).await;
    let test = get(&house, &key, "/sessions").await.ok();
    assert_eq!((names(&test), &test["sessions"][0]["environment"]), (vec!["tess"], &json!("test")));
    assert_eq!(mint(&house, &key, &id(&tess).await).await.ok()["environment"], "test");
    assert_eq!(names(&list(&house, "").await), ["ada"]);
}

async fn another_accounts_sessions_are_not_there(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let key = house.new_key(Environment::Live).await;
    house.change("INSERT INTO account (id, name, created_ms) VALUES ('acct_other', 'other', 0)").await;
    house.change(&format!("UPDATE api_key SET account_id = 'acct_other' WHERE id = '{}'", &key[..16])).await;
    sees_nothing_of(&house, &key, &id(&ada).await).await;
    for path in ["/sessions", "/notification-count"] {
        get(&house, &key, &format!("{path}?chatbot_id=shop-bot")).await.refused(403, "forbidden");
    }
    assert_eq!(names(&list(&house, "").await), ["ada"]);
}
