//! What the agents' app does in one livechat session.
//!
//! Contract: Diverge reference 6.8.

pub(super) mod close;
pub(super) mod context;
pub(super) mod messages;
pub(super) mod typing;
