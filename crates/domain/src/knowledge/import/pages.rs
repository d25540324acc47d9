//! The import of pages: reads each source and keeps what it says, a batch of pages a transaction.

use std::collections::HashMap;
use std::path::Path;

use futures::StreamExt;
use parlour_model::id::prefix;
use parlour_outbound::Client;
use parlour_store::knowledge::{self as rows, NewPassage, Page};
use parlour_store::{Db, Error as StoreError, Tx};
use url::Url;

use super::super::document::Content;
use super::files::{self, File, Gathered};
use super::page::{self, ReadPage, Reading};
use super::{
    Change, ImportError, PathOrUrl, Progress, Report, address, check_chatbot, check_there, site, source_of,
};
use crate::Cx;

/// Pages that are kept in one transaction.
const BATCH: usize = 50;

/// Files that are read at the same time.
const READERS: usize = 4;

/// What pages are imported, and for whom.
#[derive(Debug, Clone)]
pub struct ImportPages {
    /// The chatbot.
    pub chatbot_id: String,
    /// Files, folders, sites and sitemaps.
    pub inputs: Vec<PathOrUrl>,
    /// Under which address the public finds the files.
    pub base_url: Option<Url>,
    /// What an import may take.
    pub limits: Limits,
}

/// What an import may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most pages that are fetched from a site.
    pub pages: usize,
    /// The largest file.
    pub file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pages: 500, file_bytes: 10 * 1024 * 1024 }
    }
}

/// Imports pages. A page that cannot be read is reported and never stops the rest.
///
/// # Errors
/// [`ImportError`] when there is no such chatbot, a path does not exist, not one page could be read, or the
/// database fails; batches that were kept before stay.
pub async fn import_pages(
    cx: &Cx,
    client: &Client,
    input: ImportPages,
    progress: impl FnMut(Progress<'_>) + Send,
) -> Result<Report, ImportError> {
    check_chatbot(cx, &input.chatbot_id).await?;
    for given in &input.inputs {
        if let PathOrUrl::Path(path) = given {
            check_there(path)?;
        }
    }
    let mut run = Run::new(cx, &input, progress);
    let mut finished = Vec::new();
    for given in &input.inputs {
        let (source, before) = (source_name(given), run.read());
        run.source.clone_from(&source);
        let complete = match given {
            PathOrUrl::Path(path) => run.files(path).await?,
            PathOrUrl::Url(url) => site::import(&mut run, client, url).await?,
        };
        run.flush().await?;
        match (complete, run.read() > before) {
            (true, true) => finished.push(source),
            (false, true) => run.report.skip(given.to_string(), KEPT),
            (_, false) => {}
        }
    }
    if run.read() == 0 {
        let what = input.inputs.iter().map(PathOrUrl::to_string).collect::<Vec<_>>().join(", ");
        return Err(ImportError::NothingRead { what, why: run.report.skipped });
    }
    run.finish(finished).await
}

const KEPT: &str = "not everything of it could be read, so pages that may be gone were kept";

fn source_name(given: &PathOrUrl) -> String {
    match given {
        PathOrUrl::Path(path) => source_of(path),
        PathOrUrl::Url(url) => url.to_string(),
    }
}

/// What an address was taken by.
struct Taken {
    place: String,
    content_hash: String,
}

/// An import under way.
pub(super) struct Run<'a, P> {
    cx: &'a Cx,
    /// What was asked for.
    pub(super) input: &'a ImportPages,
    /// What was done so far.
    pub(super) report: Report,
    source: String,
    import_id: String,
    batch: Vec<ReadPage>,
    /// Where each address of this run was found.
    taken: HashMap<String, Taken>,
    progress: P,
    done: u64,
}

