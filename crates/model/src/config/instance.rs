//! Variants of a chatbot's chat on a site: what the owner sets of each, and what of it pages read.
//!
//! Contract: SmartAgent reference 1 (instance config). Left out on purpose: whether the chat is shown at a given moment and
//! place, which the page tells by `visibility`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::livechat::{WorkingHours, zone};
use super::{pattern, words};

/// The variants by their names; `default` is there without being set.
pub type Instances = BTreeMap<String, InstanceSettings>;

/// The name of the variant that every chatbot has.
pub const DEFAULT: &str = "default";

const MOST_INSTANCES: usize = 100;
const MOST_RANGES: usize = 100;
const MOST_FIELDS: usize = 10;
const LONGEST_WORDS: usize = 1000;

/// What an owner sets of a variant; what is not set is as the chatbot has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct InstanceSettings {
    /// What events call it; its own name when absent.
    pub chat_instance_name: Option<String>,
    /// The head of the window.
    pub title: Option<String>,
    /// What is said first.
    pub welcome: Option<String>,
    /// How the window comes.
    pub display: Appearance,
    /// When and where it is shown.
    pub visibility: Visibility,
    /// What is asked before the chat begins.
    pub prechat: Vec<PrechatField>,
    /// Whether files may be sent.
    pub attachments: Option<bool>,
    /// The language of its words.
    pub language: Option<String>,
}

/// How the window comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// It slides out beside the bubble.
    #[default]
    Slideout,
}

/// When and where a chat is shown. Leaving out wins over taking in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Visibility {
    /// The zone of the hours, by its IANA name.
    #[schema(examples("Europe/London"))]
    pub timezone: String,
    /// When it is shown; always without any.
    pub hours: Vec<WorkingHours>,
    /// On which pages; on every page without any.
    #[schema(examples(json!(["/help*"])))]
    pub include: Vec<String>,
    /// On which pages it is not.
    #[schema(examples(json!(["/checkout*"])))]
    pub exclude: Vec<String>,
}

impl Default for Visibility {
    fn default() -> Self {
        Self { timezone: "UTC".into(), hours: vec![], include: vec![], exclude: vec![] }
    }
}

/// Something that is asked before the chat begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrechatField {
    /// Names it in what the agents see.
    #[schema(pattern = "^[A-Za-z0-9_-]{1,64}$")]
    pub key: String,
    /// What the visitor reads beside it.
    pub label: String,
    /// Its kind; `text` when absent.
    #[serde(rename = "type", default)]
    pub kind: PrechatKind,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
}

/// The kind of a field before the chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PrechatKind {
    /// A line.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    #[serde(alias = "phone")]
    Tel,
    /// Several lines.
    Textarea,
}

/// A variant, as pages read it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstanceConfig {
    /// The chatbot that answers.
    pub chatbot_id: String,
    /// What events call the variant.
    pub chat_instance_name: String,
    /// The head of the window.
    pub title: String,
    /// What is said first; empty when nothing is.
    pub welcome: String,
    /// How the window comes.
    pub display: Appearance,
    /// When and where it is shown.
    pub visibility: Visibility,
    /// What is asked before the chat begins.
    pub prechat: Vec<PrechatField>,
    /// Whether files may be sent.
    pub attachments: bool,
    /// The language of its words; the browser's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What is wrong with these variants, as (path, remedy).
pub(super) fn faults(instances: &Instances) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if instances.len() > MOST_INSTANCES {
        faults.push(("instances".into(), format!("at most {MOST_INSTANCES} are allowed")));
    }
    for (name, instance) in instances.iter().take(MOST_INSTANCES) {
        let path = format!("instances.{name}");
        if !is_name(name) {
            let remedy = "expected a name of 1 to 64 characters of A-Z, a-z, 0-9, . _ and -";
            faults.push((path.clone(), remedy.into()));
        }
        faults.extend(instance.faults().into_iter().map(|(field, why)| (format!("{path}.{field}"), why)));
    }
    faults
}

/// Whether `text` may name a variant, and stand in an address before `.json`.
pub fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

