//! Content in pieces of which none is too long for a passage, if that can be helped.

use parlour_model::part::Span;

use super::super::document::Content;
use super::super::words;
use super::{GOOD_WORDS, MOST_WORDS, UTMOST_WORDS};

/// A piece of content that is not cut any further.
pub(super) struct Piece {
    /// What it is.
    pub content: Content,
    /// How many words are in it.
    pub words: usize,
}

impl Piece {
    /// A piece.
    pub(super) fn new(content: Content) -> Self {
        let words = words::count(&content.plain_text());
        Self { content, words }
    }

    /// Whether it announces what follows: ends with a colon, or is a bold line.
    pub(super) fn leads_on(&self) -> bool {
        match &self.content {
            Content::Paragraph { spans } => {
                let bold = spans.iter().all(|s| matches!(s, Span::Bold { .. }));
                bold || spans.last().is_some_and(|s| s.as_text().trim_end().ends_with(':'))
            }
            _ => false,
        }
    }

    /// Whether it is code, which means little without the words before it.
    pub(super) fn is_code(&self) -> bool {
        matches!(self.content, Content::Code { .. })
    }
}

/// `contents` in pieces.
pub(super) fn pieces(contents: &[Content]) -> Vec<Piece> {
    contents.iter().flat_map(cut).collect()
}

fn cut(content: &Content) -> Vec<Piece> {
    let whole = Piece::new(content.clone());
    if whole.words <= MOST_WORDS {
        return vec![whole];
    }
    let parts = match content {
        Content::Paragraph { spans } => cut_paragraph(spans),
        Content::List { ordered, items } => cut_list(*ordered, items),
        Content::Table { caption, headers, rows } => cut_table(caption.as_ref(), headers, rows),
        Content::Code { text } if whole.words > UTMOST_WORDS => cut_code(text),
        Content::Code { .. } => return vec![whole],
    };
    parts.into_iter().map(Piece::new).collect()
}

/// Groups `parts` so that each group but a single long part has at most `most` words. `clings` says which
/// parts stay with the one before them.
fn grouped<T>(
    parts: impl IntoIterator<Item = T>,
    most: usize,
    count: impl Fn(&T) -> usize,
    clings: impl Fn(&T) -> bool,
) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut words = 0;
    for part in parts {
        let more = count(&part);
        match groups.last_mut() {
            Some(group) if words + more <= most || (clings(&part) && words + more <= UTMOST_WORDS) => {
                words += more;
                group.push(part);
            }
            _ => {
                words = more;
                groups.push(vec![part]);
            }
        }
    }
    groups
}

fn cut_paragraph(spans: &[Span]) -> Vec<Content> {
    let sentences = sentences(spans);
    let count = |s: &Vec<Span>| words::count(&words::plain(s));
    let groups = grouped(sentences, GOOD_WORDS, count, |_| false);
    groups.into_iter().map(|group| Content::Paragraph { spans: trimmed(group.concat()) }).collect()
}

/// The sentences of `spans`; only plain words are cut, so no link or bold run is ever torn.
fn sentences(spans: &[Span]) -> Vec<Vec<Span>> {
    let mut sentences = vec![Vec::new()];
    for span in spans {
        let Span::Text { text } = span else {
            if let Some(last) = sentences.last_mut() {
                last.push(span.clone());
            }
            continue;
        };
        for (i, part) in text_sentences(text).into_iter().enumerate() {
            if i > 0 {
                sentences.push(Vec::new());
            }
            if let Some(last) = sentences.last_mut() {
                last.push(Span::text(part));
            }
        }
    }
    sentences.retain(|s| !s.is_empty());
    sentences
}

/// `text` cut after each full stop, question or exclamation mark that is followed by a space and no small
/// letter. What is left after the last one is the beginning of the next sentence.
fn text_sentences(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(['.', '!', '?']) {
        let after = &text[at + 1..];
        let begins = after.strip_prefix(' ').is_some_and(|rest| !rest.starts_with(char::is_lowercase));
        if begins {
            parts.push(&text[start..at + 2]);
            start = at + 2;
        }
    }
    parts.push(&text[start..]);
    parts
}

fn trimmed(mut spans: Vec<Span>) -> Vec<Span> {
    if let Some(Span::Text { text }) = spans.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Span::Text { text }) = spans.last_mut() {
        *text = text.trim_end().to_owned();
    }
    spans.retain(|s| !s.as_text().is_empty());
    // Sentences of one run of plain words are one run again.
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match (joined.last_mut(), span) {
            (Some(Span::Text { text }), Span::Text { text: more }) => text.push_str(&more),
            (_, span) => joined.push(span),
        }
    }
    joined
}

fn cut_list(ordered: bool, items: &[Vec<Span>]) -> Vec<Content> {
    let count = |item: &Vec<Span>| words::count(&words::plain(item));
    let nested = |item: &Vec<Span>| item.first().is_some_and(|s| s.as_text().starts_with("– "));
    let groups = grouped(items.iter().cloned(), GOOD_WORDS, count, nested);
    groups.into_iter().map(|items| Content::List { ordered, items }).collect()
}

fn cut_table(caption: Option<&String>, headers: &[String], rows: &[Vec<String>]) -> Vec<Content> {
    let row_words = |row: &Vec<String>| row.iter().map(|cell| words::count(cell)).sum();
    let repeated = words::count(&headers.join(" ")) + caption.map_or(0, |c| words::count(c));
    let most = GOOD_WORDS.saturating_sub(repeated).max(1);
    let groups = grouped(rows.iter().cloned(), most, row_words, |_| false);
    let table = |rows| Content::Table { caption: caption.cloned(), headers: headers.to_vec(), rows };
    groups.into_iter().map(table).collect()
}

/// Cuts code at blank lines where it can, else between lines.
fn cut_code(text: &str) -> Vec<Content> {
    let mut blocks: Vec<String> = Vec::new();
    let mut fresh = true;
    for line in text.lines() {
        match blocks.last_mut() {
            Some(block) if !fresh => {
                block.push('\n');
                block.push_str(line);
            }
            _ => blocks.push(line.to_owned()),
        }
        fresh = line.trim().is_empty();
    }
    let count = |b: &String| words::count(b);
    let blocks = blocks.into_iter().flat_map(|block| {
        if words::count(&block) <= MOST_WORDS {
            return vec![block];
        }
        let lines = grouped(block.lines().map(str::to_owned), GOOD_WORDS, count, |_| false);
        lines.into_iter().map(|l| l.join("\n")).collect()
    });
    let groups = grouped(blocks, GOOD_WORDS, count, |_| false);
    let code = |group: Vec<String>| Content::Code { text: group.join("\n").trim_matches('\n').to_owned() };
    groups.into_iter().map(code).collect()
}
