//! Visitors, conversations, turns, files and the journal, row by row.

use parlour_model::part::RichText;
use parlour_model::{Environment, Part, Role, Timestamp};
use parlour_store::conversation::{self, Conversation, StoredMessage};
use parlour_store::event::{self, Event};
use parlour_store::turn::{self, Ending, KeptClassification, Turn, TurnState};
use parlour_store::visitor::{self, Metadata, Standing, Visitor};
use parlour_store::{Error, params, usage};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::owners::{a_visitor, furnish, write};

on_both!(
    a_visitor_of_a_name_is_made_once,
    a_visitor_is_known_to_their_chatbot_only,
    what_is_told_of_a_visitor_is_kept_by_their_chatbot_only,
    the_newest_conversation_is_found_and_rated,
    messages_are_found_by_their_visitor_only,
    messages_are_listed_before_a_place,
    a_part_is_found_by_its_exact_name,
    a_name_of_a_message_is_taken_once,
    a_turn_is_ended_by_its_owner_and_attempt_only,
    a_turn_is_asked_to_stop_while_it_runs,
    a_trace_is_found_by_its_account_only,
    tokens_are_counted_by_day_and_the_chatbots_outlive_their_visitor,
    only_a_failed_turn_begins_anew,
    a_visitor_has_one_running_turn,
    what_a_turn_was_about_is_kept_once_it_is_answered,
    abandoned_turns_are_claimed_once_and_oldest_first,
    the_journal_tells_of_one_visitor_until_it_expires,
);

/// How a visitor stands with a chatbot that asks for no proof of who they are.
const OPEN: Standing = Standing { enabled: true, identified: true };

async fn a_visitor_of_a_name_is_made_once(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let first = a_visitor("v1", "shop", "ada");
        assert_eq!(visitor::get_or_insert(tx, &a_visitor("v9", "shop", "ada")).await?, first);
        let other = a_visitor("v3", "other", "ada");
        assert_eq!(visitor::get_or_insert(tx, &other).await?, other);
        let test = Visitor { environment: Environment::Test, ..a_visitor("v4", "shop", "ada") };
        assert_eq!(visitor::get_or_insert(tx, &test).await?, test);
        Ok(())
    })
    .await;
}

async fn a_visitor_is_known_to_their_chatbot_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert_eq!(visitor::find_standing(tx, "shop", "v1").await?, Some(OPEN));
        assert!(visitor::lock(tx, "shop", "v1").await?);
        assert_eq!(visitor::find_standing(tx, "other", "v1").await?, None);
        assert!(!visitor::lock(tx, "other", "v1").await?);
        let held = visitor::hold(tx, "shop", "v1").await?.unwrap();
        assert_eq!(held.visitor(), &a_visitor("v1", "shop", "ada"));
        assert!(visitor::hold(tx, "other", "v1").await?.is_none());
        assert!(!visitor::delete(tx, "other", "v1").await?);
        let counts = visitor::counts(tx, "v1").await?;
        assert_eq!((counts.conversations, counts.messages, counts.ratings), (0, 0, 0));
        assert!(visitor::delete(tx, "shop", "v1").await?);
        assert!(!visitor::delete(tx, "shop", "v1").await?);
        assert_eq!(visitor::find_standing(tx, "shop", "v2").await?, Some(OPEN));
        Ok(())
    })
    .await;
}

async fn what_is_told_of_a_visitor_is_kept_by_their_chatbot_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert_eq!(visitor::metadata(tx, "v1").await?, Metadata::default());
        let object = |value: serde_json::Value| value.as_object().unwrap().clone();
        let told = Metadata { told: object(json!({"plan": "å"})), verified: object(json!({"customer": 7})) };
        visitor::set_told(tx, "other", "v1", &told.told).await?;
        visitor::set_verified(tx, "other", "v1", &told.verified).await?;
        assert_eq!(visitor::metadata(tx, "v1").await?, Metadata::default());
        visitor::set_told(tx, "shop", "v1", &told.told).await?;
        let only_told = Metadata { verified: Metadata::default().verified, ..told.clone() };
        assert_eq!(visitor::metadata(tx, "v1").await?, only_told);
        visitor::set_verified(tx, "shop", "v1", &told.verified).await?;
        assert_eq!(visitor::metadata(tx, "v1").await?, told);
        assert_eq!(visitor::metadata(tx, "v2").await?, Metadata::default());
        assert_eq!(visitor::metadata(tx, "gone").await?, Metadata::default());
        Ok(())
    })
    .await;
}

