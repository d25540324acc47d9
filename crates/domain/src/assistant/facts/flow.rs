//! How much of a sentence may be said before it is whole: everything before the first word that could be an offence.
//!
//! Reads each word once. Left out: whether it is an offence, which is judged when the sentence is whole.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::numbers;
use super::words::{self, CURRENCIES, GIVING, LEFT, LINK, OFFERING, PIECES, PRICE, STILL, TELLING, has};

/// Words from which on a sentence is read whole, and words that are waited for.
static WATCHED: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let currencies = CURRENCIES.iter().flat_map(|(_, words)| words.split_whitespace());
    let telling = TELLING.iter().chain(OFFERING.iter()).chain(GIVING.iter()).chain(PRICE.iter()).copied();
    currencies.chain(telling).chain(STILL.firsts()).collect()
});

/// How many words behind a price's word a number in words is still held.
const NEAR: usize = 5;

/// The state of a sentence that is being said.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// Up to here everything may be said.
    pub(super) free: usize,
    /// The word before `free` goes on, and is harmless.
    in_word: bool,
    /// Words since one that prices stand behind.
    since_price: usize,
    /// The word before was one behind which numbers of pieces stand.
    behind_still: bool,
    /// What came before may stand between a title and its price.
    behind_link: bool,
    /// Something at `free` must be judged first.
    pub(super) stopped: bool,
    before: char,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self {
            free: 0,
            in_word: false,
            since_price: NEAR + 1,
            behind_still: false,
            behind_link: false,
            stopped: false,
            before: ' ',
        }
    }

    /// The text before `by` is gone.
    pub(super) fn shift(&mut self, by: usize) {
        self.free = self.free.saturating_sub(by);
    }

    /// Reads on; `ended` when nothing follows.
    pub(super) fn read(&mut self, text: &str, ended: bool, language: &str) {
        while !self.stopped {
            let rest = &text[self.free..];
            let Some(c) = rest.chars().next() else { return };
            let next = rest[c.len_utf8()..].chars().next();
            if c.is_alphabetic() {
                if !self.read_word(rest, ended, language) {
                    return;
                }
                continue;
            }
            self.in_word = false;
            if c.is_numeric() || words::currency_sign(c).is_some() || matches!(c, '@' | '+' | '(') {
                if c == '(' {
                    match next {
                        None if !ended => return,
                        Some(next) if next.is_numeric() || next == '+' => {}
                        _ => {
                            self.step(c);
                            continue;
                        }
                    }
                }
                self.stopped = true;
                return;
            }
            if matches!(c, '.' | '/') {
                match next {
                    None if !ended => return,
                    Some(next) if c == '.' && self.before.is_alphanumeric() && next.is_alphabetic() => {
                        self.stopped = true;
                        return;
                    }
                    Some('/') if c == '/' => {
                        self.stopped = true;
                        return;
                    }
                    _ => {}
                }
            }
            self.step(c);
        }
    }

    fn step(&mut self, c: char) {
        self.behind_link |= matches!(c, ':' | '=' | '–' | '—' | '→');
        self.free += c.len_utf8();
        self.before = c;
    }

    /// Reads a word; false when more must be seen.
    fn read_word(&mut self, rest: &str, ended: bool, language: &str) -> bool {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let whole = end < rest.len() || ended;
        if self.in_word {
            self.pass(&rest[..end], whole);
            return true;
        }
        let word = rest[..end].to_lowercase();
        if !whole {
            if could_be_watched(&word) {
                return false;
            }
            self.pass(&rest[..end], false);
            return true;
        }
        if words::currency(&word).is_some()
            || has(&TELLING, &word)
            || has(&OFFERING, &word)
            || has(&GIVING, &word)
        {
            self.stopped = true;
            return true;
        }
        if numbers::values(&word, language).is_some() {
            if self.since_price <= NEAR || self.behind_still {
                self.stopped = true;
                return true;
            }
            return self.read_number(rest, ended, language);
        }
        if numbers::foreign(&word).is_some() {
            return self.read_number(rest, ended, "");
        }
        self.behind_still = !STILL.beginning_with(&word).is_empty();
        self.behind_link = has(&LINK, &word);
        self.since_price = if has(&PRICE, &word) { 0 } else { self.since_price.saturating_add(1) };
        self.pass(&rest[..end], true);
        true
    }

    fn pass(&mut self, piece: &str, whole: bool) {
        self.free += piece.len();
        self.before = piece.chars().next_back().unwrap_or(self.before);
        if self.in_word && whole {
            self.since_price = self.since_price.saturating_add(1);
        }
        self.in_word = !whole;
    }

    /// Reads a number in words together with the word behind it, which tells what it counts.
    fn read_number(&mut self, rest: &str, ended: bool, language: &str) -> bool {
        let mut at = 0;
        let mut last = 0;
        loop {
            let from = at + rest[at..].find(char::is_alphanumeric).unwrap_or(rest.len() - at);
            let gap = &rest[at..from];
            if from == rest.len() && !ended {
                return false;
            }
            let len = rest[from..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - from);
            if from + len == rest.len() && !ended {
                return false;
            }
            let word = rest[from..from + len].to_lowercase();
            let near = gap.chars().all(|c| c.is_whitespace() || "-‑().*".contains(c));
            if near && len > 0 && numbers::values(&word, language).is_some() {
                last = from + len;
            } else if !(near && len > 0 && at == last && numbers::joins(&word)) {
                let money = words::currency(&word).is_some()
                    || gap.chars().any(|c| words::currency_sign(c).is_some());
                let ends = self.behind_link && (len == 0 || gap.contains(['.', '!', ',', '…']));
                let left = !LEFT.beginning_with(&word).is_empty();
                let behind = rest[from..].chars().next();
                let sign = behind.is_some_and(|c| words::currency_sign(c).is_some() || c.is_numeric());
                if near
                    && (money
                        || sign
                        || left
                        || has(&PIECES, &word)
                        || words::among("por pour percent prozent procent", &word))
                    || gap.contains('%')
                    || money
                    || ends
                {
                    self.stopped = true;
                    return true;
                }
                self.since_price = self.since_price.saturating_add(1);
                self.before = rest[..last].chars().next_back().unwrap_or(self.before);
                self.free += last;
                return true;
            }
            at = from + len;
        }
    }
}

/// Whether a word that begins so must be seen whole.
fn could_be_watched(start: &str) -> bool {
    let watched = WATCHED.range(start..).next().is_some_and(|word| word.starts_with(start));
    watched || numbers::may_begin(start)
}
