//! `parlour chatbot`, as it is called.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use parlour_domain::setting::Assignment;

use super::OnOff;

#[derive(Debug, Subcommand)]
pub(crate) enum ChatbotCommand {
    /// Make a chatbot
    Create {
        /// Its id: 1 to 64 characters of a-z, 0-9, - and _
        id: String,
        /// The name visitors see [default: the id]
        #[arg(long)]
        name: Option<String>,
        /// A site whose pages may show it, such as `https://shop.example.com`; repeat for more, * for all
        #[arg(long = "origin", value_name = "ORIGIN")]
        origins: Vec<String>,
    },
    /// List all chatbots
    List,
    /// Show a chatbot with its settings and forms
    Show {
        /// The chatbot
        id: String,
    },
    /// Change a chatbot by a JSON file with any of `name`, `settings` and `forms`, as `show --json` prints them
    Configure {
        /// The chatbot
        id: String,
        /// The file; - for standard input
        file: PathBuf,
    },
    /// Change single settings and leave the others as they are
    #[command(after_help = "Examples:
  parlour chatbot set shop display.welcome_message='Hi! What are you looking for?' bubble.side=left
  parlour chatbot set shop theme.brand.primary_color='#8a2be2' hidden_urls.0='/checkout*'
  parlour chatbot set shop texts.da.send='Af sted' language=null")]
    Set {
        /// The chatbot
        id: String,
        /// A setting by its path, as `show` has them, and its new value: words or JSON; null takes it away
        #[arg(required = true, value_name = "PATH=VALUE", value_parser = assignment)]
        assignments: Vec<Assignment>,
    },
    /// Set or take away a variant of the chat, such as that of another brand or another language
    Instance(InstanceArgs),
    /// Show the secret by which pages prove who a visitor is; it is made when there is none
    Identity {
        /// The chatbot
        id: String,
        /// on: answer only visitors of whom it is proved who they are
        #[arg(long, value_name = "on|off")]
        require: Option<OnOff>,
        /// Make another secret: what the old one proved is proved no more
        #[arg(long)]
        rotate: bool,
    },
    /// Delete a chatbot with its visitors, conversations and knowledge
    Delete {
        /// The chatbot
        id: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct InstanceArgs {
    /// The chatbot
    pub(crate) id: String,
    /// The variant, as pages name it; every chatbot has `default`
    pub(crate) name: String,
    /// A JSON file that describes it; - for standard input
    #[arg(required_unless_present = "remove", conflicts_with = "remove")]
    pub(crate) file: Option<PathBuf>,
    /// Take the variant away
    #[arg(long)]
    pub(crate) remove: bool,
}

fn assignment(text: &str) -> Result<Assignment, String> {
    let (path, value) = text.split_once('=').ok_or("expected PATH=VALUE, such as bubble.side=left")?;
    Ok(Assignment { path: path.trim().to_owned(), value: value.to_owned() })
}
