//! Answers from pages: which passage speaks, its excerpt, and the link to its page.

use parlour_model::Part;
use parlour_model::part::{Block, Span, Table};

use super::super::understand::{Ask, Shape};
use super::excerpt::{Excerpt, excerpt};
use super::{Desk, Draft, Material, Retrieved, Source};
use crate::knowledge::is_web_address;

/// How much it counts that the words stand together in the excerpt, and not only somewhere in the passage.
const TOGETHER: f32 = 0.7;
/// How many passages are read closely.
const READ: usize = 10;
/// The least score, beside the best one's, of another page that is named.
const ALSO: f32 = 0.7;

/// A passage that answers.
pub(super) struct Found<'a> {
    pub(super) passage: &'a Retrieved,
    pub(super) excerpt: Excerpt,
    /// The share of the question that it has.
    pub(super) coverage: f32,
    /// The share of the question that stands in its title and headings.
    pub(super) named: f32,
}

/// The passage that answers best; `None` when none covers at least `least` of the question.
pub(super) fn best<'a>(ask: &Ask, material: &'a Material, least: f32) -> Option<Found<'a>> {
    let top = material.passages.first()?.score.max(f32::EPSILON);
    let mut best: Option<(f32, Found<'a>)> = None;
    for passage in material.passages.iter().take(READ).filter(|p| p.coverage >= least) {
        let Some(found) = read(passage, material, ask.shape) else { continue };
        let worth = worth(&found, ask.shape, material, top);
        if found.coverage >= least && stands(&found, ask) && best.as_ref().is_none_or(|(w, _)| worth > *w) {
            best = Some((worth, found));
        }
    }
    best.map(|(_, found)| found)
}

/// How well a passage answers, beside the others: its score, how much of the question it has and has together,
/// how exactly its headings ask the same, and how much else of its page fits.
fn worth(found: &Found<'_>, shape: Shape, material: &Material, top: f32) -> f32 {
    let passage = found.passage;
    let heading = found.named * (0.5 + 0.5 * found.excerpt.exact);
    let page = material.passages.iter().filter(|p| p.page_id == passage.page_id);
    let support = (page.map(|p| p.score).sum::<f32>() - passage.score) / top;
    let number = if shape == Shape::Number && !found.excerpt.digits { -0.2 } else { 0.0 };
    passage.score / top
        + found.coverage
        + 0.5 * found.excerpt.share
        + heading
        + 0.2 * support.min(2.0)
        + number
}

/// Whether a passage says enough: one word that stands in it once by the way is no ground for an answer.
fn stands(found: &Found<'_>, ask: &Ask) -> bool {
    match ask.matter_words(&found.passage.language) {
        0 => found.named >= 0.9 && found.excerpt.exact >= 0.5,
        1 => found.named > 0.0 || found.excerpt.times >= 2,
        _ => true,
    }
}

/// Reads a passage closely. A passage that has the words here and there but not together counts for less.
fn read<'a>(passage: &'a Retrieved, material: &Material, shape: Shape) -> Option<Found<'a>> {
    let terms = material.terms.get(&passage.language).map(Vec::as_slice).unwrap_or_default();
    let excerpt = excerpt(passage, terms, shape)?;
    let together = excerpt.share.min(passage.coverage);
    let coverage = (1.0 - TOGETHER) * passage.coverage + TOGETHER * together;
    let named = excerpt.named;
    Some(Found { passage, excerpt, coverage, named })
}

/// Passages of different pages that come near without answering, best first; at most two.
pub(super) fn near<'a>(ask: &Ask, material: &'a Material, least: f32) -> Vec<&'a Retrieved> {
    let mut near: Vec<&Retrieved> = Vec::new();
    for passage in material.passages.iter().take(READ).filter(|p| p.coverage >= least) {
        let known = near.iter().any(|other| other.page_id == passage.page_id);
        if !known && near.len() < 2 && read(passage, material, ask.shape).is_some_and(|f| f.coverage >= least)
        {
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
    draft.parts.push(desk.rich_text(links));
}

/// Another page that scores well, too.
fn also<'a>(found: &Found<'_>, ask: &Ask, material: &'a Material) -> Option<&'a Retrieved> {
    let top = found.passage;
    material.passages.iter().take(READ).find(|other| {
        other.page_id != top.page_id
            && other.page_title != top.page_title
            && other.score >= top.score * ALSO
            && read(other, material, ask.shape).is_some_and(|f| f.coverage >= found.coverage * 0.8)
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
