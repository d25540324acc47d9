//! Who delivers: claims what is due, sends it, keeps what became of it.
//!
//! Each address has a worker of its own while something is due there, so one that does not answer holds up nobody else;
//! after a few failures in a row it is left alone for a while. Several processes share the work by claiming.
//! Contract: Diverge reference 7.4.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use parlour_model::id::prefix;
use parlour_model::webhook::{
    Circuit, DeliveryStatus, EVENT_TYPES, FLEETING_MS, Passage, Trigger, is_fleeting, retry_delay_ms,
};
use parlour_model::{Environment, Timestamp};
use parlour_outbound::Client;
use parlour_store::delivery::{self, Attempt, Claim, Claimed, Outcome};
use parlour_store::{chatbot, webhook};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tracing::{error, info};
use url::Url;

use super::body;
use super::post::{Answer, Notice, client, post};
use crate::{Cx, Error, Result};

/// How long a process is taken to be telling an event that it has claimed: well beyond the longest request.
const LEASE_MS: i64 = 30 * 1000;
/// How many addresses are told something at once.
const MOST_ENDPOINTS: usize = 32;
/// How many requests one address gets at once.
const MOST_REQUESTS: usize = 8;
/// How many addresses are looked up in one pass.
const LOOK_UP: i64 = 256;

/// A chatbot in an environment: what has one address.
type Endpoint = (String, Environment);

/// Delivers events. Cheap to clone.
#[derive(Clone)]
pub struct Courier(Arc<Inner>);

struct Inner {
    cx: Cx,
    client: Client,
    /// Names this process among those that share a database.
    owner: String,
    endpoints: Semaphore,
    /// The addresses that have a worker here, and whether it is to look once more before it ends.
    busy: Mutex<HashMap<Endpoint, bool>>,
    passes: TaskTracker,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Courier({})", self.0.owner)
    }
}

impl Courier {
    /// One who waits `timeout` for an answer.
    ///
    /// # Errors
    /// [`Error::Internal`] when TLS cannot be set up.
    pub fn new(cx: Cx, timeout: Duration) -> Result<Self> {
        let client = client(cx.webhook_reach, timeout)?;
        let random: [u8; 16] = rand::random();
        Ok(Self(Arc::new(Inner {
            cx,
            client,
            owner: crate::cx::hex(&random),
            endpoints: Semaphore::new(MOST_ENDPOINTS),
            busy: Mutex::default(),
            passes: TaskTracker::new(),
        })))
    }

    /// Delivers what is due now, and what becomes due by that, as the next event of a session does. Answers with the
    /// number of requests once nothing more is due; an address that another pass serves is left to it.
    ///
    /// # Errors
    /// [`Error::Internal`] when the database does not answer; what was claimed then is taken up again later.
    pub async fn deliver_due(&self) -> Result<u64> {
        let now = self.0.cx.clock.now();
        let due = self.0.cx.db.read(async move |tx| webhook::list_due(tx, now, LOOK_UP).await).await?;
        let workers = due.into_iter().filter_map(|endpoint| Worker::begin(&self.0, endpoint));
        let served = futures::future::join_all(workers.map(Worker::serve)).await;
        served.into_iter().sum()
    }

    /// Begins a pass beside those that are still under way. Trouble is logged.
    pub fn start_pass(&self) {
        let courier = self.clone();
        self.0.passes.spawn(async move {
            if let Err(error) = courier.deliver_due().await {
                error!(%error, "events could not be delivered");
            }
        });
    }

    /// Waits until a command says that there may be something to deliver.
    pub async fn hinted(&self) {
        self.0.cx.feed.deliveries().await;
    }

    /// Claims nothing more, and waits for requests under way, no longer than `grace`.
    pub async fn finish(&self, grace: Duration) {
        self.0.passes.close();
        // What is still under way then is taken up by others, or by the next start.
        let _ = tokio::time::timeout(grace, self.0.passes.wait()).await;
    }
}

/// Serves one address until nothing is due there.
struct Worker<'a> {
    inner: &'a Inner,
    endpoint: Endpoint,
    /// Whether it stands among the busy.
    listed: bool,
}

