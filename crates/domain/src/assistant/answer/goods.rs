//! Answers with products: which rows fit a wish, and what is said of them. Left out: their cards (`cards`).

use parlour_model::Part;
use parlour_model::part::{Block, Products, Span};

use super::super::cues;
use super::super::understand::{Ask, Intent, PriceOrder};
use super::cards::{card, is_sold_out, source};
use super::sentences::sentences;
use super::{Desk, Draft, FoundProduct, Material, Outcome};
use crate::knowledge::Product;
use crate::knowledge::index::{self, analyse};

/// The least coverage by which a product fits a wish, and by which it comes near.
const WISH: (f32, f32) = (0.75, 0.2);
/// The same for a question about a product: its row must speak of what is asked.
const QUESTION: (f32, f32) = (0.9, 0.6);
/// The least score, beside the best one's, of a product that is shown.
const SHOWN: f32 = 0.45;
/// The most cards of an answer.
const MOST_CARDS: usize = 6;

/// What was found of a wish.
#[derive(Default)]
pub(super) struct Goods<'a> {
    /// The rows to show, best first.
    rows: Vec<&'a FoundProduct>,
    /// The best share of the wish that a row has.
    pub(super) coverage: f32,
    fit: Fit,
}

/// How well the rows fit.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// There are none.
    #[default]
    None,
    /// They have some of the wish.
    Near,
    /// They fit but for their price.
    OtherPrice,
    /// They fit.
    Sure,
}

impl Goods<'_> {
    /// Whether they may be shown as an answer.
    pub(super) fn is_sure(&self) -> bool {
        matches!(self.fit, Fit::Sure | Fit::OtherPrice)
    }

    /// Whether they may be shown as the nearest there is.
    pub(super) fn is_near(&self) -> bool {
        self.fit != Fit::None
    }
}

/// Judges the products that were found for an ask.
pub(super) fn judge<'a>(ask: &Ask, material: &'a Material, desk: &Desk<'_>) -> Goods<'a> {
    let language = desk.words.language;
    let any = ask.any_goods(language);
    let coverage = material.products.iter().map(|p| p.coverage).fold(0.0, f32::max);
    let (sure, near) = if ask.intent == Intent::ProductSearch { WISH } else { QUESTION };
    let fit = match () {
        () if any || coverage >= sure => Fit::Sure,
        () if coverage >= near => Fit::Near,
        () => return Goods::default(),
    };
    let least = if any { 0.0 } else { (coverage - 0.1).max(near) };
    let mut rows: Vec<&FoundProduct> = material.products.iter().filter(|p| p.coverage >= least).collect();
    let top = rows.iter().map(|p| p.score).fold(0.0, f32::max);
    rows.retain(|p| any || p.score >= top * SHOWN);
    if fit == Fit::Near {
        rows.retain(|p| is_of_the_kind(ask, &p.product, language));
    }
    if rows.is_empty() {
        return Goods::default();
    }
    priced(ask, Goods { rows, coverage: if any { 1.0 } else { coverage }, fit })
}

/// Keeps the rows within the bounds; when there are none, the nearest ones.
fn priced<'a>(ask: &Ask, mut goods: Goods<'a>) -> Goods<'a> {
    let amount = |p: &&FoundProduct| p.product.price.amount;
    if goods.rows.iter().any(|p| ask.bounds.allow(amount(p))) {
        goods.rows.retain(|p| ask.bounds.allow(amount(p)));
    } else {
        goods.rows.sort_by_key(|p| ask.bounds.distance(amount(p)));
        goods.rows.truncate(3);
        if goods.fit == Fit::Sure {
            goods.fit = Fit::OtherPrice;
        }
    }
    match ask.order {
        PriceOrder::Cheapest => goods.rows.sort_by_key(amount),
        PriceOrder::Dearest => goods.rows.sort_by_key(|p| std::cmp::Reverse(amount(p))),
        PriceOrder::Fit => {}
    }
    if ask.order != PriceOrder::Fit {
        goods.rows.truncate(3);
    }
    goods.rows.sort_by_key(|p| is_sold_out(&p.product));
    goods.rows.truncate(MOST_CARDS);
    goods
}

/// Whether a product shares more with a wish than its looks: a word of its title or tags that says what it is.
fn is_of_the_kind(ask: &Ask, product: &Product, language: &str) -> bool {
    let looks: Vec<&str> = cues::each(cues::cues(language).looks).collect();
    let named = analyse(&format!("{}\n{}", product.title, product.tags.join("\n")), language);
    index::terms(&ask.goods, language)
        .iter()
        .filter(|term| term.weight == 1.0 && !looks.contains(&term.written.as_str()))
        .any(|term| term.stems.iter().any(|(stem, _)| named.contains(stem)))
}

/// Says what was found in a line, with its cards.
pub(super) fn say(goods: &Goods<'_>, ask: &Ask, desk: &mut Desk<'_>) -> Draft {
    let mut draft = Draft::new(if goods.fit == Fit::Sure { Outcome::Products } else { Outcome::Close });
    let all_gone = goods.rows.iter().all(|p| is_sold_out(&p.product));
    let line = match goods.fit {
        Fit::Near | Fit::None => desk.words.products_close,
        Fit::OtherPrice => desk.words.products_other_price,
        Fit::Sure if all_gone => desk.words.products_sold_out,
        Fit::Sure => desk.words.products_fit,
    };
    let mut blocks = vec![Block::paragraph(vec![Span::text(line)])];
    if let (Intent::Question, [only]) = (ask.intent, goods.rows.as_slice()) {
        blocks.extend(quote(&only.product, ask, desk.words.language));
    }
    draft.parts.push(desk.rich_text(blocks));
    let products = goods.rows.iter().map(|p| card(&p.product, desk.shop, desk.words)).collect();
    draft.parts.push(Part::Products(Products { part_id: (desk.part_id)(), products }));
    draft.sources = goods.rows.iter().map(|p| source(p)).collect();
    draft
}

/// The sentence of a product's description that has most of a question's words.
fn quote(product: &Product, ask: &Ask, language: &str) -> Option<Block> {
    let terms = index::terms(&ask.text, language);
    let named = analyse(&product.title, language);
    let count = |text: &str| {
        let stems = analyse(text, language);
        let new = terms.iter().filter(|t| !t.stems.iter().any(|(stem, _)| named.contains(stem)));
        new.filter(|t| t.stems.iter().any(|(stem, _)| stems.contains(stem))).count()
    };
    let text = &product.description;
    let best = sentences(text).into_iter().max_by_key(|range| count(&text[range.clone()]))?;
    (count(&text[best.clone()]) > 0).then(|| Block::paragraph(vec![Span::text(&text[best])]))
}
