//! Ranking: BM25 over text, title and head together, and how much of a question a document covers.

use super::query::{Query, QueryTerm};
use super::repair;
use super::shelf::{Census, Shelf, View};
use super::{Contents, IndexError};

/// How soon more of the same word stops counting.
const K1: f32 = 1.2;
/// How much a long document is held back.
const B: f32 = 0.75;
/// What a word in text, title and head counts. Title and head stand in the text's count already.
const WORTH: [f32; 3] = [1.0, 1.0, 0.5];
/// What it adds when the whole question stands in the title.
const NAMED: f32 = 0.4;
/// What it adds when the title has nothing else.
const EXACT: f32 = 0.3;
/// What a document in another language than the question's counts.
const OTHER_LANGUAGE: f32 = 0.85;

/// A document that fits a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Names the passage or product.
    pub id: String,
    /// Names the passage's page; empty for products.
    pub page_id: String,
    /// How well it fits, beside the other hits of the same question only.
    pub score: f32,
    /// The share of the question that it has, 0 to 1, rare words counting more. Comparable between questions:
    /// the measure of "I know this".
    pub coverage: f32,
}

/// A word of a question with its worth in a snapshot: what sentences are picked by.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedTerm {
    /// The stems that count as this word.
    pub stems: Vec<String>,
    /// Its worth: the rarer, the more.
    pub weight: f32,
}

/// The words of a question as documents of `language` have them.
pub(super) fn weighted_terms(
    shelf: &Shelf,
    contents: &Contents,
    query: &Query,
    language: &str,
) -> Result<Vec<WeightedTerm>, IndexError> {
    let (Some(view), Some(census)) = (shelf.view()?, contents.languages.get(language)) else {
        return Ok(vec![]);
    };
    let mut weighted = Vec::new();
    let mut strengths = Strengths::of(view.documents(), census);
    for term in repair::mend(&view, query, language)? {
        strengths.gather(&view, &term, language)?;
        let weight = idf(census.documents, strengths.found.len() as u64) * term.weight;
        strengths.drain().for_each(drop);
        weighted.push(WeightedTerm { stems: term.stems.into_iter().map(|(stem, _)| stem).collect(), weight });
    }
    Ok(weighted)
}

/// The words of a question, in lower case, that stand in the title or head of anything on the shelf.
pub(super) fn naming_words(
    shelf: &Shelf,
    contents: &Contents,
    query: &Query,
) -> Result<Vec<String>, IndexError> {
    let Some(view) = shelf.view()? else { return Ok(vec![]) };
    let mut naming = Vec::new();
    for language in &contents.order {
        for term in query.terms(language) {
            if !naming.contains(&term.written) && view.names(&term.stems[0].0, language)? {
                naming.push(term.written);
            }
        }
    }
    Ok(naming)
}

/// What is known of a document so far.
#[derive(Clone, Copy, Default)]
struct Tally {
    score: f32,
    covered: f32,
    /// The part of the question that stands in the title.
    in_title: f32,
    /// How many words of the title the question has.
    title_words: f32,
}

/// The documents that fit best, best first.
pub(super) fn search(
    shelf: &Shelf,
    contents: &Contents,
    query: &Query,
    limit: usize,
) -> Result<Vec<Hit>, IndexError> {
    let Some(view) = shelf.view()? else { return Ok(vec![]) };
    let mut tallies = vec![Tally::default(); view.documents()];
    let mut totals = vec![0.0_f32; contents.order.len()];
    for (place, language) in contents.order.iter().enumerate() {
        let census = contents.languages.get(language).cloned().unwrap_or_default();
        totals[place] = tally(&view, &census, query, language, &mut tallies)?;
    }
    hits(&view, contents, query, &tallies, &totals, limit)
}

