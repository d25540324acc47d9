//! What a visitor wants: language, intent, price bounds and the words to look for.
//!
//! Pure: cues decide, rows and pages come later. Left out: earlier turns of the conversation.

use std::ops::Range;

use super::cues::{self, Cues};
use super::followup::{self, Earlier};
use super::prices::{self, PriceBounds};
use super::spoken::{language_of, small_talk_in, spelled_out};
use super::wish;
use super::{oneself, person};
use crate::knowledge::index;

/// A visitor's text, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Understanding {
    /// The visitor's language, as a two-letter code.
    pub language: String,
    /// What is asked, in order; at least one and at most [`MOST_ASKS`].
    pub asks: Vec<Ask>,
}

/// How many questions in one text are answered.
pub const MOST_ASKS: usize = 2;

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The visitor's words.
    pub text: String,
    /// What is wanted.
    pub intent: Intent,
    /// The words that name goods: the text without price and shopping cues.
    pub goods: String,
    /// What goods may cost.
    pub bounds: PriceBounds,
    /// The currency in which the bounds are said, in the visitor's word or sign.
    pub currency: Option<String>,
    /// What goods must not be or have, a word each.
    pub excluded: Vec<String>,
    /// The size that goods must have.
    pub size: Option<String>,
    /// Which goods go first.
    pub order: PriceOrder,
    /// What shape the answer has.
    pub shape: Shape,
    /// Whether it asks how, when or whether: then pages know, and goods do not.
    pub about_rules: bool,
    /// What the answer turns on besides its words.
    pub turns_on: Option<TurnsOn>,
    /// By what whoever answers is to be reached, when that is asked.
    pub contact: Option<Contact>,
}

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// A greeting.
    Greeting,
    /// A thank-you.
    Thanks,
    /// A goodbye.
    Goodbye,
    /// "Who are you?"
    AboutMe,
    /// "Who am I?", "What is my e-mail address?"
    Oneself,
    /// Goods.
    ProductSearch,
    /// An answer.
    Question,
    /// Something about the visitor's own order, or damage.
    OrderOrComplaint,
    /// A person.
    AskForPerson,
}

impl Intent {
    /// Whether it can be answered without a page or a product: a greeting and the like, and what visitors ask of themselves.
    pub fn is_small_talk(self) -> bool {
        matches!(self, Self::Greeting | Self::Thanks | Self::Goodbye | Self::AboutMe | Self::Oneself)
    }
}

/// What an answer turns on besides the words of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnsOn {
    /// Something that must not happen meanwhile: "without locking".
    Avoiding,
    /// How two things differ.
    Difference,
    /// What something weighs.
    Weight,
    /// How big something is.
    Measure,
    /// Whether something is allowed or possible.
    Permission,
    /// What is not: "what can't be returned".
    Denial,
}

/// Within so many words at its beginning a question says that it asks for what is not.
const DENIED_WITHIN: usize = 6;

impl TurnsOn {
    fn of(plain: &str, cues: &Cues) -> Option<Self> {
        let beginning: Vec<&str> = plain.split_whitespace().take(DENIED_WITHIN).collect();
        let asks_which = cues::each(cues.which).any(|which| beginning.first() == Some(&which));
        if asks_which && cues::any(&format!(" {} ", beginning.join(" ")), cues.denies) {
            return Some(Self::Denial);
        }
        let kinds = [
            (cues.avoids, Self::Avoiding),
            (cues.compares, Self::Difference),
            (cues.weighs, Self::Weight),
            (cues.measures, Self::Measure),
            (cues.may, Self::Permission),
        ];
        let asked = kinds.into_iter().find(|(list, _)| cues::any(plain, list)).map(|(_, turns_on)| turns_on);
        // "How can I" asks for steps, not for leave.
        asked.filter(|kind| *kind != Self::Permission || !cues::any(plain, cues.steps))
    }
}

/// By what somebody is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Mail,
    /// The street where they are.
    Place,
}

/// Which goods go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PriceOrder {
    /// Those that fit best.
    #[default]
    Fit,
    /// The cheapest.
    Cheapest,
    /// The dearest.
    Dearest,
}

/// What shape the answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Any.
    #[default]
    Any,
    /// Steps: "how do I …".
    Steps,
    /// An amount or a time.
    Number,
    /// What something is.
    Meaning,
}

