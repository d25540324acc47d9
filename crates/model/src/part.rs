//! The parts that a message is made of.
//!
//! Contract: Diverge reference 4.5.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::amount::Price;
use crate::clock::Timestamp;
use crate::form::{Form, FormField, SubmitAction};
pub use crate::span::Span;

/// One part of a message, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Text in blocks.
    RichText(RichText),
    /// A table.
    Table(Table),
    /// Product cards.
    Products(Products),
    /// Cards that ask a question when pressed.
    Suggestions(Suggestions),
    /// Short answers to press.
    QuickReplies(QuickReplies),
    /// A picture.
    Image(ImagePart),
    /// A file to download.
    File(FilePart),
    /// Asks for the visitor's contact details; answered by the action `contact_form`.
    ShowContactForm(ShowContactForm),
    /// Asks for a support ticket; answered by the action `support_ticket`.
    ShowSupportTicket(ShowSupportTicket),
    /// Shows a form of the owner's; answered by the action `form_submission`.
    ShowForm(ShowForm),
    /// Asks the visitor for a picture.
    RequestImageUpload(RequestImageUpload),
    /// Offers a person; answered by a handover.
    RequestHumanAgent(RequestHumanAgent),
    /// Something only the owner's page understands.
    Custom(Custom),
}

impl Part {
    /// The id by which deltas and actions name this part; pictures and files may have none.
    pub fn part_id(&self) -> Option<&str> {
        match self {
            Self::RichText(p) => Some(&p.part_id),
            Self::Table(p) => Some(&p.part_id),
            Self::Products(p) => Some(&p.part_id),
            Self::Suggestions(p) => Some(&p.part_id),
            Self::QuickReplies(p) => Some(&p.part_id),
            Self::Image(p) => p.part_id.as_deref(),
            Self::File(p) => p.part_id.as_deref(),
            Self::ShowContactForm(p) => Some(&p.part_id),
            Self::ShowSupportTicket(p) => Some(&p.part_id),
            Self::ShowForm(p) => Some(&p.part_id),
            Self::RequestImageUpload(p) => Some(&p.part_id),
            Self::RequestHumanAgent(p) => Some(&p.part_id),
            Self::Custom(p) => Some(&p.part_id),
        }
    }

    /// The part's words, for previews, retrieval and language detection; empty for parts without any.
    pub fn plain_text(&self) -> String {
        match self {
            Self::RichText(p) => p.plain_text(),
            Self::Table(p) => {
                let rows = std::iter::once(&p.headers).chain(&p.rows);
                rows.map(|row| row.iter().map(Cell::plain_text).collect::<Vec<_>>().join(" · "))
                    .collect::<Vec<_>>()
                    .join("\n")
            }
            Self::Products(p) => p.products.iter().map(|p| p.title.as_str()).collect::<Vec<_>>().join(", "),
            _ => String::new(),
        }
    }
}

/// Text in blocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RichText {
    /// Names the part.
    pub part_id: String,
    /// Paragraphs and lists, in order.
    pub blocks: Vec<Block>,
}

impl RichText {
    /// One paragraph for each line of `text` that is not blank.
    ///
    /// Contract: Diverge reference 4.1 (user text in history).
    pub fn from_plain(part_id: String, text: &str) -> Self {
        let lines = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
        Self { part_id, blocks: lines.map(|line| Block::paragraph(vec![Span::text(line)])).collect() }
    }

    /// The words without their marks, a line for each paragraph or list item.
    pub fn plain_text(&self) -> String {
        self.blocks.iter().map(Block::plain_text).collect::<Vec<_>>().join("\n")
    }

    /// The links, as (words, address), in order.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        self.blocks.iter().flat_map(Block::spans).filter_map(|span| match span {
            Span::Link { text, url } => Some((text.as_str(), url.as_str())),
            _ => None,
        })
    }
}

/// A block of text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its words.
        spans: Vec<Span>,
    },
    /// A list with bullets.
    BulletList {
        /// Its items.
        items: Vec<ListItem>,
    },
    /// A picture; only inside table cells.
    Image {
        /// Where the picture is.
        url: String,
        /// A smaller picture.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thumbnail_url: Option<String>,
        /// What the picture shows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alt: Option<String>,
    },
}

impl Block {
    /// A paragraph of `spans`.
    pub fn paragraph(spans: Vec<Span>) -> Self {
        Self::Paragraph { spans }
    }

