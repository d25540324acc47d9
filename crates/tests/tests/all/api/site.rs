//! Pages and files: the reference, the document behind it, the frame, and whether we are well.

use parlour_api::{Options, RateLimits, WebFile, WebFiles};
use parlour_domain::chatbot;
use parlour_model::config::Settings;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    the_server_says_that_it_is_up_and_ready,
    the_served_document_is_the_generated_one,
    the_document_lists_every_call_and_every_call_is_served,
    every_operation_tells_its_refusals,
    the_reference_names_every_call_and_asks_nobody_else,
    the_frame_may_be_shown_by_listed_sites_only,
    a_placed_frame_may_be_shown_by_every_site_until_some_are_listed,
    the_pages_of_any_site_load_every_contracts_scripts,
    a_file_that_a_browser_has_is_not_sent_again,
    the_demo_is_there_only_when_asked_for,
    without_web_files_the_api_still_stands,
);

fn files() -> Options {
    let web_files = WebFiles(|path| {
        let (bytes, mime): (&[u8], &str) = match path {
            "frame/index.html" => (b"<!doctype html><title>frame</title>", "text/html; charset=utf-8"),
            "frame/frame.js" | "frame/form-2GZKZ7QX.js" | "frame/form.js" => {
                (b"'use strict';", "text/javascript; charset=utf-8")
            }
            "universal-chatbot.js"
            | "chatbotinline.js"
            | "inline-search-bar.js"
            | "embed.min.js"
            | "chatbotsdk.min.js"
            | "loader/main.js" => (b"(() => {})();", "text/javascript; charset=utf-8"),
            "css/loader.css" => (b"a{}", "text/css; charset=utf-8"),
            "demo/index.html" => (b"<!doctype html><title>shop</title>", "text/html; charset=utf-8"),
            "demo/cups.html" => (b"<!doctype html><title>cups</title>", "text/html; charset=utf-8"),
            _ => return None,
        };
        Some(WebFile {
            bytes: bytes.into(),
            mime: mime.into(),
            etag: format!("tag-{path}").replace('/', "-"),
        })
    });
    Options { web_files, rate_limits: RateLimits::Off, demo: false }
}

async fn the_server_says_that_it_is_up_and_ready(db: TestDb) {
    let house = House::start(db).await;
    assert_eq!(house.call("GET", "/healthz").send().await.ok(), json!({"status": "up"}));
    assert_eq!(house.call("GET", "/readyz").send().await.ok(), json!({"status": "ready"}));
    house.change("ALTER TABLE chatbot RENAME TO chatbot_elsewhere").await;
    house.call("GET", "/readyz").send().await.refused(503, "internal");
    house.call("GET", "/healthz").send().await.ok();
}

async fn the_served_document_is_the_generated_one(db: TestDb) {
    let house = House::start(db).await;
    let answer = house.call("GET", "/api/openapi.json").send().await;
    answer.ok();
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.text(), parlour_api::openapi().to_json().unwrap());
}

/// Every call that the house has, as the contract and this project's additions name them.
const CALLS: [&str; 14] = [
    "POST /api/v1/chat/auth",
    "GET /api/v1/chat/config",
    "POST /api/v1/chat/messages",
    "GET /api/v1/chat/messages",
    "GET /api/v1/chat/messages/{message_id}/stream",
    "POST /api/v1/chat/actions",
    "POST /api/v1/chat/rate",
    "GET /api/v1/chat/export",
    "DELETE /api/v1/chat",
    "GET /api/v1/chat/livechat/attachments/{attachment_id}",
    "POST /api/v1/chatbot-public/session",
    "GET /healthz",
    "GET /readyz",
    "GET /api/openapi.json",
];

fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            all.push((format!("{} {path}", method.to_uppercase()), operation.clone()));
        }
    }
    all
}

async fn the_document_lists_every_call_and_every_call_is_served(db: TestDb) {
    let house = House::start(db).await;
    let document = house.call("GET", "/api/openapi.json").send().await.ok();
    let listed: Vec<String> = operations(&document).into_iter().map(|(call, _)| call).collect();
    for call in CALLS {
        assert!(listed.contains(&call.to_owned()), "{call} is not listed");
    }
    for call in &listed {
        let (method, path) = call.split_once(' ').unwrap();
        let path = path.replace("{message_id}", "m").replace("{attachment_id}", "a");
        let answer = house.call(method, &path).send().await;
        let nothing_there = answer.status == 405 || answer.text().contains("nothing at this path");
        assert!(!nothing_there, "{call} is not served: {answer:?}");
    }
}

