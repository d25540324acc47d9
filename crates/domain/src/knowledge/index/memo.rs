//! What was looked up once, by the word it was looked up for: visitors ask for the same words again and again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many words are remembered before all are forgotten.
const MOST: usize = 8192;

/// Remembered findings. It never outlives what they were found in.
pub(super) struct Memo<V>(Mutex<HashMap<String, V>>);

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V: Clone> Memo<V> {
    /// What was found for `word`, or what `look` finds now.
    ///
    /// # Errors
    /// Those of `look`; nothing is remembered then.
    pub(super) fn get<E>(&self, word: String, look: impl FnOnce(&str) -> Result<V, E>) -> Result<V, E> {
        if let Some(known) = self.held().get(&word) {
            return Ok(known.clone());
        }
        let found = look(&word)?;
        let mut held = self.held();
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(word, found.clone());
        Ok(found)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
