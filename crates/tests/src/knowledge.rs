//! Pages and products, written as rows.

use parlour_domain::knowledge::{Content, Passage, Product, Variant};
use parlour_model::part::Span;
use parlour_model::{Amount, Price, Timestamp};
use parlour_store::knowledge::{self as rows, NewPassage, Seen};
use parlour_store::retrieval::ProductRow;
use parlour_store::{Db, Error, Tx};

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
    let write = async move |tx: &Tx| -> Result<(), Error> {
        for page in &pages {
            insert_page(tx, &chatbot_id, page).await?;
        }
        for (product, position) in products.iter().cloned().zip(0..) {
            let seen = Seen { source: "test", import_id: "import_1", position };
            rows::upsert_product(tx, &chatbot_id, &row(product), "hash", seen, Timestamp(0)).await?;
        }
        rows::bump_version(tx, &chatbot_id).await.map(drop)
    };
    db.write(write).await.expect("rows of knowledge");
}

/// An address as a name.
fn plain(url: &str) -> String {
    url.chars().filter(char::is_ascii_alphanumeric).collect()
}

async fn insert_page(tx: &Tx, chatbot_id: &str, page: &Page) -> Result<(), Error> {
    let row = rows::Page {
        id: format!("page_{}", plain(page.url)),
        chatbot_id: chatbot_id.to_owned(),
        source: "test".into(),
        url: page.url.into(),
        title: page.title.into(),
        language: "en".into(),
        content_hash: "hash".into(),
        import_id: "import_1".into(),
        updated_at: Timestamp(0),
    };
    let page_id = rows::upsert_page(tx, &row).await?;
    let passages = page.passages.iter().enumerate().map(|(n, passage)| NewPassage {
        id: format!("psg_{}_{n}", plain(page.url)),
        headings: passage.headings.clone(),
        anchor: passage.anchor.clone(),
        content: passage.content.clone(),
        text: passage.text(),
    });
    rows::replace_passages(tx, chatbot_id, &page_id, &Vec::from_iter(passages)).await
}

fn row(product: Product) -> ProductRow<Vec<Variant>> {
    ProductRow {
        id: product.id,
        title: product.title,
        description: product.description,
        price: product.price,
        original_price: product.original_price,
        image_url: product.image_url,
        url: product.url,
        stock: product.stock,
        tags: product.tags,
        variants: product.variants,
    }
}
