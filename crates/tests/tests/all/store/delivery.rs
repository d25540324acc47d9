//! Webhooks and the delivery of events, row by row.

use std::collections::HashSet;

use parlour_model::webhook::{Circuit, DeliveryStatus, Trigger};
use parlour_model::{Environment, Timestamp};
use parlour_store::Tx;
use parlour_store::attempt::{self, Attempt};
use parlour_store::delivery::{self, Claim, Filter, Outcome};
use parlour_store::event::{self, Event};
use parlour_store::webhook::{self, Webhook};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::owners::{furnish, write};

on_both!(
    a_webhook_is_kept_by_chatbot_and_environment,
    a_claim_takes_what_is_due_until_it_ends_or_is_finished,
    many_attempts_end_at_once,
    an_attempt_is_listed_however_its_claim_ends,
    what_waits_for_another_attempt_is_made_due,
    a_session_waits_with_its_first_event,
    what_was_asked_for_is_claimed_first,
    stale_typing_is_given_up,
    events_that_run_out_are_dead_and_then_removed,
    events_are_listed_behind_a_place,
);

const LIVE: Environment = Environment::Live;

fn a_webhook(chatbot_id: &str) -> Webhook {
    Webhook {
        chatbot_id: chatbot_id.into(),
        environment: LIVE,
        enabled: true,
        url: Some("https://example.com/".into()),
        secret: Some("whsec_x".into()),
        events: vec!["livechat.feedback.submitted".into()],
        circuit: Circuit::default(),
        updated_at: Timestamp(1),
    }
}

fn an_event(id: &str, kind: &str, at: i64) -> Event {
    Event {
        id: id.into(),
        chatbot_id: "shop".into(),
        environment: LIVE,
        visitor_key: "ada".into(),
        kind: kind.into(),
        payload: json!({"a": 1}),
        created_at: Timestamp(at),
        expires_at: Timestamp(at + 1000),
        livechat_session_id: None,
        status: Some(DeliveryStatus::Pending),
    }
}

fn an_attempt(id: &str, event_id: &str, attempt: i64) -> Attempt {
    Attempt {
        id: id.into(),
        event_id: event_id.into(),
        attempt,
        trigger: Trigger::Automatic,
        started_at: Timestamp(35),
        duration_ms: 1,
        status_code: Some(200),
        outcome: DeliveryStatus::Delivered,
        error: None,
        response_excerpt: Some("ok".into()),
    }
}

fn by(owner: &str, now: i64) -> Claim<'_> {
    Claim { owner, now: Timestamp(now), until: Timestamp(now + 30), limit: 10 }
}

async fn a_webhook_is_kept_by_chatbot_and_environment(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        webhook::upsert(tx, &a_webhook("shop")).await?;
        webhook::upsert(tx, &Webhook { url: None, ..a_webhook("shop") }).await?;
        webhook::upsert(tx, &a_webhook("shop")).await?;
        assert_eq!(webhook::find(tx, "shop", LIVE).await?, Some(a_webhook("shop")));
        assert_eq!(webhook::find(tx, "shop", Environment::Test).await?, None);
        assert_eq!(webhook::list(tx, "acct_1").await?, [a_webhook("shop")]);
        assert_eq!(webhook::list(tx, "acct_2").await?, []);
        let (open_until, asked_until) = (Some(Timestamp(40)), Some(Timestamp(30)));
        let circuit = Circuit { failures: 5, open_until, asked_until };
        webhook::set_circuit(tx, "shop", LIVE, circuit).await?;
        assert_eq!(webhook::lock(tx, "shop", LIVE).await?.unwrap().circuit, circuit);
        event::insert(tx, &an_event("e1", "a", 5)).await?;
        assert_eq!(webhook::list_due(tx, Timestamp(39), 10).await?, [], "it is left alone");
        assert_eq!(webhook::list_due(tx, Timestamp(40), 10).await?, [("shop".to_owned(), LIVE)]);
        webhook::upsert(tx, &Webhook { enabled: false, ..a_webhook("shop") }).await?;
        assert_eq!(webhook::list_due(tx, Timestamp(40), 10).await?, []);
        Ok(())
    })
    .await;
}

