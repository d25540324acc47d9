//! From a row's words to a product: addresses, tags, prices and variants.

use std::collections::HashSet;

use parlour_model::Price;
use url::Url;

use super::super::product::{Product, Variant};
use super::super::skipped::Skipped;
use super::{Entry, ReadOptions};

/// More words a product is filed under than these help nobody.
const MOST_TAGS: usize = 100;

/// The products of `entries`, without those whose id came before.
pub(super) fn unique(entries: impl Iterator<Item = Entry> + Send) -> impl Iterator<Item = Entry> + Send {
    let mut seen = HashSet::new();
    entries.map(move |entry| match entry {
        Entry::Product(product) if !seen.insert(product.id.clone()) => {
            Entry::Skipped(Skipped::new(product.id, "the id was used by an earlier product"))
        }
        entry => entry,
    })
}

impl ReadOptions {
    /// A product's address by its handle alone: below the base, or the bare handle when no base was given (the import says
    /// so).
    pub(super) fn handle_url(&self, handle: &str) -> String {
        let path = escaped(handle);
        self.absolute(&path).unwrap_or(path)
    }

    /// A product's address: its own, joined to the base if relative, else that of its handle.
    pub(super) fn product_url(&self, own: Option<&str>, handle: &str) -> Result<String, String> {
        let Some(own) = own.map(str::trim).filter(|own| !own.is_empty()) else {
            return Ok(self.handle_url(handle));
        };
        self.absolute(own).ok_or_else(|| match Url::parse(own) {
            Ok(_) => format!("its address {own:?} is none of the web: give one that begins with https://"),
            Err(_) => format!("its address {own:?} is relative: say to what (--base-url)"),
        })
    }

    /// A picture's address; `None` when there is none that leads anywhere.
    pub(super) fn image_url(&self, own: Option<&str>) -> Option<String> {
        self.absolute(own?.trim()).filter(|_| own.is_some_and(|own| !own.trim().is_empty()))
    }

    fn absolute(&self, path: &str) -> Option<String> {
        let url = match Url::parse(path) {
            Ok(url) => url,
            Err(_) => self.folder()?.join(path).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then(|| url.into())
    }

    /// The base as a folder, so that its last part is kept when something is joined to it.
    fn folder(&self) -> Option<Url> {
        let mut base = self.base_url.clone()?;
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        Some(base)
    }
}

/// A handle as one part of a path.
fn escaped(handle: &str) -> String {
    let mut url = Url::parse("http://x/").ok();
    if let Some(mut parts) = url.as_mut().and_then(|u| u.path_segments_mut().ok()) {
        parts.pop_if_empty().push(handle);
    }
    url.map_or_else(String::new, |u| u.path().trim_start_matches('/').to_owned())
}

/// Gathers tags: trimmed, none empty, none twice.
#[derive(Debug, Default)]
pub(super) struct Tags(Vec<String>);

impl Tags {
    /// Adds the tags in `text`, parted by `separator`.
    pub(super) fn add(&mut self, text: &str, separator: char) {
        for tag in text.split(separator).map(str::trim).filter(|t| !t.is_empty()) {
            let known = self.0.iter().any(|t| t.to_lowercase() == tag.to_lowercase());
            if !known && self.0.len() < MOST_TAGS {
                self.0.push(tag.to_owned());
            }
        }
    }

    /// The tags, in order.
    pub(super) fn into_vec(self) -> Vec<String> {
        self.0
    }
}

/// A variant with what it cost before.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    /// The variant.
    pub(super) variant: Variant,
    /// What it cost before, when lowered.
    pub(super) original_price: Option<Price>,
}

/// The lowest price of `offers`, what it was before, and how many there are of all together.
pub(super) fn summary(offers: &[Offer]) -> Option<(Price, Option<Price>, Option<i64>)> {
    let lowest = offers.iter().min_by_key(|o| o.variant.price.amount)?;
    // One variant that nobody counts makes the sum unknown.
    let stock = offers.iter().map(|o| o.variant.stock).sum::<Option<i64>>();
    Some((lowest.variant.price.clone(), lowest.original_price.clone(), stock))
}

/// Only a price above `price`, in the same currency, is one that was lowered.
pub(super) fn lowered(original: Option<Price>, price: &Price) -> Option<Price> {
    original.filter(|o| o.currency == price.currency && o.amount > price.amount)
}

/// A whole number such as `12` or `12.0`; below zero counts as none.
pub(super) fn stock(text: &str) -> Option<i64> {
    let whole = text.trim().split('.').next().unwrap_or("");
    whole.parse::<i64>().ok().map(|n| n.max(0))
}

/// The entry for a finished product.
pub(super) fn product(product: Product) -> Entry {
    Entry::Product(Box::new(product))
}