    /// The runs of words, those of a list item after item.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        let (own, items): (&[Span], &[ListItem]) = match self {
            Self::Paragraph { spans } => (spans, &[]),
            Self::BulletList { items } => (&[], items),
            Self::Image { .. } => (&[], &[]),
        };
        own.iter().chain(items.iter().flat_map(|item| &item.spans))
    }

    /// The words without their marks.
    pub fn plain_text(&self) -> String {
        let words = |spans: &[Span]| spans.iter().map(Span::as_text).collect::<String>();
        match self {
            Self::Paragraph { spans } => words(spans),
            Self::BulletList { items } => {
                items.iter().map(|i| words(&i.spans)).collect::<Vec<_>>().join("\n")
            }
            Self::Image { alt, .. } => alt.clone().unwrap_or_default(),
        }
    }
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ListItem {
    /// Its words.
    pub spans: Vec<Span>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Table {
    /// Names the part.
    pub part_id: String,
    /// A line above the table.
    pub caption: Option<String>,
    /// The head of each column.
    pub headers: Vec<Cell>,
    /// How each column is set.
    pub alignments: Option<Vec<Alignment>>,
    /// The rows; each has as many cells as there are headers.
    pub rows: Vec<Vec<Cell>>,
}

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alignment {
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct Cell {
    /// What stands in it.
    pub blocks: Vec<Block>,
}

impl Cell {
    /// A cell with one paragraph of plain words; an empty cell for no words.
    pub fn text(text: &str) -> Self {
        match text.trim() {
            "" => Self::default(),
            words => Self { blocks: vec![Block::paragraph(vec![Span::text(words)])] },
        }
    }

    /// The words without their marks.
    pub fn plain_text(&self) -> String {
        self.blocks.iter().map(Block::plain_text).collect::<Vec<_>>().join(" ")
    }
}

/// Product cards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Products {
    /// Names the part.
    pub part_id: String,
    /// The cards, best first.
    pub products: Vec<ProductCard>,
}

/// A product as a card shows it. Every fact comes from the catalogue's row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProductCard {
    /// The owner's id of the product.
    pub id: String,
    /// Its name.
    pub title: String,
    /// A short description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its picture; empty when the catalogue has none.
    pub image_url: String,
    /// What it costs.
    pub price: Price,
    /// What it cost before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_price: Option<Price>,
    /// A word on the picture, such as "Sale".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub splash: Option<String>,
    /// Its page; empty when the catalogue names none.
    pub url: String,
    /// How to put it in the cart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add_to_cart: Option<AddToCart>,
}

/// How to put a product in the cart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AddToCart {
    /// The stock keeping unit.
    pub sku: String,
    /// Where to go for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Cards that ask a question when pressed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Suggestions {
    /// Names the part.
    pub part_id: String,
    /// The cards.
    pub suggestions: Vec<Suggestion>,
}

/// A card that asks a question when pressed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Suggestion {
    /// Names the card.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A line below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its picture.
    pub image_url: String,
    /// What the visitor says by pressing it.
    pub prompt_text: String,
}

/// Short answers to press.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QuickReplies {
    /// Names the part.
    pub part_id: String,
    /// At most eight different texts.
    #[schema(max_items = 8)]
    pub replies: Vec<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct ImagePart {
    /// Names the part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_id: Option<String>,
    /// A `data:` URL for small pictures in the visitor's history, else a signed address.
    pub url: String,
    /// The file's name, where one was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// The stored file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// A smaller picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// Names the stored file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<String>,
    /// Its media type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    /// Its size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<i64>,
    /// When a signed address stops working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_expires_at: Option<Timestamp>,
    /// When the picture was removed, because it had been kept for as long as the owner set. Its address opens nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<Timestamp>,
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FilePart {
    /// Names the part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_id: Option<String>,
    /// Names the stored file.
    pub attachment_id: String,
    /// Its name.
    pub filename: String,
    /// Its media type.
    pub mime_type: String,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// A signed address.
    pub url: String,
    /// When the address stops working.
    pub url_expires_at: Timestamp,
    /// When the file was removed, because it had been kept for as long as the owner set. Its address opens nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<Timestamp>,
}

/// Asks for the visitor's contact details.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShowContactForm {
    /// Names the part; the action repeats it.
    pub part_id: String,
    /// What to fill in.
    pub fields: Vec<FormField>,
}

/// Asks for a support ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShowSupportTicket {
    /// Names the part; the action repeats it.
    pub part_id: String,
    /// What to fill in.
    pub fields: Vec<FormField>,
    /// Whether files may be sent along.
    pub attachments_accepted: bool,
    /// The largest file, in bytes.
    pub max_attachment_size_bytes: i64,
}

/// Shows a form of the owner's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShowForm {
    /// Names the part; the action repeats it.
    pub part_id: String,
    /// Names the form.
    pub form_id: String,
    /// Its name.
    pub name: String,
    /// What is said when it was sent.
    pub confirmation_text: Option<String>,
    /// What to fill in.
    pub fields: Vec<FormField>,
    /// How many visible fields must be filled.
    pub min_filled_fields: u32,
    /// What happens when it was sent.
    pub submit_actions: Vec<SubmitAction>,
}

impl ShowForm {
    /// A form of the owner's as a part.
    #[must_use]
    pub fn of(form: &Form, part_id: String) -> Self {
        Self {
            part_id,
            form_id: form.form_id.clone(),
            name: form.name.clone(),
            confirmation_text: form.confirmation_text.clone(),
            fields: form.fields.clone(),
            min_filled_fields: form.min_filled_fields,
            submit_actions: form.submit_actions.clone(),
        }
    }
}

/// Asks the visitor for a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequestImageUpload {
    /// Names the part.
    pub part_id: String,
    /// Media types that are taken.
    pub accepted_types: Vec<String>,
    /// The largest picture, in bytes.
    pub max_size_bytes: i64,
}

/// Offers a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequestHumanAgent {
    /// Names the part; the handover repeats it.
    pub part_id: String,
}

/// Something only the owner's page understands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Custom {
    /// Names the part.
    pub part_id: String,
    /// What it is.
    pub key: String,
    /// Its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<serde_json::Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_becomes_a_paragraph_a_line() {
        let part = RichText::from_plain("p".into(), "one\n\n  two \r\nthree");
        assert_eq!(part.blocks.len(), 3);
        assert_eq!(part.plain_text(), "one\n  two\nthree");
    }
}
