//! A backend that speaks about one chatbot.
//!
//! Contract: Diverge reference 1.1 (key endpoints that act on one chatbot).

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

/// Which chatbot.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChatbotQuery {
    /// The chatbot; may be left out when there is only one.
    #[param(required = false, value_type = String, example = "shop-bot")]
    chatbot_id: Option<String>,
}

/// A backend with a good API key, and the chatbot that its call names.
#[derive(Debug)]
pub(crate) struct OneChatbot {
    /// The backend.
    pub(crate) holder: KeyHolder,
    /// The chatbot, which belongs to the backend's account.
    pub(crate) chatbot_id: String,
}

impl FromRequestParts<App> for OneChatbot {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Key(holder) = Key::from_request_parts(parts, app).await?;
        let Query(query) = Query::<ChatbotQuery>::from_request_parts(parts, app).await?;
        let chatbot_id = chatbot::choose(&app.cx, &holder, query.chatbot_id.as_deref()).await?;
        Ok(Self { holder, chatbot_id })
    }
}
