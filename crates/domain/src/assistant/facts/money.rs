//! Prices in a sentence: where they stand, and whether a row says them.
//!
//! A number is a price beside a currency or behind a word that prices stand behind, and never before a unit without
//! a currency. Left out: discounts, stock.

use std::ops::Range;

use parlour_model::Amount;

use super::known::{Goods, is_clear};
use super::pages::Claim;
use super::sentence::Sentence;
use super::tokens::{Kind, Token};
use super::words::{
    BETWEEN, DISCOUNT, LINK, MARK, NOT, NOW, PIECES, PRICE, Phrases, SAVE, TIME, TO, TOTAL, YOURS, among,
    has, is_unit,
};
use super::{Why, numbers};
use crate::assistant::cues;
use crate::assistant::prices::PriceBounds;

/// A number in a sentence.
#[derive(Debug, Clone)]
struct Number {
    /// Its tokens.
    first: usize,
    last: usize,
    value: Option<Amount>,
    currency: Option<&'static str>,
    /// Its tokens and those of its currency.
    said: Range<usize>,
    in_words: bool,
}

/// What makes a number a price beside the words of its sentence.
#[derive(Default)]
struct Around<'a> {
    /// It stands below the head of a column of prices.
    price_head: bool,
    /// Products are known.
    goods: bool,
    named: &'a [(usize, usize)],
}

impl<'a> Around<'a> {
    fn of(sentence: &'a Sentence<'_>) -> Self {
        let goods = !sentence.facts.goods.is_empty();
        Self { price_head: sentence.price_head, goods, named: &sentence.named }
    }
}

/// How many signs may stand between a number and its currency.
const SIGNS: usize = 3;

/// The offences of a sentence.
pub(super) fn offences(sentence: &Sentence<'_>) -> Vec<(Range<usize>, Why)> {
    let tokens = sentence.tokens;
    let mut found = Vec::new();
    for number in prices(tokens, sentence.language(), &Around::of(sentence)) {
        if !may_be_said(&number, sentence) {
            found.push((sentence.span(&number.said), Why::Price));
        }
    }
    found
}

/// What a sentence of a page claims of money.
pub(super) fn claims(tokens: &[Token], language: &str) -> Vec<Claim> {
    let amounts = prices(tokens, language, &Around::default())
        .into_iter()
        .filter_map(|number| Some(Claim::Amount(number.value?, number.currency)));
    amounts.collect()
}

/// The numbers that are prices.
fn prices(tokens: &[Token], language: &str, around: &Around<'_>) -> Vec<Number> {
    let mut numbers = all(tokens, language);
    bind(tokens, &mut numbers);
    for number in numbers.iter_mut().filter(|n| n.currency.is_none() && is_marked(tokens, n)) {
        number.said.end = number.last + 3;
    }
    let priced: Vec<bool> = numbers.iter().map(|n| is_price(tokens, n, around)).collect();
    let mut joined = priced.clone();
    for i in 1..numbers.len() {
        let between = &tokens[numbers[i - 1].said.end..numbers[i].said.start];
        let is_last = |n: &Number| tokens.get(n.last + 1).is_none_or(|t| t.is_sign(".!"));
        // A price that is struck through and the new one.
        if between.is_empty() && priced[i - 1] && is_last(&numbers[i]) {
            joined[i] = true;
        }
        let range = between.len() == 1
            && (between[0].is_sign("-–—/~,→➔➜⇒>") || between[0].word().is_some_and(|word| has(&TO, word)));
        let counted = |n: &Number| tokens.get(n.last + 1).and_then(Token::word).is_some_and(|w| !has(&TO, w));
        if range && priced[i] && !counted(&numbers[i - 1]) {
            joined[i - 1] = true;
        }
        if range && priced[i - 1] && !counted(&numbers[i]) && !between[0].is_sign(",") {
            joined[i] = true;
        }
    }
    numbers.into_iter().zip(joined).filter_map(|(number, priced)| priced.then_some(number)).collect()
}

