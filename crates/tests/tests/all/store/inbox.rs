//! What visitors sent, as the owner of their chatbots reads it, row by row.

use parlour_model::{Environment, Role, Timestamp};
use parlour_store::form::{self, Submission};
use parlour_store::inbox::{self, Filter, Received};
use parlour_store::visitor::{self, Visitor};
use parlour_store::{conversation, params};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::owners::{a_visitor, furnish, write};
use super::talk::a_message;

on_both!(what_was_sent_is_read_by_its_owner_newest_first);

fn sent(id: &str, visitor_id: &str, kind: &str, at: i64) -> Submission {
    Submission {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        conversation_id: "c1".into(),
        part_id: format!("part_{id}"),
        kind: kind.into(),
        form_id: None,
        content: json!({"fields": {"name": "Ada"}}),
        created_at: Timestamp(at),
    }
}

fn ids(received: &[Received]) -> Vec<&str> {
    received.iter().map(|of| of.submission.id.as_str()).collect()
}

async fn what_was_sent_is_read_by_its_owner_newest_first(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let tester = Visitor { environment: Environment::Test, ..a_visitor("v4", "shop", "ada") };
        visitor::get_or_insert(tx, &tester).await?;
        conversation::insert_message(tx, &a_message("m1", "v1", Role::User, 10)).await?;
        for new in [
            sent("s1", "v1", "contact_form", 9),
            sent("s2", "v1", "support_ticket", 20),
            sent("s3", "v2", "contact_form", 20),
            sent("s4", "v4", "contact_form", 30),
        ] {
            assert!(form::insert_submission(tx, &new).await?);
        }
        let all = inbox::list(tx, "acct_1", Environment::Live, &Filter::default(), 10).await?;
        assert_eq!(ids(&all), ["s3", "s2", "s1"]);
        assert_eq!(all[1].submission, sent("s2", "v1", "support_ticket", 20));
        assert_eq!(all[1].visitor_key, "ada");
        assert_eq!(all[1].page.as_deref(), Some("https://shop.example.com/"));
        assert_eq!((&all[0].page, &all[2].page), (&None, &None), "another visitor's page, and a later one");
        let behind = Filter {
            behind: Some((Timestamp(20), "s3".into())),
            kind: None,
            chatbot_id: Some("shop".into()),
        };
        let page = inbox::list(tx, "acct_1", Environment::Live, &behind, 1).await?;
        assert_eq!(ids(&page), ["s2"]);
        let contact = Filter { kind: Some("contact_form".into()), ..Filter::default() };
        assert_eq!(ids(&inbox::list(tx, "acct_1", Environment::Live, &contact, 10).await?), ["s3", "s1"]);
        let other = Filter { chatbot_id: Some("other".into()), ..Filter::default() };
        assert_eq!(inbox::list(tx, "acct_1", Environment::Live, &other, 10).await?, []);
        assert_eq!(inbox::list(tx, "acct_2", Environment::Live, &Filter::default(), 10).await?, []);
        let found = inbox::find(tx, "acct_1", Environment::Live, "s2").await?;
        assert_eq!(found.as_ref(), Some(&all[1]));
        for (account, environment) in [("acct_2", Environment::Live), ("acct_1", Environment::Test)] {
            assert_eq!(inbox::find(tx, account, environment, "s2").await?, None);
        }
        tx.execute("DELETE FROM visitor WHERE id = 'v1'", params![]).await?;
        assert_eq!(inbox::find(tx, "acct_1", Environment::Live, "s2").await?, None, "forgotten");
        Ok(())
    })
    .await;
}
