//! Agents, and the locks and looks that setting up livechat needs, row by row.

use parlour_model::Timestamp;
use parlour_store::agent::{self, Agent};
use parlour_store::{access, chatbot, form, visitor};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::owners::{furnish, write};

on_both!(
    an_agent_belongs_to_its_account,
    an_agent_keeps_the_time_of_its_making,
    a_locked_chatbot_is_read_whole,
    a_form_is_found_by_its_chatbot_and_name,
    a_visitor_waits_while_their_session_does,
);

fn an_agent(id: &str, account_id: &str, name: &str, at: i64) -> Agent {
    Agent {
        id: id.into(),
        account_id: account_id.into(),
        display_name: name.into(),
        avatar_url: None,
        avatar_mime: Some("image/png".into()),
        created_at: Timestamp(at),
        updated_at: Timestamp(at),
    }
}

async fn an_agent_belongs_to_its_account(test: TestDb) {
    write(&test.db, async |tx| {
        for account in ["acct_1", "acct_2"] {
            access::insert_account(tx, account, "owner", Timestamp(1)).await?;
        }
        let alice = an_agent("aaaa", "acct_1", "Alice", 5);
        assert!(agent::upsert(tx, &alice).await?);
        assert!(agent::upsert(tx, &an_agent("bbbb", "acct_2", "Bob", 5)).await?);
        assert!(agent::upsert(tx, &an_agent("cccc", "acct_1", "Aaron", 5)).await?);
        assert!(!agent::upsert(tx, &an_agent("aaaa", "acct_2", "Eve", 6)).await?, "the id is taken");
        assert_eq!(agent::find(tx, "acct_1", "AAAA").await?, Some(alice.clone()));
        assert_eq!(agent::find(tx, "acct_2", "aaaa").await?, None);
        assert_eq!(agent::find_shown(tx, "aaaa").await?, Some(alice));
        assert_eq!(agent::find_shown(tx, "dddd").await?, None);
        let names: Vec<String> =
            agent::list(tx, "acct_1").await?.into_iter().map(|agent| agent.display_name).collect();
        assert_eq!(names, ["Aaron", "Alice"]);
        assert!(!agent::delete(tx, "acct_2", "aaaa").await?);
        assert!(agent::delete(tx, "acct_1", "aaaa").await?);
        assert!(!agent::delete(tx, "acct_1", "aaaa").await?);
        Ok(())
    })
    .await;
}

async fn an_agent_keeps_the_time_of_its_making(test: TestDb) {
    write(&test.db, async |tx| {
        access::insert_account(tx, "acct_1", "owner", Timestamp(1)).await?;
        assert!(agent::upsert(tx, &an_agent("aaaa", "acct_1", "Alice", 5)).await?);
        let later = Agent {
            avatar_url: Some("https://a.example/alice.png".into()),
            avatar_mime: None,
            ..an_agent("aaaa", "acct_1", "Alice Berg", 9)
        };
        assert!(agent::upsert(tx, &later).await?);
        let wanted = Agent { created_at: Timestamp(5), ..later };
        assert_eq!(agent::find(tx, "acct_1", "aaaa").await?, Some(wanted));
        Ok(())
    })
    .await;
}

async fn a_locked_chatbot_is_read_whole(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        assert_eq!(chatbot::lock(tx, "shop").await?, chatbot::find(tx, "shop").await?);
        assert_eq!(chatbot::lock(tx, "nobody").await?, None);
        Ok(())
    })
    .await;
}

async fn a_form_is_found_by_its_chatbot_and_name(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let returns: parlour_model::form::Form = serde_json::from_value(
            json!({"form_id": "returns", "name": "Return", "trigger": "llm", "fields": []}),
        )
        .unwrap();
        form::replace_all(tx, "shop", std::slice::from_ref(&returns)).await?;
        assert_eq!(form::find(tx, "shop", "returns").await?, Some(returns));
        assert_eq!(form::find(tx, "other", "returns").await?, None);
        assert_eq!(form::find(tx, "shop", "other").await?, None);
        Ok(())
    })
    .await;
}

async fn a_visitor_waits_while_their_session_does(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let begin =
            "INSERT INTO livechat_session (id, chatbot_id, visitor_id, conversation_id, environment, status, platform,
                source, requested_ms, customer_typing_until_ms, agent_typing_until_ms, last_sequence,
                unread_for_agent, state_version, updated_ms)
             VALUES ('s1', 'shop', 'v1', 'c1', 'live', 'waiting', 'website', 'x', 1, 0, 0, 0, 0, 1, 1)";
        assert!(!visitor::is_waiting(tx, "v1").await?);
        tx.execute(begin, parlour_store::params![]).await?;
        assert!(visitor::is_waiting(tx, "v1").await?);
        assert!(!visitor::is_waiting(tx, "v2").await?);
        tx.execute("UPDATE livechat_session SET status = 'active'", parlour_store::params![]).await?;
        assert!(!visitor::is_waiting(tx, "v1").await?);
        Ok(())
    })
    .await;
}
