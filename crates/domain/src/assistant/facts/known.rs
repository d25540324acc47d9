//! What the rows say: products with their amounts and stock, sentences of passages with their claims, addresses.

use std::collections::{HashMap, HashSet};

use parlour_model::Amount;
use parlour_model::part::Span;
use url::Url;

use super::discounts;
use super::links;
use super::money;
use super::sentence::Sentence;
use super::stock;
use super::tokens::{Token, tokens};
use super::words::{DISCOUNT, PLAIN, PRICE, TELLING, has, is_unit};
use crate::assistant::answer::Retrieved;
use crate::knowledge::{Content, Product, Variant};

/// A product's row, as far as it can be spoken of.
#[derive(Debug, Clone)]
pub(super) struct Goods {
    id: String,
    /// The telling words of its title.
    words: Vec<String>,
    pub(super) amounts: Vec<(Amount, String)>,
    pub(super) stock: Vec<i64>,
    /// Whether something of it can be had; `None` when the row does not say.
    pub(super) in_stock: Option<bool>,
    variants: Vec<Choice>,
}

/// A variant: the words of each of its options, and whether it can be had.
#[derive(Debug, Clone)]
struct Choice {
    options: Vec<(String, Vec<Token>, String)>,
    in_stock: bool,
}

impl Choice {
    fn of(variant: &Variant) -> Option<Self> {
        let named = variant.options.iter().cloned();
        let titled = variant.title.split('/').enumerate().map(|(i, part)| (i.to_string(), part.to_owned()));
        let options: Vec<(String, String)> =
            if variant.options.is_empty() { titled.collect() } else { named.collect() };
        let options =
            options.into_iter().map(|(name, value)| (name, tokens(value.trim()), value.trim().to_owned()));
        Some(Self { options: options.collect(), in_stock: variant.stock? > 0 })
    }
}

impl Goods {
    pub(super) fn of(product: &Product) -> Self {
        let prices = std::iter::once(&product.price)
            .chain(&product.original_price)
            .chain(product.variants.iter().map(|variant| &variant.price));
        let variants = product.variants.iter().filter_map(|variant| variant.stock);
        let stock: Vec<i64> = product.stock.into_iter().chain(variants).collect();
        Self {
            id: product.id.clone(),
            words: content_words(&tokens(&product.title)),
            amounts: prices.map(|price| (price.amount, price.currency.to_ascii_uppercase())).collect(),
            in_stock: product.stock.map(|n| n > 0).or_else(|| stock.iter().max().map(|most| *most > 0)),
            stock,
            variants: product.variants.iter().filter_map(Choice::of).collect(),
        }
    }

    /// Whether a word is of its title.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.iter().any(|title| alike(word, title))
    }

    /// Whether each of the variants can be had whose options the tokens of `text` name; none when they name no option.
    pub(super) fn chosen(&self, text: &str, said: &[Token]) -> Vec<bool> {
        let says = |value: &(String, Vec<Token>, String)| says_option(text, said, &value.1, &value.2);
        let options = self.variants.iter().flat_map(|variant| &variant.options);
        let said: Vec<(&str, &str)> = options
            .filter(|value| says(value))
            .map(|(name, _, value)| (name.as_str(), value.as_str()))
            .collect();
        let fits = |variant: &&Choice| {
            !said.is_empty()
                && variant.options.iter().all(|(name, _, value)| {
                    let mut same = said.iter().filter(|(other, _)| other == name).peekable();
                    same.peek().is_none() || same.any(|(_, said)| said == value)
                })
        };
        self.variants.iter().filter(fits).map(|variant| variant.in_stock).collect()
    }

    pub(super) fn is(&self, product: &Product) -> bool {
        self.id == product.id
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
    /// Its own words.
    own: Vec<String>,
    /// Whether it names a product that may be spoken of.
    names_goods: bool,
    /// Whether it is in the language of the answer.
    same_language: bool,
}