async fn a_claim_takes_what_is_due_until_it_ends_or_is_finished(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        event::insert(tx, &an_event("e1", "a", 5)).await?;
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p1", 4)).await?, [], "not yet");
        assert_eq!(delivery::claim(tx, "other", LIVE, by("p1", 5)).await?, []);
        let claimed = delivery::claim(tx, "shop", LIVE, by("p1", 5)).await?;
        assert_eq!((claimed[0].event.id.as_str(), claimed[0].attempt, claimed[0].failed), ("e1", 1, 0));
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p2", 34)).await?, [], "it is p1's");
        assert!(!delivery::replay(tx, "shop", "e1", Timestamp(34)).await?, "while it is told");
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p2", 35)).await?[0].attempt, 2);
        let told = Outcome {
            status: DeliveryStatus::Delivered,
            next_attempt: None,
            failed: 0,
            status_code: Some(200),
            delivered_at: Some(Timestamp(36)),
        };
        let (late, attempt) = (an_attempt("d0", "e1", 1), an_attempt("d1", "e1", 2));
        assert!(delivery::finish(tx, "shop", "p1", &[(&late, &told)]).await?.is_empty(), "taken over");
        assert!(delivery::finish(tx, "other", "p2", &[(&attempt, &told)]).await?.is_empty());
        let held = delivery::finish(tx, "shop", "p2", &[(&attempt, &told)]).await?;
        assert_eq!(held, HashSet::from(["e1".to_owned()]));
        let tried = attempt::list(tx, "acct_1", LIVE, "e1").await?;
        assert_eq!((tried.len(), &tried[0].id, &tried[1]), (2, &"dlv_e1_1".to_owned(), &attempt));
        assert_eq!(attempt::list(tx, "acct_2", LIVE, "e1").await?, []);
        let found = delivery::find(tx, "acct_1", LIVE, "e1", Timestamp(40)).await?.unwrap();
        assert_eq!((found.attempt_count, found.last_status_code), (2, Some(200)));
        assert_eq!(delivery::find(tx, "acct_2", LIVE, "e1", Timestamp(40)).await?, None);
        assert_eq!(delivery::find(tx, "acct_1", LIVE, "e1", Timestamp(1005)).await?, None, "it ran out");
        let all = delivery::list(tx, "acct_1", LIVE, &Filter::default(), Timestamp(40), 10).await?;
        assert_eq!(all, [found]);
        assert!(delivery::replay(tx, "shop", "e1", Timestamp(50)).await?);
        let again = &delivery::claim(tx, "shop", LIVE, by("p1", 50)).await?[0];
        assert_eq!((again.attempt, again.replayed), (3, true));
        assert_eq!(delivery::count(tx, "shop", LIVE, DeliveryStatus::Pending).await?, 1);
        let tried = tx
            .query(
                "SELECT id FROM event WHERE status = 'pending' AND round_attempts > 0",
                parlour_store::params![],
            )
            .await?;
        assert_eq!(delivery::count_tried(tx, "shop", LIVE).await?, tried.len() as i64);
        assert_eq!(delivery::release(tx, Timestamp(51)).await?, 1);
        assert_eq!(delivery::release(tx, Timestamp(51)).await?, 0);
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p2", 51)).await?[0].attempt, 4, "nobody's any more");
        Ok(())
    })
    .await;
}

async fn many_attempts_end_at_once(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for i in 0..45 {
            event::insert(tx, &an_event(&format!("e{i:02}"), "a", 5)).await?;
        }
        let claimed = delivery::claim(tx, "shop", LIVE, Claim { limit: 44, ..by("p1", 5) }).await?;
        assert_eq!(claimed.len(), 44);
        let outcome = |i: usize| match i % 3 {
            0 => Outcome {
                status: DeliveryStatus::Pending,
                next_attempt: Some(Timestamp(100 + i as i64)),
                failed: 1,
                status_code: None,
                delivered_at: None,
            },
            _ => Outcome {
                status: DeliveryStatus::Delivered,
                next_attempt: None,
                failed: 0,
                status_code: Some(200 + i as i64),
                delivered_at: Some(Timestamp(6)),
            },
        };
        let ended: Vec<(Attempt, Outcome)> = claimed
            .iter()
            .enumerate()
            .map(|(i, one)| (an_attempt(&format!("d{i:02}"), &one.event.id, one.attempt), outcome(i)))
            .collect();
        let ended: Vec<(&Attempt, &Outcome)> = ended.iter().map(|(a, o)| (a, o)).collect();
        let held = delivery::finish(tx, "shop", "p1", &ended).await?;
        assert_eq!(held.len(), 44);
        let again = delivery::finish(tx, "shop", "p1", &ended).await?;
        assert!(again.is_empty(), "an attempt ends once");
        for (attempt, outcome) in ended {
            let found = delivery::find(tx, "acct_1", LIVE, &attempt.event_id, Timestamp(7)).await?.unwrap();
            assert_eq!(found.event.status, Some(outcome.status));
            assert_eq!(found.next_attempt_at, outcome.next_attempt);
            assert_eq!(
                (found.last_status_code, found.delivered_at),
                (outcome.status_code, outcome.delivered_at)
            );
            assert_eq!(found.claimed_until, None);
            let kept = attempt::list(tx, "acct_1", LIVE, &attempt.event_id).await?;
            assert_eq!(&kept, std::slice::from_ref(attempt));
        }
        assert_eq!(delivery::count(tx, "shop", LIVE, DeliveryStatus::Pending).await?, 16);
        Ok(())
    })
    .await;
}

