//! Files are kept for as many days as the owner set; their messages stay, with a mark.
//!
//! Contract: Diverge reference 6.5 (stored for the configured retention; then 404).

use parlour_domain::{attachment, retention};
use parlour_tests::bucket::S3;
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, base64, png, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{is_stored, known, meet, staff, text_file};

on_both!(
    a_files_time_passes_and_its_message_stays_with_a_mark,
    a_file_in_a_bucket_goes_when_its_time_has_passed,
    the_owners_latest_word_counts,
    a_crash_between_the_row_and_the_bytes_leaves_no_orphan,
    a_tickets_files_stay,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The file of the visitor's newest message, as they see it.
async fn newest(visitor: &parlour_tests::house::Visitor<'_>) -> Value {
    visitor.history().await[0]["parts"][0].clone()
}

async fn send_file(house: &House, visitor: &parlour_tests::house::Visitor<'_>) -> String {
    meet(visitor).await;
    visitor.post("/livechat/messages", &text_file("hello")).await.ok();
    known(house).await.pop().unwrap()
}

async fn a_files_time_passes_and_its_message_stays_with_a_mark(db: TestDb) {
    let house = House::start(db).await;
    staff(&house, 7).await;
    let ada = house.visitor("ada").await;
    ada.message(&shown(&png(8, 8), "image/png")).listen().await.all().await;
    house.clock.advance_ms(1);
    let id = send_file(&house, &ada).await;
    house.clock.advance_ms(7 * DAY_MS - 1);
    let ada = house.visitor("ada").await;
    assert_eq!(retention::expire_files(&house.cx).await.unwrap(), 1, "the picture, which is older");
    house.clock.advance_ms(1);
    let before = newest(&ada).await;
    assert_eq!(before.get("removed_at"), None);
    assert_eq!(retention::expire_files(&house.cx).await.unwrap(), 1);
    assert_eq!(retention::expire_files(&house.cx).await.unwrap(), 0, "once");
    attachment::sweep(&house.cx).await.unwrap();
    assert!(!is_stored(&house, &id).await);
    let after = newest(&ada).await;
    let expected = json!({"type": "file", "attachment_id": id, "filename": "a.txt", "mime_type": "text/plain",
        "size_bytes": 5, "url": after["url"], "url_expires_at": after["url_expires_at"],
        "removed_at": "2026-01-12T10:00:00.001Z"});
    assert_eq!(after, expected);
    for address in [&before["url"], &after["url"]] {
        house.call_address("GET", address.as_str().unwrap()).send().await.refused(404, "not_found");
    }
    let history = ada.history().await;
    let picture = history.iter().flat_map(|message| message["parts"].as_array().unwrap());
    let picture = picture.clone().find(|part| part["type"] == "image").unwrap();
    assert_eq!(picture["removed_at"], "2026-01-12T10:00:00.000Z");
    house.call_address("GET", picture["url"].as_str().unwrap()).send().await.refused(404, "not_found");
    assert_eq!(ada.get("/export").await.ok()["attachments"], json!([]));
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM doomed_file").await, 0);
}

async fn a_file_in_a_bucket_goes_when_its_time_has_passed(db: TestDb) {
    let house = House::keeping(db, S3::named().bucket().open().unwrap()).await;
    staff(&house, 1).await;
    let ada = house.visitor("ada").await;
    let id = send_file(&house, &ada).await;
    house.clock.advance_ms(DAY_MS);
    assert!(is_stored(&house, &id).await);
    assert_eq!(retention::expire_files(&house.cx).await.unwrap(), 1);
    attachment::sweep(&house.cx).await.unwrap();
    assert!(!is_stored(&house, &id).await);
}

async fn the_owners_latest_word_counts(db: TestDb) {
    let house = House::start(db).await;
    staff(&house, 30).await;
    let ada = house.visitor("ada").await;
    send_file(&house, &ada).await;
    house.clock.advance_ms(3 * DAY_MS);
    assert_eq!(retention::expire_files(&house.cx).await.unwrap(), 0);
    let fewer = json!({"attachments": {"retention_days": 3}});
    let path = "/api/v1/chat/livechat/settings?chatbot_id=shop-bot";
    house.call("PUT", path).key(&house.key).json(&fewer).send().await.ok();
    assert_eq!(retention::expire_files(&house.cx).await.unwrap(), 1);
}

async fn a_crash_between_the_row_and_the_bytes_leaves_no_orphan(db: TestDb) {
    let house = House::start(db).await;
    staff(&house, 1).await;
    let ada = house.visitor("ada").await;
    let id = send_file(&house, &ada).await;
    house.clock.advance_ms(DAY_MS);
    retention::expire_files(&house.cx).await.unwrap();
    // The process dies here; the next one sweeps.
    assert!(is_stored(&house, &id).await);
    assert_eq!(house.texts("SELECT id AS t FROM doomed_file").await, std::slice::from_ref(&id));
    let next = house.another().await;
    attachment::sweep(&next).await.unwrap();
    assert!(!is_stored(&house, &id).await);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM doomed_file").await, 0);
}

async fn a_tickets_files_stay(db: TestDb) {
    let house = House::start(db).await;
    staff(&house, 1).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for("My order arrived broken", "show_support_ticket").await;
    let file = json!({"filename": "a.txt", "mime_type": "text/plain", "data_base64": base64(b"in pieces")});
    let action = json!({"type": "support_ticket", "name": "Ada", "email": "ada@example.com",
        "message": "The cup is in pieces", "attachments": [file]});
    ada.post("/actions", &json!({"part_id": part["part_id"], "action": action})).await.ok();
    house.clock.advance_ms(365 * DAY_MS);
    assert_eq!(retention::expire_files(&house.cx).await.unwrap(), 0);
    attachment::sweep(&house.cx).await.unwrap();
    assert!(is_stored(&house, &known(&house).await[0]).await);
}
