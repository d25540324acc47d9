//! What happened on pages, row by row.

use parlour_model::{Environment, Timestamp};
use parlour_store::page_event::{self, Count, PageEvent};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;
use serde_json::json;

use super::owners::{furnish, write};

on_both!(
    what_happened_belongs_to_one_visitor,
    what_happened_is_counted_by_name_from_a_moment_on,
    what_happened_goes_with_its_age,
);

fn an_event(id: &str, visitor_key: &str, name: &str, at: i64) -> PageEvent {
    PageEvent {
        id: id.into(),
        chatbot_id: "shop".into(),
        environment: Environment::Live,
        visitor_key: visitor_key.into(),
        name: name.into(),
        props: json!({"source": "å"}).as_object().unwrap().clone(),
        created_at: Timestamp(at),
    }
}

async fn happened(test: &TestDb) {
    furnish(&test.db).await;
    write(&test.db, async |tx| {
        for event in [
            an_event("e3", "ada", "open", 30),
            an_event("e1", "ada", "open", 10),
            an_event("e2", "eve", "open", 20),
            an_event("e4", "eve", "message_sent", 40),
            PageEvent { environment: Environment::Test, ..an_event("e5", "ada", "open", 50) },
            PageEvent { chatbot_id: "other".into(), ..an_event("e6", "ada", "open", 5) },
        ] {
            page_event::insert(tx, &event).await?;
        }
        Ok(())
    })
    .await;
}

async fn what_happened_belongs_to_one_visitor(test: TestDb) {
    happened(&test).await;
    write(&test.db, async |tx| {
        let live = Environment::Live;
        let of_ada = page_event::list_of_visitor(tx, "shop", live, "ada").await?;
        assert_eq!(of_ada, [an_event("e1", "ada", "open", 10), an_event("e3", "ada", "open", 30)]);
        assert_eq!(page_event::count_of_visitor(tx, "shop", live, "ada").await?, 2);
        assert_eq!(page_event::delete_of_visitor(tx, "shop", live, "ada").await?, 2);
        assert_eq!(page_event::count_of_visitor(tx, "shop", live, "ada").await?, 0);
        assert_eq!(page_event::count_of_visitor(tx, "shop", live, "eve").await?, 2);
        assert_eq!(page_event::count_of_visitor(tx, "shop", Environment::Test, "ada").await?, 1);
        assert_eq!(page_event::count_of_visitor(tx, "other", live, "ada").await?, 1);
        Ok(())
    })
    .await;
    let nobodys = PageEvent { chatbot_id: "nobody".into(), ..an_event("e9", "ada", "open", 1) };
    let refused = test.db.write(async move |tx| page_event::insert(tx, &nobodys).await).await;
    assert!(matches!(refused, Err(parlour_store::Error::Constraint(..))), "{refused:?}");
}

async fn what_happened_is_counted_by_name_from_a_moment_on(test: TestDb) {
    happened(&test).await;
    write(&test.db, async |tx| {
        let count = |name: &str, events: i64, visitors: i64| Count { name: name.into(), events, visitors };
        let all = page_event::count_by_name(tx, "shop", Environment::Live, Timestamp(0)).await?;
        assert_eq!(all, [count("message_sent", 1, 1), count("open", 3, 2)]);
        let late = page_event::count_by_name(tx, "shop", Environment::Live, Timestamp(20)).await?;
        assert_eq!(late, [count("message_sent", 1, 1), count("open", 2, 2)]);
        assert_eq!(page_event::count_by_name(tx, "shop", Environment::Live, Timestamp(41)).await?, []);
        Ok(())
    })
    .await;
}

async fn what_happened_goes_with_its_age(test: TestDb) {
    happened(&test).await;
    write(&test.db, async |tx| {
        assert_eq!(page_event::delete_before(tx, "shop", Timestamp(30)).await?, 2);
        let left = page_event::list_of_visitor(tx, "shop", Environment::Live, "ada").await?;
        assert_eq!(left, [an_event("e3", "ada", "open", 30)], "its own moment is not before it");
        assert_eq!(page_event::count_of_visitor(tx, "other", Environment::Live, "ada").await?, 1);
        assert_eq!(page_event::delete_before(tx, "shop", Timestamp(51)).await?, 3, "test ones, too");
        Ok(())
    })
    .await;
}
