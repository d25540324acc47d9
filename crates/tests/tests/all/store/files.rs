//! Stored files, row by row.

use parlour_model::part::ImagePart;
use parlour_model::{Part, Role, Timestamp};
use parlour_store::attachment::{self, Attachment};
use parlour_store::conversation;
use parlour_tests::database::TestDb;
use parlour_tests::on_both;

use super::owners::{furnish, write};
use super::talk::{a_conversation, a_message};

on_both!(
    files_are_doomed_until_they_are_claimed,
    files_of_messages_are_found_by_their_age,
    the_parts_of_a_message_are_replaced_for_its_visitor_only,
);

fn a_file(id: &str, visitor_id: &str, at: i64) -> Attachment {
    Attachment {
        id: id.into(),
        chatbot_id: "shop".into(),
        visitor_id: visitor_id.into(),
        filename: Some("a.txt".into()),
        mime_type: "text/plain".into(),
        size_bytes: 3,
        created_at: Timestamp(at),
        message_id: Some(format!("m-{id}")),
    }
}

async fn files_are_doomed_until_they_are_claimed(test: TestDb) {
    furnish(&test.db).await;
    let file = |id: &str, visitor_id: &str| a_file(id, visitor_id, 8);
    write(&test.db, async move |tx| {
        attachment::doom(tx, &["f1".into(), "f2".into(), "f3".into()], Timestamp(10)).await?;
        attachment::doom(tx, &["f3".into()], Timestamp(5)).await?;
        assert_eq!(attachment::list_doomed(tx, Timestamp(5), 10).await?, ["f3"], "the last word counts");
        assert_eq!(attachment::list_doomed(tx, Timestamp(10), 1).await?, ["f3"], "the longest due first");
        attachment::insert(tx, &file("f1", "v1")).await?;
        attachment::spare(tx, "f3").await?;
        attachment::reserve(tx, "f4", "v1", Timestamp(90)).await?;
        attachment::reserve(tx, "f5", "v2", Timestamp(90)).await?;
        assert!(attachment::is_doomed(tx, "f4").await? && !attachment::is_doomed(tx, "f6").await?);
        attachment::doom_unclaimed(tx, "v1", Timestamp(9)).await?;
        assert_eq!(attachment::list_doomed(tx, Timestamp(10), 10).await?, ["f4", "f2"]);
        attachment::spare(tx, "f4").await?;
        assert_eq!(attachment::list_doomed(tx, Timestamp(10), 10).await?, ["f2"]);
        assert_eq!(attachment::find_signed(tx, "f1").await?, Some(file("f1", "v1")));
        assert_eq!(attachment::find_signed(tx, "f2").await?, None);
        assert_eq!(attachment::list(tx, "v1").await?, [file("f1", "v1")]);
        assert_eq!(attachment::list(tx, "v2").await?, []);
        Ok(())
    })
    .await;
}

async fn files_of_messages_are_found_by_their_age(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        let a_tickets = Attachment { message_id: None, ..a_file("f0", "v1", 1) };
        for file in [a_tickets, a_file("f3", "v1", 30), a_file("f2", "v2", 20), a_file("f1", "v1", 10)] {
            attachment::insert(tx, &file).await?;
        }
        let aged = async |chatbot_id: &'static str, until, limit| {
            let found = attachment::list_aged(tx, chatbot_id, Timestamp(until), limit).await?;
            Ok::<_, parlour_store::Error>(found.into_iter().map(|file| file.id).collect::<Vec<_>>())
        };
        assert_eq!(aged("shop", 20, 9).await?, ["f1", "f2"]);
        assert_eq!(aged("shop", 30, 1).await?, ["f1"]);
        assert_eq!(aged("other", 30, 9).await?, [""; 0]);
        assert!(!attachment::delete(tx, "v2", "f1").await?, "another visitor's");
        assert!(attachment::delete(tx, "v1", "f1").await?);
        assert!(!attachment::delete(tx, "v1", "f1").await?);
        assert_eq!(aged("shop", 30, 9).await?, ["f2", "f3"]);
        Ok(())
    })
    .await;
}

async fn the_parts_of_a_message_are_replaced_for_its_visitor_only(test: TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        conversation::insert(tx, &a_conversation("c1", "v1", 1)).await?;
        let message = a_message("m1", "v1", Role::User, 5);
        conversation::insert_message(tx, &message).await?;
        let parts = [Part::Image(ImagePart { removed_at: Some(Timestamp(7)), ..ImagePart::default() })];
        conversation::replace_parts(tx, "v2", "m1", &parts).await?;
        assert_eq!(conversation::find_message(tx, "v1", "m1").await?.unwrap().parts, message.parts);
        conversation::replace_parts(tx, "v1", "m1", &parts).await?;
        assert_eq!(conversation::find_message(tx, "v1", "m1").await?.unwrap().parts, parts);
        Ok(())
    })
    .await;
}