pub(super) fn a_conversation(id: &str, visitor_id: &str, at: i64) -> Conversation {
    Conversation {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        created_at: Timestamp(at),
        rating: None,
        feedback: None,
        rated_at: None,
    }
}

async fn the_newest_conversation_is_found_and_rated(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert_eq!(conversation::newest(tx, "v1").await?, None);
        for (id, visitor_id, at) in [("c2", "v1", 20), ("c1", "v1", 10), ("c3", "v1", 20), ("c4", "v2", 30)] {
            conversation::insert(tx, &a_conversation(id, visitor_id, at)).await?;
        }
        assert_eq!(conversation::newest(tx, "v1").await?, Some(a_conversation("c3", "v1", 20)));
        conversation::rate(tx, "v1", "c3", 4, Some("Fine"), Timestamp(40)).await?;
        conversation::rate(tx, "v1", "c4", 1, None, Timestamp(40)).await?;
        let rated = conversation::newest(tx, "v1").await?.unwrap();
        assert_eq!(
            (rated.rating, rated.feedback.as_deref(), rated.rated_at),
            (Some(4), Some("Fine"), Some(Timestamp(40)))
        );
        assert_eq!(
            conversation::list(tx, "v2").await?,
            [a_conversation("c4", "v2", 30)],
            "another visitor's"
        );
        let ids: Vec<String> = conversation::list(tx, "v1").await?.into_iter().map(|c| c.id).collect();
        assert_eq!(ids, ["c1", "c2", "c3"]);
        assert_eq!(visitor::counts(tx, "v1").await?.ratings, 1);
        Ok(())
    })
    .await;
}

pub(super) fn a_message(id: &str, visitor_id: &str, role: Role, at: i64) -> StoredMessage {
    StoredMessage {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        conversation_id: "c1".into(),
        role,
        parts: vec![Part::RichText(RichText { part_id: format!("part_{id}"), blocks: vec![] })],
        page: Some("https://shop.example.com/".into()),
        client_message_id: None,
        created_at: Timestamp(at),
        livechat: None,
        agent: None,
    }
}

async fn messages_are_found_by_their_visitor_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for message in [
            a_message("m1", "v1", Role::User, 1),
            a_message("m2", "v1", Role::Assistant, 2),
            a_message("m3", "v1", Role::User, 3),
            a_message("m4", "v2", Role::Assistant, 9),
        ] {
            conversation::insert_message(tx, &message).await?;
        }
        let found = conversation::find_message(tx, "v1", "m2").await?;
        assert_eq!(found, Some(a_message("m2", "v1", Role::Assistant, 2)));
        assert_eq!(conversation::find_message(tx, "v2", "m2").await?, None);
        let newest = async |role| conversation::newest_message(tx, "v1", role).await;
        assert_eq!(newest(Role::Assistant).await?.unwrap().id, "m2");
        assert_eq!(newest(Role::User).await?.unwrap().id, "m3");
        assert_eq!(newest(Role::Agent).await?, None);
        Ok(())
    })
    .await;
}

async fn messages_are_listed_before_a_place(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for (id, at) in [("m1", 1), ("m2", 2), ("m3", 2), ("m4", 2), ("m5", 3)] {
            conversation::insert_message(tx, &a_message(id, "v1", Role::User, at)).await?;
        }
        let list = async |before, limit| {
            let found = conversation::list_messages(tx, "v1", before, limit).await?;
            Ok::<_, Error>(found.into_iter().map(|m| m.id).collect::<Vec<_>>())
        };
        assert_eq!(list(None, 3).await?, ["m5", "m4", "m3"]);
        assert_eq!(list(Some((Timestamp(2), "m4")), 3).await?, ["m3", "m2", "m1"]);
        assert_eq!(list(Some((Timestamp(2), "m2")), 3).await?, ["m1"]);
        assert_eq!(list(Some((Timestamp(1), "m1")), 3).await?, Vec::<String>::new());
        assert_eq!(list(None, i64::MAX).await?.len(), 5);
        Ok(())
    })
    .await;
}

async fn a_part_is_found_by_its_exact_name(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for (id, role) in [("m1", Role::Assistant), ("m1x", Role::Assistant), ("m2", Role::User)] {
            conversation::insert_message(tx, &a_message(id, "v1", role, 1)).await?;
        }
        let find = async |visitor_id: &str, part_id: &str| {
            let found = conversation::find_message_with_part(tx, visitor_id, part_id).await?;
            Ok::<_, Error>(found.map(|m| m.id))
        };
        assert_eq!(find("v1", "part_m1").await?.as_deref(), Some("m1"));
        assert_eq!(find("v1", "part_m1x").await?.as_deref(), Some("m1x"));
        for none in ["part_m2", "partXm1", "part_m", "%", "", "rich_text", "'"] {
            assert_eq!(find("v1", none).await?, None, "{none}");
        }
        assert_eq!(find("v2", "part_m1").await?, None);
        Ok(())
    })
    .await;
}

