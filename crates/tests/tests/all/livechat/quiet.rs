//! What time ends: sessions where nothing happens, and writing that is not renewed.
//!
//! Contract: Diverge reference 6.2 (`closed_by`) and 6.4 (typing).

use parlour_domain::livechat::{close_idle, expire_typing};
use parlour_model::config::{AutoClose, LivechatSettings};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, said};
use parlour_tests::on_both;
use serde_json::json;

use super::{ALICE, Desk, ask, staff, staffed, state, told, turned_on, with_alice};

on_both!(
    a_quiet_session_is_closed_by_the_house,
    who_waits_and_who_talks_have_times_of_their_own,
    who_chats_with_the_assistant_while_they_wait_is_there,
    who_was_writing_when_it_ended_is_told_to_have_stopped,
    the_end_of_an_agents_writing_is_one_change,
    writing_that_is_not_renewed_is_told_to_have_stopped,
    an_agents_writing_that_is_not_renewed_ends_in_a_new_version,
);

const MINUTE: i64 = 60_000;

async fn a_quiet_session_is_closed_by_the_house(db: TestDb) {
    let house = House::start(db).await;
    staff(
        &house,
        LivechatSettings { auto_close_minutes: AutoClose { waiting: 30, active: 30 }, ..turned_on() },
    )
    .await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    with_alice(&ada).await;
    ask(&eve).await;
    house.clock.advance_ms(29 * MINUTE);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 0);
    ada.post("/livechat/messages", &said("Still there?")).await.ok();
    house.clock.advance_ms(MINUTE);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 1, "eve's, in which nothing was said");
    let closed = state(&eve).await;
    assert_eq!((&closed["status"], &closed["closed_by"]), (&json!("closed"), &json!("system")));
    assert_eq!((&closed["closed_by_agent_id"], &closed["state_version"]), (&json!(null), &json!(2)));
    assert_eq!(state(&ada).await["status"], "active");
    assert_eq!(told(&house).await.last().unwrap(), "livechat.session.closed");
    house.clock.advance_ms(29 * MINUTE);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 1);
    assert_eq!(state(&ada).await["feedback"]["status"], "pending");
    assert_eq!(close_idle(&house.cx).await.unwrap(), 0);
}

async fn who_waits_and_who_talks_have_times_of_their_own(db: TestDb) {
    let house = House::start(db).await;
    staff(
        &house,
        LivechatSettings { auto_close_minutes: AutoClose { waiting: 10, active: 20 }, ..turned_on() },
    )
    .await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    with_alice(&ada).await;
    ask(&eve).await;
    house.clock.advance_ms(10 * MINUTE - 1);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 0);
    house.clock.advance_ms(1);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 1);
    assert_eq!(
        (&state(&ada).await["status"], &state(&eve).await["status"]),
        (&json!("active"), &json!("closed"))
    );
    house.clock.advance_ms(10 * MINUTE);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 1);
    assert_eq!(state(&ada).await["status"], "closed");
}

async fn writing_that_is_not_renewed_is_told_to_have_stopped(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    ada.post("/livechat/typing", &json!({"is_typing": true})).await.ok();
    house.clock.advance_ms(9_000);
    ada.post("/livechat/typing", &json!({"is_typing": true})).await.ok();
    house.clock.advance_ms(9_999);
    assert_eq!(expire_typing(&house.cx).await.unwrap(), 0);
    assert_eq!(desk.get("/context").await.ok()["is_customer_typing"], true);
    house.clock.advance_ms(1);
    assert_eq!(expire_typing(&house.cx).await.unwrap(), 1);
    assert_eq!(expire_typing(&house.cx).await.unwrap(), 0);
    assert_eq!(desk.get("/context").await.ok()["is_customer_typing"], false);
    assert_eq!(
        told(&house).await[1..],
        ["livechat.customer.typing.started", "livechat.customer.typing.stopped"]
    );
}

async fn an_agents_writing_that_is_not_renewed_ends_in_a_new_version(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    Desk::of(&ada).await.types(ALICE, true).await.ok();
    house.clock.advance_ms(10_000);
    assert_eq!(expire_typing(&house.cx).await.unwrap(), 1);
    let state = state(&ada).await;
    assert_eq!((&state["is_agent_typing"], &state["state_version"]), (&json!(false), &json!(3)));
    assert_eq!(told(&house).await, ["livechat.handover.requested"], "the agents' app knows it already");
}

async fn who_chats_with_the_assistant_while_they_wait_is_there(db: TestDb) {
    let house = House::start(db).await;
    let auto_close_minutes = AutoClose { waiting: 10, active: 20 };
    staff(&house, LivechatSettings { auto_close_minutes, ..turned_on() }).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    ask(&ada).await;
    ask(&eve).await;
    house.clock.advance_ms(9 * MINUTE);
    ada.say("How long is delivery?").await;
    house.clock.advance_ms(MINUTE);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 1, "eve's");
    assert_eq!(state(&ada).await["status"], "waiting");
    house.clock.advance_ms(9 * MINUTE);
    assert_eq!(close_idle(&house.cx).await.unwrap(), 1);
    assert_eq!(state(&ada).await["closed_by"], "system");
}

async fn who_was_writing_when_it_ended_is_told_to_have_stopped(db: TestDb) {
    const TYPING: [&str; 3] =
        ["livechat.customer.typing.started", "livechat.customer.typing.stopped", "livechat.session.closed"];
    let house = staffed(db).await;
    for (who, name) in ["ada", "eve", "bea"].into_iter().enumerate() {
        let visitor = house.visitor(name).await;
        let desk = with_alice(&visitor).await;
        visitor.post("/livechat/typing", &json!({"is_typing": true})).await.ok();
        match who {
            0 => drop(visitor.post("/livechat/close", &json!({})).await.ok()),
            1 => drop(desk.post("/close", &json!({})).await.ok()),
            _ => {
                house.clock.advance_ms(121 * MINUTE);
                assert_eq!(close_idle(&house.cx).await.unwrap(), 1);
            }
        }
        let told = told(&house).await;
        assert_eq!(told[told.len() - 3..], TYPING, "{name}");
    }
    assert_eq!(expire_typing(&house.cx).await.unwrap(), 0);
}

async fn the_end_of_an_agents_writing_is_one_change(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = with_alice(&ada).await;
    for read in ["/livechat/state", "/livechat/sync"] {
        desk.types(ALICE, true).await.ok();
        let shown = async || {
            let answer = ada.get(read).await.ok();
            let state = if read.ends_with("sync") { &answer["state"] } else { &answer };
            (state["is_agent_typing"].as_bool().unwrap(), state["state_version"].as_i64().unwrap())
        };
        let (is_typing, version) = shown().await;
        assert!(is_typing);
        house.clock.advance_ms(9_999);
        assert_eq!(shown().await, (true, version));
        house.clock.advance_ms(1);
        assert_eq!(shown().await, (false, version + 1), "{read}");
        assert_eq!(expire_typing(&house.cx).await.unwrap(), 0, "nothing is left to change");
        assert_eq!(shown().await, (false, version + 1), "{read}");
    }
    desk.types(ALICE, true).await.ok();
    house.clock.advance_ms(10_000);
    ada.post("/livechat/messages", &said("Hello?")).await.ok();
    let version = state(&ada).await["state_version"].clone();
    assert_eq!(expire_typing(&house.cx).await.unwrap(), 0, "it ended with the message");
    assert_eq!(state(&ada).await["state_version"], version);
}
