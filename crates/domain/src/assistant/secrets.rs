//! What a model may not say in any words of its own: its instructions, and promises in the owner's name.
//!
//! Letters are compared, one after the other: marks, case, punctuation, links, lists and tables between them do not help
//! to slip through. Words flow; they wait only while they may be the beginning of something forbidden. Left out: prices,
//! stock and addresses, which `facts` looks after.

use parlour_model::part::Span;
use rustc_hash::FxHashMap;

use super::promises::{Promises, Weight};

/// How many letters in a row of the instructions are a leak: about eight words.
const LEAK: usize = 40;
/// Shorter texts may be repeated: they say nothing by themselves.
const SHORTEST: usize = 20;
/// How many letters of the instructions are looked for at once.
const SEED: usize = 4;
/// What stands in place of what was struck.
const GAP: &str = "…";
/// What stands between two texts.
const WALL: char = '\0';

/// Words behind which something is only supposed, in the languages of the house.
const IF: &[&str] = &[
    "if", "once", "when", "whether", "after", "until", "unless", "soon", "before", "hvis", "når", "efter",
    "inden", "wenn", "falls", "sobald", "nachdem", "bis", "bevor", "om", "när", "tills", "als", "zodra",
    "wanneer", "totdat", "si", "quand", "lorsque", "dès", "avant", "cuando", "hasta", "antes",
];

/// Words behind which something is shown or sent, rather than done.
const SHOWN: &[&str] = &[
    "mail",
    "email",
    "says",
    "check",
    "shows",
    "means",
    "besked",
    "tjek",
    "viser",
    "nachricht",
    "prüfen",
    "zeigt",
    "meddelande",
    "kontrollera",
    "visar",
    "bericht",
    "controleer",
    "toont",
    "vérifiez",
    "vérifier",
    "indique",
    "correo",
    "mensaje",
    "comprueba",
    "compruebe",
    "indica",
];

/// Words that go on to tell how things are done with everybody.
const USUALLY: &[&str] = &[
    "only",
    "within",
    "automatically",
    "usually",
    "normally",
    "always",
    "provided",
    "automatisk",
    "normalt",
    "kun",
    "først",
    "innerhalb",
    "binnen",
    "automatisch",
    "erst",
    "nur",
    "inom",
    "automatiskt",
    "endast",
    "först",
    "alleen",
    "pas",
    "sous",
    "automatiquement",
    "uniquement",
    "automáticamente",
    "solo",
    "dentro",
];

/// Words that go on to tell where money goes and how soon: "to your card", "in 3 days".
const WAYS: &[&str] = &[
    "to", "by", "in", "via", "til", "på", "med", "auf", "per", "till", "naar", "op", "sur", "dans", "par",
    "en", "a", "por",
];

/// Words that begin more than one thing: "as soon as", "as you asked".
const OPEN: &[&str] = &["as", "so", "så", "zo", "tan", "aussitôt", "tant"];

/// Strikes what may not be said.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// The letters of the instructions, in lower case, a wall behind each text.
    letters: Vec<char>,
    texts: Vec<Text>,
    /// Where some letters of the instructions stand.
    seeds: FxHashMap<[char; SEED], Vec<usize>>,
    promises: Option<&'static Promises>,
    /// The last letters that were read.
    last: Vec<char>,
    runs: Vec<Run>,
    /// Promises that may be being made, each from a word on.
    begun: Vec<Begun>,
    /// Room for those that go on with a letter.
    goes_on: Vec<Begun>,
    /// What is not said yet.
    held: Vec<Held>,
    /// The looks that held letters have.
    looks: Vec<Span>,
    /// The word that is being read, in lower case.
    word: String,
    is_in_tag: bool,
    is_supposed: bool,
    is_shown: bool,
    /// Whether the next word begins a clause.
    is_first: bool,
    /// A promise that is none if the next words make it a rule for everybody.
    pending: Option<Pending>,
    /// A run that is too long already: it goes on being struck.
    striking: Option<usize>,
    /// Whether nothing but a gap was said last.
    is_gap_last: bool,
    struck: Vec<String>,
}

