//! The events as their owner sees them: listed, looked at with their attempts, told again; and how they end.
//!
//! Contract: Diverge reference 7.4 (life) and 7.5.

use parlour_model::webhook::{Circuit, DeliveryStatus, Passage};
use parlour_model::{Environment, Timestamp};
use parlour_store::attempt::{self, Attempt};
use parlour_store::delivery::{self, Delivery, Filter};
use parlour_store::webhook;
use serde_json::{Map, Value as Json};

use super::body::{envelope, is_erased};
use super::settings::known_kind;
use crate::access::{KeyHolder, owner_account};
use crate::conversation::{read_cursor, write_cursor};
use crate::{Cx, Error, Result};

/// Whose events: those of an account's chatbots in one environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    account_id: String,
    environment: Environment,
}

impl Scope {
    /// The events of this installation's owner.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn owner(cx: &Cx, environment: Environment) -> Result<Self> {
        Ok(Self { account_id: owner_account(cx).await?, environment })
    }
}

impl From<&KeyHolder> for Scope {
    fn from(holder: &KeyHolder) -> Self {
        Self { account_id: holder.account_id.clone(), environment: holder.environment }
    }
}

/// Which events are looked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct EventQuery {
    /// Of this chatbot.
    pub chatbot_id: Option<String>,
    /// So far.
    pub status: Option<DeliveryStatus>,
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this livechat session.
    pub livechat_session_id: Option<String>,
    /// Made at this time or later.
    pub created_after: Option<Timestamp>,
    /// Made before this time.
    pub created_before: Option<Timestamp>,
    /// Where to begin: what an earlier page gave.
    pub cursor: Option<String>,
}

/// A page of events, newest first.
#[derive(Debug, Clone)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Delivery>,
    /// Where the next page begins, if there is one.
    pub next_cursor: Option<String>,
}

/// An event with what is told of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The event and what became of it.
    pub delivery: Delivery,
    /// The body of its requests, without tokens; empty when its visitor was forgotten.
    pub payload: Map<String, Json>,
}

/// The events that are told, newest first.
///
/// # Errors
/// [`Error::Invalid`] for a limit outside 1 to 100, a kind that there is not, or a cursor that no answer gave.
pub async fn list(cx: &Cx, scope: &Scope, query: EventQuery, limit: i64) -> Result<EventPage> {
    if !(1..=100).contains(&limit) {
        return Err(Error::invalid("limit", "expected 1 to 100"));
    }
    if let Some(kind) = &query.kind {
        known_kind(kind).map_err(|message| Error::invalid("type", message))?;
    }
    let filter = Filter {
        chatbot_id: query.chatbot_id,
        status: query.status,
        kind: query.kind,
        livechat_session_id: query.livechat_session_id,
        created_from: query.created_after,
        created_before: query.created_before,
        behind: query.cursor.as_deref().map(read_cursor).transpose()?,
    };
    let (scope, now) = (scope.clone(), cx.clock.now());
    let found = cx.db.read(async move |tx| {
        delivery::list(tx, &scope.account_id, scope.environment, &filter, now, limit + 1).await
    });
    let mut events = found.await?;
    let has_more = events.len() as i64 > limit;
    events.truncate(usize::try_from(limit).unwrap_or(0));
    let last = events.last().filter(|_| has_more);
    let next_cursor = last.map(|last| write_cursor(last.event.created_at, &last.event.id));
    Ok(EventPage { events, next_cursor })
}

/// An event with what is told of it.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it has run out.
pub async fn find(cx: &Cx, scope: &Scope, id: &str) -> Result<Shown> {
    let (scope, id, now) = (scope.clone(), id.to_owned(), cx.clock.now());
    let found = cx
        .db
        .read(async move |tx| delivery::find(tx, &scope.account_id, scope.environment, &id, now).await)
        .await?;
    let delivery = found.ok_or_else(unknown)?;
    let payload = match is_erased(&delivery.event) {
        true => Map::new(),
        false => envelope(&delivery.event, &delivery.chatbot_name),
    };
    Ok(Shown { delivery, payload })
}

/// The attempts to tell an event, oldest first.
///
/// # Errors
/// [`Error::NotFound`] when there is no such event, or it has run out.
pub async fn attempts(cx: &Cx, scope: &Scope, id: &str) -> Result<Vec<Attempt>> {
    let (scope, id, now) = (scope.clone(), id.to_owned(), cx.clock.now());
    cx.db
        .read(async move |tx| {
            let found = delivery::find(tx, &scope.account_id, scope.environment, &id, now).await?;
            found.ok_or_else(unknown)?;
            Ok(attempt::list(tx, &scope.account_id, scope.environment, &id).await?)
        })
        .await
}

