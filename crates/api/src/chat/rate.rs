//! `POST /api/v1/chat/rate`: how the visitor liked it.
//!
//! Contract: Diverge reference 5 (POST /rate).

use axum::extract::State;
use axum::http::StatusCode;
use parlour_domain::{Cx, conversation};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::{JsonBody, whole};
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// A rating.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RateRequest {
    /// From 1, poor, to 5, excellent.
    #[serde(deserialize_with = "whole")]
    #[schema(minimum = 1, maximum = 5, examples(5))]
    rating: i64,
    /// Words to go with it.
    #[schema(max_length = 2000, examples("Quick and friendly"))]
    feedback: Option<String>,
}

/// Rate the conversation
///
/// Rates the visitor's newest conversation. A second rating takes the place of the first.
#[utoipa::path(
    post,
    path = "/api/v1/chat/rate",
    tag = "Chat",
    operation_id = "rateConversation",
    request_body = RateRequest,
    responses(
        (status = 200, description = "Rated. The body is empty."),
        (status = 404, description = "There is no conversation yet.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn rate(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(request): JsonBody<RateRequest>,
) -> Result<StatusCode> {
    conversation::rate(&cx, &visitor, request.rating, request.feedback).await?;
    Ok(StatusCode::OK)
}
