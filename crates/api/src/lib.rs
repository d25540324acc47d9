//! Parlour's HTTP face. Folders mirror URLs; a file is an operation.
//!
//! A handler extracts, makes one domain call and shapes the answer. Left out on purpose: SQL and the rules of
//! the house, which `domain` keeps.

mod body;
mod error;
mod hear_out;
mod limits;
mod query;
mod request_line;

pub use body::{JsonBody, Object};
pub use error::{ApiError, ErrorBody, ErrorCode, ErrorDetail, ErrorParam};
pub use limits::RateLimits;
