//! Who a visitor is: as their page tells it, and as they leave it themselves.
//!
//! Contract: Chat Data 2 (user-info) and 3 (lead-submission).

use parlour_domain::inbox::{self, InboxQuery};
use parlour_model::Environment;
use parlour_model::config::{LivechatSettings, Settings};
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_stranger_is_told_by_which_names_their_chat_is_known,
    a_page_tells_anew_what_it_told_before,
    what_is_too_long_is_cut_and_what_is_blank_is_nothing,
    clearing_takes_everything_away_and_may_be_repeated,
    the_names_of_a_chat_stay_the_same,
    a_lead_is_kept_beside_what_the_page_tells,
    a_lead_is_judged_field_by_field,
    a_lead_is_in_the_owners_inbox_once,
    what_is_known_is_seen_by_those_who_answer,
    what_is_known_is_exported_and_goes_with_its_visitor,
    the_owner_decides_when_a_lead_is_asked_for,
    many_may_tell_and_leave_at_once,
);

const PERSON: &str = "Can I talk to a human?";

pub(super) async fn put(visitor: &Visitor<'_>, told: &Value) -> Answer {
    visitor.call("PUT", "/api/v1/chat/profile").json(told).send().await
}

pub(super) async fn profile(visitor: &Visitor<'_>) -> Value {
    visitor.get("/profile").await.ok()
}

async fn clear(visitor: &Visitor<'_>) {
    let answer = visitor.call("DELETE", "/api/v1/chat/profile").send().await;
    assert!(answer.is(204).body.is_empty());
}

fn is_uuid(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 36 && uuid::Uuid::parse_str(text).is_ok())
}

async fn a_stranger_is_told_by_which_names_their_chat_is_known(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let known = profile(&ada).await;
    let public_id = known["chatbot"]["public_id"].as_str().unwrap();
    assert!(public_id.len() == 24 && public_id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
    assert!(is_uuid(&known["conversation_id"]) && is_uuid(&known["lead"]["uuid"]), "{known}");
    assert_ne!(known["conversation_id"], known["lead"]["uuid"]);
    assert_eq!(
        known,
        json!({
            "chatbot": {"public_id": public_id, "name": "Shop", "display_name": "Shop"},
            "conversation_id": known["conversation_id"],
            "lead": {"uuid": known["lead"]["uuid"]},
            "verified": false, "events": true,
            "lead_form": {"trigger": "off", "fields": ["name", "email"]},
        })
    );
    let eve = profile(&house.visitor("eve").await).await;
    assert_ne!(eve["lead"]["uuid"], known["lead"]["uuid"]);
    assert_ne!(eve["conversation_id"], known["conversation_id"]);
}

async fn a_page_tells_anew_what_it_told_before(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let told = json!({"name": "Ådá", "email": "ada@example.com", "phone": "+45 12", "info": "Has 2 orders",
        "user_id": "1842"});
    let first = put(&ada, &told).await.ok();
    assert_eq!(first, profile(&ada).await);
    let lead =
        json!({"uuid": first["lead"]["uuid"], "name": "Ådá", "email": "ada@example.com", "phone": "+45 12"});
    assert_eq!(
        (&first["lead"], &first["info"], &first["user_id"]),
        (&lead, &json!("Has 2 orders"), &json!("1842"))
    );
    assert_eq!(first["verified"], false, "nobody vouched for it");
    let second = put(&ada, &json!({"email": "b@example.com", "name": null})).await.ok();
    assert_eq!(second["lead"], json!({"uuid": first["lead"]["uuid"], "email": "b@example.com"}));
    assert_eq!((second.get("info"), second.get("user_id")), (None, None), "{second}");
    assert_eq!(profile(&house.visitor("eve").await).await["lead"].get("email"), None);
    put(&ada, &json!({"name": 7})).await.faulted(&["name"]);
    put(&ada, &json!([])).await.is(422);
    put(&ada, &json!({"user_id": "x".repeat(51)})).await.faulted(&["user_id"]);
    put(&ada, &json!({"user_hash": "x".repeat(101)})).await.faulted(&["user_hash"]);
    assert_eq!(profile(&ada).await, second, "what was refused changes nothing");
}

async fn what_is_too_long_is_cut_and_what_is_blank_is_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let told = json!({"name": "å".repeat(101), "email": "e".repeat(255), "phone": "1".repeat(41),
        "info": "i".repeat(8001)});
    let known = put(&ada, &told).await.ok();
    let chars = |value: &Value| value.as_str().unwrap().chars().count();
    let lead = &known["lead"];
    let lengths = [&lead["name"], &lead["email"], &lead["phone"], &known["info"]].map(chars);
    assert_eq!(lengths, [100, 254, 40, 8000]);
    let blank =
        put(&ada, &json!({"name": " ", "email": "", "phone": "\n", "info": "\t", "user_id": " "})).await;
    assert_eq!(blank.ok()["lead"], json!({"uuid": lead["uuid"]}));
}

