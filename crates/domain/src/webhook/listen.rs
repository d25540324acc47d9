//! A developer's ear: copies of new events, signed and posted to an address on this machine. What is copied counts
//! neither as told nor as tried.

use std::collections::HashSet;
use std::sync::Arc;

use parlour_model::id::prefix;
use parlour_model::{Environment, Timestamp};
use parlour_outbound::{Client, Reach};
use parlour_store::event::{self, Event};
use parlour_store::webhook;
use url::Url;

use super::body;
use super::post::{Notice, TIMEOUT, client, post};
use crate::{Cx, Error, Result, chatbot};

/// How far back is looked for events that were stored later than others of their time, in milliseconds.
const OVERLAP_MS: i64 = 60 * 1000;
const PAGE: i64 = 100;

/// Copies events to an address on this machine.
#[derive(Debug)]
pub struct Listener {
    cx: Cx,
    client: Client,
    target: Url,
    chatbot_id: String,
    environment: Environment,
    secret: String,
    begin: Timestamp,
    seen: HashSet<String>,
}

/// An event that was copied.
#[derive(Debug, Clone, PartialEq)]
pub struct Forwarded {
    /// Names it.
    pub event_id: String,
    /// What happened.
    pub kind: String,
    /// The HTTP status of the answer, if there was one.
    pub status_code: Option<u16>,
    /// Why it does not count as taken.
    pub error: Option<String>,
}

impl Listener {
    /// Listens from now on to the events of a chatbot. They are signed with the webhook's secret, or with `fresh_secret`
    /// where there is none.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the address is not one on this machine; [`Error::NotFound`] for an unknown chatbot.
    pub async fn new(
        cx: Cx,
        chatbot_id: &str,
        environment: Environment,
        target: &str,
        fresh_secret: String,
    ) -> Result<Self> {
        let local = |url: &Url| match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let target = Url::parse(target).ok().filter(|url| url.scheme() == "http" && local(url));
        let target = target.ok_or_else(|| {
            Error::invalid(
                "forward",
                "expected an address on this machine, such as http://127.0.0.1:3000/hooks",
            )
        })?;
        let id = chatbot::find(&cx, chatbot_id).await?.id;
        let of = id.clone();
        let stored = cx.db.read(async move |tx| webhook::find(tx, &of, environment).await).await?;
        let secret = stored.and_then(|row| row.secret).unwrap_or(fresh_secret);
        let (client, begin) = (client(Reach::Loopback, TIMEOUT)?, cx.clock.now());
        Ok(Self { cx, client, target, chatbot_id: id, environment, secret, begin, seen: HashSet::new() })
    }

    /// What copies are signed with.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Copies the events that are new since the last time, oldest first.
    ///
    /// # Errors
    /// [`Error::Internal`] when the database does not answer.
    pub async fn forward_new(&mut self) -> Result<Vec<Forwarded>> {
        let name = chatbot::find(&self.cx, &self.chatbot_id).await?.name;
        let from = self.begin.max(self.cx.clock.now().plus_ms(-OVERLAP_MS));
        let (mut forwarded, mut after) = (Vec::new(), (from.plus_ms(-1), "~".to_owned()));
        loop {
            let (id, environment, at) = (self.chatbot_id.clone(), self.environment, after.clone());
            let page = self
                .cx
                .db
                .read(async move |tx| event::list_after(tx, &id, environment, (at.0, &at.1), PAGE).await);
            let page = page.await?;
            let is_last = (page.len() as i64) < PAGE;
            let (id, events) = (self.chatbot_id.clone(), Arc::new(page));
            let of = events.clone();
            let sessions = self.cx.db.read(async move |tx| body::sessions(tx, &id, of.iter()).await).await?;
            for event in events.iter() {
                after = (event.created_at, event.id.clone());
                if self.seen.insert(event.id.clone()) {
                    let session = event.livechat_session_id.as_ref().and_then(|id| sessions.get(id));
                    let body = body::bytes(&self.cx, event, &name, session)?;
                    forwarded.push(self.forward(event, body).await?);
                }
            }
            if is_last {
                return Ok(forwarded);
            }
        }
    }

    async fn forward(&self, event: &Event, body: Vec<u8>) -> Result<Forwarded> {
        let (delivery_id, now) = (self.cx.ids.next(prefix::DELIVERY), self.cx.clock.now());
        let (url, secret, delivery_id) = (&self.target, self.secret.as_str(), delivery_id.as_str());
        let answer =
            post(&self.client, Notice { url, secret, event, body, delivery_id, attempt: 1, now }).await?;
        Ok(Forwarded {
            event_id: event.id.clone(),
            kind: event.kind.clone(),
            status_code: answer.status_code,
            error: answer.error,
        })
    }
}
