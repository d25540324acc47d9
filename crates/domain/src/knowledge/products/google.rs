//! Google's product data: RSS 2.0 or Atom with the `g:` names, and the same names as columns.

use std::collections::HashMap;
use std::io::BufRead;

use parlour_model::Price;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::html;
use super::super::product::{Product, Variant};
use super::super::skipped::Skipped;
use super::build::{self, Offer, Tags};
use super::{Entries, Entry, ReadOptions, amount, currency};

/// The names of what is read, each with other names that tables use for it.
pub(super) const ID: &[&str] = &["id", "sku", "handle"];
pub(super) const TITLE: &[&str] = &["title", "name"];
pub(super) const DESCRIPTION: &[&str] = &["description", "summary", "content"];
pub(super) const LINK: &[&str] = &["link", "url", "canonical_link"];
pub(super) const IMAGE: &[&str] = &["image_link", "image_url", "image", "image link"];
pub(super) const PRICE: &[&str] = &["price"];
const SALE_PRICE: &[&str] = &["sale_price", "sale price"];
const ORIGINAL_PRICE: &[&str] = &["original_price", "compare_at_price"];
const CURRENCY: &[&str] = &["currency"];
const AVAILABILITY: &[&str] = &["availability"];
const STOCK: &[&str] = &["quantity", "stock", "inventory", "sell_on_google_quantity"];
const GROUP: &[&str] = &["item_group_id", "item group id"];
const SKU: &[&str] = &["mpn", "sku"];
const TAGS: &[&str] = &["tags", "product_highlight"];
const FILED_UNDER: [&[&str]; 3] =
    [&["product_type", "product type"], &["brand"], &["google_product_category"]];
const OPTIONS: [&str; 4] = ["color", "size", "material", "pattern"];

/// What an item says, by name without `g:`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    place: String,
    fields: HashMap<String, String>,
}

impl Item {
    /// An item found at `place` that says nothing yet.
    pub(super) fn new(place: String) -> Self {
        Self { place, fields: HashMap::new() }
    }

    /// Adds a field; of several with the same name the first counts, except tags, which are all kept.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let known = self.fields.entry(name.to_owned()).or_default();
        if known.is_empty() {
            known.push_str(value);
        } else if TAGS.contains(&name) || name == "product_type" {
            known.push(',');
            known.push_str(value);
        }
    }

    fn text(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.fields.get(*name)).map(String::as_str)
    }
}

/// The products of `items`: neighbours with the same `item_group_id` are variants of one.
pub(super) fn products(
    items: impl Iterator<Item = Result<Item, Entry>> + Send,
    options: ReadOptions,
) -> impl Iterator<Item = Entry> + Send {
    let mut items = items.peekable();
    let mut ready: Vec<Entry> = Vec::new();
    std::iter::from_fn(move || {
        if let Some(entry) = ready.pop() {
            return Some(entry);
        }
        let first = match items.next()? {
            Ok(item) => item,
            Err(entry) => return Some(entry),
        };
        let mut group = vec![first];
        if let Some(id) = group[0].text(GROUP).map(str::to_owned) {
            while let Some(Ok(next)) = items.next_if(|i| matches!(i, Ok(i) if i.text(GROUP) == Some(&id))) {
                group.push(next);
            }
        }
        ready = product(&group, &options);
        ready.reverse();
        ready.pop()
    })
}

/// The product that a group of items makes, and what of it had to be left out.
fn product(group: &[Item], options: &ReadOptions) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut offers = Vec::new();
    for item in group {
        match offer(item, options) {
            Ok(offer) => offers.push((item, offer)),
            Err(why) => entries.push(skipped(item, why)),
        }
    }
    let Some((first, _)) = offers.first() else { return entries };
    let first = *first;
    let all: Vec<Offer> = offers.into_iter().map(|(_, offer)| offer).collect();
    match assemble(group.len(), first, all, options) {
        Ok(product) => entries.push(build::product(product)),
        Err(why) => entries.push(skipped(first, why)),
    }
    entries
}

fn skipped(item: &Item, why: String) -> Entry {
    let id = item.text(ID).map(|id| format!(": {id}")).unwrap_or_default();
    Entry::Skipped(Skipped::new(format!("{}{id}", item.place), why))
}

fn assemble(
    items: usize,
    first: &Item,
    offers: Vec<Offer>,
    options: &ReadOptions,
) -> Result<Product, String> {
    let own = first.text(ID).ok_or("the id is missing")?;
    // A group whose items are not together gives a product for each stretch, so none may claim the group's id
    // but one of several.
    let id = first.text(GROUP).filter(|_| items > 1).unwrap_or(own);
    let (price, original_price, stock) = build::summary(&offers).ok_or("the price is missing")?;
    let variants: Vec<Variant> = offers.into_iter().map(|o| o.variant).collect();
    let choice = items > 1 || variants.iter().any(|v| !v.options.is_empty() || v.sku.is_some());
    Ok(Product {
        id: id.to_owned(),
        title: first.text(TITLE).ok_or("the title is missing")?.to_owned(),
        description: html::plain_text(first.text(DESCRIPTION).unwrap_or_default()),
        price,
        original_price,
        image_url: options.image_url(first.text(IMAGE)),
        url: options.product_url(first.text(LINK), first.text(&["handle"]).unwrap_or(own))?,
        stock,
        tags: tags(first),
        variants: if choice { variants } else { vec![] },
    })
}

