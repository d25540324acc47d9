//! What a model's server says may repeat a visitor's words, and no log has those.

use parlour_llm::fake::{Fake, Script};
use parlour_tests::caller::events;
use parlour_tests::server::{Options, Server};
use reqwest::Method;
use serde_json::json;

const WORDS: &str = "my number is 010190-1234";

#[tokio::test]
async fn a_models_complaint_stands_in_the_trace_and_in_no_log() {
    let fake = Fake::answering(|_| Script::status(400, &format!("cannot parse: {WORDS}"))).await;
    let env = |name: &str, value: &str| (format!("PARLOUR_LLM_{name}"), value.to_owned());
    let env = vec![env("BASE_URL", fake.base_url().as_str()), env("MODEL", "scripted")];
    let server = Server::start(Options { env, ..Options::default() }).await;
    server.cli(&["chatbot", "create", "shop"]).await.good();
    let caller = server.caller().with_key(&server.key().await);
    let token =
        caller.post("/api/v1/chat/auth", &json!({"chatbot_id": "shop"})).await.expect(200)["token"].clone();
    let visitor = server.caller().with_token(token.as_str().unwrap());
    let message = json!({"message": {"parts": [{"type": "text", "text": WORDS}]}});
    let call = visitor.request(Method::POST, "/api/v1/chat/messages").json(&message);
    let frames = events(call).await.rest().await;
    assert_eq!(frames.last().unwrap().event, "done", "{frames:?}");
    let answer_id = frames[0].data["message_id"].as_str().unwrap();
    let trace = server.cli(&["trace", answer_id]).await.good();
    assert!(trace.stdout.contains(WORDS), "{trace:?}");
    let log = server.log();
    assert!(log.contains("the model does not answer") && !log.contains("010190"), "{log}");
}