async fn a_name_of_a_message_is_taken_once(test: TestDb) {
    furnish(&test.db).await;
    let named = |id: &str, visitor_id: &str| StoredMessage {
        client_message_id: Some("a".into()),
        ..a_message(id, visitor_id, Role::User, 1)
    };
    let (first, other, twin) = (named("m1", "v1"), named("m2", "v2"), named("m3", "v1"));
    write(&test.db, async move |tx| {
        conversation::insert_message(tx, &first).await?;
        conversation::insert_message(tx, &other).await
    })
    .await;
    let refused = test.db.write(async move |tx| conversation::insert_message(tx, &twin).await).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
}

pub(super) fn a_turn(id: &str, visitor_id: &str, state: TurnState, lease_ms: i64) -> Turn {
    Turn {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        conversation_id: "c1".into(),
        user_message_id: format!("q-{id}"),
        state,
        attempt: 1,
        owner: "me".into(),
        lease_until: Timestamp(lease_ms),
        created_at: Timestamp(5),
    }
}

async fn a_turn_is_ended_by_its_owner_and_attempt_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let mine = a_turn("t1", "v1", TurnState::Running, 10);
        turn::insert(tx, &mine).await?;
        let question =
            StoredMessage { client_message_id: Some("a".into()), ..a_message("q-t1", "v1", Role::User, 1) };
        conversation::insert_message(tx, &question).await?;
        for name in ["t1", "q-t1"] {
            assert_eq!(turn::find(tx, "v1", name).await?, Some(mine.clone()));
            assert_eq!(turn::find(tx, "v2", name).await?, None);
        }
        assert_eq!(turn::find_by_client_message(tx, "v1", "a").await?, Some(mine.clone()));
        assert_eq!(turn::find_by_client_message(tx, "v2", "a").await?, None);
        assert_eq!(turn::find_by_client_message(tx, "v1", "b").await?, None);
        let stranger = Turn { owner: "another".into(), ..mine.clone() };
        let later = Turn { attempt: 2, ..mine.clone() };
        for not_mine in [&stranger, &later] {
            assert!(!turn::finish(tx, not_mine, ending(TurnState::Done, "[]"), Timestamp(6)).await?);
        }
        assert_eq!(turn::frames(tx, "v1", "t1").await?, None, "still running");
        assert!(turn::finish(tx, &mine, ending(TurnState::Done, "[1]"), Timestamp(6)).await?);
        assert!(!turn::finish(tx, &mine, ending(TurnState::Failed, "[2]"), Timestamp(7)).await?, "once");
        assert_eq!(turn::frames(tx, "v1", "t1").await?.as_deref(), Some("[1]"));
        assert_eq!(turn::frames(tx, "v2", "t1").await?, None);
        assert_eq!(turn::find(tx, "v1", "t1").await?.unwrap().state, TurnState::Done);
        Ok(())
    })
    .await;
}

fn ending(state: TurnState, frames: &str) -> Ending<'_> {
    Ending { state, frames, trace: Some("{}") }
}

async fn a_turn_is_asked_to_stop_while_it_runs(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let mine = a_turn("t1", "v1", TurnState::Running, 10);
        turn::insert(tx, &mine).await?;
        let ids = ["t1".to_owned(), "gone".to_owned()];
        assert_eq!(turn::to_stop(tx, &mine.owner, &ids).await?, ["gone"]);
        assert_eq!(turn::to_stop(tx, "another", &ids[..1]).await?, ["t1"], "taken over");
        assert!(!turn::ask_to_stop(tx, "v2", "t1", Timestamp(5)).await?, "another visitor's");
        assert!(turn::ask_to_stop(tx, "v1", "t1", Timestamp(5)).await?);
        assert_eq!(turn::to_stop(tx, &mine.owner, &ids).await?, ids);
        let other = Turn { user_message_id: "q-t9".into(), ..a_turn("t9", "v2", TurnState::Running, 10) };
        turn::insert(tx, &other).await?;
        turn::ask_to_stop_running(tx, "v1", Timestamp(5)).await?;
        assert!(turn::to_stop(tx, &other.owner, &["t9".to_owned()]).await?.is_empty());
        turn::ask_to_stop_running(tx, "v2", Timestamp(5)).await?;
        assert_eq!(turn::to_stop(tx, &other.owner, &["t9".to_owned()]).await?, ["t9"]);
        assert!(turn::finish(tx, &mine, ending(TurnState::Failed, "[]"), Timestamp(6)).await?);
        assert!(!turn::ask_to_stop(tx, "v1", "t1", Timestamp(7)).await?, "it has ended");
        let anew = Turn { attempt: 2, ..mine.clone() };
        assert!(turn::restart(tx, &anew).await?);
        assert!(
            turn::to_stop(tx, &mine.owner, &ids[..1]).await?.is_empty(),
            "the wish went with the first run"
        );
        Ok(())
    })
    .await;
}

