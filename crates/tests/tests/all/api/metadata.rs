//! What is told of a visitor: by their page, and by the owner's backend, which vouches for it.
//!
//! Contract: Diverge reference 5 (GET /session) and 6.8 (GET context).

use parlour_model::config::{LivechatSettings, Settings};
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_page_tells_key_by_key,
    a_backend_vouches_when_it_signs_its_visitor_in,
    a_page_cannot_vouch,
    what_is_told_is_seen_by_those_who_answer,
    too_much_is_refused_and_nothing_changes,
    what_is_told_goes_with_its_visitor,
    many_may_tell_at_once,
);

async fn tell(visitor: &Visitor<'_>, metadata: &Value) -> Answer {
    visitor.call("PATCH", "/api/v1/chat/session").json(&json!({"metadata": metadata})).send().await
}

async fn vouch(house: &House, metadata: &Value) -> Answer {
    let body = json!({"chatbot_id": BOT, "visitor_id": "ada", "verified_metadata": metadata});
    house.call("POST", "/api/v1/chat/auth").key(&house.key).json(&body).send().await
}

async fn session(visitor: &Visitor<'_>) -> Value {
    visitor.get("/session").await.ok()
}

async fn a_page_tells_key_by_key(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    assert_eq!(session(&ada).await, json!({"values": []}));
    let first = tell(&ada, &json!({"plan": "basic", "cart": {"total": 129.5}})).await.ok();
    assert_eq!(first, json!({"values": [], "metadata": {"plan": "basic", "cart": {"total": 129.5}}}));
    let second = tell(&ada, &json!({"plan": "premium", "cart": null})).await.ok();
    assert_eq!(second["metadata"], json!({"plan": "premium"}));
    assert_eq!(session(&ada).await, second);
    let eve = house.visitor("eve").await;
    assert_eq!(session(&eve).await, json!({"values": []}));
}

async fn a_backend_vouches_when_it_signs_its_visitor_in(db: TestDb) {
    let house = House::start(db).await;
    vouch(&house, &json!({"customer": 1842, "tier": "gold"})).await.ok();
    let ada = house.visitor("ada").await;
    assert_eq!(session(&ada).await["verified_metadata"], json!({"customer": 1842, "tier": "gold"}));
    vouch(&house, &json!({"customer": 1842})).await.ok();
    assert_eq!(session(&ada).await, json!({"values": [], "verified_metadata": {"customer": 1842}}));
    vouch(&house, &json!(null)).await.ok();
    assert_eq!(session(&ada).await["verified_metadata"], json!({"customer": 1842}), "nothing was said");
    vouch(&house, &json!({})).await.ok();
    assert_eq!(session(&ada).await, json!({"values": []}));
    vouch(&house, &json!("gold")).await.faulted(&["verified_metadata"]);
}

async fn a_page_cannot_vouch(db: TestDb) {
    let house = House::start(db).await;
    vouch(&house, &json!({"customer": 1842})).await.ok();
    let ada = house.visitor("ada").await;
    let body = json!({"metadata": {"customer": 7}, "verified_metadata": {"customer": 7}});
    let told = ada.call("PATCH", "/api/v1/chat/session").json(&body).send().await.ok();
    assert_eq!(
        (&told["metadata"], &told["verified_metadata"]),
        (&json!({"customer": 7}), &json!({"customer": 1842}))
    );
    let body =
        json!({"chatbot_id": BOT, "visitor_key": "0123456789abcdef", "verified_metadata": {"customer": 7}});
    let call = house.call("POST", "/api/v1/chatbot-public/session").header("origin", &house.url);
    let signed_in = call.json(&body).send().await.ok();
    let token = signed_in["token"].as_str().unwrap().to_owned();
    let page = Visitor { house: &house, name: "page".into(), token };
    assert_eq!(session(&page).await, json!({"values": []}));
}

async fn what_is_told_is_seen_by_those_who_answer(db: TestDb) {
    let house = House::start(db).await;
    let livechat = LivechatSettings { enabled: true, ..LivechatSettings::default() };
    house.configure(Settings { livechat, ..Settings::default() }).await;
    vouch(&house, &json!({"customer": 1842})).await.ok();
    let ada = house.visitor("ada").await;
    tell(&ada, &json!({"plan": "premium"})).await.ok();
    let asked = json!({"platform": "website", "source": "manual_button"});
    let asked = ada.post("/livechat/handover", &asked).await.ok();
    let id = asked["livechat_session_id"].as_str().unwrap();
    let token = house.session_token(id).await;
    let context = house.call("GET", "/api/v1/chat/livechat/agent/context").token(&token).send().await.ok();
    let path = format!("/api/v1/chat/livechat/sessions/{id}");
    let shown = house.call("GET", &path).key(&house.key).send().await.ok();
    for seen in [context, shown] {
        assert_eq!(seen["metadata"], json!({"plan": "premium"}));
        assert_eq!(seen["verified_metadata"], json!({"customer": 1842}));
    }
}

async fn too_much_is_refused_and_nothing_changes(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    tell(&ada, &json!({"a": "x".repeat(5000)})).await.ok();
    tell(&ada, &json!({"b": "x".repeat(5000)})).await.faulted(&["metadata"]);
    let kept = session(&ada).await["metadata"].clone();
    assert_eq!(kept.as_object().unwrap().keys().collect::<Vec<_>>(), ["a"]);
    tell(&ada, &json!({"a": null, "b": "x".repeat(5000)})).await.ok();
    vouch(&house, &json!({"a": "x".repeat(9000)})).await.faulted(&["verified_metadata"]);
    tell(&ada, &json!([])).await.faulted(&["metadata"]);
    let nothing = ada.call("PATCH", "/api/v1/chat/session").json(&json!({})).send().await.ok();
    assert_eq!(nothing, session(&ada).await, "nothing was told");
}

async fn what_is_told_goes_with_its_visitor(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    tell(&ada, &json!({"plan": "premium"})).await.ok();
    vouch(&house, &json!({"customer": 1842})).await.ok();
    let exported = ada.get("/export").await.ok()["session"].clone();
    assert_eq!(exported, session(&ada).await);
    assert_eq!(exported["verified_metadata"], json!({"customer": 1842}));
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    let again = house.visitor("ada").await;
    assert_eq!(session(&again).await, json!({"values": []}));
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor WHERE metadata <> '{}'").await, 0);
}

async fn many_may_tell_at_once(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let backend = json!({"customer": 1842});
    let pages: Vec<Value> = (0..12).map(|n| json!({ format!("key{n}"): n })).collect();
    let tells = futures::future::join_all(pages.iter().map(|page| tell(&ada, page)));
    let (told, vouched) = futures::join!(tells, vouch(&house, &backend));
    told.iter().for_each(|answer| drop(answer.ok()));
    vouched.ok();
    let session = session(&ada).await;
    assert_eq!(session["metadata"].as_object().unwrap().len(), pages.len(), "nothing is lost");
    assert_eq!(session["verified_metadata"], backend);
}
