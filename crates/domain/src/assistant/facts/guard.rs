//! Holds words back until it is certain that they may be said.
//!
//! A sentence is said up to the first word that could be an offence; from there on it waits for its end and is then
//! judged whole. What is struck leaves a `…`. Left out: what an offence is.

use std::cell::OnceCell;
use std::collections::VecDeque;
use std::ops::Range;

use parlour_model::part::Span;

use super::flow::Flow;
use super::known::content_words;
use super::sentence::{Place, Sentence, names, offences};
use super::tokens::{Kind, Token, tokens};
use super::words::{BETWEEN, OFFER_HEAD, PRICE, STOCK_HEAD, has};
use super::{Facts, Struck, Why, links, numbers, words};

/// A sentence that is longer is judged in pieces, in bytes.
const LONGEST: usize = 2_000;
/// Where such a piece may end.
const PIECE: usize = 1_800;

/// What stands for what was struck.
const GAP: &str = "…";

/// What the block before ended with.
#[derive(Debug, Default, Clone, Copy)]
enum Below {
    #[default]
    Nothing,
    /// "Price:": every number is one.
    Price,
    /// "The price is": a number alone is one.
    Open,
    /// "€": a number that comes first is one.
    Currency,
}

impl Below {
    fn of(text: &str) -> Self {
        if text.trim_end().ends_with([':', '-', '–', '*']) && speaks_of_price(text) {
            return Self::Price;
        }
        let tokens = tokens(text);
        let word = |t: &&Token| !t.word().is_some_and(|word| has(&BETWEEN, word));
        if tokens.last().is_some_and(|t| matches!(t.kind, Kind::Money(_))) {
            return Self::Currency;
        }
        match tokens.iter().rev().find(word) {
            Some(t) if is_price_word(t) => Self::Open,
            _ => Self::Nothing,
        }
    }

    /// Whether the numbers of `text` are prices by it.
    fn opens(self, text: &str) -> bool {
        let tokens = tokens(text);
        let mut alone = tokens.iter().peekable();
        match self {
            Self::Nothing => false,
            Self::Price => true,
            Self::Currency => alone.peek().is_some_and(|t| matches!(t.kind, Kind::Number(_))),
            Self::Open => alone.peek().is_some() && alone.all(|t| t.word().is_none()),
        }
    }
}

/// Stands between the model's words and the reader.
#[derive(Debug)]
pub(in crate::assistant) struct Guard {
    facts: Facts,
    struck: Vec<Struck>,
    /// The products that were named last.
    topic: Vec<usize>,
    /// The words that the last sentence before was about.
    spoken: Vec<String>,
    /// The open sentence, with addresses that may be said blotted out.
    text: String,
    /// Its spans that were not said, and how much of the text stands before them.
    spans: VecDeque<Span>,
    said: usize,
    /// No sentence ends with a sign before this place.
    searched: usize,
    below: Below,
    flow: Flow,
}

impl Guard {
    pub(in crate::assistant) fn new(facts: Facts) -> Self {
        Self {
            facts,
            struck: vec![],
            topic: vec![],
            spoken: vec![],
            text: String::new(),
            spans: VecDeque::new(),
            said: 0,
            searched: 0,
            below: Below::Nothing,
            flow: Flow::new(),
        }
    }

