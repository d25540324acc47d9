//! The examples of what receives webhooks believe what is signed, and nothing else.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parlour_domain::webhook::Listener;
use parlour_model::{Clock, Environment};
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::receiver::signature;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::happens;
use super::listening::copied;

const SECRET: &str = "whsec_of_the_example";

/// Copies an event to an example that is started with [`SECRET`], signed with that and with another.
async fn receives(program: &str, file: &str) {
    let mut house = House::start(TestDb::sqlite().await).await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/webhook-receiver").join(file);
    let mut child = Command::new(program)
        .arg(path)
        .env("SIGNING_SECRET", SECRET)
        .env("PORT", "0")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; install it to run this test"));
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut line = async || {
        let line = tokio::time::timeout(Duration::from_secs(30), lines.next_line()).await;
        line.expect("a line in time").unwrap().expect("a line")
    };
    let port = line().await.strip_prefix("listening on ").unwrap().to_owned();
    // An example goes by the machine's clock, and refuses what is old.
    house.cx.clock = machine_clock();
    for (secret, status) in [("whsec_another_one", 401), (SECRET, 204)] {
        let target = format!("http://127.0.0.1:{port}/");
        let listener = Listener::new(house.cx.clone(), BOT, Environment::Live, &target, secret.into()).await;
        let mut listener = listener.unwrap();
        happens(&house, &format!("evt_{status}")).await;
        let told: Vec<_> = copied(&mut listener).await.iter().map(|of| of.status_code).collect();
        assert!(told.ends_with(&[Some(status)]), "{told:?}");
    }
    assert!(line().await.contains("livechat.session.closed"));
    // Both examples answer the same to whatever else may come.
    let now = house.cx.clock.now().ms() / 1000;
    let (deep, long) = ("[".repeat(100_000), "9".repeat(5_000));
    let event = r#"{"event_id":"evt_x","type":"a"}"#;
    for (what, body, time, tail, expected) in [
        ("an event", event, now.to_string(), "", 204),
        ("a list", "[1]", now.to_string(), "", 400),
        ("an empty object", "{}", now.to_string(), "", 400),
        ("nothing", "null", now.to_string(), "", 400),
        ("a number for a name", r#"{"event_id":1,"type":"a"}"#, now.to_string(), "", 400),
        ("a list for a name", r#"{"event_id":[],"type":"a"}"#, now.to_string(), "", 400),
        ("no kind", r#"{"event_id":"evt_y"}"#, now.to_string(), "", 400),
        ("no JSON", "event", now.to_string(), "", 400),
        ("deep JSON", deep.as_str(), now.to_string(), "", 400),
        ("a signature with more behind it", event, now.to_string(), "zz", 401),
        ("an old time", event, (now - 301).to_string(), "", 401),
        ("a long time", event, long, "", 401),
        ("a time that is none", event, "soon".to_owned(), "", 401),
    ] {
        let call = house
            .call_address("POST", &format!("http://127.0.0.1:{port}/"))
            .header("x-di-timestamp", &time)
            .header("x-di-signature", &(signature(SECRET, &time, body) + tail));
        assert_eq!(call.body(body.to_owned()).send().await.status, expected, "{program}: {what}");
    }
}

#[expect(clippy::disallowed_methods, reason = "a program of its own is called, which has no other clock")]
fn machine_clock() -> Clock {
    Clock::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis() as i64))
}

#[tokio::test]
async fn the_node_example_believes_only_what_is_signed() {
    receives("node", "receiver.mjs").await;
}

#[tokio::test]
async fn the_python_example_believes_only_what_is_signed() {
    receives("python3", "receiver.py").await;
}
