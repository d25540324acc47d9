//! A model: asks, once more where that may help, and remembers what its server does not take.

use std::sync::Arc;
use std::time::Duration;

use parlour_outbound::{Body, Client, Limits, Reach, Request};
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout_at};

use crate::address::{Deadlines, Endpoint};
use crate::chat::ChatRequest;
use crate::error::{Error, MOST_PATIENCE};
use crate::excerpt::Excerpts;
use crate::refusal::{Habits, Lesson};
use crate::stream::ChatStream;
use crate::wire::{self, Usages};

/// The largest answer, which only vectors come near; a stream has a limit of its own.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// The most that is read of a refusal.
const REFUSAL_BYTES: usize = 64 * 1024;
/// How long is waited before a request is sent again when the server does not say.
const PAUSE: Duration = Duration::from_millis(250);
/// By how much the limits of the door out exceed the deadlines, so that the deadlines decide.
const MARGIN: Duration = Duration::from_secs(5);

/// A model behind an endpoint. Cheap to clone; clones share connections and what was learnt about the server.
#[derive(Debug, Clone)]
pub struct Model(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: Client,
    endpoint: Endpoint,
    deadlines: Deadlines,
    habits: Habits,
}

impl Model {
    /// A model at an address that the operator wrote down: any address may be reached. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Setup`] when no request can be made to such an address, or not from this machine.
    pub fn new(endpoint: Endpoint, deadlines: Deadlines) -> Result<Self, Error> {
        if !matches!(endpoint.base_url.scheme(), "http" | "https") {
            let scheme = endpoint.base_url.scheme();
            return Err(Error::Setup(format!("it begins with {scheme}: instead of https:// or http://")));
        }
        // Such as the end of the line that a key was read from.
        if endpoint.api_key.as_ref().is_some_and(|key| !key.chars().all(|c| c.is_ascii_graphic())) {
            return Err(Error::Setup("the API key holds what no key can hold, such as a space".to_owned()));
        }
        let silence = deadlines.first_token.max(deadlines.stall).max(deadlines.total);
        let limits = Limits {
            connect: deadlines.connect,
            total: deadlines.total + MARGIN,
            idle: silence + MARGIN,
            body_bytes: MOST_BYTES,
        };
        let client = Client::new(Reach::Everywhere, limits).map_err(|e| Error::Setup(e.to_string()))?;
        Ok(Self(Arc::new(Inner { client, endpoint, deadlines, habits: Habits::default() })))
    }

    /// Where it is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    /// Whether it takes tools; true unless it has refused some within the hour.
    pub fn takes_tools(&self) -> bool {
        self.0.habits.tools.is_taken()
    }

    /// Whether it takes images; true unless it has refused one within the hour.
    pub fn takes_images(&self) -> bool {
        self.0.habits.images.is_taken()
    }

    /// Asks, and gives the answer as soon as its first piece is there. What may pass by itself (no connection, a
    /// failure of the server, a limit that ends within 5 s) is tried once more within the same deadlines, but never once
    /// a piece was given out. A model that says nothing in time is not asked again: whoever waits has waited enough.
    ///
    /// Dropping the future, or the stream it gives, cancels the request.
    ///
    /// # Errors
    /// Why there is no answer. [`Error::ToolsUnsupported`] and [`Error::ImagesUnsupported`] are for the caller to ask
    /// in another way.
    pub async fn chat(&self, request: &ChatRequest) -> Result<ChatStream, Error> {
        let Inner { habits, deadlines, .. } = &*self.0;
        habits.check(request)?;
        let asked = Instant::now();
        let end = asked + deadlines.total;
        let (mut tried_again, mut usage) = (false, Usages::Wanted);
        loop {
            let error = match self.attempt(request, usage, asked, end).await {
                Ok(stream) => {
                    if usage == Usages::Unwanted {
                        habits.usage.forget();
                    }
                    return Ok(stream);
                }
                Err(error) => error,
            };
            match habits.learn(&error, request) {
                Lesson::AskAgain => continue,
                Lesson::AskWithoutUsage if usage == Usages::Wanted => {
                    usage = Usages::Unwanted;
                    continue;
                }
                Lesson::AskWithoutUsage => return Err(error),
                Lesson::Tell(error) => return Err(error),
                Lesson::Nothing => {}
            }
            if std::mem::replace(&mut tried_again, true) || !error.is_retryable() {
                return Err(error);
            }
            // No second attempt that would be over before it begins.
            if Instant::now() + wait(&error) >= end.min(asked + deadlines.first_token) {
                return Err(error);
            }
            sleep(wait(&error)).await;
        }
    }

