//! Livechat sessions, their messages and the agents, row by row.

use parlour_model::livechat::{ClientContext, ClosedBy, Phase, Platform};
use parlour_model::{AgentProfile, Environment, Role, Timestamp};
use parlour_store::agent::{self, Agent};
use parlour_store::conversation::{self, Caller, LivechatPlace, StoredMessage};
use parlour_store::livechat::{self, HandoverRequest, Session};
use parlour_store::turn::{self, Turn, TurnState};
use parlour_store::{Error, params, visitor};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;

use super::owners::{a_visitor, furnish, write};
use super::talk::{a_conversation, a_message, a_turn};

on_both!(
    a_session_is_found_as_it_was_kept_and_by_its_chatbot_only,
    a_visitor_has_one_open_session,
    those_who_wait_have_their_places,
    a_change_is_made_of_the_version_that_was_read_only,
    the_newest_session_is_the_one_asked_for_last,
    messages_of_a_session_are_listed_behind_a_number,
    agents_have_names_of_their_own_in_each_session,
    a_number_within_a_session_is_taken_once,
    a_person_in_charge_silences_the_assistant,
    nobody_takes_over_between_the_look_and_the_assistants_message,
    quiet_sessions_and_ended_writing_are_found,
    a_session_is_not_quiet_while_its_visitor_does_anything,
    the_sessions_of_an_agent_are_found_in_their_account_only,
    an_agent_is_known_to_their_account_only,
    a_session_goes_with_its_visitor,
);

pub(super) fn a_session(id: &str, visitor_id: &str, at: i64) -> Session {
    let request = HandoverRequest {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        conversation_id: "c1".into(),
        environment: Environment::Live,
        platform: Platform::MobileWeb,
        source: "manual_button".into(),
        part_id: Some("part_1".into()),
        language: Some("danish".into()),
        client_context: Some(ClientContext { os: Some("Plan 9".into()), ..ClientContext::default() }),
    };
    Session::requested(request, Timestamp(at))
}

pub(super) fn active(session: Session) -> Session {
    Session {
        status: Phase::Active,
        agent_id: Some("a1".into()),
        agent_joined_at: Some(Timestamp(50)),
        ..session
    }
}

pub(super) fn closed(session: Session, at: i64) -> Session {
    Session {
        status: Phase::Closed,
        closed_at: Some(Timestamp(at)),
        closed_by: Some(ClosedBy::Agent),
        closed_by_agent_id: Some("a1".into()),
        close_reason: Some("done".into()),
        ..session
    }
}

async fn a_session_is_found_as_it_was_kept_and_by_its_chatbot_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let session = a_session("s1", "v1", 10);
        livechat::insert(tx, &session).await?;
        assert_eq!(livechat::find(tx, "shop", "s1").await?, Some(session.clone()));
        assert_eq!(livechat::find(tx, "other", "s1").await?, None);
        let named = livechat::list_named(tx, "shop", &["s0", "s1", "s2"]).await?;
        assert_eq!(named, std::slice::from_ref(&session));
        assert_eq!(livechat::list_named(tx, "other", &["s1"]).await?, []);
        assert_eq!(livechat::newest(tx, "v1").await?, Some(session));
        assert_eq!(livechat::newest(tx, "v2").await?, None);
        assert_eq!(visitor::find(tx, "shop", "v1").await?, Some(a_visitor("v1", "shop", "ada")));
        assert_eq!(visitor::find(tx, "other", "v1").await?, None);
        Ok(())
    })
    .await;
}

async fn a_visitor_has_one_open_session(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| livechat::insert(tx, &a_session("s1", "v1", 10)).await).await;
    let second = async |tx: &parlour_store::Tx| livechat::insert(tx, &a_session("s2", "v1", 11)).await;
    let refused = test.db.write(second).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
    write(&test.db, async |tx| {
        livechat::insert(tx, &a_session("s3", "v2", 12)).await?;
        assert!(livechat::change(tx, &closed(a_session("s1", "v1", 10), 20)).await?);
        livechat::insert(tx, &a_session("s2", "v1", 11)).await
    })
    .await;
}

