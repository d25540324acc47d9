//! `GET /api/v1/chat/messages/{message_id}/classification`: what a question was about.
//!
//! Parlour's addition to the contract, so that the frame can tell its page (Diverge reference 8.4,
//! `conversationClassified`): nothing may follow the end of an answer's stream.

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::assistant::Assistant;
use parlour_domain::topic::{self, Classification};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// What a question was about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClassificationBody {
    /// One of the chatbot's topics; null when none fits, when the chatbot has none, or as long as nothing was said.
    #[schema(required = true, examples("Order"))]
    classification: Option<String>,
    /// Whether this is the last word. A moment after the answer, it is.
    classified: bool,
}

impl From<Classification> for ClassificationBody {
    fn from(said: Classification) -> Self {
        Self { classification: said.topic, classified: said.classified }
    }
}

/// Learn what a question was about
///
/// Once a question is answered, it is put under one of the chatbot's topics, or under none. It is named by its own id or
/// by the id of its answer.
#[utoipa::path(
    get,
    path = "/api/v1/chat/messages/{message_id}/classification",
    tag = "Chat",
    operation_id = "getClassification",
    params(
        ("message_id" = String, Path, description = "The answer, or the message it answers.",
            pattern = "^[A-Za-z0-9._:-]{1,128}$"),
    ),
    responses(
        (status = 200, description = "The topic, if one fits.", body = ClassificationBody),
        (status = 404, description = "The visitor has no such answer.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_classification(
    State(cx): State<Cx>,
    State(assistant): State<Assistant>,
    Visitor(visitor): Visitor,
    NamedId(message_id): NamedId,
) -> Result<Json<ClassificationBody>> {
    let said = topic::classification(&cx, assistant.classifiers(), &visitor, &message_id).await?;
    Ok(Json(said.into()))
}
