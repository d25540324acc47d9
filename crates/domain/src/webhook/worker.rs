//! Serves one address: many requests at once, and one transaction at a time that keeps what became of some of them and
//! claims the next.
//!
//! What ends while a transaction is under way is kept by the next one, so that the more there is to do, the less it
//! costs. Contract: Diverge reference 7.4.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use parlour_model::Timestamp;
use parlour_model::webhook::{
    Circuit, DeliveryStatus, FLEETING_MS, Health, LEASE_MS, Passage, delivery_id, is_fleeting, retry_delay_ms,
};
use parlour_store::attempt::Attempt;
use parlour_store::delivery::{self, Claim, Claimed, Outcome};
use parlour_store::livechat::Session;
use parlour_store::webhook::Webhook;
use parlour_store::{Tx, chatbot, webhook};
use sha2::{Digest as _, Sha256};
use tokio::sync::Notify;
use tokio::time::Instant;
use tracing::info;
use url::Url;

use super::body;
use super::courier::{Endpoint, Inner};
use super::post::{Answer, Notice, post};
use crate::{Error, Result};

/// How many requests an address gets at once that is not known to be well.
const FIRST_REQUESTS: usize = 8;
/// How many it gets at once at most: one more with each answer, as long as it is well.
const MOST_REQUESTS: usize = 64;
/// How far apart transactions begin at least, where one follows another: what ends and what happens in between comes
/// into one.
const PACE: Duration = Duration::from_millis(3);

/// Serves one address until nothing is due there.
pub(super) struct Worker {
    inner: Arc<Inner>,
    endpoint: Endpoint,
    hint: Arc<Notify>,
    /// Whether it stands among the busy.
    listed: bool,
    /// How many requests are under way at most.
    window: usize,
    /// When the next transaction may begin.
    not_before: Instant,
}

impl Drop for Worker {
    /// Also when it was broken off.
    fn drop(&mut self) {
        if self.listed {
            self.inner.forsake(&self.endpoint);
        }
    }
}

impl Worker {
    pub(super) fn new(inner: Arc<Inner>, endpoint: Endpoint, hint: Arc<Notify>) -> Self {
        let not_before = Instant::now();
        Self { inner, endpoint, hint, listed: true, window: FIRST_REQUESTS, not_before }
    }

    /// Serves; the number of requests.
    pub(super) async fn serve(mut self) -> Result<u64> {
        let inner = self.inner.clone();
        let _place = inner.endpoints.acquire().await.map_err(Error::internal)?;
        let (mut told, mut fault) = (0, None);
        let (mut requests, mut ended) = (FuturesUnordered::new(), Vec::new());
        // Whether there may be something due that is not claimed, and the transaction that is under way.
        let (mut look, mut turn) = (true, None);
        loop {
            if turn.is_none() {
                look |= ended.iter().any(Ended::frees_another);
                let claims = look && fault.is_none() && !inner.passes.is_closed();
                let room = if claims { self.window.saturating_sub(requests.len()) } else { 0 };
                if room > 0 || !ended.is_empty() {
                    look &= room == 0;
                    turn = Some(self.turn(std::mem::take(&mut ended), room));
                } else if requests.is_empty() {
                    if fault.is_some() || self.is_done().await {
                        break;
                    }
                    look = true;
                    continue;
                }
            }
            tokio::select! {
                Some(one) = requests.next() => {
                    for one in std::iter::once(one).chain(ready(&mut requests)) {
                        told += 1;
                        match one {
                            Ok(one) => {
                                self.widen(&one);
                                ended.push(one);
                            }
                            Err(error) => fault = Some(error),
                        }
                    }
                }
                turned = whenever(&mut turn) => {
                    turn = None;
                    match turned {
                        Ok(batch) => {
                            look |= batch.is_full;
                            let to = Arc::new(batch.to);
                            requests.extend(batch.claimed.into_iter().map(|one| tell(inner.clone(), to.clone(), one)));
                        }
                        Err(error) => fault = Some(error),
                    }
                }
                () = self.hint.notified() => look = true,
            }
        }
        fault.map_or(Ok(told), Err)
    }

    /// Waits until the next transaction may begin. Whether nothing was hinted at until then.
    async fn is_done(&mut self) -> bool {
        tokio::time::sleep_until(self.not_before).await;
        self.listed = !self.inner.retire(&self.endpoint);
        !self.listed
    }

