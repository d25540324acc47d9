//! Sentences: where they end, and how spans are cut at their ends.

use std::ops::Range;

use parlour_model::part::Span;

/// Words whose full stop ends no sentence, in lower case.
const ABBREVIATIONS: [&str; 40] = [
    "e.g", "i.e", "etc", "vs", "no", "nos", "approx", "ca", "mr", "mrs", "ms", "dr", "st", "prof", "inc",
    "ltd", "co", "fig", "sec", "ch", "p", "pp", "bl.a", "f.eks", "fx", "nr", "z.b", "d.h", "bzw", "usw",
    "evtl", "ggf", "max", "min", "inkl", "t.ex", "bijv", "m.v", "p.ex", "art",
];

/// The sentences of `text` as ranges of bytes, without the space around them.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…')) {
        let mut end = at + c.len_utf8();
        while let Some(closing) =
            text[end..].chars().next().filter(|c| matches!(c, ')' | '"' | '”' | '’' | '»'))
        {
            end += closing.len_utf8();
        }
        if end > start && ends_here(text, at, end, c) {
            found.extend(trimmed(text, start..end));
            start = end;
        }
    }
    found.extend(trimmed(text, start..text.len()));
    found
}

/// Whether a sentence ends with the sign at `at`, whose closing marks end at `end`.
fn ends_here(text: &str, at: usize, end: usize, sign: char) -> bool {
    let rest = &text[end..];
    let next = rest.trim_start();
    if next.len() == rest.len() || next.is_empty() {
        return false;
    }
    let opens = next.chars().next().is_some_and(|c| !c.is_lowercase() && !matches!(c, ')' | ',' | ';' | '.'));
    if sign != '.' {
        return opens;
    }
    if text[..at].ends_with('.') {
        return false;
    }
    let word =
        text[..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    opens && !initial && !ABBREVIATIONS.contains(&word.as_str())
}

fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.end - (part.len() - part.trim_end().len());
    (start < end).then_some(start..end)
}

/// Whether `text` tells a weight: a number of grams or kilograms, and not of grams for each square metre.
pub(super) fn tells_weight(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_unit = |word: &str| matches!(word.trim_end_matches([',', '.', ';', ':', ')']), "kg" | "g");
    words.windows(2).any(|pair| pair[0].starts_with(|c: char| c.is_ascii_digit()) && is_unit(pair[1]))
}

/// Whether `text` tells how big something is: a number of a length or a volume, or one number by another.
pub(super) fn tells_size(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == '-').collect();
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let is_unit = |word: &str| {
        let word = word.trim_end_matches([',', '.', ';', ':', ')']);
        matches!(word, "cm" | "mm" | "m" | "l") || word.starts_with("litre") || word.starts_with("liter")
    };
    let crosses = |word: &str| matches!(word, "x" | "×" | "by");
    words.windows(2).any(|pair| is_number(pair[0]) && is_unit(pair[1]))
        || words.windows(3).any(|three| is_number(three[0]) && crosses(three[1]) && is_number(three[2]))
}

/// The words of spans without their look.
pub(super) fn words(spans: &[Span]) -> String {
    spans.iter().map(Span::as_text).collect()
}

/// The piece of `spans` that makes up `range` of their words; looks and links are kept.
pub(super) fn cut(spans: &[Span], range: &Range<usize>) -> Vec<Span> {
    let mut kept = Vec::new();
    let mut from = 0;
    for span in spans {
        let text = span.as_text();
        let (start, end) = (range.start.max(from), range.end.min(from + text.len()));
        if start < end {
            kept.extend(text.get(start - from..end - from).map(|piece| span.with_text(piece)));
        }
        from += text.len();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_sees_it() {
        for (text, wanted) in [
            ("One. Two! Three? Four", vec!["One.", "Two!", "Three?", "Four"]),
            ("It costs €5.90 per parcel. Free from 80.", vec!["It costs €5.90 per parcel.", "Free from 80."]),
            ("Use a box, e.g. ours. Done.", vec!["Use a box, e.g. ours.", "Done."]),
            ("He said “no.” Then he left.", vec!["He said “no.”", "Then he left."]),
            ("See pg_dump. it is lower case", vec!["See pg_dump. it is lower case"]),
            ("Use ALTER TABLE ... ENABLE. Then go.", vec!["Use ALTER TABLE ... ENABLE.", "Then go."]),
            ("  ", vec![]),
            ("Åbent i dag. Æbler og pærer.", vec!["Åbent i dag.", "Æbler og pærer."]),
        ] {
            let found: Vec<&str> = sentences(text).into_iter().map(|r| &text[r]).collect();
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn a_weight_is_told_in_grams() {
        assert!(tells_weight("It weighs 1.1 kg.") && tells_weight("2.4 kg, and up in minutes"));
        assert!(!tells_weight("Made of 150 g/m² linen.") && !tells_weight("4 m high"));
    }

    #[test]
    fn a_size_is_told_in_centimetres_or_litres() {
        assert!(tells_size("140 by 200 cm") && tells_size("A 22-litre bag.") && tells_size("90 × 60"));
        assert!(!tells_size("Warm down to 0 °C.") && !tells_size("A set of 4, sewn by 2 people."));
    }

    #[test]
    fn cutting_keeps_links_and_looks() {
        let spans = [Span::text("Go "), Span::link("to the page", "/p"), Span::text(". Stay.")];
        let cut_off = cut(&spans, &(3..9));
        assert_eq!(cut_off, [Span::link("to the", "/p")]);
        assert_eq!(words(&cut(&spans, &(0..15))), "Go to the page.");
    }
}
