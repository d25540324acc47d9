//! `POST /api/v1/chat/actions`: the visitor sends a form that a message showed.
//!
//! Contract: Diverge reference 5 (POST /actions).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use parlour_domain::Cx;
use parlour_domain::attachment::IncomingFile;
use parlour_domain::form::Action;
use parlour_domain::livechat::{self, Submitted};
use parlour_model::livechat::{LivechatSession, Platform};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answers::{BodyRefusals, VisitorRefusals};
use crate::body::{JsonBody, Object};
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};

/// A form that is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({
    "part_id": "part_2",
    "action": {"type": "contact_form", "fields": {"name": "Ada", "email": "ada@example.com"}},
})))]
pub(crate) struct ActionRequest {
    /// The part that showed the form. Only a `form_submission` whose `form_id` names a form with trigger `session_start`
    /// or `manual` goes without: no message shows such a form.
    #[schema(required = false)]
    #[serde(default)]
    part_id: Option<String>,
    /// What was filled in.
    action: ActionToTake,
}

/// What was filled in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "Object<LooseAction>")]
pub(crate) enum ActionToTake {
    /// Answers `show_contact_form`.
    ContactForm {
        /// By the keys that the part names; others are kept, too.
        fields: BTreeMap<String, String>,
    },
    /// Answers `show_support_ticket`.
    SupportTicket {
        /// Who writes.
        #[schema(required = true, value_type = String, min_length = 1, max_length = 500, pattern = r"\S")]
        name: Option<String>,
        /// Where to answer.
        #[schema(
            required = true,
            value_type = String,
            max_length = 254,
            pattern = r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$"
        )]
        email: Option<String>,
        /// What it is about.
        #[schema(required = true, value_type = String, min_length = 1, max_length = 5000, pattern = r"\S")]
        message: Option<String>,
        /// Files to go with it, at most 10.
        #[schema(max_items = 10)]
        attachments: Option<Vec<FileToSend>>,
    },
    /// Answers `show_form`.
    FormSubmission {
        /// The form that the part shows; needed where there is no part.
        form_id: Option<String>,
        /// By the keys of the form's fields.
        values: Option<BTreeMap<String, String>>,
        /// The files, by the keys of the form's file fields.
        files: Option<BTreeMap<String, FileToSend>>,
    },
}

/// A file to send.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(from = "Object<LooseFile>")]
pub(crate) struct FileToSend {
    /// Its name.
    filename: String,
    /// Its media type; the bytes must agree.
    #[schema(examples("application/pdf"))]
    mime_type: String,
    /// Its bytes in base 64, without a `data:` prefix; at most 2 MiB decoded.
    #[schema(max_length = 2_796_204, pattern = "^[A-Za-z0-9+/]+={0,2}$", content_encoding = "base64")]
    data_base64: String,
}

#[derive(Deserialize)]
struct LooseFile {
    filename: String,
    mime_type: String,
    data_base64: String,
}

/// An action as it is written, so that every field at fault has its path; serde forgets it inside tagged unions.
#[derive(Deserialize)]
struct LooseAction {
    r#type: ActionKind,
    fields: Option<BTreeMap<String, String>>,
    name: Option<String>,
    email: Option<String>,
    message: Option<String>,
    attachments: Option<Vec<FileToSend>>,
    form_id: Option<String>,
    values: Option<BTreeMap<String, String>>,
    files: Option<BTreeMap<String, FileToSend>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ActionKind {
    ContactForm,
    SupportTicket,
    FormSubmission,
}

impl TryFrom<Object<LooseAction>> for ActionToTake {
    type Error = &'static str;

    fn try_from(Object(loose): Object<LooseAction>) -> Result<Self, &'static str> {
        let LooseAction { r#type, fields, name, email, message, attachments, form_id, values, files } = loose;
        Ok(match r#type {
            ActionKind::ContactForm => Self::ContactForm { fields: fields.ok_or("missing field `fields`")? },
            ActionKind::SupportTicket => Self::SupportTicket { name, email, message, attachments },
            ActionKind::FormSubmission => Self::FormSubmission { form_id, values, files },
        })
    }
}

