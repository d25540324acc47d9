//! Two servers on one PostgreSQL share what is to be told, and one takes over when the other dies.
//!
//! Contract: Diverge reference 7.4.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::future::join_all;
use parlour_tests::receiver::{Received, Receiver, Reply};
use parlour_tests::server::{Database, Server};

use super::handing_over::{furnish, hand_over, sign_in, start, stored};

const BEFORE: usize = 120;
const AFTER: usize = 80;
/// A claim of a process that is gone ends after half a minute.
const PATIENCE: Duration = Duration::from_secs(120);

/// Each visitor asks for a person, every other one at the other server.
async fn hand_over_by_turns(servers: [&Server; 2], visitors: &[String]) {
    let asking = visitors.iter().enumerate().map(|(i, token)| {
        let caller = servers[i % 2].caller().with_token(token);
        async move { hand_over(&caller).await.expect("a session") }
    });
    join_all(asking).await;
}

/// The events that a server has told, by its own account.
fn told_by<'a>(server: &Server, ids: &'a BTreeSet<String>) -> BTreeSet<&'a String> {
    let log = server.log();
    ids.iter()
        .filter(|id| log.lines().any(|line| line.contains("delivery") && line.contains(id.as_str())))
        .collect()
}

/// Waits until nothing is left to be told.
async fn all_told(server: &Server, key: &str) {
    let backend = server.caller().with_key(key);
    let mut looks = tokio::time::interval(Duration::from_millis(200));
    let told = async {
        loop {
            looks.tick().await;
            let pending = backend.get("/api/v1/chat/events?status=pending&limit=1").await.expect(200);
            if pending["events"].as_array().unwrap().is_empty() {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await.expect("all events are told in the end");
}

fn ids(came: &[Received]) -> BTreeSet<String> {
    came.iter().map(Received::event_id).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_share_deliveries_and_one_takes_over_from_the_dead() {
    // Slow enough that something is under way when one of them dies.
    let receiver = Receiver::start(|_, _| Reply::Late(200, Duration::from_millis(400))).await;
    let mut first = start(Database::Postgres).await;
    let second = first.beside().await;
    let key = first.key().await;
    let secret = furnish(&first, &key, &receiver.url).await;
    let visitors = sign_in(&first, &key, BEFORE + AFTER).await;

    hand_over_by_turns([&first, &second], &visitors[..BEFORE]).await;
    let came = receiver.until_enough(PATIENCE, |came| ids(came).len() == BEFORE).await;
    assert_eq!(came.len(), BEFORE, "while both live, each is told once");
    let all = ids(&came);
    // What was sent last is logged when it is answered: the next events come behind that.
    hand_over_by_turns([&first, &second], &visitors[BEFORE..]).await;
    receiver.until_enough(PATIENCE, |came| came.len() >= BEFORE + AFTER / 4).await;
    let (by_first, by_second) = (told_by(&first, &all), told_by(&second, &all));
    assert!(
        !by_first.is_empty() && !by_second.is_empty(),
        "one does all the work: {by_first:?} {by_second:?}"
    );
    assert!(by_first.is_disjoint(&by_second));

    first.kill9().await;
    let stored = stored(&second, &key).await;
    assert_eq!(stored.len(), BEFORE + AFTER);
    let all: BTreeSet<String> = stored.into_keys().collect();
    all_told(&second, &key).await;
    let came = receiver.received();
    let mut attempts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for told in &came {
        assert!(told.is_signed_with(&secret));
        attempts.entry(told.event_id()).or_default().push(told.header("x-di-attempt").to_owned());
    }
    assert_eq!(attempts.len(), all.len(), "an event was told under two ids");
    let again: Vec<&Vec<String>> = attempts.values().filter(|of| of.len() > 1).collect();
    assert!(!again.is_empty(), "nothing was under way when the first server died");
    assert!(again.iter().all(|of| **of == ["1", "2"]), "more than a second time: {again:?}");
    let (by_first, by_second) = (told_by(&first, &all), told_by(&second, &all));
    assert_eq!(by_first.union(&by_second).count(), all.len(), "one of them has told each");
}
