//! Tables with a row a product: tab-separated product data, or CSV with such columns.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, Read};

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
    reader: csv::Reader<Watched<R>>,
    /// The head.
    pub(super) columns: Columns,
    format: Format,
    width: usize,
    /// What to add to a line's number: the reader counts a line that ends with two characters when it meets the second.
    lag: u64,
    /// The row that was read ahead, to know whether the one before is the last.
    ahead: Option<StringRecord>,
    /// Whether a row before had fewer columns than the head: then the file leaves empty ones out.
    trims: bool,
    /// What to say behind the rows that were good.
    fault: Option<Entry>,
    ended: bool,
}

impl<R: BufRead> Rows<R> {
    /// Reads the head.
    pub(super) fn new(mut text: R, format: Format) -> Result<Self, Unreadable> {
        let head = String::from_utf8_lossy(text.fill_buf()?).into_owned();
        let first = head.trim_start().split('\n').next().unwrap_or_default();
        let (separator, lag) = (separator(first), u64::from(first.ends_with('\r')));
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(Watched::new(text));
        let head = reader.headers().map_err(|e| Unreadable::Unknown(format!("the first line: {e}")))?.clone();
        let (columns, width) = (Columns::new(head.iter()), head.len());
        Ok(Self { reader, columns, format, width, lag, ahead: None, trims: false, fault: None, ended: false })
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
        let row = match self.ahead.take() {
            Some(row) => row,
            None => match self.read()? {
                Ok(row) => row,
                Err(entry) => return Some(Err(entry)),
            },
        };
        let line = row.position().map_or(0, csv::Position::line) + self.lag;
        let place = format!("line {line}");
        let (has, wants) = (row.len(), self.width);
        if has > wants {
            let why = format!(
                "it has {has} columns where the first line has {wants}: a quote or separator is not closed"
            );
            // A quote that is not closed swallows the rows that follow.
            return Some(Err(Entry::Torn(Skipped::new(place, why))));
        }
        let begin = row.position().map_or(0, csv::Position::byte);
        let ahead = self.read();
        let is_blank = row.iter().all(|cell| cell.trim().is_empty());
        if ahead.is_none()
            && !is_blank
            && let Some(why) = self.reader.get_ref().cut(begin, has < wants, self.trims)
        {
            let why = format!(
                "{why} (it has {has} columns, the first line has {wants}): export it again, or give the row all its columns"
            );
            return Some(Err(Entry::Torn(Skipped::new(place, why))));
        }
        self.trims |= has < wants;
        match ahead {
            Some(Ok(next)) => self.ahead = Some(next),
            Some(Err(entry)) => self.fault = Some(entry),
            None => {}
        }
        Some(Ok((line, row)))
    }

    /// The next record; nothing at the end, or behind a fault.
    fn read(&mut self) -> Option<Result<StringRecord, Entry>> {
        if let Some(fault) = self.fault.take() {
            return Some(Err(fault));
        }
        if self.ended {
            return None;
        }
        let mut row = StringRecord::new();
        match self.reader.read_record(&mut row) {
            Ok(true) => Some(Ok(row)),
            Ok(false) => {
                self.ended = true;
                None
            }
            Err(fault) => {
                self.ended = true;
                Some(Err(Entry::Broken(fault.to_string())))
            }
        }
    }
}

/// A file on its way to the reader of rows, which does not tell whether the last row was whole.
struct Watched<R> {
    inner: R,
    /// How many bytes were read.
    read: u64,
    last: Option<u8>,
    /// Where the last quotes stand.
    quotes: VecDeque<u64>,
}

/// More quotes than a last row may have.
const MOST_QUOTES: usize = 10_000;

impl<R> Watched<R> {
    fn new(inner: R) -> Self {
        Self { inner, read: 0, last: None, quotes: VecDeque::new() }
    }

    /// Why the file seems to end in the middle of its last row, which begins at the byte `begin`. A short row does not
    /// show it when the file leaves empty columns out in general, and ends its last line.
    fn cut(&self, begin: u64, is_short: bool, trims: bool) -> Option<&'static str> {
        let quotes = self.quotes.iter().filter(|at| **at >= begin).count();
        let ends_line = matches!(self.last, Some(b'\n' | b'\r'));
        if quotes % 2 == 1 && (is_short || !ends_line) {
            return Some("the file ends inside a quote");
        }
        (is_short && (!trims || !ends_line)).then_some("the file ends in the middle of this row")
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        for (byte, at) in buffer[..read].iter().zip(self.read..) {
            if *byte == b'"' {
                if self.quotes.len() == MOST_QUOTES {
                    self.quotes.pop_front();
                }
                self.quotes.push_back(at);
            }
        }
        self.read += read as u64;
        self.last = buffer[..read].last().copied().or(self.last);
        Ok(read)
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
