//! What the rows say of products: amounts, stock and words of their titles; and the addresses that may be linked.

use std::collections::HashSet;

use parlour_model::Amount;
use parlour_model::part::Span;
use url::Url;

use super::links;
use super::tokens::{Token, tokens};
use super::words::{DISCOUNT, PLAIN, PRICE, TELLING, has, is_unit};
use crate::knowledge::{Content, Product, Variant};

/// A product's row, as far as it can be spoken of.
#[derive(Debug, Clone)]
pub(super) struct Goods {
    id: String,
    /// The telling words of its title.
    words: Vec<String>,
    /// All words of its title.
    title: Vec<String>,
    pub(super) amounts: Vec<(Amount, String)>,
    pub(super) stock: Vec<i64>,
    /// Whether something of it can be had; `None` when the row does not say.
    pub(super) in_stock: Option<bool>,
    variants: Vec<Choice>,
}

/// A variant: the words of each of its options, and how many there are.
#[derive(Debug, Clone)]
struct Choice {
    options: Vec<(String, Vec<Token>, String)>,
    stock: i64,
}

impl Choice {
    fn of(variant: &Variant) -> Option<Self> {
        let named = variant.options.iter().cloned();
        let titled = variant.title.split('/').enumerate().map(|(i, part)| (i.to_string(), part.to_owned()));
        let options: Vec<(String, String)> =
            if variant.options.is_empty() { titled.collect() } else { named.collect() };
        let options =
            options.into_iter().map(|(name, value)| (name, tokens(value.trim()), value.trim().to_owned()));
        Some(Self { options: options.collect(), stock: variant.stock? })
    }
}

impl Goods {
    pub(super) fn of(product: &Product) -> Self {
        let title = tokens(&product.title);
        let prices = std::iter::once(&product.price)
            .chain(&product.original_price)
            .chain(product.variants.iter().map(|variant| &variant.price));
        let variants = product.variants.iter().filter_map(|variant| variant.stock);
        let stock: Vec<i64> = product.stock.into_iter().chain(variants).collect();
        Self {
            id: product.id.clone(),
            words: content_words(&title),
            title: title.iter().filter_map(Token::word).map(str::to_owned).collect(),
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

    /// Whether a word is of its title, or one of its small words.
    fn has_in_title(&self, word: &str) -> bool {
        self.has_word(word) || self.title.iter().any(|own| own == word)
    }

    /// The options that the tokens of `text` name, as (name, value).
    pub(super) fn options_said(&self, text: &str, said: &[Token]) -> Vec<(&str, &str)> {
        let options = self.variants.iter().flat_map(|variant| &variant.options);
        let says =
            |(_, value, written): &&(String, Vec<Token>, String)| says_option(text, said, value, written);
        options.filter(says).map(|(name, _, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Whether a word is of one of its options, or names them: "blue", "size".
    pub(super) fn has_option(&self, word: &str) -> bool {
        let is_so = |(name, value, _): &(String, Vec<Token>, String)| {
            alike(word, &name.to_lowercase())
                || value.iter().filter_map(Token::word).any(|own| alike(word, own))
        };
        self.variants.iter().flat_map(|variant| &variant.options).any(is_so)
    }

    /// How many there are of each of the variants that have these options; none when there are no options.
    pub(super) fn chosen(&self, said: &[(&str, &str)]) -> Vec<i64> {
        let fits = |variant: &&Choice| {
            !said.is_empty()
                && variant.options.iter().all(|(name, _, value)| {
                    let mut same = said.iter().filter(|(other, _)| other == name).peekable();
                    same.peek().is_none() || same.any(|(_, said)| said == value)
                })
        };
        self.variants.iter().filter(fits).map(|variant| variant.stock).collect()
    }

    /// Whether tokens have all telling words of its title.
    pub(super) fn is_whole_in(&self, tokens: &[Token]) -> bool {
        let said = |title: &String| tokens.iter().filter_map(Token::word).any(|word| alike(word, title));
        !self.words.is_empty() && self.words.iter().all(said)
    }

    /// Whether so much lies between two of its prices.
    pub(super) fn has_difference(&self, value: Amount) -> bool {
        let amounts = || self.amounts.iter().map(|(amount, _)| amount.0);
        amounts().any(|one| amounts().any(|other| one - other == value.0))
    }

    pub(super) fn is(&self, product: &Product) -> bool {
        self.id == product.id
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

pub(super) fn alike(one: &str, other: &str) -> bool {
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
            let is_of_title =
                |at: usize| tokens.get(at).and_then(Token::word).is_some_and(|w| product.has_in_title(w));
            // "Quayside Linen Shirt, Blue".
            let next = |at: usize| {
                let behind =
                    if tokens.get(at + 1).is_some_and(|t| t.is_sign(",-/(")) { at + 2 } else { at + 1 };
                is_of_title(behind).then_some(behind)
            };
            let last = own
                .map_or(last, |own| std::iter::successors(Some(own), |at| next(*at)).last().unwrap_or(own));
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
