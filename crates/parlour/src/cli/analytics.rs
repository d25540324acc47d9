//! `parlour analytics`, as it is called.

use clap::Args;
use parlour_model::Environment;

#[derive(Debug, Args)]
pub(crate) struct AnalyticsArgs {
    /// The chatbot
    pub(crate) chatbot: String,
    /// In how many of the last days
    #[arg(long, default_value_t = 30, value_name = "1-3650")]
    pub(crate) days: i64,
    /// live or test
    #[arg(long = "env", default_value = "live", value_name = "live|test")]
    pub(crate) environment: Environment,
}
