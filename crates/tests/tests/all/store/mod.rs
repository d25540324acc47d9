//! The store on both databases.

mod knowledge;
mod schema;
mod transactions;
