//! Ranking: BM25 over text, title and head together, and how much of a question a document covers.

use std::collections::BTreeMap;

use super::IndexError;
use super::query::{Query, QueryTerm};
use super::repair;
use super::shelf::{Census, Languages, Shelf, View};

/// How soon more of the same word stops counting.
const K1: f32 = 1.0;
/// How much a long document is held back.
const B: f32 = 0.7;
/// What a word counts more in title and head than in the text, whose count has both already.
const WORTH: [f32; 2] = [1.0, 0.5];
/// How much more a word counts that the documents which have it have again and again: such a word is what they are
/// about, one that stands anywhere just once is passed by. The power of how often they have it on average.
const DWELLING: f32 = 0.8;
/// So many documents with the word once are thought beside the real ones: few say little about a word.
const PASSING: f32 = 5.0;
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

/// What a question finds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The documents, best first.
    pub hits: Vec<Hit>,
    /// The question's words as documents of each language have them, by its code.
    pub terms: BTreeMap<String, Vec<WeightedTerm>>,
}

/// The words of a question, in lower case, that stand in the title or head of anything on the shelf.
pub(super) fn naming_words(
    shelf: &Shelf,
    languages: &Languages,
    query: &Query,
) -> Result<Vec<String>, IndexError> {
    let Some(view) = shelf.view() else { return Ok(vec![]) };
    let mut naming = Vec::new();
    for language in languages.keys() {
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

/// The documents that fit best, best first, and the question's words.
pub(super) fn search(
    shelf: &Shelf,
    languages: &Languages,
    query: &Query,
    limit: usize,
) -> Result<Reading, IndexError> {
    let Some(view) = shelf.view() else { return Ok(Reading::default()) };
    let mut tallies = vec![Tally::default(); view.documents()];
    let mut reading = Reading::default();
    let mut best = Vec::new();
    for (language, census) in languages {
        let terms = tally(view, census, query, language, &mut tallies)?;
        let worth = Worth {
            total: terms.iter().map(|term| term.weight).sum::<f32>().max(f32::EPSILON),
            preference: if *language == query.language || languages.len() == 1 {
                1.0
            } else {
                OTHER_LANGUAGE
            },
        };
        // A document is in one language; what was counted is taken out, so that the next language begins anew.
        best.extend(tallies.iter_mut().enumerate().filter(|(_, tally)| tally.score > 0.0).map(
            |(at, tally)| {
                let document = at as u32;
                worth.judge(std::mem::take(tally), document, view.title_length(document))
            },
        ));
        reading.terms.insert(language.clone(), terms);
    }
    reading.hits = hits(view, best, limit)?;
    Ok(reading)
}

/// Adds what the documents of one language have of the question; gives the question's words.
fn tally(
    view: &View,
    census: &Census,
    query: &Query,
    language: &str,
    tallies: &mut [Tally],
) -> Result<Vec<WeightedTerm>, IndexError> {
    let mut weighted = Vec::new();
    let mut strengths = Strengths::of(tallies.len(), census);
    for term in repair::mend(view, query, language)? {
        strengths.gather(view, &term, language)?;
        let weight = idf(census.documents, strengths.found.len() as u64) * term.weight;
        let dwelling = strengths.dwelling();
        for (document, best) in strengths.drain() {
            let tally = &mut tallies[document as usize];
            tally.score += weight * dwelling * best.strength;
            tally.covered += weight * best.share;
            tally.in_title += weight * best.in_title;
            tally.title_words += best.in_title;
        }
        weighted.push(WeightedTerm { stems: term.stems.into_iter().map(|(stem, _)| stem).collect(), weight });
    }
    Ok(weighted)
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
    /// How many times they have it together.
    times: u64,
    /// One over the average length.
    per_average: f32,
}

impl Strengths {
    fn of(documents: usize, census: &Census) -> Self {
        let average = census.words as f32 / census.documents.max(1) as f32;
        Self {
            of: vec![Best::default(); documents],
            found: vec![],
            times: 0,
            per_average: 1.0 / average.max(1.0),
        }
    }

    /// Takes for each document the best of the word's stems.
    fn gather(&mut self, view: &View, term: &QueryTerm, language: &str) -> Result<(), IndexError> {
        for (stem, worth) in &term.stems {
            view.find(stem, language, |has| {
                let times = has.times as f32 + WORTH[0] * has.in_title as f32 + WORTH[1] * has.in_head as f32;
                let length = 1.0 - B + B * view.length(has.document) * self.per_average;
                let strength = worth * times * (K1 + 1.0) / (times + K1 * length);
                let best = &mut self.of[has.document as usize];
                if best.share == 0.0 {
                    self.found.push(has.document);
                }
                self.times += u64::from(has.times);
                best.strength = best.strength.max(strength);
                best.share = best.share.max(*worth);
                best.in_title = best.in_title.max(if has.in_title > 0 { *worth } else { 0.0 });
            })?;
        }
        Ok(())
    }

    /// How much the documents that have the word are about it, 1 or more.
    fn dwelling(&self) -> f32 {
        ((self.times as f32 + PASSING) / (self.found.len() as f32 + PASSING)).powf(DWELLING)
    }

    /// The documents that have the word; empties this.
    fn drain(&mut self) -> impl Iterator<Item = (u32, Best)> + '_ {
        self.times = 0;
        let of = &mut self.of;
        self.found.drain(..).map(move |document| (document, std::mem::take(&mut of[document as usize])))
    }
}

/// What documents of one language are judged by.
struct Worth {
    /// All there is to have of the question.
    total: f32,
    preference: f32,
}

/// A document with what it is worth.
struct Judged {
    score: f32,
    coverage: f32,
    document: u32,
}

impl Worth {
    fn judge(&self, tally: Tally, document: u32, title_length: f32) -> Judged {
        let named = tally.in_title / self.total;
        let exact = tally.title_words / title_length.max(tally.title_words).max(1.0);
        let title = 1.0 + NAMED * named + EXACT * named * exact;
        let coverage = (tally.covered / self.total).min(1.0);
        Judged { score: tally.score * self.preference * title, coverage, document }
    }
}

fn hits(view: &View, mut judged: Vec<Judged>, limit: usize) -> Result<Vec<Hit>, IndexError> {
    let order = |a: &Judged, b: &Judged| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document));
    if judged.len() > limit {
        judged.select_nth_unstable_by(limit, order);
        judged.truncate(limit);
    }
    judged.sort_by(order);
    let hit = |judged: Judged| {
        let (id, page_id) = view.ids(judged.document)?;
        Ok(Hit { id, page_id, score: judged.score, coverage: judged.coverage })
    };
    judged.into_iter().map(hit).collect()
}
