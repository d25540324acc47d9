//! Answers that go as they should.

use super::*;
use crate::fake::Script;
use crate::{Finish, Usage};

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
        serde_json::json!({
            "model": "scripted",
            "messages": [{ "role": "user", "content": "Hello" }],
            "stream": true,
            "stream_options": { "include_usage": true },
        })
    );
}
