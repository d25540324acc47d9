//! What is looked for: a question's words, what each is worth, and what may stand in its place.

use super::analysis::{self, Word};
use super::{forms, words};

/// How many words of a question are looked for: the first ones of a long letter say what it is about.
const MOST_TERMS: usize = 40;
/// What a word that is only loosely about the matter is worth, beside one that is.
const LOOSE: f32 = 0.25;
/// What a word is worth that names what a question turns on.
const OBJECT: f32 = 0.3;
/// What a word of the same meaning is worth, beside the word itself.
const SAME_MEANING: f32 = 0.9;

/// A question to an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The question in the visitor's words.
    pub text: String,
    /// The language it seems to be in; documents in it are preferred a little.
    pub language: String,
    /// Words, in lower case, that name what a question turns on without being its matter: they count for less.
    pub objects: Vec<String>,
}

impl Query {
    /// A question in `language`, a two-letter code.
    pub fn new(text: &str, language: &str) -> Self {
        Self { text: text.to_owned(), language: language.to_owned(), objects: vec![] }
    }

    /// Whether all that is looked for are small numbers ("what is 2+2?"): they stand everywhere and say nothing. Longer
    /// ones may be the number of an article.
    pub(crate) fn is_arithmetic(&self) -> bool {
        if !self.text.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        let terms = self.terms(&self.language);
        let small =
            |term: &QueryTerm| term.written.len() < 4 && term.written.bytes().all(|b| b.is_ascii_digit());
        !terms.is_empty() && terms.iter().all(small)
    }

    /// The words looked for in documents of `language`.
    pub(crate) fn terms(&self, language: &str) -> Vec<QueryTerm> {
        let mut terms = terms(&self.text, language);
        if language.is_empty() {
            // Documents too short to show their language are asked in the question's own.
            let is_said = |term: &QueryTerm| {
                !words::is_frame(&term.written, &self.language)
                    && !analysis::is_stop_word(&term.written, &self.language)
            };
            terms.retain(is_said);
            let loose = |term: &&mut QueryTerm| words::is_loose(&term.written, &self.language);
            terms.iter_mut().filter(loose).for_each(|term| term.weight = LOOSE);
        }
        for term in terms.iter_mut().filter(|term| self.objects.contains(&term.written)) {
            term.weight *= OBJECT;
        }
        terms
    }
}

/// A word that is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QueryTerm {
    /// The word as the visitor wrote it, in lower case.
    pub(crate) written: String,
    /// What it is worth, beside the rarity of the word.
    pub(crate) weight: f32,
    /// The stems that count as this word, each with its worth; the word's own comes first.
    pub(crate) stems: Vec<(String, f32)>,
}

/// The words of a question that say what it is about, each once.
pub(crate) fn terms(text: &str, language: &str) -> Vec<QueryTerm> {
    let mut found: Vec<QueryTerm> = Vec::new();
    for Word { stem, written } in analysis::words(text, language) {
        if found.len() == MOST_TERMS {
            break;
        }
        let known = found.iter().any(|term| term.stems[0].0 == stem);
        if known || words::is_frame(&written, language) {
            continue;
        }
        let loose = words::is_loose(&written, language) || analysis::is_short_number(&written);
        let weight = if loose { LOOSE } else { 1.0 };
        let mut same = words::same_meaning(&written, &stem, language);
        for form in forms::forms(&written, language) {
            for other in analysis::analyse(&form, language) {
                same.extend(words::same_meaning(&form, &other, language));
                same.push(other);
            }
        }
        let mut stems = vec![(stem, 1.0)];
        for other in same {
            if stems.iter().all(|(stem, _)| *stem != other) {
                stems.push((other, SAME_MEANING));
            }
        }
        found.push(QueryTerm { written, weight, stems });
    }
    merge_same(found)
}

/// Two neighbours of a question as one word.
pub(super) struct Joined {
    /// The two as they were written.
    pub(super) pair: [String; 2],
    /// The one word; worth looking for only where a document has it so.
    pub(super) term: QueryTerm,
    /// Whether the one word is known to mean the same as others: then the two mean nothing else.
    pub(super) is_phrase: bool,
}

/// The neighbours of a question written as one word ("back up", "water proof", "money back").
pub(super) fn joined(text: &str, language: &str) -> Vec<Joined> {
    let written: Vec<String> = analysis::words(text, "").into_iter().map(|word| word.written).collect();
    let pairs = written.windows(2).filter(|pair| pair.iter().all(|word| word.len() >= 2));
    pairs.take(MOST_TERMS).filter_map(|pair| join(pair, language)).collect()
}

fn join(pair: &[String], language: &str) -> Option<Joined> {
    let written = pair.concat();
    let stem = analysis::analyse(&written, language).into_iter().next()?;
    let same = words::same_meaning(&written, &stem, language);
    let is_phrase = !same.is_empty();
    let others = same.into_iter().map(|other| (other, SAME_MEANING));
    let stems = std::iter::once((stem, 1.0)).chain(others).collect();
    let pair = pair.to_vec().try_into().ok()?;
    Some(Joined { pair, term: QueryTerm { written, weight: 1.0, stems }, is_phrase })
}

/// Two words of a question that mean the same ("delivery", "ship") count once.
fn merge_same(terms: Vec<QueryTerm>) -> Vec<QueryTerm> {
    let mut kept: Vec<QueryTerm> = Vec::new();
    for term in terms {
        let own = &term.stems[0].0;
        match kept.iter_mut().find(|k| k.stems.iter().any(|(stem, _)| stem == own)) {
            Some(first) => first.stems.iter_mut().filter(|(stem, _)| stem == own).for_each(|s| s.1 = 1.0),
            None => kept.push(term),
        }
    }
    kept
}
