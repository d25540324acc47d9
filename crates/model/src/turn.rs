//! The events of a turn: what the assistant says while it is saying it.
//!
//! Both engines speak in these events; the SSE answer, the store and the terminal listen.
//! Contract: Diverge reference 4.3 and 4.4.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::message::Message;
use crate::part::{Alignment, Block, Cell, ListItem, Part, ProductCard, Span, Suggestion};
use crate::spelled::spelled;

/// How far the making of an answer is. Only rows tell it: clients follow the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnState {
    /// The answer is being made.
    Running,
    /// The answer is stored.
    Done,
    /// It ended without an answer.
    Failed,
}

spelled!(TurnState, "turn state", Running = "running", Done = "done", Failed = "failed");

/// One event of a turn. In order: connected, processing, deltas and parts, then one `Done` or `Error`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum TurnEvent {
    /// How far the turn is.
    Status(Status),
    /// A piece of a part.
    PartDelta(PartDelta),
    /// A finished part; replaces the draft of the same id.
    Part(FinishedPart),
    /// The stored answer. Nothing follows.
    Done(Done),
    /// The turn failed; no answer was stored. Nothing follows.
    Error(StreamError),
}

impl TurnEvent {
    /// The SSE event name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::PartDelta(_) => "part_delta",
            Self::Part(_) => "part",
            Self::Done(_) => "done",
            Self::Error(_) => "error",
        }
    }

    /// The SSE data line.
    pub fn data(&self) -> String {
        let json = match self {
            Self::Status(d) => serde_json::to_string(d),
            Self::PartDelta(d) => serde_json::to_string(d),
            Self::Part(d) => serde_json::to_string(d),
            Self::Done(d) => serde_json::to_string(d),
            Self::Error(d) => serde_json::to_string(d),
        };
        json.unwrap_or_default()
    }

    /// Whether nothing may follow.
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Error(_))
    }
}

/// How far the turn is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// The stage.
    pub status: Stage,
    /// A word about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The id that the answer will have; with it the stream can be resumed. Parlour's addition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The id of the visitor's stored message. Parlour's addition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_message_id: Option<String>,
}

/// A stage of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The message is stored.
    Connected,
    /// The answer is being made.
    Processing,
}

/// A piece of a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PartDelta {
    /// The part that grows.
    pub part_id: String,
    /// What is added.
    pub delta: Delta,
}

/// What is added to a growing part.
///
/// Contract: Diverge reference 4.4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Delta {
    /// Opens a part.
    StartPart {
        /// Its kind.
        part_type: StreamedKind,
        /// The heads of a table.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        headers: Option<Vec<Cell>>,
        /// How a table's columns are set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alignments: Option<Vec<Alignment>>,
        /// The line above a table.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<String>,
    },
    /// Opens a block of a `rich_text`.
    StartBlock {
        /// Its place, from 0.
        block_index: usize,
        /// Its kind.
        block_type: BlockKind,
    },
    /// Adds words to the last text span of a block.
    AppendText {
        /// The block.
        block_index: usize,
        /// The words.
        text: String,
    },
    /// Adds a span to a block.
    AppendSpan {
        /// The block.
        block_index: usize,
        /// The span.
        span: Span,
    },
    /// Adds an item to a list.
    AppendItem {
        /// The block.
        block_index: usize,
        /// The item.
        item: ListItem,
    },
    /// Adds a product card.
    AppendProduct {
        /// The card.
        product: ProductCard,
    },
    /// Adds a suggestion.
    AppendSuggestion {
        /// The suggestion.
        suggestion: Suggestion,
    },
    /// Adds a row to a table.
    AppendRow {
        /// The row.
        row: Vec<Cell>,
    },
    /// Closes a block.
    EndBlock {
        /// The block.
        block_index: usize,
    },
    /// Closes the part; the finished part follows.
    EndPart,
}

/// The kinds of part that can grow piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StreamedKind {
    /// Text in blocks.
    RichText,
    /// Product cards.
    Products,
    /// Suggestions.
    Suggestions,
    /// A table.
    Table,
}

/// The kinds of block that can grow piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A list with bullets.
    BulletList,
}

/// A finished part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FinishedPart {
    /// The part.
    pub part: Part,
}

/// The stored answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Done {
    /// The message as stored; replaces every draft.
    pub message: Message,
    /// A token bound to the conversation; present when the caller's was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor_token: Option<String>,
}

/// Why a turn ended without an answer. Not an HTTP error: the stream had begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StreamError {
    /// What went wrong.
    pub code: StreamErrorCode,
    /// The same for people.
    pub message: String,
    /// Whether sending again may help.
    pub retryable: bool,
}

/// What went wrong in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StreamErrorCode {
    /// The answer could not be made.
    GenerationFailed,
}

