//! Takes out the reasoning that some models write at the start of their answer, between tags.
//!
//! Only at the start: later on, the same tags are text that somebody may have asked for.

const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// Text without its reasoning, tags cut anywhere.
#[derive(Debug, Default)]
pub(crate) struct Thinking {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing was given out yet; what came so far may be the beginning of a tag.
    Start { held: String, thought: bool },
    /// In reasoning that ends with the tag; the last bytes that may be its beginning.
    Inside { close: &'static str, held: String },
    /// All that comes is text.
    Text,
}

impl Default for State {
    fn default() -> Self {
        Self::Start { held: String::new(), thought: false }
    }
}

impl Thinking {
    /// Takes a fragment and gives the text in it.
    pub(crate) fn feed(&mut self, fragment: String) -> String {
        if matches!(self.state, State::Text) {
            return fragment;
        }
        let mut rest = fragment;
        loop {
            let (state, given) = match std::mem::replace(&mut self.state, State::Text) {
                State::Text => (State::Text, Given::Text(rest)),
                State::Start { held, thought } => start(held + &rest, thought),
                State::Inside { close, held } => inside(close, held + &rest),
            };
            self.state = state;
            match given {
                Given::Again(more) => rest = more,
                Given::Text(text) => return text,
            }
        }
    }

    /// Takes the end of the answer and gives what was held back.
    pub(crate) fn end(&mut self) -> String {
        match std::mem::replace(&mut self.state, State::Text) {
            State::Start { held, .. } => held,
            State::Inside { .. } | State::Text => String::new(),
        }
    }
}

enum Given {
    Text(String),
    /// What follows a tag: to be looked at again.
    Again(String),
}

fn start(held: String, thought: bool) -> (State, Given) {
    let seen = held.trim_start();
    for (open, close) in TAGS {
        if let Some(rest) = seen.strip_prefix(open) {
            return (State::Inside { close, held: String::new() }, Given::Again(rest.to_owned()));
        }
    }
    if TAGS.iter().any(|(open, _)| open.starts_with(seen)) {
        // The white space between reasoning and answer belongs to neither.
        let held = if thought { seen.to_owned() } else { held };
        return (State::Start { held, thought }, Given::Text(String::new()));
    }
    let text = if thought { seen.to_owned() } else { held };
    (State::Text, Given::Text(text))
}

fn inside(close: &'static str, held: String) -> (State, Given) {
    if let Some((_, rest)) = held.split_once(close) {
        return (State::Start { held: String::new(), thought: true }, Given::Again(rest.to_owned()));
    }
    let kept = (1..close.len()).rev().find(|length| held.ends_with(&close[..*length])).unwrap_or(0);
    let held = held[held.len() - kept..].to_owned();
    (State::Inside { close, held }, Given::Text(String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'t>(fragments: impl IntoIterator<Item = &'t str>) -> String {
        let mut thinking = Thinking::default();
        let mut text: String = fragments.into_iter().map(|f| thinking.feed(f.to_owned())).collect();
        text += &thinking.end();
        text
    }

    #[test]
    fn only_reasoning_at_the_start_is_taken_out() {
        for (answer, expected) in [
            ("Hello <think>x</think>", "Hello <think>x</think>"),
            ("<think>a < b </thin</think>\n\nHello", "Hello"),
            ("\n <think>\n</think> Hello", "Hello"),
            ("<thinking>a</think>b</thinking>Hello", "Hello"),
            ("<think>a</think>\n<think>b</think>\nHello\n", "Hello\n"),
            ("  Hello", "  Hello"),
            ("<thin ice", "<thin ice"),
            ("<thi", "<thi"),
            ("<think>never ends", ""),
            ("<think>a</think> <b", "<b"),
            ("", ""),
        ] {
            assert_eq!(text([answer]), expected, "{answer}");
            let single: Vec<String> = answer.chars().map(String::from).collect();
            assert_eq!(text(single.iter().map(String::as_str)), expected, "{answer}");
            for (cut, _) in answer.char_indices() {
                assert_eq!(text([&answer[..cut], &answer[cut..]]), expected, "{answer} at {cut}");
            }
        }
    }

    #[test]
    fn text_is_given_out_as_soon_as_it_can_be_no_tag() {
        let mut thinking = Thinking::default();
        assert_eq!(thinking.feed("<".to_owned()), "");
        assert_eq!(thinking.feed("b".to_owned()), "<b");
        assert_eq!(thinking.feed("<think>".to_owned()), "<think>");
    }
}
