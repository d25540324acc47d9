//! Ranking: BM25 over text, title and head together, and how much of a question a document covers.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::IndexError;
use super::query::{Query, QueryTerm};
use super::repair;
use super::shelf::{Census, Languages, Run, Shelf, View};

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

/// Whether a stem of a language stands in the title or head of anything on the shelf; one of a language in which nothing
/// is on it, in any other's.
pub(super) fn names(
    shelf: &Shelf,
    languages: &Languages,
    stem: &str,
    language: &str,
) -> Result<bool, IndexError> {
    let Some(view) = shelf.view() else { return Ok(false) };
    if languages.contains_key(language) {
        return Ok(view.names(stem, language)?);
    }
    for other in languages.keys() {
        if view.names(stem, other)? {
            return Ok(true);
        }
    }
    Ok(false)
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
    let mut tallies = Tallies::taken(view.documents());
    let (mut reading, mut best) = (Reading::default(), Best::of(limit));
    for (language, census) in languages {
        let reader = Reader::of(view, language, census);
        let terms = reader.tally(query, limit, &mut tallies)?;
        let worth = Worth {
            total: terms.iter().map(|term| term.weight).sum::<f32>().max(f32::EPSILON),
            preference: if *language == query.language || languages.len() == 1 {
                1.0
            } else {
                OTHER_LANGUAGE
            },
        };
        for (document, tally) in tallies.drain() {
            if worth.at_most(&tally) >= best.least {
                best.add(worth.judge(tally, document, view.title_length(document)));
            }
        }
        reading.terms.insert(language.clone(), terms);
    }
    tallies.give_back();
    reading.hits = best.finish().into_iter().map(|judged| judged.hit(view)).collect();
    Ok(reading)
}

/// Reads the documents of one language.
struct Reader<'a> {
    view: &'a View,
    language: &'a str,
    documents: u64,
    /// What holds the documents of each class of lengths back.
    held_back: [f32; 256],
    /// How strongly a document of each class has a word that it has once, twice and so on, in its text alone.
    plain: [[f32; 256]; TABLED],
}

/// A word of the question, looked up.
struct Looked {
    term: QueryTerm,
    /// What the word is worth.
    weight: f32,
    /// The same, with how much the documents that have it are about it.
    strong: f32,
    /// The documents that have it, where several stems stand for it.
    merged: Option<Vec<Strength>>,
}

impl<'a> Reader<'a> {
    fn of(view: &'a View, language: &'a str, census: &Census) -> Self {
        let average = census.words as f32 / census.documents.max(1) as f32;
        let per_average = 1.0 / average.max(1.0);
        let held_back = View::lengths().map(|length| K1 * (1.0 - B + B * length * per_average));
        let plain =
            std::array::from_fn(|more| held_back.map(|held_back| strength(more as f32 + 1.0, held_back)));
        Self { view, language, documents: census.documents, held_back, plain }
    }

    /// Adds what the documents have of the question, so that the best `limit` are right; gives the question's words.
    fn tally(
        &self,
        query: &Query,
        limit: usize,
        tallies: &mut Tallies,
    ) -> Result<Vec<WeightedTerm>, IndexError> {
        let mut looked = Vec::new();
        for term in repair::mend(self.view, query, self.language)? {
            looked.push(self.look(term)?);
        }
        let stems = |term: &QueryTerm| term.stems.iter().map(|(stem, _)| stem.clone()).collect();
        let weighted =
            looked.iter().map(|l| WeightedTerm { stems: stems(&l.term), weight: l.weight }).collect();
        // The words that count most come first: behind them others may be too weak to bring up new documents.
        looked.sort_by(|a, b| b.strong.total_cmp(&a.strong));
        let mut rest: f32 = looked.iter().map(Looked::at_most).sum();
        for word in &looked {
            let known_only = tallies.narrow(rest, limit);
            self.add(word, tallies, known_only)?;
            rest -= word.at_most();
        }
        Ok(weighted)
    }

