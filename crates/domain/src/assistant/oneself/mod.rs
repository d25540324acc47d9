//! Visitors ask for themselves: what their name is, what was told of them. It is said as it was told, and only that.
//!
//! Pure. Left out: knowing it, which the turn's ground does; and counting with it, which only a model can.

mod table;

use parlour_model::Profile;

use super::cues::{any, each, find};
use crate::knowledge::index;
use table::{ALL, Words};

/// The least share of the rest of a question that something told must have.
const FITS: f32 = 0.5;
/// The longest text, in words, whose language is told by how it asks.
const MOST_WORDS: usize = 8;

/// Something that is known of a visitor by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Name,
    Email,
    Phone,
}

impl Detail {
    /// What it is called.
    fn nouns(self, words: &'static Words) -> &'static str {
        match self {
            Self::Name => words.name,
            Self::Email => words.email,
            Self::Phone => words.phone,
        }
    }
}

fn words(language: &str) -> &'static Words {
    ALL.iter().find(|words| words.language == language).unwrap_or(&ALL[0])
}

/// Whether a visitor asks for themselves; `plain` is their words as the cues need them.
pub(super) fn is_asked(plain: &str, language: &str) -> bool {
    is_asked_in(plain, words(language))
}

/// The language in which a visitor asks for themselves, when it is another than `language`: "¿Cómo me llamo?" has no word
/// that shows it elsewhere.
pub(super) fn language_of(plain: &str, language: &str) -> Option<&'static str> {
    if plain.split_whitespace().count() > MOST_WORDS || is_asked(plain, language) {
        return None;
    }
    ALL.iter().find(|words| is_asked_in(plain, words)).map(|words| words.language)
}

fn is_asked_in(plain: &str, words: &'static Words) -> bool {
    any(plain, words.all) || !details(plain, words).is_empty()
}

/// What was told of a visitor, in answer to a question for themselves; `None` when nothing of it was.
pub(super) fn answer(question: &str, language: &str, known: &Profile) -> Option<String> {
    let (words, plain) = (words(language), super::cues::plain(question));
    if any(&plain, words.all) {
        let all = [Detail::Name, Detail::Email, Detail::Phone].iter().filter_map(|d| say(*d, words, known));
        let told = known.info.as_ref().map(|info| words.told.replace("{}", info));
        return joined(all.chain(told).collect());
    }
    let details = details(&plain, words);
    let mut said: Vec<String> = details.iter().filter_map(|detail| say(*detail, words, known)).collect();
    let nouns: Vec<&str> = details.iter().map(|detail| detail.nouns(words)).collect();
    let nouns = nouns.join(", ");
    // "… and double of my lucky number": what is asked besides.
    let rest = match said.is_empty() {
        true => stems(question, language),
        false => without(stems(question, language), &stems(&nouns, language)),
    };
    let told = known.info.as_ref().and_then(|info| fitting(&rest, info, language));
    said.extend(told.map(|told| words.told.replace("{}", told)));
    joined(said)
}

/// What was told of a visitor in answer to a question for something of their own: whatever it names must have been.
pub(super) fn answer_of_own(question: &str, language: &str, known: &Profile) -> Option<String> {
    let (words, info) = (words(language), known.info.as_ref()?);
    let plain = super::cues::plain(question);
    any(&plain, words.my).then_some(())?;
    let asked = stems(question, language);
    let has_all = |told: &&str| !asked.is_empty() && share(&asked, &stems(told, language)) >= 1.0;
    Some(words.told.replace("{}", sentences(info).find(has_all)?))
}

/// Says that nothing of it was told.
pub(super) fn unknown(language: &str) -> &'static str {
    words(language).unknown
}

fn say(detail: Detail, words: &Words, known: &Profile) -> Option<String> {
    let (phrase, value) = match detail {
        Detail::Name => (words.your_name, &known.name),
        Detail::Email => (words.your_email, &known.email),
        Detail::Phone => (words.your_phone, &known.phone),
    };
    Some(phrase.replace("{}", value.as_ref()?))
}

fn joined(said: Vec<String>) -> Option<String> {
    (!said.is_empty()).then(|| said.join(" "))
}

/// What is asked for behind "what is my …", in order.
fn details(plain: &str, words: &'static Words) -> Vec<Detail> {
    if any(plain, words.called) {
        return vec![Detail::Name];
    }
    let mut found = Vec::new();
    if !any(plain, words.asks) {
        return found;
    }
    let behind = each(words.asks).filter_map(|cue| Some(find(plain, cue)? + cue.len()));
    let Some(mut rest) = behind.max().map(|at| &plain[at..]) else { return found };
    loop {
        let all = [Detail::Name, Detail::Email, Detail::Phone];
        let named =
            all.into_iter().flat_map(|detail| each(detail.nouns(words)).map(move |noun| (noun, detail)));
        let longest =
            named.filter_map(|(noun, of)| Some((begun(rest, noun)?, of))).min_by_key(|(rest, _)| rest.len());
        let Some((behind, detail)) = longest else { return found };
        // "My name badge" is no name.
        let joins = each(words.and).find_map(|and| begun(behind, and));
        let ends = each(words.polite).any(|polite| begun(behind, polite).is_some());
        let next = behind.split_whitespace().next().unwrap_or_default();
        let is_about_more = index::terms(next, words.language).iter().any(|term| term.weight == 1.0);
        if joins.is_none() && !ends && is_about_more {
            return found;
        }
        found.push(detail);
        let Some(joined) = joins else { return found };
        rest = each(words.my).find_map(|my| begun(joined, my)).unwrap_or(joined);
    }
}

