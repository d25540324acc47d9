//! Livechat sessions as an account sees them, row by row.

use parlour_model::livechat::{Phase, Turn};
use parlour_model::{Environment, Role, Timestamp};
use parlour_store::livechat::{self, Session};
use parlour_store::queue::{self, Filter, Last, Order, Queued};
use parlour_store::{Error, Tx, conversation, visitor};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;

use super::livechat::{a_session, active, closed, in_session};
use super::owners::{a_visitor, furnish, write};
use super::talk::{a_conversation, a_message};

on_both!(
    sessions_are_listed_by_what_is_given,
    pages_follow_each_other_in_both_orders,
    what_was_said_last_stands_with_its_session,
    an_account_and_an_environment_see_their_own_sessions_only,
);

/// Sessions of `v1` to `v4`: one that waits, one in which the visitor spoke last, one in which the agent did, one that is
/// over.
async fn four(tx: &Tx) -> Result<(), Error> {
    visitor::get_or_insert(tx, &a_visitor("v3", "shop", "bea")).await?;
    visitor::get_or_insert(tx, &a_visitor("v4", "shop", "dan")).await?;
    livechat::insert(tx, &a_session("s1", "v1", 10)).await?;
    let changed = [
        Session { last_role: Some(Role::User), ..active(a_session("s2", "v2", 20)) },
        Session { last_role: Some(Role::Agent), ..active(a_session("s3", "v3", 20)) },
        Session { last_role: Some(Role::User), ..closed(active(a_session("s4", "v4", 40)), 45) },
    ];
    for session in changed {
        livechat::insert(tx, &a_session(&session.id, &session.visitor_id, session.requested_at.ms())).await?;
        assert!(livechat::change(tx, &session).await?);
    }
    Ok(())
}

async fn ids(tx: &Tx, filter: Filter, order: Order, limit: i64) -> Result<Vec<String>, Error> {
    let found = queue::list(tx, "acct_1", Environment::Live, &filter, order, limit).await?;
    Ok(found.into_iter().map(|queued| queued.session.id).collect())
}

async fn sessions_are_listed_by_what_is_given(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        four(tx).await?;
        let newest = async |filter| ids(tx, filter, Order::NewestFirst, 9).await;
        assert_eq!(newest(Filter::default()).await?, ["s4", "s3", "s2", "s1"]);
        for (turn, wanted) in
            [(Turn::Agent, vec!["s2", "s1"]), (Turn::Customer, vec!["s3"]), (Turn::None, vec!["s4"])]
        {
            assert_eq!(newest(Filter { turn: Some(turn), ..Filter::default() }).await?, wanted, "{turn:?}");
        }
        let phases = vec![Phase::Waiting, Phase::Closed];
        assert_eq!(newest(Filter { phases, ..Filter::default() }).await?, ["s4", "s1"]);
        let agent_id = Some("a1".to_owned());
        let led = Filter { agent_id, turn: Some(Turn::Agent), ..Filter::default() };
        assert_eq!(newest(led).await?, ["s2"]);
        let updated_from = Some(Timestamp(20));
        assert_eq!(newest(Filter { updated_from, ..Filter::default() }).await?, ["s4", "s3", "s2"]);
        for (chatbot_id, many) in [("shop", 4), ("other", 0)] {
            let chatbot_id = Some(chatbot_id.to_owned());
            assert_eq!(newest(Filter { chatbot_id, ..Filter::default() }).await?.len(), many);
        }
        Ok(())
    })
    .await;
}

async fn pages_follow_each_other_in_both_orders(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        four(tx).await?;
        let behind =
            |at, id: &str| Filter { behind: Some((Timestamp(at), id.to_owned())), ..Filter::default() };
        assert_eq!(ids(tx, Filter::default(), Order::NewestFirst, 2).await?, ["s4", "s3"]);
        assert_eq!(ids(tx, behind(20, "s3"), Order::NewestFirst, 2).await?, ["s2", "s1"]);
        assert_eq!(ids(tx, Filter::default(), Order::OldestFirst, 2).await?, ["s1", "s2"]);
        assert_eq!(ids(tx, behind(20, "s2"), Order::OldestFirst, 2).await?, ["s3", "s4"]);
        Ok(())
    })
    .await;
}

async fn what_was_said_last_stands_with_its_session(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        conversation::insert(tx, &a_conversation("c1", "v1", 1)).await?;
        let session = a_session("s1", "v1", 10);
        livechat::insert(tx, &session).await?;
        let shown = async || queue::find(tx, "acct_1", Environment::Live, "s1").await;
        let silent = Queued { session, visitor_key: "ada".into(), last: None };
        assert_eq!(shown().await?, Some(silent));
        for (id, role, at) in [("m1", Role::User, 3), ("m2", Role::Assistant, 4)] {
            conversation::insert_message(tx, &a_message(id, "v1", role, at)).await?;
        }
        let last = |message: parlour_store::conversation::StoredMessage| Last {
            role: message.role,
            sequence_number: message.livechat.map(|place| place.sequence_number),
            parts: message.parts,
            created_at: message.created_at,
        };
        let word = a_message("m1", "v1", Role::User, 3);
        assert_eq!(shown().await?.unwrap().last, Some(last(word.clone())), "what the machine was told");
        conversation::insert_message(tx, &in_session("m3", 1)).await?;
        conversation::insert_message(tx, &in_session("m4", 2)).await?;
        assert_eq!(shown().await?.unwrap().last, Some(last(in_session("m4", 2))));
        let over = closed(a_session("s9", "v2", 1), 2);
        livechat::insert(tx, &a_session("s9", "v2", 1)).await?;
        assert!(livechat::change(tx, &over).await?);
        conversation::insert(tx, &a_conversation("c2", "v2", 1)).await?;
        conversation::insert_message(tx, &a_message("m9", "v2", Role::User, 3)).await?;
        let over = queue::find(tx, "acct_1", Environment::Live, "s9").await?.unwrap();
        assert_eq!(over.last, None, "what was said after the end is no part of it");
        Ok(())
    })
    .await;
}

async fn an_account_and_an_environment_see_their_own_sessions_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        four(tx).await?;
        for (account, environment) in [("acct_2", Environment::Live), ("acct_1", Environment::Test)] {
            let all = Filter::default();
            assert_eq!(queue::list(tx, account, environment, &all, Order::NewestFirst, 9).await?, []);
            assert_eq!(queue::find(tx, account, environment, "s1").await?, None);
            let count = queue::count(tx, account, environment, None, Phase::Waiting, Turn::Agent).await?;
            assert_eq!(count, 0);
        }
        let count = async |chatbot_id, phase, turn| {
            queue::count(tx, "acct_1", Environment::Live, chatbot_id, phase, turn).await
        };
        assert_eq!(count(None, Phase::Waiting, Turn::Agent).await?, 1);
        assert_eq!(count(Some("shop"), Phase::Active, Turn::Agent).await?, 1);
        assert_eq!(count(Some("shop"), Phase::Active, Turn::Customer).await?, 1);
        assert_eq!(count(Some("other"), Phase::Active, Turn::Customer).await?, 0);
        Ok(())
    })
    .await;
}
