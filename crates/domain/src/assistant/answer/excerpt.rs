//! The piece of a passage that answers: one to three sentences, a list, the rows of a table, or code.
//!
//! Every word of an excerpt stands in the passage. Left out: which passage it is taken from.

use parlour_model::part::{Block, Span};

use super::super::cues::{self, Cues, cues};
use super::super::understand::{Ask, Intent, Shape, TurnsOn};
use super::Retrieved;
use super::digest::{Digest, Role, Stretch};
use super::quote::{MOST_ITEMS, Piece, Rows, bold, is_heading, list, paragraph, table};
use super::reach;
use super::sentences::{tells_size, tells_weight, words};
use crate::knowledge::Content;
use crate::knowledge::index::{WeightedTerm, analyse, is_short_number};

/// The most sentences of an excerpt.
const MOST_SENTENCES: usize = 3;
/// An excerpt's sentences stop growing at this length, in bytes.
const LONG_ENOUGH: usize = 320;
/// A table with more rows is cut down to those that matter.
const MOST_ROWS: usize = 12;
/// The most characters of code that are shown.
const MOST_CODE: usize = 600;
/// A paragraph behind a table goes with it when it is not longer than this, in bytes: it tells the exceptions.
const LONGEST_NOTE: usize = 320;
/// A sentence shorter than this says too little by itself, in bytes.
const SHORT: usize = 70;

/// Within so many words a purpose says what it is.
const PURPOSE: usize = 3;

/// What begins a sentence about something that the one before it names.
const POINTERS: [&str; 12] =
    ["it", "this", "they", "these", "that", "those", "den", "det", "es", "sie", "ils", "elle"];
/// What begins a sentence about a person whom the one before it names.
const PERSONS: [&str; 10] = ["she", "he", "her", "his", "hun", "han", "hon", "hij", "ella", "él"];

/// What is quoted of a passage.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Excerpt {
    /// Paragraphs and lists.
    pub(super) blocks: Vec<Block>,
    /// A table, when it is the answer.
    pub(super) table: Option<Rows>,
    /// What stands behind the table and belongs to it.
    pub(super) notes: Vec<Block>,
    /// The share of the question that stands in the excerpt or in the headings above it.
    pub(super) share: f32,
    /// The share that stands in the headings alone.
    pub(super) named: f32,
    /// The share of the nearest heading's words that the question has; of the title's when there is none.
    pub(super) exact: f32,
    /// Whether it has a number.
    pub(super) digits: bool,
    /// How many times the passage has the question's words in its text.
    pub(super) times: usize,
    /// Which of the question's words stand in it.
    pub(super) has: Vec<bool>,
    /// Which of them stand in the one sentence, item or row that answers best.
    pub(super) heart: Vec<bool>,
    /// Which of them stand in the title or the headings.
    pub(super) head: Vec<bool>,
    /// How well it says what the answer turns on beside the words.
    pub(super) tone: f32,
    /// Whether the question names both a row of a table and one of its columns.
    pub(super) crosses: bool,
    /// Whether it speaks of a person who is not named in it.
    pub(super) dangles: bool,
}

/// The smallest thing that can be picked.
struct Unit<'a> {
    /// The place of its content in the passage.
    content: usize,
    piece: &'a Piece,
    text: &'a str,
    /// Which of the question's words it has.
    has: Vec<bool>,
    /// The same without those of headings, unless it is a row.
    own: Vec<bool>,
    /// Which of them stand in a heading above it within the passage.
    under: Vec<bool>,
    /// Which of them stand there, or in the heads of a table's columns.
    above: Vec<bool>,
    digits: bool,
    /// Whether it is a row, and the question names both it and a column.
    crosses: bool,
    /// How well it says what the question turns on, beside the words: more than 0 when it does, less when it says
    /// the opposite.
    tone: f32,
    /// Whether it has what was asked for to reach somebody by.
    reaches: bool,
}

