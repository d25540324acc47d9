//! What the script on a page reads before a visitor comes in.
//!
//! Contract: Diverge reference 8.6, SmartAgent reference 1, Chat Data reference 1.

use parlour_domain::chatbot;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    a_page_reads_how_the_chat_looks_by_any_of_its_names,
    what_the_owner_set_is_what_a_page_reads,
    whether_somebody_is_there_follows_the_hours,
    a_message_pops_up_where_it_fits_until_it_was_seen,
    a_changed_message_pops_up_anew,
    every_chatbot_has_a_default_variant,
    a_variant_is_read_as_the_owner_set_it,
    what_is_not_there_is_not_found,
    an_address_may_be_only_so_long,
    reading_leaves_no_trace,
);

const PAGE: &str = "https://shop.example.com";

async fn house(db: TestDb, settings: Value) -> House {
    let house = House::start(db).await;
    house.configure(serde_json::from_value::<Settings>(settings).unwrap()).await;
    house
}

async fn read(house: &House, path: &str) -> Value {
    let answer = house.call("GET", path).header("origin", PAGE).send().await;
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    answer.ok()
}

fn integration(name: &str) -> String {
    format!(
        "/api/v1/chatbot-public/integration-config/{name}?environment=live&embed_url={PAGE}%2F&visitor_key=v"
    )
}

async fn a_page_reads_how_the_chat_looks_by_any_of_its_names(db: TestDb) {
    let house = house(db, json!({})).await;
    let shop = chatbot::find(&house.cx, BOT).await.unwrap();
    let config = read(&house, &integration(BOT)).await;
    let expected = json!({
        "iframeUrl": format!("{}/frame/", house.url), "chatbotId": BOT, "titleG": "Shop", "headerTitleG": "Shop",
        "themeColor": "#1f5f4a", "darkThemeColor": "#1f5f4a", "buttonSide": "right", "texts": {},
        "analyticsUrlsEnabled": false, "analyticsCaptureEnabled": false, "livechatAvailable": false, "forms": [],
        "featureFlags": {"images": true, "livechat": false, "popups": false, "banners": false},
        "hiddenUrls": [], "allowedOrigins": [],
    });
    assert_eq!(config, expected);
    for name in [&shop.public_id, &shop.sdk_key] {
        assert_eq!(read(&house, &integration(name)).await, expected, "{name}");
    }
    assert_eq!(read(&house, &format!("/api/integration-config/{BOT}")).await, expected, "the older address");
    let answer = house.call("GET", &integration(BOT)).send().await;
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
}

async fn what_the_owner_set_is_what_a_page_reads(db: TestDb) {
    let form = json!({"form_id": "callback", "name": "Callback", "trigger": "manual", "fields": []});
    let house = house(
        db,
        json!({
            "display": {"name": "Nordlicht"}, "theme": {"brand": {"primary_color": "#112233"}},
            "dark_theme": {"brand": {"primary_color": "#445566"}}, "language": "da",
            "bubble": {"side": "left", "distance": 12, "bottom": 34, "size": 64, "title": "Spørg os"},
            "texts": {"da": {"send": "Af sted"}}, "hidden_urls": ["/checkout*"], "image_enabled": false,
            "analytics": {"capture": true, "urls": true}, "allowed_origins": [PAGE],
            "popup_messages": [{"id": "a", "text": "Hej"}], "banners": [{"id": "b", "message": "Sale"}],
        }),
    )
    .await;
    chatbot::put_forms(&house.cx, BOT, vec![serde_json::from_value(form).unwrap()]).await.unwrap();
    let config = read(&house, &integration(BOT)).await;
    let expected = json!({
        "iframeUrl": format!("{}/frame/", house.url), "chatbotId": BOT, "titleG": "Spørg os",
        "headerTitleG": "Nordlicht", "themeColor": "#112233", "darkThemeColor": "#445566", "buttonSide": "left",
        "buttonBottom": 34, "buttonRight": 12, "buttonSize": 64, "uiLanguage": "da",
        "texts": {"da": {"send": "Af sted"}}, "analyticsUrlsEnabled": true, "analyticsCaptureEnabled": true,
        "livechatAvailable": false,
        "forms": [{"form_id": "callback", "name": "Callback", "trigger": "manual", "override_targets": [],
            "submit_actions": []}],
        "featureFlags": {"images": false, "livechat": false, "popups": true, "banners": true},
        "hiddenUrls": ["/checkout*"], "allowedOrigins": [PAGE],
    });
    assert_eq!(config, expected);
    let chat = house.visitor("ada").await.get("/config").await.ok();
    assert_eq!((&chat["texts"], &chat["language"]), (&json!({"da": {"send": "Af sted"}}), &json!("da")));
}

