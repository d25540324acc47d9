//! What Parlour does: one module a feature, in order; each uses only those before it.
//!
//! Left out on purpose: HTTP and its status codes, the environment, configuration files, SQL.

mod cx;
mod error;
pub mod feed;

pub use cx::Cx;
pub use error::{Error, Result};

pub mod language;
pub mod event;
pub mod access;
pub mod chatbot;
pub mod identity;
pub mod setting;
pub mod visitor;
pub mod analytics;
pub mod attachment;
pub mod conversation;
pub mod profile;
pub mod form;
pub mod inbox;
pub mod livechat;
pub mod embed;
pub mod knowledge;
pub mod topic;
pub mod assistant;
pub mod eval;
pub mod webhook;
pub mod retention;
