//! Answers from pages: which passage speaks, its excerpt, and the link to its page.

use std::collections::BTreeMap;
use std::sync::Arc;

use parlour_model::Part;
use parlour_model::part::{Block, Span, Table};

use super::super::understand::{Ask, Shape, TurnsOn};
use super::digest::Digest;
use super::excerpt::{Excerpt, excerpt};
use super::subject::Subject;
use super::{Desk, Draft, Material, Retrieved, Source};
use crate::knowledge::index::{self, QueryTerm, WeightedTerm};
use crate::knowledge::is_web_address;

/// How much it counts that the words stand together in the excerpt, and not only somewhere in the passage.
const TOGETHER: f32 = 0.7;
/// How much it counts that the small words of a question fit, where it has but one that tells what it is about.
const MANNER: f32 = 1.0;
/// What it counts that a page begins so whose title is all that is asked.
const LEAD: f32 = 0.6;
/// What it counts that the question names the row and the column of a table: the answer stands where they meet.
const CROSSED: f32 = 0.8;
/// What it counts that an answer lacks the number that is asked for.
const NUMBERLESS: f32 = -0.6;
/// The same of one that has none of the words that the number is asked of.
const ELSEWHERE: f32 = -0.3;
/// How many passages are read closely.
const READ: usize = 10;
/// How many are where few of those that have the words set them against one another.
const READ_TO_COMPARE: usize = 40;
/// The least score, beside the best one's, of another page that is named.
const ALSO: f32 = 0.7;

/// A passage that answers.
pub(super) struct Found<'a> {
    pub(super) passage: &'a Retrieved,
    /// The language that it was read in.
    pub(super) language: String,
    pub(super) excerpt: Excerpt,
    /// The share of the question that it has.
    pub(super) coverage: f32,
    /// The share of the question that stands in its title and headings.
    pub(super) named: f32,
    /// Whether its heading names the thing that the question is about.
    pub(super) is_about: bool,
}

/// The passage that answers best; `None` when none covers at least `least` of the question.
pub(super) fn best<'a>(ask: &Ask, material: &'a Material, least: f32) -> Option<Found<'a>> {
    let top = material.passages.first()?.score.max(f32::EPSILON);
    // What reaches somebody need not have the words that ask for it.
    let least = if ask.contact.is_some() { 0.0 } else { least };
    let asked = Asked::of(ask, material);
    let subject = Subject::of(ask, material);
    let near = |p: &&Retrieved| p.coverage >= least || subject.is_some();
    let mut all: Vec<Found<'a>> = material
        .passages
        .iter()
        .take(most_read(ask))
        .filter(near)
        .filter_map(|passage| read(passage, material, ask))
        .collect();
    let fits = |found: &Found<'a>| found.coverage >= least && stands(found, &asked);
    match &subject {
        Some(subject) => {
            all.iter_mut().for_each(|found| subject.judge(found));
            all = subject.keep(all, fits);
        }
        None => all.retain(fits),
    }
    let worth = |found: &Found<'_>| worth(found, &asked, top);
    let better = |best: Found<'a>, found: Found<'a>| if worth(&found) > worth(&best) { found } else { best };
    all.into_iter().reduce(better)
}

/// How many passages are read closely.
fn most_read(ask: &Ask) -> usize {
    if ask.turns_on == Some(TurnsOn::Difference) { READ_TO_COMPARE } else { READ }
}

/// What was asked, with its words as each language has them: worked out once for all passages.
struct Asked<'a> {
    ask: &'a Ask,
    material: &'a Material,
    words: BTreeMap<&'a str, Vec<QueryTerm>>,
}

impl<'a> Asked<'a> {
    fn of(ask: &'a Ask, material: &'a Material) -> Self {
        let words =
            material.terms.keys().map(|language| (language.as_str(), index::terms(&ask.text, language)));
        Self { ask, material, words: words.collect() }
    }

