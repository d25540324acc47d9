//! It is proved who a visitor is: by a hash that the owner's backend made, and by a token that it signed.
//!
//! Contract: Chat Data 2 (user authentication) and Diverge reference 8.2 (setSignedMetadata).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use parlour_domain::identity::{self, IdentityChange, Requirement, SecretChange};
use parlour_model::config::{LivechatSettings, Settings};
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BEGIN, BOT, House, Visitor, said};
use parlour_tests::on_both;
use serde_json::{Value, json};
use sha2::Sha256;

use super::profile::{profile, put};

on_both!(
    a_hash_that_is_not_asked_for_is_not_judged,
    where_it_is_asked_for_only_a_right_hash_is_taken,
    nobody_is_answered_before_it_is_proved_who_they_are,
    another_secret_proves_nothing_any_more,
    a_backends_own_visitors_need_no_proof,
    what_a_backend_signs_is_vouched_for,
    what_is_signed_by_nobody_or_too_late_is_refused,
);

/// The chatbot's secret, made now if there is none.
async fn secret(house: &House, change: IdentityChange) -> String {
    identity::change(&house.cx, BOT, change).await.unwrap().secret
}

async fn requiring(house: &House) -> String {
    let require = Some(Requirement::Required);
    secret(house, IdentityChange { require, ..IdentityChange::default() }).await
}

fn mac(secret: &str, message: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(message);
    mac.finalize().into_bytes().to_vec()
}

fn hash(secret: &str, user_id: &str) -> String {
    mac(secret, user_id).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn proved(secret: &str, user_id: &str) -> Value {
    json!({"user_id": user_id, "user_hash": hash(secret, user_id)})
}

/// A visitor of a page, without a backend.
async fn of_page<'a>(house: &'a House, name: &str) -> Visitor<'a> {
    let body = json!({"chatbot_id": BOT, "visitor_key": format!("0123456789abcdef-{name}")});
    let call = house.call("POST", "/api/v1/chatbot-public/session").header("origin", &house.url);
    let signed_in = call.json(&body).send().await.ok();
    Visitor { house, name: name.into(), token: signed_in["token"].as_str().unwrap().to_owned() }
}

async fn tell_signed(visitor: &Visitor<'_>, token: &str) -> Answer {
    let body = json!({"signed_metadata": token});
    visitor.call("PATCH", "/api/v1/chat/session").json(&body).send().await
}

fn signed(secret: &str, claims: &Value) -> String {
    let head = URL_SAFE_NO_PAD.encode(json!({"alg": "HS256", "typ": "JWT"}).to_string());
    let told = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    format!("{told}.{}", URL_SAFE_NO_PAD.encode(mac(secret, &told)))
}

async fn a_hash_that_is_not_asked_for_is_not_judged(db: TestDb) {
    let house = House::start(db).await;
    let ada = of_page(&house, "ada").await;
    let unproved = json!({"user_id": "1842", "user_hash": "nonsense"});
    assert_eq!(put(&ada, &unproved).await.ok()["verified"], false, "there is no secret");
    let secret = secret(&house, IdentityChange::default()).await;
    let known = put(&ada, &unproved).await.ok();
    assert_eq!((&known["verified"], &known["user_id"]), (&json!(false), &json!("1842")));
    assert_eq!(put(&ada, &proved(&secret, "1842")).await.ok()["verified"], true);
    assert_eq!(profile(&ada).await["verified"], true);
    assert_eq!(
        put(&ada, &json!({"user_id": "1842"})).await.ok()["verified"],
        false,
        "told anew, without proof"
    );
    ada.say("hello").await;
}

async fn where_it_is_asked_for_only_a_right_hash_is_taken(db: TestDb) {
    let house = House::start(db).await;
    let secret = requiring(&house).await;
    let ada = of_page(&house, "ada").await;
    let right = hash(&secret, "1842");
    for told in [
        json!({"name": "Ada"}),
        json!({"user_id": "1842"}),
        json!({"user_hash": right}),
        json!({"user_id": "1843", "user_hash": right}),
        json!({"user_id": "1842", "user_hash": right.to_uppercase()}),
        json!({"user_id": "1842", "user_hash": &right[..62]}),
        json!({"user_id": "1842", "user_hash": hash("another", "1842")}),
    ] {
        put(&ada, &told).await.refused(403, "forbidden");
    }
    assert_eq!(profile(&ada).await.get("user_id"), None);
    assert_eq!(ada.get("/config").await.ok()["identity_required"], true);
    let told = json!({"user_id": "1842", "user_hash": right, "name": "Ada"});
    let known = put(&ada, &told).await.ok();
    assert_eq!((&known["verified"], &known["lead"]["name"]), (&json!(true), &json!("Ada")));
    put(&ada, &json!({"user_id": "1"})).await.refused(403, "forbidden");
    assert_eq!(ada.get("/config").await.ok().get("identity_required"), None);
    assert_eq!(
        house.visitor("cleo").await.get("/config").await.ok().get("identity_required"),
        None,
        "a backend's"
    );
    assert_eq!(profile(&ada).await, known, "what was refused changes nothing");
}

