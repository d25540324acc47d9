//! Who may call, and who may not.
//!
//! Contract: Diverge reference 1.1.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use parlour_domain::access;
use parlour_model::Environment;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};
use sha2::Sha256;

on_both!(
    a_visitor_comes_in_by_a_key_and_is_called_as_asked,
    a_visitor_without_a_name_is_someone_new_each_time,
    a_name_that_is_no_name_is_refused,
    a_token_ends_after_24_hours,
    a_token_of_another_signature_opens_nothing,
    a_broken_header_is_unauthorized,
    a_refusal_names_the_scheme_that_would_be_accepted,
    a_revoked_key_opens_nothing,
    live_and_test_visitors_of_one_name_are_different_people,
    visitors_of_two_chatbots_are_different_people,
    an_unknown_chatbot_is_not_found,
    a_disabled_chatbot_is_not_found,
    a_chatbot_of_another_account_is_forbidden,
    the_token_of_a_deleted_chatbot_opens_nothing,
    a_visitor_who_comes_back_is_not_the_one_who_was_forgotten,
);

fn claims(token: &str) -> Value {
    let middle = token.split('.').nth(1).expect("three pieces");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).expect("base 64")).expect("JSON")
}

async fn a_visitor_comes_in_by_a_key_and_is_called_as_asked(db: TestDb) {
    let house = House::start(db).await;
    let signed_in = house.sign_in(&house.key, BOT, "Ada.1:2_3-4").await.ok();
    assert_eq!(signed_in["visitor_id"], "Ada.1:2_3-4");
    assert_eq!(signed_in["expires_at"], "2026-01-06T10:00:00.000Z");
    let claims = claims(signed_in["token"].as_str().unwrap());
    assert_eq!(claims["iss"], house.url);
    assert_eq!(claims["sub"], "Ada.1:2_3-4");
    assert_eq!(claims["cid"], BOT);
    assert_eq!(claims["env"], "live");
    assert_eq!(claims["typ"], "visitor");
    assert_eq!(claims["iat"], 1_767_607_200);
    assert_eq!(claims["exp"], 1_767_607_200 + 24 * 60 * 60);
    assert!(claims["jti"].as_str().is_some_and(|id| !id.is_empty()));
    assert_eq!(claims.get("sid"), None, "not bound to a conversation yet");
    house.visitor("Ada.1:2_3-4").await.get("/config").await.ok();
}

async fn a_visitor_without_a_name_is_someone_new_each_time(db: TestDb) {
    let house = House::start(db).await;
    let mut names = std::collections::BTreeSet::new();
    for body in [json!({"chatbot_id": BOT}), json!({"chatbot_id": BOT, "visitor_id": null, "more": 1})] {
        let call = house.call("POST", "/api/v1/chat/auth").key(&house.key).json(&body);
        let name = call.send().await.ok()["visitor_id"].as_str().unwrap().to_owned();
        assert!(name.starts_with("visitor_"), "{name}");
        names.insert(name);
    }
    assert_eq!(names.len(), 2);
}

async fn a_name_that_is_no_name_is_refused(db: TestDb) {
    let house = House::start(db).await;
    let long = "x".repeat(129);
    for name in ["", "a b", "å", "a/b", long.as_str()] {
        house.sign_in(&house.key, BOT, name).await.faulted(&["visitor_id"]);
    }
    house.sign_in(&house.key, BOT, &"x".repeat(128)).await.ok();
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor").await, 1);
}

async fn a_token_ends_after_24_hours(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    house.clock.advance_ms(24 * 60 * 60 * 1000 - 1);
    ada.get("/config").await.ok();
    house.clock.advance_ms(1);
    ada.get("/config").await.refused(401, "unauthorized");
    let again = house.visitor("ada").await;
    again.get("/config").await.ok();
}

async fn a_token_of_another_signature_opens_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let [head, body, sign] = ada.token.split('.').collect::<Vec<_>>()[..] else { panic!("{}", ada.token) };
    let of = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let none = of(&json!({"alg": "none", "typ": "JWT"}));
    let mut eve = claims(&ada.token);
    eve["sub"] = "eve".into();
    let mut late = claims(&ada.token);
    late["exp"] = 9_999_999_999_i64.into();
    let signed = |secret: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
        mac.update(format!("{head}.{body}").as_bytes());
        format!("{head}.{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    for (what, token) in [
        ("no algorithm, no signature", format!("{none}.{body}.")),
        ("no algorithm, the old signature", format!("{none}.{body}.{sign}")),
        ("no signature", format!("{head}.{body}.")),
        ("two pieces", format!("{head}.{body}")),
        ("another visitor", format!("{head}.{}.{sign}", of(&eve))),
        ("a longer life", format!("{head}.{}.{sign}", of(&late))),
        ("another secret", signed(b"guessed")),
        ("an empty secret", signed(b"")),
        ("another hash", format!("{}.{body}.{sign}", of(&json!({"alg": "HS512", "typ": "JWT"})))),
        ("public keys", format!("{}.{body}.{sign}", of(&json!({"alg": "RS256", "typ": "JWT"})))),
        ("a cut signature", ada.token[..ada.token.len() - 2].to_owned()),
        ("nothing", "x".to_owned()),
    ] {
        let answer = house.call("GET", "/api/v1/chat/config").token(&token).send().await;
        assert_eq!(answer.status, 401, "{what}");
        answer.refused(401, "unauthorized");
    }
    ada.get("/config").await.ok();
}

