//! What stands inside a block: spans from its source, as early as they are certain.
//!
//! A mark is one only when its end follows within a window; until that is known, the words behind it wait.
//! Emphasis and code become plain words, a picture its description. Everything else, HTML too, is text.
//! Decided: entities are read (`&amp;` is `&`), so that what the reader sees is what is checked.

use parlour_model::part::Span;

use super::link;

/// The longest text between a mark and its end, in bytes.
const WINDOW: usize = 400;
/// How much more must be seen to be sure that no end of a mark begins in the window: no such end is longer.
const MARGIN: usize = 8;
/// Marks that lie deeper in each other are text.
const DEEPEST: usize = 6;

/// How words look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Bold,
    Strike,
}

impl Look {
    fn span(self, text: String) -> Span {
        match self {
            Self::Plain => Span::Text { text },
            Self::Bold => Span::Bold { text },
            Self::Strike => Span::Strike { text },
        }
    }
}

/// What can be said at a place of the source.
pub(super) enum Step {
    /// More must be seen.
    Wait,
    /// The sign there is text.
    Literal,
    /// These spans, and how many bytes of source they took.
    Spans(Vec<Span>, usize),
}

/// The source of the open block that is not read yet.
#[derive(Debug, Default)]
pub(super) struct Inline {
    source: String,
    before: Option<char>,
}

impl Inline {
    pub(super) fn push(&mut self, c: char) {
        self.source.push(c);
    }

    /// The spans that are certain by now; all that are left when the block has `ended`.
    pub(super) fn read(&mut self, ended: bool) -> Vec<Span> {
        let mut reader =
            Reader { source: &self.source, ended, before: self.before, look: Look::Plain, depth: 0 };
        let (spans, taken) = reader.read();
        self.before = if ended { None } else { reader.before };
        self.source.drain(..taken);
        spans
    }
}

/// The spans of a source that is whole.
pub(super) fn spans(source: &str, look: Look) -> Vec<Span> {
    Reader { source, ended: true, before: None, look, depth: 0 }.read().0
}

