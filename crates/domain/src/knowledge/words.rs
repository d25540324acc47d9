//! Words with their look, gathered piece by piece: folds white space and joins what belongs together.

use parlour_model::part::Span;

/// How a run of words looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Look {
    /// Like the rest.
    #[default]
    Plain,
    /// Bold.
    Bold,
    /// Struck through.
    Strike,
    /// A link to this address.
    Link(String),
}

/// Gathers words into lines of spans.
#[derive(Debug, Default)]
pub struct Words {
    lines: Vec<Vec<Span>>,
    line: Vec<Span>,
    space: bool,
}

impl Words {
    /// Adds `text`; any run of white space in it counts as one space, and none at the ends of a line.
    pub fn push(&mut self, text: &str, look: &Look) {
        let mut word = String::new();
        for c in text.chars() {
            match c {
                '\u{AD}' | '\u{200B}' | '\u{FEFF}' => {}
                c if c.is_whitespace() => {
                    self.push_word(&word, look);
                    word.clear();
                    self.space = true;
                }
                c => word.push(c),
            }
        }
        self.push_word(&word, look);
    }

    /// Ends the line.
    pub fn end_line(&mut self) {
        self.space = false;
        if !self.line.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }

    /// The lines so far, none of them empty; starts anew.
    pub fn take_lines(&mut self) -> Vec<Vec<Span>> {
        self.end_line();
        std::mem::take(&mut self.lines)
    }

    /// Whether there is not a word.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.line.is_empty()
    }

    fn push_word(&mut self, word: &str, look: &Look) {
        if word.is_empty() {
            return;
        }
        let space = std::mem::take(&mut self.space) && !self.line.is_empty();
        match self.line.last_mut() {
            Some(last) if has_look(last, look) => {
                let text = text_mut(last);
                if space {
                    text.push(' ');
                }
                text.push_str(word);
                return;
            }
            // The space between two looks belongs to the plain one of them.
            Some(Span::Text { text }) if space => text.push(' '),
            Some(_) if space && *look == Look::Plain => {
                self.line.push(Span::text(format!(" {word}")));
                return;
            }
            Some(_) if space => self.line.push(Span::text(" ")),
            _ => {}
        }
        self.line.push(span(word, look));
    }
}

/// The words of `spans` without their look.
pub fn plain(spans: &[Span]) -> String {
    spans.iter().map(Span::as_text).collect()
}

/// How many words are in `text`.
pub fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Adds `more` to the end of `spans`, with `between` in between unless `spans` is empty.
pub fn append(spans: &mut Vec<Span>, between: &str, more: Vec<Span>) {
    let between = if spans.is_empty() { "" } else { between };
    let mut more = more.into_iter();
    if let Some(first) = more.next() {
        match (spans.last_mut(), first) {
            (Some(Span::Text { text }), Span::Text { text: next }) => {
                text.push_str(between);
                text.push_str(&next);
            }
            (Some(Span::Text { text }), first) => {
                text.push_str(between);
                spans.push(first);
            }
            (_, Span::Text { text }) => spans.push(Span::text(format!("{between}{text}"))),
            (_, first) => {
                if !between.is_empty() {
                    spans.push(Span::text(between));
                }
                spans.push(first);
            }
        }
    }
    spans.extend(more);
}

fn span(word: &str, look: &Look) -> Span {
    match look {
        Look::Plain => Span::text(word),
        Look::Bold => Span::bold(word),
        Look::Strike => Span::Strike { text: word.to_owned() },
        Look::Link(url) => Span::link(word, url),
    }
}

fn has_look(span: &Span, look: &Look) -> bool {
    match (span, look) {
        (Span::Text { .. }, Look::Plain)
        | (Span::Bold { .. }, Look::Bold)
        | (Span::Strike { .. }, Look::Strike) => true,
        (Span::Link { url, .. }, Look::Link(other)) => url == other,
        _ => false,
    }
}

fn text_mut(span: &mut Span) -> &mut String {
    match span {
        Span::Text { text } | Span::Bold { text } | Span::Strike { text } | Span::Link { text, .. } => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(pieces: &[(&str, Look)]) -> Vec<Span> {
        let mut words = Words::default();
        for (text, look) in pieces {
            words.push(text, look);
        }
        words.take_lines().into_iter().next().unwrap_or_default()
    }

    #[test]
    fn white_space_folds_and_belongs_to_plain_words() {
        let link = || Look::Link("https://a.example/".into());
        let cases = [
            (vec![("  a \n\t b\u{a0}c ", Look::Plain)], vec![Span::text("a b c")]),
            (
                vec![("a ", Look::Plain), (" b ", Look::Bold), ("c", Look::Plain)],
                vec![Span::text("a "), Span::bold("b"), Span::text(" c")],
            ),
            (
                vec![("a", Look::Bold), (" ", Look::Plain), ("b", link())],
                vec![Span::bold("a"), Span::text(" "), Span::link("b", "https://a.example/")],
            ),
            (vec![("f\u{AD}oo", Look::Plain), ("bar", Look::Plain)], vec![Span::text("foobar")]),
            (vec![(" \n ", Look::Bold)], vec![]),
        ];
        for (pieces, expected) in cases {
            assert_eq!(gather(&pieces), expected);
        }
    }

    #[test]
    fn what_is_appended_keeps_its_distance() {
        let mut spans = vec![Span::bold("a")];
        append(&mut spans, ": ", vec![Span::text("b"), Span::bold("c")]);
        append(&mut spans, " ", vec![Span::bold("d")]);
        assert_eq!(plain(&spans), "a: bc d");
        let mut none = vec![];
        append(&mut none, ": ", vec![Span::text("b")]);
        assert_eq!(plain(&none), "b");
    }
}
