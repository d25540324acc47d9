//! Markdown pages, with tables and front matter.
//!
//! Left out on purpose: HTML inside Markdown is dropped, except line breaks; footnotes stay where they are.

use parlour_model::part::Span;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use url::Url;

use super::document::{Content, Document, Section};
use super::skipped::Unread;
use super::words::{self, Look, Words};
use crate::language;

/// Reads a Markdown page. `url` is where it is found: relative links are joined to it, and become plain words
/// without it. The title is the front matter's `title`, else the first heading of the first level.
///
/// # Errors
/// [`Unread::NoIndex`] when the front matter says `draft: true` or `noindex: true`, [`Unread::Empty`] when
/// there are no words in it.
pub fn read(text: &str, url: Option<&Url>) -> Result<Document, Unread> {
    let (front, body) = front_matter(text.trim_start_matches('\u{FEFF}'));
    if front.hidden {
        return Err(Unread::NoIndex);
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = Reader::new(url, front.title);
    for event in Parser::new_ext(body, options) {
        reader.event(event);
    }
    reader.end_section();
    if reader.sections.is_empty() {
        return Err(Unread::Empty);
    }
    let title = reader.title.unwrap_or_default();
    Ok(Document { title, url: front.url, language: front.language, sections: reader.sections })
}

#[derive(Default)]
struct FrontMatter {
    title: Option<String>,
    url: Option<String>,
    language: Option<String>,
    hidden: bool,
}

/// Reads the few keys that matter from front matter in YAML (`---`) or TOML (`+++`).
fn front_matter(text: &str) -> (FrontMatter, &str) {
    let mut front = FrontMatter::default();
    let Some(fence) = ["---", "+++"].into_iter().find(|f| text.lines().next().map(str::trim_end) == Some(f))
    else {
        return (front, text);
    };
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == fence {
            return (front, &text[at..]);
        }
        // Keys of nested tables are indented and say nothing of the page.
        if line.starts_with([' ', '\t', '#']) {
            continue;
        }
        let Some((key, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "title" if !value.is_empty() => front.title = Some(value.to_owned()),
            "canonical" | "canonical_url" | "canonicalurl" if Url::parse(value).is_ok() => {
                front.url = Some(value.to_owned());
            }
            "lang" | "language" => front.language = language::from_tag(value),
            "draft" | "noindex" => front.hidden |= value == "true",
            _ => {}
        }
    }
    // A ruler on the first line that nothing closes is no front matter.
    (FrontMatter::default(), text)
}

/// A list that is being read; lists nest.
struct OpenList {
    ordered: bool,
    items: Vec<Vec<Span>>,
}

struct Reader<'u> {
    url: Option<&'u Url>,
    title: Option<String>,
    sections: Vec<Section>,
    path: Vec<(u8, String, Option<String>)>,
    content: Vec<Content>,
    words: Words,
    looks: Vec<Look>,
    lists: Vec<OpenList>,
    heading_anchor: Option<String>,
    code: Option<String>,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    row: Vec<String>,
}

