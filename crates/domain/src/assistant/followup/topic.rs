//! What is talked about, and how a new question is put together with it.

use super::Reader;

/// Longer earlier questions give only their words about the matter.
const LONG: usize = 14;

/// What is talked about.
pub(super) struct Topic {
    /// The newest question, whole.
    pub(super) question: String,
    /// What its answer showed.
    pub(super) shown: Vec<String>,
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// As it stands there, with what is written to it.
    pub(super) written: String,
    /// The bare word in lower case.
    pub(super) word: String,
}

/// The words of a text, without its closing signs.
pub(super) fn tokens(text: &str, language: &str) -> Vec<Token> {
    let text = text.trim_start_matches(['¿', '¡', ' ']).trim_end_matches(['?', '!', '.', ',', ' ']);
    let signs = |c: char| !c.is_alphanumeric();
    text.split_whitespace()
        .enumerate()
        .filter_map(|(at, written)| {
            let bare = written.trim_matches(signs);
            // French binds a pronoun to the end of a word (coûte-t-il), others bind a verb to the pronoun (it's).
            let mut pieces = bare.split(['\'', '’', '-']);
            let piece = match language {
                "fr" => pieces.next_back(),
                _ if bare.contains('-') => Some(bare),
                _ => pieces.next(),
            };
            let piece = piece.unwrap_or(bare);
            // Danish writes "you" with a capital where "in" has a small letter.
            let is_you = language == "da" && at > 0 && piece == "I";
            let word = if is_you { piece.to_owned() } else { piece.to_lowercase() };
            (!word.is_empty()).then(|| Token { written: written.to_owned(), word })
        })
        .collect()
}

impl Reader {
    /// The earlier question with the new words in it: in the place of what they change, else behind.
    pub(super) fn complete(&self, topic: &Topic, rest: &[Token], asked: bool) -> String {
        let asked = asked || topic.question.trim_end().ends_with('?');
        let before = self.brief(tokens(&topic.question, self.language));
        let whole = self
            .in_place(&before, rest)
            .or_else(|| self.by_name(&before, rest))
            .unwrap_or_else(|| [self.without_kinds(&before, rest), self.telling(rest)].concat());
        text(&whole, asked)
    }

    /// The new question with `what` where it says "it", else behind.
    pub(super) fn refer(&self, rest: &[Token], what: &str, asked: bool) -> String {
        let meant = Token { written: what.to_owned(), word: String::new() };
        let mut whole = rest.to_vec();
        let bare = |token: &Token| token.written.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match self.pronoun(rest).filter(|at| bare(&rest[*at]) == rest[*at].word) {
            Some(at) => whole[at] = meant,
            None => whole.push(meant),
        }
        text(&whole, asked)
    }

    /// The words that name what was talked about: the one title that was shown, and what else was asked for.
    pub(super) fn referent(&self, topic: &Topic, rest: &[Token]) -> String {
        let asked = tokens(&topic.question, self.language);
        let mut matter = self.without_kinds(&asked, rest);
        matter.retain(|token| self.is_matter(token) && rest.iter().all(|r| r.word != token.word));
        let title = match &topic.shown[..] {
            [title] => Some(title),
            [first, ..] if matter.is_empty() => Some(first),
            _ => None,
        };
        let Some(title) = title else { return words(&matter) };
        let named = tokens(title, self.language);
        matter.retain(|token| !named.iter().any(|n| self.same(n, token)));
        format!("{} {}", words(&self.without_kinds(&named, rest)), words(&matter)).trim().to_owned()
    }

    fn same(&self, a: &Token, b: &Token) -> bool {
        let stem = |token: &Token| crate::knowledge::index::analyse(&token.word, self.language);
        a.word == b.word || stem(a) == stem(b)
    }

    /// A question that is not long, for the words of one that is.
    fn brief(&self, all: Vec<Token>) -> Vec<Token> {
        if all.len() <= LONG {
            return all;
        }
        all.into_iter().filter(|token| self.is_matter(token)).take(LONG).collect()
    }

    /// "To Norway" takes the place of "to Denmark".
    fn in_place(&self, before: &[Token], rest: &[Token]) -> Option<Vec<Token>> {
        let place = rest.first().filter(|token| self.has(self.words.prepositions, token))?;
        let at = before.iter().rposition(|token| token.word == place.word)?;
        let is_matter = |n: usize| before.get(n).is_some_and(|token| self.is_matter(token));
        let mut end = if is_matter(at + 1) { at + 1 } else { at + 2 };
        if !is_matter(end) {
            return None;
        }
        while is_matter(end) {
            end += 1;
        }
        Some([&before[..at], rest, &before[end..]].concat())
    }

    /// One name takes the place of another. In German every noun looks like a name.
    fn by_name(&self, before: &[Token], rest: &[Token]) -> Option<Vec<Token>> {
        let is_name = |token: &Token| {
            self.language != "de"
                && token.written.starts_with(char::is_uppercase)
                && self.is_matter(token)
                && self.kind(token).is_none()
        };
        let new = rest.iter().filter(|token| self.is_matter(token));
        let names: Vec<Token> = new.clone().filter(|token| is_name(token)).cloned().collect();
        let at = before.iter().rposition(is_name).filter(|at| *at > 0)?;
        (!names.is_empty() && names.len() == new.count())
            .then(|| [&before[..at], &names, &before[at + 1..]].concat())
    }

    /// `before` without the colours when `rest` names one, and without the sizes likewise.
    fn without_kinds(&self, before: &[Token], rest: &[Token]) -> Vec<Token> {
        let new: Vec<usize> = rest.iter().filter_map(|token| self.kind(token)).collect();
        let stays = |token: &&Token| self.kind(token).is_none_or(|kind| !new.contains(&kind));
        before.iter().filter(stays).cloned().collect()
    }

    /// `rest` without the words that only stand for a noun ("the large one").
    fn telling(&self, rest: &[Token]) -> Vec<Token> {
        let stands_for =
            |token: &&Token| self.has(self.words.pronouns, token) || self.has(self.words.pointing, token);
        rest.iter().filter(|token| !stands_for(token)).cloned().collect()
    }
}

fn words(tokens: &[Token]) -> String {
    let written: Vec<&str> = tokens.iter().map(|token| token.written.as_str()).collect();
    written.join(" ")
}

fn text(tokens: &[Token], asked: bool) -> String {
    let sign = if asked { "?" } else { "" };
    format!("{}{sign}", words(tokens).trim_end_matches([',', '?', '!', '.']))
}
