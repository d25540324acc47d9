//! What reading a passage takes that no question changes: the stretches that can be quoted, and the stems of each.
//!
//! It is worked out when a passage is first read closely, and kept with it. Left out: what a question makes of it
//! (`excerpt`).

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, PoisonError};

use super::quote::{Piece, is_heading};
use super::sentences::{sentences, words};
use crate::knowledge::index::{WeightedTerm, analyse, each_stem};
use crate::knowledge::{Content, Passage};

/// A passage with what is known of it from reading it.
#[derive(Debug)]
pub struct Quotable {
    passage: Passage,
    /// By the title of its page and the language that it was read in: one, unless its language is not known.
    digests: Mutex<Vec<(String, String, Arc<Digest>)>>,
}

impl Deref for Quotable {
    type Target = Passage;

    fn deref(&self) -> &Passage {
        &self.passage
    }
}

impl PartialEq for Quotable {
    fn eq(&self, other: &Self) -> bool {
        self.passage == other.passage
    }
}

impl From<Passage> for Arc<Quotable> {
    fn from(passage: Passage) -> Self {
        Self::new(Quotable { passage, digests: Mutex::default() })
    }
}

impl Quotable {
    /// How it reads in a language, on a page of this title.
    pub(in crate::assistant) fn digest(&self, title: &str, language: &str) -> Arc<Digest> {
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        let known = digests.iter().find(|(of, inn, _)| of == title && inn == language);
        if let Some((_, _, digest)) = known {
            return digest.clone();
        }
        let digest = Arc::new(Digest::of(&self.passage, title, language));
        digests.push((title.to_owned(), language.to_owned(), digest.clone()));
        digest
    }
}

/// A passage in pieces.
#[derive(Debug)]
pub(in crate::assistant) struct Digest {
    /// In order. The first is the title with the headings above the passage.
    pub(super) stretches: Vec<Stretch>,
    /// The headings: that above the passage, or the title, then those within it.
    headings: Vec<Heading>,
    /// Hashes of stems, each with the stretch that has it; sorted.
    stems: Vec<(u64, u32)>,
}

/// A text of a passage that is read as one.
#[derive(Debug)]
pub(super) struct Stretch {
    /// The place of its content in the passage.
    pub(super) content: usize,
    pub(super) role: Role,
    pub(super) text: String,
    /// Whether it has a digit.
    pub(super) digits: bool,
}

/// What a stretch is to its passage.
#[derive(Debug)]
pub(super) enum Role {
    /// The title and the headings above the passage.
    Above,
    /// A heading within the passage.
    Heading,
    /// The heads of a table's columns.
    Columns,
    /// What can be quoted.
    Said(Piece),
}

#[derive(Debug)]
struct Heading {
    /// The place of the first content below it.
    from: usize,
    text: String,
    stems: Vec<String>,
}

impl Digest {
    fn of(passage: &Passage, title: &str, language: &str) -> Self {
        let mut digest = Self { stretches: vec![], headings: vec![], stems: vec![] };
        digest.add(0, Role::Above, format!("{title}\n{}", passage.headings.join("\n")), language);
        digest.head(0, passage.headings.last().map_or(title, String::as_str), language);
        for (place, content) in passage.content.iter().enumerate() {
            match content {
                Content::Paragraph { spans } if is_heading(spans) => {
                    digest.head(place + 1, &words(spans), language);
                    digest.add(place, Role::Heading, words(spans), language);
                }
                Content::Paragraph { spans } => {
                    let text = words(spans);
                    for range in sentences(&text) {
                        let sentence = text[range.clone()].to_owned();
                        digest.add(place, Role::Said(Piece::Sentence(range)), sentence, language);
                    }
                }
                Content::List { items, .. } => {
                    for (i, spans) in items.iter().enumerate() {
                        digest.add(place, Role::Said(Piece::Item(i)), words(spans), language);
                    }
                }
                Content::Table { rows, headers, .. } => {
                    digest.add(place, Role::Columns, headers.join("\n"), language);
                    for (i, row) in rows.iter().enumerate() {
                        digest.add(place, Role::Said(Piece::Row(i)), row.join("\n"), language);
                    }
                }
                Content::Code { text } => {
                    digest.add(place, Role::Said(Piece::Code), text.clone(), language);
                }
            }
        }
        digest.stems.sort_unstable();
        digest.stems.dedup();
        digest
    }

