//! What a product's row says not to have or be: "Not for the microwave".
//!
//! Left out: what a visitor does not want (`wish`).

use super::super::cues::{cues, each};
use super::sentences::sentences;
use crate::knowledge::Product;
use crate::knowledge::index::{QueryTerm, analyse, is_short_number};

/// Within so many words behind a "not" a word is denied.
const REACH: usize = 4;

/// Whether a product's description denies one of these words wherever it has it. What its title or its tags have it is.
pub(super) fn denies(product: &Product, terms: &[QueryTerm], language: &str) -> bool {
    let (not, text) = (cues(language).not, &product.description);
    let denied: Vec<String> =
        sentences(text).into_iter().flat_map(|range| behind_not(&text[range], not, language)).collect();
    if denied.is_empty() {
        return false;
    }
    let named = analyse(&format!("{}\n{}", product.title, product.tags.join("\n")), language);
    let has = |stems: &[String], term: &QueryTerm| term.stems.iter().any(|(stem, _)| stems.contains(stem));
    let said = analyse(text, language);
    let count = |stems: &[String], term: &QueryTerm| {
        stems.iter().filter(|stem| term.stems.iter().any(|(own, _)| own == *stem)).count()
    };
    terms
        .iter()
        .filter(|term| term.weight == 1.0 && !is_short_number(&term.written) && !has(&named, term))
        .any(|term| count(&denied, term) > 0 && count(&denied, term) >= count(&said, term))
}

/// The stems that stand shortly behind a "not", up to the end of the clause.
fn behind_not(sentence: &str, not: &'static str, language: &str) -> Vec<String> {
    let mut left = 0;
    let mut found = Vec::new();
    for word in sentence.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if each(not).any(|not| not == bare) {
            left = REACH;
        } else if left > 0 {
            left -= 1;
            found.extend(analyse(&bare, language));
        }
        if word.ends_with([',', ';', ':']) {
            left = 0;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::product;
    use super::*;
    use crate::knowledge::index::terms;

    #[test]
    fn a_row_denies_what_stands_behind_a_not_and_nowhere_else() {
        for (description, asked, denied) in [
            ("A steel mug. Not for the microwave.", "mug microwave", true),
            ("It does not break, and goes in the dishwasher.", "mug dishwasher", false),
            ("No leather and no animal glue.", "leather", true),
            ("No leather inside. A leather strap.", "leather", false),
            ("Not for the oven.", "mug", false),
            ("Safe in the microwave.", "microwave", false),
        ] {
            let mut mug = product("mug", "Enamel Mug", ["12", ""], 1, &[]);
            mug.description = description.to_owned();
            assert_eq!(denies(&mug, &terms(asked, "en"), "en"), denied, "{description}: {asked}");
        }
    }
}
