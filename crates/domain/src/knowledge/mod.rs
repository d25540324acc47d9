//! What the owner's pages and catalogue say: importers, passages, products and the index over them.

pub mod document;
pub mod index;
pub mod product;

pub use document::{Content, Document, Passage, Section};
pub use product::{Product, Variant};