async fn every_operation_tells_its_refusals(db: TestDb) {
    let house = House::start(db).await;
    let document = house.call("GET", "/api/openapi.json").send().await.ok();
    let mut names = std::collections::BTreeSet::new();
    for (call, operation) in operations(&document) {
        assert!(names.insert(operation["operationId"].to_string()), "{call}: its name is another's, too");
        let told = |status: &str| operation["responses"].get(status).is_some();
        match operation["security"][0].as_object().and_then(|of| of.keys().next()).map(String::as_str) {
            Some("visitorToken" | "apiKey" | "sessionToken") => {
                assert!(["401", "403", "429", "500"].into_iter().all(told), "{call}: {operation}");
            }
            Some("signedAddress") => assert!(told("401"), "{call}"),
            _ => {}
        }
        if operation.get("requestBody").is_some() {
            assert!(["400", "413", "415", "422"].into_iter().all(told), "{call}: {operation}");
        }
    }
}

async fn the_reference_names_every_call_and_asks_nobody_else(db: TestDb) {
    let house = House::start(db).await;
    let document = house.call("GET", "/api/openapi.json").send().await.ok();
    let page = house.call("GET", "/api").send().await;
    page.is(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let html = page.text();
    for (call, operation) in operations(&document) {
        let summary = operation["summary"].as_str().unwrap().replace('\'', "&#39;");
        let there = html.contains(&summary) || html.contains(operation["summary"].as_str().unwrap());
        assert!(there, "{call}: {summary}");
    }
    for (at, _) in html.match_indices("src=\"").chain(html.match_indices("href=\"")) {
        let value = html[at..].split('"').nth(1).unwrap();
        assert!(value.starts_with('/') || value.starts_with('#'), "an outside reference: {value}");
        assert!(!value.starts_with("//"), "an outside reference: {value}");
        if value.starts_with('/') {
            house.call("GET", value).send().await.is(200);
        }
    }
    for never in ["<script", "<iframe", "@import", "url(", "http-equiv"] {
        assert!(!html.contains(never), "{never}");
    }
    let css = house.call("GET", "/api/reference.css").send().await;
    assert!(!css.text().contains("url(") && !css.text().contains("@import"));
}

/// The sites that may show a page, by its policy.
fn ancestors(policy: &str) -> Vec<&str> {
    let list = policy.split(';').map(str::trim).find_map(|rule| rule.strip_prefix("frame-ancestors "));
    list.unwrap_or_default().split(' ').collect()
}

async fn the_frame_may_be_shown_by_listed_sites_only(db: TestDb) {
    let house = House::with(db, files()).await;
    let policy = async |query: &str| {
        let page = house.call("GET", &format!("/frame/{query}")).send().await;
        page.is(200);
        assert!(page.text().contains("<title>frame</title>"));
        assert_eq!(page.header("x-frame-options"), "", "it would forbid what the policy allows");
        page.header("content-security-policy").to_owned()
    };
    assert_eq!(ancestors(&policy("?chatbot_id=shop-bot").await), ["'self'"]);
    let origins = json!({"allowed_origins": ["https://shop.example.com", "https://other.example.com:8443"]});
    let settings: Settings = serde_json::from_value(origins).unwrap();
    chatbot::configure(&house.cx, BOT, "Shop", settings).await.unwrap();
    assert_eq!(
        ancestors(&policy("?chatbot_id=shop-bot").await),
        ["'self'", "https://shop.example.com", "https://other.example.com:8443"]
    );
    for query in ["", "?chatbot_id=nobody", "?chatbot_id=", "?chatbot_id=%00", "?other=1"] {
        assert_eq!(ancestors(&policy(query).await), ["'self'"], "{query}");
    }
    let policy = policy("?chatbot_id=shop-bot").await;
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    // By its other name it would come without the policy.
    house.call("GET", "/frame/index.html").send().await.refused(404, "not_found");
}

async fn a_placed_frame_may_be_shown_by_every_site_until_some_are_listed(db: TestDb) {
    let house = House::with(db, files()).await;
    let policy = async |name: &str| {
        let page = house.call("GET", &format!("/chatbot-iframe/{name}")).send().await;
        page.is(200);
        assert!(page.text().contains("<title>frame</title>"));
        assert_eq!(page.header("cache-control"), "no-cache");
        page.header("content-security-policy").to_owned()
    };
    let shop = chatbot::find(&house.cx, BOT).await.unwrap();
    for name in [BOT, &shop.public_id, &shop.sdk_key, "nobody", "%00", "a%2Fb"] {
        assert_eq!(ancestors(&policy(name).await), ["*"], "{name}");
    }
    let settings: Settings =
        serde_json::from_value(json!({"allowed_origins": ["https://shop.example.com"]})).unwrap();
    house.configure(settings).await;
    for name in [BOT, &shop.public_id, &shop.sdk_key] {
        assert_eq!(ancestors(&policy(name).await), ["'self'", "https://shop.example.com"], "{name}");
        let query = format!("/frame/?chatbot_id={name}");
        let frame = house.call("GET", &query).send().await;
        let frame = ancestors(frame.header("content-security-policy")).join(" ");
        assert_eq!(frame, "'self' https://shop.example.com", "{name}");
    }
    let policy = policy(BOT).await;
    assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{policy}");
    house.call("GET", "/chatbot-iframe/").send().await.refused(404, "not_found");
}

async fn the_pages_of_any_site_load_every_contracts_scripts(db: TestDb) {
    let house = House::with(db, files()).await;
    for path in [
        "/universal-chatbot.js",
        "/chatbotinline.js",
        "/inline-search-bar.js",
        "/embed.min.js?chatbotId=shop-bot",
        "/chatbotsdk.min.js",
        "/static/chatbotsdk.min.js",
        "/loader/main.js",
        "/css/loader.css",
        "/frame/form.js",
    ] {
        let file = house.call("GET", path).header("origin", "https://shop.example.com").send().await;
        file.is(200);
        assert_eq!(file.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(file.header("cross-origin-resource-policy"), "cross-origin", "{path}");
        assert_eq!(file.header("cache-control"), "public, max-age=300", "{path}");
        let kind = if path.ends_with(".css") { "text/css" } else { "text/javascript" };
        assert!(file.header("content-type").starts_with(kind), "{path}");
    }
    let piece = house.call("GET", "/frame/form-2GZKZ7QX.js").send().await;
    piece.is(200);
    assert_eq!(piece.header("cache-control"), "public, max-age=31536000, immutable");
    for path in ["/static/universal-chatbot.js", "/loader/", "/css/other.css", "/static/embed.min.js"] {
        house.call("GET", path).send().await.refused(404, "not_found");
    }
}

async fn a_file_that_a_browser_has_is_not_sent_again(db: TestDb) {
    let house = House::with(db, files()).await;
    for path in [
        "/universal-chatbot.js",
        "/frame/frame.js",
        "/frame/",
        "/api",
        "/api/openapi.json",
        "/api/reference.css",
    ] {
        let first = house.call("GET", path).send().await;
        first.is(200);
        assert!(!first.body.is_empty());
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty(), "{path}");
        let second = house.call("GET", path).header("if-none-match", &tag).send().await;
        second.is(304);
        assert!(second.body.is_empty(), "{path}");
        assert_eq!(second.header("etag"), tag, "{path}");
        house.call("GET", path).header("if-none-match", "W/\"other\"").send().await.is(200);
    }
    let loader = house.call("GET", "/universal-chatbot.js").send().await;
    assert_eq!(loader.header("access-control-allow-origin"), "*", "pages of any site load it");
    assert!(loader.header("content-type").starts_with("text/javascript"));
    for path in ["/frame/..%2funiversal-chatbot.js", "/frame/%2funiversal-chatbot.js", "/frame/nothing.js"] {
        house.call("GET", path).send().await.refused(404, "not_found");
    }
}

async fn the_demo_is_there_only_when_asked_for(db: TestDb) {
    let house = House::with(db, files()).await;
    house.call("GET", "/demo/").send().await.refused(404, "not_found");
    house.call("GET", "/demo/cups").send().await.refused(404, "not_found");
    let home = house.call("GET", "/").send().await;
    assert_eq!((home.status, home.header("location")), (307, "/api"));
    let house = House::with(TestDb::sqlite().await, Options { demo: true, ..files() }).await;
    let home = house.call("GET", "/").send().await;
    assert_eq!((home.status, home.header("location")), (307, "/demo/"));
    for (path, title) in [("/demo/", "shop"), ("/demo/cups", "cups"), ("/demo/cups.html", "cups")] {
        let page = house.call("GET", path).send().await;
        page.is(200);
        assert!(page.text().contains(title), "{path}");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    }
    house.call("GET", "/demo/nothing").send().await.refused(404, "not_found");
}

async fn without_web_files_the_api_still_stands(db: TestDb) {
    let house = House::start(db).await;
    house.call("GET", "/frame/").send().await.refused(404, "not_found");
    house.call("GET", "/universal-chatbot.js").send().await.refused(404, "not_found");
    house.call("GET", "/api").send().await.is(200);
}
