//! What a model may call: the tools' descriptions, and a call as an action.
//!
//! A call that cannot be carried out is answered with what to mend, so that the model can call again. Left out: carrying
//! actions out (`stage`).

use parlour_llm::{Tool, ToolCall};
use parlour_model::assistant::CustomTool;
use parlour_model::form::{Form, Trigger};
use serde::Deserialize;
use serde_json::{Value, json};

/// The most products of one call.
pub(super) const MOST_PRODUCTS: usize = 8;
/// The most suggestions of one call.
const MOST_SUGGESTIONS: usize = 6;
/// The largest payload for the owner's page, in bytes.
const LARGEST_PAYLOAD: usize = 16 * 1024;

/// What may be called for a chatbot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer<'a> {
    pub(super) has_products: bool,
    pub(super) takes_pictures: bool,
    pub(super) forms: &'a [Form],
    pub(super) custom: &'a [CustomTool],
}

/// What a model wants done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Action {
    /// Look for something else.
    Search(String),
    /// Show these products, by id.
    ShowProducts(Vec<String>),
    /// Show cards that ask a question.
    ShowSuggestions(Vec<Suggested>),
    /// Ask for contact details.
    ShowContactForm,
    /// Ask for a support ticket.
    ShowSupportTicket,
    /// Show a form of the owner's, by id.
    ShowForm(String),
    /// Ask for a picture.
    RequestImageUpload,
    /// Offer a person.
    RequestHumanAgent,
    /// Hand something to the owner's page.
    Custom { key: String, payload: Value },
}

/// A card that asks a question, in the model's words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Suggested {
    pub(super) title: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    pub(super) prompt_text: String,
}

impl Offer<'_> {
    /// The tools, described.
    pub(super) fn tools(&self) -> Vec<Tool> {
        let none = || json!({});
        let mut tools = vec![
            tool(
                "search",
                "Look in the owner's pages and catalogue for something that the data does not have yet. \
                 Ask in the language of the pages.",
                json!({"query": {"type": "string", "description": "what to look for, as a whole question"}}),
            ),
            tool("show_contact_form", "Show a contact form: when the data does not hold the answer.", none()),
            tool(
                "show_support_ticket",
                "Show a form for a support ticket: damage, complaints, trouble with the visitor's own order.",
                none(),
            ),
            tool("request_human_agent", "Offer a person: when the visitor asks for one.", none()),
        ];
        if self.has_products {
            tools.push(tool(
                "show_products",
                "Show product cards with picture, price, stock and link. Always use it to show or recommend products.",
                json!({"ids": {"type": "array", "items": {"type": "string"}, "description": "ids from the data, best first"}}),
            ));
        }
        let suggestion = json!({"type": "object", "required": ["title", "prompt_text"], "properties": {
            "title": {"type": "string"}, "description": {"type": "string"},
            "prompt_text": {"type": "string", "description": "what the visitor says by pressing it"}}});
        tools.push(tool(
            "show_suggestions",
            "Show cards with questions that the visitor may want to ask next.",
            json!({"suggestions": {"type": "array", "items": suggestion}}),
        ));
        if self.takes_pictures {
            tools.push(tool(
                "request_image_upload",
                "Ask the visitor for a picture, such as of damage.",
                none(),
            ));
        }
        let forms: Vec<&Form> = self.shown_forms().collect();
        if !forms.is_empty() {
            let ids: Vec<&str> = forms.iter().map(|form| form.form_id.as_str()).collect();
            let about: Vec<String> = forms.iter().map(|form| described(form)).collect();
            tools.push(tool(
                "show_form",
                &format!("Show a form of the owner's. {}", about.join(" ")),
                json!({"form_id": {"type": "string", "enum": ids}}),
            ));
        }
        tools.extend(self.custom.iter().map(custom_tool));
        tools
    }

    /// The forms that are shown when a question asks for them.
    fn shown_forms(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter().filter(|form| matches!(form.trigger, Trigger::Llm | Trigger::Manual))
    }

    /// A call as an action; else what is wrong with it, for the model.
    pub(super) fn read(&self, call: &ToolCall) -> Result<Action, String> {
        let arguments: Value = serde_json::from_str(&call.arguments)
            .map_err(|error| format!("the arguments are not JSON: {error}"))?;
        match call.name.as_str() {
            "search" => Ok(Action::Search(text(&arguments, "query")?)),
            "show_products" if self.has_products => Ok(Action::ShowProducts(ids(&arguments)?)),
            "show_suggestions" => Ok(Action::ShowSuggestions(suggestions(&arguments)?)),
            "show_contact_form" => Ok(Action::ShowContactForm),
            "show_support_ticket" => Ok(Action::ShowSupportTicket),
            "request_human_agent" => Ok(Action::RequestHumanAgent),
            "request_image_upload" if self.takes_pictures => Ok(Action::RequestImageUpload),
            "show_form" => {
                let id = text(&arguments, "form_id")?;
                let known = self.shown_forms().any(|form| form.form_id == id);
                known.then_some(Action::ShowForm(id)).ok_or_else(|| "there is no such form".into())
            }
            name => self.read_custom(name, arguments),
        }
    }

    fn read_custom(&self, name: &str, arguments: Value) -> Result<Action, String> {
        let known = self.custom.iter().find(|tool| name == custom_name(tool) || name == tool.key);
        let Some(tool) = known else { return Err(format!("there is no tool {name}")) };
        if !arguments.is_object() {
            return Err("the payload must be an object".into());
        }
        if arguments.to_string().len() > LARGEST_PAYLOAD {
            return Err(format!("the payload is larger than {LARGEST_PAYLOAD} bytes"));
        }
        Ok(Action::Custom { key: tool.key.clone(), payload: arguments })
    }
}

