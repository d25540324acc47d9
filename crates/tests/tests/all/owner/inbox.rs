//! What visitors send is read on the command line, page by page, with its files.

use parlour_domain::inbox::{self, InboxQuery};
use parlour_model::Environment;
use parlour_tests::caller::{Caller, events};
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, base64};
use parlour_tests::on_both;
use parlour_tests::server::{Database, Options, Server};
use reqwest::Method;
use serde_json::{Value, json};

on_both!(the_owner_reads_what_was_sent_page_by_page, commands_list_what_was_sent_and_save_its_files,);

const PERSON: &str = "Can I talk to a human?";

async fn the_owner_reads_what_was_sent_page_by_page(db: TestDb) {
    let house = House::start(db).await;
    for name in ["ada", "ben", "cleo"] {
        let visitor = house.visitor(name).await;
        let part = visitor.ask_for(PERSON, "show_contact_form").await;
        let fields = json!({"name": name, "email": "a@example.com", "message": "Hello?"});
        let action = json!({"type": "contact_form", "fields": fields});
        let body = json!({"part_id": part["part_id"], "action": action});
        visitor.post("/actions", &body).await.ok();
        house.clock.advance_ms(1000);
    }
    let names = |page: &inbox::InboxPage| -> Vec<String> {
        page.entries.iter().map(|entry| entry.fields["name"].clone()).collect()
    };
    let (cx, live) = (&house.cx, Environment::Live);
    let first = inbox::list(cx, live, InboxQuery::default(), 2).await.unwrap();
    assert_eq!(names(&first), ["cleo", "ben"]);
    let query = InboxQuery { cursor: first.next_cursor, ..InboxQuery::default() };
    let second = inbox::list(cx, live, query, 2).await.unwrap();
    assert_eq!((names(&second), second.next_cursor), (vec!["ada".to_owned()], None));
    let of_bot = InboxQuery { chatbot_id: Some(BOT.into()), ..InboxQuery::default() };
    assert_eq!(inbox::list(cx, live, of_bot, 10).await.unwrap().entries.len(), 3);
    let of_other = InboxQuery { chatbot_id: Some("other".into()), ..InboxQuery::default() };
    assert_eq!(inbox::list(cx, live, of_other, 10).await.unwrap().entries, []);
    assert_eq!(inbox::list(cx, Environment::Test, InboxQuery::default(), 10).await.unwrap().entries, []);
    for limit in [0, 101] {
        inbox::list(cx, live, InboxQuery::default(), limit).await.unwrap_err();
    }
    let entry = &first.entries[0];
    assert_eq!(inbox::find(cx, live, &entry.submission_id).await.unwrap(), *entry);
    house.visitor("cleo").await.call("DELETE", "/api/v1/chat").send().await.is(204);
    let forgotten = inbox::find(cx, live, &entry.submission_id).await.unwrap_err().to_string();
    assert!(forgotten.contains("parlour inbox list"), "{forgotten}");
}

/// Says something on a page; the part of this kind in the answer.
async fn ask_for(caller: &Caller, text: &str, kind: &str) -> Value {
    let body = json!({
        "message": {"parts": [{"type": "text", "text": text}]},
        "context": {"page": "https://shop.example.com/cups"},
    });
    let request = caller.request(Method::POST, "/api/v1/chat/messages").json(&body);
    let done = events(request).await.until("done").await;
    let parts = done.data["message"]["parts"].as_array().unwrap().clone();
    parts.into_iter().find(|part| part["type"] == kind).unwrap()
}

async fn commands_list_what_was_sent_and_save_its_files(db: TestDb) {
    let database = if db.db.engine() == "sqlite" { Database::Sqlite } else { Database::Postgres };
    let server = Server::start(Options { database, ..Options::default() }).await;
    server.cli(&["chatbot", "create", "shop"]).await.good();
    assert!(server.cli(&["inbox", "list"]).await.good().stdout.contains("Nothing was sent yet"));
    let backend = server.caller().with_key(&server.key().await);
    let signed = backend.post("/api/v1/chat/auth", &json!({"chatbot_id": "shop"})).await.expect(200);
    let visitor = server.caller().with_token(signed["token"].as_str().unwrap());
    let part = ask_for(&visitor, "My order arrived broken", "show_support_ticket").await;
    let action = json!({"type": "support_ticket", "name": "Ada\u{1b}[2J", "email": "ada@example.com",
        "message": "The cup is in pieces",
        "attachments": [{"filename": "a.txt", "mime_type": "text/plain", "data_base64": base64(b"in pieces")}]});
    let body = json!({"part_id": part["part_id"], "action": action});
    let receipt = visitor.post("/api/v1/chat/actions", &body).await.expect(200);
    let id = receipt["submission_id"].as_str().unwrap();

    let listed = server.cli(&["inbox", "list", "--json", "--chatbot", "shop"]).await.good().json();
    let entry = &listed["entries"][0];
    assert_eq!(entry["submission_id"], id);
    assert_eq!(entry["page"], "https://shop.example.com/cups");
    assert_eq!(entry["fields"]["message"], "The cup is in pieces");
    assert_eq!(listed["next_cursor"], Value::Null);
    let lines = server.cli(&["inbox", "list", "--type", "support_ticket"]).await.good().stdout;
    for words in [id, "ada@example.com", "The cup is in pieces", "(1 file)"] {
        assert!(lines.contains(words), "{words} in {lines}");
    }
    assert!(!lines.contains('\u{1b}'), "what a visitor wrote commands no terminal");
    let shown = server.cli(&["inbox", "show", id, "--json", "--save", "saved"]).await.good().json();
    let saved = server.folder().join(shown["saved"][0].as_str().unwrap());
    assert_eq!(std::fs::read(saved).unwrap(), b"in pieces");
    let url = shown["attachments"][0]["url"].as_str().unwrap();
    let path = &url[url.find("/api/").unwrap()..];
    assert_eq!(server.caller().get(path).await.status, 200);
    let unknown = server.cli(&["inbox", "show", "sub_unknown"]).await;
    assert_eq!(unknown.code, 1);
    assert!(unknown.stderr.contains("parlour inbox list"), "{unknown:?}");
}
