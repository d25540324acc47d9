//! The golden examples in `contract/golden`, read and written as they stand. TypeScript reads the same files.

use parlour_model::turn::{Done, Stage, Status, stream_part};
use parlour_model::{Message, TurnEvent};
use serde_json::{Value, json};

const MESSAGE: &str = include_str!("../../../contract/golden/message.json");
const TURN: &str = include_str!("../../../contract/golden/turn.json");

fn message() -> Message {
    serde_json::from_str(MESSAGE).expect("a message")
}

#[test]
fn a_message_with_every_part_comes_back_as_it_was() {
    let golden: Value = serde_json::from_str(MESSAGE).unwrap();
    assert_eq!(golden["parts"].as_array().unwrap().len(), 13, "one part of every kind");
    assert_eq!(serde_json::to_value(message()).unwrap(), golden);
}

#[test]
fn the_frames_of_a_turn_are_the_golden_ones() {
    let message = message();
    let status =
        |status| TurnEvent::Status(Status { status, message: None, message_id: None, user_message_id: None });
    let mut events = vec![status(Stage::Connected), status(Stage::Processing)];
    events.extend(message.parts.iter().flat_map(|part| stream_part(part, 3)));
    events.push(TurnEvent::Done(Done { message, visitor_token: None }));
    let frames: Vec<Value> = events
        .iter()
        .map(|event| json!({ "event": event.name(), "data": serde_json::from_str::<Value>(&event.data()).unwrap() }))
        .collect();
    let golden: Vec<Value> = serde_json::from_str(TURN).unwrap();
    for (n, (made, golden)) in frames.iter().zip(&golden).enumerate() {
        assert_eq!(made, golden, "frame {n}");
    }
    assert_eq!(frames.len(), golden.len());
}

#[test]
fn stored_frames_are_read_as_they_were_written() {
    let events: Vec<TurnEvent> = message().parts.iter().flat_map(|part| stream_part(part, 3)).collect();
    let text = serde_json::to_string(&events).unwrap();
    assert_eq!(serde_json::from_str::<Vec<TurnEvent>>(&text).unwrap(), events);
}
