//! Pure: wherever the bytes of an answer are cut, its pieces say the same; and however servers name the fragments of
//! their calls, the same calls come out.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::reader::Reader;
use crate::{Error, Finish, Piece, ToolCall, Usage};

const STREAM: &str = concat!(
    ": welcome\r\n\r\n",
    "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}]}\r\n\r\n",
    "data:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"<think>hm</think>\"}}],\"usage\":null}\n\n",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Blåbær 日本 🫐\"}},{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n\n",
    "event: message\ndata: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":\"}}]}}]}\n\n",
    "data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"é\\\"}\"}}]}}]}\n\n",
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n",
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n",
    "data: [DONE]\n\n",
);

/// The pieces, neighbouring texts joined.
fn read<'b>(chunks: impl IntoIterator<Item = &'b [u8]>) -> Vec<Piece> {
    let mut reader = Reader::default();
    let mut pieces: Vec<Piece> = Vec::new();
    for chunk in chunks {
        reader.feed(chunk).unwrap();
    }
    reader.end().unwrap();
    while let Some(piece) = reader.take() {
        match (pieces.last_mut(), piece) {
            (Some(Piece::Text(text)), Piece::Text(more)) => *text += &more,
            (_, piece) => pieces.push(piece),
        }
    }
    pieces
}

fn expected() -> Vec<Piece> {
    let call = ToolCall { id: "a".to_owned(), name: "f".to_owned(), arguments: "{\"x\":\"é\"}".to_owned() };
    vec![
        Piece::Text("Blåbær 日本 🫐".to_owned()),
        Piece::ToolCall(call),
        Piece::Usage(Usage { prompt_tokens: 3, completion_tokens: 4 }),
        Piece::End(Finish::ToolCalls),
    ]
}

#[test]
fn an_answer_byte_by_byte_is_the_same_answer() {
    assert_eq!(read([STREAM.as_bytes()]), expected());
    assert_eq!(read(STREAM.as_bytes().chunks(1)), expected());
}

proptest! {
    #[test]
    fn an_answer_cut_anywhere_is_the_same_answer(mut cuts in prop::collection::vec(0..STREAM.len(), 0..20)) {
        cuts.push(0);
        cuts.push(STREAM.len());
        cuts.sort_unstable();
        let chunks = cuts.windows(2).map(|pair| &STREAM.as_bytes()[pair[0]..pair[1]]);
        prop_assert_eq!(read(chunks), expected());
    }

    #[test]
    fn no_bytes_make_it_panic(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8)) {
        let mut reader = Reader::default();
        let outcome = chunks.iter().try_for_each(|chunk| reader.feed(chunk)).and_then(|()| reader.end());
        prop_assert!(outcome.is_err(), "noise is no answer");
    }
}

/// The calls of an answer whose events hold these fragments.
fn calls(events: &[Value]) -> Vec<(String, String, String)> {
    let mut text = String::new();
    for fragments in events {
        text += &format!("data: {}\n\n", json!({ "choices": [{ "delta": { "tool_calls": fragments } }] }));
    }
    text += "data: [DONE]\n\n";
    let pieces = read([text.as_bytes()]);
    let call = |piece| match piece {
        Piece::ToolCall(ToolCall { id, name, arguments }) => Some((id, name, arguments)),
        _ => None,
    };
    pieces.into_iter().filter_map(call).collect()
}

