//! Shopify's product export: several rows a product, held together by its handle.

use std::io::BufRead;

use csv::StringRecord;

use super::super::html;
use super::super::product::{Product, Variant};
use super::super::skipped::Skipped;
use super::build::{self, Offer, Tags};
use super::table::{Columns, Rows};
use super::{Entries, Entry, Format, ReadOptions, Unreadable, amount};

/// The columns that are read, by their names in the older and the newer export.
const HANDLE: &[&str] = &["handle", "url handle"];
const TITLE: &[&str] = &["title"];
const BODY: &[&str] = &["body (html)", "body html", "description"];
const PRICE: &[&str] = &["variant price", "price"];
const COMPARE_AT: &[&str] = &["variant compare at price", "compare-at price"];
const SKU: &[&str] = &["variant sku", "sku"];
const STOCK: &[&str] = &["variant inventory qty", "inventory quantity"];
const TRACKER: &[&str] = &["variant inventory tracker", "inventory tracker"];
const POLICY: &[&str] = &["variant inventory policy", "continue selling when out of stock"];
const IMAGE: &[&str] = &["image src", "product image url"];
const PUBLISHED: &[&str] = &["published", "published on online store"];
const STATUS: &[&str] = &["status"];
const FILED_UNDER: [&[&str]; 3] = [&["type"], &["vendor"], &["product category"]];
const TAGS: &[&str] = &["tags"];
const OPTION_NAMES: [&[&str]; 3] = [&["option1 name"], &["option2 name"], &["option3 name"]];
const OPTION_VALUES: [&[&str]; 3] = [&["option1 value"], &["option2 value"], &["option3 value"]];

/// Whether `header` is the first line of a Shopify export.
pub(super) fn recognises(header: &str) -> bool {
    let columns = Columns::new(header.split([',', ';', '\t']));
    let own = [HANDLE, OPTION_NAMES[0], &["variant price"], &["variant sku"], &["body (html)"]];
    own.iter().filter(|names| columns.has(names)).count() >= 2
}

/// The products of a Shopify export.
pub(super) fn entries(
    text: impl BufRead + Send + 'static,
    options: ReadOptions,
) -> Result<Entries, Unreadable> {
    let rows = Rows::new(text, Format::Shopify)?;
    for (column, names) in [("Handle", HANDLE), ("Title", TITLE), ("Variant Price", PRICE)] {
        rows.require(column, names)?;
    }
    let currency = options.currency.clone().ok_or(Unreadable::NoCurrency(Format::Shopify))?;
    Ok(Box::new(Products {
        reader: Reader { columns: rows.columns.clone(), options, currency },
        rows,
        open: vec![],
        ready: vec![],
    }))
}

/// A row with the line it begins on.
type Line = (u64, StringRecord);

struct Products<R> {
    rows: Rows<R>,
    reader: Reader,
    /// The rows of the product that is being read.
    open: Vec<Line>,
    /// Entries to give, last first.
    ready: Vec<Entry>,
}

impl<R: BufRead> Iterator for Products<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if let Some(entry) = self.ready.pop() {
                return Some(entry);
            }
            match self.rows.next() {
                Some(Ok((line, row))) => self.add(line, row),
                Some(Err(entry)) => {
                    self.finish_product();
                    self.ready.insert(0, entry);
                }
                None if self.open.is_empty() => return None,
                None => self.finish_product(),
            }
        }
    }
}

impl<R: BufRead> Products<R> {
    fn add(&mut self, line: u64, row: StringRecord) {
        let handle = self.reader.columns.text(&row, HANDLE);
        let same = match (self.open.first(), handle) {
            (Some(_), None) => true,
            (Some((_, first)), handle) => self.reader.columns.text(first, HANDLE) == handle,
            (None, _) => false,
        };
        if handle.is_none() && !same {
            self.ready.push(Entry::Skipped(Skipped::new(format!("line {line}"), "the handle is missing")));
            return;
        }
        if !same {
            self.finish_product();
        }
        self.open.push((line, row));
    }

    fn finish_product(&mut self) {
        let rows = std::mem::take(&mut self.open);
        if !rows.is_empty() {
            self.ready.extend(self.reader.product(&rows));
            self.ready.reverse();
        }
    }
}

struct Reader {
    columns: Columns,
    options: ReadOptions,
    currency: String,
}

