//! A message is sent, and its answer streams back.
//!
//! Contract: Diverge reference 4.3 to 4.5.

use parlour_domain::knowledge::Content;
use parlour_model::part::Span;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House, said};
use parlour_tests::knowledge::{self, Page, paragraph, passage, product};
use parlour_tests::on_both;
use parlour_tests::sse::Frame;
use serde_json::{Value, json};

on_both!(
    the_stream_opens_with_two_statuses_and_ends_with_one_done,
    the_stream_has_the_headers_that_proxies_need,
    every_frame_is_numbered_from_one,
    the_end_holds_the_message_as_history_has_it,
    a_token_that_is_not_bound_is_replaced_once,
    deltas_rebuild_exactly_the_finished_parts,
    cards_show_what_the_catalogue_says,
    several_parts_are_kept_in_order,
    the_page_is_kept_with_the_message,
    a_client_that_hangs_up_misses_nothing_in_history,
    the_old_token_stays_good_after_the_new_one_is_given,
);

/// Knowledge that makes the assistant speak in every kind of part that streams.
async fn furnish(house: &House) {
    let item = |text: &str| vec![Span::text(text)];
    let steps = Content::List {
        ordered: false,
        items: vec![
            item("Wash the blanket by hand in cold water."),
            item("Dry the blanket flat, never in the sun."),
        ],
    };
    let costs = Content::Table {
        caption: Some("Delivery costs".into()),
        headers: vec!["Country".into(), "Delivery cost".into(), "Days".into()],
        rows: vec![
            vec!["Denmark".into(), "4 EUR".into(), "2".into()],
            vec!["Germany".into(), "6 EUR".into(), "3".into()],
            vec!["France".into(), "9 EUR".into(), "5".into()],
        ],
    };
    let pages = vec![
        Page {
            title: "Returns",
            url: "https://shop.example.com/returns",
            passages: vec![paragraph(
                "How to return",
                "You may return any parcel within thirty days. The refund is paid within two days of its arrival.",
            )],
        },
        Page {
            title: "Care",
            url: "https://shop.example.com/care",
            passages: vec![passage("How to wash a blanket", vec![steps])],
        },
        Page {
            title: "Delivery",
            url: "https://shop.example.com/delivery",
            passages: vec![passage("What delivery costs", vec![costs])],
        },
    ];
    let mut lowered = product("wool-blanket", "Wool blanket", "A warm blanket of merino wool", 4990);
    lowered.original_price = Some(parlour_model::Price {
        amount: parlour_model::Amount(60 * parlour_model::Amount::SCALE),
        currency: "EUR".into(),
    });
    let goods = vec![lowered, product("silk-blanket", "Silk blanket", "A light blanket of silk", 7900)];
    knowledge::insert(house.db(), BOT, pages, goods).await;
}

async fn the_stream_opens_with_two_statuses_and_ends_with_one_done(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    for text in ["How do I return a parcel?", "Show me blankets", "hello", "What is the meaning of life?"] {
        let frames = ada.say(text).await;
        let names: Vec<&str> = frames.iter().map(|frame| frame.event.as_str()).collect();
        assert_eq!(names[..2], ["status", "status"], "{names:?}");
        assert_eq!(frames[0].data["status"], "connected");
        assert_eq!(frames[1].data["status"], "processing");
        assert_eq!(names.last(), Some(&"done"));
        let between = &names[2..names.len() - 1];
        assert!(between.contains(&"part"), "{names:?}");
        assert!(between.iter().all(|name| ["part_delta", "part"].contains(name)), "{names:?}");
    }
}

async fn the_stream_has_the_headers_that_proxies_need(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let stream = ada.message(&said("hello")).header("accept", "text/event-stream").listen().await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert_eq!(stream.headers["cache-control"], "no-cache");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    assert!(!stream.headers.contains_key("content-encoding"), "a compressed stream is a held one");
    stream.all().await;
    let zipped = ada.message(&said("hello")).header("accept-encoding", "gzip").listen().await;
    assert!(!zipped.headers.contains_key("content-encoding"), "a compressed stream is a held one");
    zipped.all().await;
}

async fn every_frame_is_numbered_from_one(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let frames = ada.say("hello").await;
    let message_id = frames[0].data["message_id"].as_str().unwrap().to_owned();
    for (frame, number) in frames.iter().zip(1..) {
        assert_eq!(frame.place(), (message_id.clone(), 1, number), "{frame:?}");
    }
    assert_eq!(frames.last().unwrap().data["message"]["message_id"], message_id);
    assert_eq!(frames[1].data.get("message_id"), None, "said once");
    let history = ada.history().await;
    assert_eq!(frames[0].data["user_message_id"], history[1]["message_id"]);
}

