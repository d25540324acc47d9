//! A sentence before its judges: its tokens, the products it names, and what was spoken of before.

use std::ops::Range;

use super::known::{content_words, named};
use super::tokens::Token;
use super::{Facts, Why, links, money, stock};

/// A sentence with what stands around it.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) facts: &'a Facts,
    /// The products it names, and the last token that names each.
    pub(super) named: Vec<(usize, usize)>,
    /// The products that were named last before it.
    pub(super) topic: &'a [usize],
    /// It stands below the head of a column of prices.
    pub(super) price_head: bool,
}

impl Sentence<'_> {
    pub(super) fn language(&self) -> &str {
        &self.facts.language
    }

    /// The bytes of tokens.
    pub(super) fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].start..self.tokens[tokens.end - 1].end
    }

    /// The products that what stands at a token is said of: those named last before it, else first behind it.
    pub(super) fn nearest(&self, at: usize) -> Vec<usize> {
        let before = self.named.iter().map(|(_, last)| *last).filter(|last| *last < at).max();
        let best = before.or_else(|| self.named.iter().map(|(_, last)| *last).min());
        self.named.iter().filter(|(_, last)| Some(*last) == best).map(|(i, _)| *i).collect()
    }

    /// The products that a sentence without words of its own goes on to speak of.
    pub(super) fn spoken_of(&self) -> &[usize] {
        if content_words(self.tokens).is_empty() { self.topic } else { &[] }
    }

    /// The products that what stands at a token is about; all when none can be told.
    pub(super) fn goods(&self, at: usize) -> Vec<usize> {
        let near = self.nearest(at);
        match (near.is_empty(), self.topic.is_empty()) {
            (false, _) => near,
            (true, false) => self.topic.to_vec(),
            (true, true) => (0..self.facts.goods.len()).collect(),
        }
    }
}

/// What must not be said of a sentence, in order and apart.
pub(super) fn offences(sentence: &Sentence<'_>) -> Vec<(Range<usize>, Why)> {
    let mut found = links::offences(sentence.text, sentence.facts);
    found.extend(money::offences(sentence));
    found.extend(stock::offences(sentence));
    found.sort_by_key(|(range, _)| (range.start, range.end));
    let mut apart: Vec<(Range<usize>, Why)> = Vec::new();
    for (range, why) in found {
        match apart.last_mut() {
            Some((last, _)) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push((range, why)),
        }
    }
    apart
}

/// The products that tokens name.
pub(super) fn names(facts: &Facts, tokens: &[Token]) -> Vec<(usize, usize)> {
    named(&facts.goods, tokens)
}
