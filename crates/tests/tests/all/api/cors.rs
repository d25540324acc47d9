//! Which calls the pages of other sites may make.
//!
//! Contract: Diverge reference 1.4.

use parlour_tests::client::Answer;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::on_both;
use serde_json::json;

on_both!(
    any_page_may_make_a_visitors_calls,
    a_refused_visitors_call_can_be_read_by_the_page,
    a_preflight_allows_what_clients_send,
    no_page_may_make_a_backends_calls,
);

const PAGE: &str = "https://shop.example.com";

const VISITOR_PATHS: [&str; 13] = [
    "/api/v1/chat/config",
    "/api/v1/chat/messages",
    "/api/v1/chat/messages/msg_1/stream",
    "/api/v1/chat/actions",
    "/api/v1/chat/rate",
    "/api/v1/chat/session",
    "/api/v1/chat/forms/returns/values",
    "/api/v1/chat/export",
    "/api/v1/chat",
    "/api/v1/chatbot-public/session",
    "/api/v1/chatbot-public/opens",
    "/api/v1/analytics/events",
    "/api/v1/popup-messages",
];

fn words(answer: &Answer, header: &str) -> Vec<String> {
    answer.header(header).split(',').map(|word| word.trim().to_ascii_lowercase()).collect()
}

async fn any_page_may_make_a_visitors_calls(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let answer = ada.call("GET", "/api/v1/chat/config").header("origin", PAGE).send().await;
    answer.ok();
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "", "no cookies");
    let exposed = words(&answer, "access-control-expose-headers");
    assert!(
        ["retry-after", "x-request-id"].iter().all(|name| exposed.contains(&(*name).to_owned())),
        "{exposed:?}"
    );
    let stream = ada.message(&parlour_tests::house::said("hello")).header("origin", PAGE).listen().await;
    assert_eq!(stream.headers["access-control-allow-origin"], "*");
}

async fn a_refused_visitors_call_can_be_read_by_the_page(db: TestDb) {
    let house = House::start(db).await;
    for path in VISITOR_PATHS {
        for method in ["GET", "POST", "PUT"] {
            let answer = house.call(method, path).header("origin", PAGE).send().await;
            assert!((400..500).contains(&answer.status), "{method} {path}: {}", answer.status);
            assert_eq!(
                answer.header("access-control-allow-origin"),
                "*",
                "{method} {path}: {}",
                answer.status
            );
        }
    }
}

async fn a_preflight_allows_what_clients_send(db: TestDb) {
    let house = House::start(db).await;
    for path in VISITOR_PATHS {
        let ask = house.call("OPTIONS", path).header("origin", PAGE);
        let ask = ask.header("access-control-request-method", "POST");
        let ask =
            ask.header("access-control-request-headers", "authorization,content-type,x-diverge-sdk-platform");
        let answer = ask.send().await;
        answer.is(200);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        let methods = words(&answer, "access-control-allow-methods");
        for method in ["get", "post", "patch", "delete", "options"] {
            assert!(methods.contains(&method.to_owned()), "{path}: {method} in {methods:?}");
        }
        let headers = words(&answer, "access-control-allow-headers");
        for header in [
            "authorization",
            "content-type",
            "accept",
            "last-event-id",
            "x-diverge-sdk-platform",
            "x-diverge-sdk-version",
            "x-diverge-client-profile",
        ] {
            assert!(headers.contains(&header.to_owned()), "{path}: {header} in {headers:?}");
        }
    }
}

async fn no_page_may_make_a_backends_calls(db: TestDb) {
    let house = House::start(db).await;
    let none = |answer: &Answer| {
        let cors = answer.headers.keys().filter(|name| name.as_str().starts_with("access-control-")).count();
        assert_eq!(cors, 0, "{answer:?}");
    };
    let sign_in = house.call("POST", "/api/v1/chat/auth").key(&house.key).header("origin", PAGE);
    let answer = sign_in.json(&json!({"chatbot_id": BOT})).send().await;
    answer.ok();
    none(&answer);
    none(&house.call("POST", "/api/v1/chat/auth").header("origin", PAGE).send().await);
    let ask = house.call("OPTIONS", "/api/v1/chat/auth").header("origin", PAGE);
    let answer = ask.header("access-control-request-method", "POST").send().await;
    answer.refused(405, "not_found");
    none(&answer);
}
