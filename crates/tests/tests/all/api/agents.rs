//! The people who answer: their names and pictures.
//!
//! Contract: Diverge reference 2 (rows 22 to 24) and 6.6.

use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, base64, encoded, png, png_of_bytes};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    an_agent_is_created_then_updated,
    agents_are_listed_by_name,
    an_agents_id_is_a_uuid,
    a_wrong_profile_names_its_field,
    a_picture_is_served_as_what_it_is,
    a_picture_stays_until_it_is_replaced_or_taken_away,
    a_removed_agent_leaves_nothing,
    agents_of_another_account_are_out_of_reach,
);

const ALICE: &str = "0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4f";
const BOB: &str = "9b2f0c1e-6a37-4c9e-8a55-0d8f3b1a7c66";

fn path(id: &str) -> String {
    format!("/api/v1/chat/livechat/agents/{id}")
}

async fn call(house: &House, method: &str, id: &str) -> Answer {
    house.call(method, &path(id)).key(&house.key).send().await
}

async fn put(house: &House, id: &str, profile: &Value) -> Answer {
    house.call("PUT", &path(id)).key(&house.key).json(profile).send().await
}

fn picture(bytes: &[u8], mime: &str) -> Value {
    json!({"display_name": "Alice", "avatar": {"data": base64(bytes), "mime": mime}})
}

async fn an_agent_is_created_then_updated(db: TestDb) {
    let house = House::start(db).await;
    call(&house, "GET", ALICE).await.refused(404, "not_found");
    let profile = json!({"display_name": "  Alice ", "avatar_url": "https://shop.example.com/alice.png"});
    let created = put(&house, ALICE, &profile).await;
    created.is(201);
    let mut wanted = json!({
        "agent_id": ALICE, "display_name": "Alice", "avatar_url": "https://shop.example.com/alice.png",
        "created_at": "2026-01-05T10:00:00.000Z", "updated_at": "2026-01-05T10:00:00.000Z",
    });
    assert_eq!(created.json(), wanted);
    house.clock.advance_ms(1000);
    let updated = put(&house, ALICE, &json!({"display_name": "Alice Berg"})).await.ok();
    wanted["display_name"] = json!("Alice Berg");
    wanted["updated_at"] = json!("2026-01-05T10:00:01.000Z");
    assert_eq!(updated, wanted, "what is not given stays");
    assert_eq!(call(&house, "GET", ALICE).await.ok(), wanted);
    let bare = put(&house, ALICE, &json!({"display_name": "Alice", "avatar_url": null})).await.ok();
    assert_eq!(bare["avatar_url"], Value::Null);
}

