//! A test collection: documents, queries, and which document is relevant to which query.
//!
//! A folder has `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`), both an object a line, and
//! `qrels.tsv` (query, document, relevance; a first line of headings is passed over). A line that cannot be read is
//! an error: a figure on part of a collection would not be the collection's. Empty lines say nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::language;

/// The relevant documents of a query by their ids, each with its relevance, which is above 0.
pub type Judgements = HashMap<String, f64>;

/// Documents, and queries with what is relevant to them.
#[derive(Debug, Clone)]
pub struct Collection {
    /// The language of most documents, as a two-letter code.
    pub language: String,
    /// The documents in the order of the file.
    pub documents: Vec<Document>,
    /// The queries that have a relevant document, in the order of the file.
    pub queries: Vec<Judged>,
}

/// A document of a collection.
#[derive(Debug, Clone, Deserialize)]
pub struct Document {
    /// Names it.
    #[serde(rename = "_id")]
    pub id: String,
    /// Its title, which may be empty.
    #[serde(default)]
    pub title: String,
    /// Its words.
    pub text: String,
}

/// A query with what is relevant to it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The query.
    pub text: String,
    /// The relevant documents.
    pub judgements: Judgements,
}

/// Why a collection cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    /// A file cannot be read.
    #[error("{}: {fault}; a test collection has corpus.jsonl, queries.jsonl and qrels.tsv", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        fault: std::io::Error,
    },
    /// A line does not say what it should.
    #[error("{}, line {line}: {fault}", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        fault: String,
    },
    /// A file has nothing to measure with.
    #[error("{}: {fault}", .path.display())]
    Empty {
        /// The file.
        path: PathBuf,
        /// What it lacks.
        fault: &'static str,
    },
}

#[derive(Deserialize)]
struct AskedLine {
    #[serde(rename = "_id")]
    id: String,
    text: String,
}

impl Collection {
    /// Reads the collection in `folder`, of its judged queries the first `limit`.
    ///
    /// # Errors
    /// [`CollectionError`] names the file and the line.
    pub fn read(folder: &Path, limit: Option<usize>) -> Result<Self, CollectionError> {
        let corpus = folder.join("corpus.jsonl");
        let documents: Vec<Document> = objects(&corpus, |document: &Document| &document.id)?;
        if documents.is_empty() {
            return Err(CollectionError::Empty { path: corpus, fault: "there is no document in it" });
        }
        let asked: Vec<AskedLine> = objects(&folder.join("queries.jsonl"), |query: &AskedLine| &query.id)?;
        let qrels = folder.join("qrels.tsv");
        let mut judged = judgements(&qrels)?;
        let with = |query: AskedLine| {
            judged.remove(&query.id).map(|judgements| Judged { text: query.text, judgements })
        };
        let queries: Vec<Judged> =
            asked.into_iter().filter_map(with).take(limit.unwrap_or(usize::MAX)).collect();
        if queries.is_empty() {
            return Err(CollectionError::Empty { path: qrels, fault: "no query has a relevant document" });
        }
        Ok(Self { language: language_of(&documents), documents, queries })
    }
}

/// The language that most documents show; English when none shows any.
fn language_of(documents: &[Document]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for language in documents.iter().filter_map(|document| language::detect(&document.text)) {
        *counts.entry(language).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or("en", |(language, _)| language).to_owned()
}

/// The objects of a file, one a line, none of them twice.
fn objects<T: DeserializeOwned>(path: &Path, id: fn(&T) -> &str) -> Result<Vec<T>, CollectionError> {
    let (mut objects, mut known) = (Vec::new(), HashSet::new());
    each_line(path, |line| {
        let object: T = serde_json::from_str(line).map_err(|fault| fault.to_string())?;
        if !known.insert(id(&object).to_owned()) {
            return Err(format!("the id {:?} stands on an earlier line already", id(&object)));
        }
        objects.push(object);
        Ok(())
    })?;
    Ok(objects)
}

/// The relevant documents of each query, by its id.
fn judgements(path: &Path) -> Result<HashMap<String, Judgements>, CollectionError> {
    let mut judged: HashMap<String, Judgements> = HashMap::new();
    let mut first = true;
    each_line(path, |line| {
        let may_be_headings = std::mem::replace(&mut first, false);
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let [query, document, relevance] = cells[..] else {
            return Err(format!(
                "{} cells: expected query, document and relevance with tabs between",
                cells.len()
            ));
        };
        match relevance.parse::<f64>() {
            Ok(relevance) if relevance.is_finite() => {
                if relevance > 0.0 {
                    judged.entry(query.to_owned()).or_default().insert(document.to_owned(), relevance);
                }
                Ok(())
            }
            _ if may_be_headings => Ok(()),
            _ => Err(format!("the relevance {relevance:?} is no number")),
        }
    })?;
    Ok(judged)
}

/// Hands every line that says something to `take`, whose fault is told with its place.
fn each_line(path: &Path, mut take: impl FnMut(&str) -> Result<(), String>) -> Result<(), CollectionError> {
    let file = |fault| CollectionError::File { path: path.to_owned(), fault };
    for (number, line) in BufReader::new(File::open(path).map_err(file)?).lines().enumerate() {
        let at = |fault| CollectionError::Line { path: path.to_owned(), line: number + 1, fault };
        let line = line.map_err(|fault| at(fault.to_string()))?;
        if !line.trim().is_empty() {
            take(&line).map_err(at)?;
        }
    }
    Ok(())
}