impl<'u> Reader<'u> {
    fn new(url: Option<&'u Url>, title: Option<String>) -> Self {
        Self {
            url,
            title,
            sections: Vec::new(),
            path: Vec::new(),
            content: Vec::new(),
            words: Words::default(),
            looks: Vec::new(),
            lists: Vec::new(),
            heading_anchor: None,
            code: None,
            headers: Vec::new(),
            rows: Vec::new(),
            row: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.words.push(&text, &self.look()),
            },
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words.push(&text, &self.look());
            }
            Event::SoftBreak => self.words.push(" ", &Look::Plain),
            Event::HardBreak => self.line_break(),
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => self.line_break(),
            Event::Rule => self.end_paragraph(),
            Event::InlineHtml(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn line_break(&mut self) {
        if self.lists.is_empty() { self.words.end_line() } else { self.words.push(" ", &Look::Plain) }
    }

    fn look(&self) -> Look {
        let link = self.looks.iter().find(|l| matches!(l, Look::Link(_)));
        link.or(self.looks.iter().rev().find(|l| **l != Look::Plain)).cloned().unwrap_or_default()
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { id, .. } => {
                self.end_paragraph();
                self.heading_anchor = id.map(|id| id.to_string());
            }
            Tag::Strong => self.looks.push(Look::Bold),
            Tag::Strikethrough => self.looks.push(Look::Strike),
            Tag::Link { dest_url, .. } => {
                let look = self.link(&dest_url).map_or(Look::Plain, Look::Link);
                self.looks.push(look);
            }
            Tag::List(start) => {
                self.end_item();
                if self.lists.is_empty() {
                    self.end_paragraph();
                }
                self.lists.push(OpenList { ordered: start.is_some(), items: Vec::new() });
            }
            Tag::CodeBlock(kind) => {
                // Front matter of other tools (`{toml}`) and diagrams are code to readers as well.
                let (CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) = kind;
                self.end_item();
                self.end_paragraph();
                self.code = Some(String::new());
            }
            Tag::Paragraph if !self.lists.is_empty() => self.words.push(" ", &Look::Plain),
            Tag::Paragraph | Tag::Table(_) => self.end_paragraph(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                self.looks.pop();
            }
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::TableCell => {
                let cell =
                    self.words.take_lines().iter().map(|l| words::plain(l)).collect::<Vec<_>>().join(" ");
                self.row.push(cell);
            }
            TagEnd::TableHead => self.headers = std::mem::take(&mut self.row),
            TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => self.end_table(),
            TagEnd::Paragraph if self.lists.is_empty() => self.end_paragraph(),
            _ => {}
        }
    }

    fn link(&self, target: &str) -> Option<String> {
        let url = self.url.map_or_else(|| Url::parse(target), |base| base.join(target)).ok()?;
        matches!(url.scheme(), "http" | "https" | "mailto" | "tel").then(|| url.into())
    }

    fn heading(&mut self, level: HeadingLevel) {
        let lines = self.words.take_lines();
        let text = lines.iter().map(|l| words::plain(l)).collect::<Vec<_>>().join(" ");
        let level = level as u8;
        if text.is_empty() {
            return;
        }
        self.end_section();
        let says_title = match &self.title {
            Some(title) => title.to_lowercase() == text.to_lowercase(),
            None => level == 1,
        };
        if says_title {
            self.title = Some(text);
            self.path.clear();
            return;
        }
        let anchor = self.heading_anchor.take().or_else(|| Some(slug(&text)).filter(|s| !s.is_empty()));
        self.path.retain(|(l, ..)| *l < level);
        self.path.push((level, text, anchor));
    }

    fn end_item(&mut self) {
        let Some(list) = self.lists.last_mut() else { return };
        let mut item = Vec::new();
        for line in self.words.take_lines() {
            words::append(&mut item, " ", line);
        }
        if !item.is_empty() {
            list.items.push(item);
        }
    }

    fn end_list(&mut self) {
        self.end_item();
        let Some(list) = self.lists.pop() else { return };
        match self.lists.last_mut() {
            Some(outer) => outer.items.extend(list.items.into_iter().map(|item| {
                let mut spans = vec![Span::text("– ")];
                words::append(&mut spans, "", item);
                spans
            })),
            None if !list.items.is_empty() => {
                self.content.push(Content::List { ordered: list.ordered, items: list.items });
            }
            None => {}
        }
    }

    fn end_code(&mut self) {
        let text = self.code.take().unwrap_or_default();
        let text = text.trim_matches('\n').trim_end();
        if text.is_empty() {
            return;
        }
        // Code cannot stand in an item: the list is broken around it.
        if let Some(list) = self.lists.last_mut().filter(|l| !l.items.is_empty()) {
            let items = std::mem::take(&mut list.items);
            let ordered = list.ordered;
            self.content.push(Content::List { ordered, items });
        }
        self.content.push(Content::Code { text: text.to_owned() });
    }

