//! A model's markdown, made into typed parts while it arrives.
//!
//! The text may be cut anywhere: what leaves does not depend on where. Decided:
//! - Lists in lists lie flat; numbered items keep their number as text; quotes and code are paragraphs, code one a
//!   line; a heading is a bold paragraph; a hard break begins a paragraph, in an item it is a space.
//! - A table begins at a line that opens with a pipe and is followed by its line of dashes. Tables are parts of
//!   their own.
//! - A paragraph's words are said at once, items, rows and headings when they are whole: a client need not know how
//!   a list's last item grows.
//! - Signs that nobody sees, and those that turn the direction of text, are dropped. Entities are read.
//!
//! Contract: Diverge reference 4.4 and 4.5. Left out: what may be said, which [`facts`](super::facts) decides.

mod classify;
mod compose;
mod inline;
mod lines;
mod link;
mod table;
mod writer;

pub use writer::Writer;

#[cfg(test)]
mod tests;
