//! `POST /api/v1/chatbot-public/session`: how the frame, which has no API key, signs its visitor in.
//!
//! Contract: Diverge reference 8.6, last paragraph.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::visitor::{self, PublicSession};
use parlour_model::Environment;
use serde::Deserialize;
use utoipa::ToSchema;

use super::page_call::SigningIn;
use crate::answers::{BodyRefusals, PublicRefusals};
use crate::body::JsonBody;
use crate::error::{ErrorBody, Result};
use crate::signed_in::SignedInBody;

/// Who is to be signed in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SessionRequest {
    /// The chatbot on the page, by its id, its public id or its SDK key.
    #[schema(examples("shop-bot"))]
    chatbot_id: String,
    /// The visitor's secret, made and kept by their browser: who knows it is this visitor.
    #[schema(
        min_length = 16,
        max_length = 128,
        pattern = "^[A-Za-z0-9._:-]+$",
        examples("visitor-1718461810000-48211")
    )]
    visitor_key: String,
    /// Live or test; live when absent.
    #[serde(default)]
    #[schema(required = false)]
    environment: Environment,
}

/// Sign a visitor in from a page
///
/// For the chat frame and for pages without a backend. The page's `Origin` must be one of the chatbot's allowed
/// origins, or this server's own.
#[utoipa::path(
    post,
    path = "/api/v1/chatbot-public/session",
    tag = "Signing in",
    operation_id = "openPublicSession",
    request_body = SessionRequest,
    params(("Origin" = String, Header, description = "The page's origin; browsers send it by themselves.")),
    responses(
        (status = 200, description = "The visitor's token.", body = SignedInBody),
        (status = 403, description = "The page's origin is missing or not allowed.", body = ErrorBody),
        (status = 404, description = "There is no such chatbot.", body = ErrorBody),
        (status = 429, description = "Too many calls from this address.", body = ErrorBody,
            headers(("Retry-After" = u64, description = "Whole seconds to wait"))),
        PublicRefusals,
        BodyRefusals,
    ),
    security(()),
)]
pub(crate) async fn open_session(
    State(cx): State<Cx>,
    SigningIn(caller): SigningIn,
    JsonBody(request): JsonBody<SessionRequest>,
) -> Result<Json<SignedInBody>> {
    let SessionRequest { chatbot_id, visitor_key, environment } = request;
    let session = PublicSession { chatbot_id, visitor_key, environment, caller };
    Ok(Json(visitor::open_public_session(&cx, session).await?.into()))
}
