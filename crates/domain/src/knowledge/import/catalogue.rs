//! The import of products: reads a catalogue as it comes and keeps a batch of products a transaction.

use std::path::PathBuf;

use parlour_model::Timestamp;
use parlour_model::id::prefix;
use parlour_store::knowledge::{self as rows, Seen};
use parlour_store::retrieval::ProductRow;
use parlour_store::{Error as StoreError, Tx};
use serde::Serialize;
use url::Url;

use super::super::product::{Product, Variant};
use super::super::products::{self, Entries, Entry, Format, ReadOptions};
use super::super::skipped::Skipped;
use super::{Change, ImportError, Progress, Report, check_chatbot, check_there, hash, source_of};
use crate::Cx;

/// Products that are kept in one transaction.
const BATCH: usize = 200;

/// What products are imported, and for whom.
#[derive(Debug, Clone)]
pub struct ImportProducts {
    /// The chatbot.
    pub chatbot_id: String,
    /// The catalogue.
    pub file: PathBuf,
    /// What relative addresses and handles are joined to.
    pub base_url: Option<Url>,
    /// The currency of prices that name none, as an ISO 4217 code.
    pub currency: Option<String>,
}

/// Imports products and says what format they were in. A row that makes no product is reported and never
/// stops the rest.
///
/// # Errors
/// [`ImportError`] when there is no such chatbot, the file is no catalogue, not one product could be read, or
/// the database fails; batches that were kept before stay.
pub async fn import_products(
    cx: &Cx,
    input: ImportProducts,
    mut progress: impl FnMut(Progress<'_>) + Send,
) -> Result<(Format, Report), ImportError> {
    check_chatbot(cx, &input.chatbot_id).await?;
    check_there(&input.file)?;
    let (format, mut entries) = open(&input).await?;
    let mut run = Run::new(cx, &input);
    loop {
        let (rest, batch) = tokio::task::spawn_blocking(move || {
            let batch: Vec<Entry> = entries.by_ref().take(BATCH).collect();
            (entries, batch)
        })
        .await?;
        entries = rest;
        if batch.is_empty() {
            break;
        }
        let products = run.sort(batch);
        let current = products.last().map(|(p, _)| p.title.clone()).unwrap_or_default();
        run.keep(products).await?;
        progress(Progress { done: run.position as u64, total: None, current: &current });
    }
    if run.report.read() == 0 {
        let what = input.file.display().to_string();
        return Err(ImportError::NothingRead { what, why: run.report.skipped });
    }
    Ok((format, run.finish().await?))
}

async fn open(input: &ImportProducts) -> Result<(Format, Entries), ImportError> {
    let path = input.file.clone();
    let options = ReadOptions { base_url: input.base_url.clone(), currency: input.currency.clone() };
    tokio::task::spawn_blocking(move || {
        let file = std::fs::File::open(&path)
            .map_err(|cause| ImportError::Unreadable { path: path.clone(), cause })?;
        products::read(file, options).map_err(|cause| ImportError::Catalogue { path, cause })
    })
    .await?
}

/// An import under way.
struct Run<'a> {
    cx: &'a Cx,
    chatbot_id: &'a str,
    source: String,
    import_id: String,
    position: i64,
    complete: bool,
    report: Report,
}

/// A product with its hash.
type Hashed = (Product, String);

impl<'a> Run<'a> {
    fn new(cx: &'a Cx, input: &'a ImportProducts) -> Self {
        Self {
            cx,
            chatbot_id: &input.chatbot_id,
            source: source_of(&input.file),
            import_id: cx.ids.next(prefix::IMPORT),
            position: 0,
            complete: true,
            report: Report::default(),
        }
    }

    /// The products of a batch; what is none goes into the report.
    fn sort(&mut self, batch: Vec<Entry>) -> Vec<Hashed> {
        let mut products = Vec::with_capacity(batch.len());
        for entry in batch {
            match entry {
                Entry::Product(product) => {
                    self.report.note_address(&product.url);
                    let hash = hash_of(&product);
                    products.push((*product, hash));
                }
                Entry::Skipped(skipped) => self.report.skipped.push(skipped),
                Entry::Torn(Skipped { what, why }) => {
                    self.complete = false;
                    self.report.skip(what, format!("{why}; products that may be gone were kept"));
                }
                Entry::Broken(why) => {
                    self.complete = false;
                    let why =
                        format!("{why}; the rest could not be read, so products that may be gone were kept");
                    self.report.skip(self.source.clone(), why);
                }
            }
        }
        products
    }

    async fn keep(&mut self, products: Vec<Hashed>) -> Result<(), ImportError> {
        let (chatbot_id, source, import_id) =
            (self.chatbot_id.to_owned(), self.source.clone(), self.import_id.clone());
        let (first, now) = (self.position, self.cx.clock.now());
        self.position += products.len() as i64;
        let rows: Vec<_> = products.into_iter().map(|(product, hash)| (row(product), hash)).collect();
        let changes = self.cx.db.write(async move |tx| {
            let mut changes = Vec::with_capacity(rows.len());
            for ((product, hash), position) in rows.iter().zip(first..) {
                let seen = Seen { source: &source, import_id: &import_id, position };
                changes.push(keep_product(tx, &chatbot_id, product, hash, seen, now).await?);
            }
            Ok::<_, StoreError>(changes)
        });
        self.report.count(&changes.await?);
        Ok(())
    }

    /// Removes what the catalogue no longer has, and tells the index.
    async fn finish(mut self) -> Result<Report, ImportError> {
        let (chatbot_id, source, import_id) = (self.chatbot_id.to_owned(), self.source, self.import_id);
        let complete = self.complete;
        let own = source.clone();
        let (removed, sources) = self
            .cx
            .db
            .write(async move |tx| {
                let removed = match complete {
                    true => rows::delete_gone_products(tx, &chatbot_id, &source, &import_id).await?,
                    false => 0,
                };
                rows::bump_version(tx, &chatbot_id).await?;
                Ok::<_, StoreError>((removed, rows::list_sources(tx, &chatbot_id).await?))
            })
            .await?;
        self.report.removed = removed;
        self.report.other_sources =
            sources.into_iter().filter(|of| of.products > 0 && of.source != own).collect();
        Ok(self.report)
    }
}

async fn keep_product(
    tx: &Tx,
    chatbot_id: &str,
    product: &ProductRow<Vec<Variant>>,
    hash: &str,
    seen: Seen<'_>,
    now: Timestamp,
) -> Result<Change, StoreError> {
    let known = rows::find_product_hash(tx, chatbot_id, &product.id).await?;
    if known.as_deref() == Some(hash) {
        rows::touch_product(tx, chatbot_id, &product.id, seen).await?;
        return Ok(Change::Unchanged);
    }
    rows::upsert_product(tx, chatbot_id, product, hash, seen, now).await?;
    Ok(if known.is_some() { Change::Updated } else { Change::Added })
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

fn hash_of(product: &Product) -> String {
    #[derive(Serialize)]
    struct Facts<'a>(
        (&'a str, &'a str, &'a str),
        (&'a parlour_model::Price, Option<&'a parlour_model::Price>, Option<i64>),
        (Option<&'a str>, &'a [String], &'a [Variant]),
    );
    let facts = Facts(
        (&product.title, &product.description, &product.url),
        (&product.price, product.original_price.as_ref(), product.stock),
        (product.image_url.as_deref(), &product.tags, &product.variants),
    );
    hash(&serde_json::to_vec(&facts).unwrap_or_default())
}
