//! The owner's words in place of the chat's own, by language, and which language they wish for.
//!
//! Left out on purpose: which words there are, which the chat's frame knows. What it does not know it passes over.

use std::collections::BTreeMap;

/// Words by the name of the text that they replace, by language.
pub type Texts = BTreeMap<String, BTreeMap<String, String>>;

const MOST_LANGUAGES: usize = 30;
const MOST_TEXTS: usize = 300;
const LONGEST_TEXT: usize = 500;

/// What is wrong with these texts, as (path, remedy).
pub(super) fn faults(texts: &Texts) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if texts.len() > MOST_LANGUAGES {
        faults.push(("texts".into(), format!("at most {MOST_LANGUAGES} languages are allowed")));
    }
    for (language, words) in texts.iter().take(MOST_LANGUAGES) {
        if !is_language(language) {
            faults.push((format!("texts.{language}"), EXPECTED_LANGUAGE.into()));
        }
        if words.len() > MOST_TEXTS {
            faults.push((format!("texts.{language}"), format!("at most {MOST_TEXTS} texts are allowed")));
        }
        for (name, text) in words.iter().take(MOST_TEXTS) {
            let path = || format!("texts.{language}.{name}");
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')) {
                faults.push((path(), "expected the name of a text, such as sendMessage".into()));
            }
            if text.trim().is_empty() || text.chars().count() > LONGEST_TEXT {
                faults.push((path(), format!("expected 1 to {LONGEST_TEXT} characters")));
            }
        }
    }
    faults
}

/// What is told where a language is expected.
pub(super) const EXPECTED_LANGUAGE: &str = "expected a language such as da or pt-BR";

/// Whether `text` may name a language.
pub(super) fn is_language(text: &str) -> bool {
    let mut pieces = text.split('-');
    let first = pieces.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && pieces
            .all(|piece| (2..=8).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_path() {
        let long = "x".repeat(501);
        let texts: Texts = serde_json::from_value(serde_json::json!({
            "da": {"send": "Af sted", "": "x", "a b": "x", "empty": " ", "long": long},
            "pt-BR": {"send": "Enviar"},
            "danish": {"send": "x"},
        }))
        .unwrap();
        let paths: Vec<String> = faults(&texts).into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["texts.da.", "texts.da.a b", "texts.da.empty", "texts.da.long", "texts.danish"]);
    }

    #[test]
    fn languages_are_told_from_other_words() {
        for (text, is) in [("da", true), ("pt-BR", true), ("zh-Hant-TW", true), ("", false), ("d", false)] {
            assert_eq!(is_language(text), is, "{text}");
        }
        for text in ["danish", "da_DK", "da-", "dä", "d1"] {
            assert!(!is_language(text), "{text}");
        }
    }
}
