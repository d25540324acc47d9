//! The command line. Every flag has a `PARLOUR_…` variable and, where it describes the installation, a key in
//! `parlour.toml`.

mod analytics;
mod chatbot;
mod eval;
mod events;
mod files;
mod import;
mod inbox;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use analytics::AnalyticsArgs;
pub(crate) use chatbot::{ChatbotCommand, InstanceArgs};
pub(crate) use eval::{AnswersArgs, EvalArgs, EvalCommand, Examples};
pub(crate) use events::{EventsCommand, ListArgs, ListenArgs};
pub(crate) use files::BucketArgs;
pub(crate) use import::{ImportCommand, SourceCommand};
pub(crate) use inbox::{InboxCommand, InboxListArgs, SentBy};

/// A self-hosted chatbot and live-chat platform.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Args, Clone)]
pub(crate) struct Global {
    /// Folder for the database, stored files and the search index [default: ./parlour-data, for demo ./parlour-demo]
    #[arg(long, env = "PARLOUR_DATA", global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// PostgreSQL instead of SQLite: postgres://user:password@host:5432/database
    #[arg(long, env = "PARLOUR_DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// The address under which visitors reach this server [default: what it listens on]
    #[arg(long, env = "PARLOUR_PUBLIC_URL", global = true, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// The language model's OpenAI-compatible server, such as `http://127.0.0.1:11434/v1` [default: none]
    #[arg(long, env = "PARLOUR_LLM_BASE_URL", global = true, value_name = "URL")]
    pub(crate) llm_base_url: Option<String>,
    /// The key that the model's server asks for; better set by its variable
    #[arg(long, env = "PARLOUR_LLM_API_KEY", global = true, value_name = "KEY", hide_env_values = true)]
    pub(crate) llm_api_key: Option<String>,
    /// The model's name at its server
    #[arg(long, env = "PARLOUR_LLM_MODEL", global = true, value_name = "NAME")]
    pub(crate) llm_model: Option<String>,
    #[command(flatten)]
    pub(crate) patience: PatienceArgs,
    /// A configuration file [default: ./parlour.toml, if there is one]
    #[arg(long, env = "PARLOUR_CONFIG", global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) embeddings: EmbeddingArgs,
    #[command(flatten)]
    pub(crate) bucket: BucketArgs,
    /// Print JSON for programs
    #[arg(long, env = "PARLOUR_JSON", global = true)]
    pub(crate) json: bool,
}

/// How long a language model is waited for; then the built-in engine answers, or what was said so far is given up.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct PatienceArgs {
    /// The longest until a model's first token, in milliseconds [default: 30000]
    #[arg(long, env = "PARLOUR_LLM_FIRST_TOKEN_MS", global = true, value_name = "MS")]
    pub(crate) llm_first_token_ms: Option<u64>,
    /// The longest silence after it, in milliseconds [default: 20000]
    #[arg(long, env = "PARLOUR_LLM_STALL_MS", global = true, value_name = "MS")]
    pub(crate) llm_stall_ms: Option<u64>,
    /// The longest for a model's whole answer, in milliseconds [default: 300000]
    #[arg(long, env = "PARLOUR_LLM_TOTAL_MS", global = true, value_name = "MS")]
    pub(crate) llm_total_ms: Option<u64>,
}