    /// Lets more requests go at once as long as the address is well.
    fn widen(&mut self, ended: &Ended) {
        self.window = match ended.health {
            Health::Well => MOST_REQUESTS.min(self.window + 1),
            Health::Unwell | Health::Busy(_) => FIRST_REQUESTS,
        };
    }

    /// Keeps what has ended, and claims up to `room` events, once it is time.
    fn turn(&mut self, ended: Vec<Ended>, room: usize) -> BoxFuture<'static, Result<Batch>> {
        let (inner, endpoint) = (self.inner.clone(), self.endpoint.clone());
        let begin = self.not_before.max(Instant::now());
        self.not_before = begin + PACE;
        let turn = async move {
            tokio::time::sleep_until(begin).await;
            let now = inner.cx.clock.now();
            let kept = Kept { ended, now };
            let db = inner.cx.db.clone();
            db.write(async move |tx| keep_and_claim(&inner, tx, &endpoint, &kept, room).await).await
        };
        turn.boxed()
    }
}

/// Those of the requests that have ended by now.
fn ready<T: Future>(requests: &mut FuturesUnordered<T>) -> impl Iterator<Item = T::Output> {
    std::iter::from_fn(move || requests.next().now_or_never().flatten())
}

/// The end of what is under way; never, when nothing is.
async fn whenever<T>(turn: &mut Option<BoxFuture<'static, T>>) -> T {
    match turn {
        Some(turn) => turn.await,
        None => std::future::pending().await,
    }
}

/// Claimed events, and where they go.
#[derive(Default)]
struct Batch {
    to: Recipient,
    claimed: Vec<(Claimed, Option<Session>)>,
    /// Whether there may be more.
    is_full: bool,
}

#[derive(Default)]
struct Recipient {
    url: Option<Url>,
    secret: Option<String>,
    chatbot_name: String,
    /// Whether a single event tries if it is well again.
    is_tried: bool,
}

/// An attempt that has ended.
struct Ended {
    attempt: Attempt,
    outcome: Outcome,
    health: Health,
    /// The session that waits with this event when it is tried again.
    session_id: Option<String>,
    /// Whether it tried an address that was unwell: all may go there now.
    was_tried: bool,
    at: Timestamp,
}

impl Ended {
    /// Whether another event may be claimed by it.
    fn frees_another(&self) -> bool {
        self.session_id.is_some() || self.was_tried
    }
}

/// What is to be kept.
struct Kept {
    ended: Vec<Ended>,
    now: Timestamp,
}

impl Kept {
    /// How well the address is by what has ended.
    fn circuit(&self, before: Circuit) -> Circuit {
        self.ended.iter().fold(before, |circuit, one| match circuit.is_left_alone(one.at) && !one.was_tried {
            true => circuit.after_late(one.health, one.at),
            false => circuit.after(one.health, one.at),
        })
    }
}

async fn keep_and_claim(
    inner: &Inner,
    tx: &Tx,
    endpoint: &Endpoint,
    kept: &Kept,
    room: usize,
) -> Result<Batch> {
    let (id, now) = (endpoint.0.as_str(), kept.now);
    let row = find_as_it_is_now(tx, endpoint, kept).await?;
    keep(inner, tx, id, kept).await?;
    let Some(row) = row.filter(|row| row.enabled && room > 0) else { return Ok(Batch::default()) };
    let limit = match row.circuit.passes(now) {
        Passage::Shut => return Ok(Batch::default()),
        Passage::One => 1,
        Passage::All => room,
    };
    let (environment, until) = (endpoint.1, now.plus_ms(LEASE_MS));
    delivery::drop_stale(tx, id, environment, now.plus_ms(-FLEETING_MS), now).await?;
    let claim = Claim { owner: &inner.owner, now, until, limit: i64::try_from(limit).unwrap_or(i64::MAX) };
    let claimed = delivery::claim(tx, id, environment, claim).await?;
    if claimed.is_empty() {
        return Ok(Batch::default());
    }
    let is_tried = row.circuit.passes(now) == Passage::One;
    if is_tried {
        // Nothing else is sent until it is known how this one went.
        let circuit = Circuit { open_until: Some(until), ..row.circuit };
        webhook::set_circuit(tx, id, environment, circuit).await?;
    }
    let Some(chatbot) = chatbot::find(tx, id).await? else { return Ok(Batch::default()) };
    let sessions = body::sessions(tx, id, claimed.iter().map(|one| &one.event)).await?;
    let is_full = claimed.len() == limit;
    let url = row.url.as_deref().and_then(|url| Url::parse(url).ok());
    let to = Recipient { url, secret: row.secret, chatbot_name: chatbot.name, is_tried };
    Ok(Batch { to, claimed: with_sessions(claimed, &sessions), is_full })
}

