//! What is worked out for a question while the database still tells what holds.
//!
//! Understanding and looking up need the snapshot alone, and the one in memory is nearly always the present one. When it
//! is not, they are done again.

use std::sync::Arc;

use super::engine::{Found, look_up};
use super::understand::{Understanding, understand};
use crate::knowledge::index::{IndexError, Snapshot};

/// A question, understood and looked up in a snapshot.
#[derive(Debug)]
pub(super) struct Ahead {
    snapshot: Arc<Snapshot>,
    question: String,
    understanding: Understanding,
    found: Vec<Found>,
}

impl Ahead {
    /// Nothing when the snapshot cannot be read: whoever needs it then will see for himself.
    pub(super) fn of(snapshot: Arc<Snapshot>, question: &str) -> Option<Self> {
        let understanding = understand(question, &snapshot.languages());
        let found = look_up(&snapshot, &understanding).ok()?;
        Some(Self { snapshot, question: question.to_owned(), understanding, found })
    }

    /// Whether this is what `snapshot` says.
    pub(super) fn holds(&self, snapshot: &Arc<Snapshot>) -> bool {
        Arc::ptr_eq(&self.snapshot, snapshot)
    }
}

/// What a question to this snapshot wants.
pub(super) fn read(snapshot: &Snapshot, ahead: Option<&Ahead>, question: &str) -> Understanding {
    match ahead.filter(|ahead| ahead.question == question) {
        Some(ahead) => ahead.understanding.clone(),
        None => understand(question, &snapshot.languages()),
    }
}

/// What this snapshot knows about each ask.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn found(
    snapshot: &Snapshot,
    ahead: Option<&Ahead>,
    understanding: &Understanding,
) -> Result<Vec<Found>, IndexError> {
    match ahead.filter(|ahead| ahead.understanding == *understanding) {
        Some(ahead) => Ok(ahead.found.clone()),
        None => look_up(snapshot, understanding),
    }
}
