//! Pictures and files in livechat.
//!
//! Contract: Diverge reference 6.5.

use parlour_model::config::{AttachmentSettings, LivechatSettings};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, base64, png, said, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, staff, staffed, turned_on, with_alice};

on_both!(
    files_are_refused_while_they_are_turned_off,
    a_file_comes_back_by_a_signed_address,
    files_of_the_wrong_kind_or_size_are_named,
    an_agent_sends_files_too,
    the_document_describes_files_as_they_are_sent_and_served,
);

fn file(bytes: &[u8], mime: &str) -> Value {
    json!({"message": {"parts": [{"type": "file", "data": base64(bytes), "mime": mime, "filename": "a.txt"}]}})
}

async fn files_are_refused_while_they_are_turned_off(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    ada.post("/livechat/messages", &file(b"hello", "text/plain")).await.faulted(&["message.parts.0"]);
    ada.post("/livechat/messages", &shown(&png(8, 8), "image/png")).await.faulted(&["message.parts.0"]);
    assert_eq!(house.stored_files(), [""; 0]);
}

async fn with_files(db: TestDb, max_size_bytes: i64) -> House {
    let house = House::start(db).await;
    let livechat = LivechatSettings {
        attachments: AttachmentSettings { enabled: true, max_size_bytes, ..AttachmentSettings::default() },
        ..turned_on()
    };
    staff(&house, livechat).await;
    house
}

async fn a_file_comes_back_by_a_signed_address(db: TestDb) {
    let house = with_files(db, 5_242_880).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let sent = ada.post("/livechat/messages", &file(b"hello", "text/plain")).await.ok();
    let part = &sent["message"]["parts"][0];
    assert_eq!((&part["type"], &part["filename"]), (&json!("file"), &json!("a.txt")));
    assert_eq!((&part["mime_type"], &part["size_bytes"]), (&json!("text/plain"), &json!(5)));
    assert_eq!(part["url_expires_at"], "2026-01-05T10:15:00.000Z");
    house.clock.advance_ms(1000);
    let read = desk.get("/messages?after_sequence_number=1").await.ok();
    let part = &read["messages"][0]["parts"][0];
    assert_eq!(part["url_expires_at"], "2026-01-05T10:15:01.000Z", "fresh with every read");
    let path = part["url"].as_str().unwrap().strip_prefix(&house.url).unwrap();
    let answer = house.call("GET", path).send().await;
    assert_eq!(answer.is(200).text(), "hello");
    let picture = ada.post("/livechat/messages", &shown(&png(8, 8), "image/png")).await.ok();
    assert_eq!(picture["message"]["parts"][0]["type"], "image");
}

async fn files_of_the_wrong_kind_or_size_are_named(db: TestDb) {
    let house = with_files(db, 10).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    ada.post("/livechat/messages", &file(b"hello hello hello", "text/plain"))
        .await
        .faulted(&["message.parts.0.data"]);
    ada.post("/livechat/messages", &file(b"hello", "text/html")).await.faulted(&["message.parts.0.mime"]);
    ada.post("/livechat/messages", &file(b"hello", "image/png")).await.faulted(&["message.parts.0.data"]);
    ada.post("/livechat/messages", &file(b"hello", "text/csv")).await.ok();
    ada.post("/livechat/messages", &said("hello")).await.ok();
}

async fn an_agent_sends_files_too(db: TestDb) {
    let house = with_files(db, 5_242_880).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let body = json!({"agent_id": ALICE, "message": file(b"the terms", "text/plain")["message"]});
    let sent = desk.post("/messages", &body).await.ok();
    assert_eq!(sent["message"]["parts"][0]["type"], "file");
    let read = ada.get("/livechat/messages?after_sequence_number=1").await.ok();
    assert_eq!(read["messages"][0]["parts"][0]["size_bytes"], 9);
}

/// The fields of an object's schema, and those of them that it requires.
fn fields(schema: &Value) -> (Vec<&str>, Vec<&str>) {
    let all = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    (all, schema["required"].as_array().unwrap().iter().map(|of| of.as_str().unwrap()).collect())
}

async fn the_document_describes_files_as_they_are_sent_and_served(db: TestDb) {
    let house = with_files(db, 5_242_880).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let document = house.call("GET", "/api/openapi.json").send().await.ok();
    let schemas = &document["components"]["schemas"];
    let served = ada.post("/livechat/messages", &file(b"hello", "text/plain")).await.ok();
    let body = json!({"agent_id": ALICE, "message": file(b"the terms", "text/plain")["message"]});
    let from_agent = desk.post("/messages", &body).await.ok();
    let (known, required) = fields(&schemas["FilePart"]);
    for part in [&served["message"]["parts"][0], &from_agent["message"]["parts"][0]] {
        let shown: Vec<&String> = part.as_object().unwrap().keys().filter(|field| *field != "type").collect();
        assert!(shown.iter().all(|field| known.contains(&field.as_str())), "{part}");
        assert!(required.iter().all(|field| part.get(*field).is_some()), "{part}");
    }
    let (known, required) = fields(&schemas["DocumentToSend"]);
    for sent in [&file(b"hello", "text/plain"), &body] {
        let part = sent["message"]["parts"][0].as_object().unwrap();
        let shown: Vec<&str> = part.keys().map(String::as_str).filter(|field| *field != "type").collect();
        assert_eq!((shown.len(), shown.len()), (known.len(), required.len()));
        assert!(shown.iter().all(|field| required.contains(field)), "{part:?}");
    }
    let kinds = |name: &str| {
        let choices = schemas[name]["oneOf"].as_array().unwrap().iter();
        choices.map(Value::to_string).filter(|choice| choice.contains("\"file\"")).count()
    };
    assert_eq!((kinds("LivechatPartToSend"), kinds("PartToSend"), kinds("Part")), (1, 0, 1));
}
