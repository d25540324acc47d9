//! Visitors of a chatbot: their tokens, and what they send.

use std::error::Error;

use base64::Engine as _;

use crate::client::Client;

/// Where messages go.
pub(crate) const MESSAGES: &str = "/api/v1/chat/messages";

/// Signs `count` new visitors in; their headers.
pub(crate) async fn sign_in(
    address: &str,
    key: &str,
    chatbot_id: &str,
    count: usize,
) -> Result<Vec<String>, Box<dyn Error>> {
    let basic = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{key}:")));
    let body = format!(r#"{{"chatbot_id":"{chatbot_id}"}}"#);
    let mut client = Client::connect(address).await.map_err(|e| e.to_string())?;
    let mut tokens = Vec::new();
    for _ in 0..count {
        let (_, text) = client.post("/api/v1/chat/auth", &basic, &body).await.map_err(|e| e.to_string())?;
        let token =
            text.split("\"token\":\"").nth(1).and_then(|rest| rest.split('"').next()).ok_or(text.clone())?;
        tokens.push(format!("Bearer {token}"));
    }
    Ok(tokens)
}

/// A message of plain words, which need no escaping.
pub(crate) fn message(words: &str) -> String {
    format!(r#"{{"message":{{"parts":[{{"type":"text","text":"{words}"}}]}}}}"#)
}
