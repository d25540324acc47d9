//! What an import left out, and why: shown to the owner, so that nothing goes missing in silence.

use serde::Serialize;

/// A page, row or item that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// What: a path, an address, or a line such as `line 12`.
    pub what: String,
    /// Why, in words the owner can act on.
    pub why: String,
}

impl Skipped {
    /// `what` was left out because of `why`.
    pub fn new(what: impl Into<String>, why: impl ToString) -> Self {
        Self { what: what.into(), why: why.to_string() }
    }
}

/// Why a page is no [`Document`](super::Document).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// The page asks search engines to stay away, and Parlour does as they do.
    #[error("the page asks not to be indexed (robots noindex)")]
    NoIndex,
    /// There are no words in it.
    #[error("the page has no text")]
    Empty,
    /// Its words lie deeper than is read.
    #[error("its elements are nested too deep to be read: no page for people nests more than 150 of them")]
    TooDeep,
    /// The bytes are no text in any encoding.
    #[error("the file is not text")]
    Binary,
}
