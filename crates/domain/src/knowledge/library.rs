//! The snapshots of all chatbots: found on disk by the version of their knowledge, built when missing.
//!
//! The database is the truth; a snapshot only makes it searchable. While a new one is built, the one before it answers.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use parlour_store::retrieval::{PassageWords, ProductRow, list_passages, list_products};
use parlour_store::{Tx, chatbot};
use tracing::{info, warn};

use super::Variant;
use super::index::{PassageDoc, ProductDoc, Snapshot};
use super::vectors::Vectors;
use crate::{Cx, Error, Result, language};

const BATCH: i64 = 1000;
/// How many products show the language of a catalogue.
const SAMPLE: usize = 200;

/// The snapshots of all chatbots. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Library(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    shelves: Mutex<HashMap<String, Arc<Place>>>,
    vectors: OnceLock<Vectors>,
}

/// What is known of one chatbot's snapshots.
#[derive(Debug, Default)]
struct Place {
    newest: Mutex<Option<(i64, Arc<Snapshot>)>>,
    building: tokio::sync::Mutex<()>,
}

impl Place {
    fn newest(&self) -> Option<(i64, Arc<Snapshot>)> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, version: i64, snapshot: &Arc<Snapshot>) {
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, snapshot.clone()));
    }
}

impl Library {
    /// The snapshots below `folder`.
    pub fn new(folder: &Path) -> Self {
        Self(Arc::new(Inner {
            folder: folder.to_owned(),
            shelves: Mutex::default(),
            vectors: OnceLock::new(),
        }))
    }

    /// Lets questions be looked up by these vectors, too. The first ones stay.
    pub fn use_vectors(&self, vectors: Vectors) {
        // A second call has nothing to add.
        let _ = self.0.vectors.set(vectors);
    }

    /// The vectors that questions are looked up by, when there is an embedding model.
    pub fn vectors(&self) -> Option<&Vectors> {
        self.0.vectors.get()
    }

    /// The snapshot of a chatbot's knowledge at `version`, or the one before it while a new one is built.
    ///
    /// # Errors
    /// [`Error::Internal`] when the folder cannot be written or the database does not answer.
    pub async fn snapshot(&self, cx: &Cx, chatbot_id: &str, version: i64) -> Result<Arc<Snapshot>> {
        let place = self.place(chatbot_id);
        match place.newest() {
            Some((known, snapshot)) if known >= version => Ok(snapshot),
            Some((_, before)) => {
                let (here, cx, id) = (self.clone(), cx.clone(), chatbot_id.to_owned());
                tokio::spawn(async move {
                    if let Err(error) = here.bring(&cx, &id, version).await {
                        warn!(chatbot_id = id, %error, "the index could not be brought up to date");
                    }
                });
                Ok(before)
            }
            None => self.bring(cx, chatbot_id, version).await,
        }
    }

    /// The newest snapshot in memory, which may be behind the chatbot's knowledge.
    pub fn at_hand(&self, chatbot_id: &str) -> Option<Arc<Snapshot>> {
        let shelves = self.0.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.get(chatbot_id)?.newest().map(|(_, snapshot)| snapshot)
    }

    /// Opens or builds the snapshot of the chatbot's present knowledge, which is at least at `version`.
    ///
    /// # Errors
    /// As [`Library::snapshot`].
    pub async fn bring(&self, cx: &Cx, chatbot_id: &str, version: i64) -> Result<Arc<Snapshot>> {
        let place = self.place(chatbot_id);
        let _alone = place.building.lock().await;
        if let Some((known, snapshot)) = place.newest()
            && known >= version
        {
            return Ok(snapshot);
        }
        let folder = self.0.folder.join(chatbot_id);
        let (version, snapshot) = match open(&folder, version).await? {
            Some(snapshot) => (version, snapshot),
            None => build(cx, chatbot_id, &folder).await?,
        };
        let snapshot = Arc::new(snapshot);
        place.put(version, &snapshot);
        remove_older(&folder, version);
        Ok(snapshot)
    }

    fn place(&self, chatbot_id: &str) -> Arc<Place> {
        let mut shelves = self.0.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        shelves.entry(chatbot_id.to_owned()).or_default().clone()
    }
}

async fn open(folder: &Path, version: i64) -> Result<Option<Snapshot>> {
    let dir = folder.join(version.to_string());
    tokio::task::spawn_blocking(move || Snapshot::open(&dir)).await.map_err(Error::internal)
}

async fn build(cx: &Cx, chatbot_id: &str, folder: &Path) -> Result<(i64, Snapshot)> {
    let id = chatbot_id.to_owned();
    let (version, passages, products) = cx.db.read(async move |tx| read_all(tx, &id).await).await?;
    let count = (passages.len(), products.len());
    let dir = folder.join(version.to_string());
    let building = tokio::task::spawn_blocking(move || {
        fs::create_dir_all(dir.parent().unwrap_or(&dir))?;
        // A damaged snapshot stands in the way of a whole one.
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        Snapshot::build(&dir, passages, products)
    });
    let snapshot = building.await.map_err(Error::internal)?.map_err(Error::internal)?;
    info!(chatbot_id, version, passages = count.0, products = count.1, "built the index");
    Ok((version, snapshot))
}