async fn a_trace_is_found_by_its_account_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let mine = a_turn("t1", "v1", TurnState::Running, 10);
        turn::insert(tx, &mine).await?;
        assert_eq!(turn::find_trace(tx, "acct_1", "t1").await?, Some((mine.clone(), None)));
        let told = Ending { trace: Some(r#"{"engine":"model"}"#), ..ending(TurnState::Done, "[]") };
        turn::finish(tx, &mine, told, Timestamp(6)).await?;
        for name in ["t1", "q-t1"] {
            let (_, trace) = turn::find_trace(tx, "acct_1", name).await?.unwrap();
            assert_eq!(trace.as_deref(), Some(r#"{"engine":"model"}"#));
            assert_eq!(turn::find_trace(tx, "acct_2", name).await?, None);
        }
        Ok(())
    })
    .await;
}

async fn tokens_are_counted_by_day_and_the_chatbots_outlive_their_visitor(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert_eq!(usage::of_day(tx, "shop", "v1", 7).await?, (0, 0));
        usage::add(tx, "shop", "v1", 7, 30).await?;
        usage::add(tx, "shop", "v1", 7, 5).await?;
        usage::add(tx, "shop", "v2", 7, 1).await?;
        assert_eq!(usage::of_day(tx, "shop", "v1", 7).await?, (36, 35));
        assert_eq!(usage::of_day(tx, "shop", "v2", 7).await?, (36, 1));
        assert_eq!(usage::of_day(tx, "shop", "v1", 8).await?, (0, 0));
        assert_eq!(usage::of_day(tx, "other", "v1", 7).await?.0, 0);
        visitor::delete(tx, "shop", "v1").await?;
        usage::add(tx, "shop", "v1", 7, 4).await?;
        assert_eq!(usage::of_day(tx, "shop", "v1", 7).await?, (40, 0));
        Ok(())
    })
    .await;
}

async fn only_a_failed_turn_begins_anew(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let first = a_turn("t1", "v1", TurnState::Running, 10);
        turn::insert(tx, &first).await?;
        let anew = Turn { attempt: 2, owner: "another".into(), lease_until: Timestamp(90), ..first.clone() };
        assert!(!turn::restart(tx, &anew).await?, "it runs");
        turn::finish(tx, &first, ending(TurnState::Failed, "[1]"), Timestamp(6)).await?;
        assert!(turn::restart(tx, &anew).await?);
        assert!(!turn::restart(tx, &anew).await?, "it runs again");
        assert_eq!(turn::running(tx, "v1").await?, Some(anew.clone()));
        assert_eq!(turn::frames(tx, "v1", "t1").await?, None);
        assert!(turn::finish(tx, &anew, ending(TurnState::Done, "[2]"), Timestamp(7)).await?);
        assert!(!turn::restart(tx, &anew).await?, "it is done");
        Ok(())
    })
    .await;
}

async fn what_a_turn_was_about_is_kept_once_it_is_answered(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let mine = a_turn("t1", "v1", TurnState::Running, 10);
        turn::insert(tx, &mine).await?;
        assert!(!turn::classify(tx, "v1", "t1", Some("Order"), Timestamp(6)).await?, "still running");
        turn::finish(tx, &mine, ending(TurnState::Done, "[]"), Timestamp(6)).await?;
        let kept = |classification: Option<&str>, classified: Option<i64>| {
            let classification = classification.map(str::to_owned);
            Some(KeptClassification {
                state: TurnState::Done,
                classification,
                classified_at: classified.map(Timestamp),
            })
        };
        assert_eq!(turn::find_classification(tx, "v1", "t1").await?, kept(None, None));
        assert!(!turn::classify(tx, "v2", "t1", Some("Order"), Timestamp(7)).await?, "another visitor's");
        assert!(turn::classify(tx, "v1", "t1", None, Timestamp(7)).await?);
        assert_eq!(turn::find_classification(tx, "v1", "t1").await?, kept(None, Some(7)));
        assert!(turn::classify(tx, "v1", "t1", Some("Order"), Timestamp(8)).await?);
        assert_eq!(turn::find_classification(tx, "v1", "q-t1").await?, kept(Some("Order"), Some(8)));
        assert_eq!(turn::find_classification(tx, "v2", "t1").await?, None);
        Ok(())
    })
    .await;
}

