//! From characters to blocks: which block a line belongs to, decided as early as it can be.
//!
//! Goes character by character, so that it never matters where the text was cut. Left out: what stands inside
//! a block, which `inline` reads.

use parlour_model::part::Alignment;

use super::classify::{Kind, classify};
use super::table::{alignments, cells};

/// A heading, row or line of code that is longer is read as plain text, so that words are not kept back for ever.
const LONGEST_LINE: usize = 4_000;

/// What the lines say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A paragraph begins.
    Paragraph,
    /// An item of a list begins, with its number.
    Item(String),
    /// Source of the open paragraph or item.
    Text(char),
    /// The open paragraph or item ends.
    End,
    /// The list ends.
    EndList,
    /// A whole heading.
    Heading(String),
    /// A whole line of code.
    Code(String),
    /// A table begins.
    Head(Vec<String>, Vec<Alignment>),
    /// A row of the table.
    Row(Vec<String>),
    /// The table ends.
    EndTable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Paragraph,
    /// An item, and whether a blank line stands behind it.
    Item(bool),
    Code(char, usize),
    Table,
}

#[derive(Debug)]
enum Line {
    /// What the line is cannot be told yet.
    Start(String),
    /// Text: whether any has come, the spaces that came last, and a backslash that came last.
    Flow { begun: bool, spaces: usize, escape: bool },
    /// The line is looked at when it is whole.
    Held(Held, String),
    /// The rest of the line says nothing.
    Skipped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Heading,
    Pipe,
    Code,
}

