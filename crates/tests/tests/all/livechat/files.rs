//! Pictures and files in livechat.
//!
//! Contract: Diverge reference 6.5.

use parlour_model::config::{AttachmentSettings, LivechatSettings};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, base64, png, png_of_bytes, said, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, Desk, ask, staff, staffed, state, turned_on, with_alice};

on_both!(
    files_are_refused_while_they_are_turned_off,
    a_file_comes_back_by_a_signed_address,
    files_of_the_wrong_kind_or_size_are_named,
    an_agent_sends_files_too,
    a_file_that_is_sent_again_is_stored_once,
    a_picture_in_livechat_is_read_by_its_address_everywhere,
    a_picture_sent_to_the_assistant_is_told_by_its_address,
    what_is_no_text_or_no_office_file_is_refused,
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

async fn a_file_that_is_sent_again_is_stored_once(db: TestDb) {
    let house = with_files(db, 5_242_880).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let mut mine = file(b"hello", "text/plain");
    mine["client_message_id"] = "mine".into();
    let mut hers = file(b"hello, too", "text/plain");
    (hers["client_message_id"], hers["agent_id"]) = ("hers".into(), ALICE.into());
    let first = (ada.post("/livechat/messages", &mine).await.ok(), desk.post("/messages", &hers).await.ok());
    for _ in 0..3 {
        let mut again =
            (ada.post("/livechat/messages", &mine).await.ok(), desk.post("/messages", &hers).await.ok());
        // Each answer tells the session as it is, and has fresh addresses.
        again.0["livechat_session"] = first.0["livechat_session"].clone();
        again.1["livechat_session"] = first.1["livechat_session"].clone();
        assert_eq!(again, first);
    }
    assert_eq!(house.stored_files().len(), 2);
    // Each side has names of its own.
    mine["client_message_id"] = "hers".into();
    let third = ada.post("/livechat/messages", &mine).await.ok();
    assert_eq!((&third["message"]["sequence_number"], house.stored_files().len()), (&json!(4), 3));
    // A name that a message to the assistant has is no way to send a file.
    desk.post("/close", &json!({})).await.ok();
    let mut question = said("hello");
    question["client_message_id"] = "asked".into();
    ada.message(&question).listen().await.all().await;
    with_alice(&ada).await;
    mine["client_message_id"] = "asked".into();
    ada.post("/livechat/messages", &mine).await.refused(409, "conflict");
    assert_eq!(house.stored_files().len(), 3);
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

/// A picture's part, with the address that it must have.
fn by_address(house: &House, part: &Value, name: &str, caption: Option<&str>, size: usize) -> String {
    assert_eq!((&part["type"], &part["filename"]), (&json!("image"), &json!(name)), "{part}");
    assert_eq!(part.get("caption").and_then(Value::as_str), caption, "{part}");
    assert_eq!((&part["mime_type"], &part["size_bytes"]), (&json!("image/png"), &json!(size)));
    assert!(part["attachment_id"].is_string() && part["url_expires_at"].is_string(), "{part}");
    let url = part["url"].as_str().unwrap();
    url.strip_prefix(&house.url).unwrap_or_else(|| panic!("no signed address: {part}")).to_owned()
}

async fn a_picture_in_livechat_is_read_by_its_address_everywhere(db: TestDb) {
    let house = with_files(db, 5_242_880).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let small = png(8, 8);
    let mut named = shown(&small, "image/png");
    named["message"]["parts"][0]["filename"] = "scarf.png".into();
    let answer = ada.post("/livechat/messages", &named).await.ok();
    let large = png_of_bytes(256 * 1024 + 1);
    ada.post("/livechat/messages", &shown(&large, "image/png")).await.ok();
    let by_agent = json!({"agent_id": ALICE, "message": named["message"]});
    let by_agent = desk.post("/messages", &by_agent).await.ok();
    for part in [&answer["message"]["parts"][0], &by_agent["message"]["parts"][0]] {
        by_address(&house, part, "scarf.png", Some("scarf.png"), small.len());
    }
    let id = state(&ada).await["livechat_session_id"].as_str().unwrap().to_owned();
    let key = house.call("GET", &format!("/api/v1/chat/livechat/sessions/{id}")).key(&house.key);
    let mut history = ada.get("/messages").await.ok();
    history["messages"].as_array_mut().unwrap().reverse();
    for read in [
        ada.get("/livechat/messages").await.ok(),
        ada.get("/livechat/sync?after_sequence_number=0").await.ok(),
        desk.get("/messages").await.ok(),
        desk.get("/context").await.ok(),
        key.send().await.ok(),
        history,
    ] {
        let part = |i: usize| &read["messages"][i]["parts"][0];
        by_address(&house, part(1), "scarf.png", Some("scarf.png"), small.len());
        by_address(&house, part(3), "scarf.png", Some("scarf.png"), small.len());
        let path = by_address(&house, part(2), "picture.png", None, large.len());
        assert_eq!(house.call("GET", &path).send().await.is(200).body, large);
    }
}

async fn a_picture_sent_to_the_assistant_is_told_by_its_address(db: TestDb) {
    let house = with_files(db, 5_242_880).await;
    let ada = house.visitor("ada").await;
    let picture = png(8, 8);
    ada.message(&shown(&picture, "image/png")).listen().await.all().await;
    ask(&ada).await;
    let context = Desk::of(&ada).await.get("/context").await.ok();
    by_address(&house, &context["messages"][0]["parts"][0], "picture.png", None, picture.len());
    let part = ada.history().await.last().unwrap()["parts"][0].clone();
    assert_eq!(
        part["url"],
        format!("data:image/png;base64,{}", base64(&picture)),
        "the visitor's own history"
    );
}

async fn what_is_no_text_or_no_office_file_is_refused(db: TestDb) {
    const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let house = with_files(db, 5_242_880).await;
    let ada = house.visitor("ada").await;
    with_alice(&ada).await;
    for (bytes, mime) in [
        (&b"<html><script>alert(1)</script>"[..], "text/plain"),
        (b"%PDF-1.4\n%words", "text/csv"),
        (b"GIF89a words", "text/plain"),
        (b"\x7fELF\x02\x01\x01", "text/plain"),
        (b"PK\x03\x04\x14\x14", "text/csv"),
        (EVIL, DOCX),
    ] {
        ada.post("/livechat/messages", &file(bytes, mime)).await.faulted(&["message.parts.0.data"]);
    }
    ada.post("/livechat/messages", &file(PLAIN_DOCX, DOCX)).await.ok();
    ada.post("/livechat/messages", &file(b"Kj\xf8le;7", "text/csv")).await.ok();
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

/// A package as an office program packs it, its parts in another order than Word's.
const PLAIN_DOCX: &[u8] =
    b"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\x00\x04\x00\x00\x00\x10\x00\
    \x00\x00docProps/app.xml<x/>PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\
    \x00\x04\x00\x00\x00\x1c\x00\x00\x00word/_rels/document.xml.rels<x/>PK\x03\x04\x14\x00\x00\x00\x00\
    \x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\x00\x04\x00\x00\x00\x11\x00\x00\x00word/document.xml<x/>PK\
    \x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\x00\x04\x00\x00\x00\x0b\x00\x00\
    \x00_rels/.rels<x/>PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\x00\x04\x00\
    \x00\x00\x13\x00\x00\x00[Content_Types].xml<x/>PK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\
    \x00+\x84&\x12\x04\x00\x00\x00\x04\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\
    \x01\x00\x00\x00\x00docProps/app.xmlPK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\
    \x12\x04\x00\x00\x00\x04\x00\x00\x00\x1c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x012\x00\
    \x00\x00word/_rels/document.xml.relsPK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\
    \x12\x04\x00\x00\x00\x04\x00\x00\x00\x11\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01p\x00\
    \x00\x00word/document.xmlPK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\
    \x00\x00\x04\x00\x00\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\xa3\x00\x00\x00_rel\
    s/.relsPK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\x00\x04\x00\x00\
    \x00\x13\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\xd0\x00\x00\x00[Content_Types].xmlPK\
    \x05\x06\x00\x00\x00\x00\x05\x00\x05\x00A\x01\x00\x00\x05\x01\x00\x00\x00\x00";

/// A package with a program where a document belongs.
const EVIL: &[u8] =
    b"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\x00\x04\x00\x00\x00\x13\x00\
    \x00\x00[Content_Types].xml<x/>PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\x84&\x12\x04\x00\x00\
    \x00\x04\x00\x00\x00\x0d\x00\x00\x00word/evil.exe<x/>PK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\
    \x00!\x00+\x84&\x12\x04\x00\x00\x00\x04\x00\x00\x00\x13\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x80\x01\x00\x00\x00\x00[Content_Types].xmlPK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00!\x00+\
    \x84&\x12\x04\x00\x00\x00\x04\x00\x00\x00\x0d\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x015\
    \x00\x00\x00word/evil.exePK\x05\x06\x00\x00\x00\x00\x02\x00\x02\x00|\x00\x00\x00d\x00\x00\x00\x00\
    \x00";
