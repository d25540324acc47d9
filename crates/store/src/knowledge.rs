//! Pages, passages and products as an import writes them. What answers are made of is read by
//! [`retrieval`](crate::retrieval).

use futures::future::try_join_all;
use parlour_model::Timestamp;
use serde::Serialize;

use crate::retrieval::ProductRow;
use crate::{Error, Row, Tx, params};

/// A page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Names it.
    pub id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// What it was imported from: a folder, a file or an address.
    pub source: String,
    /// Its address; unique in a chatbot.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Its language, as a two-letter code; empty when unknown.
    pub language: String,
    /// Tells whether it has changed.
    pub content_hash: String,
    /// The import that saw it last.
    pub import_id: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A passage to keep. `C` is what its content is.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPassage<C> {
    /// Names it.
    pub id: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// The anchor of the nearest heading.
    pub anchor: Option<String>,
    /// What it is made of.
    pub content: C,
    /// Its words.
    pub text: String,
}

/// Which import saw a product, and where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen<'a> {
    /// What it was imported from.
    pub source: &'a str,
    /// The import.
    pub import_id: &'a str,
    /// Its place in the catalogue, from 0.
    pub position: i64,
}

fn page(row: &Row) -> Result<Page, Error> {
    let row = row.of("page");
    Ok(Page {
        id: row.get("id")?,
        chatbot_id: row.get("chatbot_id")?,
        source: row.get("source")?,
        url: row.get("url")?,
        title: row.get("title")?,
        language: row.get("language")?,
        content_hash: row.get("content_hash")?,
        import_id: row.get("import_id")?,
        updated_at: row.get("updated_ms")?,
    })
}

const PAGE: &str =
    "SELECT id, chatbot_id, source, url, title, language, content_hash, import_id, updated_ms FROM page";

/// The chatbot's page at this address.
///
/// # Errors
/// Whatever the database says.
pub async fn find_page(tx: &Tx, chatbot_id: &str, url: &str) -> Result<Option<Page>, Error> {
    let sql = format!("{PAGE} WHERE chatbot_id = $1 AND url = $2");
    tx.first(&sql, params![chatbot_id, url]).await?.as_ref().map(page).transpose()
}

/// The chatbot's pages in the order of their addresses, behind `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn list_pages(tx: &Tx, chatbot_id: &str, after: &str, limit: i64) -> Result<Vec<Page>, Error> {
    let sql = format!("{PAGE} WHERE chatbot_id = $1 AND url > $2 ORDER BY url LIMIT $3");
    tx.query(&sql, params![chatbot_id, after, limit]).await?.iter().map(page).collect()
}

/// Keeps a page in place of the one at its address, which keeps its id, and gives the id.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot.
pub async fn upsert_page(tx: &Tx, page: &Page) -> Result<String, Error> {
    let sql =
        "INSERT INTO page (id, chatbot_id, source, url, title, language, content_hash, import_id, updated_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (chatbot_id, url) DO UPDATE SET source = $3, title = $5, language = $6, content_hash = $7,
            import_id = $8, updated_ms = $9
        RETURNING id";
    let params = params![
        &page.id,
        &page.chatbot_id,
        &page.source,
        &page.url,
        &page.title,
        &page.language,
        &page.content_hash,
        &page.import_id,
        page.updated_at
    ];
    let row = tx.first(sql, params).await?;
    row.as_ref().map_or_else(|| Ok(page.id.clone()), |row| row.of("page").get("id"))
}

/// Says that an import saw a page and found it unchanged.
///
/// # Errors
/// Whatever the database says.
pub async fn touch_page(
    tx: &Tx,
    chatbot_id: &str,
    id: &str,
    source: &str,
    import_id: &str,
) -> Result<(), Error> {
    let sql = "UPDATE page SET source = $3, import_id = $4 WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, id, source, import_id]).await.map(drop)
}

/// Keeps `passages` as all that the page has.
///
/// # Errors
/// [`Error::Constraint`] when there is no such page.
pub async fn replace_passages<C: Serialize>(
    tx: &Tx,
    chatbot_id: &str,
    page_id: &str,
    passages: &[NewPassage<C>],
) -> Result<(), Error> {
    let sql = "DELETE FROM passage WHERE chatbot_id = $1 AND page_id = $2";
    tx.execute(sql, params![chatbot_id, page_id]).await?;
    let inserts = passages.iter().zip(0..).map(|(p, at)| insert_passage(tx, chatbot_id, page_id, p, at));
    try_join_all(inserts).await.map(drop)
}

async fn insert_passage<C: Serialize>(
    tx: &Tx,
    chatbot_id: &str,
    page_id: &str,
    passage: &NewPassage<C>,
    position: i64,
) -> Result<(), Error> {
    let sql = "INSERT INTO passage (id, chatbot_id, page_id, position, heading, anchor, content, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (headings, content) = (crate::json(&passage.headings)?, crate::json(&passage.content)?);
    let params = params![
        &passage.id,
        chatbot_id,
        page_id,
        position,
        &headings,
        &passage.anchor,
        &content,
        &passage.text
    ];
    tx.execute(sql, params).await.map(drop)
}

/// Removes the pages of a source that the import did not see, with their passages; says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_gone_pages(
    tx: &Tx,
    chatbot_id: &str,
    source: &str,
    import_id: &str,
) -> Result<u64, Error> {
    let sql = "DELETE FROM page WHERE chatbot_id = $1 AND source = $2 AND import_id <> $3";
    tx.execute(sql, params![chatbot_id, source, import_id]).await
}

