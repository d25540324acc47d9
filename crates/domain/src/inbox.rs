//! What visitors sent by contact form, support ticket or a form of the owner's, for the owner who is to write back.
//!
//! Left out on purpose: answering and ticking off. The mail or the help desk that the owner writes back from does both.

use std::collections::BTreeMap;

use parlour_model::{Environment, Timestamp};
use parlour_store::inbox::{self as rows, Filter};
use serde::{Deserialize, Serialize};

use crate::access::owner_account;
use crate::attachment::{self, signed_url};
use crate::conversation::{read_cursor, write_cursor};
use crate::{Cx, Error, Result};

/// Which entries are looked for; what is not given does not matter.
#[derive(Debug, Clone, Default)]
pub struct InboxQuery {
    /// Of this chatbot.
    pub chatbot_id: Option<String>,
    /// `contact_form`, `support_ticket`, `form_submission` or `lead`.
    pub kind: Option<String>,
    /// Where to begin: what an earlier page gave.
    pub cursor: Option<String>,
}

/// A page of entries, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct InboxPage {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub next_cursor: Option<String>,
}

/// Something that a visitor sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Names it.
    pub submission_id: String,
    /// `contact_form`, `support_ticket`, `form_submission` or `lead`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The owner's form, for `form_submission`.
    pub form_id: Option<String>,
    /// The chatbot.
    pub chatbot_id: String,
    /// What the caller calls the visitor.
    pub visitor_id: String,
    /// The conversation.
    pub conversation_id: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// The page on which the visitor last wrote before, if that is known.
    pub page: Option<String>,
    /// What was filled in, such as `name`, `email` and `message`.
    pub fields: BTreeMap<String, String>,
    /// The files sent along.
    pub attachments: Vec<EntryFile>,
}

/// A file that was sent along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryFile {
    /// The field it was sent in.
    pub field: String,
    /// Names it.
    pub attachment_id: String,
    /// Its name.
    pub filename: Option<String>,
    /// Its media type, as its bytes show it.
    pub mime_type: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// Where a running server gives it, while an entry is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When that address ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_expires_at: Option<Timestamp>,
}

/// What a submission's content holds.
#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    attachments: Vec<EntryFile>,
}

/// What visitors sent, newest first.
///
/// # Errors
/// [`Error::Invalid`] for a limit outside 1 to 100 or a cursor that no answer gave.
pub async fn list(cx: &Cx, environment: Environment, query: InboxQuery, limit: i64) -> Result<InboxPage> {
    if !(1..=100).contains(&limit) {
        return Err(Error::invalid("limit", "expected 1 to 100"));
    }
    let filter = Filter {
        chatbot_id: query.chatbot_id,
        kind: query.kind,
        behind: query.cursor.as_deref().map(read_cursor).transpose()?,
    };
    let account_id = owner_account(cx).await?;
    let found =
        cx.db.read(async move |tx| rows::list(tx, &account_id, environment, &filter, limit + 1).await);
    let mut entries = found.await?.into_iter().map(entry).collect::<Result<Vec<_>>>()?;
    let has_more = entries.len() as i64 > limit;
    entries.truncate(usize::try_from(limit).unwrap_or(0));
    let last = entries.last().filter(|_| has_more);
    let next_cursor = last.map(|last| write_cursor(last.created_at, &last.submission_id));
    Ok(InboxPage { entries, next_cursor })
}

/// Something that a visitor sent, with addresses of its files that work for 15 minutes.
///
/// # Errors
/// [`Error::NotFound`] when there is no such entry.
pub async fn find(cx: &Cx, environment: Environment, submission_id: &str) -> Result<Entry> {
    let (account_id, id) = (owner_account(cx).await?, submission_id.to_owned());
    let found = cx.db.read(async move |tx| rows::find(tx, &account_id, environment, &id).await).await?;
    let unknown = || {
        Error::NotFound(format!(
            "there is no {submission_id} in {environment}; `parlour inbox list` shows what there is"
        ))
    };
    let mut entry = entry(found.ok_or_else(unknown)?)?;
    for file in &mut entry.attachments {
        let (url, expires_at) = signed_url(cx, &file.attachment_id)?;
        (file.url, file.url_expires_at) = (Some(url), Some(expires_at));
    }
    Ok(entry)
}

/// The bytes of a file of an entry, straight from where files are kept.
///
/// # Errors
/// [`Error::NotFound`] when the file is gone.
pub async fn read_file(cx: &Cx, file: &EntryFile) -> Result<Vec<u8>> {
    let gone = || Error::NotFound(format!("the file {} is gone", file.attachment_id));
    attachment::read(cx, &file.attachment_id).await?.ok_or_else(gone)
}

fn entry(received: rows::Received) -> Result<Entry> {
    let sent = received.submission;
    let content: Content = serde_json::from_value(sent.content).map_err(Error::internal)?;
    Ok(Entry {
        submission_id: sent.id,
        kind: sent.kind,
        form_id: sent.form_id,
        chatbot_id: sent.chatbot_id,
        visitor_id: received.visitor_key,
        conversation_id: sent.conversation_id,
        created_at: sent.created_at,
        page: received.page,
        fields: content.fields,
        attachments: content.attachments,
    })
}
