//! What every black-box test needs: databases to try things on, the real binary, and somebody who calls it.

pub mod binary;
pub mod caller;
pub mod database;
pub mod server;
