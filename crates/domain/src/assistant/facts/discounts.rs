//! Discounts, codes and gifts in a sentence: said only when a page says them.
//!
//! Left out: prices.

use std::ops::Range;

use parlour_model::Amount;

use super::money::phrase_ranges;
use super::pages::Claim;
use super::sentence::Sentence;
use super::tokens::{Kind, Token};
use super::words::{
    CODE, DISCOUNT, FREE, LESS, NOT_FREE, OTHER_CODE, REDEEM, SAVE, THAN, USUAL, among, has, is_unit,
};
use super::{Why, numbers};

/// The offences of a sentence.
pub(super) fn offences(sentence: &Sentence<'_>) -> Vec<(Range<usize>, Why)> {
    let tokens = sentence.tokens;
    let mut found = Vec::new();
    let discount = tokens.iter().filter_map(Token::word).any(|word| has(&DISCOUNT, word));
    for (range, percent) in percents(tokens, sentence.language()) {
        let says =
            |claim: &Claim| percent.is_some() && *claim == Claim::Percent(percent.unwrap_or(Amount(0)));
        let cut = discount || tokens[range.start].is_sign(MINUS);
        if cut && !sentence.vouched(says) {
            found.push((sentence.span(&range), Why::Discount));
        }
    }
    for range in savings(tokens) {
        if !is_difference(&range, sentence) {
            found.push((sentence.span(&range), Why::Discount));
        }
    }
    for range in free(tokens) {
        if !sentence.vouched(|claim| *claim == Claim::Free) {
            found.push((sentence.span(&range), Why::Discount));
        }
    }
    for range in bundles(tokens) {
        let span = sentence.span(&range);
        if !sentence.facts.pages().text.contains(&sentence.text[span.clone()].to_lowercase()) {
            found.push((span, Why::Discount));
        }
    }
    found.extend(codes(sentence));
    found
}

/// What a sentence of a page claims of discounts.
pub(super) fn claims(tokens: &[Token], language: &str) -> Vec<Claim> {
    let percents =
        percents(tokens, language).into_iter().filter_map(|(_, value)| Some(Claim::Percent(value?)));
    let free = free(tokens).into_iter().map(|_| Claim::Free);
    percents.chain(free).collect()
}

const MINUS: &str = "-−–";

/// Whether a minus stands right before a token, and belongs to it.
fn is_minus(tokens: &[Token], at: usize) -> bool {
    let Some(minus) = at.checked_sub(1).map(|i| &tokens[i]).filter(|t| t.is_sign(MINUS)) else {
        return false;
    };
    minus.end == tokens[at].start && (at < 2 || tokens[at - 2].end < minus.start)
}

/// What is said to cost nothing: phrases, and "free socks", but neither "free of" nor "gluten-free bread".
fn free(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut found = phrase_ranges(tokens, &FREE);
    for at in 0..tokens.len().saturating_sub(1) {
        let is_free = tokens[at].word() == Some("free") && !(at > 0 && tokens[at - 1].is_sign("-‑"));
        let thing = tokens[at + 1].word().is_some_and(|word| !has(&NOT_FREE, word));
        if is_free && thing && !found.iter().any(|range| range.contains(&at)) {
            found.push(at..at + 1);
        }
    }
    found
}

/// Sums without a currency that are said to be saved: "you save 30", "30 less than usual".
fn savings(tokens: &[Token]) -> Vec<Range<usize>> {
    let word = |at: usize| tokens.get(at).and_then(Token::word);
    let is_sum = |at: &usize| {
        let next = word(at + 1);
        let saves = at.checked_sub(1).and_then(word).is_some_and(|word| has(&SAVE, word));
        let less =
            next.is_some_and(|next| has(&LESS, next)) && word(at + 2).is_some_and(|next| has(&THAN, next));
        let usual = less && (at + 3..at + 6).filter_map(word).any(|word| has(&USUAL, word));
        saves && tokens.get(at + 1).is_none_or(|t| t.is_sign(".!,;")) || usual
    };
    let numbers = (0..tokens.len()).filter(|at| matches!(tokens[*at].kind, Kind::Number(_)));
    numbers.filter(is_sum).map(|at| at..at + 1).collect()
}

/// Whether so much lies between two amounts of the same goods.
fn is_difference(number: &Range<usize>, sentence: &Sentence<'_>) -> bool {
    let Kind::Number(Some(value)) = sentence.tokens[number.start].kind else { return false };
    let is_of_some = sentence.named.is_empty() && sentence.topic.is_empty();
    !is_of_some && sentence.goods(number.start).iter().any(|i| sentence.facts.goods[*i].has_difference(value))
}