    /// The question's own words in this language whose worth by itself is such.
    fn words(&self, language: &str, is_such: impl Fn(f32) -> bool) -> impl Iterator<Item = &QueryTerm> {
        self.words.get(language).into_iter().flatten().filter(move |term| is_such(term.weight))
    }

    /// Those of its words, as they were looked for, whose worth by itself is such, and whether the excerpt has them.
    fn weighed(&self, found: &Found<'_>, is_such: impl Fn(f32) -> bool) -> Vec<(&'a WeightedTerm, bool)> {
        let such: Vec<&str> =
            self.words(&found.language, is_such).map(|term| term.stems[0].0.as_str()).collect();
        let terms = terms(self.material, &found.language).iter().zip(&found.excerpt.has);
        let is_such =
            |term: &WeightedTerm| term.stems.first().is_some_and(|stem| such.contains(&stem.as_str()));
        terms.filter(|(term, _)| is_such(term)).map(|(term, has)| (term, *has)).collect()
    }
}

/// Whether a word says by itself what a question is about.
fn is_matter(weight: f32) -> bool {
    weight == 1.0
}

/// How well a passage answers, beside the others: its score, how much of the question it has and has together,
/// how exactly its headings ask the same, and how much else of its page fits.
fn worth(found: &Found<'_>, asked: &Asked<'_>, top: f32) -> f32 {
    let passage = found.passage;
    let heading = found.named * (0.5 + 0.5 * found.excerpt.exact);
    let page = asked.material.passages.iter().filter(|p| p.page_id == passage.page_id);
    let support = (page.map(|p| p.score).sum::<f32>() - passage.score) / top;
    let crossed = if found.excerpt.crosses { CROSSED } else { 0.0 };
    passage.score / top
        + found.coverage
        + 0.5 * found.excerpt.share
        + heading
        + 0.2 * support.min(2.0)
        + crossed
        + number(asked, found)
        + found.excerpt.tone
        + MANNER * manner(asked, found)
        + lead(asked, found)
}

/// A number is asked for: it stands in the answer, beside a word of what it is asked of. "When" may be answered without.
fn number(asked: &Asked<'_>, found: &Found<'_>) -> f32 {
    if asked.ask.shape != Shape::Number || found.excerpt.crosses {
        return 0.0;
    }
    let loose = asked.weighed(found, |weight| !is_matter(weight));
    let is_loose = |term: &WeightedTerm| loose.iter().any(|(other, _)| *other == term);
    let terms = terms(asked.material, &found.language).iter().zip(&found.excerpt.has);
    let mut matter = terms.filter(|(term, _)| !is_loose(term)).map(|(_, has)| *has).peekable();
    let is_beside = matter.peek().is_none() || matter.any(|has| has);
    let lacks_number = if found.excerpt.digits { 0.0 } else { NUMBERLESS };
    if is_beside { lacks_number } else { lacks_number + ELSEWHERE }
}

/// "Return policy": where one word is all that is asked, the beginning of the page that is called so says most.
fn lead(asked: &Asked<'_>, found: &Found<'_>) -> f32 {
    let is_bare = terms(asked.material, &found.language).len() == 1;
    let begins = found.named > 0.0 && !has_own_heading(found.passage);
    if is_bare && begins && !matches!(asked.ask.shape, Shape::Steps | Shape::Number) { LEAD } else { 0.0 }
}

/// Whether a passage says enough: one word that stands in it once by the way is no ground for an answer, nor is what
/// it says of something else.
fn stands(found: &Found<'_>, asked: &Asked<'_>) -> bool {
    let ask = asked.ask;
    // How two things differ is only told by a sentence that sets them against one another, and what is not by one that
    // says no.
    let turns = [Some(TurnsOn::Difference), Some(TurnsOn::Denial)].contains(&ask.turns_on);
    let is_told = !turns || found.excerpt.tone > 0.0;
    if found.excerpt.dangles || !is_told {
        return false;
    }
    if ask.contact.is_some() {
        return true;
    }
    let enough = match asked.words(&found.language, is_matter).count() {
        0 => found.named >= 0.9 && found.excerpt.exact >= 0.5,
        1 => found.named > 0.0 || found.excerpt.times >= 2,
        _ => true,
    };
    enough && !is_about_another(found, asked)
}