/// Reads lines.
#[derive(Debug)]
pub(super) struct Lines {
    open: Open,
    in_list: bool,
    line: Line,
    /// A line that is the heads of a table if the next line says so.
    heads: Option<String>,
    /// The line before ended with a hard break.
    hard: bool,
    /// A carriage return came last: a line feed belongs to it.
    returned: bool,
    marks: Vec<Mark>,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self {
            open: Open::Nothing,
            in_list: false,
            line: Line::Start(String::new()),
            heads: None,
            hard: false,
            returned: false,
            marks: Vec::new(),
        }
    }

    /// What was said since the last call.
    pub(super) fn take(&mut self) -> Vec<Mark> {
        std::mem::take(&mut self.marks)
    }

    /// Reads a character.
    pub(super) fn push(&mut self, c: char) {
        let belongs = c == '\n' && self.returned;
        self.returned = c == '\r';
        match c {
            _ if belongs => {}
            '\n' | '\r' => self.end_line(),
            '\t' => self.step(' '),
            c if is_unseen(c) => {}
            c => self.step(c),
        }
    }

    /// The text ends here, or something that is not text comes between.
    pub(super) fn finish(&mut self) {
        self.end_line();
        self.flush_heads();
        self.close();
        self.returned = false;
    }

    fn step(&mut self, c: char) {
        match &mut self.line {
            Line::Skipped => {}
            Line::Flow { .. } => self.flow(c),
            Line::Held(_, held) => {
                held.push(c);
                if held.len() > LONGEST_LINE {
                    self.give_up();
                }
            }
            Line::Start(_) if matches!(self.open, Open::Code(..)) => {
                self.line = Line::Held(Held::Code, c.to_string());
            }
            Line::Start(start) => {
                // Leading spaces tell the indent, and no more of it than counts.
                if !c.is_whitespace() || start.len() < 8 || !start.trim_start().is_empty() {
                    start.push(c);
                }
                self.try_start(false);
            }
        }
    }

    /// Text flows: spaces are sent when something follows them, as one.
    fn flow(&mut self, c: char) {
        let Line::Flow { begun, spaces, escape } = &mut self.line else { return };
        if c.is_whitespace() && !*escape {
            *spaces += 1;
            return;
        }
        if *spaces > 0 && *begun {
            self.marks.push(Mark::Text(' '));
        }
        (*spaces, *begun) = (0, true);
        if *escape {
            *escape = false;
            self.marks.push(Mark::Text('\\'));
            if c.is_whitespace() {
                *spaces = 1;
            } else {
                self.marks.push(Mark::Text(c));
            }
        } else if c == '\\' {
            *escape = true;
        } else {
            self.marks.push(Mark::Text(c));
        }
    }

    fn try_start(&mut self, whole: bool) {
        let Line::Start(start) = &self.line else { return };
        if matches!(self.open, Open::Code(..)) {
            return;
        }
        let in_paragraph = self.open == Open::Paragraph || self.heads.is_some();
        let Some((indent, kind)) = classify(start, whole, in_paragraph) else { return };
        let start = start.clone();
        self.begin(&start, indent, kind);
    }

    /// The line's kind is known.
    fn begin(&mut self, start: &str, indent: usize, kind: Kind) {
        if let (Kind::Rule, Some(heads)) = (&kind, &self.heads)
            && let Some(columns) = alignments(start.trim_start_matches(['>', ' ']))
            && columns.len() == cells(heads).len()
        {
            self.open_table(columns);
            self.line = Line::Skipped;
            return;
        }
        if !matches!(kind, Kind::Pipe(_)) {
            self.flush_heads();
        }
        match kind {
            Kind::Blank => {
                match self.open {
                    Open::Item(_) => self.open = Open::Item(true),
                    _ => self.close(),
                }
                self.line = Line::Skipped;
            }
            Kind::Rule => {
                self.close();
                self.line = Line::Skipped;
            }
            Kind::Text(at) => self.begin_text(&start[at..], indent),
            Kind::Heading(at) => {
                self.close();
                self.line = Line::Held(Held::Heading, start[at..].to_owned());
            }
            Kind::Item(number, at) => {
                self.close_block();
                self.marks.push(Mark::Item(number));
                (self.open, self.in_list) = (Open::Item(false), true);
                self.flow_on(&start[at..]);
            }
            Kind::Pipe(at) => self.line = Line::Held(Held::Pipe, start[at..].to_owned()),
            Kind::Fence(sign, count) => {
                self.close();
                self.open = Open::Code(sign, count);
                self.line = Line::Skipped;
            }
        }
    }

    fn begin_text(&mut self, text: &str, indent: usize) {
        match self.open {
            Open::Paragraph if self.hard => {
                self.marks.extend([Mark::End, Mark::Paragraph]);
            }
            Open::Paragraph => self.marks.push(Mark::Text(' ')),
            Open::Item(gap) if !gap || indent >= 2 => {
                self.marks.push(Mark::Text(' '));
                self.open = Open::Item(false);
            }
            _ => {
                self.close();
                self.marks.push(Mark::Paragraph);
                self.open = Open::Paragraph;
            }
        }
        self.flow_on(text);
    }

    fn flow_on(&mut self, text: &str) {
        self.hard = false;
        self.line = Line::Flow { begun: false, spaces: 0, escape: false };
        for c in text.chars() {
            self.flow(c);
        }
    }

    /// A line that was kept is too long for what it seemed to be.
    fn give_up(&mut self) {
        let Line::Held(held, text) = std::mem::replace(&mut self.line, Line::Skipped) else { return };
        self.flush_heads();
        match held {
            Held::Code => {
                self.marks.push(Mark::Code(text));
                self.line = Line::Held(Held::Code, String::new());
            }
            Held::Heading | Held::Pipe => {
                if self.open == Open::Table {
                    self.close();
                }
                self.begin_text(&text, 0);
            }
        }
    }

    fn end_line(&mut self) {
        self.try_start(true);
        match std::mem::replace(&mut self.line, Line::Start(String::new())) {
            Line::Start(_) | Line::Skipped => {}
            Line::Flow { spaces, escape, .. } => self.hard = escape || spaces >= 2,
            Line::Held(Held::Heading, text) => {
                let words = text.trim().trim_end_matches('#').trim_end();
                if !words.is_empty() {
                    self.marks.push(Mark::Heading(words.to_owned()));
                }
            }
            Line::Held(Held::Code, text) => self.end_code_line(&text),
            Line::Held(Held::Pipe, text) => self.end_pipe(text),
        }
    }

    fn end_code_line(&mut self, text: &str) {
        let Open::Code(sign, count) = self.open else { return };
        let line = text.trim();
        if line.chars().all(|c| c == sign) && line.chars().count() >= count {
            self.open = Open::Nothing;
        } else if !line.is_empty() {
            let indent = text.len() - text.trim_start().len();
            self.marks.push(Mark::Code(format!("{}{line}", "\u{a0}".repeat(indent))));
        }
    }

    fn end_pipe(&mut self, text: String) {
        if self.open == Open::Table {
            self.marks.push(Mark::Row(cells(&text)));
            return;
        }
        let columns = alignments(&text);
        match (&self.heads, columns) {
            (Some(heads), Some(columns)) if columns.len() == cells(heads).len() => self.open_table(columns),
            _ => {
                self.flush_heads();
                self.heads = Some(text);
            }
        }
    }

    fn open_table(&mut self, columns: Vec<Alignment>) {
        let Some(heads) = self.heads.take() else { return };
        self.close();
        self.marks.push(Mark::Head(cells(&heads), columns));
        self.open = Open::Table;
    }

    /// The line that could have been a table's heads was none: it is text.
    fn flush_heads(&mut self) {
        let Some(heads) = self.heads.take() else { return };
        let line = std::mem::replace(&mut self.line, Line::Skipped);
        self.begin_text(&heads, 0);
        if let Line::Flow { spaces, escape, .. } = &self.line {
            self.hard = *escape || *spaces >= 2;
        }
        self.line = line;
    }

    /// Ends the open block; a list stays open for its next item.
    fn close_block(&mut self) {
        match self.open {
            Open::Paragraph | Open::Item(_) => self.marks.push(Mark::End),
            Open::Table => self.marks.push(Mark::EndTable),
            Open::Nothing | Open::Code(..) => {}
        }
        self.open = Open::Nothing;
        self.hard = false;
    }

    fn close(&mut self) {
        self.close_block();
        if std::mem::take(&mut self.in_list) {
            self.marks.push(Mark::EndList);
        }
    }
}

/// Signs that nobody sees, and those that turn the direction of what follows: with them a price could be hidden
/// or read backwards.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{20e3}' | '\u{e0000}'..='\u{e007f}')
}
