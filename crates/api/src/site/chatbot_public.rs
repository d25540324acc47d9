//! `POST /api/v1/chatbot-public/session`: how the frame, which has no API key, signs its visitor in.
//!
//! Contract: Diverge reference 8.6, last paragraph.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use parlour_domain::Cx;
use parlour_domain::visitor::{self, PublicSession};
use parlour_model::Environment;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, PublicRefusals};
use crate::app::App;
use crate::body::JsonBody;
use crate::caller::ClientAddress;
use crate::error::{ApiError, ErrorBody, Result};
use crate::signed_in::SignedInBody;

/// Who is to be signed in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SessionRequest {
    /// The chatbot on the page.
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

/// Where the call comes from, as the browser says.
pub(crate) struct From {
    origin: Option<String>,
    host: Option<String>,
}

impl FromRequestParts<App> for From {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, app).await;
        address.map_or(Ok(()), |address| app.limits.count_public_session(address))?;
        let text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Self { origin: text(header::ORIGIN), host: text(header::HOST) })
    }
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
    from: From,
    JsonBody(request): JsonBody<SessionRequest>,
) -> Result<Json<SignedInBody>> {
    let SessionRequest { chatbot_id, visitor_key, environment } = request;
    let From { origin, host } = from;
    let session = PublicSession { chatbot_id, visitor_key, environment, origin, host };
    Ok(Json(visitor::open_public_session(&cx, session).await?.into()))
}
