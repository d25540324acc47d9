//! Webhooks: what happens is told to the owner's systems, at least once, in order within a livechat session, under one
//! `event_id` for ever.
//!
//! An event is written by the command that makes it true ([`crate::event`]); everything here reads it there. A lost
//! hint or a process that dies costs time, never an event: whoever delivers claims what is due, and a claim ends.
//! Contract: Diverge reference 6.6 (webhook) and 7.

mod body;
mod courier;
mod journal;
mod listen;
mod post;
mod settings;
mod worker;

pub use courier::Courier;
pub use journal::{
    EventPage, EventQuery, Scope, Shown, Trouble, attempts, find, list, replay, sweep, take_up, troubles,
};
pub use listen::{Forwarded, Listener};
pub use post::TIMEOUT;
pub use settings::{Secret, WebhookChange, WebhookSettings, fresh_secret, put_settings, settings};

/// How an event and its attempts are stored.
pub use parlour_store::{attempt::Attempt, delivery::Delivery};