impl<'a> Worker<'a> {
    /// A worker for an address, unless it has one; that one then looks once more.
    fn begin(inner: &'a Inner, endpoint: Endpoint) -> Option<Self> {
        let mut busy = inner.busy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(again) = busy.get_mut(&endpoint) {
            *again = true;
            return None;
        }
        busy.insert(endpoint.clone(), false);
        drop(busy);
        Some(Self { inner, endpoint, listed: true })
    }

    /// Whether to look once more.
    fn again(&mut self) -> bool {
        let mut busy = self.inner.busy.lock().unwrap_or_else(PoisonError::into_inner);
        match busy.get_mut(&self.endpoint) {
            Some(again) if *again => {
                *again = false;
                true
            }
            _ => {
                busy.remove(&self.endpoint);
                self.listed = false;
                false
            }
        }
    }

    async fn serve(mut self) -> Result<u64> {
        let inner = self.inner;
        let _place = inner.endpoints.acquire().await.map_err(Error::internal)?;
        let (mut requests, mut fault) = (0, None);
        let mut under_way = FuturesUnordered::new();
        loop {
            if fault.is_none() && !inner.passes.is_closed() {
                match self.claim(MOST_REQUESTS - under_way.len()).await {
                    Ok(Some(batch)) => {
                        let to = Arc::new(batch.to);
                        under_way.extend(batch.claimed.into_iter().map(|one| inner.tell(to.clone(), one)));
                    }
                    Ok(None) => {}
                    Err(error) => fault = Some(error),
                }
            }
            match under_way.next().await {
                Some(Ok(())) => requests += 1,
                Some(Err(error)) => fault = Some(error),
                None if fault.is_none() && self.again() => {}
                None => break,
            }
        }
        fault.map_or(Ok(requests), Err)
    }

    /// Claims up to `room` events that are due, as far as the address may be told any.
    async fn claim(&self, room: usize) -> Result<Option<Batch>> {
        let (id, environment) = self.endpoint.clone();
        let (owner, now) = (self.inner.owner.clone(), self.inner.cx.clock.now());
        let until = now.plus_ms(LEASE_MS);
        let batch = self.inner.cx.db.write(async move |tx| {
            let Some(row) = webhook::lock(tx, &id, environment).await?.filter(|row| row.enabled) else {
                return Ok(None);
            };
            let limit = match row.circuit.passes(now) {
                Passage::Shut => return Ok(None),
                Passage::One => 1.min(room),
                Passage::All => room,
            };
            delivery::drop_stale(tx, &id, environment, fleeting(), now.plus_ms(-FLEETING_MS), now).await?;
            let claim = Claim { owner: &owner, now, until, limit: i64::try_from(limit).unwrap_or(0) };
            let claimed = delivery::claim(tx, &id, environment, claim).await?;
            if row.circuit.passes(now) == Passage::One && !claimed.is_empty() {
                // Nothing else is sent until it is known how this one went.
                let circuit = Circuit { open_until: Some(until), ..row.circuit };
                webhook::set_circuit(tx, &id, environment, circuit).await?;
            }
            let Some(chatbot) = chatbot::find(tx, &id).await? else { return Ok(None) };
            let to = Recipient { url: row.url, secret: row.secret, chatbot_name: chatbot.name };
            Ok::<_, Error>(Some(Batch { to, claimed }))
        });
        batch.await
    }
}

impl Drop for Worker<'_> {
    /// Also when it was broken off.
    fn drop(&mut self) {
        if self.listed {
            self.inner.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.endpoint);
        }
    }
}

/// Claimed events, and where they go.
struct Batch {
    to: Recipient,
    claimed: Vec<Claimed>,
}

struct Recipient {
    url: Option<String>,
    secret: Option<String>,
    chatbot_name: String,
}

/// The kinds of events that are told at once or not at all.
fn fleeting() -> [&'static str; 2] {
    let mut kinds = EVENT_TYPES.iter().map(|(kind, _)| *kind).filter(|kind| is_fleeting(kind));
    [kinds.next().unwrap_or_default(), kinds.next().unwrap_or_default()]
}

