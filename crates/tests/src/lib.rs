//! What every black-box test needs: databases to try things on, and a house that serves them over a real socket.

pub mod client;
pub mod database;
pub mod house;
pub mod knowledge;
pub mod sse;