/// A text of the instructions.
#[derive(Debug, Clone, Copy)]
struct Text {
    end: usize,
    /// How many letters in a row are too many.
    most: usize,
}

/// A run of letters that are those of a text.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// The next letter's place.
    at: usize,
    length: usize,
    /// Where it begins among what is held.
    from: usize,
}

/// The beginning of a promise.
#[derive(Debug, Clone, Copy)]
struct Begun {
    /// The place among the promises that the letters have come to.
    at: usize,
    /// Where it begins among what is held.
    from: usize,
    /// Whether a clause begins with it.
    is_first: bool,
}

/// A promise that waits for what follows.
#[derive(Debug, Clone, Copy)]
struct Pending {
    /// Where it begins and ends among what is held.
    from: usize,
    to: usize,
    /// Whether a way or a time takes it back, too.
    is_going: bool,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    c: char,
    look: usize,
}

impl Pending {
    fn of(begun: &Begun, to: usize, weight: Weight) -> Self {
        Self { from: begun.from, to, is_going: matches!(weight, Weight::Going | Weight::First) }
    }
}

impl Secrets {
    /// Forbids any long run of letters of `instructions`, and `promises` as a whole.
    pub(super) fn new(instructions: &[&str], promises: &'static Promises) -> Self {
        let mut secrets = Self { promises: Some(promises), is_first: true, ..Self::default() };
        for text in instructions {
            let begin = secrets.letters.len();
            let end = secrets.add(text);
            if end - begin < SHORTEST {
                secrets.letters.truncate(begin);
                continue;
            }
            secrets.texts.push(Text { end, most: LEAK.min(end - begin) });
            for place in begin..=end - SEED {
                let seed: [char; SEED] = std::array::from_fn(|i| secrets.letters[place + i]);
                secrets.seeds.entry(seed).or_default().push(place + SEED);
            }
            secrets.letters.push(WALL);
        }
        secrets
    }

    /// Adds the letters of a text; gives where they end.
    fn add(&mut self, text: &str) -> usize {
        self.letters.extend(letters(text));
        self.letters.len()
    }

    /// What may be said by now.
    pub(super) fn push(&mut self, span: Span) -> Vec<Span> {
        if self.texts.is_empty() && self.promises.is_none() {
            return vec![span];
        }
        let look = self.look(&span);
        let flows = matches!(span, Span::Text { .. });
        let mut out = Vec::new();
        for c in span.as_text().chars() {
            self.take(c, look, &mut out);
            if flows {
                self.flow(&mut out);
            }
        }
        self.flow(&mut out);
        out
    }

    /// What was held back of a block that ends. What may go on in the next block is still known.
    pub(super) fn end(&mut self) -> Vec<Span> {
        let mut out = Vec::new();
        self.end_word(&mut out);
        self.strike_pending(&mut out);
        self.say(self.held.len(), &mut out);
        self.let_go(usize::MAX);
        self.looks.clear();
        (self.is_supposed, self.is_shown, self.is_in_tag, self.is_first) = (false, false, false, true);
        out
    }

    /// The runs that were struck.
    pub(super) fn struck(&self) -> &[String] {
        &self.struck
    }

    /// The number of a look.
    fn look(&mut self, span: &Span) -> usize {
        let is_same = |last: &Span| match (last, span) {
            (Span::Link { url, .. }, Span::Link { url: other, .. }) => url == other,
            _ => std::mem::discriminant(last) == std::mem::discriminant(span),
        };
        if !self.looks.last().is_some_and(is_same) {
            self.looks.push(span.with_text(String::new()));
        }
        self.looks.len() - 1
    }

    fn take(&mut self, c: char, look: usize, out: &mut Vec<Span>) {
        let is_letter = c.is_alphanumeric() && !self.is_in_tag;
        if !is_letter {
            self.end_word(out);
            match c {
                '<' => self.is_in_tag = true,
                '>' => self.is_in_tag = false,
                c if c.is_whitespace() => self.is_in_tag = false,
                _ => {}
            }
            self.part_clauses(c, out);
        }
        self.held.push(Held { c, look });
        if is_letter {
            c.to_lowercase().for_each(|letter| self.read(letter));
            self.strike_leaks(out);
        }
    }

