//! Products as cards. Every fact on a card is the row's.

use parlour_model::part::{AddToCart, ProductCard};

use super::super::phrases::Phrases;
use super::sentences::sentences;
use super::{FoundProduct, Shop, Source};
use crate::knowledge::{Product, is_web_address};

/// The longest description on a card, in bytes.
const LONGEST_DESCRIPTION: usize = 160;

/// A row as a card shows it.
pub(in crate::assistant) fn card(product: &Product, shop: &Shop, words: &Phrases) -> ProductCard {
    let splash = match product {
        _ if is_sold_out(product) => Some(words.sold_out),
        _ if is_lowered(product) => Some(words.sale),
        _ => None,
    };
    ProductCard {
        id: product.id.clone(),
        title: product.title.clone(),
        description: description(&product.description),
        image_url: product.image_url.clone().unwrap_or_default(),
        price: product.price.clone(),
        original_price: product.original_price.clone().filter(|_| is_lowered(product)),
        splash: splash.map(str::to_owned),
        url: Some(&product.url).filter(|url| is_web_address(url)).cloned().unwrap_or_default(),
        add_to_cart: add_to_cart(product, shop),
    }
}

/// Only what can be put in the cart without a choice.
fn add_to_cart(product: &Product, shop: &Shop) -> Option<AddToCart> {
    match product.variants.as_slice() {
        [only] if shop.add_to_cart && !is_sold_out(product) => {
            only.sku.clone().map(|sku| AddToCart { sku, url: None })
        }
        _ => None,
    }
}

/// Whether none is left.
pub(super) fn is_sold_out(product: &Product) -> bool {
    product.stock.is_some_and(|stock| stock <= 0)
}

fn is_lowered(product: &Product) -> bool {
    let now = &product.price;
    product.original_price.as_ref().is_some_and(|old| old.currency == now.currency && old.amount > now.amount)
}

/// The first sentence, cut at a space when it is long.
fn description(text: &str) -> Option<String> {
    let first = &text[sentences(text).into_iter().next()?];
    if first.len() <= LONGEST_DESCRIPTION {
        return Some(first.to_owned());
    }
    let room = first.char_indices().take_while(|(at, c)| at + c.len_utf8() <= LONGEST_DESCRIPTION);
    let end = room.filter(|(_, c)| c.is_whitespace()).last().map_or(0, |(at, _)| at);
    (end > 0).then(|| format!("{}…", first[..end].trim_end_matches(|c: char| !c.is_alphanumeric())))
}

/// A product as a source.
pub(in crate::assistant) fn source(found: &FoundProduct) -> Source {
    Source {
        title: found.product.title.clone(),
        url: found.product.url.clone(),
        score: found.score,
        coverage: found.coverage,
        passage_id: None,
    }
}
