//! What visitors send with the forms that a message shows, and what of it is kept for their session.
//!
//! The command that sends a form is `livechat::submit_form`: a form may ask for a person, of whom nothing is known here.
//! Contract: Diverge reference 5 (POST /actions, forms and session values).

use std::collections::{BTreeMap, BTreeSet};

use parlour_model::form::{
    FieldFault, FieldKind, Form, FormField, SubmitAction, Trigger, starts_livechat, validate, visible,
};
use parlour_model::id::prefix;
use parlour_model::part::ShowForm;
use parlour_model::{Part, Profile, Role};
use parlour_store::attachment::Attachment;
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::form::{self as rows, Submission};
use parlour_store::{Tx, livechat as sessions, profile, visitor};
use serde_json::{Map, Value as Json, json};

pub use parlour_store::form::SessionValue;
pub use parlour_store::profile::Known;
pub use parlour_store::visitor::Metadata;

use crate::access::VisitorIdentity;
use crate::attachment::{self, Checked, IncomingFile, TICKET_FILES};
use crate::conversation::current;
use crate::visitor::check_metadata;
use crate::{Cx, Error, Result, identity};

const MAX_EXTRA_FIELDS: usize = 50;
const MAX_TICKET_FILES: usize = 10;

/// What a visitor sends.
#[derive(Debug, Clone)]
pub enum Action {
    /// Answers `show_contact_form`.
    ContactForm {
        /// The fields by key; more than the form has are kept.
        fields: BTreeMap<String, String>,
    },
    /// Answers `show_support_ticket`.
    SupportTicket {
        /// The fields `name`, `email` and `message`.
        fields: BTreeMap<String, String>,
        /// Files sent along.
        attachments: Vec<IncomingFile>,
    },
    /// Answers `show_form`.
    FormSubmission {
        /// The form, when the caller names it.
        form_id: Option<String>,
        /// The fields by key.
        values: BTreeMap<String, String>,
        /// The files by key.
        files: BTreeMap<String, IncomingFile>,
    },
}

impl Action {
    fn kind(&self) -> &'static str {
        match self {
            Self::ContactForm { .. } => "contact_form",
            Self::SupportTicket { .. } => "support_ticket",
            Self::FormSubmission { .. } => "form_submission",
        }
    }
}

/// What a visitor sent that was looked at and found good: its files are stored, its rows are yet to be.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// What is kept of it; where no part asked, its place is found when it is kept.
    pub(crate) submission: Submission,
    /// What the owner says to it.
    pub(crate) confirmation_text: Option<String>,
    /// What the owner wants done once it is sent.
    pub(crate) submit_actions: Vec<SubmitAction>,
    /// Whether a part of a message asked for it.
    is_asked: bool,
    values: Vec<SessionValue>,
    files: Vec<Attachment>,
}