    pub(in crate::assistant) fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(in crate::assistant) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }

    pub(in crate::assistant) fn struck(&self) -> &[Struck] {
        &self.struck
    }

    /// Takes more of the open block; gives what may be said by now.
    pub(in crate::assistant) fn push(&mut self, span: Span) -> Vec<Span> {
        self.take(span);
        let mut out = Vec::new();
        self.settle(false, &mut out);
        self.flow.read(&self.text, false, &self.facts.language);
        self.release(self.flow.free, &[], &mut out);
        out
    }

    /// The block ends; gives the rest of it.
    pub(in crate::assistant) fn end(&mut self) -> Vec<Span> {
        let mut out = Vec::new();
        self.settle(true, &mut out);
        self.flow = Flow::new();
        out
    }

    /// What may be said of a block that is whole.
    pub(in crate::assistant) fn whole(&mut self, spans: Vec<Span>) -> Vec<Span> {
        let mut said: Vec<Span> = Vec::new();
        for span in spans {
            said.extend(self.push(span));
        }
        said.extend(self.end());
        said
    }

    /// What may be said of a table's row, given the words of the heads.
    pub(in crate::assistant) fn row(&mut self, cells: Vec<Vec<Span>>, heads: &[String]) -> Vec<Vec<Span>> {
        let plain = |spans: &[Span]| spans.iter().map(Span::as_text).collect::<String>();
        let cells: Vec<Vec<Span>> = cells
            .into_iter()
            .map(|cell| cell.into_iter().map(|span| self.addressed(span)).collect())
            .collect();
        let whole = cells.iter().map(|cell| plain(cell)).collect::<Vec<_>>().join(" | ");
        let of_row: Vec<usize> = names(&self.facts, &tokens(&whole)).into_iter().map(|(i, _)| i).collect();
        let row_words = content_words(&tokens(&whole));
        let label = cells.first().is_some_and(|cell| speaks_of_price(&plain(cell)));
        let mut row = Vec::new();
        for (i, cell) in cells.into_iter().enumerate() {
            let head = heads.get(i).map_or("", String::as_str);
            let of_head: Vec<usize> = names(&self.facts, &tokens(head)).into_iter().map(|(i, _)| i).collect();
            let named =
                if of_row.is_empty() || label && !of_head.is_empty() { of_head } else { of_row.clone() };
            let is_number = |t: &Token| t.word().is_none_or(|word| numbers::values(word, "").is_some());
            let fills = tokens(&plain(&cell)).iter().all(is_number);
            let of_offer = fills && !of_row.is_empty() && speaks_of_offer(head);
            let price_head = speaks_of_price(head) || of_offer || (label && i > 0);
            let words = [row_words.clone(), content_words(&tokens(head))].concat();
            cell.into_iter().for_each(|span| self.hold(span));
            let place = Place { named, words, price_head, stock_head: speaks_of_stock(head) };
            let strikes = self.judge(self.text.len(), 0, place);
            let mut out = Vec::new();
            self.release(self.text.len(), &strikes, &mut out);
            self.drop_text(self.text.len());
            row.push(out);
        }
        if !of_row.is_empty() {
            self.topic = of_row;
        }
        row
    }

    fn take(&mut self, span: Span) {
        let span = self.addressed(span);
        self.hold(span);
    }

    /// The span without a link that may not be followed.
    fn addressed(&mut self, span: Span) -> Span {
        let Span::Link { text, url } = span else { return span };
        let address = links::is_address(&text);
        let allowed = self.facts.addresses.allow(&url);
        if allowed && (!address || links::names_same(&text, &url)) {
            return Span::Link { text, url };
        }
        self.struck.push(Struck { what: url, why: Why::Link });
        Span::text(if address { GAP.to_owned() } else { text })
    }

    fn hold(&mut self, span: Span) {
        let text = span.as_text();
        if text.is_empty() {
            return;
        }
        if matches!(&span, Span::Link { .. }) && links::is_address(text) {
            self.text.extend(std::iter::repeat_n('\u{1}', text.len()));
        } else {
            self.text.push_str(text);
        }
        match (self.spans.back_mut(), span) {
            (Some(Span::Text { text: last }), Span::Text { text }) => last.push_str(&text),
            (_, span) => self.spans.push_back(span),
        }
    }

    /// Judges and says the sentences that are whole.
    fn settle(&mut self, ended: bool, out: &mut Vec<Span>) {
        while !self.text.is_empty() {
            let Some(end) = self.sentence_end(ended) else { return };
            // "Price:" may stand in a block of its own.
            let below = std::mem::take(&mut self.below);
            if ended && end == self.text.len() {
                self.below = Below::of(&self.text);
            }
            let price_head = below.opens(&self.text[..end]);
            // Read anew, so that it does not matter how far the words had come by now.
            let mut flow = Flow::new();
            flow.read(&self.text[..end], true, &self.facts.language);
            let strikes = match flow.stopped {
                true => self.judge(end, flow.free, Place { price_head, ..Place::default() }),
                false => {
                    self.learn_topic(end);
                    vec![]
                }
            };
            self.release(end, &strikes, out);
            self.drop_text(end);
        }
    }

    fn learn_topic(&mut self, end: usize) {
        let tokens = tokens(&self.text[..end]);
        let named = names(&self.facts, &tokens);
        if !named.is_empty() {
            self.topic = named.into_iter().map(|(i, _)| i).collect();
        }
        self.speak_of(content_words(&tokens));
    }

    fn speak_of(&mut self, words: Vec<String>) {
        if !words.is_empty() {
            self.spoken = words;
        }
    }

    /// The offences of the text before `end`, none of which begins before `from`.
    fn judge(&mut self, end: usize, from: usize, place: Place) -> Vec<Range<usize>> {
        let Place { named, mut words, price_head, stock_head } = place;
        let text = &self.text[..end];
        let tokens = tokens(text);
        let own = names(&self.facts, &tokens);
        let named =
            if own.is_empty() || !named.is_empty() { named.iter().map(|i| (*i, 0)).collect() } else { own };
        if words.is_empty() {
            words = content_words(&tokens);
        }
        let topic = &self.topic;
        let (tokens, facts, spoken) = (tokens.as_slice(), &self.facts, self.spoken.as_slice());
        let around = OnceCell::new();
        let sentence =
            Sentence { text, tokens, facts, named, topic, words, spoken, around, price_head, stock_head };
        let found = offences(&sentence);
        let topic: Vec<usize> = sentence.named.iter().map(|(i, _)| *i).collect();
        let words = sentence.words;
        if !topic.is_empty() {
            self.topic = topic;
        }
        self.speak_of(words);
        let mut strikes = Vec::new();
        for (range, why) in found {
            let range = range.start.max(from)..range.end;
            if range.start < range.end {
                self.struck.push(Struck { what: self.text[range.clone()].to_owned(), why });
                strikes.push(range);
            }
        }
        strikes
    }

    /// Says the text up to `to` without what was struck. A span that is no plain text is said whole or not yet.
    fn release(&mut self, to: usize, strikes: &[Range<usize>], out: &mut Vec<Span>) {
        while let Some(span) = self.spans.pop_front() {
            let len = span.as_text().len();
            let (from, end) = (self.said, self.said + len);
            let plain = matches!(span, Span::Text { .. });
            if from >= to || (end > to && !plain) {
                self.spans.push_front(span);
                return;
            }
            let cut = end.min(to) - from;
            let (now, later) = span.as_text().split_at(cut);
            let kept = without(now, from, strikes);
            if !later.is_empty() {
                self.spans.push_front(Span::text(later));
            }
            self.said += cut;
            if !kept.is_empty() {
                out.push(span.with_text(kept));
            }
        }
    }

    fn drop_text(&mut self, end: usize) {
        self.text.drain(..end);
        self.searched = 0;
        self.said -= end.min(self.said);
        if self.flow.free > end {
            self.flow.shift(end);
        } else {
            self.flow = Flow::new();
        }
    }

    /// Where the open sentence ends, once that is known; never inside a span that is no plain text.
    fn sentence_end(&mut self, ended: bool) -> Option<usize> {
        let view = floor(&self.text, LONGEST);
        let whole = ended && view.len() == self.text.len();
        let mut at = self.searched;
        let found = loop {
            match next_end(view, at, whole, &self.facts.language) {
                Ok((from, end)) if end <= PIECE && self.parts_spans(end) => break Some((from, end)),
                Ok((from, _)) => at = from,
                Err(undecided) => {
                    at = undecided;
                    break None;
                }
            }
        };
        self.searched = at;
        let view = floor(&self.text, LONGEST);
        found
            .map(|(_, end)| end)
            .or_else(|| (whole).then_some(self.text.len()))
            .or_else(|| (self.text.len() > LONGEST).then(|| self.forced_end(view)))
    }

    /// Whether no bold, struck or linked words go on over this place.
    fn parts_spans(&self, at: usize) -> bool {
        let mut from = self.said;
        for span in &self.spans {
            let end = from + span.as_text().len();
            if from < at && at < end && !matches!(span, Span::Text { .. }) {
                return false;
            }
            from = end;
        }
        true
    }

    /// Where an endless sentence is cut: between two plain words, else anywhere.
    fn forced_end(&self, view: &str) -> usize {
        let tokens = tokens(view);
        let plain =
            tokens.windows(2).rev().filter(|pair| pair[0].word().is_some() && pair[1].word().is_some());
        let mut at = plain.map(|pair| pair[1].start).filter(|at| *at <= PIECE);
        at.find(|at| self.parts_spans(*at)).unwrap_or_else(|| {
            let mut at = floor(view, PIECE).len();
            while at < self.text.len() && !(self.text.is_char_boundary(at) && self.parts_spans(at)) {
                at += 1;
            }
            at
        })
    }
}

