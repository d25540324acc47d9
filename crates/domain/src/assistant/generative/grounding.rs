//! Which passages an answer stands on: those it cites, else those whose words it uses.

use std::collections::BTreeMap;

use super::super::answer::Retrieved;
use crate::knowledge::index::analyse;

/// How many passages are named.
const MOST: usize = 3;
/// The least share of an answer's words that a passage must have.
const SHARE: f32 = 0.5;
/// The least number of them.
const WORDS: usize = 4;

/// The passages that `text` stands on, most important first. `cited` are their numbers, from 1.
pub(super) fn sources<'a>(text: &str, cited: &[usize], passages: &'a [Retrieved]) -> Vec<&'a Retrieved> {
    let named = cited.iter().filter_map(|n| passages.get(n.checked_sub(1)?));
    let mut sources = of_different_pages(named);
    if sources.is_empty() {
        let mut said: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut close: Vec<(f32, &Retrieved)> = Vec::new();
        for passage in passages {
            let words = said.entry(&passage.language).or_insert_with(|| distinct(text, &passage.language));
            close.extend(closeness(words, passage).map(|share| (share, passage)));
        }
        close.sort_by(|a, b| b.0.total_cmp(&a.0));
        sources = of_different_pages(close.into_iter().map(|(_, passage)| passage).take(1));
    }
    sources
}

fn of_different_pages<'a>(all: impl Iterator<Item = &'a Retrieved>) -> Vec<&'a Retrieved> {
    let mut kept: Vec<&Retrieved> = Vec::new();
    for passage in all {
        if kept.len() < MOST && kept.iter().all(|other| other.page_id != passage.page_id) {
            kept.push(passage);
        }
    }
    kept
}

/// The words of a text, each once, in order.
fn distinct(text: &str, language: &str) -> Vec<String> {
    let mut words = analyse(text, language);
    words.sort_unstable();
    words.dedup();
    words
}

/// The share of the answer's words that the passage has, when it has enough of them.
fn closeness(said: &[String], passage: &Retrieved) -> Option<f32> {
    let same = passage.passage.digest(&passage.page_title, &passage.language).count(said);
    let share = same as f32 / said.len().max(1) as f32;
    (same >= WORDS && share >= SHARE).then_some(share)
}