async fn nobody_is_answered_before_it_is_proved_who_they_are(db: TestDb) {
    let house = House::start(db).await;
    let livechat = LivechatSettings { enabled: true, ..LivechatSettings::default() };
    house.configure(Settings { livechat, ..Settings::default() }).await;
    let (ada, eve) = (of_page(&house, "ada").await, of_page(&house, "eve").await);
    let part = ada.ask_for("Which zebras live in Peru?", "show_contact_form").await;
    let secret = requiring(&house).await;
    let asked = json!({"platform": "website", "source": "manual_button"});
    let fields = json!({"name": "Ada", "email": "ada@example.com", "message": "hello"});
    let action = json!({"part_id": part["part_id"], "action": {"type": "contact_form", "fields": fields}});
    let refused = ada.message(&said("hello")).send().await;
    refused.refused(403, "forbidden");
    assert!(refused.text().contains("user_hash"), "the remedy is named: {}", refused.text());
    ada.post("/livechat/handover", &asked).await.refused(403, "forbidden");
    ada.post("/actions", &action).await.refused(403, "forbidden");
    ada.post("/lead", &json!({"name": "Ada", "source": "widget"})).await.refused(403, "forbidden");
    ada.get("/config").await.ok();
    ada.get("/export").await.ok();
    put(&ada, &proved(&secret, "1842")).await.ok();
    ada.post("/actions", &action).await.ok();
    ada.say("hello").await;
    ada.post("/livechat/handover", &asked).await.ok();
    eve.message(&said("hello")).send().await.refused(403, "forbidden");
    ada.call("DELETE", "/api/v1/chat/profile").send().await.is(204);
    ada.message(&said("hello")).send().await.refused(403, "forbidden");
}

async fn another_secret_proves_nothing_any_more(db: TestDb) {
    let house = House::start(db).await;
    let first = requiring(&house).await;
    assert_eq!(secret(&house, IdentityChange::default()).await, first, "showing it changes nothing");
    let ada = of_page(&house, "ada").await;
    put(&ada, &proved(&first, "1842")).await.ok();
    ada.say("hello").await;
    let rotate = IdentityChange { secret: SecretChange::Rotate, ..IdentityChange::default() };
    let second = secret(&house, rotate).await;
    assert_ne!(first, second);
    assert_eq!(profile(&ada).await["verified"], false);
    ada.message(&said("hello")).send().await.refused(403, "forbidden");
    put(&ada, &proved(&first, "1842")).await.refused(403, "forbidden");
    put(&ada, &proved(&second, "1842")).await.ok();
    ada.say("hello").await;
    let off = IdentityChange { require: Some(Requirement::Optional), ..IdentityChange::default() };
    assert_eq!(secret(&house, off).await, second);
    of_page(&house, "eve").await.say("hello").await;
}

async fn a_backends_own_visitors_need_no_proof(db: TestDb) {
    let house = House::start(db).await;
    requiring(&house).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    assert_eq!(put(&ada, &json!({"name": "Ada"})).await.ok()["verified"], false);
}

async fn what_a_backend_signs_is_vouched_for(db: TestDb) {
    let house = House::start(db).await;
    let secret = secret(&house, IdentityChange::default()).await;
    let ada = of_page(&house, "ada").await;
    let now_s = BEGIN.ms() / 1000;
    let claims = json!({"customer": 1842, "tier": "gold", "exp": now_s + 60, "iat": now_s, "nbf": now_s});
    let session = tell_signed(&ada, &signed(&secret, &claims)).await.ok();
    assert_eq!(session["verified_metadata"], json!({"customer": 1842, "tier": "gold"}));
    let body =
        json!({"metadata": {"customer": 7}, "signed_metadata": signed(&secret, &json!({"customer": 1843}))});
    let session = ada.call("PATCH", "/api/v1/chat/session").json(&body).send().await.ok();
    assert_eq!(session["verified_metadata"], json!({"customer": 1843}), "in place of what was vouched for");
    assert_eq!(session["metadata"], json!({"customer": 7}));
    assert_eq!(ada.get("/session").await.ok(), session);
}

async fn what_is_signed_by_nobody_or_too_late_is_refused(db: TestDb) {
    let house = House::start(db).await;
    let ada = of_page(&house, "ada").await;
    tell_signed(&ada, &signed("guessed", &json!({"customer": 1}))).await.refused(403, "forbidden");
    let secret = secret(&house, IdentityChange::default()).await;
    let now_s = BEGIN.ms() / 1000;
    let good = signed(&secret, &json!({"customer": 1}));
    let (head, rest) = good.split_once('.').unwrap();
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", rest.split_once('.').unwrap().0);
    for token in [
        String::new(),
        "nonsense".into(),
        unsigned,
        format!("{head}.{}x", rest),
        signed("another", &json!({"customer": 1})),
        signed(&secret, &json!({"customer": 1, "exp": now_s})),
        signed(&secret, &json!({"customer": 1, "exp": "tomorrow"})),
        signed(&secret, &json!({"customer": 1, "nbf": now_s + 1})),
        ada.token.clone(),
    ] {
        tell_signed(&ada, &token).await.refused(403, "forbidden");
    }
    tell_signed(&ada, &signed(&secret, &json!({"a": "x".repeat(9000)}))).await.faulted(&["signed_metadata"]);
    tell_signed(&ada, &"x".repeat(17_000)).await.faulted(&["signed_metadata"]);
    assert_eq!(ada.get("/session").await.ok(), json!({"values": []}));
}
