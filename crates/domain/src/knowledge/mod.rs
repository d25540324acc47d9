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
pub mod text;
pub mod vectors;
pub mod words;

pub use document::{Content, Document, Passage, Section};
pub use product::{Product, Variant};
pub use skipped::{Skipped, Unread};
