//! Walks a page's main content in reading order and makes sections of it.

use parlour_model::part::Span;
use scraper::{ElementRef, Node};
use url::Url;

use super::super::document::{Content, Section};
use super::super::words::{Look, Words};
use super::element::{contains, heading_level, is_inline, named};
use super::region::{Region, is_note};
use super::{list, table};

/// Deeper than any hand or program writes pages; keeps a hostile page from exhausting the stack.
pub(super) const DEEPEST: usize = 150;

/// Where terms and folded questions stand among headings: below `h6`.
const TERM_LEVEL: u8 = 7;

/// What stays the same for the whole page.
#[derive(Clone, Copy)]
pub(super) struct Page<'a, 'r> {
    /// What is read.
    pub region: &'r Region<'a>,
    /// What relative links are joined to.
    pub base: Option<&'r Url>,
    /// The heading that says the page's title; it is no part of any heading path.
    pub title: Option<ElementRef<'a>>,
}

struct Heading {
    level: u8,
    text: String,
    anchor: Option<String>,
}

/// Reads elements one after the other; [`Reader::finish`] gives what they amount to.
pub(super) struct Reader<'a, 'r> {
    /// What is read, and how.
    pub page: Page<'a, 'r>,
    sections: Vec<Section>,
    path: Vec<Heading>,
    content: Vec<Content>,
    words: Words,
    look: Look,
    /// The `id` of an element that has just begun: its first heading is where it leads to.
    begun: Option<String>,
    depth: usize,
}

impl<'a, 'r> Reader<'a, 'r> {
    /// A reader that has read nothing yet.
    pub(super) fn new(page: Page<'a, 'r>) -> Self {
        Self {
            page,
            sections: Vec::new(),
            path: Vec::new(),
            content: Vec::new(),
            words: Words::default(),
            look: Look::default(),
            begun: None,
            depth: 0,
        }
    }

    /// The sections read, without empty ones.
    pub(super) fn finish(mut self) -> Vec<Section> {
        self.end_section();
        self.sections
    }

    /// What is in `element`, read by itself; headings in it count as bold paragraphs.
    pub(super) fn contents_of(&self, element: ElementRef<'a>) -> Vec<Content> {
        let mut inner = Reader::new(self.page);
        inner.depth = self.depth + 1;
        inner.children(element);
        inner.end_paragraph();
        inner.sections.into_iter().flat_map(|s| s.content).chain(inner.content).collect()
    }

