//! Live or test: the two worlds an API key, and all that follows from it, lives in.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::spelled::spelled;

/// The environment of a key and of everything made with it.
///
/// Contract: Diverge reference 1.1 (API key environment).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Real visitors.
    #[default]
    Live,
    /// Trials; kept apart from real visitors.
    Test,
}

spelled!(Environment, "environment", Live = "live", Test = "test");

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
