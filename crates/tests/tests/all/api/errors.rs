//! What a failed call answers: one envelope, whatever failed.
//!
//! Contract: Diverge reference 1.3.

use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, said};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    every_kind_of_trouble_has_its_status_and_code,
    an_unknown_path_is_not_found,
    a_wrong_method_names_the_right_ones,
    a_body_that_is_not_json_is_malformed,
    a_field_of_the_wrong_type_is_named_by_its_path,
    a_body_without_the_json_type_is_refused,
    a_body_above_an_ordinary_calls_cap_is_refused_in_full_form,
    a_body_above_the_messages_cap_is_refused_in_full_form,
    a_body_above_the_actions_cap_is_refused_in_full_form,
    trouble_inside_shows_a_request_id_and_nothing_else,
    every_answer_has_a_request_id_of_its_own,
    nul_characters_harm_nothing,
);

async fn every_kind_of_trouble_has_its_status_and_code(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    house.call("GET", "/api/v1/chat/config").send().await.refused(401, "unauthorized");
    house.call("GET", "/api/v1/chat/config").key(&house.key).send().await.refused(403, "forbidden");
    house.sign_in(&house.key, "nobody", "ada").await.refused(404, "not_found");
    ada.post("/rate", &json!({"rating": 5})).await.refused(404, "not_found");
    ada.post("/rate", &json!({"rating": 6})).await.faulted(&["rating"]);
    let part = ada.ask_for("Can I talk to a human?", "show_contact_form").await;
    let form = json!({"part_id": part["part_id"], "action": {"type": "contact_form", "fields":
        {"name": "Ada", "email": "ada@example.com", "message": "hello"}}});
    ada.post("/actions", &form).await.ok();
    assert_eq!(ada.post("/actions", &form).await.refused(409, "conflict"), Vec::<String>::new());
}

async fn an_unknown_path_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    for path in
        ["/nothing", "/api/v1/chat/nothing", "/api/v1/chat/messages/", "/api/v1/chat/", "/frame/nothing.js"]
    {
        for method in ["GET", "POST"] {
            let answer = house.call(method, path).send().await;
            if answer.status != 405 {
                answer.refused(404, "not_found");
            } else {
                assert_eq!((method, path), ("POST", "/frame/nothing.js"), "only files have another method");
            }
        }
    }
}

async fn a_wrong_method_names_the_right_ones(db: TestDb) {
    let house = House::start(db).await;
    for (method, path, allowed) in [
        ("GET", "/api/v1/chat/auth", "POST"),
        ("DELETE", "/api/v1/chat/messages", "POST,GET,HEAD"),
        ("PUT", "/api/v1/chat/actions", "POST"),
        ("POST", "/api/v1/chat/config", "GET,HEAD"),
        ("GET", "/api/v1/chat", "DELETE"),
        ("POST", "/api/v1/chat/messages/msg_1/stream", "GET,HEAD"),
        ("GET", "/api/v1/chatbot-public/session", "POST"),
        ("POST", "/healthz", "GET,HEAD"),
        ("POST", "/api", "GET,HEAD"),
    ] {
        let answer = house.call(method, path).send().await;
        answer.refused(405, "not_found");
        let words = |list: &str| {
            let mut words: Vec<String> = list.split(',').map(|word| word.trim().to_owned()).collect();
            words.sort();
            words
        };
        assert_eq!(words(answer.header("allow")), words(allowed), "{method} {path}");
    }
}

async fn a_body_that_is_not_json_is_malformed(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for body in ["", "{", "{\"rating\":5} more", "rating=5", "{\"rating\":5,}", "\u{feff}{\"rating\":5}"] {
        let call = ada.call("POST", "/api/v1/chat/rate").header("content-type", "application/json");
        let fields = call.body(body.to_owned()).send().await.refused(400, "validation");
        assert!(fields.is_empty(), "{body}");
    }
    let call = ada.call("POST", "/api/v1/chat/rate").header("content-type", "application/json");
    call.body(vec![b'"', 0xff, b'"']).send().await.refused(400, "validation");
}