/// Understands `text`. `languages` are those of the chatbot's knowledge, the most frequent first; it is the
/// language of a text that shows none.
pub fn understand(text: &str, languages: &[String]) -> Understanding {
    let language = language_of(text, languages);
    let asks_in = oneself::language_of(&cues::plain(text), &language);
    let asks_in = asks_in.or_else(|| small_talk_in(&cues::plain(text), &language));
    let language = asks_in.map_or(language, str::to_owned);
    let cues = cues::cues(&language);
    let text = &spelled_out(text, &language);
    let plain = cues::plain(text);
    let whole = |intent| Ask::of(text, intent, cues);
    let asks = if cues::only(&plain, cues.goodbye) {
        vec![whole(Intent::Goodbye)]
    } else if cues::only(&plain, cues.greeting) {
        vec![whole(Intent::Greeting)]
    } else if cues::only(&plain, cues.thanks) {
        vec![whole(Intent::Thanks)]
    } else if cues::any(&plain, cues.about_me) {
        vec![whole(Intent::AboutMe)]
    } else if person::is_asked_for(&plain, cues) {
        vec![whole(Intent::AskForPerson)]
    } else if cues::any(&plain, cues.complaint) {
        vec![whole(Intent::OrderOrComplaint)]
    } else {
        clauses(text, &language, cues)
            .into_iter()
            .map(|clause| Ask::of(&clause, intent(&clause, cues), cues))
            .collect()
    };
    Understanding { language, asks }
}

impl Ask {
    fn of(text: &str, intent: Intent, cues: &'static Cues) -> Self {
        let plain = cues::plain(text);
        let (bounds, said) = prices::bounds(text, cues);
        let order = if cues::any(&plain, cues.cheapest) {
            PriceOrder::Cheapest
        } else if cues::any(&plain, cues.dearest) {
            PriceOrder::Dearest
        } else {
            PriceOrder::Fit
        };
        let shape = if cues::any(&plain, cues.number) {
            Shape::Number
        } else if cues::any(&plain, cues.steps) {
            Shape::Steps
        } else if cues::any(&plain, cues.meaning) {
            Shape::Meaning
        } else {
            Shape::Any
        };
        let currency = said.iter().find_map(|range| prices::currency(&text[range.clone()]));
        let named = without(text, &said);
        let mut wish = wish::read(&named, cues);
        if intent != Intent::ProductSearch {
            // "Is it not waterproof?" excludes nothing.
            wish.excluded.clear();
        }
        let named =
            if wish.excluded.is_empty() && wish.size.is_none() { named } else { without(&named, &wish.said) };
        let contact = contact(&plain, cues);
        // "Phone number" names no goods.
        let intent = if contact.is_some() { Intent::Question } else { intent };
        let turns_on = TurnsOn::of(&plain, cues);
        Self {
            text: text.to_owned(),
            intent,
            goods: goods(&named, turns_on, cues),
            bounds,
            currency,
            excluded: wish.excluded,
            size: wish.size,
            order,
            shape,
            about_rules: contact.is_some() || cues::any(&plain, cues.pages),
            turns_on,
            contact,
        }
    }

    /// Whether goods are asked for without naming any: "something under 20".
    pub fn any_goods(&self, language: &str) -> bool {
        let bounded = !self.bounds.is_open() || self.order != PriceOrder::Fit;
        bounded && index::terms(&self.goods, language).iter().all(|term| term.weight < 1.0)
    }
}

/// By what whoever answers is to be reached, when that is all that is asked: not where it is the visitor's own, and not
/// where more is said.
fn contact(plain: &str, cues: &'static Cues) -> Option<Contact> {
    if cues::any(plain, cues.mine) {
        return None;
    }
    let asks = |list: &'static str| {
        cues::each(list).filter_map(|cue| Some((cues::find(plain, cue)?, cue))).any(|(at, cue)| {
            let rest = format!("{}{}", &plain[..at], &plain[at + cue.len()..]);
            index::terms(&rest, cues.language).iter().all(|term| term.weight < 1.0)
        })
    };
    let kinds = [(cues.phone, Contact::Phone), (cues.mail, Contact::Mail), (cues.place, Contact::Place)];
    kinds.into_iter().find(|(list, _)| asks(list)).map(|(_, contact)| contact)
}

fn intent(clause: &str, cues: &Cues) -> Intent {
    let plain = cues::plain(clause);
    if oneself::is_asked(&plain, cues.language) {
        return Intent::Oneself;
    }
    let bounded = !prices::bounds(clause, cues).0.is_open();
    let wants = cues::any(&plain, cues.goods) || bounded || cues::any(&plain, cues.cheapest);
    let rules = cues::any(&plain, cues.pages);
    // A few words that ask nothing ("white shoes") name what is wanted.
    let excludes = cues::opens(&plain[1..], cues.not) || cues::any(&plain, cues.such_not);
    let few = if excludes { 8 } else { 5 };
    let bare = !clause.contains('?') && !opens(clause, cues) && plain.split_whitespace().count() <= few;
    if (wants || bare) && !rules { Intent::ProductSearch } else { Intent::Question }
}

fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut rest = text.to_owned();
    for range in ranges.iter().rev() {
        rest.replace_range(range.clone(), " ");
    }
    rest
}

/// The words that may name goods: without the cues that only ask for some, or for their price.
fn goods(text: &str, turns_on: Option<TurnsOn>, cues: &Cues) -> String {
    let mut rest = cues::plain(text);
    let mut lists = vec![cues.cheapest, cues.dearest, cues.goods, cues.number, cues.wares];
    match turns_on {
        Some(TurnsOn::Weight) => lists.push(cues.weighs),
        Some(TurnsOn::Measure) => lists.push(cues.measures),
        _ => {}
    }
    for list in lists {
        if !cues::any(&rest, list) {
            continue;
        }
        for cue in cues::each(list) {
            while let Some(at) = cues::find(&rest, cue) {
                rest.replace_range(at..at + cue.len() + 1, "");
            }
        }
    }
    rest.trim().to_owned()
}

/// The questions in a text. Sentences that ask nothing only lead to those that do.
fn clauses(text: &str, language: &str, cues: &Cues) -> Vec<String> {
    let has_matter = |clause: &&str| index::terms(clause, language).iter().any(|term| term.weight == 1.0);
    let sentences: Vec<&str> =
        text.split_inclusive(['?', '!', '\n']).flat_map(|s| halves(s, cues)).map(str::trim).collect();
    let asking: Vec<&str> =
        sentences.iter().copied().filter(|s| s.ends_with('?') || opens(s, cues)).filter(has_matter).collect();
    let kept = if asking.is_empty() { sentences.into_iter().filter(has_matter).collect() } else { asking };
    match kept.len() {
        0 => vec![text.trim().to_owned()],
        1 => vec![kept[0].to_owned()],
        _ => {
            let mut clauses: Vec<String> = vec![];
            for clause in kept.into_iter().take(MOST_ASKS) {
                // "How much is the jacket and can it be washed": the second asks of what the first names.
                let before = clauses.last().map(|first| Earlier { question: first.clone(), shown: vec![] });
                let whole = before.and_then(|first| followup::resolve(clause, &[first], language));
                clauses.push(whole.unwrap_or_else(|| clause.to_owned()));
            }
            clauses
        }
    }
}

fn opens(sentence: &str, cues: &Cues) -> bool {
    let plain = cues::plain(sentence);
    [cues.opening, cues.goods].into_iter().any(|list| cues::opens(&plain[1..], list))
}

