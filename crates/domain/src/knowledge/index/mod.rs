//! The index over passages and products: an immutable snapshot on disk, made from the database and only read.
//!
//! A snapshot is a folder of its own for one chatbot at one version of its knowledge. It keeps words and ids;
//! what a passage says is read from the database by its id. Left out: changing a snapshot. A new version of
//! the knowledge gets a new folder.

mod analysis;
mod everyday;
mod forms;
mod memo;
mod names;
mod query;
mod repair;
mod search;
mod shelf;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

pub use analysis::analyse;
pub(crate) use analysis::{each_stem, is_short_number};
pub(crate) use everyday::Everyday;
pub use query::Query;
pub(crate) use query::{QueryTerm, terms};
pub use search::{Hit, Reading, WeightedTerm};
use shelf::{Item, Languages, Shelf, Writer};

/// Counts up whenever what stands in a snapshot changes; an older one is built anew.
const FORMAT: u32 = 2;
const META: &str = "snapshot.json";

/// A passage to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageDoc {
    /// Names the passage.
    pub id: String,
    /// Names its page.
    pub page_id: String,
    /// The page's title.
    pub title: String,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// Its words.
    pub text: String,
    /// The page's language, as a two-letter code.
    pub language: String,
}

/// A product to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDoc {
    /// The owner's id of the product.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its description as plain text.
    pub description: String,
    /// Words it is filed under.
    pub tags: Vec<String>,
    /// The titles of its variants, their codes and the values of their options.
    pub options: Vec<String>,
    /// The catalogue's language, as a two-letter code.
    pub language: String,
}

/// Why a snapshot could not be built or asked.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder could not be written or read.
    #[error("the index folder failed: {0}")]
    Io(#[from] std::io::Error),
    /// The index itself failed.
    #[error("the index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// What was just built could not be opened.
    #[error("the index at {0} cannot be opened right after it was built")]
    Unreadable(PathBuf),
}

/// What a snapshot says about itself.
#[derive(Debug, Serialize, Deserialize)]
struct Meta {
    format: u32,
    passages: Languages,
    products: Languages,
}

/// An index that is only read; cheap to open, shared between threads.
pub struct Snapshot {
    meta: Meta,
    passages: Shelf,
    products: Shelf,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("meta", &self.meta).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Writes a snapshot beside `dir` and moves it there whole. When another process was first, theirs is used.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn build(
        dir: &Path,
        passages: impl IntoIterator<Item = PassageDoc>,
        products: impl IntoIterator<Item = ProductDoc>,
    ) -> Result<Self, IndexError> {
        let draft = draft_of(dir);
        let written = write(&draft, passages, products).and_then(|()| move_into_place(&draft, dir));
        if written.is_err() {
            // The first error is the one to tell; a draft left behind does no harm.
            let _ = fs::remove_dir_all(&draft);
        }
        written?;
        Self::open(dir).ok_or_else(|| IndexError::Unreadable(dir.to_owned()))
    }

    /// Opens a snapshot; `None` when there is none, or none that can be read: then it is to be built.
    pub fn open(dir: &Path) -> Option<Self> {
        let meta: Meta = serde_json::from_slice(&fs::read(dir.join(META)).ok()?).ok()?;
        if meta.format != FORMAT {
            return None;
        }
        let passages = Shelf::open(&dir.join("passages")).ok()?;
        let products = Shelf::open(&dir.join("products")).ok()?;
        Some(Self { meta, passages, products })
    }

    /// The languages of the documents, the most frequent first.
    pub fn languages(&self) -> Vec<String> {
        let mut counts = Languages::new();
        for (code, census) in self.meta.passages.iter().chain(&self.meta.products) {
            counts.entry(code.clone()).or_default().documents += census.documents;
        }
        let mut codes: Vec<(String, u64)> = counts.into_iter().map(|(c, n)| (c, n.documents)).collect();
        codes.sort_by_key(|(_, documents)| std::cmp::Reverse(*documents));
        codes.into_iter().map(|(code, _)| code).collect()
    }

    /// The passages that fit best, best first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search_passages(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, IndexError> {
        Ok(self.read_passages(query, limit)?.hits)
    }

    /// The same, with the question's words as each language has them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn read_passages(&self, query: &Query, limit: usize) -> Result<Reading, IndexError> {
        search::search(&self.passages, &self.meta.passages, query, limit)
    }

    /// The words of a question, in lower case, that name products: they stand in a title or among the tags.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn product_words(&self, query: &Query) -> Result<Vec<String>, IndexError> {
        search::naming_words(&self.products, &self.meta.products, query)
    }

    /// Whether there are products.
    pub(crate) fn has_products(&self) -> bool {
        self.products.view().is_some()
    }

    /// Whether a product of any language has this stem in its title or among its tags.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn names_product(&self, stem: &str, language: &str) -> Result<bool, IndexError> {
        search::names(&self.products, &self.meta.products, stem, language)
    }

    /// The products that fit best, best first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn search_products(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, IndexError> {
        Ok(search::search(&self.products, &self.meta.products, query, limit)?.hits)
    }
}

fn draft_of(dir: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    dir.with_file_name(format!(".{name}.draft-{}-{count}", std::process::id()))
}

fn write(
    draft: &Path,
    passages: impl IntoIterator<Item = PassageDoc>,
    products: impl IntoIterator<Item = ProductDoc>,
) -> Result<(), IndexError> {
    let (passages_dir, products_dir) = (draft.join("passages"), draft.join("products"));
    fs::create_dir_all(&passages_dir)?;
    fs::create_dir_all(&products_dir)?;
    let mut shelf = Writer::create(&passages_dir)?;
    for doc in passages {
        shelf.add(&Item {
            id: &doc.id,
            owner: &doc.page_id,
            language: &doc.language,
            title: &doc.title,
            head: &doc.headings.join("\n"),
            text: &doc.text,
        })?;
    }
    let passages = shelf.finish()?;
    let mut shelf = Writer::create(&products_dir)?;
    for doc in products {
        shelf.add(&Item {
            id: &doc.id,
            owner: "",
            language: &doc.language,
            title: &doc.title,
            head: &doc.tags.join("\n"),
            text: &format!("{}\n{}", doc.description, doc.options.join("\n")),
        })?;
    }
    let meta = Meta { format: FORMAT, passages, products: shelf.finish()? };
    let json = serde_json::to_vec(&meta).map_err(std::io::Error::from)?;
    fs::write(draft.join(META), json)?;
    Ok(())
}

/// Renames the draft to `dir`. A snapshot that stands there and can be read stays; a damaged one goes.
fn move_into_place(draft: &Path, dir: &Path) -> Result<(), IndexError> {
    if fs::rename(draft, dir).is_ok() {
        return Ok(());
    }
    if Snapshot::open(dir).is_none() {
        if dir.exists() {
            fs::remove_dir_all(dir)?;
        }
        return Ok(fs::rename(draft, dir)?);
    }
    Ok(fs::remove_dir_all(draft)?)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod language_tests;
