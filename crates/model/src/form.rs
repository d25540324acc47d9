//! Forms: their fields, and the pure rules by which what a visitor filled in is judged.
//!
//! Contract: Diverge reference 4.5 (FormField) and 5 (forms).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::spelled::spelled;

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FormField {
    /// Names the field in what is sent.
    pub key: String,
    /// What the visitor reads beside it.
    pub label: String,
    /// Its kind; `text` when absent.
    #[serde(rename = "type", default)]
    pub kind: FieldKind,
    /// Whether it must be filled while it is visible.
    pub required: bool,
    /// A hint inside the empty field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The choices of a dropdown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// All must hold for the field to be shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub visible_when: Vec<Condition>,
}

impl FormField {
    /// A required field.
    pub fn required(key: &str, label: &str, kind: FieldKind) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            kind,
            required: true,
            placeholder: None,
            options: vec![],
            visible_when: vec![],
        }
    }
}

/// The kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// A line, at most 500 characters.
    #[default]
    Text,
    /// An e-mail address, at most 254 characters.
    Email,
    /// A telephone number, at most 40 characters.
    #[serde(alias = "phone")]
    Tel,
    /// Several lines, at most 5000 characters.
    Textarea,
    /// A file.
    File,
    /// One of the options.
    Dropdown,
}

spelled!(
    FieldKind,
    "kind of field",
    Text = "text",
    Email = "email",
    Tel = "tel",
    Textarea = "textarea",
    File = "file",
    Dropdown = "dropdown"
);

/// What another field must hold for this one to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Condition {
    /// The key of an earlier field.
    pub field: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub value: String,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Operator {
    /// The trimmed value is the same.
    Equals,
}

/// What happens when a form was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubmitAction {
    /// The step.
    #[serde(rename = "type")]
    pub kind: SubmitActionKind,
}

/// A step after a form was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubmitActionKind {
    /// Keep the details as a lead.
    SaveLead,
    /// Ask for a person.
    StartLivechat,
}

/// When a form is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Before the first message.
    SessionStart,
    /// While waiting for a person.
    LivechatWaiting,
    /// When the assistant finds it fitting.
    Llm,
    /// When the page asks for it.
    Manual,
}

/// A form of the owner's.
///
/// Contract: Diverge reference 5 (GET `/forms/{form_id}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Form {
    /// Names the form.
    pub form_id: String,
    /// Its name.
    pub name: String,
    /// When it is shown.
    pub trigger: Trigger,
    /// For trigger `llm`: what a visitor asks for when the form fits.
    #[serde(default)]
    pub trigger_prompt: Option<String>,
    /// What to fill in.
    pub fields: Vec<FormField>,
    /// How many visible fields must be filled.
    #[serde(default)]
    pub min_filled_fields: u32,
    /// The built-in markers that this form replaces.
    #[serde(default)]
    pub override_targets: Vec<String>,
    /// What happens when it was sent.
    #[serde(default)]
    pub submit_actions: Vec<SubmitAction>,
    /// What is said when it was sent.
    #[serde(default)]
    pub confirmation_text: Option<String>,
}

/// Whether one of the steps asks for a person, which takes one who is there.
pub fn starts_livechat(steps: &[SubmitAction]) -> bool {
    steps.iter().any(|step| step.kind == SubmitActionKind::StartLivechat)
}

/// What is wrong with one field, or with the form as a whole (`values`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's key.
    pub field: String,
    /// What to mend.
    pub message: String,
}

/// Whether each field is shown, in one pass in field order: a condition holds only when its field stands
/// earlier, is shown itself, and has that value.
pub fn visible<'a>(fields: &'a [FormField], values: &BTreeMap<String, String>) -> Vec<&'a FormField> {
    let mut shown: Vec<&FormField> = Vec::with_capacity(fields.len());
    for field in fields {
        let holds = |c: &Condition| {
            shown.iter().any(|earlier| earlier.key == c.field)
                && values.get(&c.field).is_some_and(|value| value.trim() == c.value)
        };
        if field.visible_when.iter().all(holds) {
            shown.push(field);
        }
    }
    shown
}

/// The faults of `values` (and of the file keys in `files`) for these fields; empty when all is well.
pub fn validate(
    fields: &[FormField],
    values: &BTreeMap<String, String>,
    files: &[&str],
    min_filled_fields: u32,
) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let mut filled = 0;
    for field in visible(fields, values) {
        let value = values.get(&field.key).map_or("", |v| v.trim());
        let has_file = files.contains(&field.key.as_str());
        let is_filled = if field.kind == FieldKind::File { has_file } else { !value.is_empty() };
        filled += u32::from(is_filled);
        let message = match (is_filled, field.required) {
            (false, true) => Some("this field is required".to_owned()),
            (false, false) => None,
            (true, _) => value_fault(field, value),
        };
        faults.extend(message.map(|message| FieldFault { field: field.key.clone(), message }));
    }
    if faults.is_empty() && filled < min_filled_fields {
        let message = format!("fill in at least {min_filled_fields} fields");
        faults.push(FieldFault { field: "values".into(), message });
    }
    faults
}