async fn the_end_holds_the_message_as_history_has_it(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    let frames = ada.say("Show me blankets").await;
    let history = ada.history().await;
    assert_eq!(history.len(), 2);
    assert_eq!(frames.last().unwrap().data["message"], history[0]);
    assert_eq!(history[0]["role"], "assistant");
    assert_eq!(history[0]["created_at"], "2026-01-05T10:00:00.000Z");
    assert_eq!(history[1]["role"], "user");
    assert_eq!(
        history[1]["parts"],
        json!([{"type": "rich_text", "part_id": history[1]["parts"][0]["part_id"],
                "blocks": [{"type": "paragraph", "spans": [{"type": "text", "text": "Show me blankets"}]}]}])
    );
    let finished: Vec<&Value> =
        frames.iter().filter(|f| f.event == "part").map(|f| &f.data["part"]).collect();
    assert_eq!(Value::from_iter(finished.into_iter().cloned()), history[0]["parts"]);
}

async fn a_token_that_is_not_bound_is_replaced_once(db: TestDb) {
    let house = House::start(db).await;
    let mut ada = house.visitor("ada").await;
    let frames = ada.say("hello").await;
    let bound = frames.last().unwrap().data["visitor_token"].as_str().expect("a bound token").to_owned();
    assert_ne!(bound, ada.token);
    ada.token = bound;
    let frames = ada.say("hello again").await;
    assert_eq!(frames.last().unwrap().data.get("visitor_token"), None);
    assert_eq!(ada.history().await.len(), 4, "the bound token is the same visitor's");
}

async fn the_old_token_stays_good_after_the_new_one_is_given(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    ada.say("hello").await;
    let frames = ada.say("hello again").await;
    assert!(frames.last().unwrap().data["visitor_token"].is_string(), "still not bound, told again");
    assert_eq!(house.count("SELECT COUNT(*) AS n FROM conversation").await, 1);
    assert_eq!(ada.history().await.len(), 4);
}

/// What a client that knows only deltas has when a part ends.
fn rebuild(deltas: &[&Value]) -> Value {
    let mut part = Value::Null;
    for delta in deltas {
        match delta["action"].as_str().expect("an action") {
            "start_part" => {
                part = json!({"type": delta["part_type"]});
                match delta["part_type"].as_str() {
                    Some("rich_text") => part["blocks"] = json!([]),
                    Some("products") => part["products"] = json!([]),
                    Some("suggestions") => part["suggestions"] = json!([]),
                    Some("table") => {
                        part["headers"] = delta["headers"].clone();
                        part["alignments"] = delta.get("alignments").cloned().unwrap_or(Value::Null);
                        part["caption"] = delta.get("caption").cloned().unwrap_or(Value::Null);
                        part["rows"] = json!([]);
                    }
                    other => panic!("{other:?} does not stream"),
                }
            }
            "start_block" => {
                let blocks = part["blocks"].as_array_mut().expect("blocks");
                assert_eq!(delta["block_index"], blocks.len(), "blocks open in order");
                let inside = if delta["block_type"] == "paragraph" { "spans" } else { "items" };
                blocks.push(json!({"type": delta["block_type"], inside: []}));
            }
            "append_text" => {
                let spans = open_block(&mut part, delta, "spans");
                let last = spans.last_mut().expect("a span to add to");
                assert_eq!(last["type"], "text");
                let text = format!("{}{}", last["text"].as_str().unwrap(), delta["text"].as_str().unwrap());
                last["text"] = text.into();
            }
            "append_span" => open_block(&mut part, delta, "spans").push(delta["span"].clone()),
            "append_item" => open_block(&mut part, delta, "items").push(delta["item"].clone()),
            "append_product" => part["products"].as_array_mut().unwrap().push(delta["product"].clone()),
            "append_suggestion" => {
                part["suggestions"].as_array_mut().unwrap().push(delta["suggestion"].clone())
            }
            "append_row" => part["rows"].as_array_mut().unwrap().push(delta["row"].clone()),
            "end_block" | "end_part" => {}
            other => panic!("an unknown action: {other}"),
        }
    }
    part
}

fn open_block<'a>(part: &'a mut Value, delta: &Value, inside: &str) -> &'a mut Vec<Value> {
    let index = delta["block_index"].as_u64().expect("a block") as usize;
    part["blocks"][index][inside].as_array_mut().expect("an open block")
}

