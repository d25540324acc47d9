//! `POST /api/v1/chat/messages`: the visitor says something, the answer streams back.
//!
//! Contract: Diverge reference 4.2 and 4.3; `client_message_id` and `Last-Event-ID` are Parlour's additions.

use axum::extract::State;
use axum::response::Response;
use parlour_domain::assistant::{Assistant, turn};
use parlour_domain::attachment::IncomingFile;
use parlour_domain::conversation::{IncomingPart, NewMessage};
use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;

use super::sse::{self, TurnFrame};
use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::{JsonBody, Object};
use crate::caller::{LastEventId, LastEventIdHeader, Sender};
use crate::error::{ApiError, ErrorBody, Result};

/// A message to send.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({
    "message": {"parts": [{"type": "text", "text": "Can I return shoes that I wore once?"}]},
    "context": {"page": "https://shop.example.com/shoes"},
    "client_message_id": "0d4f6f2e",
})))]
pub(crate) struct SendRequest {
    /// What is said.
    #[schema(value_type = MessageToSend)]
    pub(crate) message: Object<MessageToSend>,
    /// Where it is said.
    #[schema(value_type = Option<SendContext>)]
    pub(crate) context: Option<Object<SendContext>>,
    /// Your name for this message. Sent again under the same name, it is not said twice: the same answer comes back.
    #[schema(min_length = 1, max_length = 128)]
    pub(crate) client_message_id: Option<String>,
}

/// What is said.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct MessageToSend {
    /// Text and pictures, in order; at most 8 pictures.
    #[schema(min_items = 1, max_items = 16)]
    parts: Vec<PartToSend>,
}

/// Where it is said.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendContext {
    /// The address of the page with its scheme, https or http. It is shown to people as a link and to a model as a place,
    /// so what is no address of the web is refused; where the page has none (a file, a frame without a source), leave it out.
    #[schema(max_length = 2048, format = "uri")]
    page: Option<String>,
}

/// A part of a message to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "Object<LoosePart>")]
pub(crate) enum PartToSend {
    /// Text.
    Text(TextToSend),
    /// A picture.
    Image(PictureToSend),
    /// Another file. Understood, so that it is refused in the right words, but offered by the document in livechat only.
    #[serde(skip)]
    File(DocumentToSend),
}

/// Text.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TextToSend {
    /// The words; not only spaces.
    #[schema(min_length = 1, max_length = 8000, pattern = r"\S")]
    text: String,
}

/// A picture.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PictureToSend {
    /// The picture's bytes in base 64, without a `data:` prefix; at most 5 MiB decoded.
    #[schema(
        min_length = 4,
        max_length = 6_990_508,
        pattern = "^[A-Za-z0-9+/]+={0,2}$",
        content_encoding = "base64"
    )]
    data: String,
    /// What the picture is; the bytes must agree.
    #[schema(value_type = PictureType)]
    mime: String,
    /// The file's name.
    filename: Option<String>,
}

/// A file that is no picture, or is to be sent as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DocumentToSend {
    /// The file's bytes in base 64, without a `data:` prefix; as large as the owner allows, 5 MiB decoded at most.
    #[schema(
        min_length = 4,
        max_length = 6_990_508,
        pattern = "^[A-Za-z0-9+/]+={0,2}$",
        content_encoding = "base64"
    )]
    data: String,
    /// What the file is; the bytes must agree.
    #[schema(value_type = FileType)]
    mime: String,
    /// The file's name.
    filename: String,
}

/// The kinds of picture that are taken.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the document only; `domain::attachment` knows what is taken")]
enum PictureType {
    #[schema(rename = "image/png")]
    Png,
    #[schema(rename = "image/jpeg")]
    Jpeg,
    #[schema(rename = "image/webp")]
    Webp,
    #[schema(rename = "image/gif")]
    Gif,
}

/// The kinds of file that are taken in livechat.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the document only; `domain::attachment` knows what is taken")]
enum FileType {
    #[schema(rename = "image/png")]
    Png,
    #[schema(rename = "image/jpeg")]
    Jpeg,
    #[schema(rename = "image/webp")]
    Webp,
    #[schema(rename = "image/gif")]
    Gif,
    #[schema(rename = "application/pdf")]
    Pdf,
    #[schema(rename = "text/plain")]
    Text,
    #[schema(rename = "text/csv")]
    Csv,
    #[schema(rename = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    Docx,
    #[schema(rename = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    Xlsx,
}

/// A part as it is written, so that every field at fault has its path; serde forgets it inside tagged unions.
#[derive(Deserialize)]
struct LoosePart {
    r#type: PartKind,
    text: Option<String>,
    data: Option<String>,
    mime: Option<String>,
    filename: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum PartKind {
    Text,
    Image,
    File,
}

impl TryFrom<Object<LoosePart>> for PartToSend {
    type Error = String;