/// "3 for 2", "buy one, get one".
fn bundles(tokens: &[Token]) -> Vec<Range<usize>> {
    let number = |token: &Token| match &token.kind {
        Kind::Number(Some(value)) if value.0 <= MOST_IN_BUNDLE * Amount::SCALE => Some(value.0),
        _ => None,
    };
    let is_bundle = |at: usize| {
        let three = tokens.get(at..at + 3)?;
        let joined = three[1].word().is_some_and(|word| among("for für voor pour por till", word));
        let counts = tokens
            .get(at + 3)
            .is_some_and(|t| matches!(t.kind, Kind::Money(_)) || t.word().is_some_and(is_unit));
        (joined && !counts && number(&three[0])? > number(&three[2])?).then_some(at..at + 3)
    };
    let words: Vec<(usize, &str)> =
        tokens.iter().enumerate().filter_map(|(at, token)| Some((at, token.word()?))).collect();
    let gives = |of: &[(usize, &str)]| {
        let said = of.iter().map(|(_, word)| *word);
        said.eq(["buy", "one", "get", "one"]).then(|| of[0].0..of[3].0 + 1)
    };
    (0..tokens.len()).filter_map(is_bundle).chain(words.windows(4).filter_map(gives)).collect()
}

/// More things are in no bundle.
const MOST_IN_BUNDLE: i64 = 10;

fn percents(tokens: &[Token], language: &str) -> Vec<(Range<usize>, Option<Amount>)> {
    let of = |(at, token): (usize, &Token)| {
        let value = match &token.kind {
            Kind::Number(value) => *value,
            Kind::Word(word) => numbers::amount(&numbers::values(word, language)?),
            _ => return None,
        };
        let next = tokens.get(at + 1)?;
        let percent = next.is_sign("%％٪﹪")
            || next.word().is_some_and(|w| among("percent prozent procent pourcent pct", w))
            || (next.word() == Some("por") && tokens.get(at + 2).is_some_and(|t| t.word() == Some("ciento")))
            || (next.word() == Some("pour")
                && tokens.get(at + 2).is_some_and(|t| matches!(t.kind, Kind::Money("¢"))));
        let from = if is_minus(tokens, at) { at - 1 } else { at };
        percent.then_some((from..at + 2, value))
    };
    tokens.iter().enumerate().filter_map(of).collect()
}

/// Codes that lower a price, which neither a page nor the visitor has.
fn codes(sentence: &Sentence<'_>) -> Vec<(Range<usize>, Why)> {
    let tokens = sentence.tokens;
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        let other = at > 0 && tokens[at - 1].word().is_some_and(|word| has(&OTHER_CODE, word));
        if other || !tokens[at].word().is_some_and(|word| has(&CODE, word)) {
            continue;
        }
        let Some(first) = (at + 1..tokens.len().min(at + 6)).find(|i| {
            let shown = &sentence.text[tokens[*i].start..tokens[*i].end];
            let capital =
                shown.chars().count() >= 3 && shown.chars().all(|c| c.is_uppercase() || c.is_numeric());
            capital || matches!(tokens[*i].kind, Kind::Number(_)) && tokens[*i].start > tokens[at].end + 1
        }) else {
            continue;
        };
        found.extend(code_at(sentence, first));
    }
    let redeems =
        tokens.iter().filter_map(Token::word).any(|word| has(&REDEEM, word) || has(&DISCOUNT, word));
    for at in (1..tokens.len()).filter(|_| redeems) {
        let (letters, digits) = (&tokens[at - 1], &tokens[at]);
        let shown = &sentence.text[letters.start..letters.end];
        let glued = letters.end == digits.start && matches!(digits.kind, Kind::Number(_));
        if glued && shown.chars().count() >= 3 && shown.chars().all(char::is_uppercase) {
            found.extend(code_at(sentence, at - 1));
        }
    }
    found
}

/// The code that begins with a token, unless a page or the visitor has it.
fn code_at(sentence: &Sentence<'_>, first: usize) -> Option<(Range<usize>, Why)> {
    let of_code = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let start = sentence.tokens[first].start;
    let rest = &sentence.text[start..];
    let len = rest.find(|c| !of_code(c)).unwrap_or(rest.len());
    let code = rest[..len].to_lowercase();
    let texts = [&sentence.facts.pages().text, &sentence.facts.visitor];
    let known = texts.iter().flat_map(|text| text.split(|c| !of_code(c))).any(|word| word == code);
    (!known).then_some((start..start + len, Why::Discount))
}
