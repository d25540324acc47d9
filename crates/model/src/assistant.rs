//! What an owner may set of the assistant: who speaks, how, and how much it may cost.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest instructions, in characters.
const LONGEST_INSTRUCTIONS: usize = 8000;
/// The most tools of an owner's page.
const MOST_TOOLS: usize = 16;

/// What an owner may set of the assistant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct AssistantSettings {
    /// Who answers.
    pub engine: EngineChoice,
    /// Who says what a conversation is about.
    pub classifier: ClassifierChoice,
    /// How a language model is to speak: its tone, what to leave out. Facts belong into pages: what stands here is never
    /// repeated to visitors.
    pub instructions: String,
    /// Hosts that answers may link to besides those of the pages and products, such as `status.example.com`.
    pub allowed_hosts: Vec<String>,
    /// What the model may ask the owner's page to do, as parts of the kind `custom`.
    pub custom_tools: Vec<CustomTool>,
    /// How many tokens the model may use.
    pub budget: Budget,
    /// The most tokens of an answer; 1000 when absent.
    pub max_answer_tokens: Option<u32>,
    /// How freely the model speaks, 0 to 2; the model's own default when absent.
    pub temperature: Option<f32>,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Default)]
#[serde(rename_all = "snake_case")]
pub enum EngineChoice {
    /// The language model when there is one, else the built-in engine.
    #[default]
    Auto,
    /// The built-in engine, whatever models there are.
    BuiltIn,
}

/// Who puts a question under one of the owner's topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Default)]
#[serde(rename_all = "snake_case")]
pub enum ClassifierChoice {
    /// A classifier that learns from the topics' examples; it needs no model and costs nothing.
    #[default]
    Local,
    /// The language model, where there is one; else, or when it fails, the local one.
    Model,
}

/// Something that a model may ask the owner's page to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomTool {
    /// What the page knows it by: letters, digits, `_` and `-`.
    pub key: String,
    /// When the model is to use it.
    pub description: String,
    /// The payload, as a JSON schema of an object; any object when absent.
    #[serde(default)]
    pub parameters: Option<serde_json::Value>,
}

/// How many tokens a model may use in a day (UTC), read and written together. No limit when absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// For all visitors of the chatbot.
    pub chatbot_tokens_per_day: Option<u64>,
    /// For one visitor.
    pub visitor_tokens_per_day: Option<u64>,
}

impl AssistantSettings {
    /// What is wrong with these settings, as (path, remedy).
    pub fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |path: String, remedy: &str| faults.push((path, remedy.to_owned()));
        if self.instructions.chars().count() > LONGEST_INSTRUCTIONS {
            fault("instructions".into(), "at most 8000 characters are allowed; facts belong into pages");
        }
        for (i, host) in self.allowed_hosts.iter().enumerate() {
            let host_like = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
            if host.is_empty() || !host.chars().all(host_like) {
                fault(format!("allowed_hosts.{i}"), "expected a host such as status.example.com");
            }
        }
        if self.custom_tools.len() > MOST_TOOLS {
            fault("custom_tools".into(), "at most 16 tools are allowed");
        }
        for (i, tool) in self.custom_tools.iter().enumerate() {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            let earlier = &self.custom_tools[..i];
            if !(1..=48).contains(&tool.key.len()) || !tool.key.chars().all(plain) {
                fault(format!("custom_tools.{i}.key"), "expected 1 to 48 letters, digits, _ and -");
            } else if earlier.iter().any(|other| other.key == tool.key) {
                fault(format!("custom_tools.{i}.key"), "expected a key that no other tool has");
            }
            if tool.parameters.as_ref().is_some_and(|schema| !schema.is_object()) {
                fault(format!("custom_tools.{i}.parameters"), "expected a JSON schema of an object");
            }
        }
        if self.max_answer_tokens.is_some_and(|most| !(16..=32_000).contains(&most)) {
            fault("max_answer_tokens".into(), "expected a number from 16 to 32000");
        }
        if self.temperature.is_some_and(|t| !(0.0..=2.0).contains(&t)) {
            fault("temperature".into(), "expected a number from 0 to 2");
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_path() {
        let settings: AssistantSettings = serde_json::from_value(serde_json::json!({
            "instructions": "x".repeat(8001),
            "allowed_hosts": ["a.example", "https://b.example"],
            "custom_tools": [
                {"key": "open_map", "description": "shows the map"},
                {"key": "open_map", "description": "again", "parameters": []},
                {"key": "open map", "description": "with a space"},
            ],
            "max_answer_tokens": 1,
            "temperature": 3.0,
        }))
        .unwrap();
        let paths: Vec<String> = settings.faults().into_iter().map(|(path, _)| path).collect();
        let wanted = [
            "instructions",
            "allowed_hosts.1",
            "custom_tools.1.key",
            "custom_tools.1.parameters",
            "custom_tools.2.key",
            "max_answer_tokens",
            "temperature",
        ];
        assert_eq!(paths, wanted);
        assert_eq!(AssistantSettings::default().faults(), []);
    }
}
