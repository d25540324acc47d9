//! What Parlour does: one module a feature, in order; each uses only those before it.
//!
//! Left out on purpose: HTTP and its status codes, the environment, configuration files, SQL.

pub mod assistant;
pub mod error;

pub use error::{Error, Result};

pub mod knowledge;