/// Every number, in digits or in words.
fn all(tokens: &[Token], language: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let first = at;
        let spoken = spoken_in(tokens, at, language);
        match &tokens[at].kind {
            Kind::Number(value) => {
                at += 1;
                let mut value = *value;
                // "49 thousand", "1.5k": what it comes to is nobody's price.
                if tokens.get(at).and_then(Token::word).is_some_and(is_multiple) {
                    (value, at) = (None, at + 1);
                }
                numbers.push(Number::new(first, at - 1, value, false));
            }
            // "For a euro".
            Kind::Word(word)
                if word == "a" && matches!(tokens.get(at + 1).map(|t| &t.kind), Some(Kind::Money(_))) =>
            {
                at += 1;
                numbers.push(Number::new(first, first, numbers::amount(&[1]), true));
            }
            Kind::Word(_) if spoken.is_some() => {
                let language = spoken.unwrap_or(language);
                let mut values = Vec::new();
                let mut last = at;
                while at < tokens.len() {
                    let more = tokens[at].word().and_then(|word| numbers::values(word, language));
                    let join = tokens[at].is_sign("-‑") || tokens[at].word().is_some_and(numbers::joins);
                    match more {
                        Some(more) => {
                            values.extend(more);
                            last = at;
                        }
                        None if join => {}
                        None => break,
                    }
                    at += 1;
                }
                at = last + 1;
                numbers.push(Number::new(first, last, numbers::amount(&values), true));
            }
            _ => at += 1,
        }
    }
    numbers
}

/// The language in which a number in words begins here: that of the answer, or any (`""`) when a currency follows.
fn spoken_in<'a>(tokens: &[Token], at: usize, language: &'a str) -> Option<&'a str> {
    let word = tokens[at].word()?;
    if numbers::values(word, language).is_some() {
        return Some(language);
    }
    numbers::foreign(word)?;
    let goes_on = |t: &&Token| {
        t.is_sign("-‑") || t.word().is_some_and(|w| numbers::joins(w) || numbers::values(w, "").is_some())
    };
    let behind = tokens[at..].iter().find(|t| !goes_on(t));
    behind.is_some_and(|t| matches!(t.kind, Kind::Money(_))).then_some("")
}

fn is_multiple(word: &str) -> bool {
    among("k thousand million tusind tusinde tausend tusen duizend mille mil millionen mio", word)
}

impl Number {
    fn new(first: usize, last: usize, value: Option<Amount>, in_words: bool) -> Self {
        Self { first, last, value, currency: None, said: first..last + 1, in_words }
    }
}

/// Gives each currency to its number: the nearer one, the one before it when both are as near.
fn bind(tokens: &[Token], numbers: &mut [Number]) {
    for (at, token) in tokens.iter().enumerate() {
        let Kind::Money(currency) = token.kind else { continue };
        let before = numbers.iter().rposition(|n| n.last < at);
        let after = numbers.iter().position(|n| n.first > at);
        let gap = |from: usize, to: usize| {
            let signs = &tokens[from + 1..to];
            let open = signs.iter().all(|t| matches!(t.kind, Kind::Sign(_)) && !t.is_sign(";!?"));
            (open && signs.len() <= SIGNS).then(|| tokens[to].start - tokens[from].end)
        };
        let left = before.filter(|i| numbers[*i].currency.is_none());
        let left_gap = left.and_then(|i| gap(numbers[i].last, at));
        let right_gap = after.and_then(|i| gap(at, numbers[i].first));
        match (left.zip(left_gap), after.zip(right_gap)) {
            (Some((i, left_gap)), right) if right.is_none_or(|(_, gap)| left_gap <= gap) => {
                numbers[i].currency = Some(currency);
                numbers[i].said.end = at + 1;
                // "4€90": the digits behind the sign belong to it.
                if let Some((j, 0)) = right
                    && left_gap == 0
                    && !numbers[j].in_words
                {
                    numbers[i].value = None;
                    numbers[j].currency = Some(currency);
                }
            }
            (_, Some((i, _))) => {
                numbers[i].currency = Some(currency);
                numbers[i].said.start = at;
            }
            // "€119 100 €": a second one goes with the first.
            _ => {
                if let Some(number) = before.map(|i| &mut numbers[i]).filter(|n| n.said.end == at) {
                    number.said.end = at + 1;
                }
            }
        }
    }
}