    async fn attempt(
        &self,
        request: &ChatRequest,
        usage: Usages,
        asked: Instant,
        end: Instant,
    ) -> Result<ChatStream, Error> {
        let Inner { endpoint, deadlines, habits, .. } = &*self.0;
        let body = wire::chat_body(&endpoint.model, request, habits, usage);
        let (deadline, late) = match asked + deadlines.first_token {
            first if first <= end => (first, Error::FirstTokenLate { after: deadlines.first_token }),
            _ => (end, Error::TooLong { after: deadlines.total }),
        };
        let sent = self.post("chat/completions", "text/event-stream", &body);
        let body = timeout_at(deadline, sent).await.map_err(|_| late)??;
        let mut stream = ChatStream::new(body, self.excerpts(), *deadlines, asked, end);
        stream.fill().await?;
        Ok(stream)
    }

    /// Posts and gives the answer if it is one of success.
    async fn post(&self, operation: &str, accept: &str, body: &impl Serialize) -> Result<Body, Error> {
        let Inner { client, endpoint, deadlines, .. } = &*self.0;
        let body = serde_json::to_vec(body).map_err(|e| Error::Setup(e.to_string()))?;
        let mut request = Request::post(endpoint.at(operation), body)
            .header("content-type", "application/json")
            .header("accept", accept)
            // Packing would hold tokens back.
            .header("accept-encoding", "identity");
        if let Some(key) = &endpoint.api_key {
            request = request.header("authorization", &format!("Bearer {key}"));
        }
        let sent = client.send(request).await;
        let answer = sent.map_err(|e| Error::from_outbound(e, deadlines.connect))?;
        if (200..300).contains(&answer.status) { Ok(answer) } else { Err(self.refused(answer).await) }
    }

    /// How what the server says is told.
    pub(crate) fn excerpts(&self) -> Excerpts {
        Excerpts::without(self.0.endpoint.api_key.as_deref())
    }

    async fn refused(&self, mut answer: Body) -> Error {
        let wait = answer.header("retry-after").and_then(|value| value.trim().parse().ok());
        let retry_after = wait.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let mut text = Vec::new();
        while let Ok(Some(bytes)) = answer.chunk().await {
            text.extend_from_slice(&bytes);
            if text.len() > REFUSAL_BYTES {
                break;
            }
        }
        let excerpt = self.excerpts().of(&wire::failure_text(&String::from_utf8_lossy(&text)));
        match answer.status {
            code @ (401 | 403) => Error::Unauthorized { code, excerpt },
            429 => Error::RateLimited { retry_after },
            code => Error::Status { code, excerpt },
        }
    }

    /// Posts, reads the whole answer, and does so once more where that may help.
    pub(crate) async fn exchange(&self, operation: &str, body: &impl Serialize) -> Result<Vec<u8>, Error> {
        let Inner { endpoint, deadlines, .. } = &*self.0;
        let end = Instant::now() + deadlines.total;
        let mut tried_again = false;
        loop {
            let whole = async {
                let answer = self.post(operation, "application/json", body).await?;
                answer.whole().await.map_err(|e| Error::from_outbound(e, deadlines.connect))
            };
            let late = || Error::TooLong { after: deadlines.total };
            let error = match timeout_at(end, whole).await.unwrap_or_else(|_| Err(late())) {
                Ok(response) => return Ok(response.body),
                Err(error) => error,
            };
            if std::mem::replace(&mut tried_again, true) || !error.is_retryable() {
                return Err(error);
            }
            tracing::debug!(host = endpoint.host(), error = error.plain(), "asking once more");
            sleep(wait(&error).min(end.saturating_duration_since(Instant::now()))).await;
        }
    }
}

/// How long is waited before a second attempt: as long as the server asks.
fn wait(error: &Error) -> Duration {
    match error {
        Error::RateLimited { retry_after: Some(wait) } => (*wait).min(MOST_PATIENCE),
        _ => PAUSE,
    }
}