impl<'a, P: FnMut(Progress<'_>) + Send> Run<'a, P> {
    fn new(cx: &'a Cx, input: &'a ImportPages, progress: P) -> Self {
        Self {
            cx,
            input,
            report: Report::default(),
            source: String::new(),
            import_id: cx.ids.next(prefix::IMPORT),
            batch: Vec::new(),
            taken: HashMap::new(),
            progress,
            done: 0,
        }
    }

    fn read(&self) -> u64 {
        self.report.read() + self.batch.len() as u64
    }

    /// Says what is being looked at.
    pub(super) fn step(&mut self, current: &str, total: Option<u64>) {
        (self.progress)(Progress { done: self.done, total, current });
        self.done += 1;
    }

    /// Takes a page in, or says why not. `place` is where it was found.
    pub(super) async fn add(&mut self, place: &str, reading: Reading) -> Result<(), ImportError> {
        match reading.page {
            Ok(page) => self.take(place, page),
            Err(why) => self.report.skip(place, why),
        }
        if self.batch.len() >= BATCH { self.flush().await } else { Ok(()) }
    }

    fn take(&mut self, place: &str, mut page: ReadPage) {
        if let Some(other) = self.taken.get(&page.url) {
            // One page under several addresses is the rule on sites, and no news to anybody.
            if page.is_variant() {
                return;
            }
            // Some sites claim one address for all their pages. Where a page was found is as true then.
            let claims_wrongly =
                other.content_hash != page.content_hash && !self.taken.contains_key(&page.found_at);
            if !claims_wrongly {
                self.report.skip(place, format!("its address {} is also that of {}", page.url, other.place));
                return;
            }
            page.url.clone_from(&page.found_at);
        }
        self.report.note_address(&page.url);
        let taken = Taken { place: place.to_owned(), content_hash: page.content_hash.clone() };
        self.taken.insert(page.url.clone(), taken);
        self.batch.push(page);
    }

    /// Imports a file or folder; says whether all of it could be read.
    async fn files(&mut self, path: &Path) -> Result<bool, ImportError> {
        let root = path.to_owned();
        let Gathered { files, skipped, torn } =
            tokio::task::spawn_blocking(move || files::gather(&root)).await??;
        let mut complete = !torn;
        self.report.skipped.extend(skipped);
        let total = Some(self.done + files.len() as u64);
        let (base, limit) = (self.input.base_url.clone(), self.input.limits.file_bytes);
        let read = move |file: File| {
            let base = base.clone();
            tokio::task::spawn_blocking(move || read_file(&file, base.as_ref(), limit))
        };
        let mut readings = futures::stream::iter(files).map(read).buffered(READERS);
        while let Some(reading) = readings.next().await {
            let (place, reading) = reading?;
            self.step(&place, total);
            match reading {
                Ok(reading) => self.add(&place, reading).await?,
                Err(why) => {
                    complete = false;
                    self.report.skip(place, why);
                }
            }
        }
        Ok(complete)
    }

    /// Keeps the batch.
    async fn flush(&mut self) -> Result<(), ImportError> {
        let now = self.cx.clock.now();
        let pages: Vec<_> = std::mem::take(&mut self.batch)
            .into_iter()
            .map(|read| {
                let page = Page {
                    id: self.cx.ids.next(prefix::PAGE),
                    chatbot_id: self.input.chatbot_id.clone(),
                    source: self.source.clone(),
                    url: read.url,
                    title: read.title,
                    language: read.language,
                    content_hash: read.content_hash,
                    import_id: self.import_id.clone(),
                    updated_at: now,
                };
                let passages = read.passages.into_iter().map(|p| NewPassage {
                    id: self.cx.ids.next(prefix::PASSAGE),
                    text: p.text(),
                    headings: p.headings,
                    anchor: p.anchor,
                    content: p.content,
                });
                (page, passages.collect::<Vec<_>>())
            })
            .collect();
        self.report.count(&keep(&self.cx.db, pages).await?);
        Ok(())
    }

    /// Removes what the finished sources no longer have, and tells the index.
    async fn finish(mut self, finished: Vec<String>) -> Result<Report, ImportError> {
        let (chatbot_id, import_id) = (self.input.chatbot_id.clone(), self.import_id);
        let given: Vec<String> = self.input.inputs.iter().map(source_name).collect();
        let (removed, sources) = self
            .cx
            .db
            .write(async move |tx| {
                let mut removed = 0;
                for source in &finished {
                    removed += rows::delete_gone_pages(tx, &chatbot_id, source, &import_id).await?;
                }
                rows::bump_version(tx, &chatbot_id).await?;
                Ok::<_, StoreError>((removed, rows::list_sources(tx, &chatbot_id).await?))
            })
            .await?;
        self.report.removed = removed;
        self.report.other_sources =
            sources.into_iter().filter(|of| of.pages > 0 && !given.contains(&of.source)).collect();
        Ok(self.report)
    }
}

fn read_file(file: &File, base: Option<&Url>, limit: u64) -> (String, Result<Reading, String>) {
    let place = file.path.display().to_string();
    let bytes = match std::fs::metadata(&file.path) {
        // A pipe has no end.
        Ok(known) if !known.is_file() => Err("it is no plain file".to_owned()),
        Ok(known) if known.len() > limit => Err(format!("it is larger than {limit} bytes")),
        Ok(_) => std::fs::read(&file.path).map_err(|fault| fault.to_string()),
        Err(fault) => Err(fault.to_string()),
    };
    let address = address::of_file(base, &file.relative);
    (place, bytes.map(|bytes| page::read(&bytes, file.kind, &address, None)))
}

type NewPage = (Page, Vec<NewPassage<Vec<Content>>>);

async fn keep(db: &Db, pages: Vec<NewPage>) -> Result<Vec<Change>, StoreError> {
    db.write(async move |tx| {
        let mut changes = Vec::with_capacity(pages.len());
        for (page, passages) in &pages {
            changes.push(keep_page(tx, page, passages).await?);
        }
        Ok(changes)
    })
    .await
}

async fn keep_page(
    tx: &Tx,
    page: &Page,
    passages: &[NewPassage<Vec<Content>>],
) -> Result<Change, StoreError> {
    let known = rows::find_page(tx, &page.chatbot_id, &page.url).await?;
    if let Some(known) = &known
        && known.content_hash == page.content_hash
    {
        rows::touch_page(tx, &page.chatbot_id, &known.id, &page.source, &page.import_id).await?;
        return Ok(Change::Unchanged);
    }
    let id = rows::upsert_page(tx, page).await?;
    rows::replace_passages(tx, &page.chatbot_id, &id, passages).await?;
    Ok(if known.is_some() { Change::Updated } else { Change::Added })
}
