//! `POST /api/v1/chat/livechat/feedback`: how the visitor liked the session.
//!
//! Contract: Diverge reference 6.4 (feedback).

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, livechat};
use parlour_model::livechat::FeedbackReceipt;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::{JsonBody, whole};
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// How it was.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct FeedbackRequest {
    /// From 1, poor, to 5, excellent.
    #[serde(deserialize_with = "whole")]
    #[schema(minimum = 1, maximum = 5, examples(5))]
    rating: i64,
    /// Words to go with it.
    #[schema(max_length = 2000, examples("Alice knew everything"))]
    feedback: Option<String>,
}

/// Say how the session was
///
/// Takes the visitor's feedback on their newest session, once it is over, if a person came; it is given once.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/feedback",
    tag = "Livechat",
    operation_id = "rateLivechat",
    request_body = FeedbackRequest,
    responses(
        (status = 200, description = "Taken.", body = FeedbackReceipt),
        (status = 409, description = "The session is not over, no person came, or it was given already.",
            body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn rate_livechat(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(request): JsonBody<FeedbackRequest>,
) -> Result<Json<FeedbackReceipt>> {
    Ok(Json(livechat::rate(&cx, &visitor, request.rating, request.feedback).await?))
}
