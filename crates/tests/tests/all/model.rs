//! Models behind a server that no one here wrote: llama.cpp's, with a model that `cargo xtask test` writes. It babbles
//! in random bytes, and calls a tool as soon as it is offered one.

use parlour_llm::{
    ChatRequest, Content, Deadlines, Endpoint, Error, Finish, Message, Model, Piece, Tool, ToolCall,
};
use serde_json::{Value, json};
use url::Url;

/// The variable that names the server.
const SERVER: &str = "PARLOUR_TEST_LLM";

fn server() -> Url {
    let named = std::env::var(SERVER);
    let named = named.unwrap_or_else(|_| {
        panic!("{SERVER} is not set: run `cargo xtask test --only rust`, which starts one")
    });
    named.parse().unwrap()
}

fn model() -> Model {
    let base_url = server().join("v1").unwrap();
    Model::new(Endpoint { base_url, api_key: None, model: "tiny".to_owned() }, Deadlines::default()).unwrap()
}

fn asking(text: &str, max_tokens: u32) -> ChatRequest {
    ChatRequest {
        messages: vec![Message::system("Be kind"), Message::user(text)],
        max_tokens: Some(max_tokens),
        temperature: Some(0.0),
        ..ChatRequest::default()
    }
}

async fn answer(model: &Model, request: &ChatRequest) -> Vec<Piece> {
    let mut stream = model.chat(request).await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = stream.next().await {
        pieces.push(piece.unwrap());
    }
    pieces
}

fn text(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => Some(text.clone()),
        _ => None,
    };
    pieces.iter().filter_map(text).collect()
}

#[tokio::test]
async fn a_real_server_streams_an_answer_with_its_usage() {
    let model = model();
    let pieces = answer(&model, &asking("Hello", 200)).await;
    let texts = pieces.iter().filter(|piece| matches!(piece, Piece::Text(_))).count();
    assert!(texts > 50, "it came in {texts} pieces: {pieces:?}");
    let [.., Piece::Usage(usage), Piece::End(finish)] = pieces.as_slice() else {
        panic!("no usage before the end: {pieces:?}")
    };
    assert_eq!((usage.completion_tokens, *finish), (200, Finish::Length));
    assert!(usage.prompt_tokens > 0);
    // A connection that is used again gives the same answer to the same question.
    assert_eq!(text(&answer(&model, &asking("Hello", 200)).await), text(&pieces));
}

#[tokio::test]
async fn a_real_server_streams_the_call_of_a_tool() {
    let ids = json!({ "type": "array", "items": { "type": "string" } });
    let tool = Tool {
        name: "show_products".to_owned(),
        description: "Shows products".to_owned(),
        parameters: json!({ "type": "object", "properties": { "ids": ids }, "required": ["ids"] }),
    };
    let mut request = ChatRequest { tools: vec![tool], ..asking("A shirt, please", 200) };
    let model = model();
    let pieces = answer(&model, &request).await;
    assert_eq!(text(&pieces).trim_end(), "Here they are.");
    let calls: Vec<&ToolCall> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::ToolCall(call) => Some(call),
            _ => None,
        })
        .collect();
    let [call] = calls.as_slice() else { panic!("not one call: {pieces:?}") };
    let arguments: Value = serde_json::from_str(&call.arguments).unwrap();
    assert_eq!((call.name.as_str(), arguments), ("show_products", json!({ "ids": ["shirt-1", "hat"] })));
    assert_eq!(pieces.last(), Some(&Piece::End(Finish::ToolCalls)));
    assert!(model.takes_tools());

    // The call and what the tool said are understood as part of the conversation.
    let called = Message { tool_calls: vec![(*call).clone()], ..Message::assistant("Here they are.") };
    request.messages.extend([called, Message::tool(&call.id, "2 products are shown")]);
    assert!(matches!(answer(&model, &request).await.last(), Some(Piece::End(_))));
}

#[tokio::test]
async fn a_real_server_without_eyes_is_known_by_its_refusal() {
    let image = Content::ImageUrl("data:image/png;base64,AAAA".to_owned());
    let message = Message { content: vec![image], ..Message::user("") };
    let model = model();
    let refused = model.chat(&ChatRequest { messages: vec![message], ..asking("", 9) }).await;
    assert_eq!(refused.map(drop), Err(Error::ImagesUnsupported));
    assert!(!model.takes_images() && model.takes_tools());
}

#[tokio::test]
async fn dropping_a_stream_stops_a_real_server() {
    let mut stream = model().chat(&asking("Go on for ever", 1_000_000)).await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    let slots = server().join("slots").unwrap();
    loop {
        let slots: Vec<Value> = reqwest::get(slots.clone()).await.unwrap().json().await.unwrap();
        if slots.iter().all(|slot| slot["is_processing"] == false) {
            // It writes until one token less than its context holds.
            let count = |slot: &Value, name: &str| slot[name].as_u64().unwrap_or(0);
            let full = |slot: &&Value| count(slot, "n_prompt_tokens") + 10 > count(slot, "n_ctx");
            let full: Vec<&Value> = slots.iter().filter(full).collect();
            assert!(full.is_empty(), "it went on until its context was full: {full:?}");
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_real_server_embeds_texts_in_their_order() {
    let texts: Vec<String> = (0..70).map(|number| format!("text {number}")).collect();
    let vectors = model().embed(&texts).await.unwrap();
    assert_eq!((vectors.len(), vectors[0].len()), (70, 64));
    let alone = model().embed(&texts[67..68]).await.unwrap();
    let likeness = |vector: &Vec<f32>| vector.iter().zip(&alone[0]).map(|(a, b)| a * b).sum::<f32>();
    let likest = (0..70).max_by(|a, b| likeness(&vectors[*a]).total_cmp(&likeness(&vectors[*b])));
    assert_eq!(likest, Some(67));
}
