//! What was said, page by page.
//!
//! Contract: Diverge reference 4.6.

use parlour_tests::database::TestDb;
use parlour_tests::house::{House, Visitor, said};
use parlour_tests::on_both;
use serde_json::{Value, json};

on_both!(
    an_empty_history_is_an_empty_page,
    pages_lose_nothing_and_repeat_nothing,
    messages_of_one_moment_keep_their_order_over_pages,
    what_is_said_meanwhile_does_not_shift_the_pages,
    a_page_has_fifty_messages_unless_asked_otherwise,
    a_limit_outside_1_to_100_is_refused,
    a_made_up_cursor_is_refused,
    a_cursor_opens_only_the_callers_own_history,
    conversations_of_one_visitor_are_read_together,
);

async fn page(visitor: &Visitor<'_>, limit: usize, cursor: Option<&str>) -> Value {
    let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    visitor.get(&format!("/messages?limit={limit}{cursor}")).await.ok()
}

fn ids(messages: &Value) -> Vec<String> {
    let id = |message: &Value| message["message_id"].as_str().unwrap().to_owned();
    messages.as_array().unwrap().iter().map(id).collect()
}

/// All pages' ids, each page checked.
async fn walk(visitor: &Visitor<'_>, limit: usize) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = page(visitor, limit, cursor.as_deref()).await;
        let here = ids(&page["messages"]);
        all.extend(here.iter().cloned());
        assert!(all.len() < 1000, "the pages never end");
        assert_eq!(page["has_more"], page["next_cursor"].is_string());
        match page["next_cursor"].as_str() {
            Some(next) => {
                assert_eq!(here.len(), limit, "only the last page may be short");
                cursor = Some(next.to_owned());
            }
            None => return all,
        }
    }
}

/// Writes messages as they would stand after `count` sends, one of them each `step_ms`.
async fn write(house: &House, visitor: &Visitor<'_>, count: usize, step_ms: i64) {
    visitor.say("hello").await;
    let row = house.texts("SELECT visitor_id || ' ' || conversation_id AS t FROM message").await[0].clone();
    let (visitor_id, conversation) = row.split_once(' ').unwrap();
    for n in 0..count as i64 {
        let at = house.cx.clock.now().ms() + 1 + n * step_ms;
        house
            .change(&format!(
                "INSERT INTO message (id, chatbot_id, visitor_id, conversation_id, role, parts, created_ms)
                 VALUES ('msg_z{n:04}', 'shop-bot', '{visitor_id}', '{conversation}', 'user', '[]', {at})"
            ))
            .await;
    }
}

async fn an_empty_history_is_an_empty_page(db: TestDb) {
    let house = House::start(db).await;
    let page = house.visitor("ada").await.get("/messages").await.ok();
    let empty = json!({
        "messages": [], "next_cursor": null, "has_more": false, "submitted_part_ids": [], "active_turn": null
    });
    assert_eq!(page, empty);
}

async fn pages_lose_nothing_and_repeat_nothing(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    write(&house, &ada, 21, 1000).await;
    let all = ids(&page(&ada, 100, None).await["messages"]);
    assert_eq!(all.len(), 23);
    assert_eq!(all[0], "msg_z0020", "newest first");
    for limit in [1, 2, 7, 22, 23, 24] {
        assert_eq!(walk(&ada, limit).await, all, "in pages of {limit}");
    }
}

async fn messages_of_one_moment_keep_their_order_over_pages(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    write(&house, &ada, 15, 0).await;
    let all = ids(&page(&ada, 100, None).await["messages"]);
    let newest_first: Vec<String> = (0..15).rev().map(|n| format!("msg_z{n:04}")).collect();
    assert_eq!(all[..15], newest_first);
    for limit in [1, 2, 4] {
        assert_eq!(walk(&ada, limit).await, all, "in pages of {limit}");
    }
}

async fn what_is_said_meanwhile_does_not_shift_the_pages(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for text in ["one", "two", "three"] {
        ada.say(text).await;
        house.clock.advance_ms(1000);
    }
    let all = ids(&page(&ada, 100, None).await["messages"]);
    let first = page(&ada, 2, None).await;
    ada.say("four").await;
    let second = page(&ada, 2, first["next_cursor"].as_str()).await;
    ada.say("five").await;
    let third = page(&ada, 2, second["next_cursor"].as_str()).await;
    let read: Vec<String> = [first, second, third].iter().flat_map(|page| ids(&page["messages"])).collect();
    assert_eq!(read, all);
}

async fn a_page_has_fifty_messages_unless_asked_otherwise(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    write(&house, &ada, 100, 1).await;
    let page = ada.get("/messages").await.ok();
    assert_eq!(page["messages"].as_array().unwrap().len(), 50);
    assert_eq!(page["has_more"], true);
    assert_eq!(ada.history().await.len(), 100);
}

async fn a_limit_outside_1_to_100_is_refused(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    for limit in ["0", "101", "-1", "abc", "", "1.5", "99999999999999999999"] {
        ada.get(&format!("/messages?limit={limit}")).await.faulted(&["limit"]);
    }
    ada.get("/messages?limit=1&limit=2").await.faulted(&["limit"]);
    ada.get("/messages?limit=1").await.ok();
    ada.get("/messages?limit=100").await.ok();
}

async fn a_made_up_cursor_is_refused(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.get("/messages?cursor=").await.ok();
    for cursor in
        ["x", "abc%20", "bXNn", "%F0%9F%A7%A3", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTphYQ", &"A".repeat(5000)]
    {
        ada.get(&format!("/messages?cursor={cursor}")).await.faulted(&["cursor"]);
    }
}

async fn a_cursor_opens_only_the_callers_own_history(db: TestDb) {
    let house = House::start(db).await;
    let (ada, eve) = (house.visitor("ada").await, house.visitor("eve").await);
    for text in ["one", "two"] {
        ada.say(text).await;
        house.clock.advance_ms(1000);
    }
    let cursor = page(&ada, 1, None).await["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(ids(&page(&eve, 100, Some(&cursor)).await["messages"]), Vec::<String>::new());
}

async fn conversations_of_one_visitor_are_read_together(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("one").await;
    house.clock.advance_ms(1000);
    // An older conversation, as livechat and time make them.
    house
        .change(
            "INSERT INTO conversation (id, chatbot_id, visitor_id, created_ms)
             SELECT 'conv_newer', chatbot_id, visitor_id, created_ms + 500 FROM conversation",
        )
        .await;
    ada.message(&said("two")).listen().await.all().await;
    let of = house.texts("SELECT conversation_id AS t FROM message ORDER BY created_ms, id").await;
    assert_eq!(of[2..], ["conv_newer", "conv_newer"], "the newest conversation goes on");
    assert_eq!(ada.history().await.len(), 4);
    let conversations = ada.get("/export").await.ok()["conversations"].clone();
    assert_eq!(conversations.as_array().unwrap().len(), 2);
    assert_eq!(conversations[1]["messages"].as_array().unwrap().len(), 2);
}
