//! What languages are called.
//!
//! Contract: Diverge reference 6.2 (`language`).

/// The English names of languages by their two letters, in the order of these.
const NAMES: [(&str, &str); 90] = [
    ("af", "afrikaans"),
    ("ak", "akan"),
    ("am", "amharic"),
    ("ar", "arabic"),
    ("az", "azerbaijani"),
    ("be", "belarusian"),
    ("bg", "bulgarian"),
    ("bn", "bengali"),
    ("bs", "bosnian"),
    ("ca", "catalan"),
    ("cs", "czech"),
    ("cy", "welsh"),
    ("da", "danish"),
    ("de", "german"),
    ("el", "greek"),
    ("en", "english"),
    ("eo", "esperanto"),
    ("es", "spanish"),
    ("et", "estonian"),
    ("eu", "basque"),
    ("fa", "persian"),
    ("fi", "finnish"),
    ("fo", "faroese"),
    ("fr", "french"),
    ("ga", "irish"),
    ("gl", "galician"),
    ("gu", "gujarati"),
    ("he", "hebrew"),
    ("hi", "hindi"),
    ("hr", "croatian"),
    ("hu", "hungarian"),
    ("hy", "armenian"),
    ("id", "indonesian"),
    ("is", "icelandic"),
    ("it", "italian"),
    ("ja", "japanese"),
    ("jv", "javanese"),
    ("ka", "georgian"),
    ("kk", "kazakh"),
    ("kl", "greenlandic"),
    ("km", "khmer"),
    ("kn", "kannada"),
    ("ko", "korean"),
    ("la", "latin"),
    ("lb", "luxembourgish"),
    ("lt", "lithuanian"),
    ("lv", "latvian"),
    ("mk", "macedonian"),
    ("ml", "malayalam"),
    ("mn", "mongolian"),
    ("mr", "marathi"),
    ("ms", "malay"),
    ("mt", "maltese"),
    ("my", "burmese"),
    ("nb", "norwegian"),
    ("ne", "nepali"),
    ("nl", "dutch"),
    ("nn", "norwegian"),
    ("no", "norwegian"),
    ("or", "odia"),
    ("pa", "punjabi"),
    ("pl", "polish"),
    ("ps", "pashto"),
    ("pt", "portuguese"),
    ("ro", "romanian"),
    ("ru", "russian"),
    ("si", "sinhala"),
    ("sk", "slovak"),
    ("sl", "slovenian"),
    ("sn", "shona"),
    ("so", "somali"),
    ("sq", "albanian"),
    ("sr", "serbian"),
    ("sv", "swedish"),
    ("sw", "swahili"),
    ("ta", "tamil"),
    ("te", "telugu"),
    ("th", "thai"),
    ("tk", "turkmen"),
    ("tl", "tagalog"),
    ("tr", "turkish"),
    ("uk", "ukrainian"),
    ("ur", "urdu"),
    ("uz", "uzbek"),
    ("vi", "vietnamese"),
    ("xh", "xhosa"),
    ("yi", "yiddish"),
    ("yo", "yoruba"),
    ("zh", "chinese"),
    ("zu", "zulu"),
];

/// The English name of a language, in lower case; `None` for one the house does not know.
pub fn language_name(code: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by_key(&code, |(known, _)| known).ok()?;
    NAMES.get(at).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_in_english() {
        for (code, name) in
            [("af", "afrikaans"), ("da", "danish"), ("el", "greek"), ("nb", "norwegian"), ("zu", "zulu")]
        {
            assert_eq!(language_name(code), Some(name));
        }
        assert_eq!((language_name("xx"), language_name("")), (None, None));
    }

    #[test]
    fn the_languages_stand_in_order() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
