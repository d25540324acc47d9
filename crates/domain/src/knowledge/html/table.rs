//! Tables: made rectangular, told apart from tables that only lay a page out.

use parlour_model::part::Span;
use scraper::ElementRef;

use super::super::document::Content;
use super::super::words;
use super::element::{contains, folded_text, named};
use super::reader::Reader;

/// No table that people read is wider; a page may claim any number.
const MOST_COLUMNS: usize = 60;
const MOST_SPANNED_ROWS: usize = 500;

/// The longest paragraph right above a table that is its caption when all of it is bold.
const CAPTION_WORDS: usize = 25;

/// Reads a `table`.
pub(super) fn read<'a>(reader: &mut Reader<'a, '_>, table: ElementRef<'a>) {
    reader.end_paragraph();
    let (head, body) = rows(table);
    if is_layout(table, &head, &body) {
        for row in head.iter().chain(&body) {
            for cell in row.child_elements().filter(|c| named(*c, "td") || named(*c, "th")) {
                reader.children(cell);
                reader.end_paragraph();
            }
        }
        return;
    }
    let headers = joined_headers(grid(reader, &head, Spread::Repeated));
    let mut rows = grid(reader, &body, Spread::Once);
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    let width = rows.iter().map(Vec::len).chain([headers.len()]).max().unwrap_or(0);
    if rows.is_empty() || width == 0 {
        return;
    }
    let fit = |mut row: Vec<String>| {
        row.resize(width, String::new());
        row
    };
    let headers = if headers.iter().all(String::is_empty) { vec![] } else { fit(headers) };
    let caption =
        table.child_elements().find(|e| named(*e, "caption")).map(folded_text).filter(|c| !c.is_empty());
    let caption = caption.or_else(|| take_bold_line(reader.last_mut()));
    reader.push(Content::Table { caption, headers, rows: rows.into_iter().map(fit).collect() });
}

/// The rows of the head and of the body, without those of tables inside.
fn rows(table: ElementRef<'_>) -> (Vec<ElementRef<'_>>, Vec<ElementRef<'_>>) {
    let (mut head, mut body, mut foot) = (Vec::new(), Vec::new(), Vec::new());
    for part in table.child_elements() {
        let rows = part.child_elements().filter(|e| named(*e, "tr"));
        match part.value().name() {
            "thead" => head.extend(rows),
            "tfoot" => foot.extend(rows),
            "tbody" => body.extend(rows),
            "tr" => body.push(part),
            _ => {}
        }
    }
    body.extend(foot);
    if head.is_empty() && body.len() > 1 && all_heads(body[0]) && !body.iter().all(|r| all_heads(*r)) {
        head.push(body.remove(0));
    }
    (head, body)
}

fn all_heads(row: ElementRef<'_>) -> bool {
    row.child_elements().all(|cell| named(cell, "th")) && row.child_elements().next().is_some()
}

fn is_layout(table: ElementRef<'_>, head: &[ElementRef<'_>], body: &[ElementRef<'_>]) -> bool {
    let one_column = || body.iter().all(|row| row.child_elements().count() <= 1);
    matches!(table.attr("role"), Some("presentation" | "none"))
        || contains(table, &["table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"])
        || (head.is_empty() && one_column())
}

/// How a cell that spans columns is said.
#[derive(Clone, Copy, PartialEq)]
enum Spread {
    /// In each of them, so that each column keeps its head.
    Repeated,
    /// In the first of them.
    Once,
}

/// The cells of `rows` in a grid; a cell that spans rows is repeated in each, so that each row makes sense
/// by itself.
fn grid<'a>(reader: &Reader<'a, '_>, rows: &[ElementRef<'a>], spread: Spread) -> Vec<Vec<String>> {
    let mut grid = Vec::new();
    let mut from_above: Vec<(usize, String)> = Vec::new();
    for row in rows.iter().filter(|r| !reader.page.region.leaves_out(**r)) {
        let mut line: Vec<String> = Vec::new();
        for cell in row.child_elements().filter(|c| named(*c, "td") || named(*c, "th")) {
            take_from_above(&mut line, &mut from_above);
            let text = cell_text(reader, cell);
            let down = span_of(cell, "rowspan", MOST_SPANNED_ROWS);
            for i in 0..span_of(cell, "colspan", MOST_COLUMNS) {
                let text = if i == 0 || spread == Spread::Repeated { text.clone() } else { String::new() };
                if from_above.len() <= line.len() {
                    from_above.resize(line.len() + 1, (0, String::new()));
                }
                from_above[line.len()] = (down - 1, text.clone());
                line.push(text);
            }
        }
        take_from_above(&mut line, &mut from_above);
        line.truncate(MOST_COLUMNS);
        grid.push(line);
    }
    grid
}

fn take_from_above(line: &mut Vec<String>, from_above: &mut [(usize, String)]) {
    while let Some((left, text)) = from_above.get_mut(line.len()).filter(|(left, _)| *left > 0) {
        *left -= 1;
        line.push(text.clone());
    }
}

fn span_of(cell: ElementRef<'_>, name: &str, most: usize) -> usize {
    let said = cell.attr(name).and_then(|n| n.trim().parse().ok()).unwrap_or(1);
    said.clamp(1, most)
}

/// Several rows of heads as one, each head after the one it belongs to.
fn joined_headers(rows: Vec<Vec<String>>) -> Vec<String> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let joined = |column: usize| {
        let mut parts: Vec<&str> = rows.iter().filter_map(|r| r.get(column)).map(String::as_str).collect();
        parts.retain(|p| !p.is_empty());
        parts.dedup();
        parts.join(" / ")
    };
    (0..width).map(joined).collect()
}

fn cell_text<'a>(reader: &Reader<'a, '_>, cell: ElementRef<'a>) -> String {
    let lines = reader.contents_of(cell).into_iter().flat_map(|content| match content {
        Content::Paragraph { spans } => vec![words::plain(&spans)],
        Content::List { items, .. } => {
            vec![items.iter().map(|i| words::plain(i)).collect::<Vec<_>>().join(", ")]
        }
        Content::Code { text } => vec![text],
        Content::Table { rows, .. } => rows.into_iter().map(|r| r.join(" ")).collect(),
    });
    let text = lines.collect::<Vec<_>>().join(" ");
    if text.is_empty() { picture_text(cell) } else { text }
}

/// A tick or a star in a table of features is often a picture.
fn picture_text(cell: ElementRef<'_>) -> String {
    let said = cell.descendent_elements().find_map(|e| e.attr("alt").or_else(|| e.attr("aria-label")));
    said.unwrap_or("").trim().to_owned()
}

/// Takes the bold line right above a table, which is its caption in all but name.
fn take_bold_line(content: &mut Vec<Content>) -> Option<String> {
    let Some(Content::Paragraph { spans }) = content.last() else { return None };
    let bold = spans.iter().all(|s| matches!(s, Span::Bold { .. }) || s.as_text().trim().is_empty());
    let text = words::plain(spans);
    if !bold || words::count(&text) > CAPTION_WORDS {
        return None;
    }
    content.pop();
    Some(text)
}