/// Looks at what a visitor sends, and stores its files: with a form of the newest assistant message by its part, or with
/// one that the owner's page shows by itself.
///
/// # Errors
/// [`Error::NotFound`] for a part that no message has, or an unknown form; [`Error::Conflict`] when the part's message is
/// not the newest; [`Error::Malformed`] when the action does not fit the part; [`Error::Invalid`] for wrong fields, by their
/// keys, and for an action that needs a part.
pub(crate) async fn prepare(
    cx: &Cx,
    visitor: &VisitorIdentity,
    part_id: Option<&str>,
    action: Action,
) -> Result<Prepared> {
    visitor.admit()?;
    let asked = match part_id {
        Some(part_id) => {
            let (id, part_id) = (visitor.visitor_id.clone(), part_id.to_owned());
            cx.db.read(async move |tx| find_asked(tx, &id, &part_id).await).await?
        }
        None => offered(cx, visitor, &action).await?,
    };
    let kind = action.kind();
    let accepted = accept(&asked.part, action)?;
    if let (Some(part_id), false) = (part_id, accepted.files.is_empty()) {
        let (id, part_id) = (visitor.visitor_id.clone(), part_id.to_owned());
        let sent = cx.db.read(async move |tx| rows::list_submitted_parts(tx, &id).await).await?;
        sent.iter().all(|sent| *sent != part_id).then_some(()).ok_or_else(sent_already)?;
    }
    let mut files = Vec::with_capacity(accepted.files.len());
    for (key, file) in accepted.files {
        files.push((key, attachment::put(cx, visitor, file).await?));
    }
    let submission = Submission {
        id: cx.ids.next(prefix::SUBMISSION),
        chatbot_id: visitor.chatbot_id.clone(),
        visitor_id: visitor.visitor_id.clone(),
        conversation_id: asked.conversation_id,
        part_id: part_id.unwrap_or_default().to_owned(),
        kind: kind.to_owned(),
        form_id: accepted.form_id,
        content: json!({ "fields": accepted.values, "attachments": files.iter().map(describe).collect::<Vec<_>>() }),
        created_at: cx.clock.now(),
    };
    Ok(Prepared {
        values: session_values(&accepted.fields, &accepted.values, &submission),
        is_asked: part_id.is_some(),
        files: files.into_iter().map(|(_, row)| row).collect(),
        confirmation_text: accepted.confirmation_text,
        submit_actions: accepted.submit_actions,
        submission,
    })
}

/// The definition of a form of the visitor's chatbot.
///
/// # Errors
/// [`Error::NotFound`] when there is no such form, or the chatbot is gone.
///
/// Contract: Diverge reference 5 (GET `/forms/{form_id}`).
pub async fn definition(cx: &Cx, visitor: &VisitorIdentity, form_id: &str) -> Result<Form> {
    let (chatbot_id, id) = (visitor.chatbot_id.clone(), form_id.to_owned());
    let found = match visitor.chatbot_enabled {
        true => cx.db.read(async move |tx| rows::find(tx, &chatbot_id, &id).await).await?,
        false => None,
    };
    found.ok_or_else(|| Error::NotFound(format!("there is no form {form_id}")))
}

/// What is kept for a visitor's session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SessionState {
    /// What they filled in, in the order of the fields.
    pub values: Vec<SessionValue>,
    /// What is told of them.
    pub metadata: Metadata,
    /// Who they are.
    pub known: Known,
}

/// What is kept for the visitor's session.
///
/// # Errors
/// [`Error::Internal`].
///
/// Contract: Diverge reference 5 (GET `/session`).
pub async fn session(cx: &Cx, visitor: &VisitorIdentity) -> Result<SessionState> {
    let id = visitor.visitor_id.clone();
    Ok(cx.db.read(async move |tx| session_state(tx, &id).await).await?)
}

/// The same, as part of a transaction.
pub(crate) async fn session_state(tx: &Tx, visitor_id: &str) -> Result<SessionState, parlour_store::Error> {
    let (values, metadata, known) = futures::try_join!(
        rows::list_values(tx, visitor_id),
        visitor::metadata(tx, visitor_id),
        profile::find(tx, visitor_id)
    )?;
    Ok(SessionState { values, metadata, known })
}

/// What is told of a visitor.
#[derive(Debug, Clone, Default)]
pub struct ToldOfSession {
    /// By their page, key by key; `null` takes a key away.
    pub metadata: Option<Map<String, Json>>,
    /// By the owner's backend, in a token that the page was given; takes the place of what it vouched for before.
    pub signed: Option<String>,
}

