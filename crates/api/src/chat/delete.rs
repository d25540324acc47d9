//! `DELETE /api/v1/chat`: the visitor's right to be forgotten.
//!
//! Contract: Diverge reference 5 (DELETE).

use axum::extract::State;
use axum::http::StatusCode;
use parlour_domain::{Cx, retention};

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::Result;

/// Delete the visitor's data
///
/// Removes every conversation, message, file, form, rating and session value of this visitor, and ends all their
/// tokens. It cannot be undone.
#[utoipa::path(
    delete,
    path = "/api/v1/chat",
    tag = "Visitor's data",
    operation_id = "deleteVisitor",
    responses((status = 204, description = "Everything is gone."), VisitorRefusals),
    security(("visitorToken" = [])),
)]
pub(crate) async fn delete_visitor(State(cx): State<Cx>, Visitor(visitor): Visitor) -> Result<StatusCode> {
    retention::forget(&cx, &visitor).await?;
    Ok(StatusCode::NO_CONTENT)
}
