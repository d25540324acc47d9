//! Files that go along with forms.
//!
//! Contract: Diverge reference 5 (POST /actions) and 6.5 (accepted types).

use parlour_domain::{attachment, chatbot};
use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, Visitor, base64, png, png_of_bytes};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_ticket_takes_files_along,
    a_bad_file_is_named_by_its_place,
    a_ticket_takes_at_most_ten_files,
    a_refused_ticket_leaves_no_files,
    files_that_lost_a_race_are_swept_away,
    a_forms_file_field_takes_a_file,
    a_file_is_taken_only_where_the_form_asks_for_one,
);

const BROKEN: &str = "My order arrived broken";

fn file(name: &str, mime: &str, bytes: &[u8]) -> Value {
    json!({"filename": name, "mime_type": mime, "data_base64": base64(bytes)})
}

async fn ticket(visitor: &Visitor<'_>, part: &Value, files: Vec<Value>) -> Answer {
    let action = json!({"type": "support_ticket", "name": "Ada", "email": "ada@example.com",
        "message": "The cup is in pieces", "attachments": files});
    visitor.post("/actions", &json!({"part_id": part["part_id"], "action": action})).await
}

async fn a_ticket_takes_files_along(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(BROKEN, "show_support_ticket").await;
    assert_eq!(part["attachments_accepted"], true);
    assert_eq!(part["max_attachment_size_bytes"], 2_097_152);
    let files = vec![
        file("cup.png", "image/png", &png(8, 8)),
        file("notes.txt", "text/plain", "in pieces, å".as_bytes()),
        file("list.csv", "text/csv; charset=utf-8", b"a,b\n1,2\n"),
        file("bill.pdf", "application/pdf", b"%PDF-1.4\n%%EOF"),
    ];
    ticket(&ada, &part, files).await.ok();
    let export = ada.get("/export").await.ok();
    assert_eq!(export["form_submissions"], json!([]));
    let kept = &export["support_tickets"][0];
    assert_eq!(
        kept["fields"],
        json!({"name": "Ada", "email": "ada@example.com", "message": "The cup is in pieces"})
    );
    let names: Vec<&Value> = kept["attachments"].as_array().unwrap().iter().map(|a| &a["filename"]).collect();
    assert_eq!(names, ["cup.png", "notes.txt", "list.csv", "bill.pdf"]);
    assert_eq!(kept["attachments"][0]["size_bytes"], png(8, 8).len());
    assert_eq!(export["attachments"].as_array().unwrap().len(), 4);
    assert_eq!(house.stored_files().len(), 4);
    // Hours later they are still there: nobody sweeps what is claimed.
    house.clock.advance_ms(10 * 60 * 60 * 1000);
    assert_eq!(attachment::sweep(&house.cx).await.unwrap(), 0);
    assert_eq!(house.stored_files().len(), 4);
}

async fn a_bad_file_is_named_by_its_place(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(BROKEN, "show_support_ticket").await;
    let good = file("cup.png", "image/png", &png(8, 8));
    for (what, bad) in [
        ("too big", file("big.png", "image/png", &png_of_bytes(2 * 1024 * 1024 + 3))),
        ("not what it says", file("cup.png", "image/png", b"a text")),
        ("a page", file("a.html", "text/html", b"<script>")),
        ("a drawing", file("a.svg", "image/svg+xml", b"<svg/>")),
        ("a program", file("a.txt", "application/octet-stream", b"MZ")),
        ("not base 64", json!({"filename": "a.txt", "mime_type": "text/plain", "data_base64": "%%"})),
        ("empty", file("a.txt", "text/plain", b"")),
    ] {
        let answer = ticket(&ada, &part, vec![good.clone(), bad]).await;
        assert_eq!(answer.refused(422, "validation"), ["attachments.1"], "{what}");
    }
    let largest = file("big.png", "image/png", &png_of_bytes(2 * 1024 * 1024));
    ticket(&ada, &part, vec![good, largest]).await.ok();
}

async fn a_ticket_takes_at_most_ten_files(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(BROKEN, "show_support_ticket").await;
    let note = file("a.txt", "text/plain", b"a");
    ticket(&ada, &part, vec![note.clone(); 11]).await.faulted(&["attachments"]);
    ticket(&ada, &part, vec![note; 10]).await.ok();
    assert_eq!(house.stored_files().len(), 10);
}

async fn a_refused_ticket_leaves_no_files(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(BROKEN, "show_support_ticket").await;
    let files = vec![file("a.txt", "text/plain", b"a"), file("b.png", "image/png", b"no picture")];
    ticket(&ada, &part, files).await.faulted(&["attachments.1"]);
    assert_eq!(house.stored_files(), Vec::<String>::new());
}

async fn files_that_lost_a_race_are_swept_away(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for(BROKEN, "show_support_ticket").await;
    let files = vec![file("a.txt", "text/plain", b"a")];
    ticket(&ada, &part, files.clone()).await.ok();
    ticket(&ada, &part, files).await.refused(409, "conflict");
    house.clock.advance_ms(60 * 60 * 1000);
    attachment::sweep(&house.cx).await.unwrap();
    assert_eq!(house.stored_files().len(), 1);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM doomed_file").await, 0);
}

/// An owner's form with a file field in the place of the contact form.
async fn own_form(house: &House) {
    let form = json!({
        "form_id": "photo", "name": "Photo", "trigger": "manual", "override_targets": ["show_contact_form"],
        "fields": [
            {"key": "photo", "label": "Photo", "type": "file", "required": true},
            {"key": "city", "label": "City", "required": false},
        ],
    });
    chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
}

async fn submit(visitor: &Visitor<'_>, part: &Value, values: Value, files: Value) -> Answer {
    let action = json!({"type": "form_submission", "values": values, "files": files});
    visitor.post("/actions", &json!({"part_id": part["part_id"], "action": action})).await
}

async fn a_forms_file_field_takes_a_file(db: TestDb) {
    let house = House::start(db).await;
    own_form(&house).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for("Can I talk to a human?", "show_form").await;
    submit(&ada, &part, json!({}), json!({})).await.faulted(&["photo"]);
    let bad = json!({"photo": file("a.png", "image/png", b"no picture")});
    submit(&ada, &part, json!({}), bad).await.faulted(&["photo"]);
    let good = json!({"photo": file("a.png", "image/png", &png(8, 8))});
    submit(&ada, &part, json!({"city": "Aarhus"}), good).await.ok();
    let kept = ada.get("/export").await.ok()["form_submissions"][0].clone();
    assert_eq!(kept["attachments"][0]["field"], "photo");
    assert_eq!(kept["fields"], json!({"city": "Aarhus"}));
    assert_eq!(house.stored_files().len(), 1);
}

async fn a_file_is_taken_only_where_the_form_asks_for_one(db: TestDb) {
    let house = House::start(db).await;
    own_form(&house).await;
    let ada = house.visitor("ada").await;
    let part = ada.ask_for("Can I talk to a human?", "show_form").await;
    let photo = file("a.png", "image/png", &png(8, 8));
    let elsewhere = json!({"photo": photo, "city": photo});
    submit(&ada, &part, json!({}), elsewhere).await.faulted(&["city"]);
    let unknown = json!({"photo": photo, "cellar": photo});
    submit(&ada, &part, json!({}), unknown).await.faulted(&["cellar"]);
    let words = json!({"photo": "these are words"});
    submit(&ada, &part, words, json!({"photo": photo})).await.faulted(&["photo"]);
    assert_eq!(house.stored_files(), Vec::<String>::new());
}
