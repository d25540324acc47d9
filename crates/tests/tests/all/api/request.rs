//! Requests as the OpenAPI document describes them: every operation can be asked for without being known by name.

use serde_json::{Map, Value, json};

/// A thing's name by what the document calls the field that holds it, such as `agent_id`.
pub(super) type Names = Vec<(&'static str, String)>;

/// An operation of the document.
pub(super) struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    item: &'a Value,
}

/// A request that an operation takes.
pub(super) struct Request {
    pub(super) name: String,
    pub(super) method: String,
    /// The names that stand in the path.
    pub(super) path_names: Names,
    pub(super) body: Option<Value>,
    path: String,
    takes_signature: bool,
}

/// All operations of the document.
pub(super) fn operations(document: &Value) -> Vec<Operation<'_>> {
    let items = document["paths"].as_object().unwrap().iter();
    items
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, item)| Operation { path, method, item })
        })
        .collect()
}

impl<'a> Operation<'a> {
    /// The credential it asks for.
    pub(super) fn scheme(&self) -> Option<&'a str> {
        let security = self.item["security"].as_array();
        assert!(security.is_none_or(|all| all.len() == 1), "one credential opens an operation");
        security?[0].as_object()?.keys().next().map(String::as_str)
    }

    /// Whether the document knows this answer of it.
    pub(super) fn answers(&self, status: u16) -> bool {
        self.item["responses"].get(status.to_string()).is_some()
    }

    fn parameters(&self) -> impl Iterator<Item = &'a Value> {
        self.item["parameters"].as_array().into_iter().flatten()
    }

    fn path_parameters(&self) -> impl Iterator<Item = &'a str> {
        self.parameters().filter(|of| of["in"] == "path").map(|of| of["name"].as_str().unwrap())
    }

    /// The same names, but those in the path stand for nothing that there is.
    pub(super) fn unknown_names(&self, names: &Names) -> Names {
        let in_path: Vec<&str> = self.path_parameters().collect();
        let unknown = |(field, name): &(&'static str, String)| match in_path.contains(field) {
            true if uuid::Uuid::parse_str(name).is_ok() => (*field, uuid::Uuid::nil().to_string()),
            true => (*field, "unknown".to_owned()),
            false => (*field, name.clone()),
        };
        names.iter().map(unknown).collect()
    }

    /// A request that names these things wherever the document has a field for them.
    pub(super) fn request(&self, document: &Value, names: &Names) -> Request {
        let named = |field: &str| names.iter().find(|(known, _)| *known == field);
        let path_names: Names = self
            .path_parameters()
            .map(|field| named(field).unwrap_or_else(|| panic!("name a {field} for this test")).clone())
            .collect();
        let path = path_names
            .iter()
            .fold(self.path.to_owned(), |path, (field, name)| path.replace(&format!("{{{field}}}"), name));
        let body = &self.item["requestBody"]["content"]["application/json"]["schema"];
        Request {
            name: self.item["operationId"].as_str().unwrap().to_owned(),
            method: self.method.to_uppercase(),
            path,
            takes_signature: self.scheme() == Some("signedAddress"),
            body: (!body.is_null()).then(|| renamed(made_of(document, body), names)),
            path_names,
        }
    }
}

impl Request {
    /// Where to send it, with what signs the address.
    pub(super) fn address(&self, signature: &str) -> String {
        match self.takes_signature {
            true => format!("{}?token={signature}", self.path),
            false => self.path.clone(),
        }
    }
}

/// A value that fits a schema: its example if it has one, else what it requires.
fn made_of(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return made_of(document, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    for example in [&schema["examples"][0], &schema["example"], &schema["default"], &schema["enum"][0]] {
        if !example.is_null() {
            return example.clone();
        }
    }
    if let Some(choice) = schema["oneOf"].get(0) {
        return made_of(document, choice);
    }
    if let Some(all) = schema["allOf"].as_array() {
        let objects = all.iter().filter_map(|of| made_of(document, of).as_object().cloned());
        return Value::Object(objects.flatten().collect());
    }
    let kind = &schema["type"];
    match kind.as_str().or(kind[0].as_str()) {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let fields = required
                .map(|field| (field.to_owned(), made_of(document, &schema["properties"][field])))
                .collect::<Map<_, _>>();
            Value::Object(fields)
        }
        Some("array") => json!([made_of(document, &schema["items"])]),
        Some("integer" | "number") => json!(schema["minimum"].as_i64().unwrap_or(1)),
        Some("boolean") => json!(true),
        Some("string") => json!("something"),
        _ => Value::Null,
    }
}

/// The same with these names in their fields, at any depth.
fn renamed(value: Value, names: &Names) -> Value {
    match value {
        Value::Object(fields) => {
            let name = |(field, value): (String, Value)| {
                let known = names.iter().find(|(known, _)| *known == field);
                let value = known.map_or_else(|| renamed(value, names), |(_, name)| json!(name));
                (field, value)
            };
            Value::Object(fields.into_iter().map(name).collect())
        }
        Value::Array(items) => items.into_iter().map(|item| renamed(item, names)).collect(),
        other => other,
    }
}
