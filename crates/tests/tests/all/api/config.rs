//! How the chat looks: the whole shape, as clients read it.
//!
//! Contract: Diverge reference 3 (GET /config).

use parlour_domain::chatbot;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    every_field_that_clients_need_is_there,
    what_the_owner_sets_is_what_clients_read,
    bad_settings_are_refused_before_anyone_reads_them,
);

/// The kinds that may stand at a place.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

const THEME: &[(&str, &str)] = &[
    ("/brand/primary_color", "colour"),
    ("/surface/background_color", "colour"),
    ("/surface/muted_text_color", "colour"),
    ("/header/alignment", "string"),
    ("/header/logo/url", "string|null"),
    ("/header/button/background_color", "colour|null"),
    ("/header/button/icon_color", "colour"),
    ("/messages/assistant/background_color", "colour"),
    ("/messages/assistant/text_color", "colour"),
    ("/messages/assistant/avatar_size", "number|null"),
    ("/messages/assistant/border_color", "colour|null"),
    ("/messages/assistant/thinking_border_gradient", "list"),
    ("/messages/user/background_color", "colour"),
    ("/messages/user/text_color", "colour"),
    ("/messages/user/border_color", "colour|null"),
    ("/input/text_color", "colour"),
    ("/input/placeholder_color", "colour"),
    ("/input/background_color", "colour|null"),
    ("/input/border_color", "colour|null"),
    ("/input/send_button/icon_color", "colour|null"),
    ("/product_card/discount_price_color", "colour"),
    ("/font/ios/asset_url", "string|null"),
    ("/font/ios/sha256", "string|null"),
    ("/font/ios/format", "string"),
    ("/font/android/asset_url", "string|null"),
];

const REST: &[(&str, &str)] = &[
    ("/display/name", "string"),
    ("/display/avatar/url", "string|null"),
    ("/display/welcome_message", "string|null"),
    ("/display/subtitle", "object|null"),
    ("/display/privacy_policy_url", "string"),
    ("/start_prompts", "list"),
    ("/product_card/open_label", "string|null"),
    ("/product_card/add_to_cart/enabled", "boolean"),
    ("/livechat/enabled", "boolean"),
    ("/livechat/configured", "boolean"),
    ("/livechat/availability_status", "string"),
    ("/livechat/availability_reason", "string"),
    ("/livechat/show_livechat_logo", "boolean"),
    ("/livechat/attachments_enabled", "boolean"),
    ("/livechat/max_attachment_size_bytes", "number"),
    ("/forms", "list"),
    ("/image_enabled", "boolean"),
    ("/popup_messages", "list"),
    ("/language", "string|null"),
    ("/texts", "object"),
];

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

#[track_caller]
fn check(config: &Value, prefix: &str, shape: &[(&str, &str)]) {
    for (place, kinds) in shape {
        let place = format!("{prefix}{place}");
        let value = config.pointer(&place).unwrap_or_else(|| panic!("{place} is missing: {config:#}"));
        let fits = kinds.split('|').any(|allowed| match allowed {
            "colour" => value.as_str().is_some_and(is_colour),
            allowed => kind(value) == allowed,
        });
        assert!(fits, "{place} is {value}, not {kinds}");
    }
}

async fn every_field_that_clients_need_is_there(db: TestDb) {
    let house = House::start(db).await;
    let config = house.visitor("ada").await.get("/config").await.ok();
    check(&config, "", REST);
    check(&config, "/theme", THEME);
    check(&config, "/dark_theme", THEME);
    assert_eq!(config["display"]["name"], "Shop", "the chatbot's own name when the owner set none");
    assert_eq!(config["theme"], config["dark_theme"], "a copy while no dark theme is set");
    assert!(["left", "center", "right"].contains(&config["theme"]["header"]["alignment"].as_str().unwrap()));
    assert_eq!(config["theme"]["font"]["ios"]["format"], "ttf");
    assert_eq!(config["image_enabled"], true);
    assert_eq!(config["livechat"]["availability_status"], "offline");
    assert_eq!(config["livechat"]["availability_reason"], "disabled");
    assert_eq!(config["livechat"]["max_attachment_size_bytes"], 5_242_880);
}

async fn what_the_owner_sets_is_what_clients_read(db: TestDb) {
    let house = House::start(db).await;
    let settings: Settings = serde_json::from_value(json!({
        "display": {"name": "Nordlicht", "welcome_message": "Hej!", "privacy_policy_url": "https://shop.example.com/privacy",
            "subtitle": {"text": "We answer at once", "link": {"text": "Help", "url": "https://shop.example.com/help"}}},
        "theme": {"brand": {"primary_color": "#112233"}},
        "dark_theme": {"brand": {"primary_color": "#445566"}},
        "start_prompts": [{"prompt_text": "Where is my parcel?", "url_pattern": "/orders"}],
        "popup_messages": [{"id": "p1", "text": "Can I help?", "url_pattern": null, "delay_ms": 4000}],
        "image_enabled": false,
        "product_card": {"open_label": "See it", "add_to_cart": {"enabled": true}},
    }))
    .unwrap();
    chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
    let form = serde_json::from_value(json!({
        "form_id": "returns", "name": "Return something", "trigger": "llm", "fields": [],
        "override_targets": ["show_support_ticket"], "submit_actions": [{"type": "save_lead"}],
    }))
    .unwrap();
    chatbot::put_forms(&house.cx, BOT, vec![form]).await.unwrap();
    let config = house.visitor("ada").await.get("/config").await.ok();
    assert_eq!(config["display"]["name"], "Nordlicht");
    assert_eq!(config["display"]["subtitle"]["link"]["text"], "Help");
    assert_eq!(config["theme"]["brand"]["primary_color"], "#112233");
    assert_eq!(config["dark_theme"]["brand"]["primary_color"], "#445566");
    assert_eq!(
        config["start_prompts"],
        json!([{"prompt_text": "Where is my parcel?", "url_pattern": "/orders"}])
    );
    assert_eq!(
        config["popup_messages"],
        json!([{"id": "p1", "text": "Can I help?", "url_pattern": null, "delay_ms": 4000}])
    );
    assert_eq!(config["image_enabled"], false);
    assert_eq!(config["product_card"], json!({"open_label": "See it", "add_to_cart": {"enabled": true}}));
    assert_eq!(
        config["forms"],
        json!([{"form_id": "returns", "name": "Return something", "trigger": "llm",
                "override_targets": ["show_support_ticket"], "submit_actions": [{"type": "save_lead"}]}])
    );
    check(&config, "/dark_theme", THEME);
}

async fn bad_settings_are_refused_before_anyone_reads_them(db: TestDb) {
    let house = House::start(db).await;
    let settings: Settings =
        serde_json::from_value(json!({"theme": {"brand": {"primary_color": "red"}}})).unwrap();
    let refused = chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap_err().to_string();
    assert!(refused.starts_with("settings.theme.brand.primary_color"), "{refused}");
    let config = house.visitor("ada").await.get("/config").await.ok();
    check(&config, "/theme", THEME);
}
