//! What stands above the chat, by page.
//!
//! Contract: Diverge reference 5 (GET /banners).

use parlour_domain::chatbot;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(a_page_shows_the_banners_that_fit_it, a_banner_that_leads_to_a_script_is_refused);

async fn a_page_shows_the_banners_that_fit_it(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    assert_eq!(ada.get("/banners?url=https%3A%2F%2Fshop.example.com%2F").await.ok(), json!({"banners": []}));
    let settings: Settings = serde_json::from_value(json!({"banners": [
        {"id": "b", "message": "Second", "url_pattern": "/sale", "sort_order": 1},
        {"id": "a", "message": "First", "url_pattern": "/sale", "sort_order": 1, "background_color": "#112233",
            "text_color": "#eeeeee", "cta_url": "https://shop.example.com/sale", "cta_label": "See it",
            "cta_style": "button", "dismissible": false},
        {"id": "off", "message": "Off", "enabled": false},
        {"id": "blank", "message": " "},
        {"id": "default", "message": "Welcome", "is_default": true},
    ]}))
    .unwrap();
    chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
    let shown = ada.get("/banners?url=https%3A%2F%2Fshop.example.com%2Fsale%3Fx%3D1").await.ok();
    assert_eq!(
        shown["banners"][0],
        json!({"id": "a", "message": "First", "background_color": "#112233", "text_color": "#eeeeee",
            "cta_url": "https://shop.example.com/sale", "cta_label": "See it", "cta_style": "button",
            "dismissible": false})
    );
    let ids = |shown: &Value| -> Vec<Value> {
        shown["banners"].as_array().unwrap().iter().map(|banner| banner["id"].clone()).collect()
    };
    assert_eq!(ids(&shown), ["a", "b"]);
    assert_eq!(ids(&ada.get("/banners?url=https%3A%2F%2Fshop.example.com%2F").await.ok()), ["default"]);
    assert_eq!(ids(&ada.get("/banners").await.ok()), ["default"]);
    let long = format!("/banners?url={}", "x".repeat(2049));
    ada.get(&long).await.faulted(&["url"]);
}

async fn a_banner_that_leads_to_a_script_is_refused(db: TestDb) {
    let house = House::start(db).await;
    let settings: Settings = serde_json::from_value(json!({"banners": [
        {"id": "a", "message": "Sale", "cta_url": "javascript:alert(1)"},
    ]}))
    .unwrap();
    let refused = chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap_err().to_string();
    assert!(refused.starts_with("settings.banners.0.cta_url"), "{refused}");
}
