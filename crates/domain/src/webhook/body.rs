//! What a request says: the envelope around an event's payload, made when it is sent, and its signature.
//!
//! Contract: Diverge reference 7.1 and 7.3.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use parlour_model::Part;
use parlour_store::event::Event;
use parlour_store::livechat::{self, Session};
use parlour_store::{Error as StoreError, Tx};
use serde_json::{Map, Value as Json, json};
use sha2::Sha256;

use crate::access::livechat_session_token;
use crate::cx::hex;
use crate::{Cx, Error, Result, attachment};

/// The events that carry a token for their session.
const WITH_TOKEN: [&str; 3] = [
    "livechat.handover.requested",
    "livechat.customer.message.created",
    "livechat.waiting.customer.message.created",
];

/// What is told of an event, without what is made for each sending: tokens and the addresses of files.
pub(super) fn envelope(event: &Event, chatbot_name: &str) -> Map<String, Json> {
    let mut body = Map::new();
    body.insert("event_id".into(), json!(event.id));
    body.insert("type".into(), json!(event.kind));
    body.insert("environment".into(), json!(event.environment));
    body.insert("created_at".into(), json!(event.created_at));
    body.insert("expires_at".into(), json!(event.expires_at));
    body.insert("chatbot".into(), json!({"id": event.chatbot_id, "name": chatbot_name}));
    body.insert("visitor".into(), json!({"id": event.visitor_key, "session_id": null}));
    if let Json::Object(payload) = &event.payload {
        body.extend(payload.clone());
    }
    if let Some(session) = body.get_mut("livechat_session").and_then(Json::as_object_mut) {
        session.remove("token");
        session.remove("token_expires_at");
    }
    body
}

/// Whether an event tells nothing any more, since its visitor was forgotten.
pub(super) fn is_erased(event: &Event) -> bool {
    event.payload.as_object().is_some_and(Map::is_empty)
}

/// The sessions for which these events of a chatbot carry a token, by id.
pub(super) async fn sessions<'e>(
    tx: &Tx,
    chatbot_id: &str,
    events: impl Iterator<Item = &'e Event>,
) -> Result<HashMap<String, Session>, StoreError> {
    let with_token = events.filter(|event| WITH_TOKEN.contains(&event.kind.as_str()));
    let mut ids: Vec<&str> = with_token.filter_map(|event| event.livechat_session_id.as_deref()).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = livechat::list_named(tx, chatbot_id, &ids).await?;
    Ok(found.into_iter().map(|session| (session.id.clone(), session)).collect())
}

/// The exact bytes that are sent and signed: the envelope, its files with addresses that were made now, and a token for
/// `session` where the event carries one.
pub(super) fn bytes(
    cx: &Cx,
    event: &Event,
    chatbot_name: &str,
    session: Option<&Session>,
) -> Result<Vec<u8>> {
    let mut body = envelope(event, chatbot_name);
    if let Some(message) = body.get_mut("message") {
        freshen(cx, message)?;
    }
    add_token(cx, event, session, &mut body)?;
    let conversation = body.get_mut("conversation").and_then(|of| of.get_mut("messages"));
    for message in conversation.and_then(Json::as_array_mut).into_iter().flatten() {
        freshen(cx, message)?;
    }
    serde_json::to_vec(&body).map_err(Error::internal)
}

/// Gives an event that an agent's app acts on a token for its session, made now.
///
/// Contract: Diverge reference 7.3 (tokens are minted when the request is sent and never stored).
fn add_token(cx: &Cx, event: &Event, session: Option<&Session>, body: &mut Map<String, Json>) -> Result<()> {
    let told = body.get_mut("livechat_session").and_then(Json::as_object_mut);
    if let (true, Some(session), Some(told)) = (WITH_TOKEN.contains(&event.kind.as_str()), session, told) {
        let (token, end) = livechat_session_token(cx, session)?;
        told.insert("token".into(), json!(token));
        told.insert("token_expires_at".into(), json!(end));
    }
    Ok(())
}

/// Gives the files of a message addresses that are good for a while. What does not read as parts stays as it is.
fn freshen(cx: &Cx, message: &mut Json) -> Result<()> {
    for part in message.get_mut("parts").and_then(Json::as_array_mut).into_iter().flatten() {
        let is_file = matches!(part.get("type").and_then(Json::as_str), Some("image" | "file"));
        if is_file && let Ok(stored) = serde_json::from_value::<Part>(part.clone()) {
            *part = serde_json::to_value(attachment::sign(cx, stored)?).map_err(Error::internal)?;
        }
    }
    Ok(())
}

/// `x-di-signature`: lower-case hexadecimal HMAC-SHA256 of the time, a point and the body.
pub(super) fn signature(secret: &str, timestamp_s: i64, body: &[u8]) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(Error::internal)?;
    mac.update(format!("{timestamp_s}.").as_bytes());
    mac.update(body);
    Ok(hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_signature_is_over_time_point_and_body() {
        // printf '1767607200.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
        let signed = super::signature("whsec_test", 1_767_607_200, br#"{"a":1}"#).unwrap();
        assert_eq!(signed, "10a6fa7872bf4939a33e7afb7d948b26eaf19afce2e2d24af7b938bd56e6d761");
    }
}
