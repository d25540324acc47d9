//! `POST /api/v1/chat/livechat/sessions/{livechat_session_id}/token`: the token of a session, for a queue system that
//! missed the webhook or kept no token.
//!
//! Contract: Diverge reference 1.1 (agent session token) and 2 (row 29).

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, livechat};
use parlour_model::{Environment, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::show::SessionPath;
use crate::answers::{KeyRefusals, NamedSessionRefusals};
use crate::caller::Key;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// A session's token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionToken {
    /// The session, the only one that the token opens.
    livechat_session_id: String,
    /// Live or test.
    environment: Environment,
    /// The token, for the agents' app.
    token: String,
    /// When it ends.
    token_expires_at: Timestamp,
}

/// Take up a livechat session
///
/// Gives the agents' app a token for the session, as events bring one. It is good for 24 hours, but no longer than a
/// quarter of an hour after the session's end. Earlier tokens stay good.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/sessions/{livechat_session_id}/token",
    tag = "Livechat queues",
    operation_id = "mintSessionToken",
    params(SessionPath),
    responses(
        (status = 200, description = "A token.", body = SessionToken),
        NamedSessionRefusals,
        (status = 409, description = "The session has been over for a quarter of an hour.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn mint_session_token(
    State(cx): State<Cx>,
    Key(holder): Key,
    NamedId(livechat_session_id): NamedId,
) -> Result<Json<SessionToken>> {
    let (token, token_expires_at) = livechat::mint_session_token(&cx, &holder, &livechat_session_id).await?;
    Ok(Json(SessionToken { livechat_session_id, environment: holder.environment, token, token_expires_at }))
}
