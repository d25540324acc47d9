//! Of several who do the same at once, one does it.

use std::pin::pin;
use std::sync::Mutex;

use futures::future::join_all;
use futures::poll;
use parlour_domain::conversation::{IncomingPart, NewMessage};
use parlour_domain::{Error, access, livechat};
use parlour_tests::database::TestDb;
use parlour_tests::house::{House, said};
use parlour_tests::on_both;
use serde_json::json;

use super::{ALICE, BOB, Desk, ask, staffed, state, told};

on_both!(
    of_two_agents_who_both_found_the_session_free_one_is_in_charge,
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

fn words(text: &str) -> NewMessage {
    NewMessage { parts: vec![IncomingPart::Text(text.to_owned())], page: None, client_message_id: None }
}

/// Holds up whoever wants to write to the session, until it is dropped.
enum Gate {
    Sqlite { _open: std::sync::mpsc::Sender<()> },
    Postgres(tokio_postgres::Client),
}

impl Gate {
    async fn shut(house: &House) -> Self {
        if house.db().engine() == "sqlite" {
            let (open, wait) = std::sync::mpsc::channel::<()>();
            let wait = Mutex::new(wait);
            let (shut, is_shut) = std::sync::mpsc::channel();
            let db = house.db().clone();
            tokio::spawn(async move {
                // The thread that writes waits here, and all that is to be written behind it.
                let hold = db.write(async move |_| {
                    shut.send(()).expect("somebody who waits");
                    // It ends when the other end is dropped.
                    assert!(wait.lock().expect("no panic").recv().is_err());
                    Ok::<_, parlour_store::Error>(())
                });
                hold.await
            });
            tokio::task::spawn_blocking(move || is_shut.recv()).await.unwrap().unwrap();
            return Self::Sqlite { _open: open };
        }
        let (client, connection) =
            tokio_postgres::connect(house.database(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute("BEGIN; SELECT id FROM visitor FOR NO KEY UPDATE").await.unwrap();
        Self::Postgres(client)
    }

    /// Whether two wait before it, having been seen pending `looks` times.
    async fn holds_two(&self, house: &House, looks: usize) -> bool {
        match self {
            Self::Sqlite { .. } => {
                // What the two have asked the readers by now is answered before this is.
                for _ in 0..2 {
                    let nothing = async |_: &parlour_store::Tx| Ok::<_, parlour_store::Error>(());
                    house.db().read(nothing).await.unwrap();
                }
                looks > 12
            }
            Self::Postgres(client) => {
                let second = "SELECT COUNT(*) FROM pg_locks
                    WHERE locktype = 'tuple' AND relation = 'visitor'::regclass AND NOT granted";
                client.query_one(second, &[]).await.unwrap().get::<_, i64>(0) == 1
            }
        }
    }
}

async fn of_two_agents_who_both_found_the_session_free_one_is_in_charge(db: TestDb) {
    let house = staffed(db).await;
    for round in 0..4 {
        let ada = house.visitor(&format!("ada{round}")).await;
        ask(&ada).await;
        let desk = Desk::of(&ada).await;
        let holder = access::authenticate_session(&house.cx, &desk.token).await.unwrap();
        let gate = Gate::shut(&house).await;
        let says = async |agent| livechat::agent_say(&house.cx, &holder, agent, words("I am here")).await;
        let (mut alice, mut bob) = (pin!(says(ALICE)), pin!(says(BOB)));
        let mut looks = 0;
        while !gate.holds_two(&house, looks).await {
            // In which order they come is another one each round.
            if round % 2 == 0 {
                assert!(poll!(&mut alice).is_pending() && poll!(&mut bob).is_pending());
            } else {
                assert!(poll!(&mut bob).is_pending() && poll!(&mut alice).is_pending());
            }
            looks += 1;
        }
        drop(gate);
        let (alice, bob) = futures::join!(alice, bob);
        let winner = if alice.is_ok() { ALICE } else { BOB };
        let (won, lost) = if alice.is_ok() { (alice, bob) } else { (bob, alice) };
        assert_eq!(won.unwrap().session.state_version, 2);
        assert!(matches!(lost, Err(Error::Conflict(_))), "{lost:?}");
        let state = state(&ada).await;
        assert_eq!(state["active_agent"]["agent_id"], winner);
        assert_eq!(state["state_version"], 2);
        let read = ada.get("/livechat/messages").await.ok();
        assert_eq!(read["messages"].as_array().unwrap().len(), 1, "the other's words are not kept");
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
