//! Other ways to write a word that a reader takes for the same: letters that a keyboard lacks, and endings that stems miss.

/// How `word`, in lower case, may be written, too.
pub(super) fn forms(word: &str, language: &str) -> Vec<String> {
    match language {
        "da" | "sv" => either_way(word, &[("å", "aa"), ("ø", "oe"), ("æ", "ae")]),
        "de" => either_way(word, &[("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")]),
        // "Ils lavent": the stem of no other form.
        "fr" => {
            ["er", "ez"].iter().filter_map(|end| Some(format!("{}ent", word.strip_suffix(end)?))).collect()
        }
        _ => vec![],
    }
}

/// The word with all of its letters written the one way, and the other.
fn either_way(word: &str, pairs: &[(&str, &str)]) -> Vec<String> {
    let one = pairs.iter().fold(word.to_owned(), |word, (letter, two)| word.replace(two, letter));
    let other = pairs.iter().fold(word.to_owned(), |word, (letter, two)| word.replace(letter, two));
    [one, other].into_iter().filter(|form| form != word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_written_either_way() {
        for (word, language, expected) in [
            ("århus", "da", vec!["aarhus"]),
            ("aarhus", "da", vec!["århus"]),
            ("ruecksendung", "de", vec!["rücksendung"]),
            ("größe", "de", vec!["groesse"]),
            ("laver", "fr", vec!["lavent"]),
            ("hemd", "de", vec![]),
            ("aarhus", "en", vec![]),
            ("", "de", vec![]),
        ] {
            assert_eq!(forms(word, language), expected, "{word}");
        }
    }
}