/// One view of all that is to be found, with the version it has.
async fn read_all(tx: &Tx, chatbot_id: &str) -> Result<(i64, Vec<PassageDoc>, Vec<ProductDoc>)> {
    let gone = || Error::NotFound(format!("there is no chatbot {chatbot_id}"));
    let version = chatbot::find(tx, chatbot_id).await?.ok_or_else(gone)?.knowledge_version;
    let (mut passages, mut products) = (Vec::new(), Vec::new());
    let mut after = String::new();
    loop {
        let batch = list_passages(tx, chatbot_id, &after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.id);
        passages.extend(batch.into_iter().map(passage_doc));
    }
    after.clear();
    loop {
        let batch: Vec<ProductRow<Vec<Variant>>> = list_products(tx, chatbot_id, &after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.id);
        products.extend(batch.into_iter().map(product_doc));
    }
    share_language(&mut products);
    name_language(&mut passages, &mut products);
    Ok((version, passages, products))
}

fn passage_doc(row: PassageWords) -> PassageDoc {
    PassageDoc {
        id: row.id,
        page_id: row.page_id,
        title: row.page_title,
        headings: row.headings,
        text: row.text,
        language: row.language,
    }
}

fn product_doc(row: ProductRow<Vec<Variant>>) -> ProductDoc {
    let mut options: Vec<String> = Vec::new();
    for variant in row.variants {
        options.push(variant.title);
        options.extend(variant.sku);
        options.extend(variant.options.into_iter().map(|(_, value)| value));
    }
    options.sort();
    options.dedup();
    let language = language::detect(&told(&row.title, &row.description)).unwrap_or_default().to_owned();
    ProductDoc {
        id: row.id,
        title: row.title,
        description: row.description,
        tags: row.tags,
        options,
        language,
    }
}

fn told(title: &str, description: &str) -> String {
    format!("{title}. {description}\n")
}

/// A row too short to show a language is in that of the whole catalogue: without one, its words have no stems, and the
/// small words of a question count as if they were about something.
fn share_language(products: &mut [ProductDoc]) {
    let sample: String = products.iter().take(SAMPLE).map(|p| told(&p.title, &p.description)).collect();
    let Some(language) = language::detect(&sample) else { return };
    for product in products.iter_mut().filter(|product| product.language.is_empty()) {
        language.clone_into(&mut product.language);
    }
}

/// What is too short to show a language is in that of most pages; in English when none shows one.
fn name_language(passages: &mut [PassageDoc], products: &mut [ProductDoc]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let known = passages.iter().map(|p| &p.language).chain(products.iter().map(|p| &p.language));
    for language in known.filter(|language| !language.is_empty()) {
        *counts.entry(language.clone()).or_default() += 1;
    }
    // Of two that are as frequent, the first by name, so that every build says the same.
    let main = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    let main = main.map_or_else(|| "en".to_owned(), |(language, _)| language);
    let unnamed =
        passages.iter_mut().map(|p| &mut p.language).chain(products.iter_mut().map(|p| &mut p.language));
    for language in unnamed.filter(|language| language.is_empty()) {
        main.clone_into(language);
    }
}

fn remove_older(folder: &Path, version: i64) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let of = entry.file_name().to_str().and_then(|name| name.parse::<i64>().ok());
        if of.is_some_and(|of| of < version) {
            // What stays behind costs room, nothing else; the next version tries again.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doc(title: &str, description: &str, language: &str) -> ProductDoc {
        ProductDoc {
            id: title.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            tags: vec![],
            options: vec![],
            language: language.to_owned(),
        }
    }

    #[test]
    fn a_row_too_short_to_show_its_language_is_in_the_catalogues() {
        let light = "A copper light that hangs above the bed and gives you a warm light to read by at night.";
        let chair = "This is a soft chair which was made for long evenings with a good book and some tea.";
        let mut products = [
            doc("Bedside table", "Wooden bedside table", ""),
            doc("Copper light", light, "en"),
            doc("Armchair", chair, "en"),
            doc("Tisch", "Eiche", "de"),
        ];
        share_language(&mut products);
        assert_eq!(products.map(|p| p.language), ["en", "en", "en", "de"]);
    }

    #[test]
    fn rows_that_show_no_language_together_have_none() {
        let mut products = [doc("A-1004", "7 mm", "")];
        share_language(&mut products);
        assert_eq!(products[0].language, "");
    }

    #[test]
    fn what_is_too_short_to_show_a_language_is_in_that_of_most() {
        let page = |language: &str| PassageDoc {
            id: String::new(),
            page_id: String::new(),
            title: String::new(),
            headings: vec![],
            text: "Our alpacas graze in Aarhus.".into(),
            language: language.into(),
        };
        let mut products = [doc("A-1004", "7 mm", "")];
        let mut pages = [page("da"), page("en"), page("en"), page("")];
        name_language(&mut pages, &mut products);
        assert_eq!((pages[3].language.as_str(), products[0].language.as_str()), ("en", "en"));
        let mut alone = [page("")];
        name_language(&mut alone, &mut []);
        assert_eq!(alone[0].language, "en");
    }
}