    /// Reads all that is in `element`.
    pub(super) fn children(&mut self, element: ElementRef<'a>) {
        if self.depth >= DEEPEST {
            return;
        }
        self.depth += 1;
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child);
                    }
                }
                _ => {}
            }
        }
        self.depth -= 1;
    }

    /// Adds a finished piece of content.
    pub(super) fn push(&mut self, content: Content) {
        self.end_paragraph();
        self.begun = None;
        self.content.push(content);
    }

    /// Ends the paragraph that is being read.
    pub(super) fn end_paragraph(&mut self) {
        let lines = self.words.take_lines();
        self.content.extend(lines.into_iter().map(|spans| Content::Paragraph { spans }));
    }

    /// The last finished piece of the section.
    pub(super) fn last_mut(&mut self) -> &mut Vec<Content> {
        &mut self.content
    }

    /// Begins the section under a heading.
    pub(super) fn begin_section(&mut self, level: u8, text: String, anchor: Option<String>) {
        self.end_section();
        self.path.retain(|h| h.level < level);
        self.path.push(Heading { level, text, anchor });
        self.begun = None;
    }

    /// The level of a term that stands below all headings so far.
    pub(super) fn next_term_level(&self) -> u8 {
        self.path.last().map_or(TERM_LEVEL, |h| h.level.saturating_add(1).max(TERM_LEVEL))
    }

    /// Ends what stands under terms of `level`; what follows belongs to the heading above them.
    pub(super) fn leave_level(&mut self, level: u8) {
        self.end_section();
        self.path.retain(|h| h.level < level);
    }

    fn end_section(&mut self) {
        self.end_paragraph();
        if self.content.is_empty() {
            return;
        }
        self.sections.push(Section {
            headings: self.path.iter().map(|h| h.text.clone()).collect(),
            anchor: self.path.iter().rev().find_map(|h| h.anchor.clone()),
            content: std::mem::take(&mut self.content),
        });
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.begun = None;
        }
        self.words.push(text, &self.look);
    }

    fn element(&mut self, element: ElementRef<'a>) {
        if self.page.region.leaves_out(element) {
            return;
        }
        match element.value().name() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element),
            "br" => self.words.end_line(),
            "wbr" | "img" | "caption" => {}
            "ul" | "ol" => list::read(self, element),
            "dl" => list::read_terms(self, element),
            "table" => table::read(self, element),
            "pre" => self.code(element),
            "summary" => self.summary(element),
            "details" => self.details(element),
            _ if is_inline(element) => self.inline(element),
            _ => self.container(element),
        }
    }

    fn inline(&mut self, element: ElementRef<'a>) {
        let look = self.look_of(element);
        let outer = std::mem::replace(&mut self.look, look);
        self.children(element);
        self.look = outer;
    }

    fn container(&mut self, element: ElementRef<'a>) {
        self.end_paragraph();
        if let Some(id) = element.value().id().filter(|_| self.page.region.root != element) {
            self.begun = Some(id.to_owned());
        }
        self.children(element);
        self.end_paragraph();
    }

    fn look_of(&self, element: ElementRef<'_>) -> Look {
        match (element.value().name(), &self.look) {
            ("a", _) => self.link(element).map_or(self.look.clone(), Look::Link),
            (_, Look::Link(_)) => self.look.clone(),
            ("b" | "strong", _) => Look::Bold,
            ("s" | "strike" | "del", _) => Look::Strike,
            _ => self.look.clone(),
        }
    }

    fn link(&self, element: ElementRef<'_>) -> Option<String> {
        let href = element.attr("href")?.trim();
        let url = match self.page.base {
            Some(base) => base.join(href).ok()?,
            None => Url::parse(href).ok()?,
        };
        matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
    }

    fn heading(&mut self, element: ElementRef<'a>) {
        let text = heading_text(element);
        let Some(level) = heading_level(element).filter(|_| !text.is_empty()) else { return };
        if self.page.title == Some(element) {
            self.leave_level(0);
            self.begun = None;
            return;
        }
        // "Note" over a box in the text begins no section: what follows the box still belongs to the one before.
        if element.ancestors().take(4).filter_map(ElementRef::wrap).any(is_note) {
            return self.push(Content::Paragraph { spans: vec![Span::bold(text)] });
        }
        let anchor = anchor_of(element).or_else(|| self.begun.take());
        self.begin_section(level, text, anchor);
    }

    fn details(&mut self, element: ElementRef<'a>) {
        self.end_paragraph();
        let level = self.next_term_level();
        self.begun = element.value().id().map(str::to_owned);
        self.children(element);
        self.leave_level(level);
    }

    /// A folded answer's question is a heading, whether or not the page makes it one.
    fn summary(&mut self, element: ElementRef<'a>) {
        if contains(element, &["h1", "h2", "h3", "h4", "h5", "h6"]) {
            return self.container(element);
        }
        let text = heading_text(element);
        if !text.is_empty() {
            let anchor = anchor_of(element).or_else(|| self.begun.take());
            let level = self.next_term_level();
            self.begin_section(level, text, anchor);
        }
    }

    fn code(&mut self, element: ElementRef<'a>) {
        let mut text = String::new();
        for node in element.descendants() {
            match node.value() {
                Node::Text(t) => text.push_str(t),
                Node::Element(e) if e.name() == "br" => text.push('\n'),
                _ => {}
            }
        }
        let text = text.trim_start_matches(['\n', '\r']).trim_end();
        if !text.is_empty() {
            self.push(Content::Code { text: text.to_owned() });
        }
    }
}

/// A heading's words, without the sign that links to it.
pub(super) fn heading_text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather_heading(element, &mut text, 0);
    let text = text.trim_end_matches(['¶', '#', '§', '🔗', ' ', '\n', '\u{200B}']);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather_heading(element: ElementRef<'_>, text: &mut String, depth: usize) {
    for child in element.children() {
        if let Some(t) = child.value().as_text() {
            text.push_str(t);
        } else if let Some(child) = ElementRef::wrap(child) {
            let left_out = ["svg", "script", "style", "template", "noscript"].contains(&child.value().name())
                || child.attr("aria-hidden") == Some("true");
            if !left_out && depth < DEEPEST {
                gather_heading(child, text, depth + 1);
            }
            if named(child, "br") || !is_inline(child) {
                text.push(' ');
            }
        }
    }
}

/// The id that leads to a heading: its own, or that of an anchor inside it.
fn anchor_of(element: ElementRef<'_>) -> Option<String> {
    let own = element.value().id().map(str::to_owned);
    let inner = || {
        let anchor = element.descendent_elements().find(|e| {
            named(*e, "a")
                && e.attr("href").is_none()
                && (e.value().id().is_some() || e.attr("name").is_some())
        })?;
        anchor.value().id().or_else(|| anchor.attr("name")).map(str::to_owned)
    };
    own.or_else(inner).filter(|id| !id.trim().is_empty())
}
