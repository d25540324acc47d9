//! How text becomes the words that the index keeps: lower case, no stop words, word stems, plain letters.
//!
//! Every language has its own chain; a language without one keeps its words unstemmed. Codes and identifiers
//! (`A-1004`, `pg_dump`) are kept whole beside their pieces. Left out: what only questions need, see `words`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

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
    let mut found = Vec::new();
    each(text, language, |known| {
        let Known { written, stem } = known;
        found.extend(stem.as_ref().map(|stem| Word { stem: stem.clone(), written: written.clone() }));
    });
    found.extend(codes(text).map(|code| Word { written: code.clone(), stem: code }));
    found
}

/// Gives every stem of `text` to `take`: those of [`analyse`], one by one.
pub(crate) fn each_stem(text: &str, language: &str, mut take: impl FnMut(&str)) {
    each(text, language, |known| {
        if let Some(stem) = &known.stem {
            take(stem);
        }
    });
    codes(text).for_each(|code| take(&code));
}

/// Gives every word of `text` to `take` as it is written, codes in pieces.
pub(super) fn each_token(text: &str, take: impl FnMut(&str)) {
    let plain = without_apostrophes(text);
    plain.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).for_each(take);
}

/// Whether a word is a stop word of `language`.
pub(super) fn is_stop_word(token: &str, language: &str) -> bool {
    this_threads(language).borrow_mut().is_stop_word(token)
}

/// Whether a word is a number that is no code, such as that of a chapter: it says little by itself.
pub(crate) fn is_short_number(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// How many words of a language a thread remembers the stems of.
const MOST_KNOWN: usize = 8192;

/// A word that was seen before.
struct Known {
    /// The word in lower case.
    written: String,
    /// Its stem; `None` for stop words and for words too long to keep.
    stem: Option<String>,
}

/// A language's way from words to stems. Texts repeat their words, and a stem is dear: it is remembered.
struct Chain {
    analyser: TextAnalyzer,
    /// Lets only words through that are no stop words, and leaves them as they are.
    stops: TextAnalyzer,
    known: HashMap<String, Rc<Known>>,
}

impl Chain {
    fn word(&mut self, token: &str) -> Rc<Known> {
        if let Some(known) = self.known.get(token) {
            return known.clone();
        }
        let mut stream = self.analyser.token_stream(token);
        let stem = stream.advance().then(|| stream.token().text.clone());
        drop(stream);
        let known = Rc::new(Known { written: token.to_lowercase(), stem });
        if self.known.len() >= MOST_KNOWN {
            self.known.clear();
        }
        self.known.insert(token.to_owned(), known.clone());
        known
    }

    fn is_stop_word(&mut self, token: &str) -> bool {
        token.len() < LONGEST_WORD && !self.stops.token_stream(token).advance()
    }
}

/// Gives every word of `text` to `take`, stop words too.
fn each(text: &str, language: &str, mut take: impl FnMut(&Known)) {
    let chain = this_threads(language);
    each_token(text, |token| {
        let known = chain.borrow_mut().word(token);
        take(&known);
    });
}

/// This thread's chain of a language, or that of no language when it has none.
fn this_threads(language: &str) -> Rc<RefCell<Chain>> {
    thread_local! {
        static CHAINS: RefCell<HashMap<&'static str, Rc<RefCell<Chain>>>> = RefCell::default();
    }
    let known = LANGUAGES.iter().find(|(code, _)| *code == language);
    let (code, language) = known.map_or(("", None), |(code, language)| (*code, Some(*language)));
    CHAINS.with_borrow_mut(|chains| {
        let new = || {
            let (analyser, stops) = (chain(language), stops(language));
            Rc::new(RefCell::new(Chain { analyser, stops, known: HashMap::new() }))
        };
        chains.entry(code).or_insert_with(new).clone()
    })
}

/// The languages that have a chain, by their codes.
pub(super) const LANGUAGES: [(&str, Language); 16] = [
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
    let stop_words = stop_words(Some(language));
    // Accents go last: stemmers read them.
    lower.filter(stop_words).filter(Stemmer::new(language)).filter(AsciiFoldingFilter).build()
}

fn stops(language: Option<Language>) -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(stop_words(language)).build()
}

fn stop_words(language: Option<Language>) -> StopWordFilter {
    language.and_then(StopWordFilter::new).unwrap_or_else(|| StopWordFilter::remove([]))
}

/// Takes off what an apostrophe binds to a word: `it's` is *it*, `l'article` is *article*, `don't` is *do*.
fn without_apostrophes(text: &str) -> Cow<'_, str> {
    if !text.contains(['\'', '’']) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for (i, chunk) in text.split(' ').enumerate() {
        if i > 0 {
            plain.push(' ');
        }
        plain.push_str(&without_apostrophe(chunk));
    }
    Cow::Owned(plain)
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
