//! The fuzz step: schemathesis asks a running server everything its own schema allows, and much it does not.
//!
//! Each security scheme of the schema gets the credential its name calls for, so that requests reach the code
//! behind the door as well as the door itself.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::cmd::Cmd;
use crate::provide::python::{self, Tools};
use crate::server::Server;

const CHATBOT: &str = "shop-bot";
const SCHEMA: &str = "/api/openapi.json";
const FORGET: &str = "deleteVisitor";

/// Operations that may refuse what their schema allows, and what no schema can tell about their input. For what is
/// there the list may only shrink.
const PARTICULAR: [(&str, &str); 9] = [
    ("listMessages", "a cursor is one that an answer gave"),
    ("resumeAnswer", "a frame's id is one that a stream gave"),
    ("sendMessage", "a picture's bytes are of the kind it says"),
    ("submitAction", "a form's fields are those of the form"),
    ("syncLivechat", "waiting takes a cursor that an answer gave"),
    ("putAgent", "a picture's bytes are of the kind it says, and stand for no address"),
    ("putLivechatSettings", "hours do not overlap"),
    ("recordPageEvents", "what is told with an event is flat and small"),
    ("putWebhook", "an address is one that can be told, an event one that there is"),
];

/// Runs it against the binary.
///
/// # Errors
/// When the server breaks a promise of its schema, or dies.
pub(crate) fn run(binary: &Path) -> Result<()> {
    let tools = python::provide(Tools::Fuzz)?;
    let mut server = Server::start(binary)?;
    server.cli(&["chatbot", "create", CHATBOT, "--name", "Fuzz", "--origin", "*"])?;
    let key = text_at(&server.cli(&["key", "create"])?, "key")?;
    let schema = server.get(SCHEMA)?;
    let mut outcomes = Vec::new();
    // Whoever forgets a visitor has no token any more: that operation is asked last, on its own.
    for (filter, rest) in
        [("--exclude-operation-id", "all but forgetting"), ("--include-operation-id", "forgetting")]
    {
        println!("fuzz: {rest}");
        let visitor = visitor_token(&server, &key)?;
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let config = folder.path().join("schemathesis.toml");
        std::fs::write(&config, credentials(&schema, &key, &visitor)? + &allowances(&schema)?)?;
        let outcome = Cmd::new(tools.join("schemathesis"))
            .dir(folder.path())
            .arg("--config-file")
            .arg(&config)
            .args(["run", &format!("{}{SCHEMA}", server.origin()), filter, FORGET])
            .args(["--phases", "examples,coverage,fuzzing", "--checks", "all"])
            .args(["--max-examples", "25", "--seed", "1", "--generation-database", "none"])
            .args(["--request-timeout", "20", "--suppress-health-check", "all", "--no-color"])
            .within(Duration::from_secs(10 * 60))
            .run();
        ensure!(server.is_up(), "the server died; its log:\n{}", server.log()?);
        outcomes.push(outcome);
    }
    let log = server.log()?;
    ensure!(!log.contains("panicked"), "the server panicked; its log:\n{log}");
    outcomes.into_iter().collect()
}

fn visitor_token(server: &Server, key: &str) -> Result<String> {
    text_at(&server.post("/api/v1/chat/auth", key, &json!({ "chatbot_id": CHATBOT }))?, "token")
}

fn text_at(value: &Value, name: &str) -> Result<String> {
    let text = value[name].as_str();
    text.map(ToOwned::to_owned).with_context(|| format!("there is no text `{name}` in {value}"))
}

/// schemathesis' configuration: a credential for each security scheme.
fn credentials(schema: &Value, key: &str, visitor: &str) -> Result<String> {
    let schemes =
        schema["components"]["securitySchemes"].as_object().context("the schema has no security schemes")?;
    let mut config = String::new();
    for (name, scheme) in schemes {
        match (scheme["scheme"].as_str().or(scheme["type"].as_str()), name.to_lowercase()) {
            (Some("basic"), _) => {
                write!(config, "[auth.openapi.{name:?}]\nusername = {key:?}\npassword = \"\"\n")?
            }
            (Some("bearer"), lower) if lower.contains("visitor") => {
                write!(config, "[auth.openapi.{name:?}]\nbearer = {visitor:?}\n")?;
            }
            // Agents' tokens come with a webhook. This one is made up: whoever guesses must stay outside.
            (Some("bearer"), lower) if lower.contains("session") => {
                write!(config, "[auth.openapi.{name:?}]\nbearer = \"guessed\"\n")?;
            }
            // Signed addresses stand in messages. Here a signature is made up: whoever guesses must stay outside.
            (Some("apiKey"), lower) if lower.contains("signed") => {
                write!(config, "[auth.openapi.{name:?}]\napi_key = \"guessed\"\n")?;
            }
            _ => bail!("no credential is known for the security scheme {name}: teach xtask/src/fuzz.rs one"),
        }
    }
    Ok(config)
}

/// The same: what the operations on the list may answer to input that fits their schema.
fn allowances(schema: &Value) -> Result<String> {
    let items = schema["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    let operations = items.filter_map(|item| item.as_object()).flat_map(|item| item.values());
    let ids: Vec<&str> = operations.filter_map(|operation| operation["operationId"].as_str()).collect();
    let mut config = String::new();
    for (id, _) in PARTICULAR {
        ensure!(
            ids.contains(&id),
            "the schema has no operation {id}: take it off the list in xtask/src/fuzz.rs"
        );
        write!(config, "[[operations]]\ninclude-operation-id = {id:?}\n")?;
        writeln!(
            config,
            "checks.positive_data_acceptance.expected-statuses = [\"2xx\", 401, 403, 404, 409, 422, 429]"
        )?;
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(schemes: Value) -> Value {
        json!({ "components": { "securitySchemes": schemes } })
    }

    #[test]
    fn every_scheme_gets_its_credential() {
        let schemes = json!({
            "api_key": { "type": "http", "scheme": "basic" },
            "visitor_token": { "type": "http", "scheme": "bearer" },
        });
        let config = credentials(&schema(schemes), "K", "V").unwrap();
        assert!(
            config.contains("[auth.openapi.\"api_key\"]\nusername = \"K\"\npassword = \"\"\n"),
            "{config}"
        );
        assert!(config.contains("[auth.openapi.\"visitor_token\"]\nbearer = \"V\"\n"), "{config}");
    }

    #[test]
    fn an_unknown_scheme_is_not_passed_over() {
        let schemes = json!({ "machine": { "type": "http", "scheme": "bearer" } });
        assert!(credentials(&schema(schemes), "K", "V").is_err());
        assert!(credentials(&json!({}), "K", "V").is_err());
    }

    #[test]
    fn an_allowance_for_an_operation_that_is_gone_is_found() {
        let item = |(at, (id, _)): (usize, &(&str, &str))| {
            (format!("/{at}"), json!({ "get": { "operationId": id } }))
        };
        let all: serde_json::Map<_, _> = PARTICULAR.iter().enumerate().map(item).collect();
        assert!(allowances(&json!({ "paths": all })).unwrap().contains(PARTICULAR[0].0));
        let most: serde_json::Map<_, _> = PARTICULAR.iter().skip(1).enumerate().map(item).collect();
        assert!(allowances(&json!({ "paths": most })).is_err());
    }
}
