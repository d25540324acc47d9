//! The store on both databases.

mod schema;
mod transactions;