    /// A sign or a space may part clauses, or sentences.
    fn part_clauses(&mut self, c: char, out: &mut Vec<Span>) {
        match c {
            '?' => self.pending = None,
            '.' | '!' | ';' | ':' | '…' | '\n' => self.strike_pending(out),
            _ => {}
        }
        if matches!(c, '.' | '!' | '?') {
            (self.is_supposed, self.is_shown) = (false, false);
        }
        self.is_first |= !(c.is_whitespace() || "'’-‑\"*_<>".contains(c));
    }

    /// Reads a letter: runs go on or end, and new ones begin.
    fn read(&mut self, letter: char) {
        let (letters, at_word_start) = (&self.letters, self.word.is_empty());
        self.runs.retain_mut(|run| {
            let goes_on = letters[run.at] == letter;
            (run.at, run.length) = (run.at + 1, run.length + 1);
            goes_on
        });
        self.striking = self.striking.filter(|at| letters[*at] == letter).map(|at| at + 1);
        let here = self.held.len() - 1;
        if let Some(promises) = self.promises {
            let first = std::mem::take(&mut self.is_first);
            let new = Begun { at: Promises::START, from: here, is_first: first };
            for begun in self.begun.drain(..).chain(at_word_start.then_some(new)) {
                let goes_on = promises.follow(begun.at, letter);
                self.goes_on.extend(goes_on.map(|at| Begun { at, ..begun }));
            }
            std::mem::swap(&mut self.begun, &mut self.goes_on);
        }
        self.word.push(letter);
        if self.last.len() == SEED {
            self.last.remove(0);
        }
        self.last.push(letter);
        if let Ok(seed) = <[char; SEED]>::try_from(self.last.as_slice()) {
            for &at in self.seeds.get(&seed).into_iter().flatten() {
                // One that is older goes on here already.
                if self.striking != Some(at) && self.runs.iter().all(|run| run.at != at) {
                    self.runs.push(Run { at, length: SEED, from: here });
                }
            }
        }
    }

    /// Strikes runs of the instructions that are too long, and what goes on of those that were.
    fn strike_leaks(&mut self, out: &mut Vec<Span>) {
        if self.striking.is_some() {
            return self.strike(0, out);
        }
        let leak = self.runs.iter().find(|run| {
            let text = self.text(run.at - 1);
            run.length >= text.most
        });
        if let Some(run) = leak.copied() {
            self.striking = Some(run.at);
            self.strike(run.from, out);
        }
    }

    /// A word is whole: a promise may end here.
    fn end_word(&mut self, out: &mut Vec<Span>) {
        if self.word.is_empty() {
            return;
        }
        let mut word = std::mem::take(&mut self.word);
        let is_of = |list: &[&str]| list.contains(&word.as_str());
        let is_if = is_of(IF);
        if let Some(pending) = self.pending {
            if is_if || is_of(USUALLY) || pending.is_going && is_of(WAYS) {
                self.pending = None;
            } else if !is_of(OPEN) {
                self.strike_pending(out);
            }
        }
        self.is_supposed |= is_if;
        self.is_shown |= is_of(SHOWN);
        word.clear();
        self.word = word;
        let Some(promises) = self.promises else { return };
        let is_bare = !self.is_supposed && !self.is_shown;
        let mut now = None;
        for begun in &self.begun {
            match promises.weight(begun.at) {
                Some(Weight::Hard) => now = now.or(Some(begun.from)),
                Some(Weight::Soft) if !self.is_supposed => now = now.or(Some(begun.from)),
                Some(weight @ (Weight::Bare | Weight::Going)) if is_bare => {
                    self.pending.get_or_insert(Pending::of(begun, self.held.len(), weight));
                }
                Some(weight @ Weight::First) if is_bare && begun.is_first => {
                    self.pending.get_or_insert(Pending::of(begun, self.held.len(), weight));
                }
                _ => {}
            }
        }
        if let Some(from) = now {
            self.strike(from, out);
        }
    }