/// Adds what the documents of one language have of the question; gives what there is to have.
fn tally(
    view: &View<'_>,
    census: &Census,
    query: &Query,
    language: &str,
    tallies: &mut [Tally],
) -> Result<f32, IndexError> {
    let mut total = 0.0;
    let terms = repair::mend(view, query, language)?;
    let mut strengths = Strengths::of(tallies.len(), census);
    for term in &terms {
        strengths.gather(view, term, language)?;
        let idf = idf(census.documents, strengths.found.len() as u64) * term.weight;
        total += idf;
        for (document, best) in strengths.drain() {
            let tally = &mut tallies[document as usize];
            tally.score += idf * best.strength;
            tally.covered += idf * best.share;
            tally.in_title += idf * best.in_title;
            tally.title_words += best.in_title;
        }
    }
    Ok(total)
}

/// How rare a word is that `having` of `documents` have.
fn idf(documents: u64, having: u64) -> f32 {
    let (all, having) = (documents as f32, having as f32);
    (1.0 + (all - having + 0.5).max(0.0) / (having + 0.5)).ln()
}

/// How strongly a document has one word of the question.
#[derive(Clone, Copy, Default)]
struct Best {
    strength: f32,
    /// The share of the word's worth.
    share: f32,
    /// The same in the title.
    in_title: f32,
}

/// How strongly each document has one word of the question. Kept between words, to be filled again.
struct Strengths {
    /// Every document's.
    of: Vec<Best>,
    /// The documents that have the word.
    found: Vec<u32>,
    average: f32,
}

impl Strengths {
    fn of(documents: usize, census: &Census) -> Self {
        let average = census.words as f32 / census.documents.max(1) as f32;
        Self { of: vec![Best::default(); documents], found: vec![], average: average.max(1.0) }
    }

    /// Takes for each document the best of the word's stems.
    fn gather(&mut self, view: &View<'_>, term: &QueryTerm, language: &str) -> Result<(), IndexError> {
        for (stem, worth) in &term.stems {
            for (document, times) in view.find(stem, language)?.documents {
                let [_, title, _] = times;
                let times: f32 = times.iter().zip(WORTH).map(|(n, w)| n * w).sum();
                let length = 1.0 - B + B * view.length(document) / self.average;
                let strength = worth * times * (K1 + 1.0) / (times + K1 * length);
                let best = &mut self.of[document as usize];
                if best.share == 0.0 {
                    self.found.push(document);
                }
                best.strength = best.strength.max(strength);
                best.share = best.share.max(*worth);
                best.in_title = best.in_title.max(if title > 0.0 { *worth } else { 0.0 });
            }
        }
        Ok(())
    }

    /// The documents that have the word; empties this.
    fn drain(&mut self) -> impl Iterator<Item = (u32, Best)> + '_ {
        let of = &mut self.of;
        self.found.drain(..).map(move |document| (document, std::mem::take(&mut of[document as usize])))
    }
}

fn hits(
    view: &View<'_>,
    contents: &Contents,
    query: &Query,
    tallies: &[Tally],
    totals: &[f32],
    limit: usize,
) -> Result<Vec<Hit>, IndexError> {
    let mut best: Vec<(f32, u32)> = Vec::new();
    for (document, tally) in tallies.iter().enumerate().filter(|(_, tally)| tally.score > 0.0) {
        let document = document as u32;
        let same = contents.order.get(view.language(document)).is_some_and(|l| *l == query.language);
        let preference = if same || contents.order.len() == 1 { 1.0 } else { OTHER_LANGUAGE };
        let total = totals.get(view.language(document)).copied().unwrap_or_default().max(f32::EPSILON);
        let named = tally.in_title / total;
        let exact = tally.title_words / view.title_length(document).max(tally.title_words).max(1.0);
        let title = 1.0 + NAMED * named + EXACT * named * exact;
        best.push((tally.score * preference * title, document));
    }
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if best.len() > limit {
        best.select_nth_unstable_by(limit, order);
        best.truncate(limit);
    }
    best.sort_by(order);
    let hit = |(score, document): (f32, u32)| {
        let (id, page_id) = view.ids(document)?;
        let total = totals.get(view.language(document)).copied().unwrap_or_default();
        let coverage = (tallies[document as usize].covered / total.max(f32::EPSILON)).min(1.0);
        Ok(Hit { id, page_id, score, coverage })
    };
    best.into_iter().map(hit).collect()
}
