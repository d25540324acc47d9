//! `GET /api/v1/chat/livechat/state`: how the visitor's newest session stands.
//!
//! Contract: Diverge reference 6.3.

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, livechat};
use parlour_model::livechat::LivechatState;

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::Result;

/// Read the state
///
/// How the visitor's newest livechat session stands; `inactive` when they never asked for a person.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/state",
    tag = "Livechat",
    operation_id = "getLivechatState",
    responses(
        (status = 200, description = "The state.", body = LivechatState),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_livechat_state(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
) -> Result<Json<LivechatState>> {
    Ok(Json(livechat::state(&cx, &visitor).await?))
}
