//! `GET /api/v1/chat/livechat/attachments/{attachment_id}`: a stored file, by its signed address.
//!
//! Contract: Diverge reference 6.5.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use parlour_domain::Cx;
use parlour_domain::attachment::{self, Opened};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::answers::PublicRefusals;
use crate::error::{ErrorBody, Result};
use crate::query::{NamedId, Query};

/// The signature of the address.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Signature {
    /// Part of the address as a message gives it; it ends after 15 minutes.
    #[param(required = true)]
    #[serde(default)]
    token: String,
}

/// Download a file
///
/// Takes the address as a message gives it, without a credential. When it has ended, read the message again for a
/// fresh one.
#[utoipa::path(
    get,
    path = "/api/v1/chat/livechat/attachments/{attachment_id}",
    tag = "Chat",
    operation_id = "getAttachment",
    params(
        ("attachment_id" = String, Path, description = "The file.", pattern = "^[A-Za-z0-9._:-]{1,128}$"),
        Signature,
    ),
    responses(
        (status = 200, description = "The file.", content(
            ("image/png"),
            ("image/jpeg"),
            ("image/webp"),
            ("image/gif"),
            ("application/pdf"),
            ("text/plain"),
            ("text/csv"),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 401, description = "The signature is wrong or has ended.", body = ErrorBody),
        (status = 404, description = "The file was deleted, or has been kept for as long as the owner set.", body = ErrorBody),
        (status = 422, description = "The query cannot be read.", body = ErrorBody),
        PublicRefusals,
    ),
    security(("signedAddress" = [])),
)]
pub(crate) async fn get_attachment(
    State(cx): State<Cx>,
    NamedId(attachment_id): NamedId,
    Query(signature): Query<Signature>,
) -> Result<Response> {
    let file = attachment::open(&cx, &attachment_id, &signature.token).await?;
    let headers = [
        (header::CONTENT_TYPE, file.mime_type.clone()),
        (header::CONTENT_DISPOSITION, disposition(&file)),
        (header::CACHE_CONTROL, "private, max-age=900".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}

/// Pictures are shown, all else is saved under its name (RFC 6266).
fn disposition(file: &Opened) -> String {
    if file.mime_type.starts_with("image/") {
        return "inline".into();
    }
    let mut text = "attachment; filename*=UTF-8''".to_owned();
    for byte in file.filename.as_deref().unwrap_or("file").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => text.push(byte.into()),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel_encoded_and_pictures_are_shown() {
        let file = |mime: &str| Opened {
            bytes: vec![],
            mime_type: mime.into(),
            filename: Some("Kvittering \"7\" å.pdf".into()),
        };
        assert_eq!(disposition(&file("image/png")), "inline");
        assert_eq!(
            disposition(&file("application/pdf")),
            "attachment; filename*=UTF-8''Kvittering%20%227%22%20%C3%A5.pdf"
        );
    }
}