/// Tells an event once more, whatever became of it: under the same `event_id`, its attempts counted on. An address that
/// is being left alone is tried at once. Answers with the time at which it is due.
///
/// # Errors
/// [`Error::NotFound`] when there is no such event, it has run out or its visitor was forgotten; [`Error::Conflict`] when
/// it is being told right now, or nothing is told.
pub async fn replay(cx: &Cx, scope: &Scope, id: &str) -> Result<Timestamp> {
    let (scope, id, now) = (scope.clone(), id.to_owned(), cx.clock.now());
    cx.db
        .write(async move |tx| {
            let found = delivery::find(tx, &scope.account_id, scope.environment, &id, now).await?;
            let found = found.ok_or_else(unknown)?;
            if is_erased(&found.event) {
                return Err(Error::NotFound(
                    "the visitor of this event was deleted, and what it told".into(),
                ));
            }
            let chatbot_id = &found.event.chatbot_id;
            let row = webhook::lock(tx, chatbot_id, scope.environment).await?.filter(|row| row.enabled);
            let Some(row) = row else {
                return Err(Error::Conflict("nothing is told: enable the webhook first".into()));
            };
            if !delivery::replay(tx, chatbot_id, &id, now).await? {
                return Err(Error::Conflict("the event is being delivered; try again in a moment".into()));
            }
            if row.circuit.passes(now) == Passage::Shut {
                let circuit = Circuit { open_until: Some(now), ..row.circuit };
                webhook::set_circuit(tx, chatbot_id, scope.environment, circuit).await?;
            }
            Ok(())
        })
        .await?;
    cx.recorded();
    Ok(now)
}

fn unknown() -> Error {
    Error::NotFound("there is no such event, or it has run out".into())
}

/// How long an event that has run out is still there to be counted, in milliseconds: a day.
const REMAINS_MS: i64 = 24 * 60 * 60 * 1000;

/// Marks events dead that ran out untold, and removes those that ran out a day ago. Answers with the number of the dead.
///
/// # Errors
/// [`Error::Internal`].
pub async fn sweep(cx: &Cx) -> Result<u64> {
    let now = cx.clock.now();
    Ok(cx
        .db
        .write(async move |tx| {
            let dead = delivery::expire(tx, now).await?;
            delivery::delete_expired(tx, now.plus_ms(-REMAINS_MS)).await?;
            Ok::<_, parlour_store::Error>(dead)
        })
        .await?)
}

/// Takes up what was being told by processes that are gone: for one that is alone on its database. Where there are others,
/// their claims end by themselves.
///
/// # Errors
/// [`Error::Internal`].
pub async fn take_up(cx: &Cx) -> Result<u64> {
    let now = cx.clock.now();
    Ok(cx.db.write(async move |tx| delivery::release(tx, now).await).await?)
}

/// How a webhook fares.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// The chatbot.
    pub chatbot_id: String,
    /// Live or test.
    pub environment: Environment,
    /// Whether events are told.
    pub enabled: bool,
    /// How many requests in a row found the address unwell.
    pub failures: i64,
    /// How many events wait.
    pub pending: i64,
    /// How many of them were tried in vain before.
    pub tried: i64,
    /// How many have used up their attempts.
    pub failed: i64,
    /// How many ran out untold.
    pub dead: i64,
}

/// How the owner's webhooks fare.
///
/// # Errors
/// [`Error::Internal`].
pub async fn troubles(cx: &Cx) -> Result<Vec<Trouble>> {
    let account = owner_account(cx).await?;
    cx.db
        .read(async move |tx| {
            let mut troubles = Vec::new();
            for row in webhook::list(tx, &account).await? {
                let count =
                    async |status| delivery::count(tx, &row.chatbot_id, row.environment, status).await;
                troubles.push(Trouble {
                    pending: count(DeliveryStatus::Pending).await?,
                    tried: delivery::count_tried(tx, &row.chatbot_id, row.environment).await?,
                    failed: count(DeliveryStatus::Failed).await?,
                    dead: count(DeliveryStatus::Dead).await?,
                    environment: row.environment,
                    enabled: row.enabled,
                    failures: row.circuit.failures,
                    chatbot_id: row.chatbot_id.clone(),
                });
            }
            Ok(troubles)
        })
        .await
}
