//! Product catalogues: a stream of bytes to [`Product`]s, one at a time, whatever format it is in.
//!
//! The format is recognised from the content. A row that does not make a product is skipped with its line and
//! a reason; the rest is read. Left out on purpose: compressed files and spreadsheets, which are refused with
//! what to do instead.

mod amount;
mod build;
mod currency;
mod google;
mod jsonl;
mod shopify;
mod table;
#[cfg(test)]
mod tests;
mod utf8;

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use url::Url;

use super::product::Product;
use super::skipped::Skipped;
use utf8::Utf8Reader;

pub use currency::code as currency_code;

/// How much of a file is looked at to recognise its format.
const HEAD_BYTES: usize = 64 * 1024;

/// What a catalogue does not say itself.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What relative addresses are joined to, and handles where there are no addresses.
    pub base_url: Option<Url>,
    /// The currency of prices that name none, as an ISO 4217 code.
    pub currency: Option<String>,
}

/// The formats that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Shopify's product export (CSV).
    Shopify,
    /// Google's product data as RSS 2.0 or Atom.
    GoogleXml,
    /// A table with a row a product: Google's product data (tab-separated), or CSV with such columns.
    Table,
    /// A JSON object a line.
    JsonLines,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shopify => "Shopify product export (CSV)",
            Self::GoogleXml => "Google product feed (XML)",
            Self::Table => "product table (CSV or tab-separated)",
            Self::JsonLines => "JSON lines",
        })
    }
}

/// Why a file is no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// None of the formats.
    #[error("{0}")]
    Unknown(String),
    /// A column that cannot be missing is.
    #[error("read as {format}, but there is no column {column:?}; the columns are: {found}")]
    MissingColumn {
        /// What it was read as.
        format: Format,
        /// What is missing.
        column: &'static str,
        /// What is there.
        found: String,
    },
    /// The format has no currency and none was given.
    #[error("read as {0}, which does not name its currency: say which it is, such as --currency EUR")]
    NoCurrency(Format),
    /// The bytes could not be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// What comes out of a catalogue, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A product.
    Product(Box<Product>),
    /// Something that was left out; the rest goes on.
    Skipped(Skipped),
    /// Something that was left out and may hide what follows; the rest goes on, but is not all there is.
    Torn(Skipped),
    /// Nothing after this could be read, and why: what came before is good, but not all there is.
    Broken(String),
}

/// The entries of a catalogue, in order. No two products have the same id.
pub type Entries = Box<dyn Iterator<Item = Entry> + Send>;

/// Begins to read a catalogue: says what format it is in and gives its entries as they are asked for.
///
/// # Errors
/// [`Unreadable`] when the format is not recognised or its head lacks what every row needs.
pub fn read(
    input: impl Read + Send + 'static,
    options: ReadOptions,
) -> Result<(Format, Entries), Unreadable> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let mut input = input;
    input.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    refuse_binary(&head)?;
    let whole = io::Cursor::new(head.clone()).chain(input);
    let text = BufReader::with_capacity(HEAD_BYTES, Utf8Reader::new(whole, &head));
    let (format, entries) = read_text(text, options)?;
    Ok((format, Box::new(build::unique(entries))))
}

fn read_text(
    mut text: impl BufRead + Send + 'static,
    options: ReadOptions,
) -> Result<(Format, Entries), Unreadable> {
    let head = String::from_utf8_lossy(text.fill_buf()?).into_owned();
    let begin = head.trim_start();
    let first_line = begin.lines().next().unwrap_or("");
    if begin.starts_with('<') {
        if !["<rss", "<feed", "<channel", "<item"].iter().any(|tag| head.contains(tag)) {
            let what = "XML, but neither RSS nor Atom with products; export a Google product feed, or CSV";
            return Err(Unreadable::Unknown(what.into()));
        }
        return Ok((Format::GoogleXml, google::entries(text, options)));
    }
    if begin.starts_with('{') {
        return Ok((Format::JsonLines, jsonl::entries(text, options)));
    }
    if begin.starts_with('[') {
        let what = "a JSON array; write one product a line instead (jq -c '.[]' does it)";
        return Err(Unreadable::Unknown(what.into()));
    }
    if begin.is_empty() {
        return Err(Unreadable::Unknown("the file is empty".into()));
    }
    if shopify::recognises(first_line) {
        return Ok((Format::Shopify, shopify::entries(text, options)?));
    }
    if table::recognises(first_line) {
        return Ok((Format::Table, table::entries(text, options)?));
    }
    let shown: String = first_line.chars().take(80).collect();
    Err(Unreadable::Unknown(format!(
        "not a format Parlour knows (Shopify CSV, Google product XML or TSV, CSV with id, title, price and url, \
         JSON lines); its first line is {shown:?}"
    )))
}

fn refuse_binary(head: &[u8]) -> Result<(), Unreadable> {
    let what = match head {
        [0x1F, 0x8B, ..] => "compressed with gzip: unpack it first (gunzip)",
        [b'P', b'K', 3, 4, ..] => "a spreadsheet or a zip archive: save it as CSV, or unpack it first",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an old spreadsheet: save it as CSV",
        [b'%', b'P', b'D', b'F', ..] => "a PDF: Parlour needs a product export such as CSV",
        _ => return Ok(()),
    };
    Err(Unreadable::Unknown(what.into()))
}
