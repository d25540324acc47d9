//! `GET /api/v1/chat/livechat/agents/{agent_id}/avatar.png`: an agent's picture, for anyone.
//!
//! Contract: Diverge reference 2 (row 22). Pictures are loaded without a credential (1.2).

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use parlour_domain::Cx;
use parlour_domain::livechat::profiles;

use super::agents::AgentPath;
use crate::answers::PublicRefusals;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// Download an agent's picture
///
/// The picture that was stored with the profile, in its own media type whatever the address ends in.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/agents/{agent_id}/avatar.png",
    tag = "Chat",
    operation_id = "getAgentAvatar",
    params(AgentPath),
    responses(
        (status = 200, description = "The picture.", content(
            ("image/png"),
            ("image/jpeg"),
            ("image/webp"),
            ("image/gif"),
        )),
        (status = 404, description = "No picture of this agent is stored.", body = ErrorBody),
        PublicRefusals,
    ),
)]
pub(crate) async fn get_avatar(State(cx): State<Cx>, NamedId(agent_id): NamedId) -> Result<Response> {
    let picture = profiles::picture(&cx, &agent_id).await?;
    let headers = [
        (header::CONTENT_TYPE, picture.mime_type),
        (header::CACHE_CONTROL, "public, max-age=300".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, picture.bytes).into_response())
}
