//! Answers with products: which rows fit a wish, and what is said of them. Left out: their cards (`cards`).

use parlour_model::Part;
use parlour_model::part::{Block, Products, Span};

use super::super::understand::{Ask, Intent, PriceOrder, TurnsOn};
use super::super::{cues, followup, prices};
use super::cards::{card, is_sold_out, source};
use super::denials::denies;
use super::sentences::{sentences, tells_size, tells_weight};
use super::{Desk, Draft, FoundProduct, Material, Outcome};
use crate::knowledge::index::{self, QueryTerm, analyse};
use crate::knowledge::{Product, Variant};

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
    /// They fit, but the price that was named is in another currency.
    OtherCurrency,
    /// They fit.
    Sure,
}

impl Goods<'_> {
    /// Whether they may be shown as an answer.
    pub(super) fn is_sure(&self) -> bool {
        matches!(self.fit, Fit::Sure | Fit::OtherPrice | Fit::OtherCurrency)
    }

    /// Whether they are one row that says itself what is asked of it.
    pub(super) fn tells(&self, ask: &Ask, language: &str) -> bool {
        let [only] = self.rows.as_slice() else { return false };
        let title = analyse(&only.product.title, language);
        let asks_more = |term: &QueryTerm| term.weight == 1.0 && !title.contains(&term.stems[0].0);
        self.fit == Fit::Sure
            && index::terms(&ask.text, language).iter().any(asks_more)
            && is_named(&index::terms(&ask.goods, language), &only.product, language)
            && quote(&only.product, ask, language).is_some()
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
    let allowed = allowed(ask, material, language);
    let coverage = allowed.iter().map(|p| p.coverage).fold(0.0, f32::max);
    let (sure, near) = if ask.intent == Intent::ProductSearch { WISH } else { QUESTION };
    let is_told = || allowed.iter().any(|p| p.coverage >= sure && is_such(ask, &p.product, language));
    let mut fit = match () {
        () if any || (coverage >= sure && is_told()) => Fit::Sure,
        () if coverage >= near => Fit::Near,
        () => return Goods::default(),
    };
    let least = if any { 0.0 } else { (coverage - 0.1).max(near) };
    let mut rows: Vec<&FoundProduct> = allowed.iter().copied().filter(|p| p.coverage >= least).collect();
    let top = rows.iter().map(|p| p.score).fold(0.0, f32::max);
    rows.retain(|p| any || p.score >= top * SHOWN);
    if !ask.bounds.is_open()
        && fit == Fit::Sure
        && !rows.iter().any(|p| ask.bounds.allow(p.product.price.amount))
    {
        // Nothing is said to be too dear while something else that fits is not.
        rows.extend(
            allowed.iter().filter(|p| p.coverage >= sure && ask.bounds.allow(p.product.price.amount)),
        );
    }
    let denied = without_denied(&mut rows, ask, language);
    if denied && fit == Fit::Sure && ask.intent == Intent::ProductSearch {
        fit = Fit::Near;
    }
    if fit == Fit::Near {
        rows.retain(|p| is_of_the_kind(ask, &p.product, language));
    }
    if let Some(size) = &ask.size
        && !keep_size(&mut rows, size)
        && fit == Fit::Sure
    {
        fit = Fit::Near;
        rows.retain(|p| is_of_the_kind(ask, &p.product, language));
    }
    if let Some(tells) = told_by(ask)
        && ask.intent == Intent::Question
        && fit == Fit::Sure
    {
        match rows.iter().any(|p| tells(&p.product.description)) {
            true => rows.retain(|p| p.coverage >= coverage && tells(&p.product.description)),
            false => fit = Fit::Near,
        }
    }
    keep_colours(&mut rows, ask, language);
    if rows.is_empty() {
        return Goods::default();
    }
    priced(ask, Goods { rows, coverage: if any { 1.0 } else { coverage }, fit })
}

/// The rows that are looked at: without what must not be, and, where a wish names a kind of thing, only those that are
/// of it. "Goes over shoes" makes no shoes.
fn allowed<'a>(ask: &Ask, material: &'a Material, language: &str) -> Vec<&'a FoundProduct> {
    let mut allowed: Vec<&FoundProduct> =
        material.products.iter().filter(|p| !is_excluded(ask, &p.product, language)).collect();
    if ask.intent == Intent::ProductSearch
        && allowed.iter().any(|p| is_of_the_kind(ask, &p.product, language))
    {
        allowed.retain(|p| is_of_the_kind(ask, &p.product, language));
    }
    allowed
}