/// Keeps what is told of a visitor. Gives all that is now kept for the session.
///
/// # Errors
/// [`Error::Invalid`] when it would become too much; [`Error::Forbidden`] when the token proves nothing.
///
/// Contract: Diverge reference 5 (`metadata` of GET `/session`) and 8.2 (setMetadata, setSignedMetadata).
pub async fn tell_metadata(cx: &Cx, visitor: &VisitorIdentity, told: ToldOfSession) -> Result<SessionState> {
    let ToldOfSession { metadata, signed } = told;
    let verified = match signed {
        Some(token) => Some(identity::read_signed(cx, &visitor.chatbot_id, &token).await?),
        None => None,
    };
    if let Some(verified) = &verified {
        check_metadata("signed_metadata", verified)?;
    }
    let given = metadata.unwrap_or_default();
    let who = visitor.clone();
    cx.db
        .write(async move |tx| {
            who.hold(tx).await?;
            let mut told = visitor::metadata(tx, &who.visitor_id).await?.told;
            told.extend(given.clone());
            told.retain(|_, value| !value.is_null());
            check_metadata("metadata", &told)?;
            visitor::set_told(tx, &who.chatbot_id, &who.visitor_id, &told).await?;
            if let Some(verified) = &verified {
                visitor::set_verified(tx, &who.chatbot_id, &who.visitor_id, verified).await?;
            }
            Ok(session_state(tx, &who.visitor_id).await?)
        })
        .await
}

/// Keeps what was prepared, once.
///
/// # Errors
/// As [`prepare`], and [`Error::Conflict`] when the part was answered already, or the form sent in this conversation;
/// [`Error::Unauthorized`] when the visitor is gone.
pub(crate) async fn keep(cx: &Cx, tx: &Tx, visitor: &VisitorIdentity, prepared: &Prepared) -> Result<()> {
    let submission = &prepared.submission;
    visitor.hold(tx).await?;
    let submission = if prepared.is_asked {
        let asked = find_asked(tx, &submission.visitor_id, &submission.part_id).await?;
        let known = profile::find(tx, &submission.visitor_id).await?.all();
        completed(submission, &asked.part, known)
    } else {
        let conversation_id = current(cx, tx, visitor, submission.created_at).await?;
        let part_id = place_without_part(tx, prepared, &conversation_id).await?;
        Submission { part_id, conversation_id, ..submission.clone() }
    };
    if !rows::insert_submission(tx, &submission).await? {
        return Err(sent_already());
    }
    for file in &prepared.files {
        parlour_store::attachment::insert(tx, file).await?;
    }
    for (value, position) in prepared.values.iter().zip(0..) {
        rows::upsert_value(tx, &submission.visitor_id, value, position).await?;
    }
    Ok(())
}

fn sent_already() -> Error {
    Error::Conflict("this form was sent already".into())
}

/// The place of a form that no part asked for. Sent twice it is one, as a part is answered once; it can be sent anew when
/// something was said since, and one that asks for a person when the session that came of it is over.
async fn place_without_part(tx: &Tx, prepared: &Prepared, conversation_id: &str) -> Result<String> {
    let Prepared { submission, submit_actions, .. } = prepared;
    let (visitor_id, form_id) = (&submission.visitor_id, &submission.form_id);
    let place = format!("{}@{conversation_id}", form_id.as_deref().unwrap_or_default());
    let since = if starts_livechat(submit_actions) {
        let newest = sessions::newest(tx, visitor_id).await?;
        newest.filter(|session| session.closed_at.is_some()).map(|session| session.id)
    } else {
        let sent = rows::list_submissions(tx, visitor_id).await?;
        let is_same =
            |other: &&Submission| other.form_id == *form_id && other.conversation_id == conversation_id;
        let newest = messages::newest_message(tx, visitor_id, Role::User).await?;
        let last = sent.iter().rev().find(is_same);
        last.and_then(|last| newest.filter(|said| said.created_at > last.created_at)).map(|said| said.id)
    };
    Ok(since.map_or(place.clone(), |id| format!("{place}@{id}")))
}

/// What was sent, with what the built-in forms do not ask for because it is known: the owner needs it to write back.
fn completed(submission: &Submission, part: &Part, known: Profile) -> Submission {
    let asked = match part {
        Part::ShowContactForm(form) => &form.fields,
        Part::ShowSupportTicket(ticket) => &ticket.fields,
        _ => return submission.clone(),
    };
    let mut submission = submission.clone();
    let unasked = |key: &str| asked.iter().all(|field| field.key != key);
    if let Some(fields) = submission.content["fields"].as_object_mut() {
        for (key, value) in [("name", known.name), ("email", known.email)] {
            if let Some(value) = value.filter(|_| unasked(key) && !fields.contains_key(key)) {
                fields.insert(key.to_owned(), value.into());
            }
        }
    }
    submission
}

