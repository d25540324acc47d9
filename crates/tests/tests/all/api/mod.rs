//! The HTTP face, called over real sockets.

mod agents;
mod banners;
mod classification;
mod config;
mod cors;
mod credentials;
mod errors;
mod forms;
mod livechat_settings;
mod matrix;
mod pictures;
mod recovery;
mod repeat;
mod resume;
mod sending;
mod history;
mod rating;
mod actions;
mod actions_files;
mod export;
mod forget;
mod limits;
mod public_session;
mod site;
mod validation;