/// The deltas that build `part` piece by piece, ended by the finished part. Parts that do not stream
/// give their finished frame alone. Words arrive in runs of about `words_per_delta` words.
pub fn stream_part(part: &Part, words_per_delta: usize) -> Vec<TurnEvent> {
    let mut deltas = Vec::new();
    match part {
        Part::RichText(text) => {
            deltas.push(start(StreamedKind::RichText));
            for (block_index, block) in text.blocks.iter().enumerate() {
                stream_block(block_index, block, words_per_delta, &mut deltas);
            }
        }
        Part::Table(table) => {
            deltas.push(Delta::StartPart {
                part_type: StreamedKind::Table,
                headers: Some(table.headers.clone()),
                alignments: table.alignments.clone(),
                caption: table.caption.clone(),
            });
            deltas.extend(table.rows.iter().map(|row| Delta::AppendRow { row: row.clone() }));
        }
        Part::Products(cards) => {
            deltas.push(start(StreamedKind::Products));
            deltas.extend(cards.products.iter().map(|p| Delta::AppendProduct { product: p.clone() }));
        }
        Part::Suggestions(cards) => {
            deltas.push(start(StreamedKind::Suggestions));
            deltas
                .extend(cards.suggestions.iter().map(|s| Delta::AppendSuggestion { suggestion: s.clone() }));
        }
        _ => {}
    }
    if !deltas.is_empty() {
        deltas.push(Delta::EndPart);
    }
    let part_id = part.part_id().unwrap_or_default();
    let mut events: Vec<TurnEvent> = deltas
        .into_iter()
        .map(|delta| TurnEvent::PartDelta(PartDelta { part_id: part_id.to_owned(), delta }))
        .collect();
    events.push(TurnEvent::Part(FinishedPart { part: part.clone() }));
    events
}

fn start(part_type: StreamedKind) -> Delta {
    Delta::StartPart { part_type, headers: None, alignments: None, caption: None }
}

fn stream_block(block_index: usize, block: &Block, words_per_delta: usize, deltas: &mut Vec<Delta>) {
    match block {
        Block::Paragraph { spans } => {
            deltas.push(Delta::StartBlock { block_index, block_type: BlockKind::Paragraph });
            for (i, span) in spans.iter().enumerate() {
                match span {
                    // Text after text would melt into the span before it: it is sent as a span of its own.
                    Span::Text { text } if i == 0 || !matches!(spans[i - 1], Span::Text { .. }) => {
                        let runs = word_runs(text, words_per_delta);
                        deltas.extend(runs.into_iter().enumerate().map(|(n, run)| match n {
                            0 => Delta::AppendSpan { block_index, span: Span::text(run) },
                            _ => Delta::AppendText { block_index, text: run.to_owned() },
                        }));
                    }
                    _ => deltas.push(Delta::AppendSpan { block_index, span: span.clone() }),
                }
            }
        }
        Block::BulletList { items } => {
            deltas.push(Delta::StartBlock { block_index, block_type: BlockKind::BulletList });
            deltas.extend(items.iter().map(|item| Delta::AppendItem { block_index, item: item.clone() }));
        }
        Block::Image { .. } => return,
    }
    deltas.push(Delta::EndBlock { block_index });
}

/// Cuts `text` behind every `words`-th space; the runs joined give the text again.
fn word_runs(text: &str, words: usize) -> Vec<&str> {
    let mut runs = Vec::new();
    let (mut from, mut seen) = (0, 0);
    for (at, c) in text.char_indices().filter(|(_, c)| *c == ' ') {
        seen += 1;
        if seen % words.max(1) == 0 {
            let end = at + c.len_utf8();
            runs.push(&text[from..end]);
            from = end;
        }
    }
    if from < text.len() || runs.is_empty() {
        runs.push(&text[from..]);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::part::RichText;

    #[test]
    fn word_runs_join_to_the_text_again() {
        for text in ["", " ", "one", "one two three four five", "å ß  ü ", "trailing "] {
            for words in 1..4 {
                assert_eq!(word_runs(text, words).concat(), text);
            }
        }
    }

    #[test]
    fn a_streamed_part_opens_closes_and_is_then_repeated_whole() {
        let part = Part::RichText(RichText {
            part_id: "part_1".into(),
            blocks: vec![
                Block::paragraph(vec![
                    Span::text("Parcels travel for two days."),
                    Span::link("Delivery", "https://x/"),
                ]),
                Block::BulletList { items: vec![ListItem { spans: vec![Span::text("by bike")] }] },
            ],
        });
        let events = stream_part(&part, 2);
        let actions: Vec<String> = events
            .iter()
            .filter_map(|e| match e {
                TurnEvent::PartDelta(d) => {
                    serde_json::to_value(&d.delta).unwrap()["action"].as_str().map(str::to_owned)
                }
                _ => None,
            })
            .collect();
        assert_eq!(
            actions,
            [
                "start_part",
                "start_block",
                "append_span",
                "append_text",
                "append_text",
                "append_span",
                "end_block",
                "start_block",
                "append_item",
                "end_block",
                "end_part"
            ]
        );
        assert_eq!(events.last(), Some(&TurnEvent::Part(FinishedPart { part })));
    }
}
