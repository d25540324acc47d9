//! The way of a model's words: lines, spans, the gate, parts.

use parlour_model::Part;
use parlour_model::part::{Alignment, Block, Cell, Span};
use parlour_model::turn::TurnEvent;

use super::compose::Composer;
use super::inline::{Inline, Look, add, spans};
use super::lines::{Lines, Mark};
use crate::assistant::facts::{Facts, Struck};
use crate::assistant::gate::Gate;
use crate::assistant::secrets::Secrets;

/// Makes typed parts of markdown that arrives in fragments, and says them as they become certain.
#[derive(Debug)]
pub struct Writer {
    lines: Lines,
    inline: Inline,
    gate: Gate,
    composer: Composer,
    /// The item that is being read.
    item: Option<Vec<Span>>,
    table: Option<OpenTable>,
}

/// A table whose part opens with its first words.
#[derive(Debug)]
struct OpenTable {
    /// The words of the heads.
    heads: Vec<String>,
    waiting: Option<(Vec<Cell>, Vec<Alignment>)>,
}

impl Writer {
    /// A writer that says only what `facts` allow; `part_ids` names the parts.
    pub fn new(facts: Facts, part_ids: Box<dyn FnMut() -> String + Send>) -> Self {
        Self::keeping(Secrets::default(), facts, part_ids)
    }

    /// The same, which keeps `secrets` to itself.
    pub(in crate::assistant) fn keeping(
        secrets: Secrets,
        facts: Facts,
        part_ids: Box<dyn FnMut() -> String + Send>,
    ) -> Self {
        Self {
            lines: Lines::new(),
            inline: Inline::default(),
            gate: Gate::new(facts, secrets),
            composer: Composer::new(part_ids),
            item: None,
            table: None,
        }
    }

    /// Says from now on only what `facts` allow and `secrets` do not forbid.
    pub(in crate::assistant) fn guard(&mut self, secrets: Secrets, facts: Facts) {
        self.gate = Gate::new(facts, secrets);
    }

    /// What may be said.
    pub fn facts(&self) -> &Facts {
        self.gate.facts()
    }

    /// What may be said, to be told of rows that a tool found meanwhile.
    pub fn facts_mut(&mut self) -> &mut Facts {
        self.gate.facts_mut()
    }

    /// Reads more of the model's text; gives what became certain by it.
    pub fn push(&mut self, fragment: &str) -> Vec<TurnEvent> {
        for c in fragment.chars() {
            self.lines.push(c);
        }
        self.follow();
        self.read_inline(false);
        self.composer.take_events()
    }

    /// Ends the open block: what follows begins one of its own, in the same part where it is text.
    pub(in crate::assistant) fn break_block(&mut self) -> Vec<TurnEvent> {
        self.lines.finish();
        self.follow();
        self.composer.take_events()
    }

    /// Ends the text, so that a part of another kind can follow; the next text begins a part of its own.
    pub fn break_part(&mut self) -> Vec<TurnEvent> {
        self.lines.finish();
        self.follow();
        self.composer.end_part();
        self.composer.take_events()
    }

    /// Ends the text for good: closes whatever is open.
    pub fn finish(&mut self) -> Vec<TurnEvent> {
        self.break_part()
    }

    /// The parts that were finished since the last call, in order.
    pub fn take_parts(&mut self) -> Vec<Part> {
        self.composer.take_parts()
    }

    /// What was not said, and why, in order.
    pub fn struck(&self) -> &[Struck] {
        self.gate.struck()
    }

    /// What may not be said at all and was not, in order.
    pub(in crate::assistant) fn kept(&self) -> &[String] {
        self.gate.kept()
    }

    fn follow(&mut self) {
        for mark in self.lines.take() {
            self.mark(mark);
        }
    }

    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::Text(c) => self.inline.push(c),
            Mark::Paragraph => {}
            Mark::Item(number) => {
                self.item = Some(vec![]);
                self.say(Span::text(number));
            }
            Mark::End => self.end_block(),
            Mark::EndList => self.composer.end_block(),
            Mark::Heading(source) => {
                let words = self.gate.whole(spans(&source, Look::Bold));
                words.into_iter().for_each(|span| self.composer.span(span));
                self.composer.end_block();
            }
            Mark::Code(line) => {
                let words = self.gate.whole(vec![Span::text(line)]);
                words.into_iter().for_each(|span| self.composer.span(span));
                self.composer.end_block();
            }
            Mark::Head(heads, columns) => self.open_table(&heads, columns),
            Mark::Row(cells) => self.row(&cells),
            Mark::EndTable => {
                self.table = None;
                self.composer.end_part();
            }
        }
    }
    /// Reads what the block's source says by now, or all of it when the block has ended.
    fn read_inline(&mut self, ended: bool) {
        for span in self.inline.read(ended) {
            self.say(span);
        }
    }

    fn say(&mut self, span: Span) {
        let certain = self.gate.push(span);
        self.put(certain);
    }

    fn put(&mut self, certain: Vec<Span>) {
        for span in certain {
            match &mut self.item {
                Some(item) => add(item, span),
                None => self.composer.span(span),
            }
        }
    }

    fn end_block(&mut self) {
        self.read_inline(true);
        let rest = self.gate.end();
        self.put(rest);
        match self.item.take() {
            Some(item) => self.composer.item(item),
            None => self.composer.end_block(),
        }
    }

    fn open_table(&mut self, heads: &[String], columns: Vec<Alignment>) {
        let spans: Vec<Vec<Span>> = heads.iter().map(|head| spans(head, Look::Plain)).collect();
        let heads: Vec<Vec<Span>> = spans.into_iter().map(|head| self.gate.whole(head)).collect();
        let words = heads.iter().map(|head| plain(head)).collect();
        let cells: Vec<Cell> = heads.into_iter().map(cell).collect();
        self.composer.end_part();
        if cells.iter().any(|cell| !cell.blocks.is_empty()) {
            self.composer.table(cells, columns);
            self.table = Some(OpenTable { heads: words, waiting: None });
        } else {
            self.table = Some(OpenTable { heads: words, waiting: Some((cells, columns)) });
        }
    }

    fn row(&mut self, sources: &[String]) {
        let Some(table) = &mut self.table else { return };
        let mut cells: Vec<Vec<Span>> =
            sources.iter().take(table.heads.len()).map(|source| spans(source, Look::Plain)).collect();
        cells.resize(table.heads.len(), vec![]);
        let row: Vec<Cell> = self.gate.row(cells, &table.heads).into_iter().map(cell).collect();
        if row.iter().all(|cell| cell.blocks.is_empty()) {
            return;
        }
        if let Some((heads, columns)) = table.waiting.take() {
            self.composer.table(heads, columns);
        }
        self.composer.row(row);
    }
}

fn plain(spans: &[Span]) -> String {
    spans.iter().map(Span::as_text).collect()
}

/// A cell of these words; an empty one for none.
fn cell(spans: Vec<Span>) -> Cell {
    if plain(&spans).trim().is_empty() {
        return Cell::default();
    }
    let mut melted = Vec::with_capacity(spans.len());
    spans.into_iter().for_each(|span| add(&mut melted, span));
    Cell { blocks: vec![Block::paragraph(melted)] }
}