    fn add(&mut self, content: usize, role: Role, text: String, language: &str) {
        let at = u32::try_from(self.stretches.len()).unwrap_or(u32::MAX);
        each_stem(&text, language, |stem| self.stems.push((hash(stem), at)));
        let digits = text.contains(|c: char| c.is_ascii_digit());
        self.stretches.push(Stretch { content, role, text, digits });
    }

    fn head(&mut self, from: usize, text: &str, language: &str) {
        self.headings.push(Heading { from, text: text.to_owned(), stems: analyse(text, language) });
    }

    /// Which of these words each stretch has, in their order.
    pub(super) fn has(&self, terms: &[WeightedTerm]) -> Vec<Vec<bool>> {
        let mut has = vec![vec![false; terms.len()]; self.stretches.len()];
        for (t, term) in terms.iter().enumerate() {
            for stem in term.stems.iter().map(|stem| hash(stem)) {
                for (_, stretch) in &self.stems[self.places(stem)] {
                    has[*stretch as usize][t] = true;
                }
            }
        }
        has
    }

    /// How many of these stems it has.
    pub(in crate::assistant) fn count(&self, stems: &[String]) -> usize {
        stems.iter().filter(|stem| !self.places(hash(stem)).is_empty()).count()
    }

    fn places(&self, stem: u64) -> Range<usize> {
        let from = self.stems.partition_point(|(other, _)| *other < stem);
        from..from + self.stems[from..].partition_point(|(other, _)| *other == stem)
    }

    /// The heading that a content stands under: the nearest one within the passage, or that above it.
    pub(super) fn heading_of(&self, content: usize) -> Option<&str> {
        self.heading(content).map(|heading| heading.text.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// The stems of that heading.
    pub(super) fn stems_of_heading(&self, content: usize) -> &[String] {
        self.heading(content).map_or(&[], |heading| &heading.stems)
    }

    fn heading(&self, content: usize) -> Option<&Heading> {
        self.headings.iter().rev().find(|heading| heading.from <= content)
    }

    /// The stems of the heading above the passage, or of the title when there is none.
    pub(in crate::assistant) fn stems_above(&self) -> &[String] {
        self.stems_of_heading(0)
    }
}

fn hash(stem: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    stem.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use parlour_model::part::Span;

    #[test]
    fn a_passage_is_read_once_in_a_language() {
        let spans = vec![Span::text("Returns are free. Parcels take two days.")];
        let heading = vec![Span::Bold { text: "Abroad".into() }];
        let content = vec![
            Content::Paragraph { spans },
            Content::Paragraph { spans: heading },
            Content::Code { text: "ship --abroad".into() },
        ];
        let passage: Arc<Quotable> =
            Passage { headings: vec!["Sending back".into()], anchor: None, content }.into();
        let digest = passage.digest("Help", "en");
        assert!(Arc::ptr_eq(&digest, &passage.digest("Help", "en")));
        assert!(!Arc::ptr_eq(&digest, &passage.digest("Help", "da")));
        let term = |stem: &str| WeightedTerm { stems: vec![stem.into(), "never".into()], weight: 1.0 };
        let has = digest.has(&[term("parcel"), term("abroad")]);
        let texts: Vec<&str> = digest.stretches.iter().map(|s| s.text.as_str()).collect();
        let said = ["Returns are free.", "Parcels take two days.", "Abroad", "ship --abroad"];
        assert_eq!(texts, [["Help\nSending back"].as_slice(), &said].concat());
        let parcels: Vec<bool> = has.iter().map(|has| has[0]).collect();
        let abroad: Vec<bool> = has.iter().map(|has| has[1]).collect();
        assert_eq!(parcels, [false, false, true, false, false]);
        assert_eq!(abroad, [false, false, false, true, true]);
        assert_eq!(
            [0, 1, 2].map(|place| digest.heading_of(place).unwrap()),
            ["Sending back", "Sending back", "Abroad"]
        );
    }
}
