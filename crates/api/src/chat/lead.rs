//! `POST /api/v1/chat/lead`: the visitor leaves who they are.
//!
//! Contract: Chat Data 3 (lead-submission).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::profile::{self, NewLead};
use parlour_model::profile::{Lead, LeadSource};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::JsonBody;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// What a visitor leaves; what is empty counts as not given.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({"name": "Ada", "email": "ada@example.com", "source": "widget"})))]
pub(crate) struct LeadRequest {
    /// Their name.
    #[schema(max_length = 500)]
    name: Option<String>,
    /// Their e-mail address.
    #[schema(max_length = 254, pattern = r"^$|^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")]
    email: Option<String>,
    /// Their telephone number.
    #[schema(max_length = 40)]
    phone: Option<String>,
    /// Where they leave it.
    source: LeadSource,
}

impl From<LeadRequest> for NewLead {
    fn from(request: LeadRequest) -> Self {
        let LeadRequest { name, email, phone, source } = request;
        Self { name, email, phone, source }
    }
}

/// All that a visitor left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LeadAnswer {
    /// Names the visitor.
    #[schema(format = "uuid")]
    uuid: String,
    /// What they left.
    #[serde(flatten)]
    lead: Lead,
}

/// Leave a lead
///
/// Keeps who the visitor says they are, beside what they left before, and shows it in the owner's inbox. Sent once more,
/// the same is kept once.
#[utoipa::path(
    post,
    path = "/api/v1/chat/lead",
    tag = "Visitor's data",
    operation_id = "submitLead",
    request_body = LeadRequest,
    responses(
        (status = 200, description = "All that the visitor left.", body = LeadAnswer),
        (status = 404, description = "The chatbot does not answer.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn post_lead(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(request): JsonBody<LeadRequest>,
) -> Result<Json<LeadAnswer>> {
    let (uuid, lead) = profile::submit_lead(&cx, &visitor, request.into()).await?;
    Ok(Json(LeadAnswer { uuid, lead }))
}
