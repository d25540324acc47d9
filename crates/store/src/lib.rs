//! Rows in SQLite and PostgreSQL, by one SQL text. Alone knows the drivers.
//!
//! Left out on purpose: rules, HTTP, and any finder that does not name its tenant.

mod db;
mod dialect;
mod error;
mod migrate;
mod postgres;
mod sqlite;
mod tx;
mod value;

pub use db::Db;
pub use error::Error;
pub use tx::Tx;
pub use value::{Fields, FromStored, Row, Value};
