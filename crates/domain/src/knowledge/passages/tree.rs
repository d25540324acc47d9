//! Sections as the tree that their headings make.

use super::super::document::{Document, Section};
use super::pieces::{Piece, pieces};

/// A heading with what stands under it.
pub(super) struct Node {
    /// The heading; `None` for the page itself and for text that goes on after a lower heading's.
    pub heading: Option<String>,
    /// It and the headings above it.
    pub headings: Vec<String>,
    /// Its anchor.
    pub anchor: Option<String>,
    /// What stands right under it.
    pub pieces: Vec<Piece>,
    /// The headings below it.
    pub children: Vec<Node>,
}

impl Node {
    /// The whole page.
    pub(super) fn root(document: &Document) -> Self {
        let mut root = Self::empty(None, Vec::new());
        for section in &document.sections {
            root.add(section, 0);
        }
        root
    }

    /// How many words are in it and below it, with headings.
    pub(super) fn words(&self) -> usize {
        let heading = self.heading.as_ref().map_or(0, |h| super::super::words::count(h));
        let own: usize = self.pieces.iter().map(|p| p.words).sum();
        heading + own + self.children.iter().map(Self::words).sum::<usize>()
    }

    fn empty(heading: Option<String>, headings: Vec<String>) -> Self {
        Self { heading, headings, anchor: None, pieces: Vec::new(), children: Vec::new() }
    }

    fn add(&mut self, section: &Section, depth: usize) {
        let Some(next) = section.headings.get(depth) else {
            return self.add_own(section);
        };
        let known = self.children.last().is_some_and(|c| c.heading.as_ref() == Some(next));
        if !known {
            let child = Self::empty(Some(next.clone()), section.headings[..=depth].to_vec());
            self.children.push(child);
        }
        if let Some(child) = self.children.last_mut() {
            child.add(section, depth + 1);
        }
    }

    fn add_own(&mut self, section: &Section) {
        let pieces = pieces(&section.content);
        if self.pieces.is_empty() && self.children.is_empty() {
            self.anchor = section.anchor.clone();
            self.pieces = pieces;
            return;
        }
        let mut more = Self::empty(None, section.headings.clone());
        more.anchor = section.anchor.clone();
        more.pieces = pieces;
        self.children.push(more);
    }
}