struct Asked {
    part: Part,
    conversation_id: String,
}

/// A form that no message shows: its owner's page does, before the chat or when it likes.
async fn offered(cx: &Cx, visitor: &VisitorIdentity, action: &Action) -> Result<Asked> {
    let Action::FormSubmission { form_id: Some(form_id), .. } = action else {
        let remedy =
            "give the part_id of the part that shows the form, or the form_id of a form that no part shows";
        return Err(Error::invalid("part_id", remedy));
    };
    let form = definition(cx, visitor, form_id).await?;
    if !matches!(form.trigger, Trigger::SessionStart | Trigger::Manual) {
        let remedy = format!("the form {form_id} is shown by a message: give the part_id of that part");
        return Err(Error::invalid("part_id", remedy));
    }
    Ok(Asked { part: Part::ShowForm(ShowForm::of(&form, String::new())), conversation_id: String::new() })
}

/// The part that asks, which must stand in the visitor's newest assistant message.
async fn find_asked(tx: &Tx, visitor_id: &str, part_id: &str) -> Result<Asked> {
    let newest = messages::newest_message(tx, visitor_id, Role::Assistant).await?;
    let holds =
        |message: &StoredMessage| message.parts.iter().find(|part| part.part_id() == Some(part_id)).cloned();
    if let Some(message) = newest
        && let Some(part) = holds(&message)
    {
        return Ok(Asked { part, conversation_id: message.conversation_id });
    }
    match messages::find_message_with_part(tx, visitor_id, part_id).await? {
        Some(_) => Err(Error::Conflict("a newer answer has taken the place of this form".into())),
        None => Err(Error::NotFound(format!("no message has the part {part_id}"))),
    }
}

/// An action that fits its part.
struct Accepted {
    fields: Vec<FormField>,
    values: BTreeMap<String, String>,
    files: Vec<(String, Checked)>,
    form_id: Option<String>,
    confirmation_text: Option<String>,
    submit_actions: Vec<SubmitAction>,
}

fn accept(part: &Part, action: Action) -> Result<Accepted> {
    match (part, action) {
        (Part::ShowContactForm(form), Action::ContactForm { fields }) => {
            judge(validate(&form.fields, &fields, &[], 0))?;
            let extra = fields.iter().filter(|(key, _)| !form.fields.iter().any(|field| &&field.key == key));
            judge(extra_faults(extra))?;
            Ok(Accepted {
                fields: form.fields.clone(),
                values: fields,
                files: vec![],
                form_id: None,
                confirmation_text: None,
                submit_actions: vec![],
            })
        }
        (Part::ShowSupportTicket(ticket), Action::SupportTicket { fields, attachments }) => {
            let mut faults = validate(&ticket.fields, &fields, &[], 0);
            if !attachments.is_empty() && !ticket.attachments_accepted || attachments.len() > MAX_TICKET_FILES
            {
                let allowed = if ticket.attachments_accepted { MAX_TICKET_FILES } else { 0 };
                let message = format!("at most {allowed} files are taken");
                faults.push(FieldFault { field: "attachments".into(), message });
            }
            let named =
                attachments.into_iter().enumerate().map(|(i, file)| (format!("attachments.{i}"), file));
            let files = check_files(named, &mut faults);
            judge(faults)?;
            Ok(Accepted {
                fields: ticket.fields.clone(),
                values: fields,
                files,
                form_id: None,
                confirmation_text: None,
                submit_actions: vec![],
            })
        }
        (Part::ShowForm(form), Action::FormSubmission { form_id, mut values, mut files }) => {
            if form_id.is_some_and(|id| id != form.form_id) {
                return Err(Error::Malformed("the form_id is not the one that the part shows".into()));
            }
            let keys: Vec<&str> = files.keys().map(String::as_str).collect();
            let mut faults = validate(&form.fields, &values, &keys, form.min_filled_fields);
            faults.extend(misplaced(&form.fields, &values, &files));
            // What the visitor did not see was not judged and is not kept.
            let shown: BTreeSet<String> =
                visible(&form.fields, &values).into_iter().map(|field| field.key.clone()).collect();
            values.retain(|key, _| shown.contains(key));
            files.retain(|key, _| shown.contains(key));
            let files = check_files(files, &mut faults);
            judge(faults)?;
            Ok(Accepted {
                fields: form.fields.clone(),
                values,
                files,
                form_id: Some(form.form_id.clone()),
                confirmation_text: form.confirmation_text.clone(),
                submit_actions: form.submit_actions.clone(),
            })
        }
        (Part::ShowContactForm(_) | Part::ShowSupportTicket(_) | Part::ShowForm(_), action) => {
            Err(Error::Malformed(format!("the action {} does not fit the part it answers", action.kind())))
        }
        _ => Err(Error::Conflict("this part asks for nothing".into())),
    }
}

