//! JSON lines: a product an object, an object a line.

use std::io::{BufRead, Read};

use parlour_model::Price;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::html;
use super::super::product::{Product, Variant};
use super::super::skipped::Skipped;
use super::build::{self, Offer, Tags};
use super::{Entries, Entry, ReadOptions, amount, currency};

/// A line longer than this is no product.
const LONGEST_LINE_BYTES: u64 = 4 * 1024 * 1024;

/// The products of a file of JSON lines.
pub(super) fn entries(text: impl BufRead + Send + 'static, options: ReadOptions) -> Entries {
    let mut text = text;
    let mut line = 0u64;
    let mut broken = false;
    Box::new(std::iter::from_fn(move || {
        loop {
            if broken {
                return None;
            }
            line += 1;
            let mut bytes = Vec::new();
            match text.by_ref().take(LONGEST_LINE_BYTES).read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(n) if n as u64 == LONGEST_LINE_BYTES => {
                    broken = true;
                    let why = format!(
                        "line {line} is longer than {LONGEST_LINE_BYTES} bytes: write one product a line"
                    );
                    return Some(Entry::Broken(why));
                }
                Ok(_) if bytes.trim_ascii().is_empty() => {}
                Ok(_) => {
                    let is_last = text.fill_buf().is_ok_and(<[u8]>::is_empty);
                    return Some(match entry(&bytes, line, &options) {
                        Entry::Torn(skipped) if !is_last => Entry::Skipped(skipped),
                        entry => entry,
                    });
                }
                Err(fault) => {
                    broken = true;
                    return Some(Entry::Broken(format!("after line {}: {fault}", line - 1)));
                }
            }
        }
    }))
}

#[derive(Deserialize)]
struct Line {
    id: Word,
    title: String,
    #[serde(default)]
    description: Option<String>,
    price: Number,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default, alias = "compare_at_price")]
    original_price: Option<Number>,
    #[serde(default, alias = "image_url")]
    image: Option<String>,
    #[serde(default, alias = "link")]
    url: Option<String>,
    #[serde(default)]
    handle: Option<String>,
    #[serde(default)]
    stock: Option<i64>,
    #[serde(default)]
    tags: Option<Words>,
    #[serde(default)]
    variants: Vec<LineVariant>,
}

#[derive(Deserialize)]
struct LineVariant {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    sku: Option<Word>,
    #[serde(default)]
    price: Option<Number>,
    #[serde(default)]
    original_price: Option<Number>,
    #[serde(default)]
    stock: Option<i64>,
    #[serde(default)]
    options: Map<String, Value>,
}

/// A name that may be written as a number.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a text or a number")]
enum Word {
    Text(String),
    Number(serde_json::Number),
}

impl Word {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A price, as a number or in words such as `49.90 EUR`.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number below 900 billion, or a text such as \"49.90 EUR\", or both parts such as \
                 {\"amount\":49.9,\"currency\":\"EUR\"}"
)]
enum Number {
    Exact(parlour_model::Amount),
    Text(String),
    Price(Price),
}

impl Number {
    fn into_price(self, currency: Option<&str>) -> Result<Price, String> {
        match self {
            Self::Exact(amount) => amount::price(&amount.to_string(), currency),
            Self::Text(text) => amount::price(&text, currency),
            // What is named beside the amount is as good as what is written behind it.
            Self::Price(price) => {
                amount::price(&price.amount.to_string(), Some(&currency::code(&price.currency)?))
            }
        }
    }
}

/// Tags as a list or in one text, parted by commas.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a list of texts, or one text with commas between them")]
enum Words {
    List(Vec<String>),
    Text(String),
}