async fn those_who_wait_have_their_places(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let (first, second) = (a_session("s2", "v1", 10), a_session("s1", "v2", 10));
        livechat::insert(tx, &first).await?;
        livechat::insert(tx, &second).await?;
        let places =
            [livechat::place_in_queue(tx, &first).await?, livechat::place_in_queue(tx, &second).await?];
        assert_eq!(places, [2, 1], "of the same moment, by their ids");
        assert!(livechat::change(tx, &active(second)).await?);
        assert_eq!(livechat::place_in_queue(tx, &first).await?, 1, "who is talked to waits no more");
        Ok(())
    })
    .await;
}

async fn a_change_is_made_of_the_version_that_was_read_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let session = a_session("s1", "v1", 10);
        livechat::insert(tx, &session).await?;
        let changed = Session {
            rating: Some(4),
            feedback: Some("Fine".into()),
            rated_at: Some(Timestamp(60)),
            customer_typing_until: Timestamp(70),
            agent_typing_until: Timestamp(80),
            last_sequence: 3,
            last_role: Some(Role::Agent),
            unread_for_agent: 2,
            updated_at: Timestamp(90),
            ..closed(active(session.clone()), 55)
        };
        assert!(livechat::change(tx, &changed).await?);
        let kept = Session { state_version: 2, ..changed.clone() };
        assert_eq!(livechat::find(tx, "shop", "s1").await?, Some(kept.clone()));
        assert!(!livechat::change(tx, &session).await?, "somebody was faster");
        assert!(!livechat::change(tx, &Session { chatbot_id: "other".into(), ..kept.clone() }).await?);
        assert_eq!(livechat::find(tx, "shop", "s1").await?, Some(kept));
        Ok(())
    })
    .await;
}

async fn the_newest_session_is_the_one_asked_for_last(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for (id, at) in [("s2", 20), ("s1", 10), ("s3", 20)] {
            livechat::insert(tx, &a_session(id, "v1", at)).await?;
            assert!(livechat::change(tx, &closed(a_session(id, "v1", at), 30)).await?);
        }
        assert_eq!(livechat::newest(tx, "v1").await?.unwrap().id, "s3");
        let ids: Vec<String> =
            livechat::list_of_visitor(tx, "v1").await?.into_iter().map(|session| session.id).collect();
        assert_eq!(ids, ["s1", "s2", "s3"]);
        assert_eq!(livechat::list_of_visitor(tx, "v2").await?, []);
        assert_eq!(visitor::counts(tx, "v1").await?.livechat_sessions, 3);
        Ok(())
    })
    .await;
}

pub(super) fn in_session(id: &str, number: i64) -> StoredMessage {
    StoredMessage {
        livechat: Some(LivechatPlace { session_id: "s1".into(), sequence_number: number }),
        agent: Some(AgentProfile {
            agent_id: "a1".into(),
            display_name: "Alice".into(),
            avatar_url: Some("https://shop.example.com/alice.png".into()),
        }),
        client_message_id: Some(format!("mine-{number}")),
        ..a_message(id, "v1", Role::Agent, 100 - number)
    }
}

async fn messages_of_a_session_are_listed_behind_a_number(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        conversation::insert(tx, &a_conversation("c1", "v1", 1)).await?;
        conversation::insert_message(tx, &a_message("m0", "v1", Role::User, 1)).await?;
        for number in 1..=3 {
            conversation::insert_message(tx, &in_session(&format!("m{number}"), number)).await?;
        }
        let all = conversation::list_livechat_messages(tx, "v1", "s1", 0, 10).await?;
        assert_eq!(all, [in_session("m1", 1), in_session("m2", 2), in_session("m3", 3)]);
        let behind = conversation::list_livechat_messages(tx, "v1", "s1", 1, 1).await?;
        assert_eq!(behind, [in_session("m2", 2)]);
        assert_eq!(conversation::list_livechat_messages(tx, "v2", "s1", 0, 10).await?, []);
        assert_eq!(conversation::list_livechat_messages(tx, "v1", "s2", 0, 10).await?, []);
        let named =
            conversation::find_message_by_client_name(tx, "v1", Caller::Agents("s1"), "mine-2").await?;
        assert_eq!(named, Some(in_session("m2", 2)));
        let of_another = conversation::find_message_by_client_name(tx, "v2", Caller::Agents("s1"), "mine-2");
        assert_eq!(of_another.await?, None);
        Ok(())
    })
    .await;
}

