//! Live or test: the two worlds an API key, and all that follows from it, lives in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

impl Environment {
    /// The wire and column spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "live" => Ok(Self::Live),
            "test" => Ok(Self::Test),
            other => Err(format!("expected live or test, got {other:?}")),
        }
    }
}