#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) source: &'a str,
    /// Whether nothing follows.
    pub(super) ended: bool,
    /// The character before what is read next.
    before: Option<char>,
    look: Look,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self) -> (Vec<Span>, usize) {
        let (mut spans, mut at) = (Vec::new(), 0);
        while let Some(c) = self.source[at..].chars().next() {
            let (step, shown) = self.step(at, c);
            let taken = match step {
                Step::Wait => break,
                Step::Literal => {
                    add_text(&mut spans, self.look, shown);
                    shown.len()
                }
                Step::Spans(found, taken) => {
                    found.into_iter().for_each(|span| add(&mut spans, span));
                    taken
                }
            };
            self.before = self.source[..at + taken].chars().next_back();
            at += taken;
        }
        (spans, at)
    }

    /// What stands at `at`, and the piece of source that is text if nothing else does.
    fn step(&self, at: usize, c: char) -> (Step, &'a str) {
        let rest = &self.source[at..];
        let mut shown = &rest[..c.len_utf8()];
        let step = match c {
            '\\' => self.escape(rest),
            '`' => self.code(rest, &mut shown),
            '*' | '_' | '~' => self.mark(rest, c, &mut shown),
            '[' => self.link(rest),
            '!' => self.picture(rest),
            '<' => link::pointed(rest, self.ended),
            '&' => entity(rest, self.ended, self.look),
            'h' | 'H' if !self.before.is_some_and(char::is_alphanumeric) => link::bare(rest, self.ended),
            _ => Step::Literal,
        };
        (step, shown)
    }

    fn escape(&self, rest: &str) -> Step {
        match rest[1..].chars().next() {
            None if !self.ended => Step::Wait,
            Some(c) if c.is_ascii_punctuation() => Step::Spans(vec![self.look.span(c.to_string())], 2),
            _ => Step::Literal,
        }
    }

    fn code<'b>(&self, rest: &'b str, shown: &mut &'b str) -> Step {
        let run = rest.len() - rest.trim_start_matches('`').len();
        *shown = &rest[..run.min(WINDOW)];
        if run == rest.len() && !self.ended && run <= WINDOW {
            return Step::Wait;
        }
        if run > MARGIN {
            return Step::Literal;
        }
        let mut at = run;
        while let Some(found) = window(rest, at).find('`') {
            let start = at + found;
            let end = rest.len() - rest[start..].trim_start_matches('`').len();
            if end == rest.len() && !self.ended {
                return self.wait_within(rest);
            }
            if end - start == run {
                let inner = rest[run..start].trim();
                return Step::Spans(vec![self.look.span(inner.to_owned())], end);
            }
            at = end;
        }
        self.wait_within(rest)
    }

    /// More may follow within the window.
    fn wait_within(&self, rest: &str) -> Step {
        if self.ended || rest.len() > WINDOW + MARGIN { Step::Literal } else { Step::Wait }
    }

    /// Emphasis, bold or strike.
    fn mark<'b>(&self, rest: &'b str, sign: char, shown: &mut &'b str) -> Step {
        let run = rest.len() - rest.trim_start_matches(sign).len();
        if run == rest.len() && !self.ended && run <= WINDOW {
            return Step::Wait;
        }
        *shown = &rest[..run.min(WINDOW)];
        let fits = if sign == '~' { run == 2 } else { run <= 3 };
        let next = rest[run..].chars().next();
        if !fits || self.depth >= DEEPEST || !self.opens(sign, run, next) {
            return Step::Literal;
        }
        match self.closing(rest, sign, run) {
            Ok(Some(end)) => {
                let look = match (sign, run) {
                    ('~', _) => Look::Strike,
                    (_, 1) => self.look,
                    _ => Look::Bold,
                };
                let inner = Reader {
                    source: &rest[run..end],
                    ended: true,
                    before: None,
                    look,
                    depth: self.depth + 1,
                }
                .read()
                .0;
                Step::Spans(inner, end + run)
            }
            Ok(None) => Step::Literal,
            Err(()) => Step::Wait,
        }
    }

    fn opens(&self, sign: char, run: usize, next: Option<char>) -> bool {
        let digits =
            self.before.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        let in_word = self.before.is_some_and(char::is_alphanumeric) && (sign == '_' || (digits && run == 1));
        !in_word && next.is_some_and(|c| !c.is_whitespace())
    }

    /// Where the end of a mark begins; an error when that is not known yet.
    fn closing(&self, rest: &str, sign: char, run: usize) -> Result<Option<usize>, ()> {
        let more = if self.ended || rest.len() > WINDOW + MARGIN { Ok(None) } else { Err(()) };
        let mut at = run;
        let limit = rest.len().min(WINDOW);
        while at < limit {
            let Some(c) = rest[at..].chars().next() else { break };
            if c == '\\' {
                let escaped = rest[at + 1..].chars().next().map_or(0, char::len_utf8);
                at += 1 + escaped;
                continue;
            }
            if c != sign {
                at += c.len_utf8();
                continue;
            }
            let len = rest[at..].len() - rest[at..].trim_start_matches(sign).len();
            let end = at + len;
            if end == rest.len() && !self.ended {
                return more;
            }
            let after_word = rest[..at].chars().next_back().is_some_and(|c| !c.is_whitespace());
            let in_word = sign == '_' && rest[end..].chars().next().is_some_and(char::is_alphanumeric);
            let fits = len == run || (len == 3 && run < 3);
            if fits && after_word && !in_word {
                return Ok(Some(end - run));
            }
            at = end;
        }
        more
    }

    fn link(&self, rest: &str) -> Step {
        match link::bracketed(rest, self.ended) {
            link::Bracket::Wait => Step::Wait,
            link::Bracket::None => Step::Literal,
            link::Bracket::Link { text, url, taken } => {
                let words = self.words(text);
                match (url.is_empty(), words.trim().is_empty()) {
                    (true, true) => Step::Spans(vec![], taken),
                    (true, false) => Step::Spans(vec![self.look.span(words)], taken),
                    (false, true) => Step::Spans(vec![Span::link(url.clone(), url)], taken),
                    (false, false) => Step::Spans(vec![Span::link(words, url)], taken),
                }
            }
        }
    }

    fn picture(&self, rest: &str) -> Step {
        match rest[1..].chars().next() {
            None if !self.ended => return Step::Wait,
            Some('[') => {}
            _ => return Step::Literal,
        }
        match link::bracketed(&rest[1..], self.ended) {
            link::Bracket::Wait => Step::Wait,
            link::Bracket::None => Step::Literal,
            link::Bracket::Link { text, taken, .. } => {
                let words = self.words(text);
                let spans = if words.is_empty() { vec![] } else { vec![self.look.span(words)] };
                Step::Spans(spans, taken + 1)
            }
        }
    }

    /// The words of a piece of source, without any look.
    fn words(&self, source: &str) -> String {
        if self.depth >= DEEPEST {
            return source.to_owned();
        }
        let mut inner =
            Reader { source, ended: true, before: None, look: Look::Plain, depth: self.depth + 1 };
        inner.read().0.iter().map(Span::as_text).collect()
    }
}