    fn look(&self, term: QueryTerm) -> Result<Looked, IndexError> {
        let (having, times, merged) = match &term.stems[..] {
            [(stem, _)] => {
                let (having, times) = self.view.count(stem, self.language)?;
                (having, times, None)
            }
            stems => {
                let mut found = Vec::new();
                let mut times = 0;
                for (stem, worth) in stems {
                    self.view.find(stem, self.language, |run| {
                        times += u64::from(run.times.iter().sum::<u32>());
                        found.extend(self.strengths(&run, *worth));
                    })?;
                }
                merge(&mut found);
                (found.len() as u64, times, Some(found))
            }
        };
        let weight = idf(self.documents, having) * term.weight;
        let dwelling = ((times as f32 + PASSING) / (having as f32 + PASSING)).powf(DWELLING);
        Ok(Looked { term, weight, strong: weight * dwelling, merged })
    }

    fn add(&self, word: &Looked, tallies: &mut Tallies, known_only: bool) -> Result<(), IndexError> {
        if let Some(merged) = &word.merged {
            let may = |has: &&Strength| !known_only || tallies.knows(has.document);
            let known: Vec<&Strength> = merged.iter().filter(may).collect();
            known.into_iter().for_each(|has| tallies.add(has, word));
            return Ok(());
        }
        let (stem, worth) = &word.term.stems[0];
        let known = known_only.then(|| tallies.touched.clone());
        let add = |run: Run<'_>| self.strengths(&run, *worth).for_each(|has| tallies.add(&has, word));
        match known {
            Some(known) => self.view.find_among(stem, self.language, &known, add)?,
            None => self.view.find(stem, self.language, add)?,
        }
        Ok(())
    }

    fn strengths(&self, run: &Run<'_>, worth: f32) -> impl Iterator<Item = Strength> {
        let more = WORTH[0] * run.in_title as f32 + WORTH[1] * run.in_head as f32;
        let in_title = if run.in_title > 0 { worth } else { 0.0 };
        run.documents.iter().zip(run.times).map(move |(&document, &times)| {
            let class = usize::from(self.view.length_class(document));
            let strength = match self.plain.get((times as usize).wrapping_sub(1)) {
                Some(plain) if more == 0.0 => plain[class],
                _ => strength(times as f32 + more, self.held_back[class]),
            };
            Strength { document, strength: worth * strength, share: worth, in_title }
        })
    }
}

/// How often a document has a word in its text whose strength is not computed again and again.
const TABLED: usize = 4;

/// How strongly a document has a word so many times.
fn strength(times: f32, held_back: f32) -> f32 {
    times * (K1 + 1.0) / (times + held_back)
}

impl Looked {
    /// The most that a document can have by it.
    fn at_most(&self) -> f32 {
        let worth = self.term.stems.iter().map(|(_, worth)| *worth).fold(0.0, f32::max);
        self.strong * worth * (K1 + 1.0)
    }
}

/// How rare a word is that `having` of `documents` have.
fn idf(documents: u64, having: u64) -> f32 {
    let (all, having) = (documents as f32, having as f32);
    (1.0 + (all - having + 0.5).max(0.0) / (having + 0.5)).ln()
}

/// What is known of all documents.
#[derive(Default)]
struct Tallies {
    of: Vec<Tally>,
    /// The documents of which anything is known.
    touched: Vec<u32>,
}

thread_local! {
    /// The last question's, with nothing known in it: to make room for many documents is dear.
    static SPARE: RefCell<Tallies> = RefCell::default();
}

impl Tallies {
    fn taken(documents: usize) -> Self {
        let mut tallies = SPARE.take();
        let more = documents.saturating_sub(tallies.of.len());
        tallies.of.extend(std::iter::repeat_n(Tally::default(), more));
        tallies
    }

    /// Nothing must be known any more.
    fn give_back(self) {
        if self.touched.is_empty() {
            SPARE.set(self);
        }
    }

    fn add(&mut self, has: &Strength, word: &Looked) {
        let tally = &mut self.of[has.document as usize];
        if tally.score == 0.0 {
            self.touched.push(has.document);
        }
        tally.score += word.strong * has.strength;
        tally.covered += word.weight * has.share;
        tally.in_title += word.weight * has.in_title;
        tally.title_words += has.in_title;
    }

