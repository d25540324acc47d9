//! Lists, and lists of terms with what they mean.

use parlour_model::part::Span;
use scraper::ElementRef;

use super::super::document::Content;
use super::super::words;
use super::element::{contains, named};
use super::reader::{Reader, heading_text};

/// A nested list up to this long is said in the item above it, after a colon.
const SHORT_SUBLIST_CHARS: usize = 120;

/// A term whose meaning has more words than this is a heading with a section.
const LONG_MEANING_WORDS: usize = 50;

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// Reads a `ul` or `ol`.
pub(super) fn read<'a>(reader: &mut Reader<'a, '_>, element: ElementRef<'a>) {
    reader.end_paragraph();
    // Cards are often laid out as a list; what has headings of its own is no list of items.
    if contains(element, &HEADINGS) || contains(element, &["details"]) {
        for item in element.child_elements() {
            reader.children(item);
            reader.end_paragraph();
        }
        return;
    }
    let mut list = Items::new(named(element, "ol"));
    for item in element.child_elements() {
        if !reader.page.region.leaves_out(item) {
            list.add(reader.contents_of(item));
        }
    }
    for content in list.finish() {
        reader.push(content);
    }
}

/// Items being gathered; what cannot stand in an item stands between two lists.
struct Items {
    ordered: bool,
    items: Vec<Vec<Span>>,
    done: Vec<Content>,
}

impl Items {
    fn new(ordered: bool) -> Self {
        Self { ordered, items: Vec::new(), done: Vec::new() }
    }

    fn add(&mut self, contents: Vec<Content>) {
        let mut item = Vec::new();
        let mut interrupted = false;
        for content in contents {
            match content {
                Content::Paragraph { spans } if interrupted => self.done.push(Content::Paragraph { spans }),
                Content::Paragraph { spans } => words::append(&mut item, " ", spans),
                Content::List { items, .. } if !interrupted => self.add_sublist(&mut item, items),
                other => {
                    self.end_item(&mut item);
                    self.end_list();
                    self.done.push(other);
                    interrupted = true;
                }
            }
        }
        self.end_item(&mut item);
    }

    fn add_sublist(&mut self, item: &mut Vec<Span>, items: Vec<Vec<Span>>) {
        let chars: usize = items.iter().map(|i| words::plain(i).chars().count()).sum();
        if chars <= SHORT_SUBLIST_CHARS && !item.is_empty() {
            let ends_open = words::plain(item).ends_with([':', '.', '?', '!', ',', ';']);
            for (i, sub) in items.into_iter().enumerate() {
                let between = match i {
                    0 if ends_open => " ",
                    0 => ": ",
                    _ => ", ",
                };
                words::append(item, between, sub);
            }
            return;
        }
        self.end_item(item);
        for sub in items {
            let mut spans = vec![Span::text("– ")];
            words::append(&mut spans, "", sub);
            self.items.push(spans);
        }
    }

    fn end_item(&mut self, item: &mut Vec<Span>) {
        if !item.is_empty() {
            self.items.push(std::mem::take(item));
        }
    }

    fn end_list(&mut self) {
        if !self.items.is_empty() {
            self.done.push(Content::List { ordered: self.ordered, items: std::mem::take(&mut self.items) });
        }
    }

    fn finish(mut self) -> Vec<Content> {
        self.end_list();
        self.done
    }
}

/// Reads a `dl`: short meanings as a list with bold terms, long ones as sections under their terms.
pub(super) fn read_terms<'a>(reader: &mut Reader<'a, '_>, element: ElementRef<'a>) {
    reader.end_paragraph();
    let entries = entries(reader, element);
    if entries.iter().any(Entry::is_long) {
        let level = reader.next_term_level();
        for entry in &entries {
            entry.read_as_section(reader, level);
        }
        reader.leave_level(level);
        return;
    }
    let mut list = Items::new(false);
    for entry in entries {
        list.add(entry.as_item(reader));
    }
    for content in list.finish() {
        reader.push(content);
    }
}

/// Some terms and what they mean.
#[derive(Default)]
struct Entry<'a> {
    terms: Vec<ElementRef<'a>>,
    meanings: Vec<ElementRef<'a>>,
}

fn entries<'a>(reader: &Reader<'a, '_>, list: ElementRef<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let flat = list.child_elements().flat_map(|e| {
        let wrapped: Vec<_> = if named(e, "div") { e.child_elements().collect() } else { vec![e] };
        wrapped
    });
    for element in flat.filter(|e| !reader.page.region.leaves_out(*e)) {
        let open = entries.last_mut();
        match (element.value().name(), open) {
            ("dt", Some(entry)) if entry.meanings.is_empty() => entry.terms.push(element),
            ("dt", _) => entries.push(Entry { terms: vec![element], meanings: vec![] }),
            ("dd", Some(entry)) => entry.meanings.push(element),
            ("dd", None) => entries.push(Entry { terms: vec![], meanings: vec![element] }),
            _ => {}
        }
    }
    entries
}

impl<'a> Entry<'a> {
    fn is_long(&self) -> bool {
        self.meanings.iter().any(|meaning| {
            let words = meaning.text().flat_map(str::split_whitespace).count();
            words > LONG_MEANING_WORDS || contains(*meaning, &["pre", "table", "dl", "ul", "ol", "h3", "h4"])
        })
    }

    fn term(&self) -> String {
        self.terms.iter().map(|t| heading_text(*t)).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn read_as_section(&self, reader: &mut Reader<'a, '_>, level: u8) {
        let term = self.term();
        if !term.is_empty() {
            let anchor = self.terms.iter().find_map(|t| t.value().id()).map(str::to_owned);
            reader.begin_section(level, term, anchor);
        }
        for meaning in &self.meanings {
            reader.children(*meaning);
            reader.end_paragraph();
        }
    }

    fn as_item(&self, reader: &Reader<'a, '_>) -> Vec<Content> {
        let mut spans = Vec::new();
        let term = self.term();
        if !term.is_empty() {
            spans.push(Span::bold(term.clone()));
        }
        let mut meanings = self.meanings.iter().flat_map(|m| reader.contents_of(*m)).peekable();
        if !spans.is_empty() && meanings.peek().is_some() && !term.ends_with([':', '?', '!']) {
            spans.push(Span::text(":"));
        }
        let mut contents = vec![Content::Paragraph { spans }];
        contents.extend(meanings);
        contents.retain(|c| !matches!(c, Content::Paragraph { spans } if spans.is_empty()));
        contents
    }
}