    fn end_table(&mut self) {
        let (mut headers, mut rows) = (std::mem::take(&mut self.headers), std::mem::take(&mut self.rows));
        let width = rows.iter().map(Vec::len).chain([headers.len()]).max().unwrap_or(0);
        if headers.iter().all(String::is_empty) {
            headers.clear();
        } else {
            headers.resize(width, String::new());
        }
        for row in &mut rows {
            row.resize(width, String::new());
        }
        if !rows.is_empty() {
            self.content.push(Content::Table { caption: None, headers, rows });
        }
    }

    fn end_paragraph(&mut self) {
        if self.lists.is_empty() {
            let lines = self.words.take_lines();
            self.content.extend(lines.into_iter().map(|spans| Content::Paragraph { spans }));
        }
    }

    fn end_section(&mut self) {
        self.end_paragraph();
        if self.content.is_empty() {
            return;
        }
        self.sections.push(Section {
            headings: self.path.iter().map(|(_, text, _)| text.clone()).collect(),
            anchor: self.path.last().and_then(|(.., anchor)| anchor.clone()),
            content: std::mem::take(&mut self.content),
        });
    }
}

/// The anchor that most renderers give a heading: lower case, dashes for spaces.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
---
title: \"Shipping\"
lang: da-DK
nested:
  title: not this
---
# Shipping

We ship with [the post](https://post.example/a) and **never** ~~late~~ on
Sundays.

## Prices & times {#prices}

| Where | Price |
|-------|------:|
| Denmark | 39 kr |
| Norway |

- small
  - letters
  - parcels

  which fit a door
- large

```sh
curl -X POST \\
  example
```
### Abroad

Ask <br> us.
";

    #[test]
    fn a_page_keeps_its_headings_tables_lists_and_code() {
        let base = Url::parse("https://shop.example/help/").unwrap();
        let page = read(PAGE, Some(&base)).unwrap();
        assert_eq!((page.title.as_str(), page.language.as_deref()), ("Shipping", Some("da")));
        let paths: Vec<_> =
            page.sections.iter().map(|s| (s.headings.join(" > "), s.anchor.as_deref())).collect();
        assert_eq!(
            paths,
            [
                (String::new(), None),
                ("Prices & times".into(), Some("prices")),
                ("Prices & times > Abroad".into(), Some("abroad"))
            ]
        );
        assert_eq!(
            page.sections[0].content,
            [Content::Paragraph {
                spans: vec![
                    Span::text("We ship with "),
                    Span::link("the post", "https://post.example/a"),
                    Span::text(" and "),
                    Span::bold("never"),
                    Span::text(" "),
                    Span::Strike { text: "late".into() },
                    Span::text(" on Sundays."),
                ]
            }]
        );
        let texts: Vec<_> = page.sections[1].content.iter().map(Content::plain_text).collect();
        assert_eq!(
            texts,
            [
                "Where · Price\nDenmark · 39 kr\nNorway · ",
                "small\n– letters\n– parcels\nwhich fit a door\nlarge",
                "curl -X POST \\\n  example"
            ]
        );
        assert_eq!(page.sections[2].content.len(), 2);
    }

    #[test]
    fn titles_come_from_where_they_are() {
        for (text, title, paths) in [
            ("# A\n\nx\n\n# B\n\ny", "A", vec!["", "B"]),
            ("+++\ntitle = 'T'\n+++\n# A\n\nx", "T", vec!["A"]),
            ("just words", "", vec![""]),
            ("---\n\njust words", "", vec![""]),
        ] {
            let page = read(text, None).unwrap();
            assert_eq!(page.title, title);
            assert_eq!(page.sections.iter().map(|s| s.headings.join("/")).collect::<Vec<_>>(), paths);
        }
    }

    #[test]
    fn drafts_and_empty_pages_are_left_out() {
        assert_eq!(read("---\ndraft: true\n---\nwords", None), Err(Unread::NoIndex));
        assert_eq!(read("# Only a heading", None), Err(Unread::Empty));
    }

    #[test]
    fn links_that_lead_nowhere_are_plain_words() {
        let page = read("see [here](other.md) or [there](javascript:x)", None).unwrap();
        let spans = vec![Span::text("see here or there")];
        assert_eq!(page.sections[0].content, [Content::Paragraph { spans }]);
    }
}
