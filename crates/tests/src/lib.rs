//! What every black-box test needs: databases to try things on.

pub mod database;
