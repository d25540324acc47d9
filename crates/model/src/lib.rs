//! The words of the house: ids, message parts, turn events, forms, chatbot settings and the clock.
//!
//! Everything here is plain data and pure functions. Left out on purpose: I/O, async, SQL, HTTP and the wall
//! clock, which is a parameter ([`Clock`]).

pub mod amount;
pub mod assistant;
pub mod clock;
pub mod config;
pub mod environment;
pub mod form;
pub mod id;
pub mod livechat;
pub mod message;
pub mod page_event;
pub mod part;
pub mod profile;
mod span;
mod spelled;
pub mod topic;
pub mod turn;
pub mod webhook;

pub use amount::{Amount, Price};
pub use clock::{Clock, FakeClock, Timestamp};
pub use environment::Environment;
pub use id::Ids;
pub use message::{AgentProfile, Message, Role};
pub use part::Part;
pub use profile::Profile;
pub use topic::Topic;
pub use turn::{Delta, TurnEvent};
