//! Claims of stock in a sentence: that something can be had, or not, or how many are left.

use std::ops::Range;

use parlour_model::Amount;

use super::known::is_sure;
use super::money::{clause, phrases_at};
use super::pages::Claim;
use super::sentence::Sentence;
use super::tokens::{Kind, Token};
use super::words::{
    IF, IN_STOCK, LEFT, NO_GOODS, OFFERED, PIECES, SOLD_OUT, STILL, STOCK_HEAD, THINGS, among, has, is_unit,
};
use super::{Why, numbers};

/// The offences of a sentence.
pub(super) fn offences(sentence: &Sentence<'_>) -> Vec<(Range<usize>, Why)> {
    let tokens = sentence.tokens;
    let mut found = Vec::new();
    for (range, value) in counts(sentence) {
        let is_row = |i: &usize| {
            let goods = &sentence.facts.goods[*i];
            let chosen = goods.chosen(&goods.options_said(sentence.text, tokens));
            let stock = if chosen.is_empty() { &goods.stock } else { &chosen };
            value.is_some_and(|value| stock.iter().any(|n| n.saturating_mul(Amount::SCALE) == value.0))
        };
        if !sentence.goods(range.start).iter().any(is_row) {
            found.push((sentence.span(&range), Why::Stock));
        }
    }
    let meant = Meant::of(sentence);
    for claim in said(sentence) {
        let named = !sentence.named.is_empty();
        let condition = tokens[..claim.range.start].iter().filter_map(Token::word).any(|word| has(&IF, word));
        let asks = tokens.last().is_some_and(|t| t.is_sign("?"));
        // "In stock items ship today" tells of none.
        let attribute =
            tokens.get(claim.range.end).and_then(Token::word).is_some_and(|word| has(&THINGS, word));
        // "We have it in blue" tells of what was spoken of before.
        let of_topic = !sentence.topic.is_empty() && meant.names_options(sentence.topic);
        let stranger = sentence.topic.is_empty() && sentence.is_of_stranger(claim.range.start);
        let weak = claim.weak && !of_topic && !(stranger && sentence.has_name(claim.range.start));
        if !named && (weak || condition || asks || attribute) {
            continue;
        }
        let page = |told: &Claim| *told == Claim::Stock(claim.phrase);
        if stranger {
            if !sentence.vouched(page) {
                found.push((sentence.span(&claim.range), Why::Stock));
            }
        } else if !meant.fits(sentence, &claim) && (named || !sentence.vouched(page)) {
            found.push((sentence.span(&claim.range), Why::Stock));
        }
    }
    found
}

/// A claim that something can be had, or not.
struct Said {
    range: Range<usize>,
    has_some: bool,
    phrase: &'static str,
    weak: bool,
}

/// The claims of a sentence. What lies in a longer phrase of the other kind is none: "not in stock", "not sold out".
fn said(sentence: &Sentence<'_>) -> Vec<Said> {
    let tokens = sentence.tokens;
    let (some, none) = (phrases_at(tokens, &IN_STOCK), phrases_at(tokens, &SOLD_OUT));
    let within = |range: &Range<usize>, others: &[(Range<usize>, &str, bool)]| {
        others.iter().any(|(o, _, _)| o.start <= range.start && range.end <= o.end)
    };
    let mut found = Vec::new();
    if none.is_empty() {
        let offered = phrases_at(tokens, &OFFERED).into_iter();
        found.extend(offered.map(|(range, phrase, _)| Said { range, has_some: true, phrase, weak: true }));
    }
    for (list, other, has_some) in [(&some, &none, true), (&none, &some, false)] {
        let free = list.iter().filter(|(range, _, _)| !within(range, other)).cloned();
        found.extend(free.map(|(range, phrase, weak)| Said { range, has_some, phrase, weak }));
    }
    let cell = tokens.first().filter(|_| sentence.stock_head && !sentence.named.is_empty());
    let answer = |yes: &str, signs: &str| {
        cell.is_some_and(|t| t.is_sign(signs) || t.word().is_some_and(|word| among(yes, word)))
    };
    for (has_some, is_said) in [(true, answer(YES, "✓✔✅")), (false, answer(NO, "✗✘❌-–—"))] {
        if is_said {
            found.push(Said { range: 0..1, has_some, phrase: "", weak: false });
        }
    }
    found
}

const YES: &str = "yes ja oui sí si jo";
const NO: &str = "no nein nej nee non none";

/// What a sentence means by its words, for each of the goods.
struct Meant<'a> {
    /// Whether a word of its own names it.
    sure: Vec<bool>,
    /// The options of each that it names anywhere.
    options: Vec<Vec<(&'a str, &'a str)>>,
}

impl<'a> Meant<'a> {
    fn of(sentence: &Sentence<'a>) -> Self {
        let goods = &sentence.facts.goods;
        let sure = (0..goods.len()).map(|i| is_sure(goods, sentence.tokens, i)).collect();
        let options = goods.iter().map(|g| g.options_said(sentence.text, sentence.tokens));
        Self { sure, options: options.collect() }
    }

    /// Whether it names an option of these goods.
    fn names_options(&self, goods: &[usize]) -> bool {
        goods.iter().any(|i| !self.options[*i].is_empty())
    }

