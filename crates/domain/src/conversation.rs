//! The conversation: what was said, in order. It knows neither the assistant nor the people who speak in it.
//!
//! Contract: Diverge reference 4.1, 4.2, 4.6 and 5 (POST /rate).

use parlour_model::form::FieldFault;
use parlour_model::id::{first_conversation, prefix};
use parlour_model::part::{ImagePart, RichText};
use parlour_model::{Message, Part, Role, Timestamp};
use parlour_store::attachment::Attachment;
use parlour_store::conversation::{self as rows, Caller, StoredMessage};
use parlour_store::{Tx, form, turn};

use crate::access::VisitorIdentity;
use crate::attachment::{self, Accepts, IncomingFile, LIVECHAT_FILES, PICTURES};
use crate::{Cx, Error, Result, chatbot};

const MAX_PARTS: usize = 16;
const MAX_PICTURES: usize = 8;
const MAX_TEXT_CHARS: usize = 8000;

/// A part of a message as a visitor sends it.
#[derive(Debug, Clone)]
pub enum IncomingPart {
    /// Words.
    Text(String),
    /// A picture.
    Image(IncomingFile),
    /// Another file.
    File(IncomingFile),
}

/// A message as a visitor sends it.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// What is said, in order.
    pub parts: Vec<IncomingPart>,
    /// The page it is said on.
    pub page: Option<String>,
    /// What the caller calls it: sent again, it is the same message.
    pub client_message_id: Option<String>,
}

/// A message that was looked at and found good, its files stored but not yet claimed.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) parts: Vec<Part>,
    pub(crate) files: Vec<Attachment>,
    pub(crate) page: Option<String>,
    pub(crate) client_message_id: Option<String>,
    /// The first one by this name is stored already; of this one only the words are here.
    is_resend: bool,
}

impl Prepared {
    /// The visitor's words.
    pub(crate) fn text(&self) -> String {
        words(&self.parts)
    }
}

