//! `POST /api/v1/chat/livechat/typing`: whether the visitor is writing.
//!
//! Contract: Diverge reference 6.4 (typing).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, Typing};
use parlour_model::livechat::TypingState;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::JsonBody;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// Whether the visitor is writing.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TypingRequest {
    /// Whether they are.
    is_typing: bool,
}

/// What was said, as the house speaks of it.
pub(super) fn typing(is_typing: bool) -> Typing {
    match is_typing {
        true => Typing::Begins,
        false => Typing::Ends,
    }
}

/// Say whether the visitor is writing
///
/// Say it again while they go on: it ends by itself after ten seconds.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/typing",
    tag = "Livechat",
    operation_id = "setTyping",
    request_body = TypingRequest,
    responses(
        (status = 200, description = "Noted.", body = TypingState),
        (status = 409, description = "No person is in charge.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn set_typing(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(request): JsonBody<TypingRequest>,
) -> Result<Json<TypingState>> {
    Ok(Json(livechat::customer_type(&cx, &visitor, typing(request.is_typing)).await?))
}
