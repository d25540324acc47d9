//! Whether and when people answer: what the owner's backend sets, and what visitors read of it.
//!
//! Contract: Diverge reference 1.1 (`chatbot_id`), 3 (`livechat`) and 6.6.

use parlour_model::Environment;
use parlour_model::config::Settings;
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_new_chatbot_has_livechat_turned_off,
    what_is_put_is_what_is_read,
    keys_that_are_not_given_stay_as_they_are,
    a_read_can_be_put_back,
    availability_follows_the_clock_and_the_hand,
    without_an_inbox_livechat_is_not_configured,
    a_wrong_key_is_named_by_its_path_and_nothing_is_changed,
    two_changes_at_once_both_stay,
    the_chatbot_is_named_when_the_account_has_several,
    nothing_else_of_the_chatbot_changes,
);

const PATH: &str = "/api/v1/chat/livechat/settings";

async fn get(house: &House) -> Value {
    house.call("GET", PATH).key(&house.key).send().await.ok()
}

async fn put(house: &House, given: &Value) -> Answer {
    house.call("PUT", PATH).key(&house.key).json(given).send().await
}

/// What visitors read of it.
async fn shown(house: &House) -> Value {
    house.visitor("ada").await.get("/config").await.ok()["livechat"].take()
}

async fn a_new_chatbot_has_livechat_turned_off(db: TestDb) {
    let house = House::start(db).await;
    assert_eq!(
        get(&house).await,
        json!({
            "enabled": false, "show_livechat_logo": true, "builtin_inbox": true,
            "availability": {"timezone": "UTC", "override": null, "working_hours": []},
            "attachments": {"enabled": false, "max_size_bytes": 5_242_880, "retention_days": 30},
            "auto_close_minutes": {"waiting": 60, "active": 120},
            "configured": true, "availability_status": "offline", "availability_reason": "disabled",
        })
    );
    assert_eq!(
        shown(&house).await,
        json!({
            "enabled": false, "configured": true, "availability_status": "offline",
            "availability_reason": "disabled", "show_livechat_logo": true, "attachments_enabled": false,
            "max_attachment_size_bytes": 5_242_880,
        })
    );
}

/// Everything, set to what it is not by itself.
fn everything() -> Value {
    json!({
        "enabled": true, "show_livechat_logo": false, "builtin_inbox": true,
        "availability": {
            "timezone": "Europe/Copenhagen", "override": "live",
            "working_hours": [
                {"day": "monday", "start": "09:00", "end": "12:00"},
                {"day": "monday", "start": "13:00", "end": "17:00"},
                {"day": "sunday", "start": "22:00", "end": "02:00"},
            ],
        },
        "attachments": {"enabled": true, "max_size_bytes": 1_000_000, "retention_days": 365},
        "auto_close_minutes": {"waiting": 5, "active": 10},
    })
}

async fn what_is_put_is_what_is_read(db: TestDb) {
    let house = House::start(db).await;
    let answer = put(&house, &everything()).await.ok();
    let mut whole = everything();
    whole["configured"] = json!(true);
    whole["availability_status"] = json!("live");
    whole["availability_reason"] = json!("manual_live");
    assert_eq!(answer, whole);
    assert_eq!(get(&house).await, whole);
    assert_eq!(
        shown(&house).await,
        json!({
            "enabled": true, "configured": true, "availability_status": "live",
            "availability_reason": "manual_live", "show_livechat_logo": false, "attachments_enabled": true,
            "max_attachment_size_bytes": 1_000_000,
        })
    );
}

async fn keys_that_are_not_given_stay_as_they_are(db: TestDb) {
    let house = House::start(db).await;
    put(&house, &everything()).await.ok();
    put(&house, &json!({})).await.ok();
    put(&house, &json!({"availability": {"override": null}})).await.ok();
    let after = put(&house, &json!({"attachments": {"enabled": false}})).await.ok();
    assert_eq!(after["availability"]["override"], Value::Null);
    assert_eq!(after["availability"]["working_hours"], everything()["availability"]["working_hours"]);
    assert_eq!(after["availability"]["timezone"], "Europe/Copenhagen");
    assert_eq!(
        after["attachments"],
        json!({"enabled": false, "max_size_bytes": 1_000_000, "retention_days": 365})
    );
    let hours = json!([{"day": "friday", "start": "10:00", "end": "11:00"}]);
    let after = put(&house, &json!({"availability": {"working_hours": hours}})).await.ok();
    assert_eq!(after["availability"]["working_hours"], hours, "a list is replaced as a whole");
}

async fn a_read_can_be_put_back(db: TestDb) {
    let house = House::start(db).await;
    put(&house, &everything()).await.ok();
    let read = get(&house).await;
    assert_eq!(put(&house, &read).await.ok(), read);
}

async fn availability_follows_the_clock_and_the_hand(db: TestDb) {
    // Monday, 10:00 UTC: 11:00 in Copenhagen.
    let house = House::start(db).await;
    let mut settings = everything();
    settings["availability"]["override"] = Value::Null;
    let found = put(&house, &settings).await.ok();
    let standing = |of: &Value| [of["availability_status"].clone(), of["availability_reason"].clone()];
    assert_eq!(standing(&found), ["live", "within_working_hours"]);
    house.clock.advance_ms(60 * 60 * 1000);
    assert_eq!(standing(&get(&house).await), ["offline", "outside_working_hours"]);
    assert_eq!(standing(&shown(&house).await), ["offline", "outside_working_hours"]);
    house.clock.advance_ms(60 * 60 * 1000);
    assert_eq!(standing(&shown(&house).await), ["live", "within_working_hours"]);
    let by_hand = put(&house, &json!({"availability": {"override": "offline"}})).await.ok();
    assert_eq!(standing(&by_hand), ["offline", "manual_offline"]);
    let no_hours = json!({"availability": {"override": null, "working_hours": []}});
    assert_eq!(standing(&put(&house, &no_hours).await.ok()), ["live", "always_on"]);
    assert_eq!(standing(&put(&house, &json!({"enabled": false})).await.ok()), ["offline", "disabled"]);
}

