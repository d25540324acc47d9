//! What every black-box test needs: databases to try things on; a house that serves them over a real socket, with a
//! clock that the test moves; the real binary; and somebody who calls them.

pub mod binary;
pub mod bucket;
pub mod caller;
pub mod client;
pub mod database;
pub mod house;
pub mod knowledge;
pub mod receiver;
pub mod server;
pub mod sse;
