//! Livechat: people answer in place of the assistant. A file an operation, or a thing that is set up.
//!
//! Contract: Diverge reference 2, rows 22 to 25.

mod agents;
mod avatar;
mod settings;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The calls of the owner's backend.
pub(crate) fn key_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(settings::get_settings, settings::put_settings))
        .routes(routes!(agents::list_agents))
        .routes(routes!(agents::get_agent, agents::put_agent, agents::delete_agent))
}

/// The calls of visitors and their browsers.
pub(crate) fn visitor_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(avatar::get_avatar))
}