/// The faults of single values that are given to a form bit by bit: what is blank, or not given, is not judged.
pub fn validate_given(fields: &[FormField], values: &BTreeMap<String, String>) -> Vec<FieldFault> {
    let given = values.iter().map(|(key, value)| (key, value.trim())).filter(|(_, value)| !value.is_empty());
    given
        .filter_map(|(key, value)| {
            let message = match fields.iter().find(|field| &field.key == key) {
                None => "the form has no such field".to_owned(),
                Some(field) if field.kind == FieldKind::File => {
                    "a file is sent with the whole form".to_owned()
                }
                Some(field) => value_fault(field, value)?,
            };
            Some(FieldFault { field: key.clone(), message })
        })
        .collect()
}

fn value_fault(field: &FormField, value: &str) -> Option<String> {
    let limit = match field.kind {
        FieldKind::Text => 500,
        FieldKind::Email => 254,
        FieldKind::Tel => 40,
        FieldKind::Textarea => 5000,
        FieldKind::File | FieldKind::Dropdown => usize::MAX,
    };
    if value.chars().count() > limit {
        return Some(format!("at most {limit} characters are allowed"));
    }
    match field.kind {
        FieldKind::Email if !is_email(value) => {
            Some("expected an e-mail address such as name@example.com".into())
        }
        FieldKind::Dropdown if !field.options.iter().any(|o| o == value) => {
            Some(format!("expected one of: {}", field.options.join(", ")))
        }
        _ => None,
    }
}

/// One `@`, no white space, a dot inside the domain part.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !domain.contains('@')
        && !text.contains(char::is_whitespace)
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn fields() -> Vec<FormField> {
        let mut reason = FormField::required("reason", "Reason", FieldKind::Dropdown);
        reason.options = vec!["Too small".into(), "Broken".into()];
        let mut photo = FormField::required("damage", "What is broken?", FieldKind::Textarea);
        let equals = |field: &str, value: &str| Condition {
            field: field.into(),
            operator: Operator::Equals,
            value: value.into(),
        };
        photo.visible_when = vec![equals("reason", "Broken")];
        let mut nested = FormField::required("part", "Which part?", FieldKind::Text);
        nested.visible_when = vec![equals("damage", "zip")];
        vec![reason, photo, nested]
    }

    #[test]
    fn hidden_fields_are_never_required() {
        assert_eq!(validate(&fields(), &values(&[("reason", "Too small")]), &[], 0), []);
        let faults = validate(&fields(), &values(&[("reason", "Broken")]), &[], 0);
        assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["damage"]);
    }

    #[test]
    fn a_field_that_hangs_on_a_hidden_field_is_hidden_too() {
        let shown = values(&[("reason", "Too small"), ("damage", "zip")]);
        assert_eq!(visible(&fields(), &shown).len(), 1);
    }

    #[test]
    fn values_are_judged_by_their_kind() {
        for (kind, value, good) in [
            (FieldKind::Email, "a@b.dk", true),
            (FieldKind::Email, "a@b", false),
            (FieldKind::Email, "a@@b.dk", false),
            (FieldKind::Email, "a b@c.dk", false),
            (FieldKind::Email, "@c.dk", false),
            (FieldKind::Email, "a@.dk", false),
            (FieldKind::Tel, "+45 12 34", true),
        ] {
            let field = FormField::required("f", "F", kind);
            assert_eq!(validate(&[field], &values(&[("f", value)]), &[], 0).is_empty(), good, "{value}");
        }
        let long = "x".repeat(501);
        assert_eq!(
            validate(&[FormField::required("f", "F", FieldKind::Text)], &values(&[("f", &long)]), &[], 0)
                .len(),
            1
        );
    }

    #[test]
    fn enough_fields_must_be_filled() {
        let mut a = FormField::required("a", "A", FieldKind::Text);
        a.required = false;
        assert_eq!(validate(&[a], &values(&[]), &[], 1)[0].field, "values");
    }

    #[test]
    fn values_that_come_bit_by_bit_are_judged_one_by_one() {
        let (email, photo) = (("mail", FieldKind::Email), ("photo", FieldKind::File));
        let fields = [email, photo].map(|(key, kind)| FormField::required(key, key, kind));
        for (key, value, good) in [
            ("mail", " a@b.dk ", true),
            ("mail", "", true),
            ("mail", "a@b", false),
            ("photo", "x", false),
            ("photo", " ", true),
            ("other", "x", false),
        ] {
            let faults = validate_given(&fields, &values(&[(key, value)]));
            assert_eq!(faults.is_empty(), good, "{key} {value:?}");
            assert!(faults.iter().all(|fault| fault.field == key));
        }
    }

    #[test]
    fn phone_is_the_old_name_of_tel() {
        let field: FormField =
            serde_json::from_str(r#"{"key":"p","label":"Phone","type":"phone","required":false}"#).unwrap();
        assert_eq!(field.kind, FieldKind::Tel);
    }
}
