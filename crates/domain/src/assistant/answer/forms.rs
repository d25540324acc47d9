//! Forms: the built-in ones, the owner's in their place, and the owner's that fit a question.

use parlour_model::form::{FieldKind, Form, FormField, Trigger};
use parlour_model::part::{RequestHumanAgent, ShowContactForm, ShowForm, ShowSupportTicket};
use parlour_model::{Part, Profile};

use super::super::phrases::Phrases;
use super::super::understand::Ask;
use super::{Desk, PartIds, Shop};
use crate::knowledge::index;

/// The largest file with a ticket, in bytes. Contract: Diverge reference 4.5.
const TICKET_FILE_BYTES: i64 = 2_097_152;
/// The least share of a form's words, or of the question's, that the other must have.
const FITS: f32 = 0.5;

/// What is shown to go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::assistant) enum Marker {
    /// Takes a question down.
    Contact,
    /// Takes a complaint down.
    Ticket,
    /// Offers a person.
    Person,
}

impl Marker {
    /// The name by which an owner's form replaces it.
    fn target(self) -> &'static str {
        match self {
            Self::Contact => "show_contact_form",
            Self::Ticket => "show_support_ticket",
            Self::Person => "request_human_agent",
        }
    }
}

/// The marker's part, or the owner's form that replaces it.
pub(in crate::assistant) fn marker(
    marker: Marker,
    shop: &Shop,
    words: &Phrases,
    part_id: PartIds<'_>,
) -> Part {
    let part_id = part_id();
    let replaces = |form: &&Form| form.override_targets.iter().any(|target| target == marker.target());
    if let Some(form) = shop.forms.iter().find(replaces) {
        return Part::ShowForm(ShowForm::of(form, part_id));
    }
    match marker {
        Marker::Contact => {
            Part::ShowContactForm(ShowContactForm { part_id, fields: fields(words, &shop.known) })
        }
        Marker::Ticket => Part::ShowSupportTicket(ShowSupportTicket {
            part_id,
            fields: fields(words, &shop.known),
            attachments_accepted: true,
            max_attachment_size_bytes: TICKET_FILE_BYTES,
        }),
        Marker::Person => Part::RequestHumanAgent(RequestHumanAgent { part_id }),
    }
}

/// Whether a part is this marker's own.
pub(in crate::assistant) fn is_of(marker: Marker, part: &Part) -> bool {
    matches!(
        (marker, part),
        (Marker::Contact, Part::ShowContactForm(_))
            | (Marker::Ticket, Part::ShowSupportTicket(_))
            | (Marker::Person, Part::RequestHumanAgent(_))
    )
}

/// What is asked for: not what is known, which is added when the form is sent.
fn fields(words: &Phrases, known: &Profile) -> Vec<FormField> {
    let name = FormField::required("name", words.name, FieldKind::Text);
    let email = FormField::required("email", words.email, FieldKind::Email);
    let message = FormField::required("message", words.message, FieldKind::Textarea);
    let (name, email) = (known.name.is_none().then_some(name), known.email.is_none().then_some(email));
    name.into_iter().chain(email).chain([message]).collect()
}

/// The owner's form that is meant for this question, when one is.
pub(super) fn asked_for(ask: &Ask, desk: &mut Desk<'_>) -> Option<Part> {
    let language = desk.words.language;
    let meant = desk.shop.forms.iter().filter(|form| form.trigger == Trigger::Llm);
    let (fit, form) = meant
        .filter_map(|form| Some((fit(&ask.text, form.trigger_prompt.as_deref()?, language), form)))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (fit >= FITS).then(|| Part::ShowForm(ShowForm::of(form, (desk.part_id)())))
}

/// How well a question and a form's prompt have the same words: the larger of the two shares.
fn fit(question: &str, prompt: &str, language: &str) -> f32 {
    let full = |text: &str| {
        let terms = index::terms(text, language).into_iter().filter(|term| term.weight == 1.0);
        terms.filter(|term| !ROLES.contains(&term.written.as_str())).collect::<Vec<_>>()
    };
    let (asked, meant) = (full(question), full(prompt));
    let same =
        asked.iter().filter(|a| meant.iter().any(|m| a.stems.iter().any(|s| m.stems.contains(s)))).count();
    let share = |of: usize| if of == 0 { 0.0 } else { same as f32 / of as f32 };
    share(asked.len()).max(share(meant.len()))
}

/// Words of a prompt that name who asks, not what for.
const ROLES: [&str; 8] = ["visitor", "visitors", "user", "users", "customer", "customers", "asks", "wants"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_fits_questions_that_share_its_words() {
        for (question, prompt, fits) in [
            ("can I get a quote for 200 mugs?", "the visitor asks for a quote", true),
            ("how do I return a parcel?", "the visitor asks for a quote", false),
            ("I want to return my boots", "visitor wants to return goods", true),
            ("what is the weather?", "visitor wants to return something bought", false),
        ] {
            assert_eq!(
                fit(question, prompt, "en") >= FITS,
                fits,
                "{question}: {}",
                fit(question, prompt, "en")
            );
        }
    }
}
