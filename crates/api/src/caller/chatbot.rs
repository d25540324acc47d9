//! The owner's backend, acting on one of its chatbots.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use parlour_domain::access::KeyHolder;
use parlour_domain::chatbot;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Key;
use crate::app::App;
use crate::error::{ApiError, Result};
use crate::query::Query;

/// A backend with a good API key, and the chatbot that it acts on.
///
/// Contract: Diverge reference 1.1 (key endpoints that act on one chatbot).
#[derive(Debug)]
pub(crate) struct ChatbotKey {
    /// Who calls.
    pub(crate) holder: KeyHolder,
    /// The chatbot, which the caller may use.
    pub(crate) chatbot_id: String,
}

/// The chatbot that is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChosenChatbot {
    /// The chatbot to act on; may be left out when the account has exactly one.
    #[param(example = "shop-bot")]
    chatbot_id: Option<String>,
}

impl FromRequestParts<App> for ChatbotKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Key(holder) = Key::from_request_parts(parts, app).await?;
        let Query(ChosenChatbot { chatbot_id }) = Query::from_request_parts(parts, app).await?;
        let chatbot_id = chatbot::choose(&app.cx, &holder, chatbot_id.as_deref()).await?;
        Ok(Self { holder, chatbot_id })
    }
}