async fn a_visitor_has_one_running_turn(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert_eq!(turn::running(tx, "v1").await?, None);
        turn::insert(tx, &a_turn("t1", "v1", TurnState::Done, 10)).await?;
        turn::insert(tx, &a_turn("t2", "v1", TurnState::Running, 10)).await?;
        turn::insert(tx, &a_turn("t3", "v2", TurnState::Running, 10)).await?;
        assert_eq!(turn::running(tx, "v1").await?.unwrap().id, "t2");
        Ok(())
    })
    .await;
    let second = a_turn("t4", "v1", TurnState::Running, 10);
    let refused = test.db.write(async move |tx| turn::insert(tx, &second).await).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
}

async fn abandoned_turns_are_claimed_once_and_oldest_first(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        visitor::get_or_insert(tx, &a_visitor("v3", "shop", "bo")).await?;
        turn::insert(tx, &a_turn("t1", "v1", TurnState::Running, 20)).await?;
        turn::insert(tx, &a_turn("t2", "v2", TurnState::Running, 10)).await?;
        turn::insert(tx, &a_turn("t3", "v3", TurnState::Running, 50)).await?;
        turn::insert(tx, &a_turn("t4", "v3", TurnState::Done, 1)).await?;
        let claim = async |limit| turn::claim_abandoned(tx, "you", Timestamp(50), Timestamp(99), limit).await;
        let claimed = claim(1).await?;
        let taken = Turn {
            attempt: 2,
            owner: "you".into(),
            lease_until: Timestamp(99),
            ..a_turn("t2", "v2", TurnState::Running, 0)
        };
        assert_eq!(claimed, [taken]);
        assert_eq!(claim(10).await?.into_iter().map(|t| t.id).collect::<Vec<_>>(), ["t1"]);
        assert_eq!(claim(10).await?, [], "what ends at 50 is alive at 50");
        let ids = ["t1", "t2", "t3"].map(String::from);
        assert_eq!(turn::renew(tx, "you", &ids, Timestamp(200)).await?, 2);
        assert_eq!(turn::renew(tx, "nobody", &ids, Timestamp(200)).await?, 0);
        assert_eq!(turn::find(tx, "v1", "t1").await?.unwrap().lease_until, Timestamp(200));
        Ok(())
    })
    .await;
}

async fn the_journal_tells_of_one_visitor_until_it_expires(test: TestDb) {
    furnish(&test.db).await;
    let event = |id: &str, chatbot_id: &str, visitor_key: &str, environment| Event {
        id: id.into(),
        chatbot_id: chatbot_id.into(),
        environment,
        visitor_key: visitor_key.into(),
        kind: "livechat.session.closed".into(),
        payload: json!({"a": [1, "å"]}),
        created_at: Timestamp(5),
        expires_at: Timestamp(100),
        livechat_session_id: None,
        status: None,
    };
    write(&test.db, async move |tx| {
        for kept in [
            event("e1", "shop", "ada", Environment::Live),
            event("e2", "shop", "ada", Environment::Test),
            event("e3", "shop", "eve", Environment::Live),
            event("e4", "other", "ada", Environment::Live),
        ] {
            event::insert(tx, &kept).await?;
        }
        let list =
            async |at| event::list_of_visitor(tx, "shop", Environment::Live, "ada", Timestamp(at)).await;
        assert_eq!(list(99).await?, [event("e1", "shop", "ada", Environment::Live)]);
        assert_eq!(list(100).await?, []);
        assert_eq!(event::erase_payloads(tx, "shop", Environment::Live, "ada", Timestamp(9)).await?, 1);
        assert_eq!(list(1).await?, [], "nothing names the visitor any more");
        let whole = tx.query("SELECT id FROM event WHERE payload <> '{}'", params![]).await?;
        assert_eq!(whole.len(), 3, "others' stay");
        Ok(())
    })
    .await;
}