fn entry(bytes: &[u8], line: u64, options: &ReadOptions) -> Entry {
    let place = format!("line {line}");
    let mut json = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize::<_, Line>(&mut json) {
        Ok(read) => {
            let place = match &read.id {
                Word::Text(id) => format!("{place}: {id}"),
                Word::Number(id) => format!("{place}: {id}"),
            };
            product(read, options).map_or_else(|why| Entry::Skipped(Skipped::new(place, why)), build::product)
        }
        Err(fault) if fault.inner().is_data() => {
            let (path, fault) = (fault.path().to_string(), plain(fault.inner()));
            let why = if path == "." { fault } else { format!("{path}: {fault}") };
            Entry::Skipped(Skipped::new(place, why))
        }
        // In the last line it shows that the file was cut.
        Err(fault) if fault.inner().is_eof() => {
            Entry::Torn(Skipped::new(place, format!("not JSON: {}", plain(fault.inner()))))
        }
        Err(fault) => Entry::Skipped(Skipped::new(place, format!("not JSON: {}", plain(fault.inner())))),
    }
}

/// What serde calls things, and what people do.
const PLAINLY: [(&str, &str); 14] = [
    ("expected a string", "expected a text"),
    ("expected i64", "expected a whole number"),
    ("expected a sequence", "expected a list"),
    ("expected a map", "expected an object"),
    ("expected struct LineVariant", "expected an object"),
    ("expected struct Line", "expected an object with id, title and price"),
    ("invalid type: null", "it is null"),
    ("invalid type: map", "it is an object"),
    ("invalid type: sequence", "it is a list"),
    ("invalid type: string", "it is the text"),
    ("invalid type: boolean", "it is"),
    ("invalid type: integer", "it is the number"),
    ("invalid type: floating point", "it is the number"),
    ("invalid value: integer", "it is the number"),
];

/// The fault in plain words, and without "at line 1", which is the line of the line.
fn plain(fault: &serde_json::Error) -> String {
    let text = fault.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    PLAINLY.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

fn product(line: Line, options: &ReadOptions) -> Result<Product, String> {
    let id = line.id.into_text();
    if id.is_empty() || line.title.trim().is_empty() {
        return Err("the id or the title is empty".to_owned());
    }
    let own =
        line.currency.as_deref().filter(|text| !text.trim().is_empty()).map(currency::code).transpose()?;
    let currency = own.as_deref().or(options.currency.as_deref());
    let price = line.price.into_price(currency)?;
    let original = line.original_price.map(|n| n.into_price(currency)).transpose()?;
    let offers: Vec<Offer> =
        line.variants.into_iter().map(|v| offer(v, &price, currency)).collect::<Result<_, _>>()?;
    let (price, original_price, counted) = match build::summary(&offers) {
        // What the product says itself of its lowered price holds for its lowest variant.
        Some((lowest, before, stock)) => {
            let before = before.or_else(|| build::lowered(original, &lowest));
            (lowest, before, stock)
        }
        None => (price.clone(), build::lowered(original, &price), None),
    };
    let mut tags = Tags::default();
    match line.tags {
        Some(Words::List(words)) => words.iter().for_each(|word| tags.add(word, '\n')),
        Some(Words::Text(words)) => tags.add(&words, ','),
        None => {}
    }
    Ok(Product {
        url: options.product_url(line.url.as_deref(), line.handle.as_deref().unwrap_or(&id))?,
        id,
        title: line.title.trim().to_owned(),
        description: html::plain_text(&line.description.unwrap_or_default()),
        price,
        original_price,
        image_url: options.image_url(line.image.as_deref()),
        stock: line.stock.map(|n| n.max(0)).or(counted),
        tags: tags.into_vec(),
        variants: offers.into_iter().map(|o| o.variant).collect(),
    })
}

fn offer(variant: LineVariant, product_price: &Price, currency: Option<&str>) -> Result<Offer, String> {
    let price = variant.price.map_or_else(|| Ok(product_price.clone()), |n| n.into_price(currency))?;
    let original = variant.original_price.map(|n| n.into_price(currency)).transpose()?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let options: Vec<(String, String)> =
        variant.options.into_iter().map(|(name, value)| (name, text(value))).collect();
    let named = || options.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" / ");
    let title = variant.title.filter(|t| !t.trim().is_empty()).unwrap_or_else(named);
    let original_price = build::lowered(original, &price);
    let sku = variant.sku.map(Word::into_text).filter(|s| !s.is_empty());
    Ok(Offer {
        variant: Variant { title, sku, price, stock: variant.stock.map(|n| n.max(0)), options },
        original_price,
    })
}