fn is_price(tokens: &[Token], number: &Number, around: &Around<'_>) -> bool {
    if number.currency.is_some() || is_marked(tokens, number) {
        return true;
    }
    let next = tokens.get(number.last + 1);
    let unit = next.is_some_and(|t| t.word().is_some_and(is_unit) || t.is_sign("%‰°×:"));
    if unit {
        return false;
    }
    let fills = number.first == 0 && next.is_none();
    around.price_head && (!number.in_words || fills)
        || behind_price(tokens, number)
        || is_of_goods(tokens, number, around)
}

/// Whether a number without a currency is the price of goods that are known: "37.90", "37 each", "The shirt: 37".
fn is_of_goods(tokens: &[Token], number: &Number, around: &Around<'_>) -> bool {
    if !around.goods {
        return false;
    }
    let next = tokens.get(number.last + 1);
    let word = next.and_then(Token::word);
    let after = tokens.get(number.last + 2).and_then(Token::word);
    let piece = match word {
        Some("each" | "apiece") => after.is_none(),
        Some("per" | "pro" | "pr" | "a" | "par" | "por") => after.is_some_and(|word| has(&PIECES, word)),
        _ => false,
    };
    let alone = next.is_none_or(|t| t.is_sign(".!")) && !is_number(tokens.get(number.last + 2));
    let titled = is_titled(tokens, number, around);
    let marks = number.first > 0 && tokens[number.first - 1].word().is_some_and(|word| has(&MARK, word));
    let cents = tokens[number.last].cents && !marks && !is_time(tokens, number);
    alone && titled || !number.in_words && (cents || piece)
}

/// Whether a number stands right behind a title, as its price does: "The shirt: 7", "the shirt – 7", "the shirt is seven",
/// "sells the shirt at 7".
fn is_titled(tokens: &[Token], number: &Number, around: &Around<'_>) -> bool {
    let Some(link) = number.first.checked_sub(1) else { return false };
    let is_one = number.in_words && number.value.is_some_and(|value| value.0 <= Amount::SCALE);
    let links =
        tokens[link].is_sign(":=–—-→") || tokens[link].word().is_some_and(|word| has(&LINK, word)) && !is_one;
    links && around.named.iter().any(|(_, last)| *last + 1 == link)
}

/// Whether a number with two decimals is a time or a day: "at 10.30", "9.00–17.00", "on 24.12.".
fn is_time(tokens: &[Token], number: &Number) -> bool {
    let Some(Amount(value)) = number.value else { return false };
    let (whole, rest) = (value / Amount::SCALE, value % Amount::SCALE);
    if whole > 31 || rest >= 60 * (Amount::SCALE / 100) {
        return false;
    }
    let joins = |at: usize| {
        let to = tokens.get(at).is_some_and(|t| t.is_sign("-–—/") || t.word().is_some_and(|w| has(&TO, w)));
        to && whole <= 24
    };
    let before = number.first.checked_sub(1);
    let said = before.and_then(|at| tokens[at].word()).is_some_and(|word| has(&TIME, word));
    let ends = before.is_some_and(|at| joins(at) && at > 0 && tokens[at - 1].cents);
    said || ends || joins(number.last + 1) && tokens.get(number.last + 2).is_some_and(|t| t.cents)
}

/// Whether a price's mark stands behind the number: `49,-` or `49:-`.
fn is_marked(tokens: &[Token], number: &Number) -> bool {
    let sign = |at: usize, signs: &str| {
        tokens.get(at).is_some_and(|t| t.is_sign(signs) && t.start == tokens[at - 1].end)
    };
    sign(number.last + 1, ",.:") && sign(number.last + 2, "-–—") && !is_number(tokens.get(number.last + 3))
}

fn is_number(token: Option<&Token>) -> bool {
    token.is_some_and(|t| matches!(t.kind, Kind::Number(_)))
}

