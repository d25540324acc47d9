//! Claims of stock in a sentence: that something can be had, or not, or how many are left.

use std::ops::Range;

use parlour_model::Amount;

use super::known::Claim;
use super::money::phrases_at;
use super::sentence::Sentence;
use super::tokens::{Kind, Token};
use super::words::{IF, IN_STOCK, LEFT, PIECES, SOLD_OUT, STILL, among, has, is_unit};
use super::{Why, numbers};

/// The offences of a sentence.
pub(super) fn offences(sentence: &Sentence<'_>) -> Vec<(Range<usize>, Why)> {
    let tokens = sentence.tokens;
    let counted = counts(tokens, sentence.language());
    let mut found: Vec<(Range<usize>, Why)> = counted
        .iter()
        .filter(|(_, value)| {
            !sentence.goods(0).iter().any(|i| {
                value.is_some_and(|value| {
                    sentence.facts.goods[*i].stock.iter().any(|n| n.saturating_mul(Amount::SCALE) == value.0)
                })
            })
        })
        .map(|(range, _)| (sentence.span(range), Why::Stock))
        .collect();
    let out = phrases_at(tokens, &SOLD_OUT);
    let within =
        |range: &Range<usize>| out.iter().any(|(o, _, _)| o.start <= range.start && range.end <= o.end);
    let claims =
        phrases_at(tokens, &IN_STOCK).into_iter().filter(|(range, _, _)| !within(range)).map(|c| (true, c));
    for (has_some, (range, phrase, weak)) in claims.chain(out.iter().cloned().map(|c| (false, c))) {
        let named = !sentence.named.is_empty();
        let condition = tokens[..range.start].iter().filter_map(Token::word).any(|word| has(&IF, word));
        let asks = tokens.last().is_some_and(|t| t.is_sign("?"));
        if !named && (weak || condition || asks) {
            continue;
        }
        let page = |claim: &Claim| *claim == Claim::Stock(phrase);
        let goods = sentence.goods(range.start);
        let fits =
            !goods.is_empty() && goods.iter().all(|i| sentence.facts.goods[*i].in_stock == Some(has_some));
        if !fits && (named || !sentence.vouched(page)) {
            found.push((sentence.span(&range), Why::Stock));
        }
    }
    found
}

/// Words behind which something else is said.
const AND: &str = "and is are und ist sind og er och är en et est sont y es but or";

/// What a sentence of a page claims of stock.
pub(super) fn claims(tokens: &[Token]) -> Vec<Claim> {
    let both = [&IN_STOCK, &SOLD_OUT].into_iter().flat_map(|list| phrases_at(tokens, list));
    both.map(|(_, phrase, _)| Claim::Stock(phrase)).collect()
}

/// Numbers of pieces that are said to be left.
fn counts(tokens: &[Token], language: &str) -> Vec<(Range<usize>, Option<Amount>)> {
    let left = phrases_at(tokens, &LEFT);
    let still = phrases_at(tokens, &STILL);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let value = match &token.kind {
            Kind::Number(value) => *value,
            Kind::Word(word) => match numbers::values(word, language) {
                Some(values) => numbers::amount(&values),
                None => continue,
            },
            _ => continue,
        };
        let next = tokens.get(at + 1);
        // Nobody has so many of a thing left: it is the number of an order or a year.
        if value.is_some_and(|value| value.0 >= 1_000 * Amount::SCALE) {
            continue;
        }
        if next.is_some_and(|t| {
            t.word().is_some_and(is_unit) || t.is_sign("%") || matches!(t.kind, Kind::Money(_))
        }) {
            continue;
        }
        let behind = left.iter().any(|(range, _, _)| range.start > at && range.start <= at + 3)
            && !tokens[..at].last().is_some_and(|t| matches!(t.kind, Kind::Money(_)))
            && !next.and_then(Token::word).is_some_and(|word| among(AND, word))
            && tokens[at + 1..]
                .iter()
                .take(2)
                .all(|t| !matches!(t.kind, Kind::Number(_)) && !t.is_sign(",.;:"));
        let pieces = next.and_then(Token::word).is_some_and(|word| has(&PIECES, word));
        let sure = [
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
        let before =
            still.iter().any(|(range, phrase, _)| range.end == at && (pieces || sure.contains(phrase)));
        if behind || before {
            found.push((at..at + 1, value));
        }
    }
    found
}
