//! The language of what somebody writes in a chat, where it is certain: a few words are enough, and no guess is made.
//!
//! The library that is right about pages is often wrong about single sentences, so the words themselves speak first; it is
//! asked about languages whose words are not known.

use std::collections::BTreeSet;

use whatlang::{Lang, Script};

use super::words::WORDS;

/// So many of a language's words must stand in a text.
const ENOUGH_WORDS: usize = 3;

/// From so many letters on the letters themselves speak, and the library may name a language whose letters others write.
const ENOUGH_LETTERS: usize = 20;

/// So sure the library must be that it is another language for the words not to be believed.
const DOUBT: f64 = 0.5;

/// Languages that are told from others of their script by single letters: those that must stand in a text, one at least, and
/// those that must not.
const LETTERS: [(&str, &str, &str); 5] = [
    ("uk", "іїєґ", "ыэъёўјћђ"),
    ("ru", "ыэё", "іїєґўјћђөүұқғңһәӣӯҷҳ"),
    ("ur", "ٹڈڑے", ""),
    ("fa", "پچژگ", "ٹڈڑےةښځڅ"),
    ("ar", "ةىأإ", "پچژگکیٹڈڑے"),
];

/// The language of `text` as two letters; `None` where it could be several.
pub fn certain(text: &str) -> Option<&'static str> {
    let told = by_words(text).or_else(|| by_letters(text));
    let Some(info) = whatlang::detect(text) else { return told };
    let code = code(info.lang());
    let words = WORDS.iter().map(|(known, _)| *known);
    let is_known = code.is_some_and(|code| words.chain(LETTERS.map(|of| of.0)).any(|known| known == code));
    if is_known || (told.is_some() && info.confidence() < DOUBT) {
        return told;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_sure = has_letters_of_its_own(info.script()) || (info.is_reliable() && letters >= ENOUGH_LETTERS);
    code.filter(|_| is_sure)
}

/// The language that the letters of a text, which are not a few, leave over.
fn by_letters(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let holds = |letters: &str| letters.chars().any(|letter| text.contains(letter));
    let fits = |(_, one_of, none_of): &&(&str, &str, &str)| holds(one_of) && !holds(none_of);
    let is_enough = text.chars().filter(|c| c.is_alphabetic()).count() >= ENOUGH_LETTERS;
    LETTERS.iter().find(fits).filter(|_| is_enough).map(|(code, ..)| *code)
}

/// The language of which a text has most words, when no other comes near.
fn by_words(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    let pieces = text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
    let said: BTreeSet<&str> = pieces.collect();
    let found = WORDS.map(|(code, words)| {
        let hits: BTreeSet<&str> = words.split_whitespace().filter(|word| said.contains(word)).collect();
        (code, hits)
    });
    let (best, hits) = found.iter().max_by_key(|(_, hits)| hits.len())?;
    let is_clear = found.iter().filter(|(code, _)| code != best).all(|(_, other)| {
        let (ours, theirs) = (hits.difference(other).count(), other.difference(hits).count());
        ours >= 1 && ours >= 2 * theirs
    });
    (hits.len() >= ENOUGH_WORDS && is_clear).then_some(*best)
}

/// Whether only one language of those that the library knows is written so.
fn has_letters_of_its_own(script: Script) -> bool {
    matches!(
        script,
        Script::Armenian
            | Script::Bengali
            | Script::Georgian
            | Script::Greek
            | Script::Hangul
            | Script::Hiragana
            | Script::Katakana
            | Script::Mandarin
            | Script::Tamil
            | Script::Telugu
            | Script::Thai
    )
}

fn code(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Epo => "eo",
        Lang::Guj => "gu",
        Lang::Hye => "hy",
        Lang::Jav => "jv",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Lat => "la",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Sin => "si",
        Lang::Sna => "sn",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tuk => "tk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        other => return super::code(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_question_tells_its_language() {
        for (text, code) in [
            ("Refund status for order 12345 please, it has been ten days", "en"),
            ("hello line\nnext\npara\nwhere is my order", "en"),
            ("Hello, my promo code SUMMER25 is invalid, can a person help?", "en"),
            ("Hvornår kommer min pakke? Jeg har ventet i to uger nu", "da"),
            ("Jeres rabatkode virker ikke, når jeg skal betale i kurven", "da"),
            (
                "Hei, jeg vil gjerne returnere en genser som jeg kjøpte forrige uke, hvordan gjør jeg det?",
                "no",
            ),
            ("Hvor er pakken min? Jeg har ikke mottatt den ennå.", "no"),
            ("Var är mitt paket? Jag har inte fått det än.", "sv"),
            ("Missä pakettini on?", "fi"),
            ("Der Gutscheincode funktioniert nicht, bitte helfen Sie mir", "de"),
            ("Où est mon colis ? Je ne l’ai pas encore reçu.", "fr"),
            ("¿Dónde está mi paquete? Todavía no lo he recibido.", "es"),
            ("Waar is mijn pakket? Ik heb het nog niet ontvangen.", "nl"),
            ("Hol van a rendelésem? Két hete várok", "hu"),
            ("Πού είναι το δέμα μου;", "el"),
            ("私の荷物はどこですか", "ja"),
            ("Где моя посылка? Я её ещё не получил.", "ru"),
            ("Де моя посилка? Я її ще не отримав.", "uk"),
            ("Добрий день, я хотів би повернути сорочку, яку купив минулого тижня", "uk"),
            ("مرحبا، أود إرجاع قميص اشتريته الأسبوع الماضي، كيف يمكنني فعل ذلك؟", "ar"),
            ("سلام، می‌خواهم پیراهنی را که هفته گذشته خریدم پس بدهم", "fa"),
            ("Къде е моята пратка? Още не съм я получил", "bg"),
            ("你好，我想退回上周购买的衬衫", "zh"),
        ] {
            assert_eq!(certain(text), Some(code), "{text}");
        }
    }

    #[test]
    fn from_too_little_nothing_is_guessed() {
        for text in [
            "",
            "ok",
            "12345",
            "thanks",
            "hello line\nnext\npara",
            "Track parcel DK123456789, status unchanged since Monday",
            "Er den blå skjorte på lager",
            "Where is mein Paket",
            "Где мой заказ?",
            "Ahoj, kde je môj balík? Ešte mi neprišiel",
        ] {
            assert_eq!(certain(text), None, "{text}");
        }
    }

    #[test]
    fn every_word_stands_once_in_its_list_and_as_it_is_compared() {
        for (code, words) in WORDS {
            let list: Vec<&str> = words.split_whitespace().collect();
            assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len(), "{code}");
            assert!(list.iter().all(|word| **word == word.to_lowercase()), "{code}");
        }
    }
}