/// Whether a word of the question that matters is missing from the excerpt and the heading above it, and is what
/// another passage of the same page is about: then this one is about something else.
fn is_about_another(found: &Found<'_>, asked: &Asked<'_>) -> bool {
    let matter = asked.weighed(found, is_matter);
    let digest = |passage: &Retrieved| passage.passage.digest(&passage.page_title, &found.language);
    let names = |digest: &Digest, term: &WeightedTerm| {
        term.stems.iter().any(|own| digest.stems_above().contains(own))
    };
    if let Some(own) = has_own_heading(found.passage).then(|| digest(found.passage)) {
        // Two words may have been looked for as one ("money back"); the heading has them as they were asked.
        let mut said = asked.words(&found.language, is_matter).map(|term| &term.stems[0].0);
        if said.any(|stem| own.stems_above().contains(stem))
            || matter.iter().any(|(term, _)| names(&own, term))
        {
            return false;
        }
    }
    let siblings = asked.material.passages.iter().filter(|p| {
        p.page_id == found.passage.page_id && p.passage_id != found.passage.passage_id && has_own_heading(p)
    });
    let siblings: Vec<Arc<Digest>> = siblings.map(digest).collect();
    matter.iter().any(|(term, has)| !has && siblings.iter().any(|digest| names(digest, term)))
}

/// How well the words that nearly every question may have fit, where one word alone says what the question is about:
/// "where does the wool come from". In a heading they say what is told; in the text they may stand by the way.
fn manner(asked: &Asked<'_>, found: &Found<'_>) -> f32 {
    if asked.words(&found.language, is_matter).count() != 1 {
        return 0.0;
    }
    let loose = asked.weighed(found, |weight| !is_matter(weight));
    let passage = found.passage;
    let digest =
        has_own_heading(passage).then(|| passage.passage.digest(&passage.page_title, &found.language));
    let heading = digest.as_ref().map_or(&[][..], |digest| digest.stems_above());
    let fits = |(term, has): &(&WeightedTerm, bool)| match term.stems.iter().any(|s| heading.contains(s)) {
        true => 1.0,
        false => f32::from(u8::from(*has)) * 0.1,
    };
    loose.iter().map(fits).sum::<f32>() / loose.len().max(1) as f32
}

/// Whether a passage has, in its excerpt or above it, every one of these stems that the question has.
pub(super) fn has_all(found: &Found<'_>, material: &Material, stems: &[String]) -> bool {
    let terms = terms(material, &found.language).iter();
    let has = found.excerpt.has.iter().zip(&found.excerpt.head).map(|(has, head)| *has || *head);
    terms.zip(has).all(|(term, has)| has || !term.stems.iter().any(|stem| stems.contains(stem)))
}

/// Whether a passage has a heading of its own, besides its page's title.
fn has_own_heading(passage: &Retrieved) -> bool {
    passage.passage.headings.last().is_some_and(|heading| *heading != passage.page_title)
}

pub(super) fn terms<'a>(material: &'a Material, language: &str) -> &'a [WeightedTerm] {
    material.terms.get(language).map(Vec::as_slice).unwrap_or_default()
}

/// Reads a passage closely. A passage that has the words here and there but not together counts for less. One whose
/// language is not known is read in each that the question was looked for in.
fn read<'a>(passage: &'a Retrieved, material: &Material, ask: &Ask) -> Option<Found<'a>> {
    let known = material.terms.contains_key(&passage.language);
    let languages: Vec<&String> =
        if known { vec![&passage.language] } else { material.terms.keys().collect() };
    let read = |language: &String| {
        Some((language.clone(), excerpt(passage, language, terms(material, language), ask)?))
    };
    let read = languages.into_iter().filter_map(read);
    let (language, excerpt) = read.max_by(|a, b| a.1.share.total_cmp(&b.1.share))?;
    let together = excerpt.share.min(passage.coverage);
    let coverage = (1.0 - TOGETHER) * passage.coverage + TOGETHER * together;
    let named = excerpt.named;
    Some(Found { passage, language, excerpt, coverage, named, is_about: false })
}