/// The words of a message's parts.
pub(crate) fn words(parts: &[Part]) -> String {
    parts.iter().map(Part::plain_text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What a message may carry beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carries {
    /// Nothing.
    Words,
    /// Pictures.
    Pictures,
    /// Pictures and other files up to this size.
    Files {
        /// The largest file, in bytes.
        max_bytes: usize,
    },
}

/// Looks at a message for the assistant and stores its pictures, where the owner takes any.
///
/// Contract: Diverge reference 4.2.
pub(crate) async fn prepare(cx: &Cx, visitor: &VisitorIdentity, new: NewMessage) -> Result<Prepared> {
    let has_pictures = new.parts.iter().any(|part| matches!(part, IncomingPart::Image(_)));
    let carries = match has_pictures && !chatbot::takes_pictures(cx, &visitor.chatbot_id).await? {
        true => Carries::Words,
        false => Carries::Pictures,
    };
    let is_resend = has_files(&new) && was_sent(cx, visitor, new.client_message_id.as_ref()).await?;
    prepare_carrying(cx, visitor, new, carries, is_resend).await
}

fn has_files(new: &NewMessage) -> bool {
    new.parts.iter().any(|part| !matches!(part, IncomingPart::Text(_)))
}

/// Looks at a message and stores its files, unless the first one by its name is stored already.
pub(crate) async fn prepare_carrying(
    cx: &Cx,
    visitor: &VisitorIdentity,
    new: NewMessage,
    carries: Carries,
    is_resend: bool,
) -> Result<Prepared> {
    let is_resend = is_resend && has_files(&new);
    if !visitor.chatbot_enabled {
        return Err(Error::NotFound(format!("there is no chatbot {}", visitor.chatbot_id)));
    }
    visitor.admit()?;
    let (mut parts, mut faults) = (Vec::new(), Vec::new());
    let mut fault = |field: String, message: String| faults.push(FieldFault { field, message });
    if !(1..=MAX_PARTS).contains(&new.parts.len()) {
        fault("message.parts".into(), format!("expected 1 to {MAX_PARTS} parts"));
    }
    let pictures = new.parts.iter().filter(|part| matches!(part, IncomingPart::Image(_))).count();
    if pictures > MAX_PICTURES {
        fault("message.parts".into(), format!("at most {MAX_PICTURES} pictures are allowed"));
    }
    for (i, part) in new.parts.into_iter().enumerate() {
        match check_part(part, carries) {
            Ok(part) => parts.push(part),
            Err((field, message)) => fault(format!("message.parts.{i}{field}"), message),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let (page, client_message_id) = (new.page, new.client_message_id);
    let mut prepared = Prepared { parts: vec![], files: vec![], page, client_message_id, is_resend };
    for part in parts {
        prepared.parts.push(match part {
            CheckedPart::Text(text) => Part::RichText(RichText::from_plain(cx.ids.next(prefix::PART), &text)),
            // The first one's are stored.
            _ if is_resend => continue,
            CheckedPart::Picture(file) => {
                let row = attachment::put(cx, visitor, file).await?;
                let part = attachment::stored_image(&row);
                prepared.files.push(row);
                part
            }
            CheckedPart::File(file) => {
                let row = attachment::put(cx, visitor, file).await?;
                let part = attachment::stored_file(&row);
                prepared.files.push(row);
                part
            }
        });
    }
    Ok(prepared)
}

/// Whether the visitor's client has sent a message by this name before.
async fn was_sent(cx: &Cx, visitor: &VisitorIdentity, name: Option<&String>) -> Result<bool> {
    let Some(name) = name.cloned() else { return Ok(false) };
    let id = visitor.visitor_id.clone();
    let find = async move |tx: &Tx| rows::find_message_by_client_name(tx, &id, Caller::Visitor, &name).await;
    Ok(cx.db.read(find).await?.is_some())
}

enum CheckedPart {
    Text(String),
    Picture(attachment::Checked),
    File(attachment::Checked),
}

fn check_part(part: IncomingPart, carries: Carries) -> Result<CheckedPart, (&'static str, String)> {
    let check = |file: IncomingFile, accepts: Accepts| {
        let at_fault = if accepts.takes(&file) { ".data" } else { ".mime" };
        attachment::check(file, accepts).map_err(|why| (at_fault, why))
    };
    match part {
        IncomingPart::Text(text) if text.trim().is_empty() => Err((".text", "the text is empty".into())),
        IncomingPart::Text(text) if text.chars().count() > MAX_TEXT_CHARS => {
            Err((".text", format!("at most {MAX_TEXT_CHARS} characters are allowed")))
        }
        IncomingPart::Text(text) => Ok(CheckedPart::Text(text)),
        IncomingPart::Image(file) => match carries {
            Carries::Words => Err(("", "pictures are not taken here; send text".into())),
            Carries::Pictures => check(file, PICTURES).map(CheckedPart::Picture),
            Carries::Files { max_bytes } => {
                check(file, Accepts { max_bytes, ..PICTURES }).map(CheckedPart::Picture)
            }
        },
        IncomingPart::File(file) => match carries {
            Carries::Words => Err(("", "files are not taken here; send text".into())),
            Carries::Pictures => Err(("", "files are not taken here; send text and pictures".into())),
            Carries::Files { max_bytes } => {
                check(file, Accepts { max_bytes, ..LIVECHAT_FILES }).map(CheckedPart::File)
            }
        },
    }
}

/// Writes a visitor's message into their newest conversation, which begins now if there is none.
pub(crate) async fn append(
    cx: &Cx,
    tx: &Tx,
    visitor: &VisitorIdentity,
    id: &str,
    message: &Prepared,
    now: Timestamp,
) -> Result<StoredMessage> {
    let stored = StoredMessage {
        id: id.to_owned(),
        chatbot_id: visitor.chatbot_id.clone(),
        visitor_id: visitor.visitor_id.clone(),
        conversation_id: current(cx, tx, visitor, now).await?,
        role: Role::User,
        parts: message.parts.clone(),
        page: message.page.clone(),
        client_message_id: message.client_message_id.clone(),
        created_at: now,
        livechat: None,
        agent: None,
    };
    insert(tx, &stored, message).await?;
    Ok(stored)
}

/// Writes a message with its files.
pub(crate) async fn insert(tx: &Tx, stored: &StoredMessage, message: &Prepared) -> Result<()> {
    if message.is_resend {
        return Err(Error::Conflict("the message was deleted meanwhile; send it by a new name".into()));
    }
    for file in &message.files {
        let shown = Attachment { message_id: Some(stored.id.clone()), ..file.clone() };
        parlour_store::attachment::insert(tx, &shown).await?;
    }
    Ok(rows::insert_message(tx, stored).await?)
}

/// The visitor's newest conversation, which begins now if there is none.
pub(crate) async fn current(cx: &Cx, tx: &Tx, visitor: &VisitorIdentity, now: Timestamp) -> Result<String> {
    if let Some(conversation) = rows::newest(tx, &visitor.visitor_id).await? {
        return Ok(conversation.id);
    }
    let new = rows::Conversation {
        id: first_conversation(&visitor.visitor_id).unwrap_or_else(|| cx.ids.next(prefix::CONVERSATION)),
        chatbot_id: visitor.chatbot_id.clone(),
        visitor_id: visitor.visitor_id.clone(),
        created_at: now,
        rating: None,
        feedback: None,
        rated_at: None,
    };
    rows::insert(tx, &new).await?;
    Ok(new.id)
}

/// A message as its visitor sees it, its files with fresh addresses. What was said in livechat carries no bytes.
///
/// Contract: Diverge reference 4.1 (user image in history) and 6.5.
pub(crate) async fn show(cx: &Cx, stored: StoredMessage) -> Result<Message> {
    if stored.livechat.is_some() {
        return show_signed(cx, stored);
    }
    let mut message = outline(stored);
    for part in &mut message.parts {
        let stored = std::mem::replace(part, Part::Image(ImagePart::default()));
        *part = attachment::show(cx, stored).await?;
    }
    Ok(message)
}

/// A message as livechat and other systems see it: its files, pictures too, with fresh signed addresses.
pub(crate) fn show_signed(cx: &Cx, stored: StoredMessage) -> Result<Message> {
    let mut message = outline(stored);
    let parts = std::mem::take(&mut message.parts).into_iter();
    message.parts = parts.map(|part| attachment::sign(cx, part)).collect::<Result<_>>()?;
    Ok(message)
}

/// A message as clients see it, but its files have no address yet.
pub(crate) fn outline(stored: StoredMessage) -> Message {
    Message {
        message_id: stored.id,
        role: stored.role,
        parts: stored.parts,
        created_at: stored.created_at,
        agent: stored.agent,
        sequence_number: stored.livechat.map(|place| place.sequence_number),
    }
}

/// A page of a visitor's history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// Newest first.
    pub messages: Vec<Message>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Whether there is a next page.
    pub has_more: bool,
    /// The parts of these messages that the visitor has answered with an action already.
    pub submitted_part_ids: Vec<String>,
    /// The turn that is running, by its answer's id and the id of the visitor's message.
    pub active_turn: Option<(String, String)>,
}

/// The visitor's messages of all conversations, newest first.
///
/// # Errors
/// [`Error::Invalid`] for a limit outside 1 to 100 or a cursor that no answer gave.
pub async fn history(
    cx: &Cx,
    visitor: &VisitorIdentity,
    limit: i64,
    cursor: Option<&str>,
) -> Result<HistoryPage> {
    if !(1..=100).contains(&limit) {
        return Err(Error::invalid("limit", "expected a number from 1 to 100"));
    }
    let before = cursor.map(read_cursor).transpose()?;
    let id = visitor.visitor_id.clone();
    let (mut found, running, submitted) = cx
        .db
        .read(async move |tx| {
            let before = before.as_ref().map(|(time, id)| (*time, id.as_str()));
            futures::try_join!(
                rows::list_messages(tx, &id, before, limit + 1),
                turn::running(tx, &id),
                form::list_submitted_parts(tx, &id)
            )
        })
        .await?;
    let has_more = found.len() as i64 > limit;
    found.truncate(limit as usize);
    let next_cursor = found.last().filter(|_| has_more).map(|last| write_cursor(last.created_at, &last.id));
    let asks = |id: &String| found.iter().flat_map(|m| &m.parts).any(|part| part.part_id() == Some(id));
    let submitted_part_ids = submitted.into_iter().filter(asks).collect();
    let mut messages = Vec::with_capacity(found.len());
    for stored in found {
        messages.push(show(cx, stored).await?);
    }
    let active_turn = running.map(|turn| (turn.id, turn.user_message_id));
    Ok(HistoryPage { messages, next_cursor, has_more, submitted_part_ids, active_turn })
}

/// Names a place in a list that goes by time and id.
pub(crate) fn write_cursor(time: Timestamp, id: &str) -> String {
    format!("{}.{id}", time.ms())
}

/// The place that a cursor names.
pub(crate) fn read_cursor(cursor: &str) -> Result<(Timestamp, String)> {
    let fault = || Error::invalid("cursor", "expected a next_cursor that an earlier answer gave");
    let (time, id) = cursor.split_once('.').ok_or_else(fault)?;
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !(1..=15).contains(&time.len()) || !(1..=64).contains(&id.len()) || !plain(time) || !plain(id) {
        return Err(fault());
    }
    Ok((Timestamp(time.parse().map_err(|_| fault())?), id.to_owned()))
}

/// Rates the visitor's newest conversation, in place of an earlier rating.
///
/// # Errors
/// [`Error::Invalid`] for a rating outside 1 to 5 or feedback above 2000 characters; [`Error::NotFound`] when nothing
/// was said yet.
pub async fn rate(cx: &Cx, visitor: &VisitorIdentity, rating: i64, feedback: Option<String>) -> Result<()> {
    if !(1..=5).contains(&rating) {
        return Err(Error::invalid("rating", "expected a number from 1 to 5"));
    }
    if feedback.as_ref().is_some_and(|text| text.chars().count() > 2000) {
        return Err(Error::invalid("feedback", "at most 2000 characters are allowed"));
    }
    let (id, now) = (visitor.visitor_id.clone(), cx.clock.now());
    cx.db
        .write(async move |tx| {
            let newest = rows::newest(tx, &id).await?;
            let conversation =
                newest.ok_or_else(|| Error::NotFound("there is no conversation yet".into()))?;
            Ok(rows::rate(tx, &id, &conversation.id, rating, feedback.as_deref(), now).await?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_journey_and_a_made_up_one_is_refused() {
        let cursor = write_cursor(Timestamp(17), "msg_12");
        assert_eq!(read_cursor(&cursor).unwrap(), (Timestamp(17), "msg_12".to_owned()));
        for made_up in
            ["", "x", "17", "17.", ".msg_12", "-1.msg_12", "9999999999999999.msg_12", "17.msg_12'--"]
        {
            assert!(matches!(read_cursor(made_up), Err(Error::Invalid(_))), "{made_up}");
        }
    }
}
