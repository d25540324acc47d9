//! What a model may say of prices, stock and addresses: only what rows say.
//!
//! [`Facts`] gather the rows of a turn; the guard reads a block's plain words on their way to the reader and strikes
//! what no row says. Left out: reading markdown, which comes before, and everything that is no fact of a row.

mod discounts;
mod flow;
mod guard;
mod known;
mod links;
mod money;
mod naming;
mod numbers;
mod pages;
mod sentence;
mod stock;
mod tokens;
mod words;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use super::answer::{Material, Retrieved};
use super::prices::PriceBounds;
use super::understand::Understanding;
use crate::knowledge::Product;

pub(super) use guard::Guard;

use known::{Addresses, Goods, content_words};
use pages::Pages;
use tokens::tokens;

/// What may be said. The default knows nothing, and every price and link is struck.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    language: String,
    bounds: Vec<PriceBounds>,
    goods: Vec<Goods>,
    passages: Vec<Retrieved>,
    /// What the passages say of these goods, once it was asked for.
    pages: OnceLock<Pages>,
    addresses: Addresses,
    /// The words that the visitor asks with.
    asked: Vec<String>,
    /// What the visitor said, in lower case.
    visitor: String,
}

impl Facts {
    /// The facts of what was found for a question, and the price bounds that the visitor set.
    pub fn of(understanding: &Understanding, materials: &[Material]) -> Self {
        let mut facts = Self::new(&understanding.language);
        for ask in &understanding.asks {
            facts.add_bounds(ask.bounds);
            facts.add_question(&ask.text);
        }
        for material in materials {
            material.products.iter().for_each(|found| facts.add_product(&found.product));
            material.passages.iter().for_each(|found| facts.add_passage(found));
        }
        facts
    }

    /// No facts; the answer will be in `language`, a two-letter code.
    pub fn new(language: &str) -> Self {
        Self { language: language.to_owned(), ..Self::default() }
    }

    /// A product's row may be spoken of.
    pub fn add_product(&mut self, product: &Product) {
        self.addresses.add_product(&product.url);
        if !self.goods.iter().any(|goods| goods.is(product)) {
            self.goods.push(Goods::of(product));
            self.pages.take();
        }
    }

    /// A passage may be spoken of, and what it links may be linked.
    pub fn add_passage(&mut self, found: &Retrieved) {
        self.addresses.add_page(&found.page_url);
        self.addresses.add_passage(&found.passage.content);
        self.passages.push(found.clone());
        self.pages.take();
    }

    /// What the visitor asks is what a sentence without a matter of its own speaks of.
    pub fn add_question(&mut self, text: &str) {
        self.asked.extend(content_words(&tokens(text)));
    }

    /// The visitor's price bounds may be repeated.
    pub fn add_bounds(&mut self, bounds: PriceBounds) {
        if !bounds.is_open() {
            self.bounds.push(bounds);
        }
    }

    /// Pages of these hosts may be linked, but for products that were not found.
    pub fn allow_hosts(&mut self, hosts: &[String]) {
        for host in hosts {
            let host = host.trim().to_ascii_lowercase();
            let host = host.trim_start_matches("https://").trim_start_matches("http://");
            let host = host.split('/').next().unwrap_or_default();
            self.addresses.hosts.insert(host.strip_prefix("www.").unwrap_or(host).to_owned());
        }
    }

    /// Mail addresses and numbers that the visitor gave may be repeated.
    pub fn add_visitor_text(&mut self, text: &str) {
        self.visitor.push('\n');
        self.visitor.push_str(&text.to_lowercase());
    }

    /// What the passages say: read when a sentence first needs it, since most claim nothing.
    fn pages(&self) -> &Pages {
        self.pages.get_or_init(|| Pages::read(&self.passages, &self.goods, &self.language))
    }

    /// Whether the pages or the visitor have this mail address.
    fn has_contact(&self, mail: &str) -> bool {
        let part_of = |c: char| !(c.is_alphanumeric() || matches!(c, '@' | '.' | '-' | '_' | '+'));
        let texts = [&self.pages().text, &self.visitor];
        texts.iter().flat_map(|text| text.split(part_of)).any(|word| word.trim_matches('.') == mail)
    }

    /// Whether the pages or the visitor have this number, however it is parted.
    fn has_number(&self, digits: &str) -> bool {
        let texts = [&self.pages().text, &self.visitor];
        texts.iter().any(|text| {
            text.lines().any(|line| {
                let plain: String = line.chars().filter(|c| !" -()./+\u{a0}–".contains(*c)).collect();
                plain.contains(digits)
            })
        })
    }
}

/// Something that was not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struck {
    /// The words.
    pub what: String,
    /// Why they were not said.
    pub why: Why,
}

/// Why something was not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No row has this price.
    Price,
    /// No page speaks of this discount, code or gift.
    Discount,
    /// The rows say otherwise of the stock, or nothing.
    Stock,
    /// The address is of no page or product that was found, nor of an allowed host.
    Link,
    /// Neither the pages nor the visitor have this mail address or phone number.
    Contact,
}