async fn clearing_takes_everything_away_and_may_be_repeated(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let before = profile(&ada).await;
    put(&ada, &json!({"name": "Ada", "info": "Has 2 orders", "user_id": "1842"})).await.ok();
    ada.post("/lead", &json!({"phone": "+45 12 34", "source": "widget"})).await.ok();
    clear(&ada).await;
    assert_eq!(profile(&ada).await, before);
    clear(&ada).await;
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor WHERE profile <> '{}'").await, 0);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM visitor WHERE lead IS NOT NULL").await, 0);
}

async fn the_names_of_a_chat_stay_the_same(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let before = profile(&ada).await;
    ada.say("hello").await;
    house.clock.advance_ms(60_000);
    ada.say("hello again").await;
    assert_eq!(profile(&ada).await, before);
    assert_eq!(profile(&house.visitor("ada").await).await, before, "signed in once more");
    let conversations = house.texts("SELECT id AS t FROM conversation").await;
    assert_eq!(conversations.len(), 1);
    assert_eq!(parlour_model::id::as_uuid(&conversations[0]).as_deref(), before["conversation_id"].as_str());
}

async fn a_lead_is_kept_beside_what_the_page_tells(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let uuid = profile(&ada).await["lead"]["uuid"].clone();
    let left = json!({"name": " Ida ", "email": "ida@example.com", "source": "iframe"});
    let answer = ada.post("/lead", &left).await.ok();
    let lead = json!({"uuid": uuid, "name": "Ida", "email": "ida@example.com", "source": "iframe"});
    assert_eq!(answer, lead);
    assert_eq!(profile(&ada).await["lead"], lead);
    let more = ada.post("/lead", &json!({"phone": "+45 12 34", "name": " ", "source": "widget"})).await.ok();
    let lead = json!({"uuid": uuid, "name": "Ida", "email": "ida@example.com", "phone": "+45 12 34",
        "source": "widget"});
    assert_eq!(more, lead);
    put(&ada, &json!({"name": "Ada"})).await.ok();
    assert_eq!(profile(&ada).await["lead"]["name"], "Ada", "the page goes first");
    put(&ada, &json!({})).await.ok();
    assert_eq!(profile(&ada).await["lead"], lead);
}

async fn a_lead_is_judged_field_by_field(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for (left, fields) in [
        (json!({"email": "nowhere", "source": "widget"}), &["email"][..]),
        (json!({"phone": "1".repeat(41), "name": "x".repeat(501), "source": "widget"}), &["name", "phone"]),
        (json!({"name": "Ada", "source": "pigeon"}), &["source"]),
        (json!({"name": "Ada"}), &["source"]),
    ] {
        ada.post("/lead", &left).await.faulted(fields);
    }
    for nothing in [json!({"source": "widget"}), json!({"name": "  ", "email": "", "source": "widget"})] {
        assert_eq!(ada.post("/lead", &nothing).await.ok().get("name"), None);
    }
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 0);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM conversation").await, 0);
}

async fn a_lead_is_in_the_owners_inbox_once(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let left = json!({"name": "Ada", "email": "ada@example.com", "source": "widget"});
    ada.post("/lead", &left).await.ok();
    ada.post("/lead", &left).await.ok();
    let query = || InboxQuery { kind: Some("lead".into()), ..InboxQuery::default() };
    let entries = inbox::list(&house.cx, Environment::Live, query(), 10).await.unwrap().entries;
    let [entry] = &entries[..] else { panic!("not one entry: {entries:?}") };
    assert_eq!(
        (entry.kind.as_str(), entry.chatbot_id.as_str(), entry.visitor_id.as_str()),
        ("lead", BOT, "ada")
    );
    assert_eq!(json!(entry.fields), json!({"name": "Ada", "email": "ada@example.com"}));
    ada.say("hello").await;
    let of_both = house.texts("SELECT DISTINCT conversation_id AS t FROM message").await;
    assert_eq!(of_both, std::slice::from_ref(&entry.conversation_id), "the chat goes on where it began");
    house.clock.advance_ms(1000);
    ada.post("/lead", &json!({"phone": "+45 12 34", "source": "widget"})).await.ok();
    let entries = inbox::list(&house.cx, Environment::Live, query(), 10).await.unwrap().entries;
    assert_eq!(json!(entries[0].fields), json!({"phone": "+45 12 34"}), "what was left now");
    assert_eq!(entries.len(), 2);
}

