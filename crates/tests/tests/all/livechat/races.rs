//! Of several who do the same at once, one does it.

use futures::future::join_all;
use parlour_tests::database::TestDb;
use parlour_tests::house::said;
use parlour_tests::on_both;
use serde_json::json;

use super::{ALICE, BOB, Desk, ask, staffed, state, told};

on_both!(
    of_two_agents_who_race_exactly_one_is_in_charge,
    of_many_who_ask_at_once_one_session_begins,
    of_many_who_close_at_once_one_event_is_told,
    messages_of_both_sides_at_once_are_numbered_without_a_gap,
);

async fn of_two_agents_who_race_exactly_one_is_in_charge(db: TestDb) {
    let house = staffed(db).await;
    for round in 0..12 {
        let ada = house.visitor(&format!("ada{round}")).await;
        ask(&ada).await;
        let desk = Desk::of(&ada).await;
        // By a message against writing, and the other way round.
        let (alice, bob) = match round % 2 {
            0 => futures::join!(desk.say(ALICE, "I am here"), desk.types(BOB, true)),
            _ => futures::join!(desk.types(ALICE, false), desk.say(BOB, "I am here")),
        };
        let mut statuses = [alice.status, bob.status];
        let winner = if statuses[0] == 200 { ALICE } else { BOB };
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "round {round}");
        let state = state(&ada).await;
        assert_eq!(state["active_agent"]["agent_id"], winner);
        assert_eq!(state["state_version"], 2);
    }
}

async fn of_many_who_ask_at_once_one_session_begins(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let sessions = join_all((0..6).map(|_| ask(&ada))).await;
    assert!(sessions.iter().all(|session| session == &sessions[0]), "{sessions:?}");
    assert_eq!(told(&house).await, ["livechat.handover.requested"]);
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM conversation").await, 1);
}

async fn of_many_who_close_at_once_one_event_is_told(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    ask(&ada).await;
    let desk = Desk::of(&ada).await;
    let (reason, empty) = (json!({"reason": "bye"}), json!({}));
    let customers = join_all((0..3).map(|_| ada.post("/livechat/close", &reason)));
    let agents = join_all((0..3).map(|_| desk.post("/close", &empty)));
    let (customers, agents) = futures::join!(customers, agents);
    let by = state(&ada).await["closed_by"].clone();
    for answer in customers.iter().chain(&agents) {
        assert_eq!((&answer.ok()["closed_by"], &answer.ok()["state_version"]), (&by, &json!(2)));
    }
    assert_eq!(told(&house).await, ["livechat.handover.requested", "livechat.session.closed"]);
}

async fn messages_of_both_sides_at_once_are_numbered_without_a_gap(db: TestDb) {
    let house = staffed(db).await;
    let ada = house.visitor("ada").await;
    let desk = super::with_alice(&ada).await;
    let body = said("My parcel is late");
    let customers = join_all((0..8).map(|_| ada.post("/livechat/messages", &body)));
    let agents = join_all((0..8).map(|_| desk.say(ALICE, "I look")));
    let (customers, agents) = futures::join!(customers, agents);
    customers.iter().chain(&agents).for_each(|answer| drop(answer.ok()));
    let read = ada.get("/livechat/messages").await.ok();
    let numbers: Vec<i64> =
        read["messages"].as_array().unwrap().iter().map(|m| m["sequence_number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=17).collect::<Vec<_>>());
    assert_eq!(state(&ada).await["state_version"], 18);
}
