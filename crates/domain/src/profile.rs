//! Who a visitor is, as their page tells it and as they leave it themselves: the lead.
//!
//! What the page tells and what the visitor left are kept apart, so that either can change; what is known is both, and the
//! page goes first. Left out: asking for it, which the frame does, and using it, which the assistant and the forms do.
//! Contract: Chat Data 2 (user-info), 3 (the names in every event) and 8.

use std::collections::BTreeMap;

use parlour_model::config::LeadForm;
use parlour_model::form::{FieldKind, FormField, validate};
use parlour_model::id::{as_uuid, first_conversation, prefix};
use parlour_model::profile::{Lead, LeadSource, MOST_USER_HASH_CHARS, MOST_USER_ID_CHARS, Profile};
use parlour_store::form::{self as submissions, Submission};
use parlour_store::identity::{self as identities, Identity};
use parlour_store::profile::{self as rows, Known};
use parlour_store::{Tx, chatbot as chatbots, conversation as conversations};
use serde_json::json;

use crate::access::{PAGE_VISITOR, VisitorIdentity};
use crate::{Cx, Error, Result, conversation, identity};

/// The kind of a submission that is a lead.
const KIND: &str = "lead";

/// Who a visitor is, and to whom.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitorProfile {
    /// The chatbot's 24 hexadecimal digits.
    pub public_id: String,
    /// What its owner calls the chatbot.
    pub name: String,
    /// What visitors call it.
    pub display_name: String,
    /// The visitor's conversation, also before it begins, as a UUID.
    pub conversation_id: String,
    /// The visitor, as a UUID.
    pub lead_id: String,
    /// What is known.
    pub known: Profile,
    /// Where the visitor left something, if they did.
    pub lead_source: Option<LeadSource>,
    /// Whether the chatbot's secret vouches for the `user_id`.
    pub verified: bool,
    /// Whether the page is told what happens in the chat.
    pub events: bool,
    /// When the visitor is asked who they are.
    pub lead_form: LeadForm,
}

/// What a page tells of a visitor.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Who they are.
    pub profile: Profile,
    /// What proves the `user_id`.
    pub user_hash: Option<String>,
}

/// What a visitor leaves.
#[derive(Debug, Clone)]
pub struct NewLead {
    /// Their name.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// Where they leave it.
    pub source: LeadSource,
}

/// Who the visitor is.
///
/// # Errors
/// [`Error::NotFound`] when the chatbot does not answer.
pub async fn read(cx: &Cx, visitor: &VisitorIdentity) -> Result<VisitorProfile> {
    let who = visitor.clone();
    cx.db.read(async move |tx| profile(tx, &who).await).await
}

/// Keeps what their page tells of the visitor, in place of all that it told before.
///
/// # Errors
/// [`Error::Forbidden`] when it is to be proved who the visitor is, and is not; [`Error::Invalid`] for a `user_id` or
/// `user_hash` that is too long; [`Error::NotFound`] when the chatbot does not answer.
pub async fn tell(cx: &Cx, visitor: &VisitorIdentity, told: Told) -> Result<VisitorProfile> {
    let too_long = [
        ("user_id", &told.profile.user_id, MOST_USER_ID_CHARS),
        ("user_hash", &told.user_hash, MOST_USER_HASH_CHARS),
    ];
    for (field, text, most) in too_long {
        if text.as_ref().is_some_and(|text| text.chars().count() > most) {
            return Err(Error::invalid(field, format!("at most {most} characters are allowed")));
        }
    }
    let (who, profile_told, user_hash) = (visitor.clone(), told.profile.kept(), told.user_hash);
    cx.db
        .write(async move |tx| {
            who.hold(tx).await?;
            let identity = identities::find(tx, &who.chatbot_id).await?;
            let user_id = profile_told.user_id.as_deref();
            let verified_by = prove(&who, identity.as_ref(), user_id, user_hash.as_deref())?;
            rows::set_told(tx, &who.chatbot_id, &who.visitor_id, &profile_told, verified_by).await?;
            profile(tx, &who).await
        })
        .await
}

/// Knows nothing of the visitor any more. What they sent stays where it was sent.
///
/// # Errors
/// [`Error::Unauthorized`] when the visitor was forgotten meanwhile.
pub async fn clear(cx: &Cx, visitor: &VisitorIdentity) -> Result<()> {
    let who = visitor.clone();
    cx.db
        .write(async move |tx| {
            who.hold(tx).await?;
            Ok(rows::clear(tx, &who.chatbot_id, &who.visitor_id).await?)
        })
        .await
}