async fn without_an_inbox_livechat_is_not_configured(db: TestDb) {
    let house = House::start(db).await;
    let mut settings = everything();
    settings["builtin_inbox"] = json!(false);
    let found = put(&house, &settings).await.ok();
    assert_eq!(found["configured"], false);
    assert_eq!(found["availability_reason"], "disabled");
    let shown = shown(&house).await;
    assert_eq!((&shown["enabled"], &shown["configured"]), (&json!(true), &json!(false)));
    assert_eq!(shown["availability_status"], "offline");
}

async fn a_wrong_key_is_named_by_its_path_and_nothing_is_changed(db: TestDb) {
    let house = House::start(db).await;
    let before = get(&house).await;
    let range = |day: &str, start: &str, end: &str| json!({"day": day, "start": start, "end": end});
    let hours = |ranges: &[Value]| json!({"enabled": true, "availability": {"working_hours": ranges}});
    for (given, path) in [
        (json!({"enabled": "yes"}), "enabled"),
        (json!({"colour": "red"}), "colour"),
        (json!({"availability": {"timezone": "Europe/Atlantis"}}), "availability.timezone"),
        (json!({"availability": {"override": "maybe"}}), "availability.override"),
        (json!({"availability": null}), "availability"),
        (json!({"availability": {"hours": []}}), "availability.hours"),
        (hours(&[range("monday", "9:00", "17:00")]), "availability.working_hours.0.start"),
        (hours(&[range("monday", "09:00", "24:00")]), "availability.working_hours.0.end"),
        (hours(&[range("mandag", "09:00", "17:00")]), "availability.working_hours.0.day"),
        (hours(&[json!({"day": "monday", "start": "09:00"})]), "availability.working_hours.0.end"),
        (
            hours(&[range("monday", "09:00", "12:00"), range("monday", "11:59", "17:00")]),
            "availability.working_hours.1",
        ),
        (
            hours(&[range("monday", "01:00", "02:00"), range("sunday", "23:00", "01:30")]),
            "availability.working_hours.1",
        ),
        (json!({"attachments": {"retention_days": 0}}), "attachments.retention_days"),
        (json!({"attachments": {"retention_days": 366}}), "attachments.retention_days"),
        (json!({"attachments": {"max_size_bytes": 5_242_881}}), "attachments.max_size_bytes"),
        (json!({"auto_close_minutes": {"active": 0}}), "auto_close_minutes.active"),
        (json!({"auto_close_minutes": {"waiting": 1.5}}), "auto_close_minutes.waiting"),
    ] {
        put(&house, &given).await.faulted(&[path]);
    }
    put(&house, &json!([])).await.faulted(&["body"]);
    assert_eq!(get(&house).await, before);
}

async fn two_changes_at_once_both_stay(db: TestDb) {
    let house = House::start(db).await;
    for minutes in 1..=5 {
        let one = json!({"auto_close_minutes": {"waiting": minutes}});
        let other = json!({"auto_close_minutes": {"active": minutes}});
        let (one, other) = tokio::join!(put(&house, &one), put(&house, &other));
        one.ok();
        other.ok();
        assert_eq!(get(&house).await["auto_close_minutes"], json!({"waiting": minutes, "active": minutes}));
    }
}

async fn the_chatbot_is_named_when_the_account_has_several(db: TestDb) {
    let house = House::start(db).await;
    house.chatbot("other-bot", Settings::default()).await;
    house.call("GET", PATH).key(&house.key).send().await.faulted(&["chatbot_id"]);
    put(&house, &json!({"enabled": true})).await.faulted(&["chatbot_id"]);
    let call =
        |method: &str, id: &str| house.call(method, &format!("{PATH}?chatbot_id={id}")).key(&house.key);
    call("PUT", "other-bot").json(&json!({"enabled": true})).send().await.ok();
    assert_eq!(call("GET", "other-bot").send().await.ok()["enabled"], true);
    assert_eq!(call("GET", BOT).send().await.ok()["enabled"], false);
    call("GET", "no-such-bot").send().await.refused(404, "not_found");
    house.change("INSERT INTO account (id, name, created_ms) VALUES ('acct_other', 'other', 0)").await;
    house.change("UPDATE chatbot SET account_id = 'acct_other' WHERE id = 'other-bot'").await;
    call("GET", "other-bot").send().await.refused(403, "forbidden");
    call("PUT", "other-bot").json(&json!({})).send().await.refused(403, "forbidden");
    assert_eq!(get(&house).await["enabled"], false, "the account's only chatbot need not be named");
    house.change("UPDATE chatbot SET account_id = 'acct_other'").await;
    house.call("GET", PATH).key(&house.key).send().await.faulted(&["chatbot_id"]);
}

async fn nothing_else_of_the_chatbot_changes(db: TestDb) {
    let house = House::start(db).await;
    let before = house.visitor("ada").await.get("/config").await.ok();
    let test_key = house.new_key(Environment::Test).await;
    house.call("PUT", PATH).key(&test_key).json(&everything()).send().await.ok();
    let mut after = house.visitor("ada").await.get("/config").await.ok();
    assert_ne!(after["livechat"], before["livechat"]);
    after["livechat"] = before["livechat"].clone();
    assert_eq!(after, before);
}
