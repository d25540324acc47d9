//! What a classifier sees in a text: its words, pairs of words, and pieces of words.
//!
//! No language is asked for: pieces of words stand in for stems, so that a topic may have examples in several languages.
//! Left out on purpose: stop words, which tell "how much is it" from "how is it".

/// More of a text than this says nothing new about its topic, in characters.
const LONGEST_TEXT: usize = 2000;

/// The lengths of the pieces of a word, in characters.
const PIECES: std::ops::RangeInclusive<usize> = 2..=4;

/// Marks the two ends of a word in its pieces.
const EDGE: char = ' ';

const WORD_OR_PAIR: u64 = 0xcbf2_9ce4_8422_2325;
const PIECE_OF_WORD: u64 = !WORD_OR_PAIR;

/// What is seen in a text, each sight by its hash, as often as it occurs.
#[derive(Debug, Default)]
pub(super) struct Sights {
    /// Words and pairs of neighbouring words.
    pub(super) words: Vec<u64>,
    /// Pieces of words.
    pub(super) pieces: Vec<u64>,
}

/// Looks at a text.
pub(super) fn look(text: &str) -> Sights {
    let words = words(text);
    let mut sights = Sights::default();
    for word in &words {
        sights.words.push(hash(WORD_OR_PAIR, word.iter()));
        let framed: Vec<char> = [EDGE].into_iter().chain(word.iter().copied()).chain([EDGE]).collect();
        let pieces = PIECES.flat_map(|length| framed.windows(length));
        sights.pieces.extend(pieces.map(|piece| hash(PIECE_OF_WORD, piece.iter())));
    }
    let pairs =
        words.windows(2).map(|pair| hash(WORD_OR_PAIR, pair[0].iter().chain([&EDGE]).chain(&pair[1])));
    sights.words.extend(pairs);
    sights
}

/// The words of a text in lower case. A number is a number, whichever it is.
fn words(text: &str) -> Vec<Vec<char>> {
    let head: String = text.chars().take(LONGEST_TEXT).collect();
    let (mut words, mut word) = (Vec::new(), Vec::new());
    for c in head.to_lowercase().chars().chain([EDGE]) {
        if c.is_alphanumeric() && !stands_alone(c) {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let number = word.iter().all(|c| c.is_numeric());
            words.push(if number { vec!['#'] } else { std::mem::take(&mut word) });
            word.clear();
        }
        if stands_alone(c) {
            words.push(vec![c]);
        }
    }
    words
}

/// Whether a character is taken for a word: its script has no spaces between words (Chinese, Japanese, Thai, Lao).
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        && c.is_alphanumeric()
}

/// FNV-1a from a start of its own for each kind of sight: the same on every machine and in every run.
fn hash<'a>(kind: u64, chars: impl Iterator<Item = &'a char>) -> u64 {
    chars.fold(kind, |hash, c| (hash ^ u64::from(*c)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lower_case_and_numbers_are_alike() {
        let read = |text| words(text).into_iter().map(String::from_iter).collect::<Vec<_>>();
        assert_eq!(read("Hvor er ORDRE 1234, ÆØÅ?"), ["hvor", "er", "ordre", "#", "æøå"]);
        assert_eq!(read("order 99"), read("Order: 7!"));
        assert_eq!(read("返品 ok2"), ["返", "品", "ok2"]);
        assert!(read(" ?! ").is_empty());
    }

    #[test]
    fn a_text_shows_words_pairs_and_pieces() {
        let sights = look("to be");
        assert_eq!(sights.words.len(), 3);
        // " to ": three of two characters, two of three, one of four; as many for " be ".
        assert_eq!(sights.pieces.len(), 12);
        assert!(look("be to").words.iter().any(|sight| !sights.words.contains(sight)), "order matters");
    }

    #[test]
    fn only_the_head_of_a_huge_text_is_looked_at() {
        let huge = "return ".repeat(100_000);
        assert!(look(&huge).words.len() < LONGEST_TEXT);
    }
}
