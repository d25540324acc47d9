//! All black-box tests, as one program.
#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing fails, as it should")]

mod api;
mod assistant;
mod binary;
mod files;
mod livechat;
mod model;
mod owner;
mod store;
mod webhook;
