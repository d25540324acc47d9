//! Pieces of a passage as blocks: what is quoted of paragraphs, lists and tables.

use std::ops::Range;

use parlour_model::part::{Block, Cell, ListItem, Span};

use super::sentences::{cut, words};

/// The most items of a list that are shown.
pub(super) const MOST_ITEMS: usize = 10;

/// The rows of a table that matter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) caption: Option<String>,
    pub(super) headers: Vec<Cell>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// What a quotation is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    /// A sentence of a paragraph, as its bytes.
    Sentence(Range<usize>),
    /// An item of a list.
    Item(usize),
    /// A row of a table.
    Row(usize),
    /// A block of code.
    Code,
}

/// Whether a paragraph is a heading: short sections share a passage, each under its own in bold.
pub(super) fn is_heading(spans: &[Span]) -> bool {
    let is_bold = |span: &Span| matches!(span, Span::Bold { .. });
    !spans.is_empty() && spans.iter().all(is_bold) && !words(spans).ends_with(['.', '!', ':'])
}

/// A line in bold.
pub(super) fn bold(text: &str) -> Block {
    Block::paragraph(vec![Span::Bold { text: text.to_owned() }])
}

/// The sentences of a paragraph from the first to the last of these.
pub(super) fn paragraph(spans: &[Span], pieces: &[&Piece]) -> Option<Block> {
    let mut ranges = pieces.iter().filter_map(|piece| match piece {
        Piece::Sentence(range) => Some(range),
        _ => None,
    });
    let (first, last) = (ranges.clone().next()?, ranges.next_back()?);
    Some(Block::paragraph(cut(spans, &(first.start..last.end))))
}

/// These items of a list.
pub(super) fn list(items: &[Vec<Span>], pieces: &[&Piece]) -> Option<Block> {
    let chosen = pieces.iter().filter_map(|piece| match piece {
        Piece::Item(i) => items.get(*i),
        _ => None,
    });
    let items: Vec<ListItem> =
        chosen.take(MOST_ITEMS).map(|spans| ListItem { spans: spans.clone() }).collect();
    (!items.is_empty()).then_some(Block::BulletList { items })
}

/// These rows of a table, all as wide as the widest.
pub(super) fn table(
    caption: Option<&str>,
    headers: &[String],
    rows: &[Vec<String>],
    pieces: &[&Piece],
) -> Rows {
    let width = rows.iter().map(Vec::len).chain([headers.len()]).max().unwrap_or_default();
    let wide = |cells: &[String]| -> Vec<Cell> {
        let cells = cells.iter().map(|cell| Cell::text(cell)).chain(std::iter::repeat_with(Cell::default));
        cells.take(width).collect()
    };
    let chosen = pieces.iter().filter_map(|piece| match piece {
        Piece::Row(i) => rows.get(*i),
        _ => None,
    });
    Rows {
        caption: caption.map(str::to_owned),
        headers: wide(headers),
        rows: chosen.map(|row| wide(row)).collect(),
    }
}
