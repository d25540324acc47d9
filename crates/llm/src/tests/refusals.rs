//! What a server does not take, and what is made of it.

use serde_json::json;

use super::*;
use crate::fake::{Asked, Script};
use crate::{Content, Tool};

fn with_tools() -> ChatRequest {
    let parameters = json!({ "type": "object" });
    let tool = Tool { name: "show".to_owned(), description: "Shows".to_owned(), parameters };
    ChatRequest { tools: vec![tool], ..hello() }
}

fn with_image() -> ChatRequest {
    let image = Content::ImageUrl("data:image/png;base64,AAAA".to_owned());
    ChatRequest { messages: vec![Message { content: vec![image], ..Message::user("") }], ..hello() }
}

/// Refuses requests that have a field, in these words.
fn refusing(
    field: &'static str,
    status: u16,
    words: &'static str,
) -> impl Fn(&Asked) -> Script + Send + Sync + 'static {
    move |asked| {
        let has = asked.body.get(field).is_some();
        if has { Script::status(status, words) } else { Script::text(["Hello"]) }
    }
}

#[tokio::test]
async fn a_model_without_tools_is_known_and_remembered() {
    for (status, words) in [
        (400, "registry.example/tiny does not support tools"),
        (400, "\"auto\" tool choice requires --enable-auto-tool-choice to be set"),
        (404, "No endpoints found that support tool use"),
        (422, "body.tools: extra fields not permitted"),
        (500, "tools param requires --jinja flag"),
        (501, "function calling is not implemented"),
    ] {
        let fake = Fake::answering(refusing("tools", status, words)).await;
        let model = model(&fake);
        assert!(model.takes_tools());
        let error = model.chat(&with_tools()).await.unwrap_err();
        assert_eq!(error, Error::ToolsUnsupported, "{words}");
        assert!(!model.clone().takes_tools() && model.takes_images());
        assert_eq!(model.chat(&with_tools()).await.unwrap_err(), Error::ToolsUnsupported);
        assert_eq!(fake.asked().len(), 1, "{words}");
        assert!(model.chat(&hello()).await.is_ok(), "{words}");
    }
}

#[tokio::test]
async fn a_model_without_images_is_known_and_remembered() {
    for (status, words) in [
        (500, "image input is not supported - hint: you may need to provide the mmproj"),
        (400, "this model is not multimodal"),
        (404, "No endpoints found that support image input"),
        (422, "messages[0].content: invalid type: sequence, expected a string"),
    ] {
        let fake = Fake::start().await;
        fake.push(Script::status(status, words));
        let model = model(&fake);
        assert_eq!(model.chat(&with_image()).await.unwrap_err(), Error::ImagesUnsupported, "{words}");
        assert!(!model.takes_images() && model.takes_tools());
        assert_eq!(model.chat(&with_image()).await.unwrap_err(), Error::ImagesUnsupported);
        assert_eq!(fake.asked().len(), 1, "{words}");
    }
}

#[tokio::test]
async fn a_request_that_is_too_long_is_not_sent_again_as_it_is() {
    for words in ["maximum context length is 4096 tokens", "the prompt is too long", "exceeds max_model_len"]
    {
        let fake = Fake::answering(move |_| Script::status(400, words)).await;
        let error = model(&fake).chat(&hello()).await.unwrap_err();
        assert!(error.is_about_length(), "{error}");
        assert_eq!(fake.asked().len(), 1, "{words}");
    }
}

#[tokio::test]
async fn trouble_that_only_sounds_alike_changes_nothing() {
    for (status, words) in
        [(503, "tools are being loaded"), (401, "no tools for you"), (429, "too many tools")]
    {
        let fake = Fake::answering(move |_| Script::status(status, words).header("retry-after", "60")).await;
        let model = model(&fake);
        assert_ne!(model.chat(&with_tools()).await.unwrap_err(), Error::ToolsUnsupported, "{words}");
        assert!(model.takes_tools(), "{words}");
    }
    let fake = Fake::answering(|_| Script::status(500, "tool crashed")).await;
    let model = model(&fake);
    assert!(matches!(model.chat(&hello()).await.unwrap_err(), Error::Status { code: 500, .. }));
    assert!(model.takes_tools());
}

#[tokio::test]
async fn a_server_that_knows_no_wish_for_usage_is_asked_without() {
    for words in ["Unrecognized request argument: stream_options", "bad request"] {
        let fake = Fake::answering(refusing("stream_options", 400, words)).await;
        let model = model(&fake);
        assert!(model.chat(&hello()).await.is_ok(), "{words}");
        assert!(model.chat(&hello()).await.is_ok(), "{words}");
        assert_eq!(fake.asked().len(), 3, "the refusal is remembered: {words}");
    }
}

#[tokio::test]
async fn a_bad_request_does_not_end_the_wish_for_usage() {
    let fake = Fake::start().await;
    fake.push(Script::status(400, "the messages are out of order"));
    fake.push(Script::status(400, "the messages are out of order"));
    fake.push(Script::text(["Hello"]));
    let model = model(&fake);
    assert!(matches!(model.chat(&hello()).await.unwrap_err(), Error::Status { code: 400, .. }));
    assert!(model.chat(&hello()).await.is_ok());
    let wishes: Vec<bool> = fake.asked().iter().map(|a| a.body.get("stream_options").is_some()).collect();
    assert_eq!(wishes, [true, false, true]);
}

#[tokio::test]
async fn fields_that_newer_models_refuse_are_put_another_way() {
    let words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    let fake = Fake::answering(move |asked| match &asked.body {
        body if body.get("max_tokens").is_some() => Script::status(400, words),
        body if body.get("temperature").is_some() => {
            Script::status(400, "'temperature' does not support 0.5 with this model")
        }
        _ => Script::text(["Hello"]),
    })
    .await;
    let model = model(&fake);
    let request = ChatRequest { max_tokens: Some(7), temperature: Some(0.5), ..hello() };
    assert!(model.chat(&request).await.is_ok());
    assert!(model.chat(&request).await.is_ok());
    let asked = fake.asked();
    assert_eq!(asked.len(), 4);
    assert_eq!(asked[3].body["max_completion_tokens"], 7);
}
