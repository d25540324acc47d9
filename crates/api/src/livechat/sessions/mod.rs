//! Sessions as a queue system works with them, by its API key: listed, looked at, taken up, counted.
//!
//! Contract: Diverge reference 2, rows 27 to 30, and 6.7.

pub(super) mod count;
pub(super) mod list;
pub(super) mod show;
mod summary;
pub(super) mod token;
