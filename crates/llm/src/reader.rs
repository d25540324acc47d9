//! From the bytes of an answer to its pieces. Pure: knows neither sockets nor time.

use std::collections::VecDeque;

use serde_json::Value;

use crate::chat::{Finish, Piece, Usage};
use crate::error::Error;
use crate::excerpt::Excerpts;
use crate::sse::Decoder;
use crate::thinking::Thinking;
use crate::tool_calls::{Calls, Followed};
use crate::wire::{self, Answer, Choice, Delta};

/// Reads one answer.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    form: Form,
    events: Decoder,
    /// The whole answer, or the beginning of a stream until its first event.
    held: Vec<u8>,
    /// How many bytes have come.
    received: usize,
    state: State,
}

/// The largest answer.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The most that is held of a stream without events.
const BEGINNING: usize = 4096;

/// How the answer comes, which its first byte tells better than its headers.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Form {
    #[default]
    Unknown,
    Events,
    Whole,
}

/// How far an answer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing of the model's yet.
    Silent,
    /// The model speaks, perhaps only to itself.
    Alive,
    /// It has said why it ended; only usage may follow.
    Finished,
    /// The end was given out.
    Over,
}

#[derive(Debug, Default)]
struct State {
    pieces: VecDeque<Piece>,
    thinking: Thinking,
    calls: Calls,
    usage: Option<Usage>,
    finish: Option<Finish>,
    alive: bool,
    over: bool,
    /// Events read, with those that hold nothing.
    events: u64,
    excerpts: Excerpts,
}

impl Reader {
    /// A reader that tells failures by such excerpts.
    pub(crate) fn new(excerpts: Excerpts) -> Self {
        Self { state: State { excerpts, ..State::default() }, ..Self::default() }
    }

