//! Files that visitors send: kept in a folder or in a bucket of a real S3 server, and only for so long.

mod bucket;
mod expiry;
mod setup;

use object_store::ObjectStoreExt as _;
use object_store::path::Path;
use parlour_model::config::{AttachmentSettings, LivechatSettings, Settings};
use parlour_tests::house::{House, Visitor, base64};
use serde_json::{Value, json};

const ALICE: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

/// Livechat with Alice, in which files may be sent and are kept for so many days.
async fn staff(house: &House, retention_days: i64) {
    let attachments = AttachmentSettings { enabled: true, retention_days, ..AttachmentSettings::default() };
    let livechat = LivechatSettings { enabled: true, attachments, ..LivechatSettings::default() };
    house.configure(Settings { livechat, ..Settings::default() }).await;
    let path = format!("/api/v1/chat/livechat/agents/{ALICE}");
    let alice = json!({"display_name": "Alice"});
    house.call("PUT", &path).key(&house.key).json(&alice).send().await.is(201);
}

/// Brings the visitor and Alice together.
async fn meet(visitor: &Visitor<'_>) {
    let wish = json!({"platform": "website", "source": "manual_button"});
    let session = visitor.post("/livechat/handover", &wish).await.ok();
    let token = visitor.house.session_token(session["livechat_session_id"].as_str().unwrap()).await;
    let body = json!({"agent_id": ALICE, "is_typing": false});
    let path = "/api/v1/chat/livechat/agent/typing";
    visitor.house.call("POST", path).token(&token).json(&body).send().await.ok();
}

/// A message of one text file.
fn text_file(words: &str) -> Value {
    let data = base64(words.as_bytes());
    json!({"message": {"parts": [{"type": "file", "data": data, "mime": "text/plain", "filename": "a.txt"}]}})
}

/// Whether the bytes of a file are stored.
async fn is_stored(house: &House, id: &str) -> bool {
    match house.cx.files.get(&Path::from(format!("attachments/{id}"))).await {
        Ok(_) => true,
        Err(object_store::Error::NotFound { .. }) => false,
        Err(error) => panic!("{error}"),
    }
}

/// The ids of all files that are known.
async fn known(house: &House) -> Vec<String> {
    house.texts("SELECT id AS t FROM attachment ORDER BY created_ms, id").await
}