/// The address with how well it is by now. It is locked where that changes, or where a single event is to try it.
async fn find_as_it_is_now(tx: &Tx, endpoint: &Endpoint, kept: &Kept) -> Result<Option<Webhook>> {
    let (id, environment) = (endpoint.0.as_str(), endpoint.1);
    let Some(seen) = webhook::find(tx, id, environment).await? else { return Ok(None) };
    if seen.circuit.open_until.is_none() && kept.circuit(seen.circuit) == seen.circuit {
        return Ok(Some(seen));
    }
    let Some(row) = webhook::lock(tx, id, environment).await? else { return Ok(None) };
    let circuit = kept.circuit(row.circuit);
    if circuit != row.circuit {
        webhook::set_circuit(tx, id, environment, circuit).await?;
    }
    Ok(Some(Webhook { circuit, ..row }))
}

async fn keep(inner: &Inner, tx: &Tx, chatbot_id: &str, kept: &Kept) -> Result<()> {
    let ended: Vec<(&Attempt, &Outcome)> =
        kept.ended.iter().map(|one| (&one.attempt, &one.outcome)).collect();
    // A claim that no longer holds was taken over, or its visitor was forgotten: nothing comes of it.
    let held = delivery::finish(tx, chatbot_id, &inner.owner, &ended).await?;
    for one in &kept.ended {
        let waits = one.outcome.next_attempt.filter(|_| held.contains(&one.attempt.event_id));
        if let (Some(until), Some(session_id)) = (waits, &one.session_id) {
            delivery::hold_back(tx, chatbot_id, session_id, until).await?;
        }
    }
    Ok(())
}

fn with_sessions(
    claimed: Vec<Claimed>,
    sessions: &HashMap<String, Session>,
) -> Vec<(Claimed, Option<Session>)> {
    let with_session = |one: Claimed| {
        let session = one.event.livechat_session_id.as_ref().and_then(|id| sessions.get(id)).cloned();
        (one, session)
    };
    claimed.into_iter().map(with_session).collect()
}

/// Makes one attempt, and says what becomes of its event.
async fn tell(
    inner: Arc<Inner>,
    to: Arc<Recipient>,
    (claimed, session): (Claimed, Option<Session>),
) -> Result<Ended> {
    let (delivery_id, started_at) = (delivery_id(&claimed.event.id, claimed.attempt), inner.cx.clock.now());
    let (Some(url), Some(secret)) = (&to.url, &to.secret) else {
        return Err(Error::internal("an enabled webhook has no address or no secret"));
    };
    let (event, attempt) = (&claimed.event, claimed.attempt);
    let body = body::bytes(&inner.cx, event, &to.chatbot_name, session.as_ref())?;
    let notice = Notice { url, secret, event, body, delivery_id: &delivery_id, attempt, now: started_at };
    let answer = post(&inner.client, notice).await?;
    let at = inner.cx.clock.now();
    let outcome = outcome(&claimed, &answer, &delivery_id, at);
    let attempt = Attempt {
        id: delivery_id,
        event_id: claimed.event.id.clone(),
        attempt,
        trigger: claimed.trigger(),
        started_at,
        duration_ms: at.ms() - started_at.ms(),
        status_code: answer.status_code.map(i64::from),
        outcome: match answer.error {
            None => DeliveryStatus::Delivered,
            Some(_) => DeliveryStatus::Failed,
        },
        error: answer.error,
        response_excerpt: answer.excerpt,
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
    let session_id = claimed.event.livechat_session_id.filter(|_| !claimed.replayed);
    Ok(Ended { attempt, outcome, health: answer.health, session_id, was_tried: to.is_tried, at })
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
