//! One request: posted, its answer read no further than needed, and judged.
//!
//! Contract: Diverge reference 7.1 and 7.4 (success).

use std::time::Duration;

use parlour_model::Timestamp;
use parlour_model::webhook::{Health, read_retry_after};
use parlour_outbound::{Body, Client, Limits, Reach, Request};
use parlour_store::event::Event;
use url::Url;

use super::body::signature;
use crate::{Error, Result};

/// How long an answer is waited for.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// How much of an answer's body is kept.
const EXCERPT_BYTES: usize = 2048;

/// A client that waits so long, and reads answers of any size as far as it wants.
pub(super) fn client(reach: Reach, timeout: Duration) -> Result<Client> {
    let limits = Limits { connect: timeout, total: timeout, idle: timeout, body_bytes: u64::MAX };
    Client::new(reach, limits).map_err(Error::internal)
}

/// A request about to be sent.
#[derive(Debug)]
pub(super) struct Notice<'a> {
    pub(super) url: &'a Url,
    pub(super) secret: &'a str,
    pub(super) event: &'a Event,
    pub(super) body: Vec<u8>,
    pub(super) delivery_id: &'a str,
    pub(super) attempt: i64,
    pub(super) now: Timestamp,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) status_code: Option<u16>,
    /// Why it does not count as told.
    pub(super) error: Option<String>,
    pub(super) excerpt: Option<String>,
    pub(super) retry_after_ms: Option<i64>,
    pub(super) health: Health,
}

/// Sends a request and waits for its answer.
pub(super) async fn post(client: &Client, notice: Notice<'_>) -> Result<Answer> {
    let timestamp_s = notice.now.ms().div_euclid(1000);
    let signature = signature(notice.secret, timestamp_s, &notice.body)?;
    let request = Request::post(notice.url.clone(), notice.body)
        .header("content-type", "application/json; charset=utf-8")
        .header("x-di-event", &notice.event.kind)
        .header("x-di-timestamp", &timestamp_s.to_string())
        .header("x-di-signature", &signature)
        .header("x-di-delivery-id", notice.delivery_id)
        .header("x-di-attempt", &notice.attempt.to_string())
        .header("x-di-environment", notice.event.environment.as_str());
    Ok(match client.send(request).await {
        Ok(body) => judge(body, notice.now).await,
        Err(fault) => Answer {
            status_code: None,
            error: Some(fault.to_string()),
            excerpt: None,
            retry_after_ms: None,
            health: Health::Unwell,
        },
    })
}

async fn judge(mut body: Body, now: Timestamp) -> Answer {
    let status = body.status;
    let excerpt = excerpt(&mut body).await;
    let retry_after_ms = body.header("retry-after").and_then(|value| read_retry_after(value, now));
    let error = match status {
        200..=299 => None,
        300..=399 => {
            Some(format!("answered {status}, which is not followed; set the address that it points to"))
        }
        _ => Some(format!("answered {status}")),
    };
    let health = match (status, retry_after_ms) {
        (429 | 503, Some(ms)) => Health::Busy(ms),
        (408 | 429 | 500..=599, _) => Health::Unwell,
        _ => Health::Well,
    };
    Answer { status_code: Some(status), error, excerpt: Some(excerpt), retry_after_ms, health }
}

/// The beginning of the body; what fails after the status says nothing about the delivery.
async fn excerpt(body: &mut Body) -> String {
    let mut read = Vec::new();
    while read.len() < EXCERPT_BYTES
        && let Ok(Some(chunk)) = body.chunk().await
    {
        read.extend(chunk);
    }
    read.truncate(EXCERPT_BYTES);
    let mut text = String::from_utf8_lossy(&read).replace('\0', "\u{fffd}");
    text.truncate(text.floor_char_boundary(EXCERPT_BYTES));
    text
}
