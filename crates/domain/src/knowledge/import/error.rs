//! Why an import did not happen, in words that name the remedy.

use std::path::PathBuf;

use super::super::products::Unreadable;
use super::super::skipped::Skipped;

/// How many reasons are told when nothing could be read.
const SHOWN_REASONS: usize = 20;

/// Why an import did not happen or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such chatbot.
    #[error(
        "there is no chatbot {0}; `parlour chatbot create {0}` makes it, `parlour chatbot list` shows those there are"
    )]
    NoChatbot(String),
    /// Neither a path nor an address.
    #[error("{path} does not exist, seen from {folder}; check the path, or begin an address with https://")]
    Missing {
        /// The path as it was given.
        path: String,
        /// The folder it was looked for in.
        folder: String,
    },
    /// An address of another kind than those of the web.
    #[error("{0} cannot be fetched: an address begins with https:// or http://, all else is a path")]
    Scheme(String),
    /// A file or folder that cannot be read.
    #[error("{path} cannot be read ({cause}); give this user the right to read it", path = path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A file that is no page.
    #[error("{0} is no page: give an .html, .md or .txt file, or a folder of them")]
    NoPage(PathBuf),
    /// Not one page or product came out.
    #[error("nothing could be read from {what}; kept what was there{}", reasons(.why))]
    NothingRead {
        /// What was to be read.
        what: String,
        /// What was left out, and why.
        why: Vec<Skipped>,
    },
    /// A file that is no catalogue.
    #[error("{path}: {cause}", path = path.display())]
    Catalogue {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: Unreadable,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] parlour_store::Error),
    /// The program ran out of threads or a reader failed in a way it should not.
    #[error("a reader stopped: {0}")]
    Stopped(String),
}

/// The reasons, a line each, as many as help.
fn reasons(why: &[Skipped]) -> String {
    let lines = why.iter().take(SHOWN_REASONS).map(|of| format!("\n  {}: {}", of.what, of.why));
    let more = match why.len().saturating_sub(SHOWN_REASONS) {
        0 => String::new(),
        more => format!("\n  … and {more} more"),
    };
    lines.collect::<String>() + &more
}

impl From<tokio::task::JoinError> for ImportError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Stopped(error.to_string())
    }
}

impl From<ImportError> for crate::Error {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::NoChatbot(_) => Self::NotFound(error.to_string()),
            ImportError::Store(error) => error.into(),
            ImportError::Stopped(_) => Self::internal(error),
            ImportError::Missing { .. }
            | ImportError::Scheme(_)
            | ImportError::Unreadable { .. }
            | ImportError::NoPage(_)
            | ImportError::NothingRead { .. }
            | ImportError::Catalogue { .. } => Self::Malformed(error.to_string()),
        }
    }
}
