//! A sentence before its judges: its tokens, the products it names, and what was spoken of before.

use std::cell::OnceCell;
use std::ops::Range;

use super::known::{named, related};
use super::naming::{ANYTHING, ARTICLE, NO_NAME, STILL_SO};
use super::pages::Claim;
use super::tokens::{Kind, Token};
use super::words::{JOINING, LINK, PLAIN, PRICE, THINGS, has};
use super::{Facts, Why, discounts, links, money, numbers, stock};

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
    /// The words that tell what it is about: its own, or those of its row and column.
    pub(super) words: Vec<String>,
    /// The words that the last sentence before was about.
    pub(super) spoken: &'a [String],
    /// What [`Self::around`] has found.
    pub(super) around: OnceCell<Vec<String>>,
    /// It stands below the head of a column of prices.
    pub(super) price_head: bool,
    /// It stands below the head of a column of stock.
    pub(super) stock_head: bool,
}

/// Where a sentence stands in a table, or below what opens a price.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The products of its row or column.
    pub(super) named: Vec<usize>,
    /// The words of its row and column.
    pub(super) words: Vec<String>,
    pub(super) price_head: bool,
    pub(super) stock_head: bool,
}

impl Sentence<'_> {
    pub(super) fn language(&self) -> &str {
        &self.facts.language
    }

    /// The bytes of tokens.
    pub(super) fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        self.tokens[tokens.start].start..self.tokens[tokens.end - 1].end
    }

    /// The products that what stands at a token is said of: those named last before it, else first behind it, and those
    /// joined to them: "the one and the other".
    pub(super) fn nearest(&self, at: usize) -> Vec<usize> {
        let before = self.named.iter().map(|(_, last)| *last).filter(|last| *last < at).max();
        let best = before.or_else(|| self.named.iter().map(|(_, last)| *last).min());
        let Some(mut first) = best else { return vec![] };
        let mut of: Vec<usize> = vec![];
        let mut named = self.named.clone();
        named.sort_by_key(|(_, last)| std::cmp::Reverse(*last));
        for (product, last) in named.into_iter().filter(|(_, last)| Some(*last) <= best) {
            if last < first && !self.are_joined(last, first, &of) {
                break;
            }
            first = last;
            of.push(product);
        }
        of
    }

    /// Whether only joining words and titles stand between two tokens that name products.
    fn are_joined(&self, one: usize, other: usize, goods: &[usize]) -> bool {
        let title = |word: &str| goods.iter().any(|i| self.facts.goods[*i].has_word(word));
        self.tokens[one + 1..other]
            .iter()
            .all(|t| t.is_sign(",&/+") || t.word().is_some_and(|word| has(&JOINING, word) || title(word)))
    }

    /// The products that a sentence without words of its own goes on to speak of.
    pub(super) fn spoken_of(&self) -> &[usize] {
        if self.words.is_empty() { self.topic } else { &[] }
    }

    /// The words that tell what it is about, beside its own: those of the question and of the sentence before, unless it is
    /// about products or has a word of its own that the pages know.
    pub(super) fn around(&self) -> &[String] {
        self.around.get_or_init(|| {
            let context = || self.facts.asked.iter().chain(self.spoken);
            let own = self.words.iter().filter(|word| self.facts.pages().words.has(word));
            let mut beyond = own.filter(|word| !context().any(|other| related(word, other)));
            let is_alone = self.named.is_empty() && self.topic.is_empty() && beyond.next().is_none();
            if is_alone { context().cloned().collect() } else { vec![] }
        })
    }

    /// Whether a passage says the same of the same matter.
    pub(super) fn vouched(&self, says: impl Fn(&Claim) -> bool) -> bool {
        self.facts.pages().told.iter().any(|told| told.vouches(self, &says))
    }

    /// Whether a passage says the same in the words of a clause.
    pub(super) fn repeated(&self, clause: &[Token], says: impl Fn(&Claim) -> bool) -> bool {
        self.facts.pages().told.iter().any(|told| told.repeats(clause, &self.facts.goods, &says))
    }

    /// The words before a token that name what it is said of: "the bell tent costs", "Silver Teapot:".
    fn subject(&self, at: usize) -> &[Token] {
        let links = |t: &Token| match t.word() {
            Some(word) => has(&LINK, word) || has(&PRICE, word) || has(&STILL_SO, word),
            None => t.is_sign(":=–—-→*~\"'’") || matches!(t.kind, Kind::Money(_)),
        };
        let end = self.tokens[..at].iter().rposition(|t| !links(t)).map_or(0, |last| last + 1);
        let names = |t: &Token| t.word().is_some_and(|word| !has(&NO_NAME, word)) || t.is_sign("-‑");
        let from = self.tokens[..end].iter().rposition(|t| !names(t)).map_or(0, |last| last + 1);
        &self.tokens[from..end]
    }

    /// Whether what stands at a token is said of something with a name that no row knows.
    pub(super) fn is_of_stranger(&self, at: usize) -> bool {
        let subject = self.subject(at);
        let Some(first) = subject.first() else { return false };
        let from = self.tokens.partition_point(|t| t.start < first.start);
        let article = from.checked_sub(1).and_then(|at| self.tokens[at].word());
        let is_thing = article.is_some_and(|word| has(&ARTICLE, word)) || self.has_name(at);
        let goods = &self.facts.goods;
        let options = |word: &str| goods.iter().any(|g| g.has_option(word));
        let is_known = |word: &str| {
            word.chars().count() < 3
                || has(&PLAIN, word)
                || has(&THINGS, word)
                || has(&ANYTHING, word)
                || numbers::values(word, self.language()).is_some()
                || goods.iter().any(|g| g.has_word(word))
                || options(word)
        };
        is_thing && !goods.is_empty() && !subject.iter().filter_map(Token::word).any(is_known)
    }

    /// Whether capitals show that the words before a token are a name. German has them everywhere.
    pub(super) fn has_name(&self, at: usize) -> bool {
        let subject = self.subject(at);
        let capital = |t: &&Token| self.text[t.start..].starts_with(char::is_uppercase);
        let count = subject.iter().filter(capital).count();
        let begins = subject.first().is_some_and(|first| first.start == self.tokens[0].start);
        count > usize::from(begins)
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
    found.extend(discounts::offences(sentence));
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
