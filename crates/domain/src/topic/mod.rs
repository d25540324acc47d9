//! What visitors write about: the owner's topics, told apart by a classifier that learns from their examples.
//!
//! Contract: Diverge reference 8.3 (`chat_conversation_classified`). Left out on purpose: language models, and any word
//! of any language; a topic is what its owner says it is.

mod classifier;
mod features;
mod judge;
mod record;
mod separate;
mod shelf;
#[cfg(test)]
mod tests;
mod threshold;
mod vocabulary;

pub use classifier::{Classifier, Guess};
pub use record::{Classification, classification};
pub(crate) use record::{Decided, Opinion, classify_turn, decide};
pub use shelf::{Classifiers, Learned};