impl Told {
    /// The sentences of a passage that claim something.
    pub(super) fn of(found: &Retrieved, language: &str) -> Vec<Self> {
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
            let own = content_words(&own);
            let mut words = Kin::default();
            head.iter().chain(&own).for_each(|word| words.add(word));
            Some(Self { claims, words, own, names_goods: false, same_language: found.language == language })
        });
        told.collect()
    }

    /// Looks whether it names this product.
    pub(super) fn look_for(&mut self, goods: &Goods) {
        self.names_goods |= self.own.iter().any(|word| goods.has_word(word));
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
        let mut matter = sentence.words.iter().chain(&sentence.around).peekable();
        goods.is_empty()
            || (!self.same_language && matter.peek().is_some())
            || matter.any(|word| self.words.knows(word))
    }
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
    pub(super) fn add_passage(&mut self, found: &Retrieved) {
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
    pub(super) fn knows(&self, word: &str) -> bool {
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

/// Whether the words of an option stand among the tokens of `text`. Short ones are taken as they are written.
fn says_option(text: &str, said: &[Token], value: &[Token], written: &str) -> bool {
    let alike = |pair: (&Token, &Token)| pair.0.word().is_some() && pair.0.kind == pair.1.kind;
    let here = |place: &[Token]| {
        place.iter().zip(value).all(alike)
            && (written.len() > 2 || text[place[0].start..].starts_with(written))
    };
    !value.is_empty() && said.windows(value.len()).any(here)
}

/// The words of a sentence that name something.
pub(super) fn content_words(tokens: &[Token]) -> Vec<String> {
    let claims = |word: &str| [&PLAIN, &TELLING, &PRICE, &DISCOUNT].into_iter().any(|set| has(set, word));
    let telling = |word: &&str| word.chars().count() >= 4 && !claims(word) && !is_unit(word);
    let mut seen = HashSet::new();
    let words = tokens.iter().filter_map(Token::word).filter(telling);
    words.filter(|word| seen.insert(*word)).map(str::to_owned).collect()
}

fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.chars().count() >= 4 && long.starts_with(short) && long.chars().count() - short.chars().count() <= 3
}

/// Whether tokens name a product by a word that no other has in its title.
pub(super) fn is_sure(goods: &[Goods], tokens: &[Token], product: usize) -> bool {
    let own =
        |word: &&String| !goods.iter().enumerate().any(|(i, g)| i != product && g.words.contains(*word));
    let said = |word: &String| tokens.iter().filter_map(Token::word).any(|said| alike(said, word));
    goods[product].words.iter().filter(own).any(said)
}

/// Whether tokens name a product by most words of its title.
pub(super) fn is_clear(goods: &Goods, tokens: &[Token]) -> bool {
    let said = |word: &&String| tokens.iter().filter_map(Token::word).any(|said| alike(said, word));
    goods.words.iter().filter(said).count() * 2 > goods.words.len()
}

/// Whether two words may speak of the same: they begin alike, as inflections and compounds do.
pub(super) fn related(one: &str, other: &str) -> bool {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    alike(one, other) || same >= 5
}

/// Products that are named, and the last token that names each.
pub(super) fn named(goods: &[Goods], tokens: &[Token]) -> Vec<(usize, usize)> {
    let words: Vec<(usize, &str)> =
        tokens.iter().enumerate().filter_map(|(at, t)| Some((at, t.word()?))).collect();
    let rarity = |title_word: &String| {
        1.0 / goods.iter().filter(|g| g.words.iter().any(|w| w == title_word)).count().max(1) as f32
    };
    let scores: Vec<(f32, usize)> = goods
        .iter()
        .map(|product| {
            // A word that only this product has tells where it is named, and the words of its title behind that.
            let (mut score, mut last, mut own) = (0.0, 0, None);
            for title_word in &product.words {
                if let Some((at, _)) = words.iter().rev().find(|(_, word)| alike(word, title_word)) {
                    let rarity = rarity(title_word);
                    score += rarity;
                    last = last.max(*at);
                    own = own.max((rarity >= 1.0).then_some(*at));
                }
            }
            let follows =
                |at: usize| tokens.get(at).and_then(Token::word).is_some_and(|w| product.has_word(w));
            let last = own.map_or(last, |own| (own..).find(|at| !follows(at + 1)).unwrap_or(own));
            (score, last)
        })
        .collect();
    let best = scores.iter().map(|(score, _)| *score).fold(0.0, f32::max);
    let fits = |(i, (score, last)): (usize, &(f32, usize))| {
        (best > 0.0 && *score >= 0.6 * best).then_some((i, *last))
    };
    scores.iter().enumerate().filter_map(fits).collect()
}

/// The addresses that may be linked.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    pub(super) known: HashSet<String>,
    pub(super) hosts: HashSet<String>,
    /// The folders in which products lie.
    pub(super) folders: HashSet<String>,
}

impl Addresses {
    pub(super) fn add_product(&mut self, url: &str) {
        if let Some(url) = self.add_page(url) {
            self.folders.insert(links::folder(&url));
        }
    }

    pub(super) fn add_page(&mut self, url: &str) -> Option<Url> {
        let url = links::web(url)?;
        self.known.insert(links::normal(&url));
        self.hosts.insert(links::host(&url)?);
        Some(url)
    }

    pub(super) fn add_passage(&mut self, content: &[Content]) {
        let mut add = |spans: &[Span]| {
            for span in spans {
                if let Span::Link { url, .. } = span
                    && let Some(url) = links::web(url)
                {
                    self.known.insert(links::normal(&url));
                }
            }
        };
        for content in content {
            match content {
                Content::Paragraph { spans } => add(spans),
                Content::List { items, .. } => items.iter().for_each(|item| add(item)),
                Content::Table { .. } | Content::Code { .. } => {}
            }
        }
    }
}