fn offer(item: &Item, options: &ReadOptions) -> Result<Offer, String> {
    item.text(ID).ok_or("the id is missing")?;
    let title = item.text(TITLE).ok_or("the title is missing")?;
    let own = item.text(CURRENCY).map(currency::code).transpose()?;
    let currency = own.as_deref().or(options.currency.as_deref());
    let read = |names| item.text(names).map(|text| amount::price(text, currency)).transpose();
    let regular: Price = read(PRICE)?.ok_or("the price is missing")?;
    let (price, original) = match read(SALE_PRICE)? {
        Some(sale) if sale.amount < regular.amount => (sale, Some(regular)),
        _ => (regular, read(ORIGINAL_PRICE)?),
    };
    let choices: Vec<(String, String)> = OPTIONS
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), item.text(&[name])?.to_owned())))
        .collect();
    let named: Vec<&str> = choices.iter().map(|(_, value)| value.as_str()).collect();
    let variant = Variant {
        title: if named.is_empty() { title.to_owned() } else { named.join(" / ") },
        sku: item.text(SKU).map(str::to_owned),
        price: price.clone(),
        stock: stock(item),
        options: choices,
    };
    Ok(Offer { variant, original_price: build::lowered(original, &price) })
}

fn stock(item: &Item) -> Option<i64> {
    let out = item.text(AVAILABILITY).is_some_and(|a| a.to_lowercase().replace('_', " ") == "out of stock");
    if out { Some(0) } else { item.text(STOCK).and_then(build::stock) }
}

fn tags(item: &Item) -> Vec<String> {
    let mut tags = Tags::default();
    for name in TAGS {
        tags.add(item.text(&[name]).unwrap_or_default(), ',');
    }
    for names in FILED_UNDER {
        // A category's number says nothing to a reader.
        let text = item.text(names).unwrap_or_default();
        if text.parse::<u64>().is_err() {
            text.split(',').for_each(|path| tags.add(path, '>'));
        }
    }
    tags.into_vec()
}

/// The products of an RSS or Atom feed.
pub(super) fn entries(text: impl BufRead + Send + 'static, options: ReadOptions) -> Entries {
    Box::new(products(Items::new(text), options))
}

/// Why a feed cannot be read on.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Xml(#[from] quick_xml::Error),
    #[error("the file ends before its last tag: it was cut, export it again")]
    Cut,
}

struct Items<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    count: usize,
    /// How many elements around the items are open.
    open: usize,
    ended: bool,
}

impl<R: BufRead> Iterator for Items<R> {
    type Item = Result<Item, Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.item();
        self.ended = !matches!(item, Ok(Some(_)));
        match item {
            Ok(item) => item.map(Ok),
            Err(fault) => Some(Err(Entry::Broken(format!("after item {}: {fault}", self.count)))),
        }
    }
}

impl<R: BufRead> Items<R> {
    fn new(text: R) -> Self {
        let mut reader = Reader::from_reader(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, buffer: Vec::new(), count: 0, open: 0, ended: false }
    }

    /// The next item; `None` at the end.
    fn item(&mut self) -> Result<Option<Item>, Fault> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(tag) if is_item(&tag) => {
                    self.count += 1;
                    return self.fields().map(Some);
                }
                Event::Start(_) => self.open += 1,
                Event::End(_) => self.open = self.open.saturating_sub(1),
                Event::Eof if self.open > 0 => return Err(Fault::Cut),
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The fields of an item whose tag has been read. What nests deeper (such as shipping) is passed over.
    fn fields(&mut self) -> Result<Item, Fault> {
        let mut item = Item::new(format!("item {}", self.count));
        let (mut name, mut value, mut depth) = (String::new(), String::new(), 0usize);
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(tag) => {
                    depth += 1;
                    if depth == 1 {
                        name = tag.local_name().as_ref().to_lowercase();
                        value = if name == "link" { href(&tag) } else { String::new() };
                    }
                }
                Event::Text(text) if depth == 1 => value.push_str(&text.xml10_content()),
                Event::CData(text) if depth == 1 => value.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if depth == 1 => match reference.resolve_char_ref() {
                    Ok(Some(c)) => value.push(c),
                    _ => value.push_str(entity(&reference.xml10_content())),
                },
                Event::End(_) if depth == 0 => return Ok(item),
                Event::End(_) => {
                    depth -= 1;
                    if depth == 0 {
                        item.add(&name, &value);
                    }
                }
                Event::Eof => return Err(Fault::Cut),
                _ => {}
            }
        }
    }
}

fn is_item(tag: &BytesStart<'_>) -> bool {
    matches!(tag.local_name().as_ref(), "item" | "entry")
}

/// Atom writes a link as an attribute; only the one that leads to the page counts.
fn href(tag: &BytesStart<'_>) -> String {
    let value = |name: &str| {
        let attribute = tag.attributes().flatten().find(|a| a.key.as_ref() == name)?;
        attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
    };
    match value("rel").as_deref() {
        None | Some("alternate") => value("href").unwrap_or_default(),
        Some(_) => String::new(),
    }
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    }
}
