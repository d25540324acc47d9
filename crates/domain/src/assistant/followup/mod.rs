//! Follow-up questions without a model: "and in blue?" is made whole from the conversation's own words.
//!
//! Pure: what was asked and shown before goes in, the question to look for comes out. A question that stands by
//! itself is left alone. Left out: what a model would guess beyond words, and who may see the earlier turns.

mod tables;
mod topic;

use super::cues::{self, Cues};
use crate::knowledge::index;
use tables::Words;
use topic::{Token, Topic, tokens};

/// How many earlier questions are looked at.
const MOST_EARLIER: usize = 6;
/// With more words about some matter a question stands by itself.
const MOST_MATTER: usize = 2;
/// How many words "in blue?" may have.
const SHORT: usize = 4;

/// What was asked before, and what the answer showed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Earlier {
    /// The visitor's words.
    pub question: String,
    /// The titles of the products or pages that the answer showed, in order.
    pub shown: Vec<String>,
}

/// The whole question that `question` means after `earlier`, whose newest is last; `None` when it stands by itself,
/// or when nothing before it says what it is about. `language` is a two-letter code.
pub fn resolve(question: &str, earlier: &[Earlier], language: &str) -> Option<String> {
    let reader = Reader::of(language)?;
    let mut topic: Option<Topic> = None;
    for turn in &earlier[earlier.len().saturating_sub(MOST_EARLIER)..] {
        topic = reader.follow(topic, turn);
    }
    reader.rewrite(question, &topic?)
}

/// Whether `question` may mean something said before: only then is it worth reading what that was.
pub fn may_follow(question: &str, language: &str) -> bool {
    Reader::of(language).is_some_and(|reader| {
        reader
            .read(question)
            .is_some_and(|asked| reader.place(&asked.rest).is_some() || reader.lean(&asked).is_some())
    })
}

/// Whether a word names a colour.
pub(super) fn is_colour(word: &str, language: &str) -> bool {
    tables::words(language).is_some_and(|words| words.colours.split(' ').any(|colour| colour == word))
}

/// A question, without the words that open it.
struct Asked {
    rest: Vec<Token>,
    /// Whether it begins with "and", "what about" or the like.
    opened: bool,
    /// Whether it ends with a question mark.
    asks: bool,
}

/// How a question leans on what was said before.
enum Lean {
    /// It changes a word of the question before.
    Completes,
    /// It means what was talked about.
    Refers,
}

/// What a language's follow-ups are known by.
struct Reader {
    language: &'static str,
    words: &'static Words,
    cues: &'static Cues,
}

impl Reader {
    fn of(language: &str) -> Option<Self> {
        let words = tables::words(language)?;
        Some(Self { language: words.language, words, cues: cues::cues(language) })
    }

    /// What is talked about after one more turn.
    fn follow(&self, before: Option<Topic>, turn: &Earlier) -> Option<Topic> {
        if self.is_talk(&turn.question) {
            return before;
        }
        let whole = before.as_ref().and_then(|topic| self.rewrite(&turn.question, topic));
        let is_new = whole.is_none();
        let question = whole.unwrap_or_else(|| turn.question.clone());
        // An answer that showed nothing leaves what was shown before in view, while the matter is the same.
        let kept = before.filter(|_| !is_new && turn.shown.is_empty()).map(|topic| topic.shown);
        Some(Topic { question, shown: kept.unwrap_or_else(|| turn.shown.clone()) })
    }

    /// Whether a text is talk without a matter: a greeting, thanks, a wish for a person.
    fn is_talk(&self, text: &str) -> bool {
        let (plain, cues) = (cues::plain(text), self.cues);
        plain.trim().is_empty()
            || cues::only(&plain, cues.greeting)
            || cues::only(&plain, cues.thanks)
            || cues::any(&plain, cues.about_me)
            || cues::only(&plain, cues.person)
            || (cues::any(&plain, cues.person_verb) && cues::any(&plain, cues.person_noun))
    }

    fn rewrite(&self, question: &str, topic: &Topic) -> Option<String> {
        let asked = self.read(question)?;
        let Asked { rest, asks, .. } = &asked;
        if let Some(title) = self.pointed_out(rest, topic) {
            return Some(self.refer(rest, title, *asks));
        }
        Some(match self.lean(&asked)? {
            Lean::Completes => self.complete(topic, rest, *asks),
            Lean::Refers => self.refer(rest, &self.referent(topic, rest), *asks),
        })
    }

    /// A question without what opens it; `None` when it stands by itself: it is talk, or has a matter of its own.
    fn read(&self, question: &str) -> Option<Asked> {
        let all = tokens(question, self.language);
        let opening = self.opening(&all);
        let rest = all[opening.unwrap_or(0)..].to_vec();
        let has_matter = rest.iter().filter(|token| self.is_matter(token)).nth(MOST_MATTER).is_some();
        if rest.is_empty() || has_matter {
            return None;
        }
        if self.is_talk(question) || cues::any(&cues::plain(question), self.cues.complaint) {
            return None;
        }
        Some(Asked { rest, opened: opening.is_some(), asks: question.trim_end().ends_with('?') })
    }

