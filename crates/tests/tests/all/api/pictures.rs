//! Pictures come back: small ones inside the message, large ones by an address that ends.
//!
//! Contract: Diverge reference 4.1 and 6.5.

use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Visitor, base64, png, png_of_bytes, shown};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_small_picture_comes_back_inside_the_message,
    a_large_picture_comes_back_by_an_address_that_opens,
    an_address_ends_after_fifteen_minutes,
    a_changed_address_opens_nothing,
    a_picture_whose_file_was_deleted_is_not_found,
    a_files_name_loses_its_path,
    pictures_of_a_repeated_message_are_kept_once,
);

const INLINE: usize = 256 * 1024;

async fn send(visitor: &Visitor<'_>, bytes: &[u8]) -> Value {
    visitor.message(&shown(bytes, "image/png")).listen().await.all().await;
    visitor.history().await[1]["parts"][0].clone()
}

async fn a_small_picture_comes_back_inside_the_message(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let picture = png(8, 8);
    let url = format!("data:image/png;base64,{}", base64(&picture));
    assert_eq!(send(&ada, &picture).await, json!({"type": "image", "url": url}));
    let mut named = shown(&picture, "image/png");
    named["message"]["parts"][0]["filename"] = "scarf.png".into();
    ada.message(&named).listen().await.all().await;
    let part = ada.history().await[1]["parts"][0].clone();
    assert_eq!(part, json!({"type": "image", "url": url, "caption": "scarf.png"}));
    let largest = png_of_bytes(INLINE);
    assert_eq!(send(&ada, &largest).await["url"], format!("data:image/png;base64,{}", base64(&largest)));
}

async fn a_large_picture_comes_back_by_an_address_that_opens(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let picture = png_of_bytes(INLINE + 1);
    let part = send(&ada, &picture).await;
    let id = part["attachment_id"].as_str().unwrap();
    assert!(id.starts_with("attachment_"), "{id}");
    let url = part["url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/api/v1/chat/livechat/attachments/{id}?token=", house.url)), "{url}");
    assert_eq!(part["mime_type"], "image/png");
    assert_eq!(part["size_bytes"], INLINE + 1);
    assert_eq!(part["url_expires_at"], "2026-01-05T10:15:00.000Z");
    let file = house.call_address("GET", url).send().await;
    file.is(200);
    assert_eq!(file.body, picture);
    assert_eq!(file.header("content-type"), "image/png");
    assert_eq!(file.header("content-disposition"), "inline");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("cache-control").starts_with("private"), "{file:?}");
}

async fn an_address_ends_after_fifteen_minutes(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = send(&ada, &png_of_bytes(INLINE + 1)).await;
    let url = part["url"].as_str().unwrap();
    house.clock.advance_ms(15 * 60 * 1000 - 1);
    house.call_address("GET", url).send().await.is(200);
    house.clock.advance_ms(1);
    house.call_address("GET", url).send().await.refused(401, "unauthorized");
    let fresh = ada.history().await[1]["parts"][0]["url"].clone();
    assert_ne!(fresh, part["url"]);
    house.call_address("GET", fresh.as_str().unwrap()).send().await.is(200);
}

async fn a_changed_address_opens_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let first = send(&ada, &png_of_bytes(INLINE + 1)).await;
    let second = send(&ada, &png_of_bytes(INLINE + 2)).await;
    let (url, other) = (first["url"].as_str().unwrap(), second["url"].as_str().unwrap());
    let (path, token) = url.split_once("?token=").unwrap();
    let (expires, mac) = token.split_once('.').unwrap();
    let later = expires.parse::<i64>().unwrap() + 1;
    let flipped = if mac.ends_with('0') { "1" } else { "0" };
    let other_path = other.split_once("?token=").unwrap().0;
    for (what, address) in [
        ("no token", path.to_owned()),
        ("an empty token", format!("{path}?token=")),
        ("a longer life", format!("{path}?token={later}.{mac}")),
        ("another signature", format!("{path}?token={expires}.{}{flipped}", &mac[..mac.len() - 1])),
        ("a cut signature", format!("{path}?token={expires}.{}", &mac[..mac.len() - 2])),
        ("no signature", format!("{path}?token={expires}.")),
        ("another file's", format!("{other_path}?token={token}")),
        ("nonsense", format!("{path}?token=%F0%9F%A7%A3.zz")),
        ("a negative end", format!("{path}?token=-1.{mac}")),
    ] {
        let answer = house.call_address("GET", &address).send().await;
        assert_eq!(answer.status, 401, "{what}: {answer:?}");
        answer.refused(401, "unauthorized");
    }
    house.call_address("GET", &format!("{url}&token={token}")).send().await.faulted(&["token"]);
}

async fn a_picture_whose_file_was_deleted_is_not_found(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let part = send(&ada, &png_of_bytes(INLINE + 1)).await;
    ada.call("DELETE", "/api/v1/chat").send().await.is(204);
    let url = part["url"].as_str().unwrap();
    house.call_address("GET", url).send().await.refused(404, "not_found");
}

async fn a_files_name_loses_its_path(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for (given, kept) in [("../../etc/x.png", "x.png"), ("C:\\a\\b.png", "b.png"), ("a\u{7}b.png", "ab.png")]
    {
        let mut body = shown(&png(8, 8), "image/png");
        body["message"]["parts"][0]["filename"] = given.into();
        ada.message(&body).listen().await.all().await;
        assert_eq!(ada.history().await[1]["parts"][0]["caption"], kept);
    }
    assert!(
        house.stored_files().iter().all(|name| name.starts_with("attachment_")),
        "{:?}",
        house.stored_files()
    );
}

async fn pictures_of_a_repeated_message_are_kept_once(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let mut body = shown(&png(8, 8), "image/png");
    body["client_message_id"] = "a".into();
    for _ in 0..3 {
        ada.message(&body).listen().await.all().await;
    }
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM attachment").await, 1);
    assert_eq!(house.stored_files(), house.texts("SELECT id AS t FROM attachment").await);
    house.clock.advance_ms(60 * 60 * 1000);
    parlour_domain::attachment::sweep(&house.cx).await.unwrap();
    assert_eq!(house.stored_files(), house.texts("SELECT id AS t FROM attachment").await);
}
