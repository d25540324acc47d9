//! How text becomes the words that the index keeps: lower case, no stop words, word stems, plain letters.
//!
//! Every language has its own chain; a language without one keeps its words unstemmed. Codes and identifiers
//! (`A-1004`, `pg_dump`) are kept whole beside their pieces. Left out: what only questions need, see `words`.

use std::collections::HashMap;
use std::sync::OnceLock;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, StopWordFilter,
    TextAnalyzer, TokenStream,
};

/// The longest word that is kept, in bytes.
const LONGEST_WORD: usize = 60;

/// A word of a text, as the index keeps it and as it was written (in lower case).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The stem.
    pub(crate) stem: String,
    /// The word as it was written, in lower case.
    pub(crate) written: String,
}

/// The stems of `text` in its order, without stop words; codes follow at the end.
/// `language` is a two-letter code; an unknown one means no stemming and no stop words.
pub fn analyse(text: &str, language: &str) -> Vec<String> {
    words(text, language).into_iter().map(|word| word.stem).collect()
}

/// The words of `text` in its order, without stop words; codes follow at the end.
pub(crate) fn words(text: &str, language: &str) -> Vec<Word> {
    let plain = without_apostrophes(text);
    let mut analyser = analyser(language);
    let mut stream = analyser.token_stream(&plain);
    let mut found = Vec::new();
    while stream.advance() {
        let token = stream.token();
        let written = plain.get(token.offset_from..token.offset_to).unwrap_or_default().to_lowercase();
        found.push(Word { stem: token.text.clone(), written });
    }
    found.extend(codes(text).map(|code| Word { written: code.clone(), stem: code }));
    found
}

/// Whether a word is a number that is no code, such as that of a chapter: it says little by itself.
pub(crate) fn is_short_number(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// One chain per known language, made once.
fn analyser(language: &str) -> TextAnalyzer {
    static CHAINS: OnceLock<HashMap<&'static str, TextAnalyzer>> = OnceLock::new();
    let chains = CHAINS.get_or_init(|| {
        let known = LANGUAGES.iter().map(|(code, language)| (*code, chain(Some(*language))));
        known.chain([("", chain(None))]).collect()
    });
    chains.get(language).or_else(|| chains.get("")).cloned().unwrap_or_default()
}

const LANGUAGES: &[(&str, Language)] = &[
    ("en", Language::English),
    ("da", Language::Danish),
    ("de", Language::German),
    ("sv", Language::Swedish),
    ("nl", Language::Dutch),
    ("fr", Language::French),
    ("es", Language::Spanish),
    ("it", Language::Italian),
    ("nb", Language::Norwegian),
    ("no", Language::Norwegian),
    ("pt", Language::Portuguese),
    ("fi", Language::Finnish),
    ("hu", Language::Hungarian),
    ("ro", Language::Romanian),
    ("ru", Language::Russian),
    ("tr", Language::Turkish),
];

fn chain(language: Option<Language>) -> TextAnalyzer {
    let words = SimpleTokenizer::default();
    let lower = TextAnalyzer::builder(words).filter(RemoveLongFilter::limit(LONGEST_WORD)).filter(LowerCaser);
    let Some(language) = language else { return lower.filter(AsciiFoldingFilter).build() };
    let stop_words = StopWordFilter::new(language).unwrap_or_else(|| StopWordFilter::remove([]));
    // Accents go last: stemmers read them.
    lower.filter(stop_words).filter(Stemmer::new(language)).filter(AsciiFoldingFilter).build()
}

/// Takes off what an apostrophe binds to a word: `it's` is *it*, `l'article` is *article*, `don't` is *do*.
fn without_apostrophes(text: &str) -> String {
    if !text.contains(['\'', '’']) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    for (i, chunk) in text.split(' ').enumerate() {
        if i > 0 {
            plain.push(' ');
        }
        plain.push_str(&without_apostrophe(chunk));
    }
    plain
}

fn without_apostrophe(chunk: &str) -> String {
    let Some((before, after)) = chunk.split_once(['\'', '’']) else { return chunk.to_owned() };
    let end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let (ending, rest) = after.split_at(end);
    if ENDINGS.contains(&ending.to_lowercase().as_str()) {
        let stem = match before.strip_suffix('n').filter(|_| ending == "t") {
            Some("ca" | "Ca") => "can",
            Some("wo" | "Wo") => "will",
            Some(stem) => stem,
            None => before,
        };
        return format!("{stem}{rest}");
    }
    match before.chars().filter(|c| c.is_alphanumeric()).count() {
        1..=2 => after.to_owned(),
        _ => format!("{before} {after}"),
    }
}

/// What English hangs on a word behind an apostrophe.
const ENDINGS: [&str; 7] = ["s", "t", "re", "ll", "ve", "d", "m"];

/// The codes and identifiers of a text without their inner signs: `A-1004` is `a1004`, `pg_dump` is `pgdump`.
/// Numbers keep their point: `15.3` stays.
fn codes(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ';' | '"' | '“' | '”')
    })
    .map(|chunk| chunk.trim_matches(|c: char| !c.is_alphanumeric()))
    .filter(|chunk| chunk.len() <= 40 && is_code(chunk))
    .map(|chunk| {
        let keeps_point = chunk.chars().all(|c| c.is_ascii_digit() || c == '.');
        let kept = |c: &char| c.is_alphanumeric() || (keeps_point && *c == '.');
        chunk.chars().filter(kept).collect::<String>().to_lowercase()
    })
}

fn is_code(chunk: &str) -> bool {
    let signs = |c: char| matches!(c, '_' | '-' | '.' | '/' | ':' | '#');
    let inner = chunk.contains(signs) && chunk.chars().all(|c| c.is_alphanumeric() || signs(c));
    inner && (chunk.contains('_') || chunk.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_stems_of_their_language() {
        for (text, language, stems) in [
            ("Returning the parcels", "en", vec!["return", "parcel"]),
            ("Wie lange dauert die Lieferung?", "de", vec!["lang", "dauert", "liefer"]),
            ("Skjorterne er blå", "da", vec!["skjort", "bla"]),
            ("l'échange d'un article", "fr", vec!["echang", "articl"]),
            ("Kumeyaay words stay", "xx", vec!["kumeyaay", "words", "stay"]),
            ("I don't know what it's worth", "en", vec!["i", "do", "know", "what", "worth"]),
            ("we can't and won't", "en", vec!["we", "can"]),
        ] {
            assert_eq!(analyse(text, language), stems, "{text}");
        }
    }

    #[test]
    fn codes_are_kept_whole_beside_their_pieces() {
        for (text, code) in [
            ("order A-1004!", "a1004"),
            ("use pg_dump.", "pgdump"),
            ("version 15.3", "15.3"),
            ("(pg_hba.conf)", "pghbaconf"),
        ] {
            assert!(analyse(text, "en").iter().any(|w| w == code), "{text}");
        }
        assert_eq!(analyse("A1004", "en"), ["a1004"]);
        assert!(analyse("long-sleeved shirts", "en").iter().all(|w| w != "longsleeved"));
    }
}
