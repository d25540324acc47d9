//! A sentence in tokens: words, numbers, currencies and signs, as a reader sees them.
//!
//! Digits of every kind are digits, and what lies between them unseen (joiners, tags that are shown as text) does
//! not part them. Left out: what the tokens mean together.

use parlour_model::Amount;

use super::words;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// It is a number with two decimals.
    pub(super) cents: bool,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A word in lower case.
    Word(String),
    /// A number; `None` when it has no plain value.
    Number(Option<Amount>),
    /// A currency.
    Money(&'static str),
    /// Anything else that is no space.
    Sign(char),
}

impl Token {
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, signs: &str) -> bool {
        matches!(self.kind, Kind::Sign(sign) if signs.contains(sign))
    }
}

/// A character as it is read, and where it stands.
struct Seen {
    c: char,
    start: usize,
    end: usize,
}

/// The tokens of `text`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let seen = seen(text);
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < seen.len() {
        let c = seen[at].c;
        let from = at;
        let kind = if c.is_whitespace() {
            at += 1;
            continue;
        } else if c.is_numeric() {
            at = number_end(&seen, at);
            Kind::Number(value(&seen[from..at]))
        } else if is_letter(c) {
            while at < seen.len() && is_letter(seen[at].c) {
                at += 1;
            }
            at = glued(&seen, from, at).unwrap_or(at);
            let word: String = seen[from..at].iter().flat_map(|s| s.c.to_lowercase()).collect();
            // "Ft" are forints, "ft" are feet.
            let forint = word == "ft" && seen[from].c == 'F' && seen[from + 1].c == 't';
            match words::currency(&word) {
                _ if forint => Kind::Money("HUF"),
                Some(currency) => Kind::Money(currency),
                None => Kind::Word(word),
            }
        } else {
            at += 1;
            words::currency_sign(c).map_or(Kind::Sign(c), Kind::Money)
        };
        let cents = matches!(kind, Kind::Number(_)) && has_cents(&seen[from..at]);
        tokens.push(Token { kind, start: seen[from].start, end: seen[at - 1].end, cents });
    }
    tokens
}

/// Whether it is a letter, and does not name a currency by itself as 円 does.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && words::currency_sign(c).is_none()
}

/// Where a currency ends or begins inside of letters that are glued together: `EURDelivery`, `DeliveryEUR`.
fn glued(seen: &[Seen], from: usize, to: usize) -> Option<usize> {
    let currency = |from: usize, to: usize| {
        let word: String = seen[from..to].iter().flat_map(|s| s.c.to_lowercase()).collect();
        words::currency(&word).is_some()
    };
    let end = |at: &usize| seen[*at].c.is_uppercase() && currency(from, *at);
    let begin = |at: &usize| seen[*at].c.is_uppercase() && seen[at - 1].c.is_lowercase() && currency(*at, to);
    if to - from < 3 || to - from > LONGEST_GLUED {
        return None;
    }
    (from + 1..to).find(end).or_else(|| (from + 1..to).find(begin))
}

/// Longer words are not looked into.
const LONGEST_GLUED: usize = 24;

fn seen(text: &str) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::with_capacity(text.len());
    let mut skip_to = 0;
    for (start, c) in text.char_indices() {
        if start < skip_to || is_joiner(c) {
            continue;
        }
        if c == '<'
            && let Some(end) = tag_end(&text[start..])
        {
            skip_to = start + end;
            continue;
        }
        let c = digit(c).unwrap_or(c);
        seen.push(Seen { c, start, end: start + text[start..].chars().next().map_or(1, char::len_utf8) });
    }
    seen
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}')
}

/// The longest tag that is looked through, in bytes.
const LONGEST_TAG: usize = 80;

/// The end of a tag that is shown as text.
fn tag_end(text: &str) -> Option<usize> {
    let begins = text[1..].chars().next().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    let end = text.find('>').filter(|end| begins && *end < LONGEST_TAG)?;
    Some(end + 1)
}

/// The plain digit of a digit of another kind.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 11] =
        [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6];
    let code = c as u32;
    let value = match c {
        '\u{2460}'..='\u{2468}' => code - 0x2460 + 1,
        '\u{2776}'..='\u{277e}' => code - 0x2776 + 1,
        '\u{2070}' | '\u{2074}'..='\u{2079}' => code - 0x2070,
        '\u{b9}' => 1,
        '\u{b2}' | '\u{b3}' => code - 0xb0,
        '\u{2080}'..='\u{2089}' => code - 0x2080,
        _ => {
            let zero = ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code))?;
            code - zero
        }
    };
    char::from_digit(value, 10)
}

fn number_end(seen: &[Seen], from: usize) -> usize {
    let numeric = |at: usize| seen.get(at).is_some_and(|s| s.c.is_numeric());
    let mut at = from;
    let mut group = 0;
    loop {
        if numeric(at) {
            at += 1;
            group += 1;
        } else if seen.get(at).is_some_and(|s| matches!(s.c, '.' | ',' | '\'' | '’' | '٫' | '٬'))
            && numeric(at + 1)
        {
            at += 1;
            group = 0;
        } else if seen.get(at).is_some_and(|s| s.c.is_whitespace())
            && group <= 3
            && (1..=3).all(|i| numeric(at + i))
            && !numeric(at + 4)
        {
            // A space between thousands.
            at += 1;
            group = 0;
        } else {
            return at;
        }
    }
}

/// Whether two digits stand behind the only point.
fn has_cents(seen: &[Seen]) -> bool {
    let points = seen.iter().filter(|s| matches!(s.c, '.' | ',' | '٫')).count();
    seen.len() > 3 && points == 1 && matches!(seen[seen.len() - 3].c, '.' | ',' | '٫')
}

/// The last point or comma with one or two digits behind it is the decimal one; the others part thousands.
fn value(seen: &[Seen]) -> Option<Amount> {
    let text: String = seen.iter().map(|s| s.c).filter(|c| !c.is_whitespace()).collect();
    let point = text.rfind(['.', ',', '٫']).filter(|at| text[*at..].chars().count() <= 3);
    let (whole, decimals) = match point {
        Some(at) => (&text[..at], text[at..].trim_start_matches(['.', ',', '٫'])),
        None => (text.as_str(), ""),
    };
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<String>();
    format!("{}.{decimals}", digits(whole)).parse().ok()
}
