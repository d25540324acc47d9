//! `GET /api/v1/chat/session`: what is kept for the visitor's session.
//!
//! Contract: Diverge reference 5 (forms and session values).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::form::{self, SessionValue};
use parlour_model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::Result;

/// What the visitor filled in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionBody {
    /// By field.
    values: Vec<SessionValueBody>,
}

/// A value of the session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionValueBody {
    /// The field's key.
    key: String,
    /// What the field was called.
    label: String,
    /// The field's kind.
    r#type: String,
    /// What was filled in.
    value: String,
    /// When.
    updated_at: Timestamp,
}

impl From<SessionValue> for SessionValueBody {
    fn from(value: SessionValue) -> Self {
        Self {
            key: value.key,
            label: value.label,
            r#type: value.kind,
            value: value.value,
            updated_at: value.updated_at,
        }
    }
}

impl From<Vec<SessionValue>> for SessionBody {
    fn from(values: Vec<SessionValue>) -> Self {
        Self { values: values.into_iter().map(SessionValueBody::from).collect() }
    }
}

/// Read the session's values
///
/// What the visitor filled in with forms, a value a field. Agents see the same.
#[utoipa::path(
    get,
    path = "/api/v1/chat/session",
    tag = "Chat",
    operation_id = "getSession",
    responses((status = 200, description = "The values.", body = SessionBody), VisitorRefusals),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_session(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
) -> Result<Json<SessionBody>> {
    Ok(Json(form::session(&cx, &visitor).await?.into()))
}
