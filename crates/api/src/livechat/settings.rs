//! `GET` and `PUT /api/v1/chat/livechat/settings`: whether and when people answer.
//!
//! Contract: Diverge reference 6.6.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, Standing};
use parlour_model::config::{AvailabilityReason, AvailabilityStatus, LivechatSettings};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, ChatbotRefusals, KeyRefusals};
use crate::body::JsonBody;
use crate::caller::{ChatbotKey, ChosenChatbot};
use crate::error::Result;

/// How livechat is set, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivechatSettingsBody {
    /// What can be set.
    #[serde(flatten)]
    settings: LivechatSettings,
    /// Whether anything reaches a person: the built-in inbox.
    configured: bool,
    /// Whether a person is there now.
    availability_status: AvailabilityStatus,
    /// Why.
    availability_reason: AvailabilityReason,
}

impl From<Standing> for LivechatSettingsBody {
    fn from(standing: Standing) -> Self {
        let Standing { settings, configured, status, reason } = standing;
        Self { settings, configured, availability_status: status, availability_reason: reason }
    }
}

/// Read the livechat settings
///
/// What is set, and whether somebody is there by it at this moment.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/settings",
    tag = "Setting up",
    operation_id = "getLivechatSettings",
    params(ChosenChatbot),
    responses(
        (status = 200, description = "The settings.", body = LivechatSettingsBody),
        KeyRefusals,
        ChatbotRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn get_settings(
    State(cx): State<Cx>,
    key: ChatbotKey,
) -> Result<Json<LivechatSettingsBody>> {
    Ok(Json(livechat::settings(&cx, &key.holder, &key.chatbot_id).await?.into()))
}

/// Change the livechat settings
///
/// Changes the keys that are given, at any depth, and leaves all others as they are. A list is replaced as a whole.
/// What a read tells beside the settings (`configured` and the availability) is passed over when it is sent back.
#[utoipa::path(
    put,
    path = "/api/v1/chat/livechat/settings",
    tag = "Setting up",
    operation_id = "putLivechatSettings",
    params(ChosenChatbot),
    request_body = LivechatSettings,
    responses(
        (status = 200, description = "The settings as they are now.", body = LivechatSettingsBody),
        KeyRefusals,
        ChatbotRefusals,
        BodyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn put_settings(
    State(cx): State<Cx>,
    key: ChatbotKey,
    JsonBody(given): JsonBody<Map<String, Value>>,
) -> Result<Json<LivechatSettingsBody>> {
    Ok(Json(livechat::change_settings(&cx, &key.holder, &key.chatbot_id, given).await?.into()))
}
