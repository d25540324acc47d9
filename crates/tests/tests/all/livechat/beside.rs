//! Who waits is woken: by what is said while a person is waited for, and by what another process on the same PostgreSQL
//! database changes.
//!
//! Contract: Diverge reference 6.4 (GET sync answers at once when anything changed).

use std::time::{Duration, Instant};

use futures::FutureExt as _;
use parlour_domain::webhook::Courier;
use parlour_llm::Deadlines;
use parlour_llm::fake::{Fake, Gate, Script};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Twin, Visitor, said};
use parlour_tests::on_both;
use serde_json::{Value, json};

use super::{ALICE, Desk, ask, staff, staffed, state, turned_on, with_alice};

on_both!(who_delivers_is_woken_by_what_is_asked_and_answered_while_a_person_is_waited_for);

/// What comes within this time was woken: nobody looks by themselves before.
const WOKEN: Duration = Duration::from_secs(10);

/// The lines between processes that are up.
const LINES: &str =
    "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE application_name = 'parlour_' || md5(current_schema())";

/// Waits until so many processes hear each other.
async fn hearing(house: &House, processes: i64) {
    while house.db().engine() == "postgres" && house.count(LINES).await != processes {
        tokio::task::yield_now().await;
    }
}

async fn post(house: &House, twin: &Twin, token: &str, path: &str, body: &Value) -> Value {
    let address = format!("{}/api/v1/chat{path}", twin.url);
    house.call_address("POST", &address).token(token).json(body).send().await.ok()
}

/// Waits with the cursor of now while `happen` happens; the state then.
async fn woken_by(visitor: &Visitor<'_>, happen: impl Future<Output = Value>) -> Value {
    let seen = visitor.get("/livechat/sync").await.ok();
    let cursor = seen["sync_cursor"].as_str().unwrap();
    let path = format!("/livechat/sync?wait_ms=20000&sync_cursor={cursor}");
    let began = Instant::now();
    let (answer, _) = futures::join!(visitor.get(&path), happen);
    assert!(began.elapsed() < WOKEN, "it waited for its end");
    answer.ok()["state"].clone()
}

async fn woken(courier: &Courier, by: &str) {
    tokio::time::timeout(WOKEN, courier.hinted()).await.unwrap_or_else(|_| panic!("no hint by {by}"));
}

async fn who_delivers_is_woken_by_what_is_asked_and_answered_while_a_person_is_waited_for(db: TestDb) {
    let (fake, gate) = (Fake::start().await, Gate::default());
    fake.push(Script::stream().hold(&gate).say("I am fine.").finish("stop").done());
    let house = House::speaking(db, fake.endpoint(), Deadlines::default()).await;
    staff(&house, turned_on()).await;
    hearing(&house, 1).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let courier = Courier::new(house.cx.clone(), WOKEN).unwrap();
    woken(&courier, "the wish for a person").await;
    let frames = ada.message(&said("hi there, how are you?")).listen().await;
    woken(&courier, "the question").await;
    fake.was_asked(1).await;
    assert!(courier.hinted().now_or_never().is_none(), "one word was enough");
    gate.release();
    woken(&courier, "the answer").await;
    assert_eq!(frames.all().await.last().unwrap().event, "done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_who_waits_at_one_process_hears_at_once_what_happens_at_another() {
    let house = staffed(TestDb::postgres().await).await;
    let twin = house.twin().await;
    hearing(&house, 2).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let desk = Desk::of(&ada).await;
    for words in ["Hello", "Are you there?", "Goodbye"] {
        let body = json!({"agent_id": ALICE, "message": said(words)["message"]});
        let says = post(&house, &twin, &desk.token, "/livechat/agent/messages", &body);
        assert_eq!(woken_by(&ada, says).await["status"], "active");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_delivers_is_woken_by_events_of_another_process() {
    let house = staffed(TestDb::postgres().await).await;
    let twin = house.twin().await;
    hearing(&house, 2).await;
    let ada = house.visitor("ada").await;
    let courier = Courier::new(house.cx.clone(), WOKEN).unwrap();
    // The word that came when the line was new.
    woken(&courier, "the new line").await;
    let wish = json!({"platform": "website", "source": "manual_button"});
    post(&house, &twin, &ada.token, "/livechat/handover", &wish).await;
    woken(&courier, "the other process").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_lost_is_made_anew_and_wakes_everyone() {
    let house = staffed(TestDb::postgres().await).await;
    let twin = house.twin().await;
    hearing(&house, 2).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    let seen = state(&ada).await["state_version"].as_i64().unwrap();
    let typing = async {
        let cut = LINES.replace("COUNT(*)", "COUNT(pg_terminate_backend(pid))");
        assert_eq!(house.count(&cut).await, 2);
        let body = json!({"agent_id": ALICE, "is_typing": true});
        post(&house, &twin, &desk.token, "/livechat/agent/typing", &body).await
    };
    let told = woken_by(&ada, typing).await;
    assert_eq!((&told["is_agent_typing"], told["state_version"].as_i64()), (&json!(true), Some(seen + 1)));
    hearing(&house, 2).await;
}
