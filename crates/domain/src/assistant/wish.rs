//! What goods must not be, and which size they must have, in a visitor's words.
//!
//! "A shirt without stripes in L": stripes are excluded, and L is the size. Left out: prices (`prices`), and which
//! rows fit (`answer::goods`).

use std::ops::Range;

use super::cues::{self, Cues};
use crate::knowledge::index;

/// The most words behind one cue that are excluded.
const MOST_EXCLUDED: usize = 3;

/// What is said of goods besides what they are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// The words for what they must not be or have.
    pub(super) excluded: Vec<String>,
    /// The size they must have, as it was written.
    pub(super) size: Option<String>,
    /// Where in the text that is said, in order.
    pub(super) said: Vec<Range<usize>>,
}

/// The words of a text.
struct Words<'a> {
    all: Vec<Word<'a>>,
    /// Them plain, with a space behind each.
    plain: String,
}

/// A word of the text.
struct Word<'a> {
    raw: &'a str,
    /// In lower case, without the marks around it.
    plain: String,
    /// Where it stands in the plain text.
    at: usize,
    range: Range<usize>,
    /// Whether a mark ends a clause behind it.
    ends: bool,
    /// Whether it says something of the next word only.
    binds: bool,
}

/// Reads what is excluded and which size is wanted.
pub(super) fn read(text: &str, cues: &'static Cues) -> Wish {
    let words = Words::of(text);
    let mut wish = Wish::default();
    let mut at = 0;
    while at < words.all.len() {
        let end = excluded(&words, at, cues, &mut wish).or_else(|| size(&words, at, cues, &mut wish));
        match end {
            Some(end) => {
                wish.said.push(words.all[at].range.start..words.all[end - 1].range.end);
                at = end;
            }
            None => at += 1,
        }
    }
    wish
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let mut words = Self { all: vec![], plain: String::with_capacity(text.len() + 1) };
        for piece in text.split_whitespace().flat_map(parted) {
            let start = piece.as_ptr() as usize - text.as_ptr() as usize;
            let raw = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let (plain, at) = (raw.to_lowercase().replace(['’', '\''], ""), words.plain.len());
            let ends = piece.ends_with([',', ';', '.', '?', '!', ':']);
            words.plain.push_str(&plain);
            words.plain.push(' ');
            let (binds, range) = (piece.ends_with('-'), start..start + piece.len());
            words.all.push(Word { raw, plain, at, range, ends, binds });
        }
        words
    }

    /// How many words the longest cue of `list` has that stands at `at`.
    fn cue(&self, at: usize, list: &'static str) -> Option<usize> {
        let rest = &self.plain[self.all[at].at..];
        cues::at_beginning(rest, list).map(|cue| cue.split(' ').count()).max()
    }
}

/// "Non-leather" in two, others as they are.
fn parted(word: &str) -> impl Iterator<Item = &str> {
    let prefix = word.get(..4).filter(|start| start.eq_ignore_ascii_case("non-") && word.len() > 4);
    let (first, rest) = word.split_at(prefix.map_or(word.len(), str::len));
    [first, rest].into_iter().filter(|piece| !piece.is_empty())
}

/// A wish of which either of two things will do, as the two wishes that it is made of: "a red or blue shirt". One that
/// leaves no choice is all there is.
pub(super) fn alternatives(wish: &str, cues: &'static Cues) -> Vec<String> {
    let words = Words::of(wish);
    let is_matter =
        |i: &usize| index::terms(&words.all[*i].plain, cues.language).iter().any(|term| term.weight == 1.0);
    let joins = |i: &usize| words.cue(*i, cues.or).is_some();
    let choice = (0..words.all.len()).find(joins).and_then(|at| {
        Some(((0..at).rev().find(is_matter)?, at, (at + 1..words.all.len()).find(is_matter)?))
    });
    let Some((before, at, behind)) = choice else { return vec![wish.to_owned()] };
    let without = |gone: Range<usize>| {
        let kept = words.all.iter().enumerate().filter(|(i, _)| !gone.contains(i));
        kept.map(|(_, word)| word.plain.as_str()).collect::<Vec<_>>().join(" ")
    };
    vec![without(at..behind + 1), without(before..at + 1)]
}

/// Takes down what is excluded from `at` on; tells where that ends.
fn excluded(words: &Words<'_>, at: usize, cues: &'static Cues, wish: &mut Wish) -> Option<usize> {
    // "Pas cher" excludes nothing.
    if [cues.cheapest, cues.dearest, cues.under, cues.over].iter().any(|list| words.cue(at, list).is_some()) {
        return None;
    }
    let from = at + words.cue(at, cues.not)?;
    let most = if words.all[from - 1].binds { 1 } else { MOST_EXCLUDED };
    let mut found: Vec<String> = Vec::new();
    let mut end = from;
    for (i, word) in words.all.iter().enumerate().skip(from) {
        let joins = words.cue(i, cues.or).is_some();
        let terms = index::terms(&word.plain, cues.language);
        if terms.iter().any(|term| term.weight == 1.0) {
            found.push(word.plain.clone());
            end = i + 1;
        } else if !joins && (!found.is_empty() || words.cue(i, cues.opening).is_some()) {
            break;
        }
        if word.ends || found.len() == most {
            break;
        }
    }
    if found.is_empty() {
        return None;
    }
    wish.excluded.extend(found);
    Some(end)
}