/// Whether a word stands before the number that prices stand behind.
fn behind_price(tokens: &[Token], number: &Number) -> bool {
    let next_word = tokens.get(number.last + 1).and_then(Token::word);
    let mut counts = false;
    for at in (number.first.saturating_sub(6)..number.first).rev() {
        let token = &tokens[at];
        let Some(word) = token.word() else {
            if token.is_sign(":=?.~≈(\"'*-–—") {
                continue;
            }
            break;
        };
        if has(&PRICE, word) {
            // "The price of 2 shirts" counts shirts.
            return !(counts && next_word.is_some());
        }
        if has(&TOTAL, word) && next_word.is_none() && !counts {
            return true;
        }
        let near = at + 1 == number.first;
        let earlier = |word: &str| tokens[at.saturating_sub(3)..at].iter().any(|t| t.word() == Some(word));
        if near && next_word.is_none() && word == "back" && (earlier("set") || earlier("sets")) {
            return true;
        }
        // "Was €49.90, now only seven."
        let at_once = || {
            at == 0 || tokens[at - 1].is_sign(",;–—-") || tokens[at - 1].word().is_some_and(|w| has(&NOW, w))
        };
        let has_money = || tokens[..at].iter().any(|t| matches!(t.kind, Kind::Money(_)));
        let counted = number.in_words && !(at_once() && has_money());
        if near && !counted && has(&NOW, word) && next_word.is_none() && !counts {
            let only_sign = tokens.get(number.last + 1).is_none_or(|t| t.is_sign(".!,)…"));
            let alone = !is_number(tokens.get(number.last + 2)) && !among("for für", word)
                || at > 0 && tokens[at - 1].word().is_some_and(|w| has(&NOW, w) || has(&YOURS, w));
            if only_sign && alone {
                return true;
            }
        }
        counts |= among("of for af för von für de voor por para", word);
        if !has(&BETWEEN, word) && !among("of for af för von für de voor por para", word) {
            break;
        }
    }
    false
}

fn may_be_said(number: &Number, sentence: &Sentence<'_>) -> bool {
    let Some(value) = number.value else { return false };
    let value = if number.currency == Some("¢") { Amount(value.0 / 100) } else { value };
    if is_bound(value, number, sentence) {
        return true;
    }
    let facts = sentence.facts;
    let of = |goods: &Goods| {
        goods.amounts.iter().any(|(amount, code)| *amount == value && fits(number.currency, code))
    };
    let page = |claim: &Claim| match claim {
        Claim::Amount(amount, currency) => *amount == value && same_currency(*currency, number.currency),
        _ => false,
    };
    let named = sentence.nearest(number.said.start);
    let meant = if named.is_empty() { sentence.spoken_of() } else { &named };
    let is_row = |i: &usize| of(&facts.goods[*i]) || is_saved(value, number, *i, sentence);
    if meant.iter().any(is_row) || sentence.repeated(clause(sentence.tokens, &number.said), page) {
        return true;
    }
    if !meant.is_empty() {
        return false;
    }
    // What is said of a thing that no row names is in none of them.
    let may_be_row = !sentence.is_of_stranger(number.said.start);
    may_be_row && facts.goods.iter().any(of) || sentence.vouched(page)
}

/// "So you save €10": what lies between two prices of the same goods.
fn is_saved(value: Amount, number: &Number, product: usize, sentence: &Sentence<'_>) -> bool {
    let words = || sentence.tokens.iter().filter_map(Token::word);
    let goods = &sentence.facts.goods[product];
    let is_currency = goods.amounts.iter().any(|(_, code)| fits(number.currency, code));
    is_currency && words().any(|word| has(&SAVE, word) || has(&DISCOUNT, word)) && goods.has_difference(value)
}

/// The tokens of the part of a sentence around something.
pub(super) fn clause<'a>(tokens: &'a [Token], around: &Range<usize>) -> &'a [Token] {
    let parts =
        |t: &Token| t.is_sign(",;:()") || t.word().is_some_and(|w| among("but men aber maar mais pero", w));
    let from = tokens[..around.start].iter().rposition(parts).map_or(0, |at| at + 1);
    let to = tokens[around.end..].iter().position(parts).map_or(tokens.len(), |at| around.end + at);
    &tokens[from..to]
}

