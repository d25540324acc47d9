//! Parlour's HTTP face. Folders mirror URLs; a file is an operation.
//!
//! A handler extracts, makes one domain call and shapes the answer. Left out on purpose: SQL and the rules of
//! the house, which `domain` keeps.

mod answers;
mod app;
mod body;
mod caller;
mod chat;
mod cors;
mod document;
mod error;
mod hear_out;
mod limits;
mod livechat;
mod query;
mod request_line;
mod router;
mod serve;
mod signed_in;
mod site;

pub use error::{ErrorBody, ErrorCode, ErrorDetail, ErrorParam};
pub use limits::RateLimits;
pub use router::{Options, openapi, router};
pub use serve::serve;
pub use site::{WebFile, WebFiles};
