//! Words that no document has: a slip of the finger is mended, a compound is taken apart or put together.

use super::IndexError;
use super::analysis;
use super::query::{self, Joined, Query, QueryTerm};
use super::shelf::View;

/// What a mended word is worth, beside one that was written so.
const MENDED: f32 = 0.65;
/// The same of a long word: there a slip leaves little doubt.
const SURELY_MENDED: f32 = 0.8;
/// From so many letters on a word is long.
const LONG: usize = 8;
/// Shorter words are not mended: too many others are near.
const SHORTEST_SLIP: usize = 5;
/// How many unknown words are looked for letter by letter: that costs more than the rest of the question.
const MOST_RESPELLED: usize = 3;
/// How many compounds stand for a word that is only known inside them.
const MOST_WHOLES: usize = 6;
/// What is left of a compound without its last and without its first word, at the least, in letters.
const LEAST_REST: [usize; 2] = [3, 4];
/// The shortest piece of a compound, in letters.
const SHORTEST_PIECE: usize = 4;
/// The languages that write compounds as one word.
const COMPOUNDING: [&str; 5] = ["da", "de", "sv", "nl", "no"];

/// The terms of a question, with the unknown ones replaced where something known is near.
pub(super) fn mend(view: &View, query: &Query, language: &str) -> Result<Vec<QueryTerm>, IndexError> {
    let (mut mended, mut respelled) = (Vec::new(), 0);
    for mut term in query.terms(language) {
        if is_known(view, &term, language)? {
            mended.push(term);
        } else if let Some(pieces) = pieces(view, &term, language)? {
            mended.extend(pieces);
        } else {
            respelled += 1;
            let near = match respelled <= MOST_RESPELLED {
                true => view.mended(&term.written, language, || near(view, &term, language))?,
                false => nearest(view, &term.stems[0].0, language)?.into_iter().collect(),
            };
            // A compound that has the word in it is a guess, however long it is.
            let is_slip = |near: &String| near.len() <= term.stems[0].0.len() + 2;
            let is_sure = near.iter().all(is_slip) && term.written.chars().count() >= LONG;
            let worth = if is_sure { SURELY_MENDED } else { MENDED };
            term.stems.extend(near.into_iter().map(|stem| (stem, worth)));
            mended.push(term);
        }
    }
    for Joined { pair, term, is_phrase } in query::joined(&query.text, language) {
        if (is_phrase || may_join(view, &mended, &pair, language)?) && is_known(view, &term, language)? {
            mended.retain(|piece| !pair.contains(&piece.written) && piece.stems[0].0 != term.stems[0].0);
            mended.push(term);
        }
    }
    Ok(mended)
}

