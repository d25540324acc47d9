//! What the passages say: their sentences with their claims, and their words.

use std::collections::HashMap;

use parlour_model::Amount;

use super::known::{Goods, alike, content_words, related};
use super::sentence::Sentence;
use super::tokens::{Token, tokens};
use super::words::{BETWEEN, JOINING, LINK, NOW, PLAIN, PRICE, has};
use super::{discounts, money, stock};
use crate::assistant::answer::Retrieved;

/// What the passages of a turn say.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    /// The sentences that claim something.
    pub(super) told: Vec<Told>,
    /// The words that they know.
    pub(super) words: Kin,
    /// All they say, in lower case.
    pub(super) text: String,
}

impl Pages {
    /// Reads passages for an answer in `language` that may speak of `goods`.
    pub(super) fn read(passages: &[Retrieved], goods: &[Goods], language: &str) -> Self {
        let mut pages = Self::default();
        for found in passages {
            for mut told in Told::of(found, language) {
                told.look_for(goods);
                pages.told.push(told);
            }
            pages.words.add_passage(found);
            pages.text.push('\n');
            pages.text.push_str(&found.passage.text().to_lowercase());
        }
        pages
    }
}

/// What a sentence of a passage claims.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Claim {
    Amount(Amount, Option<&'static str>),
    Percent(Amount),
    Free,
    Stock(&'static str),
}

/// A sentence of a passage that claims something.
#[derive(Debug, Clone)]
pub(super) struct Told {
    claims: Vec<Claim>,
    /// Its words, and those of the headings above it.
    words: Kin,
    /// Its own words that name something.
    own: Vec<String>,
    /// All its words, and those that are written as names are.
    all: Vec<String>,
    capital: Vec<String>,
    /// Whether it names a product that may be spoken of.
    names_goods: bool,
    /// Whether it is in the language of the answer.
    same_language: bool,
}

impl Told {
    /// The sentences of a passage that claim something.
    fn of(found: &Retrieved, language: &str) -> Vec<Self> {
        let head = heading_words(found);
        let text = found.passage.text();
        let sentences = text.lines().flat_map(|line| line.split_inclusive(['!', '?', ';']));
        let told = sentences.flat_map(|piece| piece.split(". ")).filter_map(|sentence| {
            let own = tokens(sentence);
            let mut claims = money::claims(&own, language);
            claims.extend(discounts::claims(&own, language));
            claims.extend(stock::claims(&own));
            if claims.is_empty() {
                return None;
            }
            let written = |t: &&Token| sentence[t.start..].starts_with(char::is_uppercase);
            let capital = own.iter().filter(written).filter_map(Token::word).map(str::to_owned).collect();
            let all = own.iter().filter_map(Token::word).map(str::to_owned).collect();
            let own = content_words(&own);
            let mut words = Kin::default();
            head.iter().chain(&own).for_each(|word| words.add(word));
            Some(Self {
                claims,
                words,
                own,
                all,
                capital,
                names_goods: false,
                same_language: found.language == language,
            })
        });
        told.collect()
    }

    /// Looks whether it names one of these products.
    fn look_for(&mut self, goods: &[Goods]) {
        self.names_goods = goods.iter().any(|goods| self.own.iter().any(|word| goods.has_word(word)));
    }

    /// Whether it says so in the very words of a clause: all that name something, and one at least that is of no title.
    /// Goods may only be meant as a kind, "leather boots", and not by their names.
    pub(super) fn repeats(&self, clause: &[Token], goods: &[Goods], says: impl Fn(&Claim) -> bool) -> bool {
        let telling = |word: &&str| word.chars().count() >= 3 && !is_filling(word);
        let said = || clause.iter().filter_map(Token::word).filter(telling);
        let here = |word: &str| self.all.iter().any(|own| alike(word, own) || related(word, own));
        let is_other = |word: &str| !goods.iter().any(|g| g.has_word(word));
        let is_name = |word: &str| !is_other(word) && self.capital.iter().any(|own| alike(word, own));
        let is_whole = |g: &Goods| g.is_whole_in(clause);
        self.claims.iter().any(says)
            && said().any(is_other)
            && said().all(|word| here(word) && !is_name(word))
            && !goods.iter().any(is_whole)
    }

    /// Whether it speaks of the matter, and says so.
    pub(super) fn vouches(&self, sentence: &Sentence<'_>, says: impl Fn(&Claim) -> bool) -> bool {
        let goods = &sentence.facts.goods;
        if !self.claims.iter().any(says) {
            return false;
        }
        if self.names_goods {
            // Only of what it says beside the product: "parcels, such as the tent".
            let of_goods = |word: &String| goods.iter().any(|g| g.has_word(word));
            let shared = |word: &&String| self.own.iter().any(|own| related(word, own));
            return sentence.named.is_empty() && sentence.words.iter().filter(shared).any(|w| !of_goods(w));
        }
        let mut matter = sentence.words.iter().chain(sentence.around()).peekable();
        goods.is_empty()
            || (!self.same_language && matter.peek().is_some())
            || matter.any(|word| self.words.knows(word))
    }
}

/// Whether a word tells nothing of the matter: "the", "costs", "only".
fn is_filling(word: &str) -> bool {
    [&BETWEEN, &PLAIN, &PRICE, &JOINING, &NOW, &LINK].into_iter().any(|set| has(set, word))
}

/// The words of a page's title and of the headings above a passage.
fn heading_words(found: &Retrieved) -> Vec<String> {
    let headings = std::iter::once(&found.page_title).chain(&found.passage.headings);
    headings.flat_map(|heading| content_words(&tokens(heading))).collect()
}

/// Words that are found by related ones, by how they begin.
#[derive(Debug, Clone, Default)]
pub(super) struct Kin(HashMap<String, Vec<String>>);

impl Kin {
    /// The content words of a passage, its page and its headings are known.
    fn add_passage(&mut self, found: &Retrieved) {
        heading_words(found).iter().for_each(|word| self.add(word));
        content_words(&tokens(&found.passage.text())).iter().for_each(|word| self.add(word));
    }

    fn add(&mut self, word: &str) {
        let own = self.0.entry(Self::start(word)).or_default();
        if !own.iter().any(|known| known == word) {
            own.push(word.to_owned());
        }
    }

    /// Whether a related word is among them.
    fn knows(&self, word: &str) -> bool {
        self.0.get(&Self::start(word)).is_some_and(|own| own.iter().any(|known| related(word, known)))
    }

    /// Whether the word is among them, as it is or in another form.
    pub(super) fn has(&self, word: &str) -> bool {
        let form = |known: &String| alike(word, known) && word.len().abs_diff(known.len()) <= 2;
        self.0.get(&Self::start(word)).is_some_and(|own| own.iter().any(form))
    }

    /// No words are related that do not share this.
    fn start(word: &str) -> String {
        word.chars().take(4).collect()
    }
}