impl Reader {
    /// The product that `rows` make, and what of them had to be left out.
    fn product(&self, rows: &[Line]) -> Vec<Entry> {
        let Some((line, first)) = rows.first() else { return vec![] };
        let handle = self.columns.text(first, HANDLE).unwrap_or_default();
        let skip = |why: String| Entry::Skipped(Skipped::new(format!("line {line}: {handle}"), why));
        if let Some(why) = self.unpublished(first) {
            return vec![skip(why)];
        }
        let Some(title) = self.columns.text(first, TITLE) else {
            return vec![skip("the title is missing".into())];
        };
        let mut entries = Vec::new();
        let mut offers = Vec::new();
        for (line, row) in rows {
            match self.offer(row, first) {
                Ok(offer) => offers.extend(offer),
                Err(why) => entries.push(Entry::Skipped(Skipped::new(format!("line {line}: {handle}"), why))),
            }
        }
        let Some((price, original_price, stock)) = build::summary(&offers) else {
            entries.push(skip("no row of it has a price".into()));
            return entries;
        };
        let image = rows.iter().find_map(|(_, row)| self.columns.text(row, IMAGE));
        let url = self.options.handle_url(handle);
        entries.push(build::product(Product {
            id: handle.to_owned(),
            title: title.to_owned(),
            description: html::plain_text(self.columns.text(first, BODY).unwrap_or_default()),
            price,
            original_price,
            image_url: self.options.image_url(image),
            url,
            stock,
            tags: self.tags(first),
            variants: variants(offers, title),
        }));
        entries
    }

    fn unpublished(&self, row: &StringRecord) -> Option<String> {
        let says = |names| self.columns.text(row, names).map(str::to_lowercase);
        match (says(STATUS).as_deref(), says(PUBLISHED).as_deref()) {
            (Some(status @ ("draft" | "archived" | "unlisted")), _) => {
                Some(format!("its status is {status}"))
            }
            (_, Some("false" | "no")) => Some("it is not published".to_owned()),
            _ => None,
        }
    }

    /// The variant in `row`; `None` when it only adds a picture.
    fn offer(&self, row: &StringRecord, first: &StringRecord) -> Result<Option<Offer>, String> {
        let text = |names| self.columns.text(row, names);
        let options: Vec<(String, String)> = (0..3)
            .filter_map(|i| {
                let value = text(OPTION_VALUES[i])?;
                let name = text(OPTION_NAMES[i]).or_else(|| self.columns.text(first, OPTION_NAMES[i]));
                Some((name.unwrap_or("Option").to_owned(), value.to_owned()))
            })
            .collect();
        let Some(price) = text(PRICE) else {
            return if options.is_empty() { Ok(None) } else { Err("the price is missing".to_owned()) };
        };
        let price = amount::price(price, Some(&self.currency))?;
        let original = text(COMPARE_AT).and_then(|p| amount::price(p, Some(&self.currency)).ok());
        let title = options.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" / ");
        let variant = Variant {
            title,
            sku: text(SKU).map(str::to_owned),
            price: price.clone(),
            stock: self.stock(row),
            options,
        };
        Ok(Some(Offer { variant, original_price: build::lowered(original, &price) }))
    }

    /// How many there are. Shopify writes 0 for what nobody counts, and what may be oversold is never out.
    fn stock(&self, row: &StringRecord) -> Option<i64> {
        let stock = build::stock(self.columns.text(row, STOCK)?)?;
        let counted = !self.columns.has(TRACKER) || self.columns.text(row, TRACKER).is_some();
        let oversold = matches!(
            self.columns.text(row, POLICY).map(str::to_lowercase).as_deref(),
            Some("continue" | "true" | "yes")
        );
        (stock > 0 || (counted && !oversold)).then_some(stock)
    }

    fn tags(&self, row: &StringRecord) -> Vec<String> {
        let mut tags = Tags::default();
        tags.add(self.columns.text(row, TAGS).unwrap_or_default(), ',');
        for names in FILED_UNDER {
            tags.add(self.columns.text(row, names).unwrap_or_default(), '>');
        }
        tags.into_vec()
    }
}

/// The variants to choose from. A product without a choice keeps its one variant only for its number.
fn variants(offers: Vec<Offer>, title: &str) -> Vec<Variant> {
    let mut variants: Vec<Variant> = offers.into_iter().map(|o| o.variant).collect();
    if let [only] = variants.as_mut_slice()
        && only.options.iter().all(|(_, value)| value == "Default Title")
    {
        only.title = title.to_owned();
        only.options.clear();
        if only.sku.is_none() {
            variants.clear();
        }
    }
    variants
}