async fn agents_are_listed_by_name(db: TestDb) {
    let house = House::start(db).await;
    let list = async || house.call("GET", "/api/v1/chat/livechat/agents").key(&house.key).send().await.ok();
    assert_eq!(list().await, json!({"agents": []}));
    put(&house, BOB, &json!({"display_name": "Bob"})).await.is(201);
    put(&house, ALICE, &json!({"display_name": "Alice"})).await.is(201);
    let names: Vec<Value> = list().await["agents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|agent| agent["display_name"].clone())
        .collect();
    assert_eq!(names, ["Alice", "Bob"]);
}

async fn an_agents_id_is_a_uuid(db: TestDb) {
    let house = House::start(db).await;
    for id in ["alice", "0190a7c25b1e7cc398f63a4b1c2d3e4f", "%00", "0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4g"] {
        put(&house, id, &json!({"display_name": "Alice"})).await.faulted(&["agent_id"]);
        call(&house, "GET", id).await.faulted(&["agent_id"]);
        call(&house, "DELETE", id).await.faulted(&["agent_id"]);
    }
    put(&house, ALICE, &json!({"display_name": "Alice"})).await.is(201);
    let same = put(&house, &ALICE.to_uppercase(), &json!({"display_name": "Alice"})).await.ok();
    assert_eq!(same["agent_id"], ALICE, "one agent, however the id is written");
}

async fn a_wrong_profile_names_its_field(db: TestDb) {
    let house = House::start(db).await;
    let avatar =
        |data: &str, mime: &str| json!({"display_name": "Alice", "avatar": {"data": data, "mime": mime}});
    let image = base64(&png(8, 8));
    let large = base64(&png_of_bytes(512 * 1024 + 1));
    for (profile, fields) in [
        (json!({}), vec!["display_name"]),
        (json!({"display_name": " "}), vec!["display_name"]),
        (json!({"display_name": "x".repeat(101)}), vec!["display_name"]),
        (json!({"display_name": 7}), vec!["display_name"]),
        (json!({"display_name": "Alice", "avatar_url": "javascript:alert(1)"}), vec!["avatar_url"]),
        (json!({"display_name": "Alice", "avatar_url": "alice.png"}), vec!["avatar_url"]),
        (json!({"display_name": "", "avatar_url": ""}), vec!["display_name", "avatar_url"]),
        (json!({"display_name": "Alice", "avatar": {"mime": "image/png"}}), vec!["avatar.data"]),
        (avatar(&image, "image/jpeg"), vec!["avatar"]),
        (avatar(&image, "image/svg+xml"), vec!["avatar"]),
        (avatar("###", "image/png"), vec!["avatar"]),
        (avatar("", "image/png"), vec!["avatar"]),
        (avatar(&large, "image/png"), vec!["avatar"]),
    ] {
        put(&house, ALICE, &profile).await.faulted(&fields);
    }
    let mut both = picture(&png(8, 8), "image/png");
    both["avatar_url"] = json!("https://shop.example.com/alice.png");
    put(&house, ALICE, &both).await.faulted(&["avatar"]);
    call(&house, "GET", ALICE).await.refused(404, "not_found");
    assert_eq!(pictures(&house), [""; 0], "nothing is kept of what was refused");
}

/// The files of all stored pictures, without their folders.
fn pictures(house: &House) -> Vec<String> {
    let Ok(accounts) = std::fs::read_dir(house.files.join("avatars")) else { return vec![] };
    let files = accounts.flat_map(|account| std::fs::read_dir(account.unwrap().path()).unwrap());
    files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

async fn a_picture_is_served_as_what_it_is(db: TestDb) {
    let house = House::start(db).await;
    for (format, mime) in [
        (image::ImageFormat::Png, "image/png"),
        (image::ImageFormat::Jpeg, "image/jpeg"),
        (image::ImageFormat::WebP, "image/webp"),
        (image::ImageFormat::Gif, "image/gif"),
    ] {
        let bytes = encoded(8, 8, format);
        let put = put(&house, ALICE, &picture(&bytes, mime)).await.json();
        let address = put["avatar_url"].as_str().unwrap();
        assert_eq!(address, format!("{}{}/avatar.png", house.url, path(ALICE)));
        let served = house.call_address("GET", address).send().await;
        served.is(200);
        assert_eq!(served.body, bytes);
        assert_eq!(served.header("content-type"), mime);
        assert_eq!(served.header("x-content-type-options"), "nosniff");
        assert_eq!(served.header("cache-control"), "public, max-age=300");
        assert_eq!(served.header("access-control-allow-origin"), "*");
        assert!(served.header("content-security-policy").contains("sandbox"));
        assert_eq!(pictures(&house).len(), 1, "the picture before it is gone");
    }
    let largest = png_of_bytes(512 * 1024);
    put(&house, ALICE, &picture(&largest, "image/png")).await.ok();
    let served = house.call("GET", &format!("{}/avatar.png", path(ALICE))).send().await;
    assert_eq!(served.body, largest);
}

async fn a_picture_stays_until_it_is_replaced_or_taken_away(db: TestDb) {
    let house = House::start(db).await;
    let served = async || house.call("GET", &format!("{}/avatar.png", path(ALICE))).send().await;
    served().await.refused(404, "not_found");
    put(&house, ALICE, &picture(&png(8, 8), "image/png")).await.is(201);
    put(&house, ALICE, &json!({"display_name": "Alice Berg"})).await.ok();
    assert_eq!(served().await.is(200).body, png(8, 8));
    put(&house, ALICE, &picture(&png(16, 16), "image/png")).await.ok();
    assert_eq!(served().await.is(200).body, png(16, 16));
    let elsewhere = json!({"display_name": "Alice", "avatar_url": "https://shop.example.com/alice.png"});
    let put = put(&house, ALICE, &elsewhere).await.ok();
    assert_eq!(put["avatar_url"], "https://shop.example.com/alice.png");
    served().await.refused(404, "not_found");
    assert_eq!(pictures(&house), [""; 0]);
}

async fn a_removed_agent_leaves_nothing(db: TestDb) {
    let house = House::start(db).await;
    put(&house, ALICE, &picture(&png(8, 8), "image/png")).await.is(201);
    call(&house, "DELETE", ALICE).await.is(204);
    call(&house, "DELETE", ALICE).await.refused(404, "not_found");
    call(&house, "GET", ALICE).await.refused(404, "not_found");
    house.call("GET", &format!("{}/avatar.png", path(ALICE))).send().await.refused(404, "not_found");
    assert_eq!(pictures(&house), [""; 0]);
    put(&house, ALICE, &json!({"display_name": "Alice"})).await.is(201);
}

async fn agents_of_another_account_are_out_of_reach(db: TestDb) {
    let house = House::start(db).await;
    put(&house, ALICE, &picture(&png(8, 8), "image/png")).await.is(201);
    house.change("INSERT INTO account (id, name, created_ms) VALUES ('acct_other', 'other', 0)").await;
    house.change("UPDATE api_key SET account_id = 'acct_other'").await;
    call(&house, "GET", ALICE).await.refused(404, "not_found");
    call(&house, "DELETE", ALICE).await.refused(404, "not_found");
    put(&house, ALICE, &picture(&png(16, 16), "image/png")).await.refused(409, "conflict");
    let list = house.call("GET", "/api/v1/chat/livechat/agents").key(&house.key).send().await.ok();
    assert_eq!(list, json!({"agents": []}));
    let served = house.call("GET", &format!("{}/avatar.png", path(ALICE))).send().await;
    assert_eq!(served.is(200).body, png(8, 8));
}
