//! Answers that go as they should.

use futures::TryStreamExt as _;
use serde_json::json;

use super::*;
use crate::fake::{Gate, Script};
use crate::{Content, Finish, Tool, ToolCall, Usage};

#[tokio::test]
async fn an_answer_comes_in_pieces_with_usage_and_an_end() {
    let fake = Fake::start().await;
    fake.push(Script::text(["Hel", "lo"]));
    let (pieces, error) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
    let usage = Usage { prompt_tokens: 10, completion_tokens: 2 };
    assert_eq!(
        pieces,
        [
            Piece::Text("Hel".to_owned()),
            Piece::Text("lo".to_owned()),
            Piece::Usage(usage),
            Piece::End(Finish::Stop)
        ]
    );
    assert_eq!(error, None);
    let asked = &fake.asked()[0];
    assert_eq!(asked.path, "/v1/chat/completions");
    assert_eq!(asked.header("authorization"), Some("Bearer test-key"));
    assert_eq!(
        asked.body,
        json!({
            "model": "scripted",
            "messages": [{ "role": "user", "content": "Hello" }],
            "stream": true,
            "stream_options": { "include_usage": true },
        })
    );
}

#[tokio::test]
async fn a_piece_is_given_out_before_the_next_is_sent() {
    let (fake, gate) = (Fake::start().await, Gate::default());
    fake.push(Script::stream().say("a").hold(&gate).say("b").finish("stop").done());
    let mut stream = model(&fake).chat(&hello()).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), Piece::Text("a".to_owned()));
    gate.release();
    let (pieces, error) = rest(stream).await;
    assert_eq!((text(&pieces).as_str(), error), ("b", None));
    assert_eq!(fake.settled().await, 0);
}

#[tokio::test]
async fn reasoning_is_not_given_out_however_it_is_spelled() {
    for field in ["reasoning", "reasoning_content", "thinking"] {
        let fake = Fake::start().await;
        let deltas =
            Script::stream().delta(json!({ field: "hm" })).delta(json!({ field: "so", "content": "" }));
        fake.push(deltas.say("Hello").finish("stop").done());
        let (pieces, _) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
        assert_eq!(pieces, [Piece::Text("Hello".to_owned()), Piece::End(Finish::Stop)], "{field}");
    }
    let fake = Fake::start().await;
    fake.push(Script::text(["<th", "ink>h", "m</think", ">\n\nHel", "lo"]));
    let (pieces, _) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
    assert_eq!(text(&pieces), "Hello");
}

#[tokio::test]
async fn an_answer_that_is_not_streamed_is_read_too() {
    let fake = Fake::start().await;
    fake.push(Script::whole("<think>hm</think>Hello"));
    let (pieces, error) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
    let usage = Usage { prompt_tokens: 10, completion_tokens: 5 };
    let expected = [Piece::Text("Hello".to_owned()), Piece::Usage(usage), Piece::End(Finish::Stop)];
    assert_eq!((pieces.as_slice(), error), (&expected[..], None));

    let function = json!({ "name": "show", "arguments": { "ids": [1] } });
    let message = json!({ "content": null, "tool_calls": [{ "function": function }] });
    fake.push(Script::json(&json!({ "choices": [{ "message": message }] })));
    let (pieces, _) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
    let call =
        ToolCall { id: "call_0".to_owned(), name: "show".to_owned(), arguments: "{\"ids\":[1]}".to_owned() };
    assert_eq!(pieces, [Piece::ToolCall(call), Piece::End(Finish::ToolCalls)]);
}

#[tokio::test]
async fn calls_come_whole_and_in_their_place_among_the_text() {
    let fake = Fake::start().await;
    let script = Script::stream()
        .say("Look: ")
        .call(0, "show", &["{\"id", "s\":[\"a\"", "]}"])
        .call(1, "ask", &[])
        .say("There.")
        .finish("stop")
        .done();
    fake.push(script);
    let (pieces, _) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
    let call = |id: &str, name: &str, arguments: &str| {
        let (id, name, arguments) = (id.to_owned(), name.to_owned(), arguments.to_owned());
        Piece::ToolCall(ToolCall { id, name, arguments })
    };
    assert_eq!(
        pieces,
        [
            Piece::Text("Look: ".to_owned()),
            call("call_0", "show", "{\"ids\":[\"a\"]}"),
            call("call_1", "ask", "{}"),
            Piece::Text("There.".to_owned()),
            Piece::End(Finish::ToolCalls)
        ]
    );
}