async fn what_is_known_is_seen_by_those_who_answer(db: TestDb) {
    let house = House::start(db).await;
    let livechat = LivechatSettings { enabled: true, ..LivechatSettings::default() };
    house.configure(Settings { livechat, ..Settings::default() }).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    put(&ada, &json!({"name": "Ada", "info": "Has 2 orders", "user_id": "1842"})).await.ok();
    ada.post("/lead", &json!({"email": "ada@example.com", "source": "widget"})).await.ok();
    let asked = json!({"platform": "website", "source": "manual_button"});
    let id = ada.post("/livechat/handover", &asked).await.ok()["livechat_session_id"].clone();
    let id = id.as_str().unwrap();
    let token = house.session_token(id).await;
    let context = house.call("GET", "/api/v1/chat/livechat/agent/context").token(&token).send().await.ok();
    let path = format!("/api/v1/chat/livechat/sessions/{id}");
    let shown = house.call("GET", &path).key(&house.key).send().await.ok();
    let known = json!({"name": "Ada", "email": "ada@example.com", "info": "Has 2 orders", "user_id": "1842",
        "verified": false});
    assert_eq!((&context["profile"], &shown["profile"]), (&known, &known));
    eve.post("/livechat/handover", &asked).await.ok();
    let told =
        "SELECT payload AS t FROM event WHERE type = 'livechat.handover.requested' ORDER BY visitor_key";
    let told = house.texts(told).await;
    let told: Vec<Value> = told.iter().map(|payload| serde_json::from_str(payload).unwrap()).collect();
    assert_eq!(told[0]["profile"], known);
    assert_eq!(told[1].get("profile"), None, "of a stranger nothing is told");
}

async fn what_is_known_is_exported_and_goes_with_its_visitor(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    put(&ada, &json!({"name": "Ada", "info": "Has 2 orders"})).await.ok();
    ada.post("/lead", &json!({"email": "ada@example.com", "source": "widget"})).await.ok();
    let export = ada.get("/export").await.ok();
    assert_eq!(export["profile"], json!({"name": "Ada", "info": "Has 2 orders"}));
    assert_eq!(export["lead"], json!({"email": "ada@example.com", "source": "widget"}));
    let sent = &export["form_submissions"][0];
    assert_eq!((&sent["type"], &sent["fields"]), (&json!("lead"), &json!({"email": "ada@example.com"})));
    let before = profile(&ada).await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    ada.get("/profile").await.refused(401, "unauthorized");
    put(&ada, &json!({"name": "Ada"})).await.refused(401, "unauthorized");
    let again = profile(&house.visitor("ada").await).await;
    assert_eq!((again["lead"].get("name"), again.get("info")), (None, None));
    assert_ne!(again["lead"]["uuid"], before["lead"]["uuid"], "one who comes back is another");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM submission").await, 0);
}

async fn the_owner_decides_when_a_lead_is_asked_for(db: TestDb) {
    let house = House::start(db).await;
    let lead_form = json!({"trigger": "before_chat", "fields": ["email", "phone"]});
    let settings = json!({"lead_form": lead_form, "events": false, "display": {"name": "Harbour help"}});
    house.configure(serde_json::from_value(settings).unwrap()).await;
    let known = profile(&house.visitor("ada").await).await;
    assert_eq!((&known["lead_form"], &known["events"]), (&lead_form, &json!(false)));
    assert_eq!(
        (&known["chatbot"]["name"], &known["chatbot"]["display_name"]),
        (&json!("Shop"), &json!("Harbour help"))
    );
}

async fn many_may_tell_and_leave_at_once(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let leads = [
        json!({"name": "Ada", "source": "widget"}),
        json!({"email": "a@example.com", "source": "widget"}),
        json!({"phone": "+45 12", "source": "widget"}),
    ];
    let left = futures::future::join_all(leads.iter().map(|lead| ada.post("/lead", lead)));
    let told = json!({"info": "Has 2 orders"});
    let (left, told, ()) = futures::join!(left, put(&ada, &told), async {
        ada.ask_for(PERSON, "show_contact_form").await;
    });
    left.iter().for_each(|answer| drop(answer.ok()));
    told.ok();
    let known = profile(&ada).await;
    let lead = json!({"uuid": known["lead"]["uuid"], "name": "Ada", "email": "a@example.com", "phone": "+45 12",
        "source": "widget"});
    assert_eq!((&known["lead"], &known["info"]), (&lead, &json!("Has 2 orders")), "nothing is lost");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM conversation").await, 1);
}