/// The piece of `found` that answers best; `None` when the passage is empty, or has nothing of what is asked for.
pub(super) fn excerpt(
    found: &Retrieved,
    language: &str,
    terms: &[WeightedTerm],
    ask: &Ask,
) -> Option<Excerpt> {
    let digest = found.passage.digest(&found.page_title, language);
    let reader = Reader::of(found, &digest, language, terms, ask);
    let units = reader.units();
    let best = units
        .iter()
        .enumerate()
        .filter(|(_, unit)| unit.reaches)
        .map(|(i, unit)| (reader.worth(unit, i), i))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?
        .1;
    let chosen = reader.around(&units, best);
    let mut excerpt = reader.compose(&units, &chosen);
    let head: Vec<bool> =
        reader.head().iter().zip(&units[best].under).map(|(head, under)| *head || *under).collect();
    excerpt.share = reader.share(&units, &chosen, &head);
    excerpt.named = reader.share(&units, &[], &head);
    excerpt.digits = chosen.iter().any(|i| units[*i].digits);
    excerpt.exact = reader.exactness(units[best].content);
    excerpt.times = reader.times();
    excerpt.has = (0..terms.len()).map(|t| chosen.iter().any(|i| units[*i].has[t])).collect();
    excerpt.heart.clone_from(&units[best].own);
    excerpt.tone = units[best].tone;
    excerpt.crosses = units[best].crosses;
    excerpt.head = head;
    excerpt.dangles = chosen.first().is_some_and(|i| units[*i].begins(&PERSONS));
    Some(excerpt)
}

impl Unit<'_> {
    /// Whether it points at the sentence before it ("It costs …", "She answers …").
    fn leans_back(&self) -> bool {
        self.begins(&POINTERS) || self.begins(&PERSONS)
    }

    /// Whether it is a sentence that begins with one of these words.
    fn begins(&self, words_of: &[&str]) -> bool {
        let first = self.text.split_whitespace().next().unwrap_or_default().to_lowercase();
        matches!(self.piece, Piece::Sentence(_)) && words_of.contains(&first.as_str())
    }
}

/// A passage read with a question in mind.
struct Reader<'a> {
    content: &'a [Content],
    digest: &'a Digest,
    cues: &'static Cues,
    terms: &'a [WeightedTerm],
    ask: &'a Ask,
    /// Which of the question's words each stretch of the passage has.
    has: Vec<Vec<bool>>,
}

impl<'a> Reader<'a> {
    fn of(
        found: &'a Retrieved,
        digest: &'a Digest,
        language: &str,
        terms: &'a [WeightedTerm],
        ask: &'a Ask,
    ) -> Self {
        let content = &found.passage.content;
        Self { content, digest, cues: cues(language), terms, ask, has: digest.has(terms) }
    }

    /// Which of the question's words stand in the title or the headings above the passage.
    fn head(&self) -> &[bool] {
        &self.has[0]
    }

    /// How many times the passage has the question's words, counted once in each sentence, item, row and heading.
    fn times(&self) -> usize {
        let counts = |stretch: &Stretch| matches!(stretch.role, Role::Said(_) | Role::Heading);
        let stretches = self.digest.stretches.iter().zip(&self.has).filter(|(stretch, _)| counts(stretch));
        stretches.map(|(_, has)| has.iter().filter(|has| **has).count()).sum()
    }

    /// How much of the nearest heading the question has.
    fn exactness(&self, place: usize) -> f32 {
        let stems = self.digest.stems_of_heading(place).iter().filter(|stem| !is_short_number(stem));
        let is_asked = |stem: &&String| self.terms.iter().any(|term| term.stems.contains(stem));
        stems.clone().filter(is_asked).count() as f32 / stems.count().max(1) as f32
    }