/// Leaves out the rows that say of themselves not to have or be what is asked for; where all say so, whether only those
/// are left that the question names.
fn without_denied(rows: &mut Vec<&FoundProduct>, ask: &Ask, language: &str) -> bool {
    let terms = index::terms(&ask.goods, language);
    let is_denied = |p: &&FoundProduct| denies(&p.product, &terms, language);
    if !rows.iter().any(is_denied) {
        return false;
    }
    let all = rows.iter().all(is_denied);
    rows.retain(|p| !is_denied(p) || (all && is_named(&terms, &p.product, language)));
    all
}

/// Whether a word of the question stands in a product's title.
fn is_named(terms: &[QueryTerm], product: &Product, language: &str) -> bool {
    let title = analyse(&product.title, language);
    terms.iter().any(|term| term.weight == 1.0 && title.contains(&term.stems[0].0))
}

/// What a row must tell for the question to be answered.
fn told_by(ask: &Ask) -> Option<fn(&str) -> bool> {
    match ask.turns_on? {
        TurnsOn::Weight => Some(tells_weight),
        TurnsOn::Measure => Some(tells_size),
        _ => None,
    }
}

/// The words of a question that name one product by its title, two at least: a page that has not all of them speaks of
/// something else.
pub(super) fn named(ask: &Ask, material: &Material, language: &str) -> Vec<String> {
    let terms = index::terms(&ask.goods, language);
    let of = |found: &FoundProduct| -> Vec<String> {
        let title = analyse(&found.product.title, language);
        let stems = terms.iter().filter(|term| term.weight == 1.0).map(|term| &term.stems[0].0);
        stems.filter(|stem| title.contains(stem)).cloned().collect()
    };
    material
        .products
        .iter()
        .filter(|p| p.coverage >= QUESTION.1)
        .map(of)
        .find(|named| named.len() > 1)
        .unwrap_or_default()
}

/// Whether a product is or has what it must not. What its description says counts, too, but not of colours:
/// those may be another variant's.
fn is_excluded(ask: &Ask, product: &Product, language: &str) -> bool {
    if ask.excluded.is_empty() {
        return false;
    }
    let named = analyse(&format!("{}\n{}", product.title, product.tags.join("\n")), language);
    let told = || {
        let denies = |text: &str| cues::any(&cues::plain(text), cues::cues(language).not);
        let text = &product.description;
        sentences(text)
            .into_iter()
            .filter(|range| !denies(&text[range.clone()]))
            .flat_map(|range| analyse(&text[range], language))
            .collect::<Vec<_>>()
    };
    ask.excluded.iter().any(|word| {
        let stems = index::terms(word, language).into_iter().flat_map(|term| term.stems);
        let told = if followup::is_colour(word, language) { vec![] } else { told() };
        stems.into_iter().any(|(stem, _)| named.contains(&stem) || told.contains(&stem))
    })
}

/// Keeps the rows that are of a colour that is asked for, where some are: a description may name any.
fn keep_colours(rows: &mut Vec<&FoundProduct>, ask: &Ask, language: &str) {
    let stems = |text: &str| analyse(text, language);
    let wished: Vec<String> = cues::plain(&ask.goods)
        .split_whitespace()
        .filter(|word| followup::is_colour(word, language))
        .flat_map(stems)
        .collect();
    if wished.is_empty() {
        return;
    }
    let is_such = |p: &&FoundProduct| {
        let product = &p.product;
        let options = product.variants.iter().flat_map(|variant| &variant.options).map(|(_, value)| value);
        let mut said = std::iter::once(&product.title).chain(&product.tags).chain(options);
        said.any(|text| stems(text).iter().any(|stem| wished.contains(stem)))
    };
    if rows.iter().any(is_such) {
        rows.retain(is_such);
    }
}

