//! A developer's ear: copies of new events, signed and posted to an address on this machine. What is copied counts
//! neither as told nor as tried.

use std::collections::{HashMap, VecDeque};

use parlour_model::id::prefix;
use parlour_model::{Environment, Timestamp};
use parlour_outbound::{Client, Reach};
use parlour_store::event::{self, Event};
use parlour_store::{Error as StoreError, webhook};
use url::Url;

use super::body::{self, is_erased};
use super::post::{Notice, TIMEOUT, client, post};
use crate::{Cx, Error, Result, chatbot};

/// How far back from the last look is looked for events that were stored later than others of their time, in milliseconds.
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
    /// What copies are signed with as long as the webhook has no secret.
    fresh_secret: String,
    secret: String,
    /// From where on everything is looked at: the start of the last look that came to its end, less the overlap.
    from: Timestamp,
    /// What was looked at of that, with its time.
    seen: HashMap<String, Timestamp>,
    look: Option<Look>,
}

/// One time that the journal is gone through.
#[derive(Debug)]
struct Look {
    began: Timestamp,
    /// Up to where it was read.
    after: (Timestamp, String),
    /// What was read and is to be copied.
    ahead: VecDeque<(Timestamp, String)>,
    is_last: bool,
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
    /// Listens from now on to the events of a chatbot. They are signed with the secret that the webhook has by then, or
    /// with `fresh_secret` where there is none.
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
        let secret = stored.and_then(|row| row.secret).unwrap_or_else(|| fresh_secret.clone());
        let (client, from) = (client(Reach::Loopback, TIMEOUT)?, cx.clock.now());
        Ok(Self {
            cx,
            client,
            target,
            chatbot_id: id,
            environment,
            fresh_secret,
            secret,
            from,
            seen: HashMap::new(),
            look: None,
        })
    }

    /// What the last copy was signed with, and the next one is unless the webhook's secret changes.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Copies the next event that is new, oldest first; nothing once all are copied that were there when it looked. However
    /// long a receiver takes or the process sleeps, nothing is left out; after trouble it goes on where it was. An event
    /// whose visitor was forgotten is not copied.
    ///
    /// # Errors
    /// [`Error::Internal`] when the database does not answer; [`Error::NotFound`] when the chatbot is gone.
    pub async fn forward_next(&mut self) -> Result<Option<Forwarded>> {
        loop {
            let mut look = match self.look.take() {
                Some(look) => look,
                None => self.begin_look(),
            };
            if look.ahead.is_empty() && look.is_last {
                self.from = self.from.max(look.began.plus_ms(-OVERLAP_MS));
                self.seen.retain(|_, at| *at >= self.from);
                return Ok(None);
            }
            let next = match look.ahead.front().cloned() {
                Some((at, id)) => self.take(&id).await.map(|event| Some((at, id, event))),
                None => self.read(&mut look).await.map(|()| None),
            };
            if let Ok(Some(_)) = &next {
                look.ahead.pop_front();
            }
            self.look = Some(look);
            if let Some((at, id, taken)) = next? {
                self.seen.insert(id, at);
                if let Some((event, body)) = taken {
                    return self.forward(&event, body).await.map(Some);
                }
            }
        }
    }

    fn begin_look(&self) -> Look {
        let after = (self.from.plus_ms(-1), "~".to_owned());
        Look { began: self.cx.clock.now(), after, ahead: VecDeque::new(), is_last: false }
    }

    /// Reads the next page of a look.
    async fn read(&self, look: &mut Look) -> Result<()> {
        let (id, environment, at) = (self.chatbot_id.clone(), self.environment, look.after.clone());
        let page = self
            .cx
            .db
            .read(async move |tx| event::list_after(tx, &id, environment, (at.0, &at.1), PAGE).await)
            .await?;
        look.is_last = (page.len() as i64) < PAGE;
        if let Some(last) = page.last() {
            look.after = (last.created_at, last.id.clone());
        }
        let new = page.into_iter().filter(|event| !self.seen.contains_key(&event.id));
        look.ahead.extend(new.map(|event| (event.created_at, event.id)));
        Ok(())
    }

    /// An event as it is now, which may be long after it was listed, and what is told of it; nothing when it is gone or its
    /// visitor was forgotten.
    async fn take(&mut self, id: &str) -> Result<Option<(Event, Vec<u8>)>> {
        let name = chatbot::find(&self.cx, &self.chatbot_id).await?.name;
        let (chatbot_id, environment, id) = (self.chatbot_id.clone(), self.environment, id.to_owned());
        let (event, sessions, stored) = self
            .cx
            .db
            .read(async move |tx| {
                let event = event::find(tx, &chatbot_id, &id).await?;
                let sessions = body::sessions(tx, &chatbot_id, event.iter()).await?;
                let stored = webhook::find(tx, &chatbot_id, environment).await?;
                Ok::<_, StoreError>((event, sessions, stored))
            })
            .await?;
        self.secret = stored.and_then(|row| row.secret).unwrap_or_else(|| self.fresh_secret.clone());
        let Some(event) = event.filter(|event| !is_erased(event)) else { return Ok(None) };
        let session = event.livechat_session_id.as_ref().and_then(|id| sessions.get(id));
        let body = body::bytes(&self.cx, &event, &name, session)?;
        Ok(Some((event, body)))
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
