//! Imports: pages from folders, files, sites and sitemaps, products from catalogues, into the database.
//!
//! An import is repeatable: what has not changed is left alone, what has changed is replaced in place, what
//! its source no longer has is removed. When part of a source could not be read, nothing of it is removed.
//! Left out on purpose: the index, which notices the chatbot's new knowledge version by itself.

mod address;
mod catalogue;
mod error;
mod files;
mod page;
mod pages;
mod robots;
mod site;
mod sitemap;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;
use url::Url;

pub use catalogue::{ImportProducts, import_products};
pub use error::ImportError;
pub use pages::{ImportPages, Limits, import_pages};

use super::is_web_address;
use super::skipped::Skipped;
use super::sources::Source;

/// Where pages come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathOrUrl {
    /// A file or folder.
    Path(PathBuf),
    /// A site or a sitemap.
    Url(Url),
}

impl FromStr for PathOrUrl {
    type Err = Infallible;

    /// What begins with `http://` or `https://` is an address, all else a path.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        Ok(url.map_or_else(|| Self::Path(PathBuf::from(text)), Self::Url))
    }
}

impl std::fmt::Display for PathOrUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Url(url) => write!(f, "{url}"),
        }
    }
}

/// How far an import has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// How many pages or products were looked at.
    pub done: u64,
    /// How many there are, where that is known.
    pub total: Option<u64>,
    /// What is being looked at.
    pub current: &'a str,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many are new.
    pub added: u64,
    /// How many were replaced.
    pub updated: u64,
    /// How many were found as they were.
    pub unchanged: u64,
    /// How many are gone.
    pub removed: u64,
    /// How many of those read have no address on the web, and are shown without a link.
    pub without_address: u64,
    /// What was left out, and why.
    pub skipped: Vec<Skipped>,
    /// What else holds pages or products of the chatbot: an import never touches what came from elsewhere.
    pub other_sources: Vec<Source>,
}

impl Report {
    /// How many pages or products were read.
    pub fn read(&self) -> u64 {
        self.added + self.updated + self.unchanged
    }

    /// Counts what has no address on the web.
    fn note_address(&mut self, url: &str) {
        self.without_address += u64::from(!is_web_address(url));
    }

    fn skip(&mut self, what: impl Into<String>, why: impl ToString) {
        self.skipped.push(Skipped::new(what, why));
    }
}

/// How a thing that was read relates to what was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Added,
    Updated,
    Unchanged,
}

impl Report {
    fn count(&mut self, changes: &[Change]) {
        for change in changes {
            *match change {
                Change::Added => &mut self.added,
                Change::Updated => &mut self.updated,
                Change::Unchanged => &mut self.unchanged,
            } += 1;
        }
    }
}

/// A source's name: the whole path, so that it is the same wherever the import is started.
pub(in crate::knowledge) fn source_of(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// Fails when nothing is at `path`.
fn check_there(path: &Path) -> Result<(), ImportError> {
    match path.metadata() {
        Ok(_) => Ok(()),
        Err(_) if path.to_string_lossy().contains("://") => {
            Err(ImportError::Scheme(path.display().to_string()))
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            let folder = std::env::current_dir().map(|d| d.display().to_string()).unwrap_or_default();
            Err(ImportError::Missing { path: path.display().to_string(), folder })
        }
        Err(cause) => Err(ImportError::Unreadable { path: path.to_owned(), cause }),
    }
}

/// SHA-256 in hexadecimal.
fn hash(bytes: &[u8]) -> String {
    use sha2::Digest;
    crate::cx::hex(&sha2::Sha256::digest(bytes))
}

/// Fails when there is no such chatbot.
async fn check_chatbot(cx: &crate::Cx, id: &str) -> Result<(), ImportError> {
    let slug = id.to_owned();
    let found = cx.db.read(async move |tx| parlour_store::chatbot::find(tx, &slug).await).await?;
    found.map(drop).ok_or_else(|| ImportError::NoChatbot(id.to_owned()))
}
