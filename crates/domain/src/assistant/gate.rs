//! Between a model's words and the reader: first what may not be said at all, then what no row says.
//!
//! Left out: both judgements themselves (`secrets`, `facts`).

use parlour_model::part::Span;

use super::facts::{Facts, Guard, Struck};
use super::secrets::Secrets;

/// Lets spans through that may be said.
#[derive(Debug)]
pub(super) struct Gate {
    secrets: Secrets,
    guard: Guard,
}

impl Gate {
    pub(super) fn new(facts: Facts, secrets: Secrets) -> Self {
        Self { secrets, guard: Guard::new(facts) }
    }

    pub(super) fn facts(&self) -> &Facts {
        self.guard.facts()
    }

    pub(super) fn facts_mut(&mut self) -> &mut Facts {
        self.guard.facts_mut()
    }

    /// What no row says.
    pub(super) fn struck(&self) -> &[Struck] {
        self.guard.struck()
    }

    /// What may not be said at all.
    pub(super) fn kept(&self) -> &[String] {
        self.secrets.struck()
    }

    /// Takes more of the open block; gives what may be said by now.
    pub(super) fn push(&mut self, span: Span) -> Vec<Span> {
        let open = self.secrets.push(span);
        open.into_iter().flat_map(|span| self.guard.push(span)).collect()
    }

    /// The block ends; gives the rest of it.
    pub(super) fn end(&mut self) -> Vec<Span> {
        let rest = self.secrets.end();
        let mut said: Vec<Span> = rest.into_iter().flat_map(|span| self.guard.push(span)).collect();
        said.extend(self.guard.end());
        said
    }

    /// What may be said of a block that is whole.
    pub(super) fn whole(&mut self, spans: Vec<Span>) -> Vec<Span> {
        let open = self.open(spans);
        self.guard.whole(open)
    }

    /// What may be said of a table's row, given the words of the heads.
    pub(super) fn row(&mut self, cells: Vec<Vec<Span>>, heads: &[String]) -> Vec<Vec<Span>> {
        let open = cells.into_iter().map(|cell| self.open(cell)).collect();
        self.guard.row(open, heads)
    }

    fn open(&mut self, spans: Vec<Span>) -> Vec<Span> {
        let mut open: Vec<Span> = spans.into_iter().flat_map(|span| self.secrets.push(span)).collect();
        open.extend(self.secrets.end());
        open
    }
}
