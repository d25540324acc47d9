//! Livechat over HTTP, a file an operation: the visitor's side here, the agents' in `agent`.
//!
//! Contract: Diverge reference 2, rows 13 to 20 and 31 to 35.

mod agent;
mod close;
mod feedback;
mod handover;
mod messages;
mod state;
mod sync;
mod typing;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use crate::app::App;
use crate::body::MESSAGE_BYTES;

/// The calls of visitors.
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
