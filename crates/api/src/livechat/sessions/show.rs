//! `GET /api/v1/chat/livechat/sessions/{livechat_session_id}`: one session with everything that was said.
//!
//! Contract: Diverge reference 2 (row 28).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, SessionDetail};
use parlour_model::livechat::ClientContext;
use parlour_model::{Message, Timestamp};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::summary::LivechatSummary;
use crate::answers::{KeyRefusals, NamedSessionRefusals};
use crate::caller::Key;
use crate::chat::session::KnownOfVisitor;
use crate::error::Result;
use crate::query::NamedId;

/// The session that is meant.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "for the document only; `NamedId` reads the path")]
pub(crate) struct SessionPath {
    /// The session.
    #[param(pattern = "^[A-Za-z0-9._:-]{1,128}$")]
    livechat_session_id: String,
}

/// A session with everything that was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivechatDetail {
    /// What a list tells of it.
    #[serde(flatten)]
    summary: LivechatSummary,
    /// What made the visitor ask, such as `manual_button`.
    source: String,
    /// The part that offered a person.
    part_id: Option<String>,
    /// What is known of the visitor.
    #[serde(flatten)]
    known: KnownOfVisitor,
    /// What the visitor's client told of itself.
    client_context: Option<ClientContext>,
    /// How the visitor liked it: 1, poor, to 5, excellent.
    rating: Option<i64>,
    /// The visitor's words with the rating.
    feedback: Option<String>,
    /// When it was rated.
    rated_at: Option<Timestamp>,
    /// Everything that was said, oldest first.
    messages: Vec<Message>,
}

impl From<SessionDetail> for LivechatDetail {
    fn from(detail: SessionDetail) -> Self {
        let SessionDetail { listed, kept, of_visitor, messages } = detail;
        Self {
            summary: listed.into(),
            source: kept.source,
            part_id: kept.part_id,
            known: of_visitor.into(),
            client_context: kept.client_context,
            rating: kept.rating,
            feedback: kept.feedback,
            rated_at: kept.rated_at,
            messages,
        }
    }
}

/// Read a livechat session
///
/// The session, what is known of the visitor, and everything that was said. Signed addresses are fresh with every read.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/sessions/{livechat_session_id}",
    tag = "Livechat queues",
    operation_id = "getLivechatSession",
    params(SessionPath),
    responses(
        (status = 200, description = "The session.", body = LivechatDetail),
        NamedSessionRefusals,
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn get_session(
    State(cx): State<Cx>,
    Key(holder): Key,
    NamedId(id): NamedId,
) -> Result<Json<LivechatDetail>> {
    Ok(Json(livechat::find_session(&cx, &holder, &id).await?.into()))
}
