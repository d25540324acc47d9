//! `GET` and `PUT /api/v1/chat/webhook`: where events are told.
//!
//! Contract: Diverge reference 6.6 (GET/PUT /webhook).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::webhook::{self, Secret, WebhookChange, WebhookSettings};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, KeyRefusals};
use crate::body::JsonBody;
use crate::caller::{ChatbotKey, ChosenChatbot};
use crate::error::{ErrorBody, Result};

/// Where events are told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookBody {
    /// Whether events are told.
    enabled: bool,
    /// The address.
    url: Option<String>,
    /// What requests are signed with; only in the answer to the call that set or made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    signing_secret: Option<String>,
    /// Its last four characters.
    signing_secret_last4: Option<String>,
    /// What is told: what was asked for, and whatever is required.
    events: Vec<String>,
}

impl From<WebhookSettings> for WebhookBody {
    fn from(of: WebhookSettings) -> Self {
        Self {
            enabled: of.enabled,
            url: of.url,
            signing_secret: of.new_secret,
            signing_secret_last4: of.secret_last4,
            events: of.events,
        }
    }
}

/// A change of where events are told. What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct WebhookRequest {
    /// Whether events are told.
    enabled: Option<bool>,
    /// The address, which begins with https.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, max_length = 2048, examples("https://crm.example.com/hooks"))]
    url: Option<Option<String>>,
    /// What requests are signed with. Where there is none yet, one is made; null makes a new one.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, min_length = 16, max_length = 256, pattern = "^[!-~]+$")]
    signing_secret: Option<Option<String>>,
    /// The events to be told beside those that always are.
    #[schema(examples(json!(["livechat.feedback.submitted"])))]
    events: Option<Vec<String>>,
}

/// Tells null from what is left out.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Read the webhook
///
/// Where this chatbot's events are told in the key's environment.
#[utoipa::path(
    get,
    path = "/api/v1/chat/webhook",
    tag = "Webhooks",
    operation_id = "getWebhook",
    params(ChosenChatbot),
    responses(
        (status = 200, description = "Where events are told.", body = WebhookBody),
        (status = 404, description = "There is no such chatbot.", body = ErrorBody),
        (status = 422, description = "There is more than one chatbot and none is named.", body = ErrorBody),
        KeyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn get_webhook(State(cx): State<Cx>, caller: ChatbotKey) -> Result<Json<WebhookBody>> {
    let found = webhook::settings(&cx, &caller.chatbot_id, caller.holder.environment).await?;
    Ok(Json(found.into()))
}

/// Change the webhook
///
/// Each event is posted there as JSON, at least once, signed in `x-di-signature`: the lower-case hexadecimal HMAC-SHA256,
/// under the secret, of `x-di-timestamp`, a point and the body.
#[utoipa::path(
    put,
    path = "/api/v1/chat/webhook",
    tag = "Webhooks",
    operation_id = "putWebhook",
    params(ChosenChatbot),
    request_body = WebhookRequest,
    responses(
        (status = 200, description = "Where events are told from now on.", body = WebhookBody),
        (status = 404, description = "There is no such chatbot.", body = ErrorBody),
        KeyRefusals,
        BodyRefusals,
    ),
    security(("apiKey" = [])),
)]
pub(crate) async fn put_webhook(
    State(cx): State<Cx>,
    caller: ChatbotKey,
    JsonBody(request): JsonBody<WebhookRequest>,
) -> Result<Json<WebhookBody>> {
    let change = WebhookChange {
        enabled: request.enabled,
        url: request.url,
        secret: match request.signing_secret {
            None => Secret::Keep,
            Some(None) => Secret::Renew,
            Some(Some(secret)) => Secret::Set(secret),
        },
        events: request.events,
    };
    let put = webhook::put_settings(&cx, &caller.chatbot_id, caller.holder.environment, change).await?;
    Ok(Json(put.into()))
}