async fn whether_somebody_is_there_follows_the_hours(db: TestDb) {
    // The house begins on a Monday at 10:00.
    let hours = json!([{"day": "monday", "start": "09:00", "end": "11:00"}]);
    let livechat = json!({"enabled": true, "availability": {"timezone": "UTC", "working_hours": hours}});
    let house = house(db, json!({"livechat": livechat})).await;
    let config = read(&house, &integration(BOT)).await;
    assert_eq!(
        (&config["livechatAvailable"], &config["featureFlags"]["livechat"]),
        (&json!(true), &json!(true))
    );
    house.clock.advance_ms(60 * 60 * 1000);
    let config = read(&house, &integration(BOT)).await;
    assert_eq!(
        (&config["livechatAvailable"], &config["featureFlags"]["livechat"]),
        (&json!(false), &json!(true))
    );
}

fn popups(rest: &str) -> String {
    format!("/api/v1/popup-messages?chatbot_id={BOT}&visitor_key=visitor-1718461810000-48211&url={rest}")
}

async fn a_message_pops_up_where_it_fits_until_it_was_seen(db: TestDb) {
    let messages = json!([
        {"id": "sale", "text": "50 % off", "url_pattern": "/sale", "delay_ms": 4000},
        {"id": "blank", "text": " "},
        {"id": "help", "text": "Can I help?"},
    ]);
    let house = house(db, json!({"popup_messages": messages})).await;
    let first = read(&house, &popups(&format!("{PAGE}/sale?x=1"))).await;
    assert_eq!((&first["popup_text"], &first["delay_ms"]), (&json!("50 % off"), &json!(4000)));
    let seen = first["popup_key"].as_str().unwrap();
    let second = read(&house, &popups(&format!("{PAGE}/sale&seen={seen}"))).await;
    assert_eq!(second["popup_text"], "Can I help?");
    let elsewhere = read(&house, &popups(&format!("{PAGE}/"))).await;
    assert_eq!(elsewhere, second);
    let both = format!("{seen},{}", second["popup_key"].as_str().unwrap());
    let none = read(&house, &popups(&format!("{PAGE}/sale&seen={both}"))).await;
    assert_eq!(none, json!({"popup_text": null, "popup_key": null, "delay_ms": 0}));
    assert_eq!(read(&house, &popups("")).await, second, "without an address: what fits every page");
}

async fn a_changed_message_pops_up_anew(db: TestDb) {
    let message = |text: &str| json!({"popup_messages": [{"id": "help", "text": text}]});
    let house = house(db, message("Can I help?")).await;
    let key = read(&house, &popups("")).await["popup_key"].as_str().unwrap().to_owned();
    house.configure(serde_json::from_value(message("May I help?")).unwrap()).await;
    assert_eq!(read(&house, &popups(&format!("&seen={key}"))).await["popup_text"], "May I help?");
}

