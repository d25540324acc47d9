//! Splits a page into passages: pieces small enough to be an answer, each under its headings.
//!
//! A passage has about 80 to 200 words. It does not reach over a heading, unless what stands under the
//! headings is a line or two; then neighbours share a passage, each under its heading in bold. A question as
//! a heading always begins a passage of its own. Rows of tables and items of lists are never cut.

mod pieces;
mod tree;

use parlour_model::part::Span;

use super::document::{Content, Document, Passage};
use pieces::Piece;
use tree::Node;

/// The most words a passage gathers.
const MOST_WORDS: usize = 200;
/// What a long section's passages are aimed at.
const GOOD_WORDS: usize = 140;
/// A passage may grow to this when a shorter one would leave a scrap or part code from its introduction.
const UTMOST_WORDS: usize = 260;
/// A section with fewer words shares a passage with its neighbours.
const FEW_WORDS: usize = 30;
/// Fewer words than these are no answer: they go with what follows or stands before them.
const SCRAP_WORDS: usize = 25;

/// The passages of `document`, in order.
pub fn split(document: &Document) -> Vec<Passage> {
    let mut passages = Vec::new();
    Splitter { out: &mut passages }.section(Node::root(document), Vec::new());
    passages
}

struct Splitter<'o> {
    out: &'o mut Vec<Passage>,
}

impl Splitter<'_> {
    /// Splits a section and all below it; `lead` is what stands before it and is too short to stand alone.
    fn section(&mut self, node: Node, mut lead: Vec<Piece>) {
        if node.words() <= MOST_WORDS && node.children.iter().all(is_small) {
            return self.together(node, lead);
        }
        let Node { headings, anchor, pieces, children, .. } = node;
        lead.extend(pieces);
        let own: usize = lead.iter().map(|p| p.words).sum();
        let carry = own < SCRAP_WORDS && children.first().is_some_and(|c| !is_question(c));
        if !carry {
            self.pack(&headings, anchor.as_deref(), std::mem::take(&mut lead));
        }
        self.children(&headings, children, lead);
    }

    fn children(&mut self, headings: &[String], children: Vec<Node>, mut lead: Vec<Piece>) {
        let mut small: Vec<Node> = Vec::new();
        let mut words = 0;
        for child in children {
            let fits = is_small(&child);
            if !fits || words + child.words() > GOOD_WORDS {
                self.neighbours(headings, std::mem::take(&mut small), std::mem::take(&mut lead));
                words = 0;
            }
            if fits {
                words += child.words();
                small.push(child);
            } else {
                self.section(child, std::mem::take(&mut lead));
            }
        }
        self.neighbours(headings, small, lead);
    }

    /// Small neighbours in one passage under what they share.
    fn neighbours(&mut self, headings: &[String], mut nodes: Vec<Node>, lead: Vec<Piece>) {
        if nodes.len() < 2 {
            match nodes.pop() {
                Some(only) => self.together(only, lead),
                None => self.pack(headings, None, lead),
            }
            return;
        }
        let anchor = nodes.first().and_then(|n| n.anchor.clone());
        let mut pieces = lead;
        for node in nodes {
            flatten(node, &mut pieces);
        }
        self.pack(headings, anchor.as_deref(), pieces);
    }

    /// A section and all below it as one passage.
    fn together(&mut self, mut node: Node, mut pieces: Vec<Piece>) {
        node.heading = None;
        let (headings, anchor) = (node.headings.clone(), node.anchor.clone());
        flatten(node, &mut pieces);
        self.pack(&headings, anchor.as_deref(), pieces);
    }

    /// Fills passages with `pieces`, in order and evenly.
    fn pack(&mut self, headings: &[String], anchor: Option<&str>, pieces: Vec<Piece>) {
        for content in packed(pieces) {
            self.out.push(Passage {
                headings: headings.to_vec(),
                anchor: anchor.map(str::to_owned),
                content,
            });
        }
    }
}

fn is_small(node: &Node) -> bool {
    node.words() < FEW_WORDS && !is_question(node) && node.children.iter().all(is_small)
}

fn is_question(node: &Node) -> bool {
    node.heading.as_ref().is_some_and(|h| h.trim_end().ends_with('?'))
}

fn flatten(node: Node, pieces: &mut Vec<Piece>) {
    if let Some(heading) = node.heading {
        pieces.push(Piece::new(Content::Paragraph { spans: vec![Span::bold(heading)] }));
    }
    pieces.extend(node.pieces);
    for child in node.children {
        flatten(child, pieces);
    }
}

fn packed(pieces: Vec<Piece>) -> Vec<Vec<Content>> {
    let total: usize = pieces.iter().map(|p| p.words).sum();
    let target = if total <= MOST_WORDS { MOST_WORDS } else { total / total.div_ceil(GOOD_WORDS) };
    let mut groups: Vec<(usize, Vec<Piece>)> = Vec::new();
    for piece in pieces {
        match groups.last_mut() {
            Some((words, group)) if joins(*words, group, &piece, target) => {
                *words += piece.words;
                group.push(piece);
            }
            _ => groups.push((piece.words, vec![piece])),
        }
    }
    if let [.., (before, _), (last, _)] = groups.as_slice()
        && *last < SCRAP_WORDS
        && before + last <= UTMOST_WORDS
        && let Some((_, scrap)) = groups.pop()
        && let Some((_, group)) = groups.last_mut()
    {
        group.extend(scrap);
    }
    groups.into_iter().map(|(_, group)| group.into_iter().map(|p| p.content).collect()).collect()
}

/// Whether `piece` goes into the passage that `group` has begun.
fn joins(words: usize, group: &[Piece], piece: &Piece, target: usize) -> bool {
    let together = words + piece.words;
    let belongs = group.last().is_some_and(|last| last.leads_on()) || piece.is_code();
    if belongs || words < SCRAP_WORDS {
        return together <= UTMOST_WORDS;
    }
    // Whichever is nearer to the target: with the piece or without it.
    together <= MOST_WORDS && together.abs_diff(target) <= words.abs_diff(target)
}

#[cfg(test)]
mod tests;
