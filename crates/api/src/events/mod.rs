//! Webhooks and the events they tell, a file an operation.
//!
//! Contract: Diverge reference 2, rows 26 and 36 to 39.

mod attempts;
mod list;
mod replay;
mod show;
mod summary;
mod webhook;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The calls of the owner's backend.
pub(crate) fn key_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(webhook::get_webhook, webhook::put_webhook))
        .routes(routes!(list::list_events))
        .routes(routes!(show::get_event))
        .routes(routes!(attempts::list_attempts))
        .routes(routes!(replay::replay_event))
}
