//! Tables with a row a product: tab-separated product data, or CSV with such columns.

use std::collections::HashMap;
use std::io::BufRead;

use csv::StringRecord;

use super::super::skipped::Skipped;
use super::google::{self, Item};
use super::{Entries, Entry, Format, ReadOptions, Unreadable};

/// Where columns stand, by their names in lower case.
#[derive(Debug, Clone)]
pub(super) struct Columns(HashMap<String, usize>);

impl Columns {
    /// The columns of a head. Where a name comes twice, its first column counts.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut columns = HashMap::new();
        for (at, name) in names.enumerate() {
            let name = name.trim().trim_matches('"').to_lowercase();
            columns.entry(name.strip_prefix("g:").unwrap_or(&name).to_owned()).or_insert(at);
        }
        Self(columns)
    }

    /// Whether any of `names` is there.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.contains_key(*name))
    }

    /// What stands in the first of the columns `names` that is not blank.
    pub(super) fn text<'r>(&self, row: &'r StringRecord, names: &[&str]) -> Option<&'r str> {
        let cells = names.iter().filter_map(|name| row.get(*self.0.get(*name)?));
        cells.map(str::trim).find(|cell| !cell.is_empty())
    }

    fn names(&self) -> String {
        let mut names: Vec<_> = self.0.iter().map(|(name, at)| (*at, name.as_str())).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ")
    }
}

/// The rows below a head, each with the line it begins on.
pub(super) struct Rows<R> {
    reader: csv::Reader<R>,
    /// The head.
    pub(super) columns: Columns,
    format: Format,
    width: usize,
    ended: bool,
}

impl<R: BufRead> Rows<R> {
    /// Reads the head.
    pub(super) fn new(mut text: R, format: Format) -> Result<Self, Unreadable> {
        let head = String::from_utf8_lossy(text.fill_buf()?).into_owned();
        let separator = separator(head.trim_start().lines().next().unwrap_or(""));
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text);
        let head = reader.headers().map_err(|e| Unreadable::Unknown(format!("the first line: {e}")))?.clone();
        Ok(Self { reader, columns: Columns::new(head.iter()), format, width: head.len(), ended: false })
    }

    /// Says that a column cannot be missing.
    pub(super) fn require(&self, column: &'static str, names: &[&str]) -> Result<(), Unreadable> {
        if self.columns.has(names) {
            return Ok(());
        }
        Err(Unreadable::MissingColumn { format: self.format, column, found: self.columns.names() })
    }

    /// The next row, or what to say instead of it.
    pub(super) fn next(&mut self) -> Option<Result<(u64, StringRecord), Entry>> {
        if self.ended {
            return None;
        }
        let mut row = StringRecord::new();
        match self.reader.read_record(&mut row) {
            Ok(false) => None,
            Ok(true) => {
                let line = row.position().map_or(0, csv::Position::line);
                if row.len() > self.width {
                    let why = format!(
                        "it has {} columns where the first line has {}: a quote or separator is not closed",
                        row.len(),
                        self.width
                    );
                    return Some(Err(Entry::Skipped(Skipped::new(format!("line {line}"), why))));
                }
                Some(Ok((line, row)))
            }
            Err(fault) => {
                self.ended = true;
                Some(Err(Entry::Broken(fault.to_string())))
            }
        }
    }
}

/// Whether `header` is the first line of a table of products.
pub(super) fn recognises(header: &str) -> bool {
    let columns = Columns::new(header.split(char::from(separator(header))));
    let known = [google::ID, google::TITLE, google::PRICE, google::LINK, google::DESCRIPTION, google::IMAGE];
    known.iter().filter(|names| columns.has(names)).count() >= 2
}

/// The products of a table.
pub(super) fn entries(
    text: impl BufRead + Send + 'static,
    options: ReadOptions,
) -> Result<Entries, Unreadable> {
    let mut rows = Rows::new(text, Format::Table)?;
    for (column, names) in [("id", google::ID), ("title", google::TITLE), ("price", google::PRICE)] {
        rows.require(column, names)?;
    }
    if options.base_url.is_none() {
        rows.require("link", google::LINK)?;
    }
    let items = std::iter::from_fn(move || {
        let (line, row) = match rows.next()? {
            Ok(row) => row,
            Err(entry) => return Some(Err(entry)),
        };
        let mut item = Item::new(format!("line {line}"));
        for (name, at) in &rows.columns.0 {
            item.add(name, row.get(*at).unwrap_or_default());
        }
        Some(Ok(item))
    });
    Ok(Box::new(google::products(items, options)))
}

/// Whichever separator comes most often in the head.
fn separator(header: &str) -> u8 {
    [b'\t', b',', b';', b'|']
        .into_iter()
        .rev()
        .max_by_key(|s| header.bytes().filter(|b| b == s).count())
        .unwrap_or(b',')
}
