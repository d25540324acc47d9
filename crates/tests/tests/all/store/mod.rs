//! The store on both databases.

mod agents;
mod all_functions;
mod delivery;
mod files;
mod inbox;
mod knowledge;
mod livechat;
mod owners;
mod page_events;
mod profiles;
mod queue;
mod retrieval;
mod schema;
mod talk;
mod transactions;
mod trouble;
