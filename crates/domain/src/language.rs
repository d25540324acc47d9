//! The language a text is in, as a two-letter code.

mod certain;
mod words;

use whatlang::Lang;

pub use certain::certain;

/// Fewer letters than this say too little to be sure.
const FEW_LETTERS: usize = 40;

/// From this many letters on the likeliest language is taken even where a sister language comes close
/// (Danish and Norwegian always do).
const MANY_LETTERS: usize = 100;

/// What a plain Danish sentence reaches; the library's own idea of reliable wants a page of text.
const LEAST_CONFIDENCE: f64 = 0.15;

/// The two-letter code in a language tag such as `da-DK`; Norwegian is `no`, whichever way it is written.
pub fn from_tag(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    match code.as_str() {
        "nb" | "nn" => Some("no".to_owned()),
        code if code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase()) => Some(code.to_owned()),
        _ => None,
    }
}

/// The language `text` is most likely in; `None` when it is too short or could be several.
pub fn detect(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(MANY_LETTERS).count();
    if letters < FEW_LETTERS {
        return None;
    }
    let info = whatlang::detect(text)?;
    (info.confidence() >= LEAST_CONFIDENCE || letters == MANY_LETTERS).then(|| code(info.lang())).flatten()
}

fn code(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Ara => "ar",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Nld => "nl",
        Lang::Nob => "no",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tha => "th",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Vie => "vi",
        Lang::Cmn => "zh",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_two_letters() {
        for (tag, code) in
            [("da-DK", Some("da")), ("EN", Some("en")), ("nb_NO", Some("no")), ("", None), ("english", None)]
        {
            assert_eq!(from_tag(tag).as_deref(), code, "{tag}");
        }
    }

    #[test]
    fn plain_sentences_are_recognised_and_scraps_are_not() {
        let danish =
            "Du kan altid returnere dine varer inden for fjorten dage efter at du har modtaget pakken.";
        let english = "You can always return your goods within fourteen days after you have received them.";
        let german = "Sie können Ihre Ware jederzeit innerhalb von vierzehn Tagen nach Erhalt zurücksenden.";
        assert_eq!(detect(danish), Some("da"));
        assert_eq!(detect(english), Some("en"));
        assert_eq!(detect(german), Some("de"));
        assert_eq!(detect("OK 42"), None);
    }
}
