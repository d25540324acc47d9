//! What travels: requests as most servers want them, answers as tolerant as can be.
//!
//! In answers every field may be missing or null, and one of another type than it should be counts as missing. Only what
//! wraps the rest (`choices`, `delta`, `message`) is read at once: it comes with every token.

use std::borrow::Cow;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::chat::{ChatRequest, Content, Message, Role, Tool, ToolCall, Usage};
use crate::refusal::Habits;

/// Whether usage is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usages {
    /// Where the server takes such a wish.
    Wanted,
    /// To find out whether the wish is what is refused.
    Unwanted,
}

/// The body of a chat request.
pub(crate) fn chat_body(model: &str, request: &ChatRequest, habits: &Habits, usage: Usages) -> Value {
    let mut body = json!({
        "model": model,
        "messages": request.messages.iter().map(message).collect::<Vec<_>>(),
        "stream": true,
    });
    if usage == Usages::Wanted && habits.usage.is_taken() {
        body["stream_options"] = json!({ "include_usage": true });
    }
    if !request.tools.is_empty() {
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    if let Some(most) = request.max_tokens {
        let name = if habits.max_tokens.is_taken() { "max_tokens" } else { "max_completion_tokens" };
        body[name] = most.into();
    }
    if let Some(temperature) = request.temperature.filter(|_| habits.temperature.is_taken()) {
        body["temperature"] = json!(temperature);
    }
    body
}

fn message(message: &Message) -> Value {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    };
    let mut wire = json!({ "role": role, "content": content(&message.content) });
    if !message.tool_calls.is_empty() {
        wire["tool_calls"] = message.tool_calls.iter().map(tool_call).collect();
    }
    if let Some(id) = &message.tool_call_id {
        wire["tool_call_id"] = id.as_str().into();
    }
    wire
}

/// A plain string when it is only text: many servers take nothing else.
fn content(content: &[Content]) -> Value {
    let mut text = String::new();
    for part in content {
        match part {
            Content::Text(more) => text += more,
            Content::ImageUrl(_) => return content.iter().map(part_of_content).collect(),
        }
    }
    Value::String(text)
}

fn part_of_content(part: &Content) -> Value {
    match part {
        Content::Text(text) => json!({ "type": "text", "text": text }),
        Content::ImageUrl(url) => json!({ "type": "image_url", "image_url": { "url": url } }),
    }
}

fn tool_call(call: &ToolCall) -> Value {
    let function = json!({ "name": call.name, "arguments": call.arguments });
    json!({ "id": call.id, "type": "function", "function": function })
}

fn tool(tool: &Tool) -> Value {
    let function =
        json!({ "name": tool.name, "description": tool.description, "parameters": tool.parameters });
    json!({ "type": "function", "function": function })
}

/// The body of a request for embeddings.
#[derive(Debug, Serialize)]
pub(crate) struct EmbedBody<'r> {
    pub(crate) model: &'r str,
    pub(crate) input: &'r [String],
}

/// An event of a stream, or a whole answer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    pub(crate) choices: Option<Vec<Choice>>,
    #[serde(deserialize_with = "or_missing")]
    pub(crate) usage: Option<WireUsage>,
    pub(crate) error: Value,
}

/// What nearly every event of a stream is: words of the first answer and nothing else. Reading it takes a fraction of
/// what an [`Answer`] takes; whatever does not fit is read as one.
#[derive(Debug, Deserialize)]
struct Words<'w> {
    #[serde(borrow)]
    choices: [WordsChoice<'w>; 1],
    usage: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct WordsChoice<'w> {
    index: Option<u64>,
    #[serde(borrow)]
    delta: WordsDelta<'w>,
    finish_reason: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct WordsDelta<'w> {
    #[serde(borrow)]
    content: Cow<'w, str>,
    refusal: Option<IgnoredAny>,
    tool_calls: Option<IgnoredAny>,
    reasoning_content: Option<IgnoredAny>,
    reasoning: Option<IgnoredAny>,
    thinking: Option<IgnoredAny>,
}

/// The words of an event that holds nothing else.
pub(crate) fn only_words(event: &[u8]) -> Option<String> {
    let Words { choices: [choice], usage: None, error: None } = serde_json::from_slice(event).ok()? else {
        return None;
    };
    let WordsChoice { index: None | Some(0), delta, finish_reason: None } = choice else { return None };
    let others = [&delta.refusal, &delta.tool_calls, &delta.reasoning_content, &delta.reasoning];
    let is_alone = others.into_iter().chain([&delta.thinking]).all(Option::is_none);
    (is_alone && !delta.content.is_empty()).then(|| delta.content.into_owned())
}

/// One of the answers; only the first is ever asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    #[serde(deserialize_with = "or_missing")]
    pub(crate) index: Option<u64>,
    /// In a stream.
    pub(crate) delta: Option<Delta>,
    /// In a whole answer.
    pub(crate) message: Option<Delta>,
    #[serde(deserialize_with = "or_missing")]
    pub(crate) finish_reason: Option<String>,
}

