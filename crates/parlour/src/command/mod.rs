//! The commands: each opens what it needs, makes one domain call, and tells the outcome.

mod analytics;
mod ask;
mod chatbot;
mod demo;
mod doctor;
mod eval;
mod events;
mod import;
mod inbox;
mod key;
mod listen;
mod model;
mod source;
mod trace;

use parlour_domain::chatbot as chatbot_rows;

use crate::cli::{ChatbotCommand, Cli, Command, KeyCommand};
use crate::config::Config;
use crate::installation::{Installation, Missing, open};
use crate::output::{Failure, say};
use crate::serve;

/// Runs the command.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    let Cli { global, command } = cli;
    let json = global.json;
    match command {
        Command::Demo(listen) => demo::run(&global, &listen).await,
        Command::Serve(listen) => {
            let config = Config::read_with(&global, &listen)?;
            serve::prepare(&config).await?.run(serve::Purpose::Serve).await
        }
        Command::Chatbot(command @ ChatbotCommand::Create { .. }) => {
            chatbot::run(&here_or_new(&Config::read(&global)?).await?, command, json).await
        }
        Command::Chatbot(command) => chatbot::run(&here(&Config::read(&global)?).await?, command, json).await,
        Command::Key(command @ KeyCommand::Create { .. }) => {
            key::run(&here_or_new(&Config::read(&global)?).await?, command, json).await
        }
        Command::Key(command) => key::run(&here(&Config::read(&global)?).await?, command, json).await,
        Command::Import(command) => import::run(&here(&Config::read(&global)?).await?, command, json).await,
        Command::Source(command) => source::run(&here(&Config::read(&global)?).await?, command, json).await,
        Command::Ask { chatbot, engine, question } => {
            ask::run(&here(&Config::read(&global)?).await?, chatbot, &question, engine, json).await
        }
        Command::Inbox(command) => inbox::run(&here(&Config::read(&global)?).await?, command, json).await,
        Command::Analytics(args) => analytics::run(&here(&Config::read(&global)?).await?, args, json).await,
        Command::Events(command) => events::run(&here(&Config::read(&global)?).await?, command, json).await,
        Command::Listen(args) => listen::run(here(&Config::read(&global)?).await?, args, json).await,
        Command::Model(command) => model::run(&here(&Config::read(&global)?).await?, command, json).await,
        Command::Trace { message_id } => {
            trace::run(&here(&Config::read(&global)?).await?, &message_id, json).await
        }
        Command::Eval(args) => eval::run(&global, args).await,
        Command::Openapi => openapi(),
        Command::Doctor => doctor::run(&global).await,
    }
}

/// The installation, for commands that do not listen.
async fn here(config: &Config) -> Result<Installation, Failure> {
    open(config, &assumed(config), Missing::Told).await
}

/// The same for commands with which an owner may begin.
async fn here_or_new(config: &Config) -> Result<Installation, Failure> {
    open(config, &assumed(config), Missing::Made).await
}

/// The address under which visitors reach the server, as far as a command that does not listen can know.
fn assumed(config: &Config) -> String {
    config.public_url.clone().unwrap_or_else(|| format!("http://{}", config.listen))
}

/// The chatbot that is named, or the only one there is.
async fn chosen(here: &Installation, named: Option<String>) -> Result<String, Failure> {
    if let Some(id) = named {
        return Ok(id);
    }
    match &chatbot_rows::list(&here.cx).await?[..] {
        [only] => Ok(only.id.clone()),
        [] => Err(Failure::new("there is no chatbot yet: parlour chatbot create my-shop --name \"My shop\"")),
        several => {
            let ids: Vec<&str> = several.iter().map(|chatbot| chatbot.id.as_str()).collect();
            Err(Failure::usage(format!(
                "there are several chatbots: name one with --chatbot ({})",
                ids.join(", ")
            )))
        }
    }
}

fn openapi() -> Result<(), Failure> {
    let document =
        parlour_api::openapi().to_pretty_json().map_err(|error| Failure::new(error.to_string()))?;
    say!("{document}");
    Ok(())
}