async fn every_chatbot_has_a_default_variant(db: TestDb) {
    let house =
        house(db, json!({"display": {"welcome_message": "Hej!"}, "hidden_urls": ["/checkout*"]})).await;
    let shop = chatbot::find(&house.cx, BOT).await.unwrap();
    for name in [BOT, &shop.public_id, &shop.sdk_key] {
        let config = read(&house, &format!("/config/{name}/default.json")).await;
        let visibility = json!({"timezone": "UTC", "hours": [], "include": [], "exclude": ["/checkout*"]});
        let expected = json!({
            "chatbotId": BOT, "chatInstanceName": BOT, "title": "Shop", "welcome": "Hej!",
            "display": "slideout", "visibility": visibility, "prechat": [], "attachments": true,
        });
        assert_eq!(config, expected, "{name}");
    }
}

async fn a_variant_is_read_as_the_owner_set_it(db: TestDb) {
    let variant = json!({
        "chatInstanceName": "help_faq_bot", "title": "Help", "welcome": "Hello", "display": "slideout",
        "visibility": {"timezone": "Europe/London", "hours": [{"day": "monday", "start": "08:00", "end": "20:00"}],
            "include": ["/help*"], "exclude": ["/help/internal*"]},
        "prechat": [{"key": "name", "label": "Your name", "type": "text", "required": true}],
        "attachments": false, "language": "en",
    });
    let settings = json!({"instances": {"help": variant, "plain": {}, "default": {"title": "Ask"}},
        "hidden_urls": ["/checkout*"], "language": "da"});
    let house = house(db, settings).await;
    let mut expected = variant.clone();
    expected["chatbotId"] = json!(BOT);
    expected["visibility"]["exclude"] = json!(["/help/internal*", "/checkout*"]);
    assert_eq!(read(&house, &format!("/config/{BOT}/help.json")).await, expected);
    let plain = read(&house, &format!("/config/{BOT}/plain.json")).await;
    assert_eq!((&plain["chatInstanceName"], &plain["language"]), (&json!("plain"), &json!("da")));
    assert_eq!(read(&house, &format!("/config/{BOT}/default.json")).await["title"], "Ask");
    let answer = house.call("GET", &format!("/config/{BOT}/help.json")).send().await;
    assert_eq!(answer.header("cache-control"), "public, max-age=60");
}

async fn what_is_not_there_is_not_found(db: TestDb) {
    let house = house(db, json!({})).await;
    for path in [
        "/api/v1/chatbot-public/integration-config/nobody",
        "/api/integration-config/nobody",
        "/api/v1/popup-messages?chatbot_id=nobody",
        "/config/nobody/default.json",
        "/config/shop-bot/other.json",
        "/config/shop-bot/default",
        "/config/shop-bot/%00.json",
    ] {
        let answer = house.call("GET", path).header("origin", PAGE).send().await;
        answer.refused(404, "not_found");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    }
    let other = house.call("GET", "/config/shop-bot/other.json").send().await;
    assert!(other.text().contains("parlour chatbot instance shop-bot"), "{}", other.text());
    house.call("GET", "/api/v1/popup-messages").send().await.faulted(&["chatbot_id"]);
    let staging = format!("/api/v1/chatbot-public/integration-config/{BOT}?environment=staging");
    house.call("GET", &staging).send().await.faulted(&["environment"]);
}

async fn an_address_may_be_only_so_long(db: TestDb) {
    let house = house(db, json!({})).await;
    let long = |letters: usize| popups(&"x".repeat(letters));
    read(&house, &long(2048)).await;
    house.call("GET", &long(2049)).send().await.faulted(&["url"]);
}

async fn reading_leaves_no_trace(db: TestDb) {
    let house = house(db, json!({"analytics": {"capture": true}})).await;
    read(&house, &integration(BOT)).await;
    read(&house, &popups("")).await;
    read(&house, &format!("/config/{BOT}/default.json")).await;
    for table in ["visitor", "page_event", "event"] {
        assert_eq!(house.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await, 0, "{table}");
    }
}