/// Passages of different pages that come near without answering, best first; at most two.
pub(super) fn near<'a>(ask: &Ask, material: &'a Material, least: f32) -> Vec<&'a Retrieved> {
    let mut near: Vec<&Retrieved> = Vec::new();
    for passage in material.passages.iter().take(most_read(ask)).filter(|p| p.coverage >= least) {
        let known = near.iter().any(|other| other.page_id == passage.page_id);
        if !known && near.len() < 2 && read(passage, material, ask).is_some_and(|f| f.coverage >= least) {
            near.push(passage);
        }
    }
    near
}

/// Says what was found, with a link to its page, and names another page that is about the same.
pub(super) fn say(found: &Found<'_>, ask: &Ask, material: &Material, desk: &mut Desk<'_>, draft: &mut Draft) {
    let mut links = vec![link(desk.words.read_more, found.passage)];
    draft.sources.push(source(found.passage));
    if let Some(also) = also(found, ask, material) {
        links.push(link(desk.words.see_also, also));
        draft.sources.push(source(also));
    }
    let mut blocks = found.excerpt.blocks.clone();
    let Some(rows) = found.excerpt.table.clone() else {
        blocks.extend(links);
        draft.parts.push(desk.rich_text(blocks));
        return;
    };
    if blocks.is_empty() {
        let heading = found.passage.passage.headings.last().unwrap_or(&found.passage.page_title);
        blocks.push(Block::paragraph(vec![Span::Bold { text: heading.clone() }]));
    }
    draft.parts.push(desk.rich_text(blocks));
    let part_id = (desk.part_id)();
    let table =
        Table { part_id, caption: rows.caption, headers: rows.headers, alignments: None, rows: rows.rows };
    draft.parts.push(Part::Table(table));
    draft.parts.push(desk.rich_text(found.excerpt.notes.iter().cloned().chain(links).collect()));
}

/// Another page that scores well, too.
fn also<'a>(found: &Found<'_>, ask: &Ask, material: &'a Material) -> Option<&'a Retrieved> {
    let top = found.passage;
    material.passages.iter().take(most_read(ask)).find(|other| {
        other.page_id != top.page_id
            && other.page_title != top.page_title
            && other.score >= top.score * ALSO
            && read(other, material, ask).is_some_and(|f| f.coverage >= found.coverage * 0.8)
    })
}

/// A paragraph that links a passage's page.
pub(in crate::assistant) fn link(before: &str, passage: &Retrieved) -> Block {
    Block::paragraph(vec![Span::text(before), named(passage)])
}

/// The title of a passage's page, as a link where the page has an address on the web.
fn named(passage: &Retrieved) -> Span {
    match is_web_address(&passage.page_url) {
        true => Span::link(title(passage), address(passage)),
        false => Span::text(title(passage)),
    }
}

fn title(passage: &Retrieved) -> &str {
    match passage.page_title.trim() {
        "" => &passage.page_url,
        title => title,
    }
}

/// The address of a passage: its page's, with the anchor of its heading.
pub(in crate::assistant) fn address(passage: &Retrieved) -> String {
    match &passage.passage.anchor {
        Some(anchor) if !passage.page_url.contains('#') => format!("{}#{anchor}", passage.page_url),
        _ => passage.page_url.clone(),
    }
}

/// A passage as a source.
pub(in crate::assistant) fn source(passage: &Retrieved) -> Source {
    Source {
        title: title(passage).to_owned(),
        url: address(passage),
        score: passage.score,
        coverage: passage.coverage,
        passage_id: Some(passage.passage_id.clone()),
    }
}