async fn a_field_of_the_wrong_type_is_named_by_its_path(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = |part: Value| json!({"message": {"parts": [{"type": "text", "text": "a"}, part]}});
    for (path, body, field) in [
        ("/rate", json!({"rating": "5"}), "rating"),
        ("/rate", json!({"rating": 4.5}), "rating"),
        ("/rate", json!({}), "rating"),
        ("/rate", json!([5]), "body"),
        ("/rate", json!({"rating": 5, "feedback": 1}), "feedback"),
        ("/messages", json!({}), "message"),
        ("/messages", json!({"message": {}}), "message.parts"),
        ("/messages", json!({"message": {"parts": "hello"}}), "message.parts"),
        ("/messages", part(json!({"type": "text", "text": 7})), "message.parts.1.text"),
        ("/messages", part(json!({"type": "text"})), "message.parts.1.text"),
        ("/messages", part(json!({"type": "song"})), "message.parts.1.type"),
        ("/messages", part(json!({"text": "b"})), "message.parts.1.type"),
        ("/messages", part(json!({"type": "image", "data": "aa"})), "message.parts.1.mime"),
        ("/messages", part(json!("b")), "message.parts.1"),
        ("/actions", json!({"part_id": "p"}), "action"),
        ("/actions", json!({"part_id": 1, "action": {"type": "contact_form", "fields": {}}}), "part_id"),
        (
            "/actions",
            json!({"part_id": "p", "action": {"type": "contact_form", "fields": {"a": 1}}}),
            "action.fields.a",
        ),
        ("/actions", json!({"part_id": "p", "action": {"type": "dance"}}), "action.type"),
    ] {
        ada.post(path, &body).await.faulted(&[field]);
    }
    for (body, field) in [
        (json!({}), "chatbot_id"),
        (json!({"chatbot_id": 1}), "chatbot_id"),
        (json!({"chatbot_id": BOT, "visitor_id": {}}), "visitor_id"),
    ] {
        house.call("POST", "/api/v1/chat/auth").key(&house.key).json(&body).send().await.faulted(&[field]);
    }
}

async fn a_body_without_the_json_type_is_refused(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for path in ["/api/v1/chat/messages", "/api/v1/chat/actions", "/api/v1/chat/rate"] {
        ada.call("POST", path).body(said("hello").to_string()).send().await.refused(415, "validation");
        let plain = ada.call("POST", path).header("content-type", "text/plain");
        plain.body(said("hello").to_string()).send().await.refused(415, "validation");
    }
    let form = house.call("POST", "/api/v1/chat/auth").key(&house.key);
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    form.body("chatbot_id=shop-bot").send().await.refused(415, "validation");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message").await, 0);
}

const MIB: usize = 1 << 20;

async fn a_body_above_an_ordinary_calls_cap_is_refused_in_full_form(db: TestDb) {
    let house = House::start(db).await;
    let auth = |bytes: usize| {
        let call = house.call("POST", "/api/v1/chat/auth").key(&house.key);
        call.header("content-type", "application/json").body(vec![b' '; bytes]).send()
    };
    auth(40 * MIB).await.refused(413, "validation");
    auth(MIB + 1).await.refused(413, "validation");
    auth(MIB).await.refused(400, "validation");
    // The door is looked at first: a stranger learns nothing about sizes.
    let call = house.call("POST", "/api/v1/chat/auth").header("content-type", "application/json");
    call.body(vec![b' '; 40 * MIB]).send().await.refused(401, "unauthorized");
}

async fn a_body_above_the_messages_cap_is_refused_in_full_form(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let send = |bytes: usize| {
        let call = ada.call("POST", "/api/v1/chat/messages").header("content-type", "application/json");
        call.body(vec![b' '; bytes]).send()
    };
    send(65 * MIB).await.refused(413, "validation");
    send(64 * MIB).await.refused(400, "validation");
}

async fn a_body_above_the_actions_cap_is_refused_in_full_form(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let send = |bytes: usize| {
        let call = ada.call("POST", "/api/v1/chat/actions").header("content-type", "application/json");
        call.body(vec![b' '; bytes]).send()
    };
    send(33 * MIB).await.refused(413, "validation");
    send(32 * MIB).await.refused(400, "validation");
}

async fn trouble_inside_shows_a_request_id_and_nothing_else(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    house.change("UPDATE message SET parts = 'secret rubbish'").await;
    let answer = ada.get("/messages").await;
    answer.refused(500, "internal");
    let message = answer.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains(answer.header("x-request-id")), "{message}");
    for told in ["rubbish", "parts", "column", "message."] {
        assert!(!answer.text().contains(told) || told == "message.", "{}", answer.text());
    }
    // A page of another site may read that it failed.
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

async fn every_answer_has_a_request_id_of_its_own(db: TestDb) {
    let house = House::start(db).await;
    let mut ids = std::collections::BTreeSet::new();
    for path in
        ["/healthz", "/nothing", "/api", "/api/openapi.json", "/api/v1/chat/config", "/api/v1/chat/auth"]
    {
        let answer = house.call("GET", path).header("x-request-id", "mine").send().await;
        let id = answer.header("x-request-id").to_owned();
        assert!(id.starts_with("req_"), "{path}: {id}");
        ids.insert(id);
    }
    assert_eq!(ids.len(), 6);
}

async fn nul_characters_harm_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let frames = ada.say("a\u{0}b").await;
    assert_eq!(frames.last().unwrap().event, "done");
    assert!(ada.history().await[1].to_string().contains("a\u{fffd}b"));
    house.sign_in(&house.key, "shop\u{0}bot", "ada").await.refused(404, "not_found");
    ada.post("/actions", &json!({"part_id": "p\u{0}", "action": {"type": "contact_form", "fields": {}}}))
        .await
        .refused(404, "not_found");
    ada.get("/messages?cursor=%00").await.faulted(&["cursor"]);
    ada.get("/messages/msg%00/stream").await.refused(404, "not_found");
}
