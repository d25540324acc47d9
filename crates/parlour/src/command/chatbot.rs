//! `parlour chatbot`

use std::io::{IsTerminal as _, Read as _};
use std::path::Path;

use parlour_domain::chatbot::{self, NewChatbot};
use parlour_domain::identity::{self, IdentityChange, Requirement, SecretChange};
use parlour_domain::{embed, setting};
use parlour_model::config::Settings;
use parlour_model::config::instance::InstanceSettings;
use parlour_model::form::Form;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::cli::{ChatbotCommand, InstanceArgs, OnOff};
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(here: &Installation, command: ChatbotCommand, json: bool) -> Result<(), Failure> {
    let cx = &here.cx;
    match command {
        ChatbotCommand::Create { id, name, origins } => {
            let settings = Settings { allowed_origins: origins, ..Settings::default() };
            let name = name.unwrap_or_else(|| id.clone());
            let made = chatbot::create(cx, NewChatbot { id, name, settings }).await?;
            let outcome = json!({ "id": made.id, "public_id": made.public_id, "sdk_key": made.sdk_key });
            tell(json, &outcome, || {
                say!(
                    "Made the chatbot {} (public id {}, SDK key {}).",
                    made.id,
                    made.public_id,
                    made.sdk_key
                );
            })
        }
        ChatbotCommand::List => {
            let list = chatbot::list(cx).await?;
            let rows: Vec<_> = list
                .iter()
                .map(|c| json!({ "id": c.id, "name": c.name, "created_at": c.created_at }))
                .collect();
            tell(json, &json!({ "chatbots": rows }), || {
                for chatbot in &list {
                    say!("{:24}  {}", chatbot.id, chatbot.name);
                }
                if list.is_empty() {
                    say!("There are no chatbots yet: parlour chatbot create my-shop --name \"My shop\"");
                }
            })
        }
        ChatbotCommand::Show { id } => {
            let found = chatbot::find(cx, &id).await?;
            let forms = chatbot::forms(cx, &id).await?;
            let outcome = json!({
                "id": found.id,
                "public_id": found.public_id,
                "sdk_key": found.sdk_key,
                "name": found.name,
                "settings": found.settings,
                "forms": forms,
            });
            let pretty = serde_json::to_string_pretty(&outcome).unwrap_or_default();
            tell(json, &outcome, || say!("{pretty}"))
        }
        ChatbotCommand::Configure { id, file } => {
            configure(here, &id, &file).await?;
            tell(json, &json!({ "configured": id }), || say!("{id} is configured."))
        }
        ChatbotCommand::Identity { id, require, rotate } => {
            let change = IdentityChange {
                require: require.map(|switch| match switch {
                    OnOff::On => Requirement::Required,
                    OnOff::Off => Requirement::Optional,
                }),
                secret: if rotate { SecretChange::Rotate } else { SecretChange::Keep },
            };
            let now = identity::change(cx, &id, change).await?;
            let outcome = json!({ "chatbot": id, "secret": now.secret, "required": now.required });
            tell(json, &outcome, || {
                say!("Secret: {}", now.secret);
                say!("Keep it on your server. user_hash is the hexadecimal HMAC-SHA256 of user_id by it.");
                match now.required {
                    true => say!("Only visitors of whom it is proved who they are get an answer."),
                    false => say!("Proof is not asked for: --require on asks for it."),
                }
            })
        }
        ChatbotCommand::Set { id, assignments } => {
            let paths: Vec<String> = assignments.iter().map(|one| one.path.clone()).collect();
            setting::assign(cx, &id, assignments).await?;
            tell(json, &json!({ "configured": id, "set": paths }), || say!("{} set.", paths.join(", ")))
        }
        ChatbotCommand::Instance(args) => instance(here, args, json).await,
        ChatbotCommand::Delete { id, yes } => {
            chatbot::find(cx, &id).await?;
            if !yes {
                confirm(&id)?;
            }
            chatbot::delete(cx, &id).await?;
            tell(json, &json!({ "deleted": id }), || say!("{id} is deleted."))
        }
    }
}

/// Asks whether the chatbot is to go; without somebody to ask, it stays.
fn confirm(id: &str) -> Result<(), Failure> {
    let loss = format!("this deletes {id} with its visitors, conversations, files and knowledge, for ever");
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(format!("{loss}: say so with --yes")));
    }
    eprint!("{loss}. Type {id} to go on: ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    match answer.trim() == id {
        true => Ok(()),
        false => Err(Failure::new("nothing was deleted")),
    }
}

/// What a configuration file may hold. Ids, which `show` prints too, are passed over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: Option<String>,
    settings: Option<Settings>,
    forms: Option<Vec<Form>>,
    #[serde(rename = "id")]
    _id: Option<serde::de::IgnoredAny>,
    #[serde(rename = "public_id")]
    _public_id: Option<serde::de::IgnoredAny>,
    #[serde(rename = "sdk_key")]
    _sdk_key: Option<serde::de::IgnoredAny>,
}

async fn configure(here: &Installation, id: &str, file: &Path) -> Result<(), Failure> {
    let change: Change = read_json(file)?;
    let present = chatbot::find(&here.cx, id).await?;
    let name = change.name.unwrap_or(present.name);
    chatbot::configure(&here.cx, id, &name, change.settings.unwrap_or(present.settings)).await?;
    if let Some(forms) = change.forms {
        chatbot::put_forms(&here.cx, id, forms).await?;
    }
    Ok(())
}

async fn instance(here: &Installation, args: InstanceArgs, json: bool) -> Result<(), Failure> {
    let InstanceArgs { id, name, file, .. } = args;
    let Some(file) = file else {
        embed::remove_instance(&here.cx, &id, &name).await?;
        return tell(json, &json!({ "removed": name }), || say!("{name} is taken away from {id}."));
    };
    let instance: InstanceSettings = read_json(&file)?;
    embed::put_instance(&here.cx, &id, &name, instance).await?;
    let path = format!("/config/{id}/{name}.json");
    tell(json, &json!({ "set": name, "path": path }), || say!("{name} is set; pages read it at {path}."))
}

/// Reads a file, or standard input for `-`. What is wrong with it is named by its path.
fn read_json<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", file.display()));
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    let text = text.map_err(|error| named(&error))?;
    let mut json = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| named(&error))
}