/// Keeps what the visitor leaves of themselves, beside what they left before, and shows it to the owner. The same once more
/// is kept once, and where nothing is filled in nothing is kept. Gives the visitor's UUID and all that they left.
///
/// # Errors
/// [`Error::Invalid`] for wrong values, by their keys; [`Error::NotFound`] when the chatbot does not answer;
/// [`Error::Forbidden`] when it is to be proved first who the visitor is.
pub async fn submit_lead(cx: &Cx, visitor: &VisitorIdentity, new: NewLead) -> Result<(String, Lead)> {
    visitor.admit()?;
    if !visitor.chatbot_enabled {
        return Err(unknown(visitor));
    }
    let (fields, source) = (judged(new.name, new.email, new.phone)?, new.source);
    let (here, who, now) = (cx.clone(), visitor.clone(), cx.clock.now());
    let submission_id = cx.ids.next(prefix::SUBMISSION);
    let uuid = lead_id(visitor)?;
    let write = async move |tx: &Tx| {
        who.hold(tx).await?;
        let before = rows::find(tx, &who.visitor_id).await?.lead;
        if fields.is_empty() {
            return Ok(before.unwrap_or(Lead { name: None, email: None, phone: None, source }));
        }
        let left = |key: &str| fields.get(key).cloned();
        let lead = Lead {
            name: left("name").or_else(|| before.as_ref()?.name.clone()),
            email: left("email").or_else(|| before.as_ref()?.email.clone()),
            phone: left("phone").or_else(|| before.as_ref()?.phone.clone()),
            source,
        };
        if before.as_ref() == Some(&lead) {
            return Ok(lead);
        }
        rows::set_lead(tx, &who.chatbot_id, &who.visitor_id, &lead).await?;
        let submission = Submission {
            id: submission_id.clone(),
            chatbot_id: who.chatbot_id.clone(),
            visitor_id: who.visitor_id.clone(),
            conversation_id: conversation::current(&here, tx, &who, now).await?,
            // No part has asked for it.
            part_id: submission_id.clone(),
            kind: KIND.into(),
            form_id: None,
            content: json!({ "fields": fields, "attachments": [] }),
            created_at: now,
        };
        submissions::insert_submission(tx, &submission).await?;
        Ok::<_, Error>(lead)
    };
    Ok((uuid, cx.db.write(write).await?))
}

/// The fingerprint of the secret that vouches for the `user_id`, if it does. It must where that is required, but for
/// visitors for whom the owner's backend vouches.
fn prove<'a>(
    who: &VisitorIdentity,
    identity: Option<&'a Identity>,
    user_id: Option<&str>,
    user_hash: Option<&str>,
) -> Result<Option<&'a str>> {
    let Some(identity) = identity else { return Ok(None) };
    let is_proved =
        user_id.zip(user_hash).is_some_and(|(id, user_hash)| identity::vouches(identity, id, user_hash));
    match is_proved {
        true => Ok(Some(&identity.fingerprint)),
        false if !identity.required || !who.visitor_key.starts_with(PAGE_VISITOR) => Ok(None),
        false => {
            let remedy = "user_hash does not prove user_id: make it on your server, as the lower-case hexadecimal \
                HMAC-SHA256 of user_id by the chatbot's identity secret";
            Err(Error::Forbidden(remedy.into()))
        }
    }
}

/// What a visitor leaves, by its keys and without blanks, once it is found good.
fn judged(
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
) -> Result<BTreeMap<&'static str, String>> {
    let given = [("name", name), ("email", email), ("phone", phone)];
    let given = given.into_iter().filter_map(|(key, text)| Some((key, text?.trim().to_owned())));
    let given: BTreeMap<&str, String> = given.filter(|(_, text)| !text.is_empty()).collect();
    let kinds = [("name", FieldKind::Text), ("email", FieldKind::Email), ("phone", FieldKind::Tel)];
    let fields =
        kinds.map(|(key, kind)| FormField { required: false, ..FormField::required(key, key, kind) });
    let values = given.iter().map(|(key, text)| ((*key).to_owned(), text.clone())).collect();
    let faults = validate(&fields, &values, &[], 0);
    if faults.is_empty() { Ok(given) } else { Err(Error::Invalid(faults)) }
}

async fn profile(tx: &Tx, who: &VisitorIdentity) -> Result<VisitorProfile> {
    let (found, known, begun) = futures::try_join!(
        chatbots::find(tx, &who.chatbot_id),
        rows::find(tx, &who.visitor_id),
        conversations::newest(tx, &who.visitor_id),
    )?;
    let chatbot = found.filter(|chatbot| chatbot.enabled).ok_or_else(|| unknown(who))?;
    let conversation = begun.map(|begun| begun.id).or_else(|| first_conversation(&who.visitor_id));
    let conversation_id = conversation.and_then(|id| as_uuid(&id)).ok_or_else(|| unnamed(who))?;
    let display = chatbot.settings.display.name;
    Ok(VisitorProfile {
        public_id: chatbot.public_id,
        display_name: if display.is_empty() { chatbot.name.clone() } else { display },
        name: chatbot.name,
        conversation_id,
        lead_id: lead_id(who)?,
        lead_source: known.lead.as_ref().map(|lead| lead.source),
        verified: known.verified,
        known: Known::all(known),
        events: chatbot.settings.events.0,
        lead_form: chatbot.settings.lead_form,
    })
}

fn lead_id(who: &VisitorIdentity) -> Result<String> {
    as_uuid(&who.visitor_id).ok_or_else(|| unnamed(who))
}

fn unnamed(who: &VisitorIdentity) -> Error {
    Error::internal(format!("the visitor {} has no id that is a UUID", who.visitor_id))
}

fn unknown(who: &VisitorIdentity) -> Error {
    Error::NotFound(format!("there is no chatbot {}", who.chatbot_id))
}