/// What is new.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Delta {
    content: Value,
    refusal: Value,
    #[serde(deserialize_with = "or_missing")]
    pub(crate) tool_calls: Option<Vec<CallFragment>>,
    reasoning_content: Value,
    reasoning: Value,
    thinking: Value,
}

impl Delta {
    /// The text in it; that of a refusal counts.
    pub(crate) fn text(&mut self) -> String {
        match (self.content.take(), self.refusal.take()) {
            (Value::String(text), _) if !text.is_empty() => text,
            (Value::Array(parts), _) => parts.into_iter().map(text_of_part).collect(),
            (_, Value::String(refusal)) => refusal,
            _ => String::new(),
        }
    }

    /// Whether the model thinks aloud in it.
    pub(crate) fn has_reasoning(&self) -> bool {
        [&self.reasoning_content, &self.reasoning, &self.thinking]
            .into_iter()
            .any(|field| !matches!(field, Value::Null) && field.as_str() != Some(""))
    }
}

/// Some servers send parts; those that are no text, such as reasoning, are passed over.
fn text_of_part(mut part: Value) -> String {
    let is_text = part.get("type").and_then(Value::as_str).is_none_or(|kind| kind == "text");
    match part.get_mut("text").map(Value::take) {
        Some(Value::String(text)) if is_text => text,
        _ => String::new(),
    }
}

/// A piece of a call of a tool.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CallFragment {
    #[serde(deserialize_with = "or_missing")]
    pub(crate) index: Option<u64>,
    #[serde(deserialize_with = "or_missing")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "or_missing")]
    pub(crate) function: Option<FunctionFragment>,
}

/// The same: what is called.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FunctionFragment {
    #[serde(deserialize_with = "or_missing")]
    pub(crate) name: Option<String>,
    /// Text, but some servers send the object itself.
    pub(crate) arguments: Value,
}

/// Counts of tokens.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(crate) struct WireUsage {
    #[serde(deserialize_with = "or_missing")]
    prompt_tokens: Option<u32>,
    #[serde(deserialize_with = "or_missing")]
    completion_tokens: Option<u32>,
}

impl From<WireUsage> for Usage {
    fn from(wire: WireUsage) -> Self {
        Self {
            prompt_tokens: wire.prompt_tokens.unwrap_or(0),
            completion_tokens: wire.completion_tokens.unwrap_or(0),
        }
    }
}

/// The answer to a request for embeddings.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Embeddings {
    #[serde(deserialize_with = "or_missing")]
    pub(crate) data: Option<Vec<Embedding>>,
}

/// One of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Embedding {
    #[serde(deserialize_with = "or_missing")]
    pub(crate) index: Option<usize>,
    #[serde(deserialize_with = "or_missing")]
    pub(crate) embedding: Option<Vec<f32>>,
}

/// What a failure says: in `error.message`, `error`, `message` or `detail`, or else the whole.
pub(crate) fn failure_text(text: &str) -> String {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    let error = value.get("error").unwrap_or(&value);
    let named = ["message", "detail"].iter().find_map(|name| error.get(name)).unwrap_or(error);
    named.as_str().map_or_else(|| named.to_string(), ToOwned::to_owned)
}

/// Reads a field; of another type, it counts as missing.
fn or_missing<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_events_that_hold_words_and_nothing_else_are_read_the_short_way() {
        let read =
            |choice: &str, rest: &str| only_words(format!(r#"{{"choices":[{choice}]{rest}}}"#).as_bytes());
        for (choice, rest, words) in [
            (
                r#"{"index":0,"delta":{"content":" hi"},"finish_reason":null}"#,
                r#","id":"x","usage":null"#,
                " hi",
            ),
            (r#"{"delta":{"role":"assistant","content":"\"a\" \u00e6","refusal":null}}"#, "", "\"a\" æ"),
        ] {
            assert_eq!(read(choice, rest).as_deref(), Some(words), "{choice}");
        }
        for (choice, rest) in [
            (r#"{"delta":{"content":"hi"},"finish_reason":"stop"}"#, ""),
            (r#"{"delta":{"content":"hi","tool_calls":[{"index":0}]}}"#, ""),
            (r#"{"delta":{"content":"hi","refusal":"no"}}"#, ""),
            (r#"{"delta":{"content":"hi","reasoning_content":"hm"}}"#, ""),
            (r#"{"delta":{"content":"hi"}}"#, r#","usage":{"prompt_tokens":1}"#),
            (r#"{"delta":{"content":"hi"}}"#, r#","error":{"message":"out of memory"}"#),
            (r#"{"index":1,"delta":{"content":"hi"}}"#, ""),
            (r#"{"delta":{"content":"hi"}},{"index":1,"delta":{"content":"ho"}}"#, ""),
            (r#"{"index":"0","delta":{"content":"hi"}}"#, ""),
            (r#"{"delta":{"content":[{"text":"hi"}]}}"#, ""),
            (r#"{"message":{"content":"hi"}}"#, ""),
            (r#"{"delta":{"content":""}}"#, ""),
            ("", ""),
        ] {
            assert_eq!(read(choice, rest), None, "{choice}{rest}");
        }
    }
}
