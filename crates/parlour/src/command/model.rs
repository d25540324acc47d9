//! `parlour model`

use std::io::Read as _;

use parlour_domain::assistant::models::{Trial, try_out};
use parlour_domain::chatbot;
use parlour_llm::shown_url;
use parlour_store::language_model::LanguageModel;
use serde_json::json;
use url::Url;

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
            let address = shown(&new.base_url);
            let outcome = json!({ "chatbot": chatbot, "base_url": address, "model": new.model });
            tell(json, &outcome, || {
                say!("{chatbot} speaks by {} at {address}.", new.model);
                say!("Try it: parlour model check --chatbot {chatbot}");
            })
        }
        ModelCommand::Show { chatbot } => show(here, &chatbot, json).await,
        ModelCommand::Check { chatbot } => check(here, &chatbot, json).await,
        ModelCommand::Remove { chatbot } => {
            let removed = chatbot::remove_language_model(cx, &chatbot).await?;
            tell(json, &json!({ "removed": removed }), || {
                say!("{chatbot} {} model of its own.", if removed { "no longer has a" } else { "had no" });
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
    let speaking = match (&own, default) {
        (Some(own), _) => Some((&own.model, shown(&own.base_url), "chatbot")),
        (None, Some(default)) => Some((&default.model, shown_url(&default.base_url), "installation")),
        (None, None) => None,
    };
    let outcome = match &speaking {
        Some((model, address, whose)) => json!({ "base_url": address, "model": model, "whose": whose }),
        None => json!({ "base_url": null, "model": null, "whose": null }),
    };
    tell(json, &outcome, || match &speaking {
        Some((model, address, "chatbot")) => say!("{chatbot} speaks by its own {model} at {address}."),
        Some((model, address, _)) => say!("{chatbot} speaks by the installation's {model} at {address}."),
        None => say!("{chatbot} has no language model: the built-in engine answers."),
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
    let (name, address) = (&model.endpoint().model, shown_url(&model.endpoint().base_url));
    has_spoken(name, &address, &trial)?;
    let outcome = json!({
        "base_url": address,
        "model": name,
        "first_token_ms": trial.first_token_ms,
        "total_ms": trial.total_ms,
        "takes_tools": model.takes_tools(),
        "said": trial.said,
    });
    tell(json, &outcome, || {
        say!("{name} at {address} answers.");
        say!("  it said       {:?}", trial.said);
        say!("  first token   {} ms, all of it {} ms", trial.first_token_ms, trial.total_ms);
        say!(
            "  takes tools   {}",
            if model.takes_tools() { "yes" } else { "no: calls are written as lines" }
        );
    })
}

/// A model that can be reached but says nothing would leave every question to the built-in engine.
fn has_spoken(name: &str, address: &str, trial: &Trial) -> Result<(), Failure> {
    if !trial.said.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{name} at {address} can be reached but said nothing; see whether it is a chat model, and one that does not \
         think for longer than a check allows"
    )))
}

/// A stored address without what may be secret.
fn shown(base_url: &str) -> String {
    Url::parse(base_url).as_ref().map_or_else(|_| "an address that cannot be read".to_owned(), shown_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_says_nothing_has_failed() {
        let trial = |said: &str| Trial { said: said.to_owned(), first_token_ms: 1, total_ms: 2 };
        assert!(has_spoken("tiny", "http://a.example/v1", &trial("ready")).is_ok());
        let failure = has_spoken("tiny", "http://a.example/v1", &trial("")).unwrap_err();
        assert!(failure.message().starts_with("tiny at http://a.example/v1 can be reached but said nothing"));
    }

    #[test]
    fn an_address_is_shown_without_user_and_query() {
        assert_eq!(shown("http://user:pw@a.example:8080/v1?token=q"), "http://a.example:8080/v1");
        assert_eq!(shown("user@pw"), "an address that cannot be read");
    }
}
