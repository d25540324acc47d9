//! Passages that mean what is asked, beside those that have its words: only where there is an embedding model.

use super::Assistant;
use super::engine::Found;
use super::understand::Understanding;
use crate::knowledge::index::{Hit, Query, Snapshot};
use crate::knowledge::vectors::{DEPTH, blend};
use crate::{Error, Result};

/// How many passages an ask has in the end.
const PASSAGES: usize = 10;

/// Blends near passages into what was found for each ask of some matter. Without vectors, and when their model fails,
/// what was found stays as it is.
///
/// # Errors
/// [`Error::Internal`] when the index cannot be read.
pub(super) async fn add(
    assistant: &Assistant,
    (chatbot_id, version): (&str, i64),
    snapshot: &Snapshot,
    understanding: &Understanding,
    found: &mut [Found],
) -> Result<()> {
    let Some(vectors) = assistant.library.vectors() else { return Ok(()) };
    for (ask, found) in understanding.asks.iter().zip(found) {
        if found.terms.is_empty() {
            continue;
        }
        let near = vectors.nearest(&assistant.cx, chatbot_id, version, &ask.text).await;
        if near.is_empty() {
            continue;
        }
        let query = Query::new(&ask.text, &understanding.language);
        let mut hits = snapshot.search_passages(&query, DEPTH).map_err(Error::internal)?;
        hits.iter_mut().for_each(|hit| keep_coverage(hit, &found.passages));
        found.passages = blend(hits, &near, PASSAGES);
    }
    Ok(())
}

/// The first look weighed the question's words by what the catalogue has: its coverage is the one to go by.
fn keep_coverage(hit: &mut Hit, first: &[Hit]) {
    if let Some(known) = first.iter().find(|known| known.id == hit.id) {
        hit.coverage = known.coverage;
    }
}
