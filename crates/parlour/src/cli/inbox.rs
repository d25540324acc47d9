//! The flags of `parlour inbox`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use parlour_model::Environment;

#[derive(Debug, Subcommand)]
pub(crate) enum InboxCommand {
    /// List what was sent, newest first
    List(InboxListArgs),
    /// Show something that was sent in full, with where its files are
    Show {
        /// What was sent, by the id that `list` shows
        submission_id: String,
        /// live or test
        #[arg(long = "env", default_value = "live", value_name = "live|test")]
        environment: Environment,
        /// Write its files into this folder
        #[arg(long, value_name = "DIR")]
        save: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct InboxListArgs {
    /// live or test
    #[arg(long = "env", default_value = "live", value_name = "live|test")]
    pub(crate) environment: Environment,
    /// Of this chatbot
    #[arg(long)]
    pub(crate) chatbot: Option<String>,
    /// Of this type
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<SentBy>,
    /// How many
    #[arg(long, default_value_t = 50, value_name = "1-100")]
    pub(crate) limit: i64,
    /// Where to begin: the cursor that an earlier page gave
    #[arg(long)]
    pub(crate) cursor: Option<String>,
}

/// With what it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum SentBy {
    /// The contact form
    ContactForm,
    /// A support ticket
    SupportTicket,
    /// A form of your own
    FormSubmission,
    /// The lead form
    Lead,
}

impl SentBy {
    /// As it is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ContactForm => "contact_form",
            Self::SupportTicket => "support_ticket",
            Self::FormSubmission => "form_submission",
            Self::Lead => "lead",
        }
    }
}
