//! Which languages the everyday words of a text belong to: what a short text shows its language by.

use std::cell::RefCell;
use std::collections::HashMap;

use super::analysis::{self, LANGUAGES};
use super::words;

/// How many words a thread remembers the languages of.
const MOST_KNOWN: usize = 8192;

/// How many everyday words of each language a text has.
#[derive(Debug)]
pub(crate) struct Everyday([usize; LANGUAGES.len()]);

impl Everyday {
    /// Counts those of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let mut counts = [0; LANGUAGES.len()];
        analysis::each_token(text, |token| {
            let of = languages(token);
            counts.iter_mut().enumerate().for_each(|(at, count)| *count += usize::from(of >> at & 1 == 1));
        });
        Self(counts)
    }

    /// How many there are of a language, a two-letter code.
    pub(crate) fn in_language(&self, language: &str) -> usize {
        LANGUAGES.iter().position(|(code, _)| *code == language).map_or(0, |at| self.0[at])
    }
}

/// The languages that a word is an everyday word of: a bit for each place in [`LANGUAGES`].
fn languages(token: &str) -> u16 {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, u16>> = RefCell::default();
    }
    if let Some(known) = KNOWN.with_borrow(|known| known.get(token).copied()) {
        return known;
    }
    let lower = token.to_lowercase();
    let is_one = |code: &str| analysis::is_stop_word(token, code) || words::is_frame(&lower, code);
    let bits = LANGUAGES.iter().enumerate().map(|(at, (code, _))| u16::from(is_one(code)) << at);
    let found = bits.fold(0, |all, bit| all | bit);
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(token.to_owned(), found);
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_words_are_counted_by_language() {
        let counts = Everyday::of("Do you have it, or is it gone? Har I det?");
        // Danish shares "have" and "I", and has "har" and "det".
        assert_eq!((counts.in_language("en"), counts.in_language("da")), (8, 4), "{counts:?}");
        assert_eq!((counts.in_language(""), counts.in_language("xx")), (0, 0));
        assert_eq!(Everyday::of("pg_dump").in_language("en"), 0);
    }
}