#[tokio::test]
async fn the_end_is_known_by_its_reason_or_by_its_mark() {
    for (end, finish) in [
        (Script::stream().say("a").finish("stop"), Finish::Stop),
        (Script::stream().say("a").done(), Finish::Stop),
        (Script::stream().say("a").finish("length").cut_off(), Finish::Length),
        (Script::stream().say("a").finish("content_filter").done(), Finish::ContentFilter),
        (Script::stream().say("a").finish("who knows").done(), Finish::Other),
        (Script::stream().say("a").raw("data: [DONE]"), Finish::Stop),
    ] {
        let fake = Fake::start().await;
        fake.push(end);
        let (pieces, error) = rest(model(&fake).chat(&hello()).await.unwrap()).await;
        assert_eq!((pieces.last(), error), (Some(&Piece::End(finish)), None));
    }
}

#[tokio::test]
async fn dropping_a_stream_hangs_up() {
    let fake = Fake::start().await;
    fake.push(Script::stream().say("a").then_silence());
    let stream = model(&fake).chat(&hello()).await.unwrap();
    drop(stream);
    fake.was_hung_up_on(0).await;
}

#[tokio::test]
async fn dropping_the_wait_for_an_answer_hangs_up() {
    let fake = Fake::start().await;
    fake.push(Script::silent());
    let model = model(&fake);
    let request = hello();
    tokio::select! {
        answer = model.chat(&request) => panic!("silence was answered with {answer:?}"),
        _ = fake.was_asked(1) => {}
    }
    fake.was_hung_up_on(0).await;
}

#[tokio::test]
async fn a_stream_of_pieces_is_a_stream_for_combinators() {
    let fake = Fake::start().await;
    fake.push(Script::text(["a", "b"]));
    let stream = model(&fake).chat(&hello()).await.unwrap().into_stream();
    let pieces: Vec<Piece> = stream.try_collect().await.unwrap();
    assert_eq!(text(&pieces), "ab");
}

#[tokio::test]
async fn a_conversation_travels_as_servers_expect_it() {
    let fake = Fake::start().await;
    fake.push(Script::text(["a"]));
    let call = ToolCall { id: "c1".to_owned(), name: "show".to_owned(), arguments: "{}".to_owned() };
    let image = Content::ImageUrl("data:image/png;base64,AAAA".to_owned());
    let request = ChatRequest {
        messages: vec![
            Message::system("Be kind"),
            Message { content: vec![Content::Text("See".to_owned()), image], ..Message::user("") },
            Message { content: vec![], tool_calls: vec![call], ..Message::assistant("") },
            Message::tool("c1", "shown"),
        ],
        tools: vec![Tool {
            name: "show".to_owned(),
            description: "Shows".to_owned(),
            parameters: json!({ "type": "object" }),
        }],
        max_tokens: Some(9),
        temperature: Some(0.5),
    };
    rest(model(&fake).chat(&request).await.unwrap()).await;
    let image = json!({ "type": "image_url", "image_url": { "url": "data:image/png;base64,AAAA" } });
    let call = json!({ "id": "c1", "type": "function", "function": { "name": "show", "arguments": "{}" } });
    let function = json!({ "name": "show", "description": "Shows", "parameters": { "type": "object" } });
    assert_eq!(
        fake.asked()[0].body,
        json!({
            "model": "scripted",
            "messages": [
                { "role": "system", "content": "Be kind" },
                { "role": "user", "content": [{ "type": "text", "text": "See" }, image] },
                { "role": "assistant", "content": "", "tool_calls": [call] },
                { "role": "tool", "content": "shown", "tool_call_id": "c1" },
            ],
            "stream": true,
            "stream_options": { "include_usage": true },
            "tools": [{ "type": "function", "function": function }],
            "max_tokens": 9,
            "temperature": 0.5,
        })
    );
}