fn speaks_of_price(text: &str) -> bool {
    tokens(text).iter().any(is_price_word)
}

fn is_price_word(token: &Token) -> bool {
    matches!(token.kind, Kind::Money(_)) || token.word().is_some_and(|word| has(&PRICE, word))
}

fn speaks_of_offer(text: &str) -> bool {
    let is_offer =
        |t: &Token| t.is_sign("💶💰💵💷💴🏷") || t.word().is_some_and(|word| has(&OFFER_HEAD, word));
    tokens(text).iter().any(is_offer)
}

fn speaks_of_stock(text: &str) -> bool {
    tokens(text).iter().any(|t| t.word().is_some_and(|word| has(&STOCK_HEAD, word)))
}

fn floor(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The next end of a sentence whose sign stands at `from` or behind it: where to search on, and where the next
/// sentence begins. What follows must be seen, for a number or a currency goes on; an error tells the first place that
/// is not decided.
fn next_end(text: &str, from: usize, whole: bool, language: &str) -> Result<(usize, usize), usize> {
    let mut undecided = None;
    for (at, c) in text[from..].char_indices().map(|(at, c)| (from + at, c)) {
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？') {
            continue;
        }
        let behind = at + c.len_utf8();
        let rest = text[behind..].trim_start_matches(['.', '!', '?', '"', '\'', '”', '’', ')', '»']);
        let next = rest.trim_start();
        if next.is_empty() {
            undecided = undecided.or(Some(at));
            continue;
        }
        if next.len() == rest.len() && !matches!(c, '。' | '！' | '？') {
            continue;
        }
        let Some(len) = next.find(|c: char| !c.is_alphanumeric()).or_else(|| whole.then_some(next.len()))
        else {
            undecided = undecided.or(Some(at));
            continue;
        };
        if begins_sentence(next, len, language) {
            return Ok((behind, text.len() - next.len()));
        }
    }
    Err(undecided.unwrap_or(text.len()))
}

/// Whether a sentence begins with `next`, whose first word has `len` bytes.
fn begins_sentence(next: &str, len: usize, language: &str) -> bool {
    let word = next[..len].to_lowercase();
    let first = next.chars().next().is_some_and(|c| {
        let opens = len > 0 || "*\"“„«'¿¡".contains(c);
        opens && !c.is_lowercase() && !c.is_numeric() && words::currency_sign(c).is_none()
    });
    first && words::currency(&word).is_none() && numbers::values(&word, language).is_none()
}

fn without(text: &str, from: usize, strikes: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let at = from + at;
        match strikes.iter().find(|strike| strike.contains(&at)) {
            Some(strike) if strike.start == at => kept.push_str(GAP),
            Some(_) => {}
            None => kept.push(c),
        }
    }
    kept
}
