//! Passages and products, read for the index and for answers.

use parlour_model::{Amount, Price};
use serde::de::DeserializeOwned;

use crate::{Error, Row, Tx, Value, params};

/// A passage with its page. `C` is what the passage's content is read as.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageRow<C> {
    /// Names the passage.
    pub id: String,
    /// Names its page.
    pub page_id: String,
    /// The page's title.
    pub page_title: String,
    /// The page's address.
    pub page_url: String,
    /// The page's language, as a two-letter code.
    pub language: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// The anchor of the nearest heading.
    pub anchor: Option<String>,
    /// What it is made of.
    pub content: C,
}

fn passage<C: DeserializeOwned>(row: &Row) -> Result<PassageRow<C>, Error> {
    let row = row.of("passage");
    Ok(PassageRow {
        id: row.get("id")?,
        page_id: row.get("page_id")?,
        page_title: row.get("title")?,
        page_url: row.get("url")?,
        language: row.get("language")?,
        headings: row.json("heading")?,
        anchor: row.get("anchor")?,
        content: row.json("content")?,
    })
}

/// The words of a passage, for an index.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageWords {
    /// Names the passage.
    pub id: String,
    /// Names its page.
    pub page_id: String,
    /// The page's title.
    pub page_title: String,
    /// The page's address.
    pub page_url: String,
    /// The page's language, as a two-letter code.
    pub language: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Its words.
    pub text: String,
}

fn passage_words(row: &Row) -> Result<PassageWords, Error> {
    let row = row.of("passage");
    Ok(PassageWords {
        id: row.get("id")?,
        page_id: row.get("page_id")?,
        page_title: row.get("title")?,
        page_url: row.get("url")?,
        language: row.get("language")?,
        headings: row.json("heading")?,
        text: row.get("text")?,
    })
}

/// The words of the chatbot's passages in the order of their ids, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list_passages(
    tx: &Tx,
    chatbot_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<PassageWords>, Error> {
    let sql = "SELECT passage.id, page_id, title, url, language, heading, text
        FROM passage JOIN page ON page.id = page_id
        WHERE passage.chatbot_id = $1 AND passage.id > $2 ORDER BY passage.id LIMIT $3";
    tx.query(sql, params![chatbot_id, after, limit]).await?.iter().map(passage_words).collect()
}

/// The chatbot's passages of these ids, in any order.
///
/// # Errors
/// Whatever the database says.
pub async fn find_passages<C: DeserializeOwned>(
    tx: &Tx,
    chatbot_id: &str,
    ids: &[&str],
) -> Result<Vec<PassageRow<C>>, Error> {
    let sql = format!(
        "SELECT passage.id, page_id, title, url, language, heading, anchor, content
        FROM passage JOIN page ON page.id = page_id
        WHERE passage.chatbot_id = $1 AND passage.id IN ({})",
        places(2, ids.len())
    );
    tx.query(&sql, &named(chatbot_id, ids)).await?.iter().map(passage).collect()
}

/// A product. `V` is what its variants are read as.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductRow<V> {
    /// The owner's id of the product.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its description.
    pub description: String,
    /// What it costs.
    pub price: Price,
    /// What it cost before.
    pub original_price: Option<Price>,
    /// Its picture.
    pub image_url: Option<String>,
    /// Its page.
    pub url: String,
    /// How many are there.
    pub stock: Option<i64>,
    /// Words it is filed under.
    pub tags: Vec<String>,
    /// Its variants.
    pub variants: V,
}

fn product<V: DeserializeOwned>(row: &Row) -> Result<ProductRow<V>, Error> {
    let row = row.of("product");
    let currency: String = row.get("currency")?;
    let price = |amount| Price { amount: Amount(amount), currency: currency.clone() };
    Ok(ProductRow {
        id: row.get("id")?,
        title: row.get("title")?,
        description: row.get("description")?,
        price: price(row.get("price_e4")?),
        original_price: row.get::<Option<i64>>("original_price_e4")?.map(price),
        image_url: row.get("image_url")?,
        url: row.get("url")?,
        stock: row.get("stock")?,
        tags: row.json("tags")?,
        variants: row.json("variants")?,
    })
}

const PRODUCT: &str =
    "SELECT id, title, description, price_e4, currency, original_price_e4, image_url, url, stock,
    tags, variants FROM product";

/// The chatbot's products in the order of their ids, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list_products<V: DeserializeOwned>(
    tx: &Tx,
    chatbot_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ProductRow<V>>, Error> {
    let sql = format!("{PRODUCT} WHERE chatbot_id = $1 AND id > $2 ORDER BY id LIMIT $3");
    tx.query(&sql, params![chatbot_id, after, limit]).await?.iter().map(product).collect()
}

/// The chatbot's products of these ids, in any order.
///
/// # Errors
/// Whatever the database says.
pub async fn find_products<V: DeserializeOwned>(
    tx: &Tx,
    chatbot_id: &str,
    ids: &[&str],
) -> Result<Vec<ProductRow<V>>, Error> {
    let sql = format!("{PRODUCT} WHERE chatbot_id = $1 AND id IN ({})", places(2, ids.len()));
    tx.query(&sql, &named(chatbot_id, ids)).await?.iter().map(product).collect()
}

/// Products that cost from `least` to `most` (ten-thousandths of a major unit), the cheapest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list_products_by_price<V: DeserializeOwned>(
    tx: &Tx,
    chatbot_id: &str,
    (least, most): (i64, i64),
    limit: i64,
) -> Result<Vec<ProductRow<V>>, Error> {
    let sql = format!(
        "{PRODUCT} WHERE chatbot_id = $1 AND price_e4 >= $2 AND price_e4 <= $3 ORDER BY price_e4, id LIMIT $4"
    );
    tx.query(&sql, params![chatbot_id, least, most, limit]).await?.iter().map(product).collect()
}

/// Whether the chatbot has any products.
///
/// # Errors
/// Whatever the database says.
pub async fn has_products(tx: &Tx, chatbot_id: &str) -> Result<bool, Error> {
    let sql = "SELECT id FROM product WHERE chatbot_id = $1 LIMIT 1";
    Ok(tx.first(sql, params![chatbot_id]).await?.is_some())
}

/// `$2, $3, …`; with nothing to name, a text that no id is.
fn places(first: usize, count: usize) -> String {
    match count {
        0 => "''".into(),
        _ => (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", "),
    }
}

fn named<'a>(chatbot_id: &'a str, ids: &[&'a str]) -> Vec<Value<'a>> {
    std::iter::once(chatbot_id).chain(ids.iter().copied()).map(Value::from).collect()
}
