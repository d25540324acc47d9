//! Passages that were read before.
//!
//! A passage's row never changes: new words get a new row. So it need not be read twice while the chatbot's knowledge is
//! of one version. Left out on purpose: products, whose prices and stock are read anew for every answer.

use std::collections::HashMap;

use moka::sync::Cache;

use super::answer::Retrieved;

/// How much of passages is remembered, in bytes.
const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// What a byte of a passage's words takes: the words themselves, once more in pieces, and hashes of their stems.
const FOR_A_BYTE: usize = 6;
/// What a passage takes besides its words, in bytes.
const AROUND: usize = 1024;

/// Passages by their ids, each with the version of the knowledge it was read at. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Recall(Cache<String, (i64, Retrieved)>);

impl Default for Recall {
    fn default() -> Self {
        let bytes = |row: &Retrieved| {
            row.passage.content.iter().map(|c| c.plain_text().len()).sum::<usize>() * FOR_A_BYTE + AROUND
        };
        let cache = Cache::builder().max_capacity(MOST_BYTES).weigher(
            move |_: &String, (_, row): &(i64, Retrieved)| bytes(row).try_into().unwrap_or(u32::MAX),
        );
        Self(cache.build())
    }
}

impl Recall {
    /// Those of these passages that were read while the knowledge was of this version.
    pub(super) fn known<'a>(
        &self,
        version: i64,
        ids: impl Iterator<Item = &'a str>,
    ) -> HashMap<String, Retrieved> {
        ids.filter_map(|id| {
            let (_, row) = self.0.get(id).filter(|(of, _)| *of == version)?;
            Some((id.to_owned(), row))
        })
        .collect()
    }

    /// Remembers a passage.
    pub(super) fn keep(&self, version: i64, row: &Retrieved) {
        self.0.insert(row.passage_id.clone(), (version, row.clone()));
    }
}
