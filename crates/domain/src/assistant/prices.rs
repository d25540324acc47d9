//! Price bounds in a visitor's words: "under 60", "between 20 and 40", "mere end 1.299,50 kr".
//!
//! A number is a bound only beside a cue and never before a unit ("over 20 kg"). Nothing is converted: a bound in
//! another currency than the shop's is compared with nothing.

use std::ops::Range;

use parlour_model::Amount;

use super::cues::{Cues, each};

/// What a product may cost; both ends are allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PriceBounds {
    /// The least it may cost.
    pub min: Option<Amount>,
    /// The most it may cost.
    pub max: Option<Amount>,
}

impl PriceBounds {
    /// Whether nothing is bounded.
    pub fn is_open(&self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    /// Whether `amount` lies within.
    pub fn allow(&self, amount: Amount) -> bool {
        self.min.is_none_or(|min| amount >= min) && self.max.is_none_or(|max| amount <= max)
    }

    /// How far `amount` lies outside, in ten-thousandths; 0 within.
    pub fn distance(&self, amount: Amount) -> i64 {
        let below = self.min.map_or(0, |min| (min.0 - amount.0).max(0));
        let above = self.max.map_or(0, |max| (amount.0 - max.0).max(0));
        below.max(above)
    }
}

/// The bounds in `text`, and where in it they are said.
pub(super) fn bounds(text: &str, cues: &Cues) -> (PriceBounds, Vec<Range<usize>>) {
    let tokens = tokens(text);
    let mut bounds = PriceBounds::default();
    let mut said = Vec::new();
    let mut skip_to = 0;
    for at in 0..tokens.len() {
        let Kind::Number(amount) = tokens[at].kind else { continue };
        if at < skip_to {
            continue;
        }
        let (first, last) = with_currency(&tokens, at);
        if let Some((upper, end)) = second_end(&tokens, last) {
            let cue = cue_before(&tokens, first, cues.between);
            let money = (first..=end).any(|i| tokens[i].kind == Kind::Currency);
            if (cue.is_some() || money) && !is_unit(&tokens, end) {
                bounds = PriceBounds { min: Some(amount.min(upper)), max: Some(amount.max(upper)) };
                said.push(tokens[cue.unwrap_or(first)].range.start..tokens[end].range.end);
                skip_to = end + 1;
                continue;
            }
        }
        if is_unit(&tokens, last) {
            continue;
        }
        if let Some(cue) = cue_before(&tokens, first, cues.under) {
            bounds.max = Some(amount);
            said.push(tokens[cue].range.start..tokens[last].range.end);
        } else if let Some(cue) = cue_before(&tokens, first, cues.over) {
            bounds.min = Some(amount);
            said.push(tokens[cue].range.start..tokens[last].range.end);
        }
    }
    (bounds, said)
}

/// The first currency in `text`, as a word in lower case or a sign.
pub(super) fn currency(text: &str) -> Option<String> {
    let found = tokens(text).into_iter().find(|token| token.kind == Kind::Currency)?;
    Some(text[found.range].to_lowercase())
}

/// Whether a currency, as a visitor names it, can be the one with this code. "kr" and "$" are the names of several.
pub(super) fn is_currency(said: &str, code: &str) -> bool {
    let codes: &[&str] = match said {
        "€" | "eur" | "euro" | "euros" => &["EUR"],
        "$" | "dollar" | "dollars" => &["USD", "CAD", "AUD", "NZD", "SGD", "HKD"],
        "£" | "pounds" => &["GBP"],
        "kr" | "kroner" | "kronor" => &["DKK", "SEK", "NOK", "ISK"],
        other => return other.eq_ignore_ascii_case(code),
    };
    codes.iter().any(|own| own.eq_ignore_ascii_case(code))
}

#[derive(Debug, Clone, PartialEq)]
struct Token {
    kind: Kind,
    range: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Word(String),
    Number(Amount),
    Currency,
    Dash,
}

const CURRENCIES: [&str; 18] = [
    "€", "$", "£", "eur", "euro", "euros", "kr", "kroner", "kronor", "dkk", "sek", "nok", "usd", "dollar",
    "dollars", "gbp", "pounds", "chf",
];

/// What is counted when it is not money.
const UNITS: [&str; 70] = [
    "kg", "g", "gram", "grams", "kilo", "kilos", "cm", "mm", "m", "km", "l", "litre", "litres", "liter",
    "liters", "ml", "inch", "inches", "day", "days", "dag", "dage", "dagar", "dagen", "tag", "tage", "tagen",
    "tagar", "jour", "jours", "día", "días", "hour", "hours", "time", "timer", "timmar", "stunden", "uur",
    "heures", "horas", "minutes", "minutter", "minuten", "minuter", "week", "weeks", "uger", "wochen",
    "veckor", "weken", "semaines", "semanas", "month", "months", "year", "years", "år", "jahre", "jahren",
    "jaar", "ans", "años", "people", "persons", "personer", "personen", "working", "rows", "percent",
];

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let mut take = |keep: &dyn Fn(char, Option<char>) -> bool| {
            while let Some(&(at, next)) = chars.peek() {
                let after = text[at + next.len_utf8()..].chars().next();
                if !keep(next, after) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        };
        let kind = if c.is_ascii_digit() {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            take(&|c, after| c.is_ascii_digit() || (matches!(c, '.' | ',') && digit(after)));
            number(&text[start..end]).map(Kind::Number)
        } else if c.is_alphabetic() {
            take(&|c, _| c.is_alphabetic());
            let word = text[start..end].to_lowercase();
            Some(if CURRENCIES.contains(&word.as_str()) { Kind::Currency } else { Kind::Word(word) })
        } else {
            match c {
                '€' | '$' | '£' => Some(Kind::Currency),
                '-' | '–' => Some(Kind::Dash),
                _ => None,
            }
        };
        found.extend(kind.map(|kind| Token { kind, range: start..end }));
    }
    found
}