/// Whether a currency as it was said may be that of a row.
fn fits(said: Option<&str>, code: &str) -> bool {
    match said {
        None | Some("¢") => true,
        Some("kr") => matches!(code, "DKK" | "SEK" | "NOK" | "ISK"),
        Some("$") => matches!(code, "USD" | "AUD" | "CAD" | "NZD" | "SGD" | "HKD" | "MXN"),
        Some(said) => said == code,
    }
}

fn same_currency(one: Option<&'static str>, other: Option<&'static str>) -> bool {
    let class = |currency: &'static str| match currency {
        "DKK" | "SEK" | "NOK" | "ISK" => "kr",
        "USD" | "AUD" | "CAD" => "$",
        other => other,
    };
    one.zip(other).is_none_or(|(one, other)| class(one) == class(other))
}

/// Whether the visitor set this bound, and it is said as one.
fn is_bound(value: Amount, number: &Number, sentence: &Sentence<'_>) -> bool {
    let before: Vec<&str> = sentence.tokens[..number.said.start].iter().filter_map(Token::word).collect();
    let cues = cues::cues(sentence.language());
    let behind = |list: &'static str| {
        cues::each(list).any(|cue| {
            let cue: Vec<&str> = cue.split(' ').collect();
            before.ends_with(&cue)
        })
    };
    // The second end of "between 20 and 40" stands behind the first.
    let second = before.len() >= 2 && before.last().is_some_and(|word| has(&TO, word)) && {
        let earlier = &before[..before.len() - 1];
        cues::each(cues.between).any(|cue| earlier.last().is_some_and(|word| *word == cue))
    };
    // Said of a product, it must be so.
    let denied = before.iter().any(|word| has(&NOT, word));
    let goods = &sentence.facts.goods;
    let of: Vec<&Goods> = sentence.nearest(number.said.start).iter().map(|i| &goods[*i]).collect();
    let clear: Vec<&Goods> = of.into_iter().filter(|g| is_clear(g, sentence.tokens)).collect();
    let untrue = |bounds: &PriceBounds| {
        let fits = |g: &&Goods| g.amounts.iter().any(|(amount, _)| bounds.allow(*amount));
        !denied && !clear.is_empty() && !clear.iter().any(fits)
    };
    sentence.facts.bounds.iter().filter(|bounds| !untrue(bounds)).any(|bounds| {
        let (min, max) = (bounds.min == Some(value), bounds.max == Some(value));
        (max && (behind(cues.under) || second))
            || (min && (behind(cues.over) || behind(cues.between)))
            || ((min || max) && (behind(cues.between) || second))
    })
}

/// Where a phrase of the list stands; the longest at each place.
pub(super) fn phrase_ranges(tokens: &[Token], list: &Phrases) -> Vec<Range<usize>> {
    phrases_at(tokens, list).into_iter().map(|(range, _, _)| range).collect()
}

/// Where phrases of the list stand, which they are, and whether they are weak.
pub(super) fn phrases_at(tokens: &[Token], list: &Phrases) -> Vec<(Range<usize>, &'static str, bool)> {
    let mut found: Vec<(Range<usize>, &'static str, bool)> = Vec::new();
    for at in 0..tokens.len() {
        let Some(first) = tokens[at].word() else { continue };
        let longest = list
            .beginning_with(first)
            .iter()
            .filter_map(|phrase| {
                Some((at..at + length(&tokens[at..], phrase.text)?, phrase.text, phrase.weak))
            })
            .max_by_key(|(range, _, _)| range.end);
        found.extend(longest);
    }
    found
}

/// How many tokens of `tokens` the phrase takes, when it stands there.
fn length(tokens: &[Token], phrase: &str) -> Option<usize> {
    let mut at = 0;
    for word in phrase.split(' ') {
        while at > 0 && tokens.get(at).is_some_and(|t| t.is_sign("'’-*_")) {
            at += 1;
        }
        if tokens.get(at)?.word() != Some(word) {
            return None;
        }
        at += 1;
    }
    Some(at)
}