/// The attempts of an event: their names, how they ended, and what was answered.
async fn tried(tx: &Tx, id: &str) -> Result<Vec<String>, parlour_store::Error> {
    let listed = attempt::list(tx, "acct_1", LIVE, id).await?;
    let line = |of: &Attempt| {
        let (outcome, code) = (of.outcome.as_str(), of.status_code.unwrap_or(0));
        let (trigger, said) = (of.trigger.as_str(), of.response_excerpt.as_deref().unwrap_or("-"));
        format!("{} {trigger} {}+{} {outcome} {code} {said}", of.id, of.started_at.ms(), of.duration_ms)
    };
    Ok(listed.iter().map(line).collect())
}

async fn an_attempt_is_listed_however_its_claim_ends(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let typing = "livechat.customer.typing.started";
        for (id, kind) in [("evt_1", "a"), ("evt_2", typing), ("evt_3", "a")] {
            event::insert(tx, &an_event(id, kind, 5)).await?;
        }
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p1", 10)).await?.len(), 3);
        assert_eq!(tried(tx, "evt_1").await?, Vec::<String>::new(), "it is under way");
        // Given up, taken over, and taken over again.
        assert_eq!(delivery::drop_stale(tx, "shop", LIVE, Timestamp(10), Timestamp(60)).await?, 1);
        assert_eq!(tried(tx, "evt_2").await?, ["dlv_2_1 automatic 10+50 failed 0 -"]);
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p2", 60)).await?.len(), 2);
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p2", 100)).await?.len(), 2);
        let twice = ["dlv_1_1 automatic 10+50 failed 0 -", "dlv_1_2 automatic 60+40 failed 0 -"];
        assert_eq!(tried(tx, "evt_1").await?, twice);
        // A late answer is kept, but not what it said.
        let outcome = Outcome {
            status: DeliveryStatus::Delivered,
            next_attempt: None,
            failed: 0,
            status_code: Some(200),
            delivered_at: Some(Timestamp(101)),
        };
        let late = an_attempt("dlv_1_1", "evt_1", 1);
        assert!(delivery::finish(tx, "other", "p1", &[(&late, &outcome)]).await?.is_empty());
        assert_eq!(tried(tx, "evt_1").await?, twice);
        assert!(delivery::finish(tx, "shop", "p1", &[(&late, &outcome)]).await?.is_empty());
        assert_eq!(tried(tx, "evt_1").await?[0], "dlv_1_1 automatic 10+1 delivered 200 -");
        // Asked for again, and then the process begins anew.
        assert!(delivery::replay(tx, "shop", "evt_1", Timestamp(130)).await?);
        assert_eq!(tried(tx, "evt_1").await?[2], "dlv_1_3 automatic 100+30 failed 0 -");
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p1", 130)).await?.len(), 2);
        assert_eq!(delivery::release(tx, Timestamp(90_000)).await?, 2);
        assert_eq!(tried(tx, "evt_1").await?[3], "dlv_1_4 replay 130+30000 failed 0 -");
        let now = Timestamp(200);
        assert_eq!(delivery::claim(tx, "shop", LIVE, by("p1", 200)).await?.len(), 2);
        // One ends, and the visitor of both is forgotten.
        let kept = an_attempt("dlv_3_5", "evt_3", 5);
        assert_eq!(delivery::finish(tx, "shop", "p1", &[(&kept, &outcome)]).await?.len(), 1);
        assert_eq!(event::erase_payloads(tx, "shop", LIVE, "ada", now).await?, 3);
        assert_eq!(tried(tx, "evt_1").await?[4], "dlv_1_5 replay 200+0 failed 0 -");
        assert_eq!(tried(tx, "evt_3").await?[4], "dlv_3_5 automatic 35+1 delivered 200 -");
        assert!(event::find(tx, "shop", "evt_1").await?.is_some_and(|of| of.visitor_key.is_empty()));
        assert_eq!(event::find(tx, "other", "evt_1").await?, None);
        let count = delivery::find(tx, "acct_1", LIVE, "evt_1", now).await?.map(|of| of.attempt_count);
        assert_eq!(count, Some(tried(tx, "evt_1").await?.len() as i64));
        Ok(())
    })
    .await;
}