fn judge(faults: Vec<FieldFault>) -> Result<()> {
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Fields beside the form's own are kept as they are, within bounds.
fn extra_faults<'a>(extra: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (n, (key, value)) in extra.enumerate() {
        if n >= MAX_EXTRA_FIELDS || key.chars().count() > 100 {
            let message =
                format!("at most {MAX_EXTRA_FIELDS} further fields with keys up to 100 characters are taken");
            faults.push(FieldFault { field: "fields".into(), message });
            break;
        }
        if value.chars().count() > 5000 {
            faults.push(FieldFault {
                field: key.clone(),
                message: "at most 5000 characters are allowed".into(),
            });
        }
    }
    faults
}

/// Values and files where the form has no such field, and files for words or words for a file.
fn misplaced(
    fields: &[FormField],
    values: &BTreeMap<String, String>,
    files: &BTreeMap<String, IncomingFile>,
) -> Vec<FieldFault> {
    let given = values.keys().map(|key| (key, false)).chain(files.keys().map(|key| (key, true)));
    given
        .filter_map(|(key, is_file)| {
            let message = match fields.iter().find(|field| &field.key == key) {
                None => "the form has no such field",
                Some(field) if is_file && field.kind != FieldKind::File => "this field takes no file",
                Some(field) if !is_file && field.kind == FieldKind::File => "this field takes a file",
                Some(_) => return None,
            };
            Some(FieldFault { field: key.clone(), message: message.into() })
        })
        .collect()
}

fn check_files(
    files: impl IntoIterator<Item = (String, IncomingFile)>,
    faults: &mut Vec<FieldFault>,
) -> Vec<(String, Checked)> {
    let mut checked = Vec::new();
    for (key, file) in files {
        match attachment::check(file, TICKET_FILES) {
            Ok(file) => checked.push((key, file)),
            Err(message) => faults.push(FieldFault { field: key, message }),
        }
    }
    checked
}

fn describe((key, row): &(String, Attachment)) -> serde_json::Value {
    json!({
        "field": key,
        "attachment_id": row.id,
        "filename": row.filename,
        "mime_type": row.mime_type,
        "size_bytes": row.size_bytes,
    })
}

/// What of a submission is worth keeping for the session: short values, such as a name or an address.
fn session_values(
    fields: &[FormField],
    values: &BTreeMap<String, String>,
    of: &Submission,
) -> Vec<SessionValue> {
    let short = |field: &&FormField| !matches!(field.kind, FieldKind::Textarea | FieldKind::File);
    let value = |field: &FormField| {
        let text = values.get(&field.key)?.trim();
        (!text.is_empty()).then(|| SessionValue {
            key: field.key.clone(),
            label: field.label.clone(),
            kind: field.kind.as_str().to_owned(),
            value: text.to_owned(),
            updated_at: of.created_at,
        })
    };
    fields.iter().filter(short).filter_map(value).collect()
}
