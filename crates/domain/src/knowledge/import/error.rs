//! Why an import did not happen, in words that name the remedy.

use std::path::PathBuf;

use super::super::products::Unreadable;

/// Why an import did not happen or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such chatbot.
    #[error("there is no chatbot {0}; `parlour chatbot list` shows those there are")]
    NoChatbot(String),
    /// Neither a path nor an address.
    #[error("{path} does not exist, seen from {folder}; check the path, or begin an address with https://")]
    Missing {
        /// The path as it was given.
        path: String,
        /// The folder it was looked for in.
        folder: String,
    },
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
    #[error("nothing could be read from {what}; kept what was there{}", first_reason(.why))]
    NothingRead {
        /// What was to be read.
        what: String,
        /// Why the first thing was left out.
        why: Option<String>,
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

fn first_reason(why: &Option<String>) -> String {
    why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default()
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
            | ImportError::Unreadable { .. }
            | ImportError::NoPage(_)
            | ImportError::NothingRead { .. }
            | ImportError::Catalogue { .. } => Self::Malformed(error.to_string()),
        }
    }
}
