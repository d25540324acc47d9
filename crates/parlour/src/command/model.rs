//! `parlour model`

use std::io::Read as _;

use parlour_domain::assistant::models::try_out;
use parlour_domain::chatbot;
use parlour_store::language_model::LanguageModel;
use serde_json::json;

use crate::cli::ModelCommand;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(here: &Installation, command: ModelCommand, json: bool) -> Result<(), Failure> {
    let cx = &here.cx;
    match command {
        ModelCommand::Set { chatbot, base_url, model, api_key_stdin } => {
            let api_key = api_key_stdin.then(read_key).transpose()?;
            let new = LanguageModel { base_url, api_key, model };
            chatbot::put_language_model(cx, &chatbot, new.clone()).await?;
            let outcome = json!({ "chatbot": chatbot, "base_url": new.base_url, "model": new.model });
            tell(json, &outcome, || {
                say!("{chatbot} speaks by {} at {}.", new.model, new.base_url);
                say!("Try it: parlour model check --chatbot {chatbot}");
            })
        }
        ModelCommand::Show { chatbot } => show(here, &chatbot, json).await,
        ModelCommand::Check { chatbot } => check(here, &chatbot, json).await,
        ModelCommand::Remove { chatbot } => {
            let removed = chatbot::remove_language_model(cx, &chatbot).await?;
            tell(json, &json!({ "removed": removed }), || {
                say!("{chatbot} {} model of its own.", if removed { "has no longer a" } else { "had no" });
            })
        }
    }
}

fn read_key() -> Result<String, Failure> {
    let mut key = String::new();
    std::io::stdin().read_to_string(&mut key)?;
    match key.trim() {
        "" => Err(Failure::usage("no API key came on standard input")),
        key => Ok(key.to_owned()),
    }
}

async fn show(here: &Installation, chatbot: &str, json: bool) -> Result<(), Failure> {
    let own = chatbot::language_model(&here.cx, chatbot).await?;
    let default = here.assistant.models().default_endpoint();
    let outcome = match (&own, default) {
        (Some(own), _) => json!({ "base_url": own.base_url, "model": own.model, "whose": "chatbot" }),
        (None, Some(default)) => {
            json!({ "base_url": default.base_url, "model": default.model, "whose": "installation" })
        }
        (None, None) => json!({ "base_url": null, "model": null, "whose": null }),
    };
    tell(json, &outcome, || match (&own, default) {
        (Some(own), _) => say!("{chatbot} speaks by its own {} at {}.", own.model, own.base_url),
        (None, Some(default)) => {
            say!("{chatbot} speaks by the installation's {} at {}.", default.model, default.base_url);
        }
        (None, None) => say!("{chatbot} has no language model: the built-in engine answers."),
    })
}

/// Asks the model for a word.
async fn check(here: &Installation, chatbot: &str, json: bool) -> Result<(), Failure> {
    let own = chatbot::language_model(&here.cx, chatbot).await?;
    let model = here.assistant.models().of(own)?;
    let model = model.ok_or_else(|| {
        Failure::new(format!("{chatbot} has no language model: parlour model set --chatbot {chatbot} …"))
    })?;
    let trial = try_out(&here.cx, &model).await.map_err(|error| Failure::new(error.to_string()))?;
    let outcome = json!({
        "base_url": model.endpoint().base_url,
        "model": model.endpoint().model,
        "first_token_ms": trial.first_token_ms,
        "total_ms": trial.total_ms,
        "takes_tools": model.takes_tools(),
        "said": trial.said,
    });
    tell(json, &outcome, || {
        say!("{} at {} answers.", model.endpoint().model, model.endpoint().base_url);
        say!("  it said       {:?}", trial.said);
        say!("  first token   {} ms, all of it {} ms", trial.first_token_ms, trial.total_ms);
        say!(
            "  takes tools   {}",
            if model.takes_tools() { "yes" } else { "no: calls are written as lines" }
        );
    })
}