fn window(text: &str, from: usize) -> &str {
    let mut end = text.len().min(from.max(WINDOW));
    while !text.is_char_boundary(end) {
        end += 1;
    }
    &text[from..end]
}

fn add_text(spans: &mut Vec<Span>, look: Look, text: &str) {
    if text.is_empty() {
        return;
    }
    match (spans.last_mut(), look) {
        (Some(Span::Text { text: last }), Look::Plain)
        | (Some(Span::Bold { text: last }), Look::Bold)
        | (Some(Span::Strike { text: last }), Look::Strike) => last.push_str(text),
        _ => spans.push(look.span(text.to_owned())),
    }
}

/// Adds a span; words that look the same melt.
pub(super) fn add(spans: &mut Vec<Span>, span: Span) {
    match span {
        Span::Text { text } => add_text(spans, Look::Plain, &text),
        Span::Bold { text } => add_text(spans, Look::Bold, &text),
        Span::Strike { text } => add_text(spans, Look::Strike, &text),
        link @ Span::Link { .. } => spans.push(link),
    }
}

/// The longest entity that is read.
const LONGEST_ENTITY: usize = 24;

/// Spaces by name.
const SPACES: &str = "nbsp ensp emsp emsp13 emsp14 numsp puncsp thinsp ThinSpace hairsp VeryThinSpace MediumSpace NonBreakingSpace";
/// What nobody sees, by name.
const UNSEEN: &str = "shy zwj zwnj lrm rlm NoBreak ZeroWidthSpace";

const ENTITIES: [(&str, char); 15] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("euro", '€'),
    ("pound", '£'),
    ("dollar", '$'),
    ("yen", '¥'),
    ("percnt", '%'),
    ("hellip", '…'),
    ("cent", '¢'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("period", '.'),
];

fn entity(rest: &str, ended: bool, look: Look) -> Step {
    let name = rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').map(|at| &rest[1..=at]);
    let Some(name) = name else {
        return if ended || rest.len() > LONGEST_ENTITY { Step::Literal } else { Step::Wait };
    };
    if !rest[1 + name.len()..].starts_with(';') || name.len() >= LONGEST_ENTITY {
        return Step::Literal;
    }
    match named(name) {
        Some(Read::Sign(c)) => Step::Spans(vec![look.span(c.to_string())], name.len() + 2),
        Some(Read::Unseen) => Step::Spans(vec![], name.len() + 2),
        None => Step::Literal,
    }
}

/// What an entity stands for.
enum Read {
    Sign(char),
    Unseen,
}

fn named(name: &str) -> Option<Read> {
    let among = |list: &str| list.split(' ').any(|entity| entity == name);
    let Some(number) = name.strip_prefix('#') else {
        if among(SPACES) {
            return Some(Read::Sign(' '));
        }
        let sign = ENTITIES.iter().find(|(entity, _)| *entity == name).map(|(_, c)| Read::Sign(*c));
        return sign.or_else(|| among(UNSEEN).then_some(Read::Unseen));
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let c = char::from_u32(code.ok()?)?;
    Some(match c {
        c if c.is_whitespace() => Read::Sign(' '),
        c if super::lines::is_unseen(c) => Read::Unseen,
        c => Read::Sign(c),
    })
}
