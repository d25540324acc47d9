//! Livechat over HTTP, a file an operation: the visitor's side and what owners set up here, the agents' side in
//! `agent`, and the queue systems' in `sessions`.
//!
//! Contract: Diverge reference 2, rows 13 to 20, 22 to 25 and 27 to 35.

mod agent;
mod agents;
mod avatar;
mod close;
mod feedback;
mod handover;
mod messages;
mod sessions;
mod settings;
mod state;
mod sync;
mod typing;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use crate::app::App;
use crate::body::MESSAGE_BYTES;

/// The calls of the owner's backend.
pub(crate) fn key_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(settings::get_settings, settings::put_settings))
        .routes(routes!(agents::list_agents))
        .routes(routes!(agents::get_agent, agents::put_agent, agents::delete_agent))
        .routes(routes!(sessions::list::list_sessions))
        .routes(routes!(sessions::show::get_session))
        .routes(routes!(sessions::token::mint_session_token))
        .routes(routes!(sessions::count::count_notifications))
}

/// The calls of visitors and their browsers.
pub(crate) fn visitor_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(handover::request_handover))
        .routes(routes!(state::get_livechat_state))
        .routes(
            routes!(messages::list_livechat_messages, messages::send_livechat_message)
                .layer(DefaultBodyLimit::max(MESSAGE_BYTES)),
        )
        .routes(routes!(sync::sync_livechat))
        .routes(routes!(typing::set_typing))
        .routes(routes!(close::close_livechat))
        .routes(routes!(feedback::rate_livechat))
        .routes(routes!(avatar::get_avatar))
}

/// The calls of agents' apps.
pub(crate) fn agent_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(agent::context::get_agent_context))
        .routes(
            routes!(agent::messages::list_agent_messages, agent::messages::send_agent_message)
                .layer(DefaultBodyLimit::max(MESSAGE_BYTES)),
        )
        .routes(routes!(agent::typing::set_agent_typing))
        .routes(routes!(agent::close::close_as_agent))
}