async fn agents_have_names_of_their_own_in_each_session(test: TestDb) {
    furnish(&test.db).await;
    let named = |id: &str, session_id: &str, number: i64| StoredMessage {
        client_message_id: Some("1".into()),
        livechat: Some(LivechatPlace { session_id: session_id.into(), sequence_number: number }),
        ..a_message(id, "v1", Role::Agent, 1)
    };
    let (hers, next) = (named("m2", "s1", 2), named("m3", "s2", 1));
    let (mine, twin) = (StoredMessage { role: Role::User, ..named("m1", "s1", 1) }, named("m4", "s1", 3));
    write(&test.db, async move |tx| {
        for message in [&mine, &hers, &next] {
            conversation::insert_message(tx, message).await?;
        }
        let find = async |caller| {
            let found = conversation::find_message_by_client_name(tx, "v1", caller, "1").await?;
            Ok::<_, Error>(found.map(|message| message.id))
        };
        assert_eq!(find(Caller::Visitor).await?.as_deref(), Some("m1"));
        assert_eq!(find(Caller::Agents("s1")).await?.as_deref(), Some("m2"));
        assert_eq!(find(Caller::Agents("s2")).await?.as_deref(), Some("m3"));
        assert_eq!(find(Caller::Agents("s3")).await?, None);
        // A turn is named by the visitor's message.
        turn::insert(tx, &Turn { user_message_id: "m1".into(), ..a_turn("t1", "v1", TurnState::Done, 10) })
            .await?;
        assert_eq!(
            turn::find_by_client_message(tx, "v1", "1").await?.map(|turn| turn.id).as_deref(),
            Some("t1")
        );
        Ok(())
    })
    .await;
    let refused = test.db.write(async move |tx| conversation::insert_message(tx, &twin).await).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
}

async fn a_number_within_a_session_is_taken_once(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        conversation::insert(tx, &a_conversation("c1", "v1", 1)).await?;
        conversation::insert_message(tx, &in_session("m1", 1)).await
    })
    .await;
    let twin = StoredMessage { client_message_id: None, ..in_session("m2", 1) };
    let refused = test.db.write(async move |tx| conversation::insert_message(tx, &twin).await).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
}

async fn a_person_in_charge_silences_the_assistant(test: TestDb) {
    furnish(&test.db).await;
    let say = async |id: &'static str, visitor_id: &'static str, role: Role| {
        let message = a_message(id, visitor_id, role, 5);
        test.db.write(async move |tx| conversation::insert_message(tx, &message).await).await
    };
    write(&test.db, async |tx| {
        conversation::insert(tx, &a_conversation("c1", "v1", 1)).await?;
        livechat::insert(tx, &a_session("s1", "v1", 10)).await?;
        assert!(!livechat::is_active(tx, "v1").await?);
        Ok(())
    })
    .await;
    say("m1", "v1", Role::Assistant).await.unwrap();
    write(&test.db, async |tx| {
        assert!(livechat::change(tx, &active(a_session("s1", "v1", 10))).await?);
        assert!(livechat::is_active(tx, "v1").await?);
        assert!(!livechat::is_active(tx, "v2").await?);
        Ok(())
    })
    .await;
    let refused = say("m2", "v1", Role::Assistant).await;
    assert!(matches!(refused, Err(Error::Silenced)), "{refused:?}");
    let answer = async |visitor_id: &'static str| {
        let message = a_message("m9", visitor_id, Role::Assistant, 5);
        let held = async move |tx: &parlour_store::Tx| {
            let held = visitor::hold(tx, "shop", "v1").await?.ok_or(Error::Closed)?;
            conversation::insert_answer(tx, &held, &message).await
        };
        test.db.write(held).await
    };
    assert!(matches!(answer("v1").await, Err(Error::Silenced)));
    assert!(matches!(answer("v2").await, Err(Error::Constraint(_))), "it is another visitor's");
    say("m3", "v1", Role::User).await.unwrap();
    say("m4", "v2", Role::Assistant).await.unwrap();
    write(&test.db, async |tx| {
        let session = livechat::newest(tx, "v1").await?.unwrap();
        assert!(livechat::change(tx, &closed(session, 60)).await?);
        Ok(())
    })
    .await;
    say("m5", "v1", Role::Assistant).await.unwrap();
}

