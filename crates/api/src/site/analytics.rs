//! `POST /api/v1/chatbot-public/opens` and `POST /api/v1/analytics/events`: what happened on a page.
//!
//! Contract: Diverge reference 8.6.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use parlour_domain::Cx;
use parlour_domain::analytics::{self, PageVisitor, Told};
use parlour_model::Environment;
use parlour_model::page_event::{PageEventName, Props};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::page_call::Telling;
use crate::answers::{BodyRefusals, PageToldRefusals, PublicRefusals};
use crate::body::JsonBody;
use crate::error::Result;
use crate::query::Query;

/// A window that was opened.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OpenRequest {
    /// The chatbot on the page, by its id, its public id or its SDK key.
    #[schema(examples("shop-bot"))]
    chatbot_id: String,
    /// The visitor's secret, as in their session.
    #[schema(
        min_length = 16,
        max_length = 128,
        pattern = "^[A-Za-z0-9._:-]+$",
        examples("visitor-1718461810000-48211")
    )]
    visitor_key: String,
    /// What led the visitor to open it.
    #[schema(required = false, max_length = 64, examples("launcher"))]
    #[serde(default)]
    source: Option<String>,
    /// Live or test; live when absent.
    #[serde(default)]
    #[schema(required = false)]
    environment: Environment,
}

/// Tell that the window was opened
///
/// Kept only where the owner has the use of the chat counted. The page must be of one of the chatbot's allowed origins, if
/// there are any.
#[utoipa::path(
    post,
    path = "/api/v1/chatbot-public/opens",
    tag = "Pages",
    operation_id = "recordOpen",
    request_body = OpenRequest,
    responses(
        (status = 204, description = "It was heard."),
        PageToldRefusals,
        PublicRefusals,
        BodyRefusals,
    ),
    security(()),
)]
pub(crate) async fn record_open(
    State(cx): State<Cx>,
    Telling(caller): Telling,
    JsonBody(request): JsonBody<OpenRequest>,
) -> Result<StatusCode> {
    let OpenRequest { chatbot_id, visitor_key, source, environment } = request;
    let of = PageVisitor { chatbot_id, visitor_key, environment, caller };
    analytics::record_open(&cx, of, source).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where it happened.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Place {
    /// The chatbot on the page, by its id, its public id or its SDK key.
    #[param(example = "shop-bot")]
    chatbot_id: String,
}

/// What happened.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EventsRequest {
    /// The visitor's secret, as in their session.
    #[schema(
        min_length = 16,
        max_length = 128,
        pattern = "^[A-Za-z0-9._:-]+$",
        examples("visitor-1718461810000-48211")
    )]
    visitor_key: String,
    /// Live or test; live when absent.
    #[serde(default)]
    #[schema(required = false)]
    environment: Environment,
    /// In the order in which it happened.
    #[schema(max_items = 50)]
    events: Vec<EventToldBody>,
}

/// Something that happened on a page.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EventToldBody {
    /// What.
    name: PageEventName,
    /// What is told with it: texts, numbers, booleans and lists of them, at most 4096 bytes of JSON. What names addresses
    /// is kept only where the owner wishes so.
    #[schema(value_type = Object, required = false)]
    #[serde(default)]
    props: Props,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventsHeard {
    /// How many of the events were kept; none while the owner does not have them counted.
    accepted: usize,
}

/// Tell what happened on a page
///
/// Kept only where the owner has the use of the chat counted, until the visitor has it deleted or the owner's time for it
/// is over. The page must be of one of the chatbot's allowed origins, if there are any.
#[utoipa::path(
    post,
    path = "/api/v1/analytics/events",
    tag = "Pages",
    operation_id = "recordPageEvents",
    params(Place),
    request_body = EventsRequest,
    responses(
        (status = 202, description = "It was heard.", body = EventsHeard),
        PageToldRefusals,
        PublicRefusals,
        BodyRefusals,
    ),
    security(()),
)]
pub(crate) async fn record_events(
    State(cx): State<Cx>,
    Telling(caller): Telling,
    Query(place): Query<Place>,
    JsonBody(request): JsonBody<EventsRequest>,
) -> Result<(StatusCode, Json<EventsHeard>)> {
    let EventsRequest { visitor_key, environment, events } = request;
    let of = PageVisitor { chatbot_id: place.chatbot_id, visitor_key, environment, caller };
    let told = events.into_iter().map(|event| Told { name: event.name, props: event.props }).collect();
    let accepted = analytics::record(&cx, of, told).await?;
    Ok((StatusCode::ACCEPTED, Json(EventsHeard { accepted })))
}