impl InstanceSettings {
    fn faults(&self) -> Vec<(String, String)> {
        let mut faults = self.visibility.faults();
        if self.chat_instance_name.as_ref().is_some_and(|name| !is_name(name)) {
            let remedy = "expected 1 to 64 characters of A-Z, a-z, 0-9, . _ and -";
            faults.push(("chatInstanceName".into(), remedy.into()));
        }
        for (field, text) in [("title", &self.title), ("welcome", &self.welcome)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST_WORDS) {
                faults.push((field.into(), format!("at most {LONGEST_WORDS} characters are allowed")));
            }
        }
        if self.language.as_ref().is_some_and(|language| !words::is_language(language)) {
            faults.push(("language".into(), words::EXPECTED_LANGUAGE.into()));
        }
        faults.extend(prechat_faults(&self.prechat));
        faults
    }
}

impl Visibility {
    fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        if zone(&self.timezone).is_none() {
            let remedy = "expected the name of a time zone such as Europe/Copenhagen";
            faults.push(("visibility.timezone".into(), remedy.into()));
        }
        if self.hours.len() > MOST_RANGES {
            faults.push(("visibility.hours".into(), format!("at most {MOST_RANGES} ranges are allowed")));
        }
        faults.extend(pattern::faults("visibility.include", &self.include));
        faults.extend(pattern::faults("visibility.exclude", &self.exclude));
        faults
    }
}

fn prechat_faults(fields: &[PrechatField]) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if fields.len() > MOST_FIELDS {
        faults.push(("prechat".into(), format!("at most {MOST_FIELDS} fields are allowed")));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    for (i, field) in fields.iter().enumerate().take(MOST_FIELDS) {
        let path = format!("prechat.{i}.key");
        if !(1..=64).contains(&field.key.len()) || !field.key.bytes().all(plain) {
            faults.push((path, "expected 1 to 64 characters of A-Z, a-z, 0-9, _ and -".into()));
        } else if fields[..i].iter().any(|earlier| earlier.key == field.key) {
            faults.push((path, "expected a name that no other field has".into()));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn paths(instances: Value) -> Vec<String> {
        let instances: Instances = serde_json::from_value(instances).unwrap();
        faults(&instances).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn an_empty_variant_is_always_shown_everywhere() {
        let instance: InstanceSettings = serde_json::from_str("{}").unwrap();
        let visibility = serde_json::to_value(&instance.visibility).unwrap();
        assert_eq!(visibility, json!({"timezone": "UTC", "hours": [], "include": [], "exclude": []}));
        assert_eq!(paths(json!({"default": {}, "help.faq-bot_2": {}})), [""; 0]);
    }

    #[test]
    fn faults_name_their_path() {
        let field = |key: &str| json!({"key": key, "label": "Name"});
        let faulty = json!({
            "a b": {},
            "help": {
                "chatInstanceName": "with space",
                "language": "english",
                "visibility": {"timezone": "Mars/Olympus", "include": ["help"], "exclude": ["/ok", "#no"]},
                "prechat": [field("name"), field("name"), field("a b"), field("")],
            },
        });
        let wanted = [
            "instances.a b",
            "instances.help.visibility.timezone",
            "instances.help.visibility.include.0",
            "instances.help.visibility.exclude.1",
            "instances.help.chatInstanceName",
            "instances.help.language",
            "instances.help.prechat.1.key",
            "instances.help.prechat.2.key",
            "instances.help.prechat.3.key",
        ];
        assert_eq!(paths(faulty), wanted);
    }

    #[test]
    fn what_cannot_be_read_says_what_is_expected() {
        for (given, words) in [
            (
                json!({"visibility": {"hours": [{"day": "someday", "start": "08:00", "end": "09:00"}]}}),
                "monday",
            ),
            (json!({"visibility": {"hours": [{"day": "monday", "start": "8", "end": "09:00"}]}}), "09:30"),
            (json!({"prechat": [{"key": "a", "label": "A", "type": "colour"}]}), "email"),
            (json!({"colour": 1}), "chatInstanceName"),
        ] {
            let refused = serde_json::from_value::<InstanceSettings>(given.clone()).unwrap_err();
            assert!(refused.to_string().contains(words), "{given}: {refused}");
        }
    }
}
