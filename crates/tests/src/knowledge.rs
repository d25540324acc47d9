//! Pages and products, written as rows.

use parlour_domain::knowledge::{Content, Passage, Product};
use parlour_model::{Amount, Price};
use parlour_model::part::Span;
use parlour_store::{Db, Error, params};

/// A page with its passages.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its title.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
    /// What it says.
    pub passages: Vec<Passage>,
}

/// A passage of one paragraph.
pub fn paragraph(heading: &str, text: &str) -> Passage {
    passage(heading, vec![Content::Paragraph { spans: vec![Span::text(text)] }])
}

/// A passage under one heading.
pub fn passage(heading: &str, content: Vec<Content>) -> Passage {
    Passage { headings: vec![heading.to_owned()], anchor: None, content }
}

/// A product with a price in euro cents.
pub fn product(id: &str, title: &str, description: &str, cents: i64) -> Product {
    Product {
        id: id.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        price: Price { amount: Amount(cents * Amount::SCALE / 100), currency: "EUR".to_owned() },
        original_price: None,
        image_url: Some(format!("https://shop.example.com/{id}.jpg")),
        url: format!("https://shop.example.com/{id}"),
        stock: Some(3),
        tags: vec![],
        variants: vec![],
    }
}

/// Writes pages and products of a chatbot, and says that its knowledge has grown.
///
/// # Panics
/// When the database refuses.
pub async fn insert(db: &Db, chatbot_id: &str, pages: Vec<Page>, products: Vec<Product>) {
    let chatbot_id = chatbot_id.to_owned();
    let write = async move |tx: &parlour_store::Tx| -> Result<(), Error> {
        for (i, page) in pages.iter().enumerate() {
            let page_id = format!("page_{chatbot_id}_{i}");
            tx.execute(
                "INSERT INTO page (id, chatbot_id, source, url, title, language, content_hash, import_id, updated_ms)
                 VALUES ($1, $2, 'test', $3, $4, 'en', '', '', 0)",
                params![&page_id, &chatbot_id, page.url, page.title],
            )
            .await?;
            for (n, passage) in page.passages.iter().enumerate() {
                tx.execute(
                    "INSERT INTO passage (id, chatbot_id, page_id, position, heading, anchor, content, text)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    params![
                        &format!("psg_{chatbot_id}_{i}_{n}"),
                        &chatbot_id,
                        &page_id,
                        n as i64,
                        &json(&passage.headings),
                        passage.anchor.as_deref(),
                        &json(&passage.content),
                        &passage.text()
                    ],
                )
                .await?;
            }
        }
        for (i, product) in products.iter().enumerate() {
            insert_product(tx, &chatbot_id, i as i64, product).await?;
        }
        tx.execute(
            "UPDATE chatbot SET knowledge_version = knowledge_version + 1 WHERE id = $1",
            params![&chatbot_id],
        )
        .await
        .map(drop)
    };
    db.write(write).await.expect("rows of knowledge");
}

async fn insert_product(
    tx: &parlour_store::Tx,
    chatbot_id: &str,
    position: i64,
    product: &Product,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO product (id, chatbot_id, source, import_id, position, title, description, price_e4, currency,
            original_price_e4, image_url, url, stock, tags, variants, content_hash, updated_ms)
         VALUES ($1, $2, 'test', '', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0)",
        params![
            &product.id,
            chatbot_id,
            position,
            &product.title,
            &product.description,
            product.price.amount.0,
            &product.price.currency,
            product.original_price.as_ref().map(|price| price.amount.0),
            product.image_url.as_deref(),
            &product.url,
            product.stock,
            &json(&product.tags),
            &json(&product.variants)
        ],
    )
    .await
    .map(drop)
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}