/// Whether any document has the word, or one that means the same.
fn is_known(view: &View, term: &QueryTerm, language: &str) -> Result<bool, IndexError> {
    for (stem, _) in &term.stems {
        if view.knows(stem, language)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether two neighbours may be one word: both say little alone ("back up"), or one is unknown ("water proof").
fn may_join(view: &View, terms: &[QueryTerm], pair: &[String], language: &str) -> Result<bool, IndexError> {
    let mut full = 0;
    for term in terms.iter().filter(|term| term.weight == 1.0 && pair.contains(&term.written)) {
        if !view.knows(&term.stems[0].0, language)? {
            return Ok(true);
        }
        full += 1;
    }
    Ok(full == 0)
}

/// A compound as the two known words it is made of; in a language that writes few, that is a guess.
fn pieces(view: &View, term: &QueryTerm, language: &str) -> Result<Option<[QueryTerm; 2]>, IndexError> {
    let word = &term.written;
    let worth = if COMPOUNDING.contains(&language) { 1.0 } else { MENDED };
    // The longest last piece first: it says what the thing is.
    for (cut, _) in word.char_indices().skip(SHORTEST_PIECE - 1) {
        let (first, last) = word.split_at(cut);
        if last.chars().count() < SHORTEST_PIECE {
            break;
        }
        let joint = first.strip_suffix('s').unwrap_or(first);
        let Some(last) = known_stem(view, last, language)? else { continue };
        for first in [first, joint] {
            if let Some(first) = known_stem(view, first, language)? {
                let piece = |stem: String| QueryTerm {
                    written: term.written.clone(),
                    weight: term.weight,
                    stems: vec![(stem, worth)],
                };
                return Ok(Some([piece(first), piece(last)]));
            }
        }
    }
    Ok(None)
}

fn known_stem(view: &View, word: &str, language: &str) -> Result<Option<String>, IndexError> {
    match analysis::analyse(word, language).into_iter().next() {
        Some(stem) if view.knows(&stem, language)? => Ok(Some(stem)),
        _ => Ok(None),
    }
}

/// The known stems that an unknown word may have meant.
fn near(view: &View, term: &QueryTerm, language: &str) -> Result<Vec<String>, IndexError> {
    let stem = &term.stems[0].0;
    if COMPOUNDING.contains(&language) {
        let wholes = wholes(view, stem, language)?;
        if !wholes.is_empty() {
            return Ok(wholes);
        }
    }
    let near = match nearest(view, stem, language)? {
        Some(near) => Some(near),
        None => respelled(view, &term.written, language)?,
    };
    Ok(near.into_iter().collect())
}

/// The most frequent compounds that end or begin with a word which nothing has by itself.
fn wholes(view: &View, stem: &str, language: &str) -> Result<Vec<String>, IndexError> {
    if stem.chars().count() < SHORTEST_PIECE {
        return Ok(vec![]);
    }
    let mut found: Vec<(u32, String)> = Vec::new();
    view.stems("", language, |other, documents| {
        let last = other.strip_suffix(stem).map(|rest| (rest, LEAST_REST[0]));
        let first = || other.strip_prefix(stem).map(|rest| (rest, LEAST_REST[1]));
        if last.or_else(first).is_some_and(|(rest, least)| rest.chars().count() >= least) {
            found.push((documents, other.to_owned()));
        }
    })?;
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.truncate(MOST_WHOLES);
    Ok(found.into_iter().map(|(_, stem)| stem).collect())
}

/// The most frequent known stem of a word that is one slip away from the one written: a slip near the end changes the
/// stem by more than a letter.
fn respelled(view: &View, written: &str, language: &str) -> Result<Option<String>, IndexError> {
    let letters: Vec<char> = written.chars().collect();
    if letters.len() < SHORTEST_SLIP - 1 || letters.iter().any(|c| !c.is_alphabetic()) {
        return Ok(None);
    }
    let mut best: Option<(u32, String)> = None;
    for word in slips(&letters, language) {
        let Some(stem) = analysis::analyse(&word, language).into_iter().next() else { continue };
        let documents = view.documents_with(&stem, language)?;
        if documents > best.as_ref().map_or(0, |(most, _)| *most) {
            best = Some((documents, stem));
        }
    }
    Ok(best.map(|(_, stem)| stem))
}

/// The words one slip away that begin with the same two letters; of a short word only those with two letters swapped.
fn slips(letters: &[char], language: &str) -> Vec<String> {
    let with = |from: usize, to: usize, between: &[char]| -> String {
        letters[..from].iter().chain(between).chain(&letters[to..]).collect()
    };
    let swap = |at: usize| with(at, at + 2, &[letters[at + 1], letters[at]]);
    let mut words: Vec<String> = (1..letters.len() - 1).map(swap).collect();
    if letters.len() >= SHORTEST_SLIP {
        words.extend((2..letters.len()).map(|at| with(at, at + 1, &[])));
        for letter in ('a'..='z').chain(own_letters(language).chars()) {
            words.extend((2..letters.len()).map(|at| with(at, at + 1, &[letter])));
            words.extend((2..=letters.len()).map(|at| with(at, at, &[letter])));
        }
    }
    words
}

/// The letters that a language writes besides a to z.
fn own_letters(language: &str) -> &'static str {
    match language {
        "da" | "nb" | "no" => "æøå",
        "de" => "äöüß",
        "en" => "",
        "es" => "áéíóúñ",
        "fr" => "éèêçàô",
        "nl" => "éë",
        "sv" => "åäö",
        _ => "åäöæøüßéèñ",
    }
}

/// The most frequent known stem that is one slip away and begins with the same two letters: to look at all
/// would cost more than the rest of the question.
fn nearest(view: &View, stem: &str, language: &str) -> Result<Option<String>, IndexError> {
    let letters: Vec<char> = stem.chars().collect();
    if letters.len() < SHORTEST_SLIP || letters.iter().any(|c| c.is_ascii_digit()) {
        return Ok(None);
    }
    let start: String = letters.iter().take(2).collect();
    let mut best: Option<(u32, String)> = None;
    view.stems(&start, language, |other, documents| {
        // Stems are plain letters: their bytes tell their length well enough to look no closer at most.
        let near = other.len().abs_diff(stem.len()) <= 1 && one_slip(&letters, other);
        if near && best.as_ref().is_none_or(|(most, _)| documents > *most) {
            best = Some((documents, other.to_owned()));
        }
    })?;
    Ok(best.map(|(_, other)| other))
}

/// Whether one letter more, less, other, or two swapped make the words equal.
fn one_slip(a: &[char], b: &str) -> bool {
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > 1 || b.len() < SHORTEST_SLIP - 1 {
        return false;
    }
    let same_start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[same_start..], &b[same_start..]);
    match (rest_a, rest_b) {
        ([], _) | (_, []) => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([a0, a1, a @ ..], [b0, b1, b @ ..]) if a0 == b1 && a1 == b0 && a == b => true,
        _ => rest_a.get(1..) == Some(rest_b) || rest_b.get(1..) == Some(rest_a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_near_and_two_are_not() {
        for (a, b, near) in [
            ("refund", "refnud", true),
            ("deliv", "deliver", false),
            ("parcel", "parcels", true),
            ("parcel", "parce", true),
            ("parcel", "parxel", true),
            ("unicorn", "uniform", false),
            ("jacket", "packed", false),
        ] {
            assert_eq!(one_slip(&a.chars().collect::<Vec<_>>(), b), near, "{a} {b}");
        }
    }
}
