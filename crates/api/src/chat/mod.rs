//! The visitor's chat, a file an operation.
//!
//! Contract: Diverge reference 2, rows 1 to 12 and 21; Chat Data 2 and 3.

mod actions;
mod attachments;
mod auth;
mod banners;
mod classification;
mod config;
mod delete;
mod export;
mod forms;
mod get_messages;
mod lead;
pub(crate) mod post_messages;
mod profile;
mod rate;
pub(crate) mod session;
mod sse;
mod stop;
mod stream;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use crate::app::App;
use crate::body::{ACTION_BYTES, MESSAGE_BYTES};

/// The calls of the owner's backend.
pub(crate) fn key_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(auth::auth))
}

/// The calls of visitors.
pub(crate) fn visitor_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(config::get_config))
        .routes(
            routes!(post_messages::post_messages, get_messages::get_messages)
                .layer(DefaultBodyLimit::max(MESSAGE_BYTES)),
        )
        .routes(routes!(stream::stream))
        .routes(routes!(stop::stop))
        .routes(routes!(classification::get_classification))
        .routes(routes!(actions::post_actions).layer(DefaultBodyLimit::max(ACTION_BYTES)))
        .routes(routes!(forms::get_form))
        .routes(routes!(forms::patch_form_values))
        .routes(routes!(session::get_session, session::patch_session))
        .routes(routes!(profile::get_profile, profile::put_profile, profile::clear_profile))
        .routes(routes!(lead::post_lead))
        .routes(routes!(banners::get_banners))
        .routes(routes!(rate::rate))
        .routes(routes!(export::export))
        .routes(routes!(delete::delete_visitor))
        .routes(routes!(attachments::get_attachment))
}
