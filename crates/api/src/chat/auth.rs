//! `POST /api/v1/chat/auth`: a visitor token for the owner's backend to hand on.
//!
//! Contract: Diverge reference 3 (POST /auth).

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, visitor};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, KeyRefusals};
use crate::body::JsonBody;
use crate::caller::Key;
use crate::error::{ErrorBody, Result};
use crate::signed_in::SignedInBody;

/// Who is to be signed in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AuthRequest {
    /// The chatbot to talk to.
    #[schema(examples("shop-bot"))]
    chatbot_id: String,
    /// What your backend calls the visitor. With the same name they find their conversation again; without one they
    /// are someone new.
    #[schema(min_length = 1, max_length = 128, pattern = "^[A-Za-z0-9._:-]+$", examples("customer-1842"))]
    visitor_id: Option<String>,
    /// What you vouch for of this visitor, in place of what you vouched for before; what it is stays when this is absent.
    /// The people who answer see it. At most 8 KiB are kept.
    #[schema(value_type = Option<Object>, required = false, examples(json!({"customer_number": 1842})))]
    verified_metadata: Option<Map<String, Value>>,
}

/// Sign a visitor in
///
/// Gives a token with which the visitor's app or page makes all further calls. It is good for 24 hours; when it has
/// expired, sign the visitor in again under the same `visitor_id`.
#[utoipa::path(
    post,
    path = "/api/v1/chat/auth",
    tag = "Signing in",
    operation_id = "signIn",
    request_body = AuthRequest,
    responses(
        (status = 200, description = "The visitor's token.", body = SignedInBody),
        (status = 404, description = "There is no such chatbot.", body = ErrorBody),
        KeyRefusals,
        BodyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn auth(
    State(cx): State<Cx>,
    Key(holder): Key,
    JsonBody(request): JsonBody<AuthRequest>,
) -> Result<Json<SignedInBody>> {
    let AuthRequest { chatbot_id, visitor_id, verified_metadata } = request;
    let signed_in = visitor::sign_in(&cx, &holder, &chatbot_id, visitor_id, verified_metadata).await?;
    Ok(Json(signed_in.into()))
}