/// Keeps the rows that are there in this size, else those that are made in it; when there are none, all stay, and the
/// answer is no.
fn keep_size(rows: &mut Vec<&FoundProduct>, size: &str) -> bool {
    let there = |p: &&FoundProduct| in_size(&p.product, size).any(|v| v.stock.is_none_or(|stock| stock > 0));
    let made = |p: &&FoundProduct| in_size(&p.product, size).next().is_some();
    let is_there = rows.iter().any(there);
    if is_there {
        rows.retain(there);
    } else if rows.iter().any(made) {
        rows.retain(made);
    } else {
        return false;
    }
    true
}

/// The variants of a product in a size.
fn in_size<'a>(product: &'a Product, size: &str) -> impl Iterator<Item = &'a Variant> {
    let size = size.to_lowercase();
    product.variants.iter().filter(move |variant| {
        let is_size = |text: &str| text.trim().to_lowercase() == size;
        variant.options.iter().any(|(_, value)| is_size(value)) || variant.title.split('/').any(is_size)
    })
}

/// The variants in the size that is wanted, those that are there first asked for: their names, when there are any.
fn sizes(product: &Product, size: &str) -> Option<String> {
    let there = in_size(product, size).filter(|v| v.stock.is_none_or(|stock| stock > 0));
    let names: Vec<&str> = there.map(|v| v.title.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Whether a product is gone, as far as it is asked for.
fn is_gone(ask: &Ask, product: &Product) -> bool {
    let of_size = ask.size.as_deref().filter(|size| in_size(product, size).next().is_some());
    is_sold_out(product) || of_size.is_some_and(|size| sizes(product, size).is_none())
}

/// Keeps the rows within the bounds; when there are none, the nearest ones.
fn priced<'a>(ask: &Ask, mut goods: Goods<'a>) -> Goods<'a> {
    let amount = |p: &&FoundProduct| p.product.price.amount;
    let is_known = |p: &&FoundProduct| {
        ask.currency.as_ref().is_none_or(|said| prices::is_currency(said, &p.product.price.currency))
    };
    if !goods.rows.iter().all(is_known) {
        if goods.fit == Fit::Sure {
            goods.fit = Fit::OtherCurrency;
        }
    } else if goods.rows.iter().any(|p| ask.bounds.allow(amount(p))) {
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
    // What is sold out comes last, unless an order was asked for.
    if ask.order == PriceOrder::Fit {
        goods.rows.sort_by_key(|p| is_sold_out(&p.product));
    }
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

/// Whether a product is what is asked for: its title or tags have a word of it. What stands in its description may stand
/// there by the way, unless it tells how the thing is, or no kind of thing is named.
fn is_such(ask: &Ask, product: &Product, language: &str) -> bool {
    if is_of_the_kind(ask, product, language) {
        return true;
    }
    let cues = cues::cues(language);
    let plain = cues::plain(&ask.goods);
    cues::any(&plain, cues.looks) || cues::any(&cues::plain(&ask.text), cues.wares)
}

/// Says what was found in a line, with its cards.
pub(super) fn say(goods: &Goods<'_>, ask: &Ask, desk: &mut Desk<'_>) -> Draft {
    let mut draft = Draft::new(if goods.fit == Fit::Sure { Outcome::Products } else { Outcome::Close });
    let all_gone = goods.rows.iter().all(|p| is_gone(ask, &p.product));
    let currency = goods.rows.first().map_or("", |p| p.product.price.currency.as_str());
    let other_currency = desk.words.products_other_currency.replace("{}", currency);
    let line = match goods.fit {
        Fit::OtherCurrency => other_currency.as_str(),
        Fit::Near | Fit::None => desk.words.products_close,
        Fit::OtherPrice => desk.words.products_other_price,
        Fit::Sure if all_gone => desk.words.products_sold_out,
        Fit::Sure => desk.words.products_fit,
    };
    let mut blocks = vec![Block::paragraph(vec![Span::text(line)])];
    if let (Some(size), [only]) = (&ask.size, goods.rows.as_slice()) {
        blocks.extend(sizes(&only.product, size).map(|names| Block::paragraph(vec![Span::text(names)])));
    }
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
    if let Some(tells) = told_by(ask) {
        let told = sentences(text).into_iter().find(|range| tells(&text[range.clone()]))?;
        return Some(Block::paragraph(vec![Span::text(&text[told])]));
    }
    let best = sentences(text).into_iter().max_by_key(|range| count(&text[range.clone()]))?;
    (count(&text[best.clone()]) > 0).then(|| Block::paragraph(vec![Span::text(&text[best])]))
}