    fn knows(&self, document: u32) -> bool {
        self.of[document as usize].score > 0.0
    }

    /// Forgets the documents that are not among the best `limit` though they get all of `rest`, the most that is to come,
    /// and puts the others in order; does nothing, and tells so, while one that has nothing yet may still come up.
    fn narrow(&mut self, rest: f32, limit: usize) -> bool {
        let mut scores: Vec<f32> =
            self.touched.iter().map(|document| self.of[*document as usize].score).collect();
        if scores.len() < limit || limit == 0 {
            return false;
        }
        let (_, least, _) = scores.select_nth_unstable_by(limit - 1, |a, b| b.total_cmp(a));
        let reaches = |score: f32| (score + rest) * Worth::MOST >= *least;
        if reaches(0.0) {
            return false;
        }
        let of = &mut self.of;
        self.touched.retain(|document| {
            let tally = &mut of[*document as usize];
            let is_kept = reaches(tally.score);
            if !is_kept {
                *tally = Tally::default();
            }
            is_kept
        });
        self.touched.sort_unstable();
        true
    }

    /// Takes out all that is known: a document is in one language, and the next one begins anew.
    fn drain(&mut self) -> impl Iterator<Item = (u32, Tally)> + '_ {
        let of = &mut self.of;
        self.touched.drain(..).map(|document| (document, std::mem::take(&mut of[document as usize])))
    }
}

/// How strongly a document has one word of the question.
#[derive(Clone, Copy)]
struct Strength {
    document: u32,
    strength: f32,
    /// The share of the word's worth.
    share: f32,
    /// The same in the title.
    in_title: f32,
}

/// Makes one of the entries that a document has by several stems: the best of each.
fn merge(found: &mut Vec<Strength>) {
    found.sort_by_key(|has| has.document);
    found.dedup_by(|other, kept| {
        let is_same = other.document == kept.document;
        if is_same {
            kept.strength = kept.strength.max(other.strength);
            kept.share = kept.share.max(other.share);
            kept.in_title = kept.in_title.max(other.in_title);
        }
        is_same
    });
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
    /// The most that title and language can make of a score, with a little for rounding.
    const MOST: f32 = 1.001 + NAMED + EXACT;

    fn at_most(&self, tally: &Tally) -> f32 {
        tally.score * self.preference * Self::MOST
    }

    fn judge(&self, tally: Tally, document: u32, title_length: f32) -> Judged {
        let named = tally.in_title / self.total;
        let exact = tally.title_words / title_length.max(tally.title_words).max(1.0);
        let title = 1.0 + NAMED * named + EXACT * named * exact;
        let coverage = (tally.covered / self.total).min(1.0);
        Judged { score: tally.score * self.preference * title, coverage, document }
    }
}

impl Judged {
    fn hit(self, view: &View) -> Hit {
        let (id, page_id) = view.ids(self.document);
        Hit { id, page_id, score: self.score, coverage: self.coverage }
    }
}

/// The best of many documents.
struct Best {
    limit: usize,
    kept: Vec<Judged>,
    /// Documents below this score are too many already.
    least: f32,
}

impl Best {
    fn of(limit: usize) -> Self {
        Self { limit, kept: vec![], least: 0.0 }
    }

    fn add(&mut self, judged: Judged) {
        if judged.score < self.least {
            return;
        }
        self.kept.push(judged);
        if self.kept.len() > self.limit * 8 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.limit {
            self.kept.select_nth_unstable_by(self.limit, order);
            self.kept.truncate(self.limit);
            self.least = self.kept.iter().map(|kept| kept.score).fold(f32::INFINITY, f32::min);
        }
    }

    /// Best first.
    fn finish(mut self) -> Vec<Judged> {
        self.cut();
        self.kept.sort_by(order);
        self.kept
    }
}

fn order(a: &Judged, b: &Judged) -> std::cmp::Ordering {
    b.score.total_cmp(&a.score).then(a.document.cmp(&b.document))
}
