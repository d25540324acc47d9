//! `POST /api/v1/chat/livechat/close`: the visitor ends their session.
//!
//! Contract: Diverge reference 6.4 (close).

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, livechat};
use parlour_model::livechat::LivechatState;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::JsonBodyIfAny;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// Why it ends.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct CloseRequest {
    /// The visitor's words for it.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// End the session
///
/// Ends the visitor's waiting or active session. Ending it again answers the same and changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/close",
    tag = "Livechat",
    operation_id = "closeLivechat",
    request_body = Option<CloseRequest>,
    responses(
        (status = 200, description = "Ended.", body = LivechatState),
        (status = 409, description = "There never was a session.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn close_livechat(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBodyIfAny(request): JsonBodyIfAny<CloseRequest>,
) -> Result<Json<LivechatState>> {
    Ok(Json(livechat::close(&cx, &visitor, request.reason).await?))
}
