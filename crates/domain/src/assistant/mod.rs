//! The assistant: understands a question, retrieves what the owner has written, and answers from it.
//!
//! `understand` reads the visitor's words, [`look_up`] asks the index, `answer` makes parts of the rows that
//! were found, and `engine` says them. Left out on purpose: reading rows, storing messages, choosing who speaks.

pub mod answer;
mod cue_table;
mod cues;
pub mod engine;
mod phrases;
mod prices;
pub mod understand;

pub use answer::{Answer, FoundProduct, Material, Outcome, Retrieved, Shop, Source, answer};
pub use engine::{BuiltIn, Found, Sink, TurnInput, look_up};
pub use phrases::{Phrases, phrases};
pub use prices::PriceBounds;
pub use understand::{Ask, Intent, Understanding, understand};

/// The languages the machine speaks.
pub const LANGUAGES: [&str; 7] = ["en", "da", "de", "sv", "nl", "fr", "es"];