/// A sentence cut where a second question begins: "… and how …".
fn halves<'a>(sentence: &'a str, cues: &Cues) -> Vec<&'a str> {
    let mut from = 0;
    for word in sentence.split_inclusive(' ') {
        let (before, end) = (from, from + word.len());
        from = end;
        let joins = cues::each(cues.and).any(|and| word.trim().to_lowercase() == and);
        if joins && before > 0 && opens(&sentence[end..], cues) {
            return vec![&sentence[..before], &sentence[end..]];
        }
    }
    vec![sentence]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Understanding {
        understand(text, &["en".to_owned(), "da".to_owned()])
    }

    #[test]
    fn intents_are_known_by_their_cues() {
        use Intent::*;
        for (text, intent) in [
            ("Hello!", Greeting),
            ("hi there", Greeting),
            ("Thanks a lot!", Thanks),
            ("bye", Goodbye),
            ("tak, farvel", Thanks),
            ("are you a robot?", AboutMe),
            ("what is your name?", AboutMe),
            ("what is my name?", Oneself),
            ("hvad hedder jeg?", Oneself),
            ("do you have a blue shirt under 60?", ProductSearch),
            ("I am looking for a warm jacket", ProductSearch),
            ("cheapest tent", ProductSearch),
            ("how do I return a parcel?", Question),
            ("how long does delivery to Denmark take?", Question),
            ("do you deliver to Norway?", Question),
            ("my parcel arrived damaged", OrderOrComplaint),
            ("where is my order?", OrderOrComplaint),
            ("can I talk to a human?", AskForPerson),
            ("I want to speak with someone", AskForPerson),
            ("human please", AskForPerson),
            ("do I need to talk to a person to return something?", Question),
            ("Ich möchte mit einem Menschen sprechen", AskForPerson),
            ("Kann ich mit jemandem sprechen?", AskForPerson),
            ("ik wil graag iemand spreken", AskForPerson),
            ("a dress that is not red", ProductSearch),
            ("I need a two-person tent", ProductSearch),
            ("a gift for someone who sails", ProductSearch),
            ("har I regnjakker under 500 kr?", ProductSearch),
            ("hvordan returnerer jeg en pakke?", Question),
            ("kan jeg tale med et menneske?", AskForPerson),
            ("min pakke er ikke kommet", OrderOrComplaint),
            ("Hej", Greeting),
            ("farvel", Goodbye),
            ("auf Wiedersehen", Goodbye),
            ("merci beaucoup", Thanks),
        ] {
            assert_eq!(of(text).asks[0].intent, intent, "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn what_somebody_is_reached_by_is_asked_for_in_every_language() {
        use Contact::*;
        for (text, contact) in [
            ("What's your phone number?", Some(Phone)),
            ("phone number", Some(Phone)),
            ("your address", Some(Place)),
            ("How can I call you?", Some(Phone)),
            ("what is your email", Some(Mail)),
            ("where is your store?", Some(Place)),
            ("where are you located?", Some(Place)),
            ("How do I change my phone number?", None),
            ("What is the e-mail address of the customer who wrote before me?", None),
            ("where is my parcel", None),
            ("hvad er jeres telefonnummer?", Some(Phone)),
            ("Wie ist Ihre E-Mail-Adresse?", Some(Mail)),
            ("vad är ert telefonnummer?", Some(Phone)),
            ("wat is jullie telefoonnummer?", Some(Phone)),
            ("où êtes-vous ?", Some(Place)),
            ("¿cuál es su número de teléfono?", Some(Phone)),
        ] {
            assert_eq!(of(text).asks[0].contact, contact, "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn what_an_answer_turns_on_is_told() {
        use TurnsOn::*;
        for (text, turns_on) in [
            ("what can't be returned?", Some(Denial)),
            ("what should I do now that I can't log in?", None),
            ("hvad kan ikke returneres?", Some(Denial)),
            ("can I return worn clothes?", Some(Permission)),
            ("how can I return a parcel?", None),
            ("how do I rebuild it without locking?", Some(Avoiding)),
            ("what is the difference between wool and linen?", Some(Difference)),
            ("how heavy is the tent?", Some(Weight)),
            ("how big is the tent?", Some(Measure)),
            ("wie groß ist das Zelt?", Some(Measure)),
        ] {
            assert_eq!(of(text).asks[0].turns_on, turns_on, "{text}");
        }
    }

    #[test]
    fn two_questions_are_taken_apart() {
        let asks = of("Do you have a blue shirt and how do I return it?").asks;
        let texts: Vec<&str> = asks.iter().map(|a| a.text.as_str()).collect();
        assert_eq!(texts, ["Do you have a blue shirt", "how do I return blue shirt?"]);
        assert_eq!((asks[0].intent, asks[1].intent), (Intent::ProductSearch, Intent::Question));
        assert_eq!(of("Hi! I bought a jacket last week. Can I return it?").asks.len(), 1);
        assert_eq!(of("shirts and trousers").asks.len(), 1);
    }

    #[test]
    fn no_text_is_too_strange() {
        let long = "how do I return ".repeat(500);
        for text in
            ["", " ", "?", "€", "under", "under €", "20-", "İİ and how İ?", "🧦 und wie 🧦", "\u{0}", &long]
        {
            assert!(!of(text).asks.is_empty(), "{text}");
        }
    }

    #[test]
    fn goods_are_named_without_their_price() {
        let ask = &of("do you have a blue shirt under €60?").asks[0];
        assert_eq!((ask.goods.as_str(), ask.bounds.max), ("a blue shirt", Some("60".parse().unwrap())));
        assert!(of("show me something under 20").asks[0].any_goods("en"));
        assert!(!ask.any_goods("en"));
        assert_eq!(of("what is your cheapest lamp").asks[0].order, PriceOrder::Cheapest);
        assert!(of("cheapest product").asks[0].any_goods("en"));
        let ask = &of("a shirt, not blue, in L under $60").asks[0];
        assert_eq!(
            (ask.goods.as_str(), ask.excluded.as_slice()),
            ("a shirt in", ["blue".to_owned()].as_slice())
        );
        assert_eq!((ask.size.as_deref(), ask.currency.as_deref()), (Some("L"), Some("$")));
    }
}