/// Whoever comes first: no assistant's message is stored after the take-over.
async fn nobody_takes_over_between_the_look_and_the_assistants_message(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        conversation::insert(tx, &a_conversation("c1", "v1", 1)).await?;
        livechat::insert(tx, &a_session("s1", "v1", 10)).await
    })
    .await;
    let spoken = async |tx: &parlour_store::Tx| {
        let sql = "SELECT COUNT(*) AS n FROM message WHERE visitor_id = 'v1' AND role = 'assistant'";
        let row = tx.first(sql, params![]).await?;
        row.ok_or(Error::Closed)?.of("message").get::<i64>("n")
    };
    let mut silenced = 0;
    for round in 0..30 {
        let speaks = (0..3).map(|n| {
            let message = a_message(&format!("m{round}-{n}"), "v1", Role::Assistant, 5);
            test.db.write(async move |tx| conversation::insert_message(tx, &message).await)
        });
        let takes_over = test.db.write(async move |tx| {
            visitor::lock(tx, "shop", "v1").await?;
            let session = livechat::newest(tx, "v1").await?.ok_or(Error::Closed)?;
            assert!(livechat::change(tx, &active(session)).await?);
            spoken(tx).await
        });
        let (answers, at_take_over) = futures::join!(futures::future::join_all(speaks), takes_over);
        silenced += answers.iter().filter(|answer| matches!(answer, Err(Error::Silenced))).count();
        assert!(answers.iter().all(|a| matches!(a, Ok(()) | Err(Error::Silenced))), "{answers:?}");
        let after = write(&test.db, async move |tx| {
            let after = spoken(tx).await?;
            let session = livechat::newest(tx, "v1").await?.ok_or(Error::Closed)?;
            let waiting = Session { status: Phase::Waiting, ..session };
            assert!(livechat::change(tx, &waiting).await?);
            Ok(after)
        })
        .await;
        assert_eq!(after, at_take_over.unwrap(), "round {round}");
    }
    assert!(silenced <= 90);
}

async fn quiet_sessions_and_ended_writing_are_found(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        livechat::insert(tx, &a_session("s1", "v1", 20)).await?;
        livechat::insert(tx, &a_session("s2", "v2", 10)).await?;
        let ids = |found: Vec<Session>| found.into_iter().map(|session| session.id).collect::<Vec<_>>();
        assert_eq!(
            ids(livechat::list_idle(tx, "shop", Phase::Waiting, Timestamp(20), 9).await?),
            ["s2", "s1"]
        );
        assert_eq!(ids(livechat::list_idle(tx, "shop", Phase::Waiting, Timestamp(20), 1).await?), ["s2"]);
        assert_eq!(ids(livechat::list_idle(tx, "shop", Phase::Active, Timestamp(20), 9).await?), [""; 0]);
        assert_eq!(ids(livechat::list_idle(tx, "shop", Phase::Waiting, Timestamp(19), 9).await?), ["s2"]);
        assert_eq!(ids(livechat::list_idle(tx, "other", Phase::Waiting, Timestamp(20), 9).await?), [""; 0]);
        assert_eq!(ids(livechat::list_typing_ended(tx, Timestamp(100), 9).await?), [""; 0]);
        livechat::keep_typing(tx, "shop", "s1", Timestamp(30), Timestamp(0)).await?;
        livechat::keep_typing(tx, "shop", "s2", Timestamp(0), Timestamp(40)).await?;
        livechat::keep_typing(tx, "other", "s2", Timestamp(1), Timestamp(1)).await?;
        assert_eq!(ids(livechat::list_typing_ended(tx, Timestamp(29), 9).await?), [""; 0]);
        assert_eq!(ids(livechat::list_typing_ended(tx, Timestamp(30), 9).await?), ["s1"]);
        assert_eq!(ids(livechat::list_typing_ended(tx, Timestamp(40), 9).await?), ["s1", "s2"]);
        assert_eq!(ids(livechat::list_typing_ended(tx, Timestamp(40), 1).await?), ["s1"]);
        let typing = livechat::find(tx, "shop", "s1").await?.unwrap();
        assert_eq!((typing.customer_typing_until, typing.state_version), (Timestamp(30), 1));
        assert!(livechat::change(tx, &closed(typing, 50)).await?);
        assert_eq!(ids(livechat::list_idle(tx, "shop", Phase::Waiting, Timestamp(90), 9).await?), ["s2"]);
        Ok(())
    })
    .await;
}

