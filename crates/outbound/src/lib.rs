//! The one door out: an HTTP client with rules about where it goes, how long it waits and how much it takes.
//!
//! An address is judged when a connection is opened, after its name was resolved, so a name that leads inside
//! is refused whatever it says. Left out on purpose: proxies (they resolve names themselves and would void the
//! rules), cookies, retries, and any knowledge of what is fetched.

mod address;
pub mod bucket;
mod client;
mod error;
mod objects;
mod request;
mod resolve;
#[cfg(test)]
mod tests;

pub use address::Reach;
pub use client::{Client, Limits};
pub use error::Error;
pub use request::{Body, Request, Response};