    /// Whether the rows have it so. Of goods named by a word of their own all must; of those meant vaguely some must
    /// have some, or all none.
    fn fits(&self, sentence: &Sentence<'_>, claim: &Said) -> bool {
        let unnamed = sentence.named.is_empty();
        let mut goods = sentence.goods(claim.range.start);
        if unnamed && self.names_options(&goods) {
            goods.retain(|i| !self.options[*i].is_empty());
        }
        let holds = |i: &usize| self.holds(*i, sentence, claim);
        let mut sure = goods.iter().filter(|i| self.sure[**i]).peekable();
        if sure.peek().is_some() {
            return sure.all(holds);
        }
        let some = claim.has_some && (!unnamed || sentence.topic.is_empty());
        if some { goods.iter().any(holds) } else { !goods.is_empty() && goods.iter().all(holds) }
    }

    fn holds(&self, product: usize, sentence: &Sentence<'_>, claim: &Said) -> bool {
        let row = &sentence.facts.goods[product];
        let clause = clause(sentence.tokens, &claim.range);
        let near = row.options_said(sentence.text, clause);
        // "In blue, size XXL is in stock": what the clause leaves open, the sentence tells.
        let open = |(name, _): &&(&str, &str)| near.iter().all(|(other, _)| other != name);
        let meant: Vec<(&str, &str)> =
            near.iter().chain(self.options[product].iter().filter(open)).copied().collect();
        let chosen = row.chosen(&meant);
        if chosen.is_empty() {
            return row.in_stock == Some(claim.has_some);
        }
        chosen.iter().any(|stock| *stock > 0) == claim.has_some
    }
}

/// Words behind which something else is said.
const AND: &str = "and is are und ist sind og er och är en et est sont y es but or";

/// What a sentence of a page claims of stock.
pub(super) fn claims(tokens: &[Token]) -> Vec<Claim> {
    let both = [&IN_STOCK, &SOLD_OUT].into_iter().flat_map(|list| phrases_at(tokens, list));
    both.map(|(_, phrase, _)| Claim::Stock(phrase)).collect()
}

/// Numbers of pieces that are said to be left.
fn counts(sentence: &Sentence<'_>) -> Vec<(Range<usize>, Option<Amount>)> {
    let tokens = sentence.tokens;
    let left = phrases_at(tokens, &LEFT);
    let still = phrases_at(tokens, &STILL);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let value = match &token.kind {
            Kind::Number(value) => *value,
            Kind::Word(word) => match numbers::values(word, sentence.language()) {
                Some(values) => numbers::amount(&values),
                None => continue,
            },
            _ => continue,
        };
        // Nobody has so many of a thing left: it is the number of an order or a year.
        let many = value.is_some_and(|value| value.0 >= 1_000 * Amount::SCALE);
        let of_other = tokens.get(at + 1).is_some_and(counts_other);
        // "30 in stock" counts no inches.
        if many || of_other && !left.iter().any(|(range, _, _)| range.start == at + 1) {
            continue;
        }
        let cell = sentence.stock_head && !sentence.named.is_empty();
        if cell || is_left(sentence, at, &left) || is_still(tokens, at, &still) || is_told(tokens, at) {
            found.push((at..at + 1, value));
        }
    }
    found
}

/// Whether what stands behind a number is no thing that is sold.
fn counts_other(next: &Token) -> bool {
    let other = |word: &str| is_unit(word) || has(&NO_GOODS, word);
    next.word().is_some_and(other) || next.is_sign("%") || matches!(next.kind, Kind::Money(_))
}

type Found = (Range<usize>, &'static str, bool);

/// "2 left", "3 of them left", "3 Slipway Shirts left".
fn is_left(sentence: &Sentence<'_>, at: usize, left: &[Found]) -> bool {
    let tokens = sentence.tokens;
    let title = |end: usize| {
        let whole = tokens[at + 1..end].iter().all(|t| t.word().is_some());
        whole && sentence.named.iter().any(|(_, last)| (at + 1..end).contains(last))
    };
    let parts = |t: &Token| matches!(t.kind, Kind::Number(_)) || t.is_sign(",.;:");
    let near = |end: usize| end <= at + 3 || end <= at + LONGEST_TITLE && title(end);
    let mut ends = left.iter().map(|(range, _, _)| range.start).filter(|end| *end > at);
    ends.any(|end| near(end) && !tokens[at + 1..end].iter().any(parts))
        && !tokens[..at].last().is_some_and(|t| matches!(t.kind, Kind::Money(_)))
        && !tokens.get(at + 1).and_then(Token::word).is_some_and(|word| among(AND, word))
}

/// How many words of a title may stand between a number and what says that they are left.
const LONGEST_TITLE: usize = 9;

/// "Only 2 pieces", "nur noch 2".
fn is_still(tokens: &[Token], at: usize, still: &[Found]) -> bool {
    let pieces = tokens.get(at + 1).and_then(Token::word).is_some_and(|word| has(&PIECES, word));
    still.iter().any(|(range, phrase, _)| range.end == at && (pieces || SURE.contains(phrase)))
}

const SURE: [&str; 9] = [
    "nur noch",
    "nog maar",
    "nog slechts",
    "plus que",
    "reste que",
    "il reste",
    "restent",
    "quedan",
    "queda",
];

/// "Stock: 12".
fn is_told(tokens: &[Token], at: usize) -> bool {
    let Some(head) = at.checked_sub(2) else { return false };
    tokens[at - 1].is_sign(":=") && tokens[head].word().is_some_and(|word| has(&STOCK_HEAD, word))
}