/// The hash of a product, by which it is known whether it has changed.
///
/// # Errors
/// Whatever the database says.
pub async fn find_product_hash(tx: &Tx, chatbot_id: &str, id: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT id, content_hash FROM product WHERE chatbot_id = $1 AND id = $2";
    let row = tx.first(sql, params![chatbot_id, id]).await?;
    row.map(|row| row.of("product").get("content_hash")).transpose()
}

/// Keeps a product in place of the one with its id.
///
/// # Errors
/// [`Error::Constraint`] when there is no such chatbot.
pub async fn upsert_product<V: Serialize>(
    tx: &Tx,
    chatbot_id: &str,
    product: &ProductRow<V>,
    content_hash: &str,
    seen: Seen<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO product (chatbot_id, id, source, import_id, position, title, description, price_e4,
            currency, original_price_e4, image_url, url, stock, tags, variants, content_hash, updated_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT (chatbot_id, id) DO UPDATE SET source = $3, import_id = $4, position = $5, title = $6,
            description = $7, price_e4 = $8, currency = $9, original_price_e4 = $10, image_url = $11, url = $12,
            stock = $13, tags = $14, variants = $15, content_hash = $16, updated_ms = $17";
    let (tags, variants) = (crate::json(&product.tags)?, crate::json(&product.variants)?);
    let params = params![
        chatbot_id,
        &product.id,
        seen.source,
        seen.import_id,
        seen.position,
        &product.title,
        &product.description,
        product.price.amount.0,
        &product.price.currency,
        product.original_price.as_ref().map(|p| p.amount.0),
        &product.image_url,
        &product.url,
        product.stock,
        &tags,
        &variants,
        content_hash,
        now
    ];
    tx.execute(sql, params).await.map(drop)
}

/// Says that an import saw a product and found it unchanged.
///
/// # Errors
/// Whatever the database says.
pub async fn touch_product(tx: &Tx, chatbot_id: &str, id: &str, seen: Seen<'_>) -> Result<(), Error> {
    let sql =
        "UPDATE product SET source = $3, import_id = $4, position = $5 WHERE chatbot_id = $1 AND id = $2";
    tx.execute(sql, params![chatbot_id, id, seen.source, seen.import_id, seen.position]).await.map(drop)
}

/// Removes the products of a source that the import did not see; says how many.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_gone_products(
    tx: &Tx,
    chatbot_id: &str,
    source: &str,
    import_id: &str,
) -> Result<u64, Error> {
    let sql = "DELETE FROM product WHERE chatbot_id = $1 AND source = $2 AND import_id <> $3";
    tx.execute(sql, params![chatbot_id, source, import_id]).await
}

/// What pages and products were imported from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// A folder, a file or an address.
    pub source: String,
    /// How many pages came from it.
    pub pages: i64,
    /// How many products came from it.
    pub products: i64,
    /// When the last of them changed.
    pub updated_at: Timestamp,
}

/// What the chatbot's pages and products were imported from, by name.
///
/// # Errors
/// Whatever the database says.
pub async fn list_sources(tx: &Tx, chatbot_id: &str) -> Result<Vec<Source>, Error> {
    let sql = "SELECT source, CAST(SUM(pages) AS BIGINT) AS pages, CAST(SUM(products) AS BIGINT) AS products,
            MAX(updated_ms) AS updated_ms
        FROM (SELECT source, 1 AS pages, 0 AS products, updated_ms FROM page WHERE chatbot_id = $1
            UNION ALL SELECT source, 0, 1, updated_ms FROM product WHERE chatbot_id = $1) AS kept
        GROUP BY source ORDER BY source";
    let source = |row: &Row| {
        let row = row.of("source");
        Ok(Source {
            source: row.get("source")?,
            pages: row.get("pages")?,
            products: row.get("products")?,
            updated_at: row.get("updated_ms")?,
        })
    };
    tx.query(sql, params![chatbot_id]).await?.iter().map(source).collect()
}

/// Removes all that came from a source; says how many pages and products.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_source(tx: &Tx, chatbot_id: &str, source: &str) -> Result<(u64, u64), Error> {
    let pages = "DELETE FROM page WHERE chatbot_id = $1 AND source = $2";
    let products = "DELETE FROM product WHERE chatbot_id = $1 AND source = $2";
    let pages = tx.execute(pages, params![chatbot_id, source]).await?;
    Ok((pages, tx.execute(products, params![chatbot_id, source]).await?))
}

/// Says that the chatbot's knowledge has changed and gives its new version; `None` when there is no such chatbot. Versions
/// count from the time at which the chatbot was made, so that no other chatbot of its name ever had them.
///
/// # Errors
/// Whatever the database says.
pub async fn bump_version(tx: &Tx, chatbot_id: &str) -> Result<Option<i64>, Error> {
    let sql = "UPDATE chatbot SET revision = revision + 1, knowledge_version = 1 +
            CASE WHEN knowledge_version < created_ms THEN created_ms ELSE knowledge_version END
        WHERE id = $1 RETURNING id, knowledge_version";
    let row = tx.first(sql, params![chatbot_id]).await?;
    row.map(|row| row.of("chatbot").get("knowledge_version")).transpose()
}
