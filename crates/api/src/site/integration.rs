//! `GET /api/v1/chatbot-public/integration-config/{chatbot_id}` and `GET /api/v1/popup-messages`: what a page's script
//! asks before a visitor comes in.
//!
//! Contract: Diverge reference 8.6.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use parlour_domain::{Cx, embed};
use parlour_model::Environment;
use parlour_model::config::{IntegrationConfig, Popup};
use serde::Deserialize;
use utoipa::IntoParams;

use super::page_call::Reading;
use crate::answers::{PagePartRefusals, PublicRefusals};
use crate::error::{ApiError, Result};
use crate::query::{NamedId, Query};

/// An answer of JSON that the browser may keep for a minute.
pub(super) type Brief<T> = ([(HeaderName, HeaderValue); 1], Json<T>);

/// What may be a minute old.
pub(super) const A_MINUTE: [(HeaderName, HeaderValue); 1] =
    [(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"))];

const LONGEST_ADDRESS: usize = 2048;
const MOST_SEEN: usize = 100;

/// The page that asks.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asking {
    /// Live or test; live when absent.
    #[param(required = false)]
    #[serde(default)]
    environment: Environment,
    /// The address of the page. Accepted, and not needed: a page tells by itself where the bubble is hidden.
    #[param(required = false)]
    #[serde(default, rename = "embed_url")]
    _embed_url: Option<String>,
    /// The visitor's secret. Accepted, and not needed: nothing is kept of who reads this.
    #[param(required = false)]
    #[serde(default, rename = "visitor_key")]
    _visitor_key: Option<String>,
}

/// Read how the chat looks on a page
///
/// For the script on a page, before a visitor comes in. `chatbot_id` is the chatbot's id, its public id or its SDK key.
/// `/api/integration-config/{chatbot_id}` is the same under its older address.
#[utoipa::path(
    get,
    path = "/api/v1/chatbot-public/integration-config/{chatbot_id}",
    tag = "Pages",
    operation_id = "getIntegrationConfig",
    params(("chatbot_id" = String, Path, description = "The chatbot, by one of its three names."), Asking),
    responses(
        (status = 200, description = "The configuration.", body = IntegrationConfig),
        PagePartRefusals,
        PublicRefusals,
    ),
    security(()),
)]
pub(crate) async fn get_integration_config(
    State(cx): State<Cx>,
    _: Reading,
    NamedId(chatbot_id): NamedId,
    Query(asking): Query<Asking>,
) -> Result<Brief<IntegrationConfig>> {
    let config = embed::integration_config(&cx, &chatbot_id, asking.environment).await?;
    Ok((A_MINUTE, Json(config)))
}

/// Where a message may pop up.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PopupQuery {
    /// The chatbot on the page, by its id, its public id or its SDK key.
    #[param(example = "shop-bot")]
    chatbot_id: String,
    /// The address of the page; without one, only messages for every page come up.
    #[param(max_length = 2048, required = false, example = "https://shop.example.com/cups")]
    #[serde(default)]
    url: String,
    /// The keys of the messages that the visitor has seen, joined by commas: they do not come up again.
    #[param(required = false)]
    #[serde(default)]
    seen: String,
    /// The visitor's secret. Accepted, and not needed: nothing is kept of who has seen what.
    #[param(required = false)]
    #[serde(default, rename = "visitor_key")]
    _visitor_key: Option<String>,
}

/// Read what pops up on a page
///
/// The first of the owner's messages for a page of this address that is not among those seen; all fields are `null` when
/// there is none. A message that the owner changes has another key.
#[utoipa::path(
    get,
    path = "/api/v1/popup-messages",
    tag = "Pages",
    operation_id = "getPopupMessage",
    params(PopupQuery),
    responses(
        (status = 200, description = "The message.", body = Popup),
        PagePartRefusals,
        PublicRefusals,
    ),
    security(()),
)]
pub(crate) async fn get_popup_message(
    State(cx): State<Cx>,
    _: Reading,
    Query(query): Query<PopupQuery>,
) -> Result<Json<Popup>> {
    if query.url.chars().count() > LONGEST_ADDRESS {
        return Err(ApiError::invalid("url", "at most 2048 characters are allowed"));
    }
    let seen: Vec<&str> = query.seen.split(',').map(str::trim).take(MOST_SEEN).collect();
    Ok(Json(embed::popup(&cx, &query.chatbot_id, &query.url, &seen).await?))
}