async fn what_waits_for_another_attempt_is_made_due(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for (id, at) in [("e1", 5), ("e2", 90)] {
            event::insert(tx, &an_event(id, "a", at)).await?;
        }
        assert_eq!(delivery::hasten(tx, "other", LIVE, Timestamp(20)).await?, 0);
        assert_eq!(delivery::hasten(tx, "shop", Environment::Test, Timestamp(20)).await?, 0);
        assert_eq!(delivery::hasten(tx, "shop", LIVE, Timestamp(20)).await?, 1);
        let claimed = delivery::claim(tx, "shop", LIVE, by("p1", 20)).await?;
        assert_eq!(claimed.iter().map(|of| of.event.id.as_str()).collect::<Vec<_>>(), ["e1", "e2"]);
        Ok(())
    })
    .await;
}

async fn a_session_waits_with_its_first_event(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let of_session =
            |id: &str, at: i64| Event { livechat_session_id: Some("s1".into()), ..an_event(id, "a", at) };
        for (id, at) in [("e1", 5), ("e2", 6)] {
            event::insert(tx, &of_session(id, at)).await?;
        }
        let claimed = delivery::claim(tx, "shop", LIVE, by("p1", 6)).await?;
        assert_eq!(claimed.iter().map(|of| of.event.id.as_str()).collect::<Vec<_>>(), ["e1"]);
        let again = Outcome {
            status: DeliveryStatus::Pending,
            next_attempt: Some(Timestamp(100)),
            failed: 1,
            status_code: Some(500),
            delivered_at: None,
        };
        delivery::finish(tx, "shop", "p1", &[(&an_attempt("d1", "e1", 1), &again)]).await?;
        assert_eq!(delivery::hold_back(tx, "other", "s1", Timestamp(100)).await?, 0);
        assert_eq!(delivery::hold_back(tx, "shop", "s1", Timestamp(100)).await?, 1);
        // What comes meanwhile waits, too; what belongs to no session does not.
        event::insert(tx, &of_session("e3", 7)).await?;
        event::insert(tx, &an_event("e4", "a", 8)).await?;
        let due = async |id: &'static str| {
            let found = delivery::find(tx, "acct_1", LIVE, id, Timestamp(9)).await?.unwrap();
            Ok::<_, parlour_store::Error>(found.next_attempt_at.map(Timestamp::ms))
        };
        let all = [due("e1").await?, due("e2").await?, due("e3").await?, due("e4").await?];
        assert_eq!(all, [Some(100), Some(100), Some(100), Some(8)]);
        // Asked for now, the first frees the others.
        assert!(delivery::replay(tx, "shop", "e1", Timestamp(20)).await?);
        assert_eq!([due("e1").await?, due("e2").await?, due("e3").await?], [Some(20); 3]);
        let claimed = delivery::claim(tx, "shop", LIVE, by("p1", 20)).await?;
        assert_eq!(claimed.iter().map(|of| of.event.id.as_str()).collect::<Vec<_>>(), ["e1", "e2", "e4"]);
        Ok(())
    })
    .await;
}

