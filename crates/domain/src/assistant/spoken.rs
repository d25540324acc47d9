//! Which language a visitor's text is in.

use super::cues::{self, Cues};
use crate::knowledge::index::Everyday;

/// Words of a price that English shares with its neighbours: they show no language.
const SHARED: [&str; 2] = ["under", "over"];

/// English words for goods and people that are everyday words of its neighbours, and small words that stand in names:
/// they show a language beside another word of it, and none by themselves.
const ALIKE: [&str; 35] = [
    "men", "man", "mens", "hat", "die", "war", "bin", "door", "hoe", "van", "pour", "son", "ton", "mine",
    "ham", "dig", "den", "sin", "sea", "main", "fond", "pan", "con", "ben", "dan", "mot", "hen", "sans",
    "de", "la", "le", "du", "el", "en", "for",
];

/// The language whose everyday words a text has most of. One that the chatbot has no knowledge in must win
/// clearly over one that it has; a text that shows no language is in the chatbot's first.
pub(super) fn language_of(text: &str, languages: &[String]) -> String {
    let text = &spoken(text);
    // The language of rows too short to show theirs has no name.
    let main = languages.iter().map(String::as_str).find(|l| !l.is_empty()).unwrap_or("en");
    let shown = Shown::of(text);
    let is_own = |language: &&str| *language == main || languages.iter().any(|own| own == language);
    let named = languages.iter().map(String::as_str).filter(|language| *language != main);
    let own = std::iter::once(main).chain(named).map(|language| (shown.points(language, 1), language));
    let others = super::LANGUAGES.iter().filter(|l| !is_own(l)).map(|l| (shown.points(l, 0), *l));
    // Of two that show as much the first is taken.
    let best = |all: &mut dyn Iterator<Item = (usize, &'_ str)>| -> (usize, String) {
        all.fold(
            (0, String::new()),
            |best, (points, l)| {
                if points > best.0 { (points, l.to_owned()) } else { best }
            },
        )
    };
    let (own, other) = (best(&mut own.into_iter()), best(&mut others.into_iter()));
    match (own.0, other.0) {
        (0, 0) => by_letters(text, languages).unwrap_or(main).to_owned(),
        (0, _) => other.1,
        (points, others) if others > points + CLEARLY => other.1,
        _ => own.1,
    }
}

/// By how much a language that the chatbot has no knowledge in must win.
const CLEARLY: usize = 4;

/// What a text shows of its language.
struct Shown {
    /// The everyday words that show one by themselves.
    clear: Everyday,
    /// All of them, where there are more.
    all: Option<Everyday>,
    /// Whether English hangs its "'s" on a word.
    has_possessive: bool,
    /// In lower case, for the letters that only some languages have.
    letters: String,
}

impl Shown {
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split_whitespace().filter(|word| !SHARED.contains(word));
        let bare = |word: &str| {
            word.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).map(str::to_owned)
        };
        // The letter of "T-shirt" and "size S" is no word.
        let is_alike =
            |word: &&str| bare(word).is_some_and(|w| w.chars().count() == 1 || ALIKE.contains(&w.as_str()));
        let clear: Vec<&str> = words.clone().filter(|word| !is_alike(word)).collect();
        let all: Vec<&str> = words.collect();
        Self {
            clear: Everyday::of(&clear.join(" ")),
            all: (clear.len() < all.len()).then(|| Everyday::of(&all.join(" "))),
            has_possessive: all.iter().any(|word| is_possessive(word)),
            letters: lower,
        }
    }

    /// How clearly it shows a language: its everyday words count most, then whether it is one of the chatbot's, and then
    /// its letters.
    fn points(&self, language: &str, bonus: usize) -> usize {
        let clear = self.clear.in_language(language) + usize::from(language == "en" && self.has_possessive);
        if clear == 0 {
            return 0;
        }
        let known = self.all.as_ref().map_or(0, |all| all.in_language(language)).max(clear);
        let has_letters = letters_of(language).chars().any(|letter| self.letters.contains(letter));
        known * 4 + bonus * 2 + usize::from(has_letters)
    }
}

/// `men's`, but not `foto's` and `geht's`.
fn is_possessive(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let Some(owner) = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")) else { return false };
    let is_verb = ["geht", "gibt", "hab", "hat", "wär", "wie"].contains(&owner);
    owner.chars().count() > 2 && !owner.ends_with(['a', 'i', 'o', 'u', 'y']) && !is_verb
}

/// Letters that a language has and most others have not.
fn letters_of(language: &str) -> &'static str {
    match language {
        "da" => "æøå",
        "de" => "äöüß",
        "es" => "ñ¿¡áíóú",
        "fr" => "éèêçàùœ",
        "nl" => "ĳ",
        "sv" => "äöå",
        _ => "",
    }
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

/// The language in which a few words are small talk and nothing else, when they are none in `language`.
pub(super) fn small_talk_in(plain: &str, language: &str) -> Option<&'static str> {
    /// More words say more.
    const MOST: usize = 4;
    let is_talk = |cues: &&Cues| {
        [cues.goodbye, cues.greeting, cues.thanks]
            .into_iter()
            .any(|list| cues::opens(&plain[1..], list) && cues::only(plain, list))
    };
    if plain.split_whitespace().nth(MOST).is_some() || is_talk(&cues::cues(language)) {
        return None;
    }
    super::LANGUAGES.iter().map(|code| cues::cues(code)).find(is_talk).map(|cues| cues.language)
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
    fn a_word_that_looks_like_another_language_shows_none_by_itself() {
        for languages in [&["en"][..], &[""], &["", "en"], &["en", "da"], &["en", "nl", "sv"]] {
            let languages: Vec<String> = languages.iter().map(|l| (*l).to_owned()).collect();
            for text in [
                "men's shirts",
                "men shoes size 44",
                "Men’s boots",
                "red hat",
                "man bag",
                "door mat",
                "women's dresses",
                "T-shirt",
                "size S",
                "M:hats",
                "de luxe tent",
                "rings for men",
            ] {
                assert_eq!(understand(text, &languages).language, "en", "{text}: {languages:?}");
            }
        }
        assert_eq!(of("kan man bytte dem, men ikke den røde?").language, "da");
        assert_eq!(of("wie geht's?").language, "de");
    }

    #[test]
    fn of_neighbours_the_one_with_most_words_is_spoken() {
        for (text, language) in [
            ("je cherche une robe rouge", "fr"),
            ("jag letar efter en jacka", "sv"),
            ("jeg leder efter en jakke", "da"),
            ("ik zoek een jas", "nl"),
            ("ich suche eine Jacke", "de"),
            ("busco una chaqueta", "es"),
            ("har ni jackor på rean", "sv"),
        ] {
            for languages in [&["en"][..], &[], &["en", "es"]] {
                let languages: Vec<String> = languages.iter().map(|l| (*l).to_owned()).collect();
                assert_eq!(understand(text, &languages).language, language, "{text}: {languages:?}");
            }
        }
    }

    #[test]
    fn a_country_is_not_the_word_that_it_looks_like() {
        assert_eq!(of("do you ship to the US?").asks[0].text, "do you ship to the USA?");
        assert_eq!(of("can you tell us?").asks[0].text, "can you tell us?");
    }
}
