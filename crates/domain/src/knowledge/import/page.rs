//! A page ready to be kept: read, split, and with a hash that tells whether it has changed.

use serde::Serialize;
use url::Url;

use super::super::document::{Content, Document, Passage};
use super::super::skipped::Unread;
use super::super::{html, markdown, passages, text};
use super::{address, hash};
use crate::language;

/// Grows when pages come out differently, so that the next import keeps them anew.
const READING: u32 = 1;

/// As much of a page as its language shows in.
const LANGUAGE_CHARS: usize = 1_000;

/// How a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// HTML.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
}

impl Kind {
    /// By a file name's extension.
    pub(super) fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "md" | "markdown" => Some(Self::Markdown),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }

    /// By what a server says.
    pub(super) fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/plain" => Some(Self::Text),
            _ => None,
        }
    }
}

/// What was read, and where it leads.
pub(super) struct Reading {
    /// The page, or why it is none.
    pub(super) page: Result<ReadPage, Unread>,
    /// The addresses it links to.
    pub(super) links: Vec<Url>,
}

/// A page ready to be kept.
#[derive(Debug)]
pub(super) struct ReadPage {
    /// Its address, as it says itself.
    pub(super) url: String,
    /// Where it was found.
    pub(super) found_at: String,
    /// Its title.
    pub(super) title: String,
    /// Its language, as a two-letter code; empty when unknown.
    pub(super) language: String,
    /// Tells whether it has changed.
    pub(super) content_hash: String,
    /// What it is made of.
    pub(super) passages: Vec<Passage>,
}

/// Reads a page found at `address`. `charset` is what a server said of its encoding.
pub(super) fn read(bytes: &[u8], kind: Kind, address: &str, charset: Option<&str>) -> Reading {
    let url = Url::parse(address).ok();
    let (document, links) = match kind {
        Kind::Html => {
            let page = html::read(bytes, url.as_ref(), charset);
            (page.document, page.links)
        }
        Kind::Markdown => {
            let read = |text: String| markdown::read(&text, url.as_ref());
            (html::decode(bytes, charset).and_then(read), vec![])
        }
        Kind::Text => (html::decode(bytes, charset).and_then(|text| text::read(&text)), vec![]),
    };
    Reading { page: document.and_then(|document| ReadPage::of(document, address)), links }
}

/// What the hash covers.
#[derive(Serialize)]
struct Hashed<'a> {
    reading: u32,
    title: &'a str,
    language: &'a str,
    passages: Vec<(&'a [String], Option<&'a str>, &'a [Content])>,
}

impl ReadPage {
    /// Whether the page was found at its own address with another query: sorted otherwise, or filtered.
    pub(super) fn is_variant(&self) -> bool {
        let path = |url: &str| {
            Url::parse(url).ok().map(|url| (url.host_str().map(str::to_owned), url.path().to_owned()))
        };
        self.found_at != self.url && path(&self.found_at).is_some() && path(&self.found_at) == path(&self.url)
    }

    fn of(document: Document, address: &str) -> Result<Self, Unread> {
        let passages = passages::split(&document);
        if passages.is_empty() {
            return Err(Unread::Empty);
        }
        let language = document.language.clone().unwrap_or_else(|| {
            let words: String = document.plain_text().chars().take(LANGUAGE_CHARS).collect();
            language::detect(&words).unwrap_or_default().to_owned()
        });
        let url = document.url.unwrap_or_else(|| address.to_owned());
        let title = if document.title.is_empty() { address::title(&url) } else { document.title };
        let hashed = Hashed {
            reading: READING,
            title: &title,
            language: &language,
            passages: passages
                .iter()
                .map(|p| (p.headings.as_slice(), p.anchor.as_deref(), p.content.as_slice()))
                .collect(),
        };
        let content_hash = hash(&serde_json::to_vec(&hashed).unwrap_or_default());
        Ok(Self { url, found_at: address.to_owned(), title, language, content_hash, passages })
    }
}
