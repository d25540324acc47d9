//! A page as Parlour keeps it: sections under their headings, made of paragraphs, lists, tables and code.

use parlour_model::part::Span;
use serde::{Deserialize, Serialize};

use super::words;

/// A page, read from any format.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The page's title.
    pub title: String,
    /// The address the page itself claims (canonical link).
    pub url: Option<String>,
    /// The language the page itself claims, as a two-letter code.
    pub language: Option<String>,
    /// Its content, in order.
    pub sections: Vec<Section>,
}

/// What stands under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The headings above it, outermost first, without the page's title.
    pub headings: Vec<String>,
    /// The heading's own anchor (`id`), to link to.
    pub anchor: Option<String>,
    /// Its content, in order.
    pub content: Vec<Content>,
}

/// A piece of content; stored as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "LooseContent")]
pub enum Content {
    /// A paragraph.
    Paragraph {
        /// Its words.
        spans: Vec<Span>,
    },
    /// A list.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Span>>,
    },
    /// A table.
    Table {
        /// The line above it.
        caption: Option<String>,
        /// The head of each column; empty when the table has none.
        headers: Vec<String>,
        /// Its rows, each as wide as the widest.
        rows: Vec<Vec<String>>,
    },
    /// Text whose lines and spaces matter.
    Code {
        /// The text.
        text: String,
    },
}

/// Content as it is written. Serde reads a tagged union twice, and every question reads many passages.
#[derive(Deserialize)]
struct LooseContent {
    r#type: Kind,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    ordered: bool,
    #[serde(default)]
    items: Vec<Vec<Span>>,
    caption: Option<String>,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    rows: Vec<Vec<String>>,
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Paragraph,
    List,
    Table,
    Code,
}

impl TryFrom<LooseContent> for Content {
    type Error = &'static str;

    fn try_from(loose: LooseContent) -> Result<Self, Self::Error> {
        let LooseContent { r#type, spans, ordered, items, caption, headers, rows, text } = loose;
        Ok(match r#type {
            Kind::Paragraph => Self::Paragraph { spans },
            Kind::List => Self::List { ordered, items },
            Kind::Table => Self::Table { caption, headers, rows },
            Kind::Code => Self::Code { text: text.ok_or("missing field `text`")? },
        })
    }
}

impl Content {
    /// The words without their look: a line for each paragraph, item, row and line of code.
    pub fn plain_text(&self) -> String {
        match self {
            Self::Paragraph { spans } => words::plain(spans),
            Self::List { items, .. } => items.iter().map(|i| words::plain(i)).collect::<Vec<_>>().join("\n"),
            Self::Table { caption, headers, rows } => {
                let head = (!headers.is_empty()).then(|| headers.join(" · "));
                let rows = rows.iter().map(|row| row.join(" · "));
                caption.iter().cloned().chain(head).chain(rows).collect::<Vec<_>>().join("\n")
            }
            Self::Code { text } => text.clone(),
        }
    }
}

impl Document {
    /// All its words: titles, headings and content, a line each.
    pub fn plain_text(&self) -> String {
        let mut lines = vec![self.title.clone()];
        for section in &self.sections {
            lines.extend(section.headings.last().cloned());
            lines.extend(section.content.iter().map(Content::plain_text));
        }
        lines.join("\n")
    }
}

/// A piece of a page small enough to be an answer: what the index finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// The headings above it, outermost first, without the page's title.
    pub headings: Vec<String>,
    /// The anchor of the nearest heading.
    pub anchor: Option<String>,
    /// Its content, in order.
    pub content: Vec<Content>,
}

impl Passage {
    /// The words of its content, without headings: what is indexed as the passage's text.
    pub fn text(&self) -> String {
        self.content.iter().map(Content::plain_text).collect::<Vec<_>>().join("\n")
    }
}
