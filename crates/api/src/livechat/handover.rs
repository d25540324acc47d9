//! `POST /api/v1/chat/livechat/handover`: the visitor asks for a person.
//!
//! Contract: Diverge reference 6.4 (handover).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, Handover};
use parlour_model::livechat::{ClientContext, LivechatSession, Platform};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::{JsonBody, Object};
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// A wish for a person.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({
    "platform": "website",
    "source": "assistant_marker",
    "client_context": {"browser_language": "da-DK", "current_page_url": "https://shop.example.com/shoes"},
})))]
pub(crate) struct HandoverRequest {
    /// Where the visitor chats.
    platform: Platform,
    /// What made them ask, such as `manual_button` or `assistant_marker`.
    #[schema(min_length = 1, max_length = 64)]
    source: String,
    /// The part that offered a person.
    part_id: Option<String>,
    /// What the visitor's client tells of itself; 255 characters each, 2048 for the page.
    #[schema(value_type = Option<ClientContext>)]
    client_context: Option<Object<ClientContext>>,
}

impl From<HandoverRequest> for Handover {
    fn from(request: HandoverRequest) -> Self {
        Self {
            platform: request.platform,
            source: request.source,
            part_id: request.part_id,
            client_context: request.client_context.map(|Object(context)| context),
        }
    }
}

/// Ask for a person
///
/// Begins a livechat session that waits for an agent. While the visitor's session is open, the same call gives that one,
/// unchanged.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/handover",
    tag = "Livechat",
    operation_id = "requestHandover",
    request_body = HandoverRequest,
    responses(
        (status = 200, description = "The session.", body = LivechatSession),
        (status = 404, description = "No message has this part.", body = ErrorBody),
        (status = 409, description = "No person is available.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn request_handover(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(request): JsonBody<HandoverRequest>,
) -> Result<Json<LivechatSession>> {
    Ok(Json(livechat::request_handover(&cx, &visitor, request.into()).await?))
}
