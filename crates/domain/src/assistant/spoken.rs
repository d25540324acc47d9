//! Which language a visitor's text is in.

use crate::knowledge::index::Everyday;

/// Words of a price that English shares with its neighbours: they show no language.
const SHARED: [&str; 2] = ["under", "over"];

/// The language whose everyday words a text has most of. One that the chatbot has no knowledge in must win
/// clearly; a text that shows no language is in the chatbot's first.
pub(super) fn language_of(text: &str, languages: &[String]) -> String {
    let text = &spoken(text);
    // The language of rows too short to show theirs has no name.
    let main = languages.iter().map(String::as_str).find(|l| !l.is_empty()).unwrap_or("en");
    let telling: Vec<&str> =
        text.split_whitespace().filter(|word| !SHARED.contains(&word.to_lowercase().as_str())).collect();
    let everyday = Everyday::of(&telling.join(" "));
    let own = languages.iter().map(|language| (language.as_str(), 1));
    let spoken = super::LANGUAGES.iter().filter(|l| !languages.iter().any(|o| o == *l)).map(|l| (*l, 0));
    let mut best = (main, 0);
    for (language, bonus) in own.chain(spoken) {
        let known = everyday.in_language(language);
        let points = known * 2 + bonus * usize::from(known > 0);
        if known > 0 && points > best.1 + usize::from(bonus == 0 && best.1 > 0) * 2 {
            best = (language, points);
        }
    }
    if best.1 == 0 {
        return by_letters(text, languages).unwrap_or(main).to_owned();
    }
    best.0.to_owned()
}

/// The words of a text without addresses and markup: those are in no language.
fn spoken(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        let opens = tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag.split_once('>').filter(|_| opens) {
            Some((_, behind)) => {
                words.push(' ');
                rest = behind;
            }
            None => {
                words.push('<');
                rest = tag;
            }
        }
    }
    words.push_str(rest);
    let is_spoken = |word: &&str| {
        let is_entity = word.starts_with('&') && word.ends_with(';');
        !is_entity && !word.contains("://") && !word.starts_with("www.") && !word.contains('@')
    };
    words.split_whitespace().filter(is_spoken).collect::<Vec<_>>().join(" ")
}

/// The language by the look of the words, among the chatbot's; only for texts long enough to show it.
fn by_letters<'a>(text: &str, languages: &'a [String]) -> Option<&'a str> {
    const CODES: [(&str, whatlang::Lang); 7] = [
        ("en", whatlang::Lang::Eng),
        ("da", whatlang::Lang::Dan),
        ("de", whatlang::Lang::Deu),
        ("sv", whatlang::Lang::Swe),
        ("nl", whatlang::Lang::Nld),
        ("fr", whatlang::Lang::Fra),
        ("es", whatlang::Lang::Spa),
    ];
    if text.chars().count() < 20 || languages.len() < 2 {
        return None;
    }
    let allowed: Vec<_> = CODES.iter().filter(|(code, _)| languages.iter().any(|l| l == code)).collect();
    let found =
        whatlang::Detector::with_allowlist(allowed.iter().map(|(_, lang)| *lang).collect()).detect(text)?;
    let code = allowed.iter().find(|(_, lang)| *lang == found.lang())?.0;
    languages.iter().map(String::as_str).find(|l| *l == code).filter(|_| found.is_reliable())
}

/// "US" in capitals is a country; as a word it means ourselves, and is not looked for.
pub(super) fn spelled_out(text: &str, language: &str) -> String {
    if language != "en" || !text.contains(char::is_lowercase) {
        return text.to_owned();
    }
    let is_us = |word: &str| matches!(word.trim_matches(|c: char| !c.is_alphanumeric()), "US" | "U.S");
    let words = text.split_inclusive(char::is_whitespace);
    words
        .map(|word| if is_us(word) { word.replace("U.S.", "US").replace("US", "USA") } else { word.into() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::understand::{Understanding, understand};

    fn of(text: &str) -> Understanding {
        understand(text, &["en".to_owned(), "da".to_owned()])
    }

    #[test]
    fn the_language_is_known_from_few_words() {
        for (text, language) in [
            ("how do I return a parcel?", "en"),
            ("hvordan returnerer jeg en pakke?", "da"),
            ("hvad koster fragt", "da"),
            ("Wie kann ich ein Paket zurückschicken?", "de"),
            ("Comment puis-je retourner un colis ?", "fr"),
            ("¿Cómo puedo devolver un paquete?", "es"),
            ("Hur lång tid tar leveransen?", "sv"),
            ("Hoe kan ik een pakket retourneren?", "nl"),
            ("linen shirt", "en"),
            ("pg_dump", "en"),
        ] {
            assert_eq!(of(text).language, language, "{text}");
        }
    }

    #[test]
    fn markup_and_addresses_show_no_language() {
        for text in
            ["line1\nline2 <b>bold</b> & https://x.y", "<p class=\"les\">pg_dump</p>", "a < b", "www.le.fr"]
        {
            assert_eq!(of(text).language, "en", "{text}");
        }
        assert_eq!(of("<b>hvad koster fragt</b> https://the.shop/of/you").language, "da");
    }

    #[test]
    fn a_price_word_that_languages_share_tells_no_language() {
        for languages in [vec![], vec!["en"], vec!["", "en"], vec!["en", "da"], vec!["da", "en"]] {
            let languages: Vec<String> = languages.into_iter().map(str::to_owned).collect();
            let first = languages.iter().find(|l| !l.is_empty()).map_or("en", String::as_str);
            for text in ["blue shirt under 60", "Rain jacket over 100"] {
                assert_eq!(understand(text, &languages).language, first, "{text}: {languages:?}");
            }
        }
        assert_eq!(of("har I regnjakker under 500 kr?").language, "da");
    }

    #[test]
    fn a_country_is_not_the_word_that_it_looks_like() {
        assert_eq!(of("do you ship to the US?").asks[0].text, "do you ship to the USA?");
        assert_eq!(of("can you tell us?").asks[0].text, "can you tell us?");
    }
}