/// What stands behind `word`, with which the text begins after a space.
fn begun<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.strip_prefix(' ')?.strip_prefix(word).filter(|rest| rest.starts_with(' '))
}

/// The words that tell something, each by its stems.
type Stems = Vec<Vec<String>>;

fn stems(text: &str, language: &str) -> Stems {
    let telling = index::terms(text, language).into_iter().filter(|term| term.weight == 1.0);
    telling.map(|term| term.stems.into_iter().map(|(stem, _)| stem).collect()).collect()
}

fn has(all: &Stems, one: &[String]) -> bool {
    all.iter().any(|known| known.iter().any(|stem| one.contains(stem)))
}

fn without(mut all: Stems, those: &Stems) -> Stems {
    all.retain(|one| !has(those, one));
    all
}

/// The share of what is asked that was told.
fn share(asked: &Stems, told: &Stems) -> f32 {
    asked.iter().filter(|one| has(told, one)).count() as f32 / asked.len().max(1) as f32
}

/// The sentence of `info` that has the most of what is asked, when it has enough.
fn fitting<'i>(asked: &Stems, info: &'i str, language: &str) -> Option<&'i str> {
    let best = sentences(info).map(|told| (share(asked, &stems(told, language)), told));
    best.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(share, _)| *share >= FITS).map(|(_, told)| told)
}

fn sentences(info: &str) -> impl Iterator<Item = &str> {
    let lines = info.split(['\n', ';']).flat_map(|line| line.split_inclusive(['!', '?']));
    lines.flat_map(|line| line.split_inclusive(". ")).map(str::trim).filter(|told| !told.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::cues::plain;
    use super::*;

    fn ada() -> Profile {
        Profile {
            name: Some("Ada".into()),
            email: Some("ada@example.com".into()),
            phone: Some("+45 12 34".into()),
            info: Some("My lucky number is 7. Likes sailing; has a boat called Wave".into()),
            user_id: Some("1842".into()),
        }
    }

    #[test]
    fn who_one_is_is_asked_in_every_language() {
        for (language, question, said) in [
            ("en", "What is my name?", "Your name is Ada."),
            ("en", "what's my e-mail address please", "Your e-mail address is ada@example.com."),
            ("en", "Do you know my phone number?", "Your phone number is +45 12 34."),
            ("da", "Hvad hedder jeg?", "Du hedder Ada."),
            ("da", "Hvad er min mailadresse?", "Din e-mailadresse er ada@example.com."),
            ("de", "Wie heiße ich?", "Ihr Name ist Ada."),
            ("de", "Wie lautet meine E-Mail-Adresse?", "Ihre E-Mail-Adresse ist ada@example.com."),
            ("sv", "Vad är min e-postadress?", "Din e-postadress är ada@example.com."),
            ("sv", "Vad heter jag?", "Du heter Ada."),
            ("nl", "Wat is mijn naam?", "Je naam is Ada."),
            ("nl", "Wat is mijn telefoonnummer?", "Je telefoonnummer is +45 12 34."),
            ("fr", "Comment je m'appelle ?", "Vous vous appelez Ada."),
            ("fr", "Quelle est mon adresse e-mail ?", "Votre adresse e-mail est ada@example.com."),
            ("es", "¿Cómo me llamo?", "Te llamas Ada."),
            ("es", "¿Cuál es mi correo electrónico?", "Tu correo electrónico es ada@example.com."),
        ] {
            assert!(is_asked(&plain(question), language), "{question}");
            assert_eq!(answer(question, language, &ada()).as_deref(), Some(said), "{question}");
            assert_eq!(answer(question, language, &Profile::default()), None, "{question}");
        }
    }

    #[test]
    fn how_one_asks_for_oneself_tells_the_language() {
        for (question, taken_for, language) in [
            ("¿Cómo me llamo?", "en", Some("es")),
            ("Comment je m'appelle ?", "nl", Some("fr")),
            ("What is my name?", "en", None),
            ("How long does delivery take?", "da", None),
        ] {
            assert_eq!(language_of(&plain(question), taken_for), language, "{question}");
        }
    }

    #[test]
    fn what_is_somebody_elses_or_something_else_is_not_asked() {
        for question in [
            "What is your name?",
            "What is the name of the tent?",
            "How do I change my e-mail address?",
            "what is my name badge",
            "what is my email password",
            "Where is my parcel?",
            "my name is Ada",
        ] {
            assert!(!is_asked(&plain(question), "en"), "{question}");
        }
    }

    #[test]
    fn several_things_are_told_at_once() {
        let several = answer("What is my name and my email address?", "en", &ada());
        assert_eq!(several.as_deref(), Some("Your name is Ada. Your e-mail address is ada@example.com."));
        let besides = answer("What is my name and double of my lucky number?", "en", &ada());
        assert_eq!(
            besides.as_deref(),
            Some("Your name is Ada. This is what I was told about you: My lucky number is 7.")
        );
        let all = answer("Who am I?", "en", &ada()).unwrap();
        assert!(all.contains("Ada") && all.contains("+45 12 34") && all.contains("Wave"), "{all}");
    }

    #[test]
    fn what_else_was_told_answers_what_is_asked_of_ones_own() {
        let told = |question| answer_of_own(question, "en", &ada());
        let lucky = "This is what I was told about you: My lucky number is 7.";
        assert_eq!(told("What is my lucky number?").as_deref(), Some(lucky));
        for other in ["What is the lucky number?", "Can I return my boat?", "How do I find my size?"] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