/// An embedding model that finds passages by their meaning, beside the index.
#[derive(Debug, Args, Clone, Default)]
pub(crate) struct EmbeddingArgs {
    /// An OpenAI-compatible server with embeddings, such as http://127.0.0.1:11434/v1
    #[arg(long, env = "PARLOUR_EMBEDDINGS_BASE_URL", global = true, value_name = "URL")]
    pub(crate) embeddings_base_url: Option<String>,
    /// Its key, if it wants one
    #[arg(
        long,
        env = "PARLOUR_EMBEDDINGS_API_KEY",
        global = true,
        value_name = "KEY",
        hide_env_values = true
    )]
    pub(crate) embeddings_api_key: Option<String>,
    /// The model's name there
    #[arg(long, env = "PARLOUR_EMBEDDINGS_MODEL", global = true, value_name = "NAME")]
    pub(crate) embeddings_model: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve a seeded shop with an assistant, in ./parlour-demo
    Demo(Listen),
    /// Serve
    Serve(Listen),
    /// Make, show, configure and delete chatbots
    #[command(subcommand)]
    Chatbot(ChatbotCommand),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Key(KeyCommand),
    /// Import pages and products
    #[command(subcommand)]
    Import(ImportCommand),
    /// List and remove what pages and products were imported from
    #[command(subcommand)]
    Source(SourceCommand),
    /// Ask a chatbot on the terminal; shows the sources and their scores
    Ask {
        /// The chatbot [default: the only one]
        #[arg(long)]
        chatbot: Option<String>,
        /// Who is to answer: the chatbot's model if it has one, or the built-in engine in any case
        #[arg(long, default_value = "auto")]
        engine: EngineName,
        /// The question
        question: String,
    },
    /// Read what visitors sent by contact form, support ticket or a form of yours
    #[command(subcommand)]
    Inbox(InboxCommand),
    /// Count what visitors did with a chatbot on your pages
    Analytics(AnalyticsArgs),
    /// List, show and replay the events that webhooks tell
    #[command(subcommand)]
    Events(EventsCommand),
    /// Copy new events, signed, to an address on this machine while you write what receives them
    Listen(ListenArgs),
    /// Set, show, try and remove a chatbot's own language model
    #[command(subcommand)]
    Model(ModelCommand),
    /// Show why an answer is as it is: what was understood, found, told to the model, struck and spent
    Trace {
        /// The answer's id, or the id of the message it answers
        message_id: String,
    },
    /// Measure what this Parlour does on data with known answers: replay a file of questions, or a part by itself
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Eval(EvalArgs),
    /// Print the OpenAPI document
    Openapi,
    /// Say what is wrong with this installation and how to mend it
    Doctor,
}

/// Who is to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EngineName {
    Auto,
    BuiltIn,
}

impl From<EngineName> for parlour_model::assistant::EngineChoice {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Auto => Self::Auto,
            EngineName::BuiltIn => Self::BuiltIn,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// Give a chatbot a language model of its own, in place of the installation's
    Set {
        /// The chatbot
        #[arg(long)]
        chatbot: String,
        /// The OpenAI-compatible server, such as `http://127.0.0.1:11434/v1`
        #[arg(long, value_name = "URL")]
        base_url: String,
        /// The model's name there
        #[arg(long, value_name = "NAME")]
        model: String,
        /// Read the server's API key from standard input
        #[arg(long)]
        api_key_stdin: bool,
    },
    /// Show a chatbot's model, without its key
    Show {
        /// The chatbot
        #[arg(long)]
        chatbot: String,
    },
    /// Ask a chatbot's model for a word: whether it answers, how soon, and whether it takes tools
    Check {
        /// The chatbot
        #[arg(long)]
        chatbot: String,
    },
    /// Take a chatbot's own model away
    Remove {
        /// The chatbot
        #[arg(long)]
        chatbot: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Listen {
    /// Where to listen; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "PARLOUR_LISTEN", value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
    /// Rate limits for visitors and keys; off is for tests only
    #[arg(long, env = "PARLOUR_RATE_LIMITS", value_name = "on|off")]
    pub(crate) rate_limits: Option<OnOff>,
    /// Let webhooks reach this machine, by plain HTTP; for development only
    #[arg(long, env = "PARLOUR_WEBHOOK_ALLOW_LOOPBACK_HTTP")]
    pub(crate) webhook_allow_loopback_http: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OnOff {
    On,
    Off,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make an API key; it is printed once
    Create {
        /// live or test
        #[arg(long = "env", default_value = "live", value_name = "live|test")]
        environment: parlour_model::Environment,
    },
    /// List all keys, without the keys themselves
    List,
    /// Refuse a key from now on
    Revoke {
        /// The key's prefix, as `list` shows it
        prefix: String,
    },
}
