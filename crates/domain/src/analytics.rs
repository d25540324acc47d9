//! What visitors do with the chat on an owner's pages, counted where the owner has turned that on.
//!
//! Kept by what the visitor of a page is called, so that it is theirs to have and to have forgotten
//! ([`crate::retention`]). Left out on purpose: the journal of what happened in conversations, which is [`crate::event`].
//! Contract: Diverge reference 8.6 (POST `/chatbot-public/opens` and `/analytics/events`).

use parlour_model::id::prefix;
use parlour_model::page_event::{self, PageEventName, Props};
use parlour_model::{Environment, Timestamp};
use parlour_store::Tx;
use parlour_store::chatbot::Chatbot;
use parlour_store::page_event as rows;
use serde_json::Value as Json;

use crate::visitor::{self, Caller};
use crate::{Cx, Error, Result, chatbot};

pub use parlour_store::page_event::Count;

/// The most events that a page tells at once.
pub const MOST_AT_ONCE: usize = 50;
/// The most that is kept of a visitor, in events.
const MOST_OF_VISITOR: i64 = 1000;
const LONGEST_SOURCE: usize = 64;
/// What an opened window is kept as: pages tell it apart from their own events.
const OPEN: &str = "open";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A visitor of a page, as the page tells of them.
#[derive(Debug, Clone)]
pub struct PageVisitor {
    /// The chatbot on the page, by one of its three names.
    pub chatbot_id: String,
    /// What the page calls the visitor; it acts as their secret.
    pub visitor_key: String,
    /// Live or test.
    pub environment: Environment,
    /// Where the call comes from.
    pub caller: Caller,
}

/// Something that happened, as a page tells it.
#[derive(Debug, Clone)]
pub struct Told {
    /// What.
    pub name: PageEventName,
    /// What is told with it.
    pub props: Props,
}

/// Keeps what happened on a page; says how many of the events were kept. None is while the owner has not turned counting
/// on, or once as many are kept of the visitor as may be.
///
/// # Errors
/// [`Error::NotFound`] for an unknown chatbot, [`Error::Forbidden`] for a page that is not of a listed site,
/// [`Error::Invalid`] on `events` or `visitor_key`.
pub async fn record(cx: &Cx, of: PageVisitor, events: Vec<Told>) -> Result<usize> {
    if events.len() > MOST_AT_ONCE {
        return Err(Error::invalid("events", format!("at most {MOST_AT_ONCE} events are taken at once")));
    }
    for (i, event) in events.iter().enumerate() {
        if let Some((name, remedy)) = page_event::fault(&event.props) {
            let dot = if name.is_empty() { "" } else { "." };
            return Err(Error::invalid(format!("events.{i}.props{dot}{name}"), remedy));
        }
    }
    let events = events.into_iter().map(|event| (event.name.as_str(), event.props)).collect();
    keep(cx, of, events).await
}

/// Keeps that a visitor opened the window, and what led them to.
///
/// # Errors
/// As [`record`], and [`Error::Invalid`] on `source`.
pub async fn record_open(cx: &Cx, of: PageVisitor, source: Option<String>) -> Result<()> {
    if source.as_ref().is_some_and(|source| source.chars().count() > LONGEST_SOURCE) {
        let remedy = format!("at most {LONGEST_SOURCE} characters are allowed");
        return Err(Error::invalid("source", remedy));
    }
    let source = source.map(|source| ("source".to_owned(), Json::from(source)));
    keep(cx, of, vec![(OPEN, source.into_iter().collect())]).await.map(drop)
}

async fn keep(cx: &Cx, of: PageVisitor, events: Vec<(&'static str, Props)>) -> Result<usize> {
    let visitor_key = visitor::page_visitor(&of.visitor_key)?;
    let chatbot = chatbot::find_named(cx, &of.chatbot_id).await?;
    check_caller(cx, &chatbot, &of.caller)?;
    let settings = &chatbot.settings.analytics;
    if !settings.capture {
        return Ok(0);
    }
    let told = |props: Props| if settings.urls { props } else { page_event::without_addresses(props) };
    let new: Vec<rows::PageEvent> = events
        .into_iter()
        .map(|(name, props)| rows::PageEvent {
            id: cx.ids.next(prefix::PAGE_EVENT),
            chatbot_id: chatbot.id.clone(),
            environment: of.environment,
            visitor_key: visitor_key.clone(),
            name: name.to_owned(),
            props: told(props),
            created_at: cx.clock.now(),
        })
        .collect();
    let environment = of.environment;
    let kept = async move |tx: &Tx| {
        let kept = rows::count_of_visitor(tx, &chatbot.id, environment, &visitor_key).await?;
        let room = usize::try_from(MOST_OF_VISITOR - kept).unwrap_or(0);
        for event in new.iter().take(room) {
            rows::insert(tx, event).await?;
        }
        Ok::<_, parlour_store::Error>(new.len().min(room))
    };
    Ok(cx.db.write(kept).await?)
}

/// A chatbot whose owner lists no sites is on any page.
///
/// Contract: Chat Data reference 1 (an empty domain allow list = everywhere).
fn check_caller(cx: &Cx, chatbot: &Chatbot, caller: &Caller) -> Result<()> {
    let listed = &chatbot.settings.allowed_origins;
    if listed.is_empty() || caller.is_own(cx) || caller.is_listed(listed) {
        return Ok(());
    }
    Err(Caller::refused())
}

/// How often what happened in the last `days` days, by name.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] on `days`.
pub async fn counts(cx: &Cx, chatbot_id: &str, environment: Environment, days: i64) -> Result<Vec<Count>> {
    if !(1..=3650).contains(&days) {
        return Err(Error::invalid("days", "expected a number from 1 to 3650"));
    }
    let id = chatbot::find(cx, chatbot_id).await?.id;
    let since = cx.clock.now().plus_ms(-DAY_MS * days);
    Ok(cx.db.read(async move |tx| rows::count_by_name(tx, &id, environment, since).await).await?)
}

/// Removes the events that were kept for as many days as their chatbot's owner set; gives their number.
///
/// # Errors
/// [`Error::Internal`].
pub async fn expire(cx: &Cx) -> Result<u64> {
    let (now, mut removed) = (cx.clock.now(), 0);
    for chatbot in chatbot::list(cx).await? {
        let before: Timestamp = now.plus_ms(-DAY_MS * chatbot.settings.analytics.retention_days);
        let expire = async move |tx: &Tx| rows::delete_before(tx, &chatbot.id, before).await;
        removed += cx.db.write(expire).await?;
    }
    Ok(removed)
}