fn tool(name: &str, description: &str, properties: Value) -> Tool {
    let required: Vec<&String> = properties.as_object().map(|map| map.keys().collect()).unwrap_or_default();
    let parameters = json!({"type": "object", "properties": properties, "required": required});
    Tool { name: name.into(), description: description.into(), parameters }
}

fn custom_tool(tool: &CustomTool) -> Tool {
    let parameters = tool.parameters.clone().unwrap_or_else(|| json!({"type": "object"}));
    Tool { name: custom_name(tool), description: tool.description.clone(), parameters }
}

/// What the model knows an owner's tool by: it cannot be mistaken for one of the house.
fn custom_name(tool: &CustomTool) -> String {
    format!("custom_{}", tool.key)
}

fn described(form: &Form) -> String {
    let when = form.trigger_prompt.as_deref().map(|prompt| format!(": {prompt}")).unwrap_or_default();
    format!("{} is \"{}\"{when}.", form.form_id, form.name)
}

fn text(arguments: &Value, name: &str) -> Result<String, String> {
    let text = arguments[name].as_str().map(str::trim).unwrap_or_default();
    if text.is_empty() { Err(format!("{name} must be a text")) } else { Ok(text.chars().take(500).collect()) }
}

fn ids(arguments: &Value) -> Result<Vec<String>, String> {
    let name =
        |value: &Value| value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|n| n.to_string()));
    let ids: Option<Vec<String>> = match &arguments["ids"] {
        Value::Array(list) => list.iter().map(name).collect(),
        one => name(one).map(|one| vec![one]),
    };
    let mut ids = ids.filter(|ids| !ids.is_empty()).ok_or("ids must be a list of product ids")?;
    ids.truncate(MOST_PRODUCTS);
    Ok(ids)
}

fn suggestions(arguments: &Value) -> Result<Vec<Suggested>, String> {
    let list: Vec<Suggested> = serde_json::from_value(arguments["suggestions"].clone())
        .map_err(|error| format!("suggestions: {error}"))?;
    let said = |s: &Suggested| !s.title.trim().is_empty() && !s.prompt_text.trim().is_empty();
    let list: Vec<Suggested> = list.into_iter().filter(said).take(MOST_SUGGESTIONS).collect();
    if list.is_empty() { Err("suggestions must not be empty".into()) } else { Ok(list) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, arguments: &str) -> ToolCall {
        ToolCall { id: "1".into(), name: name.into(), arguments: arguments.into() }
    }

    #[test]
    fn calls_become_actions_and_bad_ones_say_what_to_mend() {
        let custom = [CustomTool { key: "open_map".into(), description: "the map".into(), parameters: None }];
        let offer = Offer { has_products: true, takes_pictures: false, forms: &[], custom: &custom };
        let read = |name, arguments| offer.read(&call(name, arguments));
        assert_eq!(
            read("show_products", r#"{"ids":["a",7]}"#),
            Ok(Action::ShowProducts(vec!["a".into(), "7".into()]))
        );
        assert_eq!(read("show_products", r#"{"ids":"a"}"#), Ok(Action::ShowProducts(vec!["a".into()])));
        assert_eq!(read("search", r#"{"query":" x "}"#), Ok(Action::Search("x".into())));
        let wanted = Action::Custom { key: "open_map".into(), payload: json!({"zoom": 3}) };
        assert_eq!(read("custom_open_map", r#"{"zoom":3}"#), Ok(wanted));
        for (name, arguments) in [
            ("show_products", "{}"),
            ("show_products", r#"{"ids":[{}]}"#),
            ("show_products", "not json"),
            ("request_image_upload", "{}"),
            ("show_form", r#"{"form_id":"none"}"#),
            ("custom_open_map", "[1]"),
            ("custom_open_map", &format!(r#"{{"x":"{}"}}"#, "y".repeat(LARGEST_PAYLOAD))),
            ("delete_everything", "{}"),
            ("show_suggestions", r#"{"suggestions":[{"title":" ","prompt_text":"x"}]}"#),
        ] {
            assert!(read(name, arguments).is_err(), "{name} {arguments}");
        }
    }

    #[test]
    fn only_what_can_be_done_is_offered() {
        let bare = Offer { has_products: false, takes_pictures: false, forms: &[], custom: &[] };
        let names: Vec<String> = bare.tools().into_iter().map(|tool| tool.name).collect();
        let wanted =
            ["search", "show_contact_form", "show_support_ticket", "request_human_agent", "show_suggestions"];
        assert_eq!(names, wanted);
    }
}
