//! What a message may hold; every fault is told before any stream begins.
//!
//! Contract: Diverge reference 4.2.

use parlour_domain::chatbot;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, base64, encoded, png, png_of_bytes, said, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_message_has_one_to_sixteen_parts,
    a_text_has_one_to_8000_characters,
    a_picture_is_what_it_says,
    a_picture_has_at_most_five_mebibytes,
    a_message_has_at_most_eight_pictures,
    a_file_is_not_taken_by_the_assistant,
    a_page_has_at_most_2048_characters,
    a_page_is_an_address_of_the_web,
    a_clients_name_for_a_message_has_one_to_128_characters,
    all_faults_are_told_at_once,
    a_refused_message_leaves_nothing_behind,
    pictures_are_refused_when_the_owner_turned_them_off,
);

fn parts(parts: Vec<Value>) -> Value {
    json!({"message": {"parts": parts}})
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn image(bytes: &[u8], mime: &str) -> Value {
    json!({"type": "image", "data": base64(bytes), "mime": mime})
}

async fn a_message_has_one_to_sixteen_parts(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.post("/messages", &parts(vec![])).await.faulted(&["message.parts"]);
    ada.post("/messages", &parts(vec![text("a"); 17])).await.faulted(&["message.parts"]);
    ada.message(&parts(vec![text("a"); 16])).listen().await.all().await;
}

async fn a_text_has_one_to_8000_characters(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for bad in ["", "   ", "\n\t", &"x".repeat(8001), &"å".repeat(8001)] {
        ada.post("/messages", &said(bad)).await.faulted(&["message.parts.0.text"]);
    }
    ada.message(&said(&"å".repeat(8000))).listen().await.all().await;
}

async fn a_picture_is_what_it_says(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let png = png(8, 8);
    let jpeg = encoded(8, 8, image::ImageFormat::Jpeg);
    let faults = [
        ("no picture", image(b"hello, I am a text", "image/png"), "data"),
        ("another kind of picture", image(&jpeg, "image/png"), "data"),
        ("a head without a picture", image(&png[..16], "image/png"), "data"),
        ("empty", image(b"", "image/png"), "data"),
        ("not base 64", json!({"type": "image", "data": "%%%", "mime": "image/png"}), "data"),
        (
            "a data: prefix",
            json!({"type": "image", "data": format!("data:image/png;base64,{}", base64(&png)), "mime": "image/png"}),
            "data",
        ),
        (
            "a drawing that can run scripts",
            image(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
            "mime",
        ),
        ("a page", image(b"<html>", "text/html"), "mime"),
        ("no type", image(&png, ""), "mime"),
    ];
    for (what, part, field) in faults {
        let answer = ada.post("/messages", &parts(vec![text("see"), part])).await;
        assert_eq!(answer.refused(422, "validation"), [format!("message.parts.1.{field}")], "{what}");
    }
    for (format, mime) in [
        (image::ImageFormat::Png, "image/png"),
        (image::ImageFormat::Jpeg, "image/jpeg"),
        (image::ImageFormat::WebP, "image/webp"),
        (image::ImageFormat::Gif, "image/gif"),
        (image::ImageFormat::Png, "IMAGE/PNG"),
    ] {
        ada.message(&shown(&encoded(8, 8, format), mime)).listen().await.all().await;
    }
}

async fn a_picture_has_at_most_five_mebibytes(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let most = 5 * 1024 * 1024;
    ada.post("/messages", &shown(&png_of_bytes(most + 2), "image/png"))
        .await
        .faulted(&["message.parts.0.data"]);
    let fits = base64(&png_of_bytes(most));
    assert_eq!(fits.len(), 6_990_508);
    ada.message(&shown(&png_of_bytes(most), "image/png")).listen().await.all().await;
}

async fn a_message_has_at_most_eight_pictures(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let picture = image(&png(8, 8), "image/png");
    ada.post("/messages", &parts(vec![picture.clone(); 9])).await.faulted(&["message.parts"]);
    ada.message(&parts(vec![picture; 8])).listen().await.all().await;
    assert_eq!(ada.history().await[1]["parts"].as_array().unwrap().len(), 8);
}

async fn a_file_is_not_taken_by_the_assistant(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let file = json!({"type": "file", "data": base64(b"a,b"), "mime": "text/csv", "filename": "a.csv"});
    ada.post("/messages", &parts(vec![text("see"), file])).await.faulted(&["message.parts.1"]);
}

async fn a_page_has_at_most_2048_characters(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let mut body = said("hello");
    body["context"] = json!({"page": format!("https://{}", "x".repeat(2041))});
    ada.post("/messages", &body).await.faulted(&["context.page"]);
    body["context"] = json!({"page": format!("https://{}", "x".repeat(2040))});
    ada.message(&body).listen().await.all().await;
    body["context"] = json!({"page": 7});
    ada.post("/messages", &body).await.faulted(&["context.page"]);
    body["context"] = json!({"page": null});
    ada.message(&body).listen().await.all().await;
    body["context"] = json!(null);
    ada.message(&body).listen().await.all().await;
}

async fn a_page_is_an_address_of_the_web(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let mut body = said("hello");
    for bad in [
        "",
        "not a url",
        "/shoes",
        "shop.example.com",
        "javascript:alert(1)",
        "file:///a.html",
        "https://",
        "about:srcdoc",
    ] {
        body["context"] = json!({"page": bad});
        ada.post("/messages", &body).await.faulted(&["context.page"]);
    }
    for good in ["http://localhost:8080/a?b#c", "HTTPS://shop.example.com", "https://smørrebrød.example/å"]
    {
        body["context"] = json!({"page": good});
        ada.message(&body).listen().await.all().await;
    }
}

async fn a_clients_name_for_a_message_has_one_to_128_characters(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let mut body = said("hello");
    for bad in [json!(""), json!("x".repeat(129)), json!(7)] {
        body["client_message_id"] = bad;
        ada.post("/messages", &body).await.faulted(&["client_message_id"]);
    }
    body["client_message_id"] = "å".repeat(128).into();
    ada.message(&body).listen().await.all().await;
}

async fn all_faults_are_told_at_once(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let body = parts(vec![text(""), text("fine"), image(b"no", "image/png"), text(" ")]);
    ada.post("/messages", &body).await.faulted(&[
        "message.parts.0.text",
        "message.parts.2.data",
        "message.parts.3.text",
    ]);
}

async fn a_refused_message_leaves_nothing_behind(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let good = image(&png(8, 8), "image/png");
    ada.post("/messages", &parts(vec![good, text("")])).await.faulted(&["message.parts.1.text"]);
    for table in ["message", "conversation", "turn", "attachment"] {
        assert_eq!(house.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(house.stored_files(), Vec::<String>::new());
}

async fn pictures_are_refused_when_the_owner_turned_them_off(db: TestDb) {
    let house = House::start(db).await;
    let settings: Settings = serde_json::from_value(json!({"image_enabled": false})).unwrap();
    chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
    let ada = house.visitor("ada").await;
    let body = parts(vec![text("see"), image(&png(8, 8), "image/png")]);
    ada.post("/messages", &body).await.faulted(&["message.parts.1"]);
    ada.message(&said("hello")).listen().await.all().await;
}
