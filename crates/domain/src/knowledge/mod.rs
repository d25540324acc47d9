//! What the owner's pages and catalogue say: importers, passages, products and the index over them.

pub mod document;
pub mod html;
pub mod import;
pub mod index;
pub mod library;
pub mod markdown;
pub mod passages;
pub mod product;
pub mod products;
pub mod skipped;
pub mod sources;
pub mod text;
pub mod vectors;
pub mod words;

pub use document::{Content, Document, Passage, Section};
pub use product::{Product, Variant};
pub use skipped::{Skipped, Unread};

/// Whether an address leads somewhere by itself: a page or product without one is shown without a link.
pub fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