/// Takes down the size that stands at `at`; tells where it ends.
fn size(words: &Words<'_>, at: usize, cues: &'static Cues, wish: &mut Wish) -> Option<usize> {
    let named = words.cue(at, cues.size).map(|count| at + count);
    let (place, said) = match named {
        Some(next) => {
            (next, words.all.get(next).filter(|word| is_number(&word.plain) || is_letters(word.raw))?)
        }
        // "40 L" is not a size.
        None if at > 0 && is_number(&words.all[at - 1].plain) => return None,
        None => (at, words.all.get(at).filter(|word| is_telling(word.raw))?),
    };
    wish.size = Some(said.raw.to_owned());
    Some(place + 1)
}

/// `44`, `40.5`.
fn is_number(word: &str) -> bool {
    word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit()) && word.parse::<f32>().is_ok()
}

/// `S`, `xl`, `3XL`: letters of a size where one is expected.
fn is_letters(word: &str) -> bool {
    let upper = word.to_uppercase();
    let letters = upper.trim_start_matches(|c: char| ('2'..='6').contains(&c));
    matches!(letters, "S" | "M" | "L" | "XS" | "XXS" | "XL" | "XXL" | "XXXL")
}

/// Letters that are a size wherever they stand: `XL` always, `L` as a capital.
fn is_telling(word: &str) -> bool {
    is_letters(word) && (word.len() > 1 || word.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::super::cues::cues;
    use super::*;

    fn of(language: &str, text: &str) -> (Vec<String>, Option<String>, String) {
        let wish = read(text, cues(language));
        let mut rest = text.to_owned();
        for range in wish.said.iter().rev() {
            rest.replace_range(range.clone(), "");
        }
        (wish.excluded, wish.size, rest.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_is_excluded_is_told_in_every_language() {
        for (language, text, excluded, rest) in [
            ("en", "shirts that are not blue", "blue", "shirts that are"),
            ("en", "a shirt without stripes, please", "stripes", "a shirt please"),
            ("en", "not a jacket but a jumper", "jacket", "but a jumper"),
            ("en", "a bag without leather or wool for work", "leather wool", "a bag for work"),
            ("en", "I do not know which jacket I want", "", "I do not know which jacket I want"),
            ("en", "a blue shirt", "", "a blue shirt"),
            ("en", "non-leather boots", "leather", "boots"),
            ("da", "en skjorte uden striber", "striber", "en skjorte"),
            ("de", "ein Hemd ohne Streifen", "streifen", "ein Hemd"),
            ("de", "keine Jacke, sondern einen Pullover", "jacke", "sondern einen Pullover"),
            ("sv", "en skjorta utan ränder", "ränder", "en skjorta"),
            ("nl", "een overhemd zonder strepen", "strepen", "een overhemd"),
            ("fr", "une chemise sans rayures", "rayures", "une chemise"),
            ("fr", "une chemise pas cher", "", "une chemise pas cher"),
            ("es", "una camisa sin rayas", "rayas", "una camisa"),
        ] {
            let (found, _, left) = of(language, text);
            assert_eq!((found.join(" ").as_str(), left.as_str()), (excluded, rest), "{text}");
        }
    }

    #[test]
    fn what_leaves_a_choice_is_two_wishes() {
        for (language, wish, expected) in [
            ("en", "red or white shirt", ["red shirt", "white shirt"].as_slice()),
            ("en", "a dress or skirt", &["a dress", "a skirt"]),
            ("en", "blue shirts", &["blue shirts"]),
            ("en", "shirts or", &["shirts or"]),
            ("en", "or shirts", &["or shirts"]),
            ("en", "", &[""]),
            ("de", "ein rotes oder blaues Hemd", &["ein rotes hemd", "ein blaues hemd"]),
            ("fr", "une robe rouge ou verte", &["une robe rouge", "une robe verte"]),
        ] {
            assert_eq!(alternatives(wish, cues(language)), expected, "{wish}");
        }
    }

    #[test]
    fn sizes_are_told_in_every_language() {
        for (language, text, size) in [
            ("en", "I need boots size 46", "46"),
            ("en", "Is the raincoat available in L?", "L"),
            ("en", "a jumper in xl", "xl"),
            ("en", "which size do I need?", ""),
            ("en", "it's a small tent for 2", ""),
            ("en", "a bag of 40 L", ""),
            ("da", "støvler i størrelse 44", "44"),
            ("de", "Stiefel in Größe 44", "44"),
            ("sv", "stövlar i storlek 44", "44"),
            ("nl", "laarzen maat 44", "44"),
            ("fr", "des bottes pointure 44", "44"),
            ("es", "botas talla 44", "44"),
        ] {
            assert_eq!(of(language, text).1.unwrap_or_default(), size, "{text}");
        }
    }
}
