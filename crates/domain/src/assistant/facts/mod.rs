//! What a model may say of prices, stock and addresses: only what rows say.
//!
//! [`Facts`] gather the rows of a turn; the guard reads a block's plain words on their way to the reader and strikes
//! what no row says. Left out: reading markdown, which comes before, and everything that is no fact of a row.

mod guard;

use parlour_model::Amount;

use super::answer::{Material, Retrieved};
use super::prices::PriceBounds;
use super::understand::Understanding;
use crate::knowledge::Product;

pub(super) use guard::Guard;

/// What may be said. The default knows nothing, and every price and link is struck.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    language: String,
    bounds: Vec<PriceBounds>,
    hosts: Vec<String>,
    visitor: String,
}

impl Facts {
    /// The facts of what was found for a question, and the price bounds that the visitor set.
    pub fn of(understanding: &Understanding, materials: &[Material]) -> Self {
        let mut facts = Self::new(&understanding.language);
        understanding.asks.iter().for_each(|ask| facts.add_bounds(ask.bounds));
        for material in materials {
            material.products.iter().for_each(|found| facts.add_product(&found.product));
            material.passages.iter().for_each(|found| facts.add_passage(found));
        }
        facts
    }

    /// No facts; the answer will be in `language`.
    pub fn new(language: &str) -> Self {
        Self { language: language.to_owned(), ..Self::default() }
    }

    /// A product's row may be spoken of.
    pub fn add_product(&mut self, _product: &Product) {}

    /// A passage may be spoken of.
    pub fn add_passage(&mut self, _found: &Retrieved) {}

    /// The visitor's price bounds may be repeated.
    pub fn add_bounds(&mut self, bounds: PriceBounds) {
        if !bounds.is_open() {
            self.bounds.push(bounds);
        }
    }

    /// Pages of these hosts may be linked.
    pub fn allow_hosts(&mut self, hosts: &[String]) {
        self.hosts.extend(hosts.iter().map(|host| host.to_ascii_lowercase()));
    }

    /// What the visitor said of themselves, such as their own address, may be repeated.
    pub fn add_visitor_text(&mut self, text: &str) {
        self.visitor.push('\n');
        self.visitor.push_str(text);
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

impl Facts {
    fn _unused(&self) -> Option<Amount> {
        None
    }
}
