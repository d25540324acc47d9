//! `GET /healthz` and `GET /readyz`, for whatever keeps the server running.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use parlour_domain::{Cx, Error, chatbot};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{ApiError, ErrorBody};

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// In one word.
    status: HealthStatus,
}

/// How the server is, in one word.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HealthStatus {
    /// The process answers.
    Up,
    /// The database answers, too.
    Ready,
}

/// Whether the process is up
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "Operating",
    operation_id = "isUp",
    responses((status = 200, description = "It is.", body = Health)),
    security(()),
)]
pub(crate) async fn is_up() -> Json<Health> {
    Json(Health { status: HealthStatus::Up })
}

/// Whether calls can be answered
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "Operating",
    operation_id = "isReady",
    responses(
        (status = 200, description = "The database answers.", body = Health),
        (status = 503, description = "The database does not answer.", body = ErrorBody),
    ),
    security(()),
)]
pub(crate) async fn is_ready(State(cx): State<Cx>) -> Response {
    // No chatbot has an empty name: that it is not found shows that the database was asked.
    match chatbot::find(&cx, "").await {
        Ok(_) | Err(Error::NotFound(_)) => Json(Health { status: HealthStatus::Ready }).into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, ApiError::from(error)).into_response(),
    }
}
