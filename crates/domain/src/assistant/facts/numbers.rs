//! Numbers in words: "forty-nine", "neunundvierzig", "quatre-vingt-dix".

use std::collections::HashMap;
use std::sync::LazyLock;

use parlour_model::Amount;

use super::words::{JOINS, NUMBERS, among};

struct Piece {
    language: &'static str,
    word: &'static str,
    value: i64,
}

/// The words of numbers by their first letter.
static PIECES: LazyLock<HashMap<char, Vec<Piece>>> = LazyLock::new(|| {
    let pieces = NUMBERS.iter().flat_map(|(language, words)| {
        words.split_whitespace().filter_map(|entry| {
            let (word, value) = entry.split_once('=')?;
            Some(Piece { language, word, value: value.parse().ok()? })
        })
    });
    let mut by_letter: HashMap<char, Vec<Piece>> = HashMap::new();
    for piece in pieces {
        by_letter.entry(piece.word.chars().next().unwrap_or(' ')).or_default().push(piece);
    }
    by_letter
});

/// The words of numbers that begin as `text` does.
fn pieces(text: &str) -> &'static [Piece] {
    text.chars().next().and_then(|first| PIECES.get(&first)).map_or(&[], Vec::as_slice)
}

/// Short words are numbers only in the language of the answer and in English: `to` is two in Danish.
const LONG: usize = 5;

/// The values that a word is made of; `None` when it is no number.
pub(super) fn values(word: &str, language: &str) -> Option<Vec<i64>> {
    let length = word.chars().count();
    let own = |piece: &&Piece| {
        length >= LONG || language.is_empty() || piece.language == language || piece.language == "en"
    };
    if let Some(piece) = pieces(word).iter().filter(own).find(|piece| piece.word == word) {
        return Some(vec![piece.value]);
    }
    let mut found = Vec::new();
    (length > LONG && compound(word, 0, &mut found)).then_some(found)
}

/// Words of numbers that are everyday words of other languages: no number beside a currency, "in euros".
const EVERYDAY: &str = "to en et";

/// The values that a word of any language is made of, for where a currency follows it.
pub(super) fn foreign(word: &str) -> Option<Vec<i64>> {
    values(word, "").filter(|_| !among(EVERYDAY, word))
}

fn compound(rest: &str, depth: usize, found: &mut Vec<i64>) -> bool {
    if rest.is_empty() {
        return found.iter().any(|value| *value >= 20);
    }
    if depth > 8 {
        return false;
    }
    let joined = JOINS.split_whitespace().filter_map(|join| rest.strip_prefix(join)).filter(|_| depth > 0);
    for rest in joined.chain(std::iter::once(rest)) {
        for piece in pieces(rest) {
            if let Some(behind) = rest.strip_prefix(piece.word) {
                found.push(piece.value);
                if compound(behind, depth + 1, found) {
                    return true;
                }
                found.pop();
            }
        }
    }
    false
}

/// Whether a word that begins so could become a number.
pub(super) fn may_begin(start: &str) -> bool {
    pieces(start)
        .iter()
        .any(|p| p.word.starts_with(start) || (p.word.len() >= 3 && start.starts_with(p.word)))
}

/// Whether `word` may stand inside a number of several words.
pub(super) fn joins(word: &str) -> bool {
    among(JOINS, word)
}

/// The amount that values in their order say.
pub(super) fn amount(values: &[i64]) -> Option<Amount> {
    let (mut total, mut current) = (0_i64, 0_i64);
    for value in values {
        match value {
            1000 => {
                total = total.checked_add(current.max(1).checked_mul(1000)?)?;
                current = 0;
            }
            100 => current = current.max(1).checked_mul(100)?,
            20 if current % 100 == 4 => current += 76,
            value => current = current.checked_add(*value)?,
        }
    }
    Some(Amount(total.checked_add(current)?.checked_mul(Amount::SCALE)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_words() {
        for (language, words, wanted) in [
            ("en", "forty nine", 49),
            ("en", "one hundred twenty", 120),
            ("de", "neunundvierzig", 49),
            ("de", "zweihundertfünfzig", 250),
            ("da", "niogfyrre", 49),
            ("sv", "fyrtionio", 49),
            ("nl", "negenenveertig", 49),
            ("fr", "quatre vingt dix neuf", 99),
            ("es", "cuarenta nueve", 49),
            ("en", "neunundvierzig", 49),
        ] {
            let found: Vec<i64> = words.split(' ').flat_map(|w| values(w, language).unwrap()).collect();
            assert_eq!(amount(&found), Some(Amount(wanted * Amount::SCALE)), "{words}");
        }
        for word in ["to", "fire", "tentative", "often", "once", "dixie", "sixpack"] {
            assert_eq!(values(word, "en"), None, "{word}");
        }
    }
}
