//! `GET` and `PATCH /api/v1/chat/session`: what is kept for the visitor's session, and what their page tells of them.
//!
//! Contract: Diverge reference 5 (forms and session values).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::form::{self, SessionState, SessionValue, ToldOfSession};
use parlour_model::Timestamp;
use parlour_model::profile::KnownProfile;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::JsonBody;
use crate::caller::Visitor;
use crate::error::Result;

/// What is kept for the visitor's session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionBody {
    /// What the visitor filled in, by field.
    values: Vec<SessionValueBody>,
    /// What the page told of the visitor; absent when it told nothing.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object, required = false)]
    metadata: Map<String, Value>,
    /// What the owner's backend vouched for; absent when it vouched for nothing.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object, required = false)]
    verified_metadata: Map<String, Value>,
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

/// What those who answer know of the visitor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnownOfVisitor {
    /// What the visitor filled in.
    session_values: Vec<SessionValueBody>,
    /// What the page told of the visitor.
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
    /// What the owner's backend vouched for.
    #[schema(value_type = Object)]
    verified_metadata: Map<String, Value>,
    /// Who the visitor is, as far as their page told it or they left it themselves.
    profile: KnownProfile,
}

impl From<SessionState> for KnownOfVisitor {
    fn from(state: SessionState) -> Self {
        let verified = state.known.verified;
        Self {
            profile: KnownProfile { profile: state.known.all(), verified },
            session_values: state.values.into_iter().map(SessionValueBody::from).collect(),
            metadata: state.metadata.told,
            verified_metadata: state.metadata.verified,
        }
    }
}

impl From<SessionState> for SessionBody {
    fn from(state: SessionState) -> Self {
        Self {
            values: state.values.into_iter().map(SessionValueBody::from).collect(),
            metadata: state.metadata.told,
            verified_metadata: state.metadata.verified,
        }
    }
}

/// Read the session's values
///
/// What the visitor filled in with forms, a value a field, and what is told of them. Agents see the same.
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

/// What is told of the visitor: at least one of the two.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({"metadata": {"plan": "premium", "cart_total": 129.5}})))]
pub(crate) struct SessionChange {
    /// By the page, by key; `null` takes a key away, and keys that are not given stay. At most 8 KiB are kept.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
    /// By the owner's backend: a JSON Web Token (HS256) by the chatbot's identity secret, whose claims take the place of
    /// all that was vouched for before. Claims about the token itself, such as `exp`, are heeded and not kept.
    signed_metadata: Option<String>,
}

/// Tell of the visitor
///
/// Keeps what the page knows of the visitor, for the people who answer. Nobody vouches for `metadata`: what your backend
/// knows for certain is given when it signs the visitor in, as `verified_metadata`, or handed to the page as a token,
/// `signed_metadata`.
#[utoipa::path(
    patch,
    path = "/api/v1/chat/session",
    tag = "Chat",
    operation_id = "changeSession",
    request_body = SessionChange,
    responses(
        (status = 200, description = "All that is kept.", body = SessionBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn patch_session(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(request): JsonBody<SessionChange>,
) -> Result<Json<SessionBody>> {
    let told = ToldOfSession { metadata: request.metadata, signed: request.signed_metadata };
    Ok(Json(form::tell_metadata(&cx, &visitor, told).await?.into()))
}