async fn what_was_asked_for_is_claimed_first(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let ids =
            |claimed: Vec<delivery::Claimed>| claimed.into_iter().map(|of| of.event.id).collect::<Vec<_>>();
        let few = |now: i64| Claim { limit: 2, ..by("p1", now) };
        for (id, at) in [("e1", 5), ("e2", 6), ("e3", 7), ("e4", 8), ("e5", 9)] {
            event::insert(tx, &an_event(id, "a", at)).await?;
        }
        assert!(delivery::replay(tx, "shop", "e5", Timestamp(10)).await?);
        assert_eq!(delivery::claim(tx, "shop", Environment::Test, few(10)).await?, []);
        assert_eq!(ids(delivery::claim(tx, "shop", LIVE, few(10)).await?), ["e1", "e5"]);
        // Asked for together, they go in the order in which they were; those that have failed wait for their turn.
        let again = Outcome {
            status: DeliveryStatus::Pending,
            next_attempt: Some(Timestamp(20)),
            failed: 1,
            status_code: Some(500),
            delivered_at: None,
        };
        delivery::finish(tx, "shop", "p1", &[(&an_attempt("d5", "e5", 1), &again)]).await?;
        for (id, at) in [("e4", 17), ("e3", 18), ("e2", 19)] {
            assert!(delivery::replay(tx, "shop", id, Timestamp(at)).await?);
        }
        assert_eq!(ids(delivery::claim(tx, "shop", LIVE, few(20)).await?), ["e3", "e4"]);
        assert_eq!(ids(delivery::claim(tx, "shop", LIVE, few(20)).await?), ["e2", "e5"]);
        assert_eq!(ids(delivery::claim(tx, "shop", LIVE, few(20)).await?), Vec::<String>::new());
        Ok(())
    })
    .await;
}

async fn stale_typing_is_given_up(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let (started, stopped) = ("livechat.customer.typing.started", "livechat.customer.typing.stopped");
        for (id, kind, at) in [("e1", started, 5), ("e2", stopped, 6), ("e3", started, 7), ("e4", "c", 5)] {
            event::insert(tx, &an_event(id, kind, at)).await?;
        }
        let dropped = delivery::drop_stale(tx, "shop", LIVE, Timestamp(6), Timestamp(40)).await?;
        assert_eq!(dropped, 2);
        let left = delivery::claim(tx, "shop", LIVE, by("p1", 40)).await?;
        assert_eq!(left.iter().map(|of| of.event.id.as_str()).collect::<Vec<_>>(), ["e4", "e3"]);
        let dropped = delivery::drop_stale(tx, "shop", LIVE, Timestamp(50), Timestamp(50)).await?;
        assert_eq!(dropped, 0, "it is being told");
        assert_eq!(delivery::drop_stale(tx, "shop", LIVE, Timestamp(70), Timestamp(70)).await?, 1);
        Ok(())
    })
    .await;
}

async fn events_that_run_out_are_dead_and_then_removed(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for (id, at) in [("e1", 5), ("e2", 6)] {
            event::insert(tx, &an_event(id, "a", at)).await?;
        }
        assert_eq!(delivery::delete_expired(tx, Timestamp(1005)).await?, 0, "not before it is dead");
        assert_eq!(delivery::expire(tx, Timestamp(1005)).await?, 1);
        assert_eq!(delivery::count(tx, "shop", LIVE, DeliveryStatus::Dead).await?, 1);
        assert_eq!(delivery::delete_expired(tx, Timestamp(1005)).await?, 1);
        assert_eq!(delivery::count(tx, "shop", LIVE, DeliveryStatus::Dead).await?, 0);
        assert_eq!(delivery::count(tx, "shop", LIVE, DeliveryStatus::Pending).await?, 1);
        Ok(())
    })
    .await;
}

async fn events_are_listed_behind_a_place(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for (id, at) in [("e1", 5), ("e2", 5), ("e3", 6)] {
            event::insert(tx, &an_event(id, "a", at)).await?;
        }
        let behind = async |at, id: &'static str| {
            let found = event::list_after(tx, "shop", LIVE, (Timestamp(at), id), 10).await?;
            Ok::<_, parlour_store::Error>(found.into_iter().map(|of| of.id).collect::<Vec<_>>())
        };
        assert_eq!(behind(4, "~").await?, ["e1", "e2", "e3"]);
        assert_eq!(behind(5, "e1").await?, ["e2", "e3"]);
        assert_eq!(behind(6, "e3").await?, Vec::<String>::new());
        Ok(())
    })
    .await;
}