    fn units(&self) -> Vec<Unit<'a>> {
        let mut units = Vec::new();
        let mut heading = vec![false; self.terms.len()];
        let mut columns: Option<Vec<bool>> = None;
        for (stretch, has) in self.digest.stretches.iter().zip(&self.has) {
            match &stretch.role {
                Role::Above => {}
                Role::Heading => heading.clone_from(has),
                Role::Columns => columns = Some(either(has, &heading)),
                Role::Said(piece) => {
                    let columns = columns.as_ref().filter(|_| matches!(piece, Piece::Row(_)));
                    units.push(self.unit(stretch, piece, has, &heading, columns.unwrap_or(&heading)));
                }
            }
        }
        units
    }

    fn unit(
        &self,
        stretch: &'a Stretch,
        piece: &'a Piece,
        has: &[bool],
        under: &[bool],
        above: &[bool],
    ) -> Unit<'a> {
        let text = stretch.text.as_str();
        let mut tone = self.tone(text);
        if self.ask.turns_on == Some(TurnsOn::Denial) && matches!(piece, Piece::Item(_) | Piece::Row(_)) {
            // "What cannot be returned" stands above a list, and not in it.
            tone = tone.max(self.tone(self.digest.heading_of(stretch.content).unwrap_or_default()));
        }
        // What a heading or the head of a column says is said of what stands below.
        let own = has;
        let has = if has.contains(&true) { either(has, above) } else { has.to_vec() };
        Unit {
            own: if matches!(piece, Piece::Row(_)) { has.clone() } else { own.to_vec() },
            content: stretch.content,
            piece,
            text,
            has,
            under: under.to_vec(),
            above: above.to_vec(),
            digits: stretch.digits,
            crosses: matches!(piece, Piece::Row(_)) && crosses(own, above),
            tone,
            reaches: self.ask.contact.is_none_or(|contact| reach::has(text, contact)),
        }
    }

    /// How well a text says what the answer turns on beside the words of the question: more than 0 when it does, less
    /// when it tells what happens otherwise.
    fn tone(&self, text: &str) -> f32 {
        let Some(turns_on) = self.ask.turns_on else {
            // "To reset your password, press …" tells the steps, where others only speak of it.
            let may_want_steps = self.ask.shape == Shape::Steps || self.ask.intent == Intent::ProductSearch;
            let tells = may_want_steps && self.is_purpose(&cues::plain(text)[1..]);
            return if tells { 0.2 } else { 0.0 };
        };
        let plain = cues::plain(text);
        let has = |list| f32::from(u8::from(cues::any(&plain, list)));
        match turns_on {
            TurnsOn::Avoiding if cues::opens(&plain[1..], self.cues.usually) => -0.3,
            TurnsOn::Avoiding => 0.2 * has(self.cues.spares),
            TurnsOn::Difference => 0.25 * has(self.cues.contrasts),
            TurnsOn::Weight => 0.25 * f32::from(u8::from(tells_weight(text))),
            TurnsOn::Measure => 0.25 * f32::from(u8::from(tells_size(text))),
            TurnsOn::Permission => 0.2 * has(self.cues.allows),
            TurnsOn::Denial => 0.9 * has(self.cues.denies),
        }
    }

    /// Whether a plain text begins with a purpose that was asked for.
    fn is_purpose(&self, plain: &str) -> bool {
        let Some(cue) = cues::at_beginning(plain, self.cues.purpose).max_by_key(|cue| cue.len()) else {
            return false;
        };
        let said: Vec<&str> = plain[cue.len()..].split_whitespace().take(PURPOSE).collect();
        let stems = analyse(&said.join(" "), self.cues.language);
        self.terms.iter().any(|term| term.stems.iter().any(|stem| stems.contains(stem)))
    }

    /// What a unit is worth as the heart of an answer. Words that stand in the headings count less: there they
    /// say what the passage is about, and the answer says something new.
    fn worth(&self, unit: &Unit<'_>, place: usize) -> f32 {
        let all: f32 = self.terms.iter().map(|t| t.weight).sum();
        let shape = self.ask.shape;
        let count = |((term, has), head): ((&WeightedTerm, &bool), &bool)| match (has, head) {
            (true, true) => term.weight * 0.6,
            (true, false) => term.weight,
            (false, _) => 0.0,
        };
        let stands = |t: usize| unit.has[t] || unit.above[t];
        let has: Vec<bool> = (0..self.terms.len()).map(stands).collect();
        let own: f32 = self.terms.iter().zip(&has).zip(self.head()).map(count).sum();
        let early = all * if shape == Shape::Meaning { 0.4 } else { 0.2 } / (1.0 + place as f32);
        let shaped = match (shape, unit.piece) {
            (Shape::Number, _) if unit.digits => all * 0.12,
            (Shape::Steps, Piece::Item(_)) if self.is_ordered(unit.content) => all * 0.05,
            (_, Piece::Code) => -all * 0.15,
            _ => 0.0,
        };
        let listed = matches!(unit.piece, Piece::Item(_)) && self.head().contains(&true);
        let tone = if own > 0.0 || listed { all * unit.tone } else { 0.0 };
        own + early + shaped + tone
    }

    fn is_ordered(&self, content: usize) -> bool {
        matches!(self.content.get(content), Some(Content::List { ordered: true, .. }))
    }

    /// The units that are quoted together with the best one.
    fn around(&self, units: &[Unit<'_>], best: usize) -> Vec<usize> {
        match units[best].piece {
            Piece::Sentence(_) => self.sentences_around(units, best),
            Piece::Item(_) => self.items_around(units, best),
            Piece::Row(_) => self.rows_around(units, best),
            Piece::Code => self.with_lead_in(units, best, vec![best]),
        }
    }

    /// The sentence with its neighbours while they add something and there is room.
    fn sentences_around(&self, units: &[Unit<'_>], best: usize) -> Vec<usize> {
        let shape = self.ask.shape;
        let same = |i: usize| units.get(i).is_some_and(|u| u.content == units[best].content);
        let length = |i: usize| match units[i].piece {
            Piece::Sentence(range) => range.len(),
            _ => 0,
        };
        let (mut first, mut last, mut long) = (best, best, length(best));
        let adds = |i: usize, first: usize, last: usize| {
            (0..self.terms.len()).any(|t| units[i].has[t] && !(first..=last).any(|k| units[k].has[t]))
        };
        while last - first + 1 < MOST_SENTENCES && long < LONG_ENOUGH {
            let wants_number = shape == Shape::Number && !(first..=last).any(|i| units[i].digits);
            if same(last + 1)
                && (adds(last + 1, first, last)
                    || length(last) < SHORT
                    || (wants_number && units[last + 1].digits))
            {
                last += 1;
                long += length(last);
            } else if first > 0
                && same(first - 1)
                && (adds(first - 1, first, last) || units[first].leans_back())
            {
                first -= 1;
                long += length(first);
            } else if same(last + 1) && long + length(last + 1) < LONG_ENOUGH * 2 / 3 {
                last += 1;
                long += length(last);
            } else {
                break;
            }
        }
        while units[first].leans_back() && first > 0 && last - first < MOST_SENTENCES {
            let before = &units[first - 1];
            // A person may be named in the paragraph before; a thing is in the same one, or in the heading.
            let near = same(first - 1) || units[first].begins(&PERSONS);
            if !near || !matches!(before.piece, Piece::Sentence(_)) {
                break;
            }
            first -= 1;
        }
        let mut chosen: Vec<usize> = (first..=last).collect();
        if !same(last + 1) && self.leads_on(&units[last], shape) {
            let next = units[last].content + 1;
            let followers = (last + 1..units.len()).filter(|i| units[*i].content == next);
            chosen.extend(followers.filter(|i| matches!(units[*i].piece, Piece::Item(_) | Piece::Code)));
        }
        chosen
    }

    /// Whether the list or code behind a sentence belongs to it.
    fn leads_on(&self, unit: &Unit<'_>, shape: Shape) -> bool {
        let ends_open = matches!(unit.piece, Piece::Sentence(_)) && unit.text.ends_with(':');
        match self.content.get(unit.content + 1) {
            Some(Content::List { ordered, .. }) => ends_open || (*ordered && shape == Shape::Steps),
            Some(Content::Code { .. }) => ends_open || shape == Shape::Steps,
            _ => false,
        }
    }

    /// The whole list when it is short or numbered, else the items that have the question's words.
    fn items_around(&self, units: &[Unit<'_>], best: usize) -> Vec<usize> {
        let content = units[best].content;
        let all: Vec<usize> = (0..units.len()).filter(|i| units[*i].content == content).collect();
        let chosen = if all.len() <= MOST_ITEMS {
            all
        } else {
            let most = |i: &usize| units[*i].has.iter().filter(|has| **has).count();
            let wanted = most(&best).max(1);
            all.into_iter().filter(|i| *i == best || most(i) >= wanted).take(MOST_ITEMS).collect()
        };
        self.with_lead_in(units, best, chosen)
    }

    /// Puts the sentence before a list or code in front, when it leads on to it.
    fn with_lead_in(&self, units: &[Unit<'_>], best: usize, mut chosen: Vec<usize>) -> Vec<usize> {
        let before = (0..best).rev().find(|i| units[*i].content < units[best].content);
        let leads = |i: &usize| {
            units[*i].content + 1 == units[best].content && matches!(units[*i].piece, Piece::Sentence(_))
        };
        if let Some(lead) = before.filter(leads) {
            chosen.insert(0, lead);
        }
        chosen
    }

    /// The whole table when it is short, else the rows that matter.
    fn rows_around(&self, units: &[Unit<'_>], best: usize) -> Vec<usize> {
        let content = units[best].content;
        let all: Vec<usize> = (0..units.len()).filter(|i| units[*i].content == content).collect();
        let weight = |i: usize| -> f32 {
            self.terms.iter().zip(&units[i].has).filter(|(_, has)| **has).map(|(term, _)| term.weight).sum()
        };
        if all.len() <= MOST_ROWS || weight(best) == 0.0 {
            return all.into_iter().take(MOST_ROWS).collect();
        }
        all.into_iter().filter(|i| weight(*i) >= weight(best) * 0.6).take(MOST_ROWS).collect()
    }

    /// The share of the question's weight that stands in the chosen units or the headings.
    fn share(&self, units: &[Unit<'_>], chosen: &[usize], head: &[bool]) -> f32 {
        let all: f32 = self.terms.iter().map(|t| t.weight).sum();
        let stands = |t: usize| head[t] || chosen.iter().any(|i| units[*i].has[t]);
        let has: f32 =
            self.terms.iter().enumerate().filter(|(t, _)| stands(*t)).map(|(_, term)| term.weight).sum();
        if all > 0.0 { has / all } else { 0.0 }
    }

    fn compose(&self, units: &[Unit<'_>], chosen: &[usize]) -> Excerpt {
        let mut excerpt = Excerpt::default();
        let mut places: Vec<usize> = chosen.iter().map(|i| units[*i].content).collect();
        places.dedup();
        for place in places {
            let pieces: Vec<&Piece> =
                chosen.iter().map(|i| &units[*i]).filter(|u| u.content == place).map(|u| u.piece).collect();
            match &self.content[place] {
                Content::Paragraph { spans } => excerpt.blocks.extend(paragraph(spans, &pieces)),
                Content::List { items, .. } => {
                    self.head_list(place, &mut excerpt.blocks);
                    excerpt.blocks.extend(list(items, &pieces));
                }
                Content::Table { caption, headers, rows } => {
                    if excerpt.blocks.is_empty() {
                        excerpt.blocks.extend(self.digest.heading_of(place).map(bold));
                    }
                    excerpt.table = Some(table(caption.as_deref(), headers, rows, &pieces));
                    excerpt.notes.extend(self.note(units, place));
                }
                Content::Code { text } => {
                    let text: String = text.chars().take(MOST_CODE).collect();
                    excerpt.blocks.push(Block::paragraph(vec![Span::text(text.trim_end())]));
                }
            }
        }
        excerpt
    }

    /// A list says by itself neither what it lists nor whether that is so or not: unless a sentence leads on to it,
    /// the heading stands above.
    fn head_list(&self, place: usize, blocks: &mut Vec<Block>) {
        let led = matches!(blocks.last(), Some(Block::Paragraph { spans }) if words(spans).ends_with(':'));
        if !led && let Some(heading) = self.digest.heading_of(place) {
            blocks.insert(0, bold(heading));
        }
    }

    /// The short paragraph behind a table that has the question's words: it tells the exceptions.
    fn note(&self, units: &[Unit<'_>], table: usize) -> Option<Block> {
        let Content::Paragraph { spans } = self.content.get(table + 1)? else { return None };
        if is_heading(spans) {
            return None;
        }
        let has = |unit: &Unit<'_>| unit.content == table + 1 && unit.has.contains(&true);
        (units.iter().any(has) && words(spans).len() <= LONGEST_NOTE).then(|| Block::paragraph(spans.clone()))
    }
}

/// Whether each has something that the other has not.
fn crosses(one: &[bool], other: &[bool]) -> bool {
    let pairs = || one.iter().zip(other);
    pairs().any(|(one, other)| *one && !other) && pairs().any(|(one, other)| !one && *other)
}

/// Where either is true.
fn either(one: &[bool], other: &[bool]) -> Vec<bool> {
    one.iter().zip(other).map(|(one, other)| *one || *other).collect()
}
