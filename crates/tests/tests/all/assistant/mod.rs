//! The assistant with a language model: a scripted one, over real sockets.

mod adversarial;
mod changing;
mod classifying;
mod failing;
mod knowing;
mod logging;
mod speaking;
mod spending;
mod stopping;
mod tracing;

use std::time::Duration;

use parlour_llm::Deadlines;
use parlour_llm::fake::Fake;
use parlour_tests::database::TestDb;
use parlour_tests::house::{BOT, House};
use parlour_tests::knowledge::{self, Page, paragraph, product};
use parlour_tests::sse::Frame;
use serde_json::Value;

/// Long enough for a busy machine, short enough to wait for.
const DEADLINES: Deadlines = Deadlines {
    connect: Duration::from_secs(5),
    first_token: Duration::from_secs(30),
    stall: Duration::from_secs(30),
    total: Duration::from_secs(60),
};

/// A shop with two pages and two shirts, whose chatbot speaks by `fake`.
async fn shop(db: TestDb, fake: &Fake) -> House {
    shop_with(db, fake, DEADLINES).await
}

async fn shop_with(db: TestDb, fake: &Fake, deadlines: Deadlines) -> House {
    let house = House::speaking(db, fake.endpoint(), deadlines).await;
    let pages = vec![
        Page {
            title: "Returns",
            url: "https://shop.example.com/help/returns",
            passages: vec![paragraph(
                "How to return a parcel",
                "You can return a parcel within 30 days. Put the things into their box, print the label from \
                 your account and bring the box to any post office. A return costs €4.50.",
            )],
        },
        Page {
            title: "Delivery",
            url: "https://shop.example.com/help/delivery",
            passages: vec![paragraph(
                "How long delivery takes",
                "Delivery takes two working days within the country and five to all others.",
            )],
        },
    ];
    let products = vec![
        product("shirt-blue", "Slipway Shirt", "A blue linen shirt for warm days.", 4900),
        product("shirt-red", "Harbour Shirt", "A red cotton shirt.", 3900),
    ];
    knowledge::insert(house.db(), BOT, pages, products).await;
    house
}

/// The parts of the answer that ends a stream.
#[track_caller]
fn parts(frames: &[Frame]) -> Vec<Value> {
    let done = frames.last().filter(|frame| frame.event == "done");
    let done = done.unwrap_or_else(|| panic!("no answer: {frames:#?}"));
    done.data["message"]["parts"].as_array().unwrap().clone()
}

/// The kinds of parts.
fn kinds(parts: &[Value]) -> Vec<&str> {
    parts.iter().map(|part| part["type"].as_str().unwrap()).collect()
}

/// All words of parts, as a reader sees them.
fn words(parts: &[Value]) -> String {
    let mut words = String::new();
    gather(&Value::Array(parts.to_vec()), &mut words);
    words
}

fn gather(value: &Value, words: &mut String) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| gather(one, words)),
        Value::Object(map) => {
            if let Some(text) = map.get("text").and_then(Value::as_str) {
                words.push_str(text);
            }
            for (key, value) in map {
                if key != "text" {
                    gather(value, words);
                }
            }
            if map.contains_key("spans") {
                words.push('\n');
            }
        }
        _ => {}
    }
}
