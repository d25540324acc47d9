//! Holds words back until it is certain that they may be said.

use parlour_model::part::Span;

use super::{Facts, Struck};

/// Stands between the model's words and the reader.
#[derive(Debug)]
pub(in crate::assistant) struct Guard {
    facts: Facts,
    struck: Vec<Struck>,
}

impl Guard {
    pub(in crate::assistant) fn new(facts: Facts) -> Self {
        Self { facts, struck: vec![] }
    }

    pub(in crate::assistant) fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(in crate::assistant) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }

    pub(in crate::assistant) fn struck(&self) -> &[Struck] {
        &self.struck
    }

    /// Takes more of the open block; gives what may be said by now.
    pub(in crate::assistant) fn push(&mut self, span: Span) -> Vec<Span> {
        vec![span]
    }

    /// The block ends; gives the rest of it.
    pub(in crate::assistant) fn end(&mut self) -> Vec<Span> {
        vec![]
    }

    /// What may be said of a block that is whole.
    pub(in crate::assistant) fn whole(&mut self, spans: Vec<Span>) -> Vec<Span> {
        let mut said: Vec<Span> = spans.into_iter().flat_map(|span| self.push(span)).collect();
        said.extend(self.end());
        said
    }

    /// What may be said of a table's row, given the words of the heads.
    pub(in crate::assistant) fn row(&mut self, cells: Vec<Vec<Span>>, _heads: &[String]) -> Vec<Vec<Span>> {
        cells.into_iter().map(|cell| self.whole(cell)).collect()
    }
}