    /// Strikes a promise that nothing has taken back.
    fn strike_pending(&mut self, out: &mut Vec<Span>) {
        let Some(Pending { from, to, .. }) = self.pending.take() else { return };
        let behind = self.held.split_off(to.min(self.held.len()));
        let mut begun = std::mem::take(&mut self.begun);
        let runs = std::mem::take(&mut self.runs);
        self.strike(from, out);
        begun.retain(|begun| begun.from >= to);
        (self.begun, self.runs, self.held) = (begun, runs, behind);
        self.let_go(to);
    }

    /// The text that a letter belongs to.
    fn text(&self, place: usize) -> Text {
        let index = self.texts.partition_point(|text| text.end <= place);
        self.texts[index]
    }

    /// Strikes what is held from here on.
    fn strike(&mut self, from: usize, out: &mut Vec<Span>) {
        let pending = self.pending.take().map_or(from, |pending| pending.from);
        let from = from.min(pending).min(self.held.len());
        let struck: String = self.held[from..].iter().map(|held| held.c).collect();
        self.held.truncate(from);
        self.say(from, out);
        if self.is_gap_last {
            if let Some(last) = self.struck.last_mut() {
                last.push_str(&struck);
            }
        } else {
            add(out, Span::text(GAP));
            self.struck.push(struck);
        }
        self.is_gap_last = true;
        self.begun.clear();
        self.let_go(usize::MAX);
    }

    /// Says what can be no part of anything forbidden.
    fn flow(&mut self, out: &mut Vec<Span>) {
        // What parts the letters of a run that is being struck waits for the next one.
        if self.striking.is_some() {
            return;
        }
        let runs = self.runs.iter().map(|run| run.from);
        let begun = self.begun.iter().map(|begun| begun.from).chain(self.pending.iter().map(|p| p.from));
        let until = runs.chain(begun).min().unwrap_or(self.held.len());
        let until = self.whole_spans(until);
        self.say(until, out);
        self.let_go(until);
    }

    /// So much at the beginning is held no more.
    fn let_go(&mut self, count: usize) {
        let runs = self.runs.iter_mut().map(|run| &mut run.from);
        let begun = self.begun.iter_mut().map(|begun| &mut begun.from);
        let pending = self.pending.iter_mut().flat_map(|pending| [&mut pending.from, &mut pending.to]);
        runs.chain(begun).chain(pending).for_each(|from| *from = from.saturating_sub(count));
    }

    /// The same place, or the beginning of the span that it would cut: only plain text can be said in pieces.
    fn whole_spans(&self, until: usize) -> usize {
        let Some(next) = self.held.get(until) else { return until };
        if matches!(self.looks[next.look], Span::Text { .. }) {
            return until;
        }
        let inside = self.held[..until].iter().rev().take_while(|held| held.look == next.look).count();
        until - inside
    }

    fn say(&mut self, until: usize, out: &mut Vec<Span>) {
        let mut rest = self.held.drain(..until).peekable();
        while let Some(Held { c, look }) = rest.next() {
            let mut text = String::from(c);
            while let Some(next) = rest.next_if(|next| next.look == look) {
                text.push(next.c);
            }
            self.is_gap_last &= !text.contains(char::is_alphanumeric);
            add(out, self.looks[look].with_text(text));
        }
    }
}

/// The letters and digits of a text, in lower case.
pub(super) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Adds a span, to the one before it where both look alike.
fn add(out: &mut Vec<Span>, span: Span) {
    match (out.last_mut(), &span) {
        (Some(Span::Text { text }), Span::Text { text: more })
        | (Some(Span::Bold { text }), Span::Bold { text: more })
        | (Some(Span::Strike { text }), Span::Strike { text: more }) => text.push_str(more),
        (Some(Span::Link { text, url }), Span::Link { text: more, url: other }) if url == other => {
            text.push_str(more);
        }
        _ => out.push(span),
    }
}

#[cfg(test)]
mod tests;
