//! The flags of `parlour events` and `parlour listen`.

use clap::{Args, Subcommand};
use parlour_model::Environment;
use parlour_model::webhook::DeliveryStatus;

#[derive(Debug, Subcommand)]
pub(crate) enum EventsCommand {
    /// List events, newest first
    List(ListArgs),
    /// Show an event with what is told of it and its attempts
    Show {
        /// The event
        event_id: String,
        /// live or test
        #[arg(long = "env", default_value = "live", value_name = "live|test")]
        environment: Environment,
    },
    /// Tell an event once more, whatever became of it
    Replay {
        /// The event
        event_id: String,
        /// live or test
        #[arg(long = "env", default_value = "live", value_name = "live|test")]
        environment: Environment,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// live or test
    #[arg(long = "env", default_value = "live", value_name = "live|test")]
    pub(crate) environment: Environment,
    /// Of this chatbot
    #[arg(long)]
    pub(crate) chatbot: Option<String>,
    /// pending, delivered, failed or dead
    #[arg(long)]
    pub(crate) status: Option<DeliveryStatus>,
    /// Of this type, such as livechat.session.closed
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<String>,
    /// How many
    #[arg(long, default_value_t = 50, value_name = "1-100")]
    pub(crate) limit: i64,
    /// Where to begin: the cursor that an earlier page gave
    #[arg(long)]
    pub(crate) cursor: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ListenArgs {
    /// Where to post the events: an address on this machine
    #[arg(long, value_name = "http://127.0.0.1:PORT")]
    pub(crate) forward: String,
    /// The chatbot [default: the only one]
    #[arg(long)]
    pub(crate) chatbot: Option<String>,
    /// live or test
    #[arg(long = "env", default_value = "live", value_name = "live|test")]
    pub(crate) environment: Environment,
}
