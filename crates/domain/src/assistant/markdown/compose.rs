//! From spans to parts, and the deltas that build them at the reader's side.
//!
//! A part or block is opened by the first word in it, so that none is ever empty. A paragraph's text grows
//! word by word; items and rows are sent whole. Left out: what is said.

use parlour_model::Part;
use parlour_model::part::{Alignment, Block, Cell, ListItem, RichText, Span, Table};
use parlour_model::turn::{BlockKind, Delta, FinishedPart, PartDelta, StreamedKind, TurnEvent};

/// Names parts.
pub(super) type PartIds = Box<dyn FnMut() -> String + Send>;

/// Builds parts.
pub(super) struct Composer {
    part_ids: PartIds,
    parts: Vec<Part>,
    events: Vec<TurnEvent>,
    open: Option<Open>,
}

struct Open {
    part: Part,
    part_id: String,
    /// Whether the last block of a text may still grow.
    block: bool,
}

impl Composer {
    pub(super) fn new(part_ids: PartIds) -> Self {
        Self { part_ids, parts: vec![], events: vec![], open: None }
    }

    /// The events since the last call.
    pub(super) fn take_events(&mut self) -> Vec<TurnEvent> {
        std::mem::take(&mut self.events)
    }

    /// The finished parts since the last call.
    pub(super) fn take_parts(&mut self) -> Vec<Part> {
        std::mem::take(&mut self.parts)
    }

    /// Adds a span to the open paragraph; opens one when none is.
    pub(super) fn span(&mut self, mut span: Span) {
        if !self.in_paragraph() {
            let (Span::Text { text } | Span::Bold { text } | Span::Strike { text } | Span::Link { text, .. }) =
                &mut span;
            // Only plain spaces: those of code are of another kind, and stay.
            text.drain(..text.len() - text.trim_start_matches(' ').len());
        }
        if span.as_text().is_empty() {
            return;
        }
        if !self.in_paragraph() {
            self.open_block(Block::paragraph(vec![]), BlockKind::Paragraph);
        }
        let Some((block_index, Block::Paragraph { spans })) = self.last_block() else { return };
        let delta = match (spans.last_mut(), span) {
            (Some(Span::Text { text: last }), Span::Text { text }) => {
                last.push_str(&text);
                Delta::AppendText { block_index, text }
            }
            (_, span) => {
                spans.push(span.clone());
                Delta::AppendSpan { block_index, span }
            }
        };
        self.send(delta);
    }

    /// Adds an item to the open list; opens one when none is.
    pub(super) fn item(&mut self, spans: Vec<Span>) {
        if spans.iter().all(|span| span.as_text().trim().is_empty()) {
            return;
        }
        if !matches!(self.last_block(), Some((_, Block::BulletList { .. }))) {
            self.end_block();
            self.open_block(Block::BulletList { items: vec![] }, BlockKind::BulletList);
        }
        let Some((block_index, Block::BulletList { items })) = self.last_block() else { return };
        let item = ListItem { spans };
        items.push(item.clone());
        self.send(Delta::AppendItem { block_index, item });
    }

    /// Ends the open paragraph or list.
    pub(super) fn end_block(&mut self) {
        if let Some((block_index, _)) = self.last_block() {
            self.send(Delta::EndBlock { block_index });
        }
        if let Some(open) = &mut self.open {
            open.block = false;
        }
    }

    /// Opens a table.
    pub(super) fn table(&mut self, headers: Vec<Cell>, alignments: Vec<Alignment>) {
        self.end_part();
        let part_id = (self.part_ids)();
        let alignments = Some(alignments);
        let table = Table {
            part_id: part_id.clone(),
            caption: None,
            headers: headers.clone(),
            alignments: alignments.clone(),
            rows: vec![],
        };
        self.open = Some(Open { part: Part::Table(table), part_id, block: false });
        self.send(Delta::StartPart {
            part_type: StreamedKind::Table,
            headers: Some(headers),
            alignments,
            caption: None,
        });
    }

    /// Adds a row to the open table.
    pub(super) fn row(&mut self, row: Vec<Cell>) {
        if let Some(Open { part: Part::Table(table), .. }) = &mut self.open {
            table.rows.push(row.clone());
            self.send(Delta::AppendRow { row });
        }
    }

    /// Closes the open part.
    pub(super) fn end_part(&mut self) {
        self.end_block();
        self.send(Delta::EndPart);
        if let Some(open) = self.open.take() {
            self.events.push(TurnEvent::Part(FinishedPart { part: open.part.clone() }));
            self.parts.push(open.part);
        }
    }

    fn in_paragraph(&mut self) -> bool {
        matches!(self.last_block(), Some((_, Block::Paragraph { .. })))
    }

    /// The block that may still grow, and its place.
    fn last_block(&mut self) -> Option<(usize, &mut Block)> {
        let open = self.open.as_mut().filter(|open| open.block)?;
        let Part::RichText(text) = &mut open.part else { return None };
        let last = text.blocks.len().checked_sub(1)?;
        Some((last, text.blocks.get_mut(last)?))
    }

    fn open_block(&mut self, block: Block, block_type: BlockKind) {
        if !matches!(&self.open, Some(Open { part: Part::RichText(_), .. })) {
            self.end_part();
            let part_id = (self.part_ids)();
            let part = Part::RichText(RichText { part_id: part_id.clone(), blocks: vec![] });
            self.open = Some(Open { part, part_id, block: false });
            let part_type = StreamedKind::RichText;
            self.send(Delta::StartPart { part_type, headers: None, alignments: None, caption: None });
        }
        self.end_block();
        let Some(open) = &mut self.open else { return };
        let Part::RichText(text) = &mut open.part else { return };
        let block_index = text.blocks.len();
        text.blocks.push(block);
        open.block = true;
        self.send(Delta::StartBlock { block_index, block_type });
    }

    /// Sends a delta of the open part. Words that follow words in one call travel together.
    fn send(&mut self, delta: Delta) {
        let Some(open) = &self.open else { return };
        if let (
            Delta::AppendText { block_index, text },
            Some(TurnEvent::PartDelta(PartDelta { part_id, delta: last })),
        ) = (&delta, self.events.last_mut())
            && *part_id == open.part_id
        {
            match last {
                Delta::AppendText { block_index: at, text: words } if at == block_index => {
                    words.push_str(text);
                    return;
                }
                Delta::AppendSpan { block_index: at, span: Span::Text { text: words } }
                    if at == block_index =>
                {
                    words.push_str(text);
                    return;
                }
                _ => {}
            }
        }
        let part_id = open.part_id.clone();
        self.events.push(TurnEvent::PartDelta(PartDelta { part_id, delta }));
    }
}

impl std::fmt::Debug for Composer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Composer").field("parts", &self.parts).finish_non_exhaustive()
    }
}
