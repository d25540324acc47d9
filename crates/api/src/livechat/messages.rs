//! `GET` and `POST /api/v1/chat/livechat/messages`: what visitor and agent say to each other.
//!
//! Contract: Diverge reference 6.4 (messages).

use axum::Json;
use axum::extract::State;
use parlour_domain::Cx;
use parlour_domain::livechat::{self, CustomerSaid};
use parlour_model::Message;
use parlour_model::livechat::{LivechatMessages, LivechatSession};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::JsonBody;
use crate::caller::Visitor;
use crate::chat::post_messages::{DocumentToSend, PictureToSend, SendContext, SendRequest, TextToSend};
use crate::error::{ApiError, ErrorBody, Result};
use crate::query::Query;

/// Which messages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AfterQuery {
    /// Only messages behind this one; all when absent.
    #[param(minimum = 0, required = false, value_type = i64)]
    after_sequence_number: Option<i64>,
}

impl AfterQuery {
    /// The number, judged.
    pub(super) fn after(&self) -> Result<i64> {
        checked(self.after_sequence_number).map(|number| number.unwrap_or(0))
    }
}

/// A message's number, if it is one.
pub(super) fn checked(after_sequence_number: Option<i64>) -> Result<Option<i64>> {
    match after_sequence_number {
        Some(..0) => Err(ApiError::invalid("after_sequence_number", "expected a number from 0 on")),
        number => Ok(number),
    }
}

/// Read livechat messages
///
/// The messages of the visitor's newest session, oldest first, at most 100. Signed addresses are fresh with every read.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/messages",
    tag = "Livechat",
    operation_id = "listLivechatMessages",
    params(AfterQuery),
    responses(
        (status = 200, description = "The messages.", body = LivechatMessages),
        (status = 422, description = "The number is wrong.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn list_livechat_messages(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    Query(query): Query<AfterQuery>,
) -> Result<Json<LivechatMessages>> {
    Ok(Json(livechat::messages(&cx, &visitor, query.after()?).await?))
}

/// A message for the other side of a livechat session.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the document only; `SendRequest` reads it")]
#[schema(examples(json!({
    "message": {"parts": [
        {"type": "text", "text": "Here is my receipt."},
        {"type": "file", "data": "JVBERi0xLjcK", "mime": "application/pdf", "filename": "receipt.pdf"},
    ]},
    "client_message_id": "0d4f6f2f",
})))]
pub(crate) struct LivechatSendRequest {
    /// What is said.
    message: LivechatMessageToSend,
    /// Where it is said.
    context: Option<SendContext>,
    /// Your name for this message. Sent again under the same name, it is not said twice.
    #[schema(min_length = 1, max_length = 128)]
    client_message_id: Option<String>,
}

/// What is said to a person.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the document only; `MessageToSend` reads it")]
pub(crate) struct LivechatMessageToSend {
    /// Text, pictures and files, in order; at most 8 pictures.
    #[schema(min_items = 1, max_items = 16)]
    parts: Vec<LivechatPartToSend>,
}

/// A part of a message to a person.
#[derive(ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(dead_code, reason = "for the document only; `PartToSend` reads it")]
enum LivechatPartToSend {
    /// Text.
    Text(TextToSend),
    /// A picture, where the owner takes attachments.
    Image(PictureToSend),
    /// Another file, where the owner takes attachments. It is read as a `file` part with a signed address.
    File(DocumentToSend),
}

/// A message that was sent in a livechat session; the message's own fields stand at the top, too.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivechatSent {
    /// The message.
    message: Message,
    /// The session with it.
    livechat_session: LivechatSession,
    /// The message again.
    #[serde(flatten)]
    again: Message,
}

impl From<CustomerSaid> for LivechatSent {
    fn from(said: CustomerSaid) -> Self {
        Self { again: said.message.clone(), message: said.message, livechat_session: said.session }
    }
}

/// Send a livechat message
///
/// Says something to the agent in charge. Where the owner takes attachments, `image` parts and `file` parts may go with
/// it. Sent again under the same `client_message_id`, it is not said twice.
#[utoipa::path(
    post,
    path = "/api/v1/chat/livechat/messages",
    tag = "Livechat",
    operation_id = "sendLivechatMessage",
    request_body = LivechatSendRequest,
    responses(
        (status = 200, description = "Sent.", body = LivechatSent),
        (status = 404, description = "The chatbot is turned off.", body = ErrorBody),
        (status = 409, description = "No person is in charge.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn send_livechat_message(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    JsonBody(request): JsonBody<SendRequest>,
) -> Result<Json<LivechatSent>> {
    Ok(Json(livechat::say(&cx, &visitor, request.try_into()?).await?.into()))
}
