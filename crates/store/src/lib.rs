//! Rows in SQLite and PostgreSQL, by one SQL text. Alone knows the drivers.
//!
//! Left out on purpose: rules, HTTP, and any finder that does not name its tenant.

mod db;
mod dialect;
mod error;
mod hints;
mod job;
mod many;
mod migrate;
mod narrow;
mod postgres;
mod sqlite;
mod tx;
mod value;

pub use db::Db;
pub use error::Error;
pub use hints::Hint;
pub use tx::Tx;
pub use value::{Fields, FromStored, Row, Value};

pub mod access;
pub mod agent;
pub mod attachment;
pub mod attempt;
pub mod chatbot;
pub mod conversation;
pub mod delivery;
pub mod event;
pub mod form;
pub mod identity;
pub mod inbox;
pub mod installation;
pub mod knowledge;
pub mod language_model;
pub mod livechat;
pub mod page_event;
pub mod profile;
pub mod queue;
pub mod retrieval;
pub mod turn;
pub mod usage;
pub mod vector;
pub mod visitor;
pub mod webhook;

/// The JSON text of a column.
fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|e| Error::Driver(format!("not storable as JSON: {e}").into()))
}
