//! Calls written into the text, for models that take no tools: a line of its own, `::name {"argument": …}`.
//!
//! Fragments come cut anywhere. Left out: what a call means (`tools`).

use parlour_llm::ToolCall;

/// What begins such a line.
const MARK: &str = "::";
/// The longest line that is waited for, in bytes.
const LONGEST: usize = 4096;

/// Something that a model said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Words.
    Text(String),
    /// A call.
    Call(ToolCall),
}

/// Reads calls out of a model's words.
#[derive(Debug)]
pub(super) struct Directives {
    /// The beginning of a line that may be a call.
    line: String,
    /// Whether a line begins, or has begun as a call may.
    is_waiting: bool,
    calls: usize,
}

impl Directives {
    pub(super) fn new() -> Self {
        Self { line: String::new(), is_waiting: true, calls: 0 }
    }

    /// What is said by now.
    pub(super) fn push(&mut self, fragment: &str) -> Vec<Said> {
        let mut said = Vec::new();
        let mut text = String::new();
        for c in fragment.chars() {
            if !self.is_waiting {
                text.push(c);
                self.is_waiting = c == '\n';
                continue;
            }
            if c == '\n' {
                self.end_line(&mut text, &mut said);
                continue;
            }
            self.line.push(c);
            let begun = self.line.trim_start();
            let may_be = MARK.starts_with(begun) || begun.starts_with(MARK);
            if !may_be || self.line.len() > LONGEST {
                text.push_str(&std::mem::take(&mut self.line));
                self.is_waiting = false;
            }
        }
        if !text.is_empty() {
            said.push(Said::Text(text));
        }
        said
    }

    /// What was held back at the end.
    pub(super) fn finish(&mut self) -> Vec<Said> {
        let (mut text, mut said) = (String::new(), Vec::new());
        match self.call() {
            Some(call) => said.push(Said::Call(call)),
            None => text.push_str(&std::mem::take(&mut self.line)),
        }
        if !text.is_empty() {
            said.push(Said::Text(text));
        }
        said
    }

    fn end_line(&mut self, text: &mut String, said: &mut Vec<Said>) {
        match self.call() {
            Some(call) => {
                if !text.is_empty() {
                    said.push(Said::Text(std::mem::take(text)));
                }
                said.push(Said::Call(call));
            }
            None => {
                text.push_str(&std::mem::take(&mut self.line));
                text.push('\n');
            }
        }
    }

    /// The waiting line as a call, if it is one.
    fn call(&mut self) -> Option<ToolCall> {
        let rest = self.line.trim().strip_prefix(MARK)?;
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
        let (name, arguments) = rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        let arguments = if arguments.trim().is_empty() { "{}" } else { arguments.trim() };
        self.calls += 1;
        let call =
            ToolCall { id: format!("line_{}", self.calls), name: name.into(), arguments: arguments.into() };
        self.line.clear();
        Some(call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, cut: usize) -> (String, Vec<(String, String)>) {
        let mut directives = Directives::new();
        let chars: Vec<char> = text.chars().collect();
        let mut all = Vec::new();
        for piece in chars.chunks(cut) {
            all.extend(directives.push(&piece.iter().collect::<String>()));
        }
        all.extend(directives.finish());
        let (mut words, mut calls) = (String::new(), Vec::new());
        for said in all {
            match said {
                Said::Text(text) => words.push_str(&text),
                Said::Call(call) => calls.push((call.name, call.arguments)),
            }
        }
        (words, calls)
    }

    #[test]
    fn lines_that_begin_with_the_mark_are_calls() {
        let text = "Here:\n::show_products {\"ids\":[\"a\"]}\nBye.\n  ::show_contact_form\nstd::vec stays\n:: no\n::end";
        let calls = [("show_products", "{\"ids\":[\"a\"]}"), ("show_contact_form", "{}"), ("end", "{}")];
        let calls: Vec<(String, String)> = calls.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec();
        for cut in 1..9 {
            assert_eq!(read(text, cut), ("Here:\nBye.\nstd::vec stays\n:: no\n".to_owned(), calls.clone()));
        }
        assert_eq!(read(": one\n", 1).0, ": one\n");
    }
}