#[test]
fn calls_are_told_apart_however_they_are_named() {
    let f = |name: &str, arguments: &str| json!({ "name": name, "arguments": arguments });
    let more = |arguments: &str| json!({ "arguments": arguments });
    let (a, b) = (f("f", "{\"x\":"), f("g", "{\"y\":"));
    let one = more("1}");
    let cases = [
        (
            "by index",
            vec![
                json!([{ "index": 0, "id": "a", "function": a }]),
                json!([{ "index": 0, "function": one }]),
                json!([{ "index": 1, "id": "b", "function": b }]),
                json!([{ "index": 1, "function": one }]),
            ],
        ),
        (
            "by index, woven",
            vec![
                json!([{ "index": 0, "id": "a", "function": a }, { "index": 1, "id": "b", "function": b }]),
                json!([{ "index": 1, "function": one }]),
                json!([{ "index": 0, "function": one }]),
            ],
        ),
        (
            "by id",
            vec![
                json!([{ "id": "a", "function": a }]),
                json!([{ "id": "b", "function": b }]),
                json!([{ "id": "a", "function": one }]),
                json!([{ "id": "b", "function": one }]),
            ],
        ),
        (
            "by order, ids once",
            vec![
                json!([{ "id": "a", "function": a }]),
                json!([{ "function": one }]),
                json!([{ "id": "b", "function": b }]),
                json!([{ "function": one }]),
            ],
        ),
        (
            "always index 0",
            vec![
                json!([{ "index": 0, "id": "a", "function": f("f", "{\"x\":1}") }]),
                json!([{ "index": 0, "id": "b", "function": f("g", "{\"y\":1}") }]),
            ],
        ),
        (
            "a new id each time",
            vec![
                json!([{ "index": 0, "id": "a", "function": a }]),
                json!([{ "index": 0, "id": "a2", "function": one }]),
                json!([{ "index": 1, "id": "b", "function": b }]),
                json!([{ "index": 1, "id": "b2", "function": { "name": null, "arguments": "1}" } }]),
            ],
        ),
        (
            "the name each time",
            vec![
                json!([{ "index": 0, "id": "a", "function": a }]),
                json!([{ "index": 0, "id": "a", "function": f("f", "1}") }]),
                json!([{ "index": 1, "id": "b", "function": b }]),
                json!([{ "index": 1, "id": "b", "function": f("g", "1}") }]),
            ],
        ),
        (
            "the name in pieces",
            vec![
                json!([{ "index": 0, "id": "a", "function": { "name": "f", "arguments": "" } }]),
                json!([{ "index": 0, "function": { "name": "_o" } }]),
                json!([{ "index": 0, "function": f("ne", "{\"x\":1}") }]),
                json!([{ "index": 1, "id": "b", "function": { "name": "g_" } }]),
                json!([{ "index": 1, "id": "b", "function": f("two", "{\"y\":") }]),
                json!([{ "index": 1, "function": one }]),
            ],
        ),
        (
            "the name growing, and again",
            vec![
                json!([{ "index": 0, "id": "a", "function": { "name": "f_o" } }]),
                json!([{ "index": 0, "function": f("f_one", "{\"x\":") }]),
                json!([{ "index": 0, "function": f("f_one", "1}") }]),
                json!([{ "index": 1, "id": "b", "function": { "name": "g_two" } }]),
                json!([{ "index": 1, "function": f("g_two", "{\"y\":1}") }]),
            ],
        ),
        (
            "the object itself",
            vec![
                json!([{ "id": "a", "function": { "name": "f", "arguments": { "x": 1 } } }]),
                json!([{ "id": "b", "function": { "name": "g", "arguments": { "y": 1 } } }]),
            ],
        ),
    ];
    let expected = [("a", "f", "{\"x\":1}"), ("b", "g", "{\"y\":1}")];
    let expected =
        expected.map(|(id, name, arguments)| (id.to_owned(), name.to_owned(), arguments.to_owned()));
    let in_pieces = [("a", "f_one", "{\"x\":1}"), ("b", "g_two", "{\"y\":1}")];
    let in_pieces =
        in_pieces.map(|(id, name, arguments)| (id.to_owned(), name.to_owned(), arguments.to_owned()));
    for (how, events) in cases {
        let parted =
            if how.starts_with("the name") && !how.ends_with("time") { &in_pieces } else { &expected };
        assert_eq!(calls(&events), *parted, "{how}");
    }
}

#[test]
fn calls_without_ids_get_some() {
    let call = |name: &str| json!([{ "function": { "name": name, "arguments": "{}" } }]);
    let ids: Vec<String> = calls(&[call("f"), call("f")]).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["call_0", "call_1"]);
}

#[test]
fn a_call_that_was_cut_off_by_the_length_is_not_given_out() {
    let begun = json!([{ "index": 0, "id": "a", "function": { "name": "f", "arguments": "{\"x\":" } }]);
    let event = json!({ "choices": [{ "delta": { "content": "Hi", "tool_calls": begun }, "finish_reason": "length" }] });
    let pieces = read([format!("data: {event}\n\ndata: [DONE]\n\n").as_bytes()]);
    assert_eq!(pieces, [Piece::Text("Hi".to_owned()), Piece::End(Finish::Length)]);
}

/// What reading this comes to, cut in small chunks.
fn outcome(text: &str) -> Result<(), Error> {
    let mut reader = Reader::default();
    text.as_bytes().chunks(8192).try_for_each(|chunk| reader.feed(chunk))?;
    reader.end()
}

#[test]
fn a_call_without_end_is_given_up() {
    let fragment = |text: &str| {
        let call = json!([{ "index": 0, "id": "a", "function": { "name": "f", "arguments": text } }]);
        format!("data: {}\n\n", json!({ "choices": [{ "delta": { "tool_calls": call } }] }))
    };
    let call = |kibibytes: usize| {
        let more = fragment(&"x".repeat(1022));
        format!("{}{}data: [DONE]\n\n", fragment("{\"x\":\""), more.repeat(kibibytes))
    };
    assert_eq!(outcome(&call(32)), Ok(()));
    assert_eq!(outcome(&call(33)), Err(Error::TooLarge { limit_bytes: 32 * 1024 }));
}

#[test]
fn an_answer_without_end_is_given_up() {
    let say = |text: &str| format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": text } }] }));
    let stream = |mebibytes: usize| say(&"x".repeat(1 << 20)).repeat(mebibytes) + "data: [DONE]\n\n";
    let whole = |mebibytes: usize| format!("{{\"choices\":[]{}", " ".repeat(mebibytes << 20));
    let too_large = Err(Error::TooLarge { limit_bytes: 4 << 20 });
    assert_eq!(outcome(&stream(3)), Ok(()));
    assert_eq!(outcome(&stream(4)), too_large);
    assert!(matches!(outcome(&whole(3)), Err(Error::Garbled { .. })));
    assert_eq!(outcome(&whole(4)), too_large);
    assert_eq!(outcome(&format!("data: {}", "x".repeat(4 << 20))), too_large, "a line without end");
}