impl From<Object<LooseFile>> for FileToSend {
    fn from(Object(file): Object<LooseFile>) -> Self {
        Self { filename: file.filename, mime_type: file.mime_type, data_base64: file.data_base64 }
    }
}

impl From<FileToSend> for IncomingFile {
    fn from(file: FileToSend) -> Self {
        Self { data_base64: file.data_base64, mime_type: file.mime_type, filename: Some(file.filename) }
    }
}

impl From<ActionToTake> for Action {
    fn from(action: ActionToTake) -> Self {
        match action {
            ActionToTake::ContactForm { fields } => Self::ContactForm { fields },
            ActionToTake::SupportTicket { name, email, message, attachments } => {
                let given = [("name", name), ("email", email), ("message", message)];
                let fields =
                    given.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
                let attachments = attachments.unwrap_or_default().into_iter().map(Into::into).collect();
                Self::SupportTicket { fields, attachments }
            }
            ActionToTake::FormSubmission { form_id, values, files } => {
                let files = files.unwrap_or_default().into_iter().map(|(key, file)| (key, file.into()));
                Self::FormSubmission { form_id, values: values.unwrap_or_default(), files: files.collect() }
            }
        }
    }
}

/// The receipt for a form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// Names what was sent.
    submission_id: String,
    /// What the owner says to it.
    confirmation_text: Option<String>,
    /// The session in which the visitor now waits for a person; only when the form asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    livechat_session: Option<LivechatSession>,
}

impl From<Submitted> for Receipt {
    fn from(submitted: Submitted) -> Self {
        Self {
            submission_id: submitted.submission_id,
            confirmation_text: submitted.confirmation_text,
            livechat_session: submitted.session,
        }
    }
}

/// Send a form
///
/// Answers a form that stands in the newest answer of the assistant; each can be sent once. A form that the page itself
/// shows, before the chat or when it likes, is sent without a part, once in a conversation. Fields at fault are named
/// by their keys in the form. A form with `start_livechat` asks for a person, too: then the visitor waits without a
/// handover of their own, and may send it again when that session is over.
#[utoipa::path(
    post,
    path = "/api/v1/chat/actions",
    tag = "Chat",
    operation_id = "submitAction",
    request_body = ActionRequest,
    responses(
        (status = 200, description = "Sent.", body = Receipt),
        (status = 404, description = "No message has this part, or there is no such form.", body = ErrorBody),
        (status = 409, description = "The form was sent already, a newer answer took its place, or it asks for a \
            person and none is available.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn post_actions(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    headers: HeaderMap,
    JsonBody(request): JsonBody<ActionRequest>,
) -> Result<Json<Receipt>> {
    let ActionRequest { part_id, action } = request;
    let submitted =
        livechat::submit_form(&cx, &visitor, part_id.as_deref(), action.into(), platform(&headers)).await?;
    Ok(Json(submitted.into()))
}

/// Where the visitor chats, as far as the call tells: apps name their platform, pages do not.
///
/// Contract: Diverge reference 1.2 (`X-Diverge-SDK-Platform`).
fn platform(headers: &HeaderMap) -> Platform {
    match headers.contains_key("x-diverge-sdk-platform") {
        true => Platform::MobileApp,
        false => Platform::Website,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::tests::faults;

    #[tokio::test]
    async fn every_fault_of_an_action_has_its_path() {
        for (action, field) in [
            (r#"{"type":"contact_form"}"#, "action.fields"),
            (r#"{"type":"contact_form","fields":{"a":1}}"#, "action.fields.a"),
            (r#"{"type":"dance"}"#, "action.type"),
            (
                r#"{"type":"support_ticket","attachments":[{"filename":"a"}]}"#,
                "action.attachments.0.mime_type",
            ),
            (r#"[]"#, "action"),
        ] {
            let body = format!(r#"{{"part_id":"part_1","action":{action}}}"#);
            assert_eq!(faults::<ActionRequest>(&body).await, (422, field.to_owned()), "{body}");
        }
    }
}