    /// Takes more bytes.
    ///
    /// # Errors
    /// [`Error::GarbledEvent`], [`Error::Reported`] or [`Error::TooLarge`]; nothing comes after.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.received += bytes.len();
        if self.received > MOST_BYTES {
            return Err(Error::TooLarge { limit_bytes: MOST_BYTES as u64 });
        }
        if self.form == Form::Unknown
            && let Some(first) = bytes.iter().find(|byte| !byte.is_ascii_whitespace())
        {
            self.form = if *first == b'{' { Form::Whole } else { Form::Events };
        }
        match self.form {
            Form::Unknown => Ok(()),
            Form::Events => {
                self.events.feed(bytes, |data| self.state.event(data))?;
                if self.state.events == 0 && self.held.len() < BEGINNING {
                    self.held.extend_from_slice(bytes);
                }
                Ok(())
            }
            Form::Whole => {
                self.held.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    /// Takes the end of the bytes.
    ///
    /// # Errors
    /// [`Error::CutOff`] when the answer has no end; else as [`Reader::feed`].
    pub(crate) fn end(&mut self) -> Result<(), Error> {
        match self.form {
            Form::Unknown => {}
            Form::Events => self.events.end(|data| self.state.event(data))?,
            Form::Whole => self.state.whole(&self.held)?,
        }
        if self.state.over || self.state.finish.is_some() {
            self.state.close();
            return Ok(());
        }
        // A stream that ends before its first event may hold comments; anything else is no stream.
        let is_stream = self.state.events > 0 || matches!(self.held.first(), None | Some(b':'));
        if is_stream { Err(Error::CutOff) } else { Err(self.state.garbled(&self.held)) }
    }

    /// The next piece.
    pub(crate) fn take(&mut self) -> Option<Piece> {
        self.state.pieces.pop_front()
    }

    /// Whether a piece is ready.
    pub(crate) fn has_piece(&self) -> bool {
        !self.state.pieces.is_empty()
    }

    /// How far the answer has come.
    pub(crate) fn progress(&self) -> Progress {
        match &self.state {
            state if state.over => Progress::Over,
            state if state.finish.is_some() => Progress::Finished,
            state if state.alive => Progress::Alive,
            _ => Progress::Silent,
        }
    }

    /// How many events have come; comments are none.
    pub(crate) fn events(&self) -> u64 {
        self.state.events
    }

    /// Gives out the end of an answer that is known to be whole though its stream goes on.
    pub(crate) fn close(&mut self) {
        self.state.close();
    }
}

impl State {
    fn event(&mut self, data: &[u8]) -> Result<(), Error> {
        if self.over || data.trim_ascii().is_empty() {
            return Ok(());
        }
        self.events += 1;
        if data.trim_ascii() == b"[DONE]" {
            self.close();
            return Ok(());
        }
        if let Some(words) = wire::only_words(data) {
            self.words(words);
            return Ok(());
        }
        let garbled = |_| Error::GarbledEvent { excerpt: self.excerpts.of_bytes(data) };
        let answer = serde_json::from_slice(data).map_err(garbled)?;
        self.answer(answer)
    }

    fn whole(&mut self, text: &[u8]) -> Result<(), Error> {
        self.events += 1;
        let mut answer: Answer = serde_json::from_slice(text).map_err(|_| self.garbled(text))?;
        let is_answer = answer.error.is_null();
        let Some(choice) = answer.choices.iter_mut().flatten().next() else {
            return if is_answer { Err(self.garbled(text)) } else { self.answer(answer) };
        };
        // A server that answers whole has ended, whether it says why or not.
        choice.finish_reason.get_or_insert_with(|| "stop".to_owned());
        self.answer(answer)
    }

    fn answer(&mut self, answer: Answer) -> Result<(), Error> {
        if !answer.error.is_null() {
            return Err(self.reported(&answer.error));
        }
        if let Some(usage) = answer.usage {
            self.usage = Some(usage.into());
        }
        let first = |choice: &Choice| choice.index.unwrap_or(0) == 0;
        for choice in answer.choices.into_iter().flatten().filter(first) {
            if let Some(delta) = choice.delta.or(choice.message) {
                self.delta(delta)?;
            }
            if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
                self.finish = Some(finish(&reason));
            }
        }
        Ok(())
    }

    fn delta(&mut self, mut delta: Delta) -> Result<(), Error> {
        let text = delta.text();
        let fragments = delta.tool_calls.take().unwrap_or_default();
        self.alive |= !fragments.is_empty() || delta.has_reasoning();
        self.words(text);
        for fragment in fragments {
            self.calls.feed(fragment)?;
            self.give_calls(Followed::ByCall);
        }
        Ok(())
    }

    fn words(&mut self, words: String) {
        if words.is_empty() {
            return;
        }
        self.alive = true;
        let text = self.thinking.feed(words);
        self.text(text);
    }

    fn text(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        self.give_calls(Followed::ByText);
        self.pieces.push_back(Piece::Text(text));
    }

    fn give_calls(&mut self, followed: Followed) {
        while let Some(call) = self.calls.take_whole(followed) {
            self.pieces.push_back(Piece::ToolCall(call));
        }
    }

    fn close(&mut self) {
        if std::mem::replace(&mut self.over, true) {
            return;
        }
        let held = self.thinking.end();
        self.text(held);
        let cut = matches!(self.finish, Some(Finish::Length | Finish::ContentFilter));
        while let Some(call) = self.calls.take_last(cut) {
            self.pieces.push_back(Piece::ToolCall(call));
        }
        self.pieces.extend(self.usage.map(Piece::Usage));
        let finish = match self.finish {
            // Many servers say that they have stopped when they wait for a tool.
            None | Some(Finish::Stop) if self.calls.any() => Finish::ToolCalls,
            other => other.unwrap_or(Finish::Stop),
        };
        self.pieces.push_back(Piece::End(finish));
    }

    fn garbled(&self, bytes: &[u8]) -> Error {
        Error::Garbled { excerpt: self.excerpts.of_bytes(bytes) }
    }

    fn reported(&self, error: &Value) -> Error {
        Error::Reported { excerpt: self.excerpts.of(&wire::failure_text(&error.to_string())) }
    }
}

fn finish(reason: &str) -> Finish {
    match reason.to_ascii_lowercase().as_str() {
        "stop" | "eos" | "end_turn" | "stop_sequence" => Finish::Stop,
        "length" | "max_tokens" => Finish::Length,
        "tool_calls" | "function_call" | "tool_use" => Finish::ToolCalls,
        "content_filter" | "safety" => Finish::ContentFilter,
        _ => Finish::Other,
    }
}