impl Inner {
    /// Makes one attempt, and keeps what became of it.
    async fn tell(&self, to: Arc<Recipient>, claimed: Claimed) -> Result<()> {
        let (delivery_id, started_at) = (self.cx.ids.next(prefix::DELIVERY), self.cx.clock.now());
        let answer = self.request(&to, &claimed, &delivery_id, started_at).await?;
        let now = self.cx.clock.now();
        let outcome = outcome(&claimed, &answer, &delivery_id, now);
        let attempt = Attempt {
            id: delivery_id,
            event_id: claimed.event.id.clone(),
            attempt: claimed.attempt,
            trigger: match claimed.replayed && claimed.failed == 0 {
                true => Trigger::Replay,
                false => Trigger::Automatic,
            },
            started_at,
            duration_ms: now.ms() - started_at.ms(),
            status_code: answer.status_code.map(i64::from),
            outcome: match answer.error {
                None => DeliveryStatus::Delivered,
                Some(_) => DeliveryStatus::Failed,
            },
            error: answer.error.clone(),
            response_excerpt: answer.excerpt.clone(),
        };
        info!(
            event_id = attempt.event_id,
            kind = claimed.event.kind,
            attempt = attempt.attempt,
            status = attempt.status_code,
            outcome = attempt.outcome.as_str(),
            ms = attempt.duration_ms,
            "delivery"
        );
        self.keep(claimed, attempt, outcome, answer, now).await
    }

    async fn request(
        &self,
        to: &Recipient,
        claimed: &Claimed,
        delivery_id: &str,
        now: Timestamp,
    ) -> Result<Answer> {
        let url = to.url.as_deref().and_then(|url| Url::parse(url).ok());
        let (Some(url), Some(secret)) = (url, &to.secret) else {
            return Err(Error::internal("an enabled webhook has no address or no secret"));
        };
        let body = body::bytes(&self.cx, &claimed.event, &to.chatbot_name).await?;
        let (event, attempt) = (&claimed.event, claimed.attempt);
        post(&self.client, Notice { url: &url, secret, event, body, delivery_id, attempt, now }).await
    }

    async fn keep(
        &self,
        claimed: Claimed,
        attempt: Attempt,
        outcome: Outcome,
        answer: Answer,
        now: Timestamp,
    ) -> Result<()> {
        let owner = self.owner.clone();
        let keep = self.cx.db.write(async move |tx| {
            let (id, environment) = (&claimed.event.chatbot_id, claimed.event.environment);
            if let Some(row) = webhook::lock(tx, id, environment).await? {
                let circuit = row.circuit.after(answer.health, now);
                if circuit != row.circuit {
                    webhook::set_circuit(tx, id, environment, circuit).await?;
                }
            }
            // A claim that no longer holds was taken over, or its visitor was forgotten: nothing of it is kept.
            if delivery::finish(tx, id, &attempt.event_id, &owner, attempt.attempt, &outcome).await? {
                delivery::insert_attempt(tx, &attempt).await?;
            }
            Ok::<_, Error>(())
        });
        keep.await
    }
}

/// What becomes of an event by an answer.
fn outcome(claimed: &Claimed, answer: &Answer, delivery_id: &str, now: Timestamp) -> Outcome {
    let status_code = answer.status_code.map(i64::from);
    if answer.error.is_none() {
        let (status, delivered_at) = (DeliveryStatus::Delivered, Some(now));
        return Outcome { status, next_attempt: None, failed: claimed.failed, status_code, delivered_at };
    }
    let failed = claimed.failed + 1;
    // The request's own name is the chance: no other has it, and a test can tell it beforehand.
    let chance = Sha256::digest(delivery_id.as_bytes());
    let delay = retry_delay_ms(failed, u16::from_be_bytes([chance[0], chance[1]]), answer.retry_after_ms);
    let too_late = |at: &Timestamp| {
        is_fleeting(&claimed.event.kind)
            && !claimed.replayed
            && *at > claimed.event.created_at.plus_ms(FLEETING_MS)
    };
    let next_attempt = delay.map(|ms| now.plus_ms(ms)).filter(|at| !too_late(at));
    let status = if next_attempt.is_some() { DeliveryStatus::Pending } else { DeliveryStatus::Failed };
    Outcome { status, next_attempt, failed, status_code, delivered_at: None }
}