    /// How a question leans on what was said before; `None` when it does not.
    fn lean(&self, asked: &Asked) -> Option<Lean> {
        let Asked { rest, opened, asks } = asked;
        let is_question = self.opens(rest);
        if *opened && !is_question && !self.is_pronoun_only(rest) {
            return Some(Lean::Completes);
        }
        let only_traits =
            rest.iter().all(|t| !self.is_matter(t) || self.has(self.words.traits, t) || self.is_order(t));
        if self.pronoun(rest).is_some() || (only_traits && (*asks || is_question)) {
            return Some(Lean::Refers);
        }
        (!is_question && rest.len() <= SHORT && self.is_piece(rest)).then_some(Lean::Completes)
    }

    /// How many words "and", "what about" and the like have at the beginning.
    fn opening(&self, all: &[Token]) -> Option<usize> {
        let opens = |cue: &&str| {
            let cue: Vec<&str> = cue.split(' ').collect();
            all.len() >= cue.len() && all.iter().zip(&cue).all(|(token, word)| token.word == **word)
        };
        cues::each(self.words.opening).filter(opens).map(|cue| cue.split(' ').count()).max()
    }

    /// Whether the words begin a question of their own.
    fn opens(&self, rest: &[Token]) -> bool {
        let text: Vec<&str> = rest.iter().map(|token| token.word.as_str()).collect();
        let text = format!("{} ", text.join(" ").to_lowercase());
        let begins = |list| cues::opens(&text, list);
        begins(self.cues.opening) || begins(self.cues.goods)
    }

    /// Whether a word says what a question is about.
    fn is_matter(&self, token: &Token) -> bool {
        !self.has(self.words.pronouns, token)
            && !self.has(self.words.pointing, token)
            && !self.has(self.words.prepositions, token)
            && index::terms(&token.word, self.language).iter().any(|term| term.weight == 1.0)
    }

    /// Whether a word asks for the cheapest or the dearest: said alone, of what was talked about.
    fn is_order(&self, token: &Token) -> bool {
        let is_word = |cue: &str| cue == token.word;
        cues::each(self.cues.cheapest).chain(cues::each(self.cues.dearest)).any(is_word)
    }

    fn has(&self, list: &'static str, token: &Token) -> bool {
        list.split(' ').any(|word| word == token.word)
    }

    /// Where a word stands that means what was talked about.
    fn pronoun(&self, rest: &[Token]) -> Option<usize> {
        (0..rest.len()).find(|at| {
            let behind = &rest[at + 1..];
            // "How long does it take to …": it means what follows.
            if behind.iter().skip(1).any(|token| self.has(self.words.infinitive, token)) {
                return false;
            }
            let token = &rest[*at];
            self.has(self.words.pronouns, token)
                || (self.has(self.words.pointing, token) && self.stands_alone(&rest[..*at], behind))
        })
    }

    /// Whether a word between `before` and `behind` is no article: nothing follows that it could belong to, or what
    /// follows is said of it ("is that waterproof?").
    fn stands_alone(&self, before: &[Token], behind: &[Token]) -> bool {
        let is_said = before.last().is_some_and(|token| self.has(self.words.copula, token));
        let matter = |n: usize| behind.get(n).is_some_and(|token| self.is_matter(token));
        // "Which one is washable?"
        let picks =
            before.last().is_some_and(|token| cues::each(self.cues.which).any(|which| which == token.word));
        if picks && behind.first().is_some_and(|token| self.has(self.words.copula, token)) {
            return true;
        }
        (!matter(0) && (self.is_place(behind.first()) || !matter(1))) || (is_said && behind.len() == 1)
    }

    fn is_place(&self, token: Option<&Token>) -> bool {
        token.is_some_and(|token| self.has(self.words.prepositions, token))
    }

    fn is_pronoun_only(&self, rest: &[Token]) -> bool {
        rest.iter().all(|t| self.has(self.words.pronouns, t) || self.has(self.words.pointing, t))
    }

    /// Whether words are only a piece of a question: "in blue", "the large one".
    fn is_piece(&self, rest: &[Token]) -> bool {
        let mut matter = rest.iter().filter(|token| self.is_matter(token)).peekable();
        if matter.peek().is_none() {
            return false;
        }
        self.is_place(rest.first()) || matter.all(|token| self.kind(token).is_some())
    }

    /// The kind of look a word names: colours are 0, sizes are 1.
    fn kind(&self, token: &Token) -> Option<usize> {
        let stem = |word: &str| index::analyse(word, self.language).into_iter().next();
        let own = stem(&token.word)?;
        [self.words.colours, self.words.sizes].iter().position(|list| {
            list.split(' ').any(|word| word == token.word || stem(word).as_ref() == Some(&own))
        })
    }

    /// Which one of several is meant, from 1; 0 is the last.
    fn place(&self, rest: &[Token]) -> Option<usize> {
        rest.iter().find_map(|token| {
            self.words.ordinals.iter().position(|list| list.split(' ').any(|word| word == token.word))
        })
    }

    /// The title that is meant by "the second one".
    fn pointed_out<'a>(&self, rest: &[Token], topic: &'a Topic) -> Option<&'a str> {
        let place = self.place(rest)?;
        let matter = rest.iter().filter(|token| self.is_matter(token) && self.kind(token).is_none());
        let titles = &topic.shown;
        let title = if place == 0 { titles.last() } else { titles.get(place - 1) };
        title.map(String::as_str).filter(|_| titles.len() > 1 && matter.count() <= 1)
    }
}

#[cfg(test)]
mod tests;
