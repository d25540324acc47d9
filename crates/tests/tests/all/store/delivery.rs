//! Webhooks and the delivery of events, row by row.

use parlour_model::webhook::{Circuit, DeliveryStatus, Trigger};
use parlour_model::{Environment, Timestamp};
use parlour_store::delivery::{self, Attempt, Claim, Filter, Outcome};
use parlour_store::event::{self, Event};
use parlour_store::webhook::{self, Webhook};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::owners::{furnish, write};

on_both!(
    a_webhook_is_kept_by_chatbot_and_environment,
    a_claim_takes_what_is_due_until_it_ends_or_is_finished,
    stale_events_of_some_kinds_are_given_up,
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
        let circuit = Circuit { failures: 5, open_until: Some(Timestamp(40)) };
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
        assert!(!delivery::finish(tx, "shop", "e1", "p1", 1, &told).await?, "taken over");
        assert!(delivery::finish(tx, "shop", "e1", "p2", 2, &told).await?);
        let attempt = Attempt {
            id: "d1".into(),
            event_id: "e1".into(),
            attempt: 2,
            trigger: Trigger::Automatic,
            started_at: Timestamp(35),
            duration_ms: 1,
            status_code: Some(200),
            outcome: DeliveryStatus::Delivered,
            error: None,
            response_excerpt: Some("ok".into()),
        };
        delivery::insert_attempt(tx, &attempt).await?;
        assert_eq!(delivery::list_attempts(tx, "acct_1", LIVE, "e1").await?, [attempt]);
        assert_eq!(delivery::list_attempts(tx, "acct_2", LIVE, "e1").await?, []);
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
        Ok(())
    })
    .await;
}

async fn stale_events_of_some_kinds_are_given_up(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for (id, kind, at) in [("e1", "a", 5), ("e2", "b", 6), ("e3", "a", 7), ("e4", "c", 5)] {
            event::insert(tx, &an_event(id, kind, at)).await?;
        }
        let dropped = delivery::drop_stale(tx, "shop", LIVE, ["a", "b"], Timestamp(6), Timestamp(40)).await?;
        assert_eq!(dropped, 2);
        let left = delivery::claim(tx, "shop", LIVE, by("p1", 40)).await?;
        assert_eq!(left.iter().map(|of| of.event.id.as_str()).collect::<Vec<_>>(), ["e4", "e3"]);
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