async fn a_broken_header_is_unauthorized(db: TestDb) {
    let house = House::start(db).await;
    for header in ["", "Bearer", "Bearer ", "Basic", "Basic %%%", "Digest x", "Basic Og==", "Bearer a b c"] {
        for (method, path) in [("GET", "/api/v1/chat/config"), ("POST", "/api/v1/chat/auth")] {
            let call = house.call(method, path).header("authorization", header);
            assert_eq!(call.send().await.status, 401, "{header:?} {path}");
        }
    }
    let with_password = parlour_tests::house::base64(format!("{}:secret", house.key).as_bytes());
    let call =
        house.call("POST", "/api/v1/chat/auth").header("authorization", &format!("Basic {with_password}"));
    call.json(&json!({"chatbot_id": BOT})).send().await.refused(401, "unauthorized");
    let ada = house.visitor("ada").await;
    let twice = ada.call("GET", "/api/v1/chat/config").token(&ada.token).send().await;
    twice.refused(401, "unauthorized");
}

async fn a_refusal_names_the_scheme_that_would_be_accepted(db: TestDb) {
    let house = House::start(db).await;
    let bearer = house.call("GET", "/api/v1/chat/config").send().await;
    assert!(bearer.header("www-authenticate").starts_with("Bearer "), "{bearer:?}");
    let basic = house.call("POST", "/api/v1/chat/auth").send().await;
    assert!(basic.header("www-authenticate").starts_with("Basic "), "{basic:?}");
    let wrong = house.sign_in("di_live_unknown", BOT, "ada").await;
    wrong.refused(401, "unauthorized");
    assert!(wrong.header("www-authenticate").starts_with("Basic "), "{wrong:?}");
}

async fn a_revoked_key_opens_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let other = house.new_key(Environment::Live).await;
    access::revoke_key(&house.cx, &house.key[..16]).await.unwrap();
    house.sign_in(&house.key, BOT, "ada").await.refused(401, "unauthorized");
    house.sign_in(&other, BOT, "ada").await.ok();
    // Those who are inside stay inside.
    ada.get("/config").await.ok();
}

async fn live_and_test_visitors_of_one_name_are_different_people(db: TestDb) {
    let house = House::start(db).await;
    let test_key = house.new_key(Environment::Test).await;
    assert!(house.key.starts_with("di_live_") && test_key.starts_with("di_test_"));
    let live = house.visitor("ada").await;
    let signed_in = house.sign_in(&test_key, BOT, "ada").await.ok();
    let mut test = live.clone();
    test.token = signed_in["token"].as_str().unwrap().to_owned();
    assert_eq!(claims(&test.token)["env"], "test");
    live.say("Hello from the live shop").await;
    assert_eq!(live.history().await.len(), 2);
    assert_eq!(test.history().await.len(), 0);
    test.call("DELETE", "/api/v1/chat").send().await.is(204);
    assert_eq!(live.history().await.len(), 2);
    test.get("/messages").await.refused(401, "unauthorized");
}

async fn visitors_of_two_chatbots_are_different_people(db: TestDb) {
    let house = House::start(db).await;
    house.chatbot("other-bot", Settings::default()).await;
    let ada = house.visitor("ada").await;
    let frames = ada.say("hello").await;
    let mut other = ada.clone();
    other.token =
        house.sign_in(&house.key, "other-bot", "ada").await.ok()["token"].as_str().unwrap().to_owned();
    assert_eq!(other.history().await.len(), 0);
    assert_eq!(other.get("/export").await.ok()["conversations"], json!([]));
    let message_id = frames[0].place().0;
    other.get(&format!("/messages/{message_id}/stream")).await.refused(404, "not_found");
}

async fn an_unknown_chatbot_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    for id in ["nobody", "", "SHOP-BOT", "shop-bot ", "' OR 1=1 --"] {
        house.sign_in(&house.key, id, "ada").await.refused(404, "not_found");
    }
}

async fn a_disabled_chatbot_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    house.change("UPDATE chatbot SET enabled = FALSE").await;
    house.sign_in(&house.key, BOT, "ada").await.refused(404, "not_found");
    ada.get("/config").await.refused(404, "not_found");
    ada.message(&parlour_tests::house::said("hello")).send().await.refused(404, "not_found");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM message").await, 0);
    // What was said before stays the visitor's: they may read it, and have it forgotten.
    ada.get("/export").await.ok();
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
}

async fn a_chatbot_of_another_account_is_forbidden(db: TestDb) {
    let house = House::start(db).await;
    house.change("INSERT INTO account (id, name, created_ms) VALUES ('acct_other', 'other', 0)").await;
    house.chatbot("other-bot", Settings::default()).await;
    house.change("UPDATE chatbot SET account_id = 'acct_other' WHERE id = 'other-bot'").await;
    house.sign_in(&house.key, "other-bot", "ada").await.refused(403, "forbidden");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor").await, 0);
}

async fn the_token_of_a_deleted_chatbot_opens_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    parlour_domain::chatbot::delete(&house.cx, BOT).await.unwrap();
    ada.get("/messages").await.refused(401, "unauthorized");
    for table in ["visitor", "conversation", "message", "turn"] {
        assert_eq!(house.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await, 0, "{table}");
    }
}

async fn a_visitor_who_comes_back_is_not_the_one_who_was_forgotten(db: TestDb) {
    let house = House::start(db).await;
    let before = house.visitor("ada").await;
    before.say("hello").await;
    before.call("DELETE", "/api/v1/chat").send().await.is(204);
    before.get("/messages").await.refused(401, "unauthorized");
    let after = house.visitor("ada").await;
    assert_eq!(after.history().await.len(), 0);
    before.get("/messages").await.refused(401, "unauthorized");
    before.message(&parlour_tests::house::said("me again")).send().await.refused(401, "unauthorized");
    assert_eq!(after.history().await.len(), 0);
}