/// Reads `1,299.50`, `1.299,50`, `59,95` and `60`: the last sign with one or two digits behind it is the point.
fn number(text: &str) -> Option<Amount> {
    let point = text.rfind(['.', ',']).filter(|at| text.len() - at <= 3);
    let (whole, decimals) = point.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    format!("{whole}.{decimals}").parse().ok()
}

/// The places of the first and last token of a price whose number stands at `at`.
fn with_currency(tokens: &[Token], at: usize) -> (usize, usize) {
    let is_currency = |i: usize| tokens.get(i).is_some_and(|t| t.kind == Kind::Currency);
    let first = if at > 0 && is_currency(at - 1) { at - 1 } else { at };
    (first, if is_currency(at + 1) { at + 1 } else { at })
}

const TO: [&str; 18] = [
    "and", "to", "og", "til", "und", "bis", "och", "till", "en", "tot", "et", "à", "y", "a", "or", "through",
    "e", "hasta",
];

/// The upper end of a range whose lower end stands before `last`: its amount and its last token.
fn second_end(tokens: &[Token], last: usize) -> Option<(Amount, usize)> {
    let joined = match &tokens.get(last + 1)?.kind {
        Kind::Word(word) => TO.contains(&word.as_str()),
        Kind::Dash => true,
        _ => false,
    };
    let skip = usize::from(tokens.get(last + 2)?.kind == Kind::Currency);
    let at = last + 2 + skip;
    match tokens.get(at)?.kind {
        Kind::Number(amount) if joined => Some((amount, with_currency(tokens, at).1)),
        _ => None,
    }
}

fn is_unit(tokens: &[Token], last: usize) -> bool {
    matches!(tokens.get(last + 1).map(|t| &t.kind), Some(Kind::Word(word)) if UNITS.contains(&word.as_str()))
}

/// The first token of the cue that ends right before `first`.
fn cue_before(tokens: &[Token], first: usize, cues: &'static str) -> Option<usize> {
    let word = |i: usize| match &tokens[i].kind {
        Kind::Word(word) => Some(word.as_str()),
        _ => None,
    };
    each(cues).find_map(|cue| {
        let words: Vec<&str> = cue.split(' ').collect();
        let start = first.checked_sub(words.len())?;
        (start..first).zip(words).all(|(i, cue)| word(i) == Some(cue)).then_some(start)
    })
}

#[cfg(test)]
mod tests {
    use super::super::cues::cues;
    use super::*;

    #[test]
    fn bounds_are_read_in_every_language() {
        for (language, text, min, max) in [
            ("en", "a blue shirt under 60?", "", "60"),
            ("en", "anything below €49.95", "", "49.95"),
            ("en", "between $20 and $40", "20", "40"),
            ("en", "tents over 1,299.50 dollars", "1299.50", ""),
            ("en", "lamps 20-40 euro", "20", "40"),
            ("en", "from 20 to 40", "20", "40"),
            ("en", "a bag for less than EUR 80", "", "80"),
            ("da", "en jakke under 1.299,95 kr", "", "1299.95"),
            ("da", "mellem 200 og 400 kroner", "200", "400"),
            ("de", "Hemden bis zu 59,95 €", "", "59.95"),
            ("de", "zwischen 20 und 40 Euro", "20", "40"),
            ("sv", "mer än 500 kr", "500", ""),
            ("nl", "tussen de lampen", "", ""),
            ("nl", "minder dan 30 euro", "", "30"),
            ("fr", "moins de 30 €", "", "30"),
            ("es", "entre 20 y 40 euros", "20", "40"),
            ("en", "parcels over 20 kg", "", ""),
            ("en", "return within 30 days", "", ""),
            ("en", "between 2 and 3 days", "", ""),
            ("en", "order 1004", "", ""),
        ] {
            let amount = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
            let wanted = PriceBounds { min: amount(min), max: amount(max) };
            assert_eq!(bounds(text, cues(language)).0, wanted, "{text}");
        }
    }

    #[test]
    fn a_currency_is_known_by_its_names() {
        assert_eq!(currency("cheaper than 20 Dollars").as_deref(), Some("dollars"));
        assert_eq!((currency("under €60").as_deref(), currency("under 60")), (Some("€"), None));
        for (said, code, same) in [
            ("$", "USD", true),
            ("dollars", "EUR", false),
            ("kr", "SEK", true),
            ("dkk", "DKK", true),
            ("€", "eur", true),
        ] {
            assert_eq!(is_currency(said, code), same, "{said} {code}");
        }
    }

    #[test]
    fn the_place_of_a_bound_is_told() {
        let text = "a shirt under €60, please";
        let (_, said) = bounds(text, cues("en"));
        assert_eq!(&text[said[0].clone()], "under €60");
    }

    #[test]
    fn distance_is_measured_to_the_nearer_end() {
        let bounds = PriceBounds { min: Some(Amount(10)), max: Some(Amount(20)) };
        assert_eq!([5, 15, 23].map(|a| bounds.distance(Amount(a))), [5, 0, 3]);
        assert!(bounds.allow(Amount(20)) && !bounds.allow(Amount(21)));
    }
}