async fn an_agent_is_known_to_their_account_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let sql =
            "INSERT INTO agent (id, account_id, display_name, avatar_url, avatar_mime, created_ms, updated_ms)
            VALUES ('a1', 'acct_1', 'Alice', NULL, 'image/png', 1, 1)";
        tx.execute(sql, params![]).await?;
        let alice = Agent {
            id: "a1".into(),
            account_id: "acct_1".into(),
            display_name: "Alice".into(),
            avatar_url: None,
            avatar_mime: Some("image/png".into()),
            created_at: Timestamp(1),
            updated_at: Timestamp(1),
        };
        assert_eq!(agent::find(tx, "acct_1", "a1").await?, Some(alice));
        assert_eq!(agent::find(tx, "acct_2", "a1").await?, None);
        assert_eq!(agent::find(tx, "acct_1", "a2").await?, None);
        Ok(())
    })
    .await;
}

async fn a_session_goes_with_its_visitor(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        livechat::insert(tx, &a_session("s1", "v1", 10)).await?;
        assert!(visitor::delete(tx, "shop", "v1").await?);
        assert_eq!(livechat::find(tx, "shop", "s1").await?, None);
        Ok(())
    })
    .await;
}

async fn a_session_is_not_quiet_while_its_visitor_does_anything(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        conversation::insert(tx, &a_conversation("c1", "v1", 1)).await?;
        livechat::insert(tx, &a_session("s1", "v1", 10)).await?;
        livechat::insert(tx, &a_session("s2", "v2", 11)).await?;
        conversation::insert_message(tx, &a_message("m1", "v1", Role::User, 20)).await?;
        let idle = async |before| {
            let found = livechat::list_idle(tx, "shop", Phase::Waiting, Timestamp(before), 1).await?;
            Ok::<_, Error>(found.into_iter().map(|session| session.id).collect::<Vec<_>>())
        };
        assert_eq!(idle(19).await?, ["s2"]);
        assert_eq!(idle(20).await?, ["s1"]);
        assert!(livechat::has_done_since(tx, "v1", Timestamp(19)).await?);
        assert!(!livechat::has_done_since(tx, "v1", Timestamp(20)).await?);
        assert!(!livechat::has_done_since(tx, "v2", Timestamp(0)).await?);
        let value =
            "INSERT INTO session_value (visitor_id, value_key, label, kind, value, position, updated_ms)
            VALUES ('v1', 'email', 'E-mail', 'email', 'a@b.dk', 1, 30)";
        tx.execute(value, params![]).await?;
        assert_eq!((idle(29).await?, idle(30).await?), (vec!["s2".to_owned()], vec!["s1".to_owned()]));
        let submission =
            "INSERT INTO submission (id, chatbot_id, visitor_id, conversation_id, part_id, kind, content,
            created_ms) VALUES ('sub1', 'shop', 'v1', 'c1', 'p1', 'contact_form', '{}', 40)";
        tx.execute(submission, params![]).await?;
        assert_eq!((idle(39).await?, idle(40).await?), (vec!["s2".to_owned()], vec!["s1".to_owned()]));
        Ok(())
    })
    .await;
}

async fn the_sessions_of_an_agent_are_found_in_their_account_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        livechat::insert(tx, &a_session("s1", "v1", 10)).await?;
        livechat::insert(tx, &a_session("s2", "v2", 10)).await?;
        let leader = "SELECT account_id FROM chatbot WHERE id = 'shop'";
        let account: String = tx.first(leader, params![]).await?.unwrap().of("chatbot").get("account_id")?;
        let led = async |account: &str, agent: &str| {
            let found = livechat::list_led_by(tx, account, agent).await?;
            Ok::<_, Error>(found.into_iter().map(|session| session.id).collect::<Vec<_>>())
        };
        assert_eq!(led(&account, "alice").await?, [""; 0]);
        let taken = active(livechat::find(tx, "shop", "s1").await?.unwrap());
        let agent = taken.agent_id.clone().unwrap();
        assert!(livechat::change(tx, &taken).await?);
        assert_eq!(led(&account, &agent).await?, ["s1"]);
        assert_eq!(led("acct_other", &agent).await?, [""; 0]);
        assert_eq!(led(&account, "other").await?, [""; 0]);
        let taken = livechat::find(tx, "shop", "s1").await?.unwrap();
        assert!(livechat::change(tx, &closed(taken, 50)).await?);
        assert_eq!(led(&account, &agent).await?, [""; 0]);
        Ok(())
    })
    .await;
}
