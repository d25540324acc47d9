//! How well passages are found: a test collection is indexed and asked, and its judgements say what is right.
//!
//! What is measured, for the first ten hits of every query that has a relevant document:
//! - *nDCG@10*: the sum of `relevance / log2(rank + 1)` over the hits, divided by the same sum over all of the
//!   query's judged documents in the best order, cut at ten.
//! - *recall@10*: the share of the query's relevant documents that is among the hits.
//!
//! Relevance is the number in `qrels.tsv`; a document without one, or with one below 1, is not relevant. Both are
//! means over queries. A document is one passage, whole. Left out: cutting documents as an import would.

mod collection;
mod measure;

use std::path::Path;
use std::time::Instant;

use parlour_llm::Model;
use serde::Serialize;

pub use collection::{Collection, CollectionError, Document, Judged, Judgements};

use crate::knowledge::index::{Hit, PassageDoc, Query, Snapshot};
use crate::knowledge::vectors::{self, Field};
use crate::{Error, Result};
use measure::Mean;

/// How many hits are looked at.
const DEPTH: usize = 10;

/// What is measured of a collection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The language that the collection was read in, as a two-letter code.
    pub language: String,
    /// How many documents were indexed.
    pub documents: usize,
    /// How many queries were asked: those with a relevant document.
    pub queries: usize,
    /// The mean nDCG of the first ten hits, 0 to 1.
    pub ndcg_at_10: f64,
    /// The mean share of relevant documents among the first ten hits, 0 to 1.
    pub recall_at_10: f64,
    /// How many queries one caller has answered in a second.
    pub queries_per_second: f64,
    /// How long it took to make the index, in seconds.
    pub index_seconds: f64,
    /// Whether an embedding model took part.
    pub embeddings: bool,
}

/// Measures retrieval on a collection; its index is made in `folder`, which must exist and is the caller's to remove.
/// With an embedding model, what is near is blended in as the assistant does it; what the model takes is counted.
///
/// # Errors
/// [`Error::Internal`] when the index cannot be made or asked, or the model does not answer.
pub async fn measure(collection: &Collection, folder: &Path, model: Option<&Model>) -> Result<Report> {
    let begun = Instant::now();
    let snapshot =
        Snapshot::build(&folder.join("index"), passages(collection), []).map_err(Error::internal)?;
    let field = match model {
        Some(model) => Some((model, embed(collection, model).await?)),
        None => None,
    };
    let index_seconds = begun.elapsed().as_secs_f64();
    let desk = Desk { language: &collection.language, snapshot, field };
    let (mut ndcg, mut recall) = (Mean::default(), Mean::default());
    for query in &collection.queries {
        let found: Vec<String> = desk.ask(&query.text).await?.into_iter().map(|hit| hit.id).collect();
        ndcg.add(measure::ndcg(&found, &query.judgements, DEPTH));
        recall.add(measure::recall(&found, &query.judgements));
    }
    // The second time round the index is in memory, as it is on a server.
    let begun = Instant::now();
    for query in &collection.queries {
        desk.ask(&query.text).await?;
    }
    Ok(Report {
        language: collection.language.clone(),
        documents: collection.documents.len(),
        queries: collection.queries.len(),
        ndcg_at_10: ndcg.value(),
        recall_at_10: recall.value(),
        queries_per_second: collection.queries.len() as f64 / begun.elapsed().as_secs_f64().max(1e-9),
        index_seconds,
        embeddings: model.is_some(),
    })
}

/// An index to ask, and the vectors beside it.
struct Desk<'a> {
    language: &'a str,
    snapshot: Snapshot,
    field: Option<(&'a Model, Field)>,
}

impl Desk<'_> {
    async fn ask(&self, text: &str) -> Result<Vec<Hit>> {
        let query = Query::new(text, self.language);
        let Some((model, field)) = &self.field else {
            return self.snapshot.search_passages(&query, DEPTH).map_err(Error::internal);
        };
        let vectors = model.embed(&[text.to_owned()]).await.map_err(Error::internal)?;
        let near = vectors.first().map(|vector| field.nearest(vector, vectors::DEPTH)).unwrap_or_default();
        let hits = self.snapshot.search_passages(&query, vectors::DEPTH).map_err(Error::internal)?;
        Ok(vectors::blend(hits, &near, DEPTH))
    }
}

/// The vectors of all documents.
async fn embed(collection: &Collection, model: &Model) -> Result<Field> {
    let words = |document: &Document| vectors::passage_words(&document.title, &[], &document.text);
    let texts: Vec<String> = collection.documents.iter().map(words).collect();
    let vectors = model.embed(&texts).await.map_err(Error::internal)?;
    let mut field = Field::default();
    for (document, vector) in collection.documents.iter().zip(&vectors) {
        field.push(&document.id, vector);
    }
    Ok(field)
}

fn passages(collection: &Collection) -> impl Iterator<Item = PassageDoc> + '_ {
    collection.documents.iter().map(|document| PassageDoc {
        id: document.id.clone(),
        page_id: document.id.clone(),
        title: document.title.clone(),
        headings: vec![],
        text: document.text.clone(),
        language: collection.language.clone(),
    })
}

#[cfg(test)]
mod tests;