/// Checks each finished part against its deltas; gives the kinds that streamed.
fn check_deltas(frames: &[Frame]) -> Vec<String> {
    let mut streamed = Vec::new();
    let mut deltas: Vec<&Value> = Vec::new();
    let mut open: Option<&str> = None;
    for frame in frames {
        match frame.event.as_str() {
            "part_delta" => {
                let part_id = frame.data["part_id"].as_str().expect("a part id");
                assert!(open.is_none_or(|open| open == part_id), "one part at a time");
                open = Some(part_id);
                deltas.push(&frame.data["delta"]);
            }
            "part" => {
                let mut part = frame.data["part"].clone();
                if !deltas.is_empty() {
                    assert_eq!(part["part_id"].as_str(), open, "the draft's own part follows");
                    assert_eq!(deltas.last().unwrap()["action"], "end_part");
                    part.as_object_mut().unwrap().remove("part_id");
                    let mut rebuilt = rebuild(&deltas);
                    for empty in ["alignments", "caption"] {
                        for side in [&mut part, &mut rebuilt] {
                            let fields = side.as_object_mut().unwrap();
                            if fields.get(empty).is_some_and(Value::is_null) {
                                fields.remove(empty);
                            }
                        }
                    }
                    assert_eq!(rebuilt, part);
                    streamed.push(part["type"].as_str().unwrap().to_owned());
                }
                deltas.clear();
                open = None;
            }
            _ => assert!(deltas.is_empty(), "a part was left open: {frames:#?}"),
        }
    }
    streamed
}

async fn deltas_rebuild_exactly_the_finished_parts(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    let mut kinds = std::collections::BTreeSet::new();
    for text in [
        "How do I return a parcel?",
        "How do I wash a blanket?",
        "What does delivery cost to Germany and France?",
        "Show me wool blankets",
        "Can I talk to a human?",
    ] {
        kinds.extend(check_deltas(&ada.say(text).await));
    }
    assert_eq!(Vec::from_iter(kinds), ["products", "rich_text", "table"]);
}

async fn cards_show_what_the_catalogue_says(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    let cards = ada.ask_for("Show me wool blankets", "products").await;
    let card = &cards["products"][0];
    assert_eq!(card["id"], "wool-blanket");
    assert_eq!(card["title"], "Wool blanket");
    assert_eq!(card["price"], json!({"amount": 49.9, "currency": "EUR"}));
    assert_eq!(card["original_price"], json!({"amount": 60, "currency": "EUR"}));
    assert_eq!(card["url"], "https://shop.example.com/wool-blanket");
    assert_eq!(card["image_url"], "https://shop.example.com/wool-blanket.jpg");
    // The row counts, not what the index remembers of it.
    house.change("UPDATE product SET price_e4 = 123400 WHERE id = 'wool-blanket'").await;
    let cards = ada.ask_for("Show me wool blankets", "products").await;
    assert_eq!(cards["products"][0]["price"]["amount"], 12.34);
}

async fn several_parts_are_kept_in_order(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let text = |text: &str| json!({"type": "text", "text": text});
    let body = json!({"message": {"parts": [text("first"), text("second\n\nthird"), text("fourth")]}});
    ada.message(&body).listen().await.all().await;
    let parts = ada.history().await[1]["parts"].clone();
    let blocks = |i: usize| parts[i]["blocks"].as_array().unwrap().len();
    assert_eq!(parts.as_array().unwrap().len(), 3);
    assert_eq!((blocks(0), blocks(1), blocks(2)), (1, 2, 1), "a paragraph for each block of lines");
    assert_eq!(parts[2]["blocks"][0]["spans"][0]["text"], "fourth");
}

async fn the_page_is_kept_with_the_message(db: TestDb) {
    let house = House::start(db).await;
    let ada = house.visitor("ada").await;
    let mut body = said("hello");
    body["context"] = json!({"page": "https://shop.example.com/blankets?x=1", "more": true});
    ada.message(&body).listen().await.all().await;
    let pages = house.texts("SELECT page AS t FROM message WHERE role = 'user'").await;
    assert_eq!(pages, ["https://shop.example.com/blankets?x=1"]);
}

async fn a_client_that_hangs_up_misses_nothing_in_history(db: TestDb) {
    let house = House::start(db).await;
    furnish(&house).await;
    let ada = house.visitor("ada").await;
    let mut stream = ada.message(&said("How do I return a parcel?")).listen().await;
    let first = stream.next().await.expect("a frame");
    drop(stream);
    let message_id = first.place().0;
    let rest =
        ada.call("GET", &format!("/api/v1/chat/messages/{message_id}/stream")).listen().await.all().await;
    assert_eq!(rest[0], first);
    assert_eq!(rest.last().unwrap().event, "done");
    let history = ada.history().await;
    assert_eq!(history[0]["message_id"], message_id);
    assert!(history[0].to_string().contains("thirty days"), "{:#}", history[0]);
}
