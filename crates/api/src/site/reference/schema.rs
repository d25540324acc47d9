//! Shapes of bodies and parameters, as tables.

use maud::{Markup, html};
use serde_json::Value;

use super::{prose, text};

/// A named schema.
pub(super) fn definition(name: &str, shape: &Value) -> Markup {
    html! {
        article.schema id={ "schema-" (name) } {
            div.words {
                h3 { (name) a.here href={ "#schema-" (name) } aria-label="Link to this schema" { "#" } }
                @if !text(shape, "description").is_empty() { p { (prose(text(shape, "description"))) } }
                (contents(shape))
            }
        }
    }
}

/// The parameters of an operation.
pub(super) fn parameters(parameters: &Value) -> Markup {
    let Some(parameters) = parameters.as_array().filter(|list| !list.is_empty()) else { return html! {} };
    html! {
        h4 { "Parameters" }
        dl.fields {
            @for parameter in parameters {
                (field(
                    text(parameter, "name"),
                    &parameter["schema"],
                    parameter["required"] == true,
                    text(parameter, "description"),
                    Some(text(parameter, "in")),
                ))
            }
        }
    }
}

/// The fields of a body; of a named schema, that schema's own.
pub(super) fn fields(shape: &Value, document: &Value) -> Markup {
    match referred(shape) {
        Some(name) => html! {
            p.named { (kind(shape)) }
            (contents(&document["components"]["schemas"][name]))
        },
        None => contents(shape),
    }
}

/// What a schema is made of: fields, kinds or values.
fn contents(shape: &Value) -> Markup {
    let kinds = shape["oneOf"].as_array().or(shape["allOf"].as_array());
    html! {
        @if let Some(properties) = shape["properties"].as_object() {
            dl.fields {
                @for (name, property) in properties {
                    (field(name, property, requires(shape, name), text(property, "description"), None))
                }
            }
        } @else if let Some(kinds) = kinds {
            @for one in kinds { (variant(one)) }
        } @else if let Some(values) = shape["enum"].as_array() {
            p.values { @for value in values { code { (plain(value)) } " " } }
        } @else {
            p { (kind(shape)) }
        }
    }
}

/// One kind of a union, headed by the word that tells it from the others.
fn variant(shape: &Value) -> Markup {
    if let Some(parts) = shape["allOf"].as_array() {
        return html! { div.variant { (head(parts)) @for part in parts.iter().filter(|part| part["$ref"].is_string()) { p { (kind(part)) } } } };
    }
    html! {
        div.variant {
            (head(std::slice::from_ref(shape)))
            @if !text(shape, "description").is_empty() { p { (prose(text(shape, "description"))) } }
            @if let Some(properties) = shape["properties"].as_object() {
                dl.fields {
                    @for (name, property) in properties.iter().filter(|(_, property)| mark(property).is_none()) {
                        (field(name, property, requires(shape, name), text(property, "description"), None))
                    }
                }
            } @else { p { (kind(shape)) } }
        }
    }
}

fn head(parts: &[Value]) -> Markup {
    let properties = parts.iter().filter_map(|part| part["properties"].as_object()).flatten();
    let marks: Vec<_> = properties.filter_map(|(name, property)| Some((name, mark(property)?))).collect();
    html! { @for (name, value) in marks { p.mark { code { (name) ": " (value) } } } }
}

/// The one value of a field that tells kinds apart.
fn mark(property: &Value) -> Option<&str> {
    match property["enum"].as_array()?.as_slice() {
        [only] => only.as_str(),
        _ => None,
    }
}

fn field(name: &str, shape: &Value, required: bool, words: &str, place: Option<&str>) -> Markup {
    html! {
        div {
            dt { code { (name) } @if required { span.required { "required" } } }
            dd {
                span.kind {
                    @if let Some(place) = place { "in " (place) ", " }
                    (kind(shape)) (bounds(shape))
                }
                @if !words.is_empty() { p { (prose(words)) } }
            }
        }
    }
}

/// The kind of value, with a link when it is a named schema.
pub(super) fn kind(shape: &Value) -> Markup {
    if let Some(name) = referred(shape) {
        return html! { a href={ "#schema-" (name) } { (name) } };
    }
    if let Some(kinds) = shape["oneOf"].as_array() {
        return html! { @for (i, one) in kinds.iter().enumerate() { @if i > 0 { " or " } (kind(one)) } };
    }
    if shape["items"].is_object() {
        return html! { "list of " (kind(&shape["items"])) };
    }
    if shape["additionalProperties"].is_object() {
        return html! { "map of text to " (kind(&shape["additionalProperties"])) };
    }
    let words: Vec<&str> = match &shape["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        Value::String(one) => vec![one],
        _ => vec!["any value"],
    };
    let values: Vec<String> = shape["enum"].as_array().into_iter().flatten().map(plain).collect();
    html! {
        @if values.is_empty() { (words.join(" or ")) } @else { (values.join(" | ")) }
        @if shape["format"] == "date-time" { ", a time" }
    }
}

fn bounds(shape: &Value) -> Markup {
    let said = [
        ("minimum", "at least ", ""),
        ("maximum", "at most ", ""),
        ("minLength", "at least ", " characters"),
        ("maxLength", "at most ", " characters"),
        ("minItems", "at least ", " items"),
        ("maxItems", "at most ", " items"),
        ("default", "default ", ""),
    ];
    html! {
        @for (key, before, behind) in said {
            @if let Some(value) = shape.get(key).filter(|value| !value.is_object()) {
                ", " (before) (plain(value)) (behind)
            }
        }
        @if let Some(pattern) = shape["pattern"].as_str() { ", " code { (pattern) } }
    }
}

fn requires(shape: &Value, name: &str) -> bool {
    shape["required"].as_array().is_some_and(|required| required.iter().any(|one| one == name))
}

/// The name of a schema that is referred to.
pub(super) fn referred(shape: &Value) -> Option<&str> {
    shape["$ref"].as_str()?.rsplit('/').next()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