    fn try_from(Object(part): Object<LoosePart>) -> Result<Self, String> {
        let missing = |field: &str| format!("missing field `{field}`");
        Ok(match part.r#type {
            PartKind::Text => Self::Text(TextToSend { text: part.text.ok_or_else(|| missing("text"))? }),
            PartKind::Image => Self::Image(PictureToSend {
                data: part.data.ok_or_else(|| missing("data"))?,
                mime: part.mime.ok_or_else(|| missing("mime"))?,
                filename: part.filename,
            }),
            PartKind::File => Self::File(DocumentToSend {
                data: part.data.ok_or_else(|| missing("data"))?,
                mime: part.mime.ok_or_else(|| missing("mime"))?,
                filename: part.filename.ok_or_else(|| missing("filename"))?,
            }),
        })
    }
}

impl From<PartToSend> for IncomingPart {
    fn from(part: PartToSend) -> Self {
        match part {
            PartToSend::Text(TextToSend { text }) => Self::Text(text),
            PartToSend::Image(PictureToSend { data, mime, filename }) => {
                Self::Image(IncomingFile { data_base64: data, mime_type: mime, filename })
            }
            PartToSend::File(DocumentToSend { data, mime, filename }) => {
                Self::File(IncomingFile { data_base64: data, mime_type: mime, filename: Some(filename) })
            }
        }
    }
}

impl TryFrom<SendRequest> for NewMessage {
    type Error = ApiError;

    fn try_from(request: SendRequest) -> Result<Self> {
        let page = request.context.and_then(|Object(context)| context.page);
        if page.as_ref().is_some_and(|page| page.chars().count() > 2048) {
            return Err(ApiError::invalid("context.page", "at most 2048 characters are allowed"));
        }
        if page.as_deref().is_some_and(|page| !is_web_address(page)) {
            let why =
                "expected an address that begins with https:// or http://; leave it out where there is none";
            return Err(ApiError::invalid("context.page", why));
        }
        Ok(Self {
            parts: request.message.0.parts.into_iter().map(IncomingPart::from).collect(),
            page,
            client_message_id: request.client_message_id,
        })
    }
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Send a message and stream the answer
///
/// The answer comes as server-sent events: `status` (connected, then processing), `part_delta` and `part` while it
/// grows, and one `done` with the stored message or one `error`. All faults of the request are answered before the
/// stream begins. The answer is made to its end even when nobody listens; take it up again with its stream, or by the
/// same call with `Last-Event-ID`, which then sends nothing.
#[utoipa::path(
    post,
    path = "/api/v1/chat/messages",
    tag = "Chat",
    operation_id = "sendMessage",
    request_body = SendRequest,
    params(
        LastEventIdHeader,
    ),
    responses(
        (status = 200, description = "The answer, frame by frame.", body = TurnFrame, content_type = "text/event-stream"),
        (status = 404, description = "`Last-Event-ID` names no answer of this visitor.", body = ErrorBody),
        (status = 409, description = "Another answer is still being made, or a person has taken over.",
            body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn post_messages(
    State(assistant): State<Assistant>,
    Sender(visitor): Sender,
    last_event_id: Option<LastEventId>,
    JsonBody(request): JsonBody<SendRequest>,
) -> Result<Response> {
    if let Some(last) = last_event_id {
        let after = Some((last.message_id.as_str(), last.reached));
        let (answer_id, rest) = turn::frames(&assistant, &visitor, &last.message_id, after).await?;
        return Ok(sse::answer(answer_id, rest));
    }
    let (answer_id, frames) = turn::send(&assistant, &visitor, request.try_into()?).await?;
    Ok(sse::answer(answer_id, frames))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::tests::faults;

    #[tokio::test]
    async fn every_fault_of_a_message_has_its_path() {
        for (body, field) in [
            (r#"{"message":{"parts":[{"type":"text"}]}}"#, "message.parts.0.text"),
            (r#"{"message":{"parts":[{"type":"text","text":7}]}}"#, "message.parts.0.text"),
            (r#"{"message":{"parts":[{"text":"a"}]}}"#, "message.parts.0.type"),
            (r#"{"message":{"parts":[{"type":"song"}]}}"#, "message.parts.0.type"),
            (r#"{"message":{"parts":["a"]}}"#, "message.parts.0"),
            (
                r#"{"message":{"parts":[{"type":"text","text":"a"},{"type":"image","data":""}]}}"#,
                "message.parts.1.mime",
            ),
            (r#"{"message":{"parts":{}}}"#, "message.parts"),
            (r#"{"message":{"parts":[]},"context":[null]}"#, "context"),
            (r#"{"message":{"parts":[]},"client_message_id":1}"#, "client_message_id"),
        ] {
            assert_eq!(faults::<SendRequest>(body).await, (422, field.to_owned()), "{body}");
        }
    }
}
