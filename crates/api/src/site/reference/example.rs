//! Requests to copy and answers to expect, made from schemas and their examples.

use serde_json::{Map, Value, json};

use super::schema::referred;

/// A command that makes the call.
pub(super) fn curl(method: &str, path: &str, what: &Value, document: &Value) -> String {
    let mut line = vec![format!("curl \"$PARLOUR_URL{}\"", address(path, what))];
    if method != "get" && !(method == "post" && what["requestBody"].is_object()) {
        line.push(format!("-X {}", method.to_ascii_uppercase()));
    }
    let credential = what["security"][0].as_object().and_then(|one| one.keys().next());
    match credential.map(String::as_str) {
        Some("apiKey") => line.push("-u \"$API_KEY:\"".into()),
        Some("visitorToken") => line.push("-H \"Authorization: Bearer $TOKEN\"".into()),
        _ => {}
    }
    for parameter in what["parameters"].as_array().into_iter().flatten() {
        if parameter["in"] == "header" && parameter["required"] == true {
            let name = parameter["name"].as_str().unwrap_or_default();
            line.push(format!("-H \"{name}: https://shop.example.com\""));
        }
    }
    let streams = what["responses"]["200"]["content"]["text/event-stream"].is_object();
    if streams {
        line.push("--no-buffer".into());
    }
    if let Some(shape) = what["requestBody"]["content"]["application/json"].get("schema") {
        line.push("-H \"Content-Type: application/json\"".into());
        line.push(format!("-d '{}'", pretty(&sample(shape, document, 0))));
    }
    line.join(" \\\n  ")
}

/// The path with its variables and the query that it cannot do without.
fn address(path: &str, what: &Value) -> String {
    let variable = |name: &str| format!("${}", name.to_ascii_uppercase());
    let mut address = path.to_owned();
    for parameter in what["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        if parameter["in"] == "path" {
            address = address.replace(&format!("{{{name}}}"), &variable(name));
        } else if parameter["in"] == "query" && parameter["required"] == true {
            address.push_str(&format!("?{name}={}", variable(name)));
        }
    }
    address
}

/// What a successful call answers, as text.
pub(super) fn answer(what: &Value, document: &Value) -> Option<String> {
    let content = what["responses"]["200"]["content"].as_object()?;
    if content.contains_key("text/event-stream") {
        return Some(STREAM.into());
    }
    let shape = content.get("application/json")?.get("schema")?;
    referred(shape)?;
    Some(pretty(&sample(shape, document, 0)))
}

/// An answer as it streams.
const STREAM: &str = r#"id: msg_7.1.1
event: status
data: {"status":"connected","message_id":"msg_7"}

id: msg_7.1.2
event: status
data: {"status":"processing"}

id: msg_7.1.3
event: part_delta
data: {"part_id":"part_1","delta":{"action":"start_part","part_type":"rich_text"}}

…

id: msg_7.1.9
event: done
data: {"message":{"message_id":"msg_7","role":"assistant","parts":[…]}}"#;

/// JSON on several lines.
pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// How deep a sample goes before it ends in empty lists.
const DEEPEST: usize = 5;

/// A value of this shape: its example, else made of its fields' samples.
fn sample(shape: &Value, document: &Value, depth: usize) -> Value {
    if let Some(given) = shape["examples"].as_array().and_then(|list| list.first()).or(shape.get("example")) {
        return given.clone();
    }
    if let Some(name) = referred(shape) {
        return sample(&document["components"]["schemas"][name], document, depth);
    }
    if let Some(given) = shape.get("default") {
        return given.clone();
    }
    if let Some(kinds) = shape["oneOf"].as_array() {
        let may_be_absent = kinds.iter().any(|one| one["type"] == "null");
        let first = kinds.first().filter(|_| !may_be_absent);
        return first.map(|one| sample(one, document, depth)).unwrap_or_default();
    }
    if let Some(parts) = shape["allOf"].as_array() {
        let samples = parts.iter().map(|part| sample(part, document, depth));
        return samples.fold(json!({}), |mut whole, part| {
            if let (Some(whole), Value::Object(part)) = (whole.as_object_mut(), part) {
                whole.extend(part);
            }
            whole
        });
    }
    if let Some(first) = shape["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    let words = match &shape["type"] {
        Value::Array(kinds) if kinds.iter().any(|kind| kind == "null") => return Value::Null,
        kind => kind.as_str().unwrap_or_default(),
    };
    match words {
        "object" => Value::Object(fields(shape, document, depth)),
        "array" if depth < DEEPEST => json!([sample(&shape["items"], document, depth + 1)]),
        "array" => json!([]),
        "integer" | "number" => shape.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(false),
        _ if shape["format"] == "date-time" => json!("2025-06-15T14:30:10.000Z"),
        _ => json!("…"),
    }
}

fn fields(shape: &Value, document: &Value, depth: usize) -> Map<String, Value> {
    let properties = || shape["properties"].as_object().into_iter().flatten();
    let kind_first = properties().filter(|(name, _)| *name == "type");
    let properties = kind_first.chain(properties().filter(|(name, _)| *name != "type"));
    properties.map(|(name, property)| (name.clone(), sample(property, document, depth + 1))).collect()
}
