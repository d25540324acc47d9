//! `GET /api/v1/chat/config`: how the chat looks and what it can do.
//!
//! Contract: Diverge reference 3 (GET /config).

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, livechat};
use parlour_model::config::PublicConfig;

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// Read the chat's configuration
///
/// Name, colours, welcome, start prompts, forms and whether a person can be asked for.
#[utoipa::path(
    get,
    path = "/api/v1/chat/config",
    tag = "Chat",
    operation_id = "getConfig",
    responses(
        (status = 200, description = "The configuration.", body = PublicConfig),
        (status = 404, description = "The chatbot is gone.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_config(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
) -> Result<Json<PublicConfig>> {
    Ok(Json(livechat::public_config(&cx, &visitor).await?))
}
