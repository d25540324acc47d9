//! What the machine never says in any language: it speaks for nobody, and has done nothing (deeds.rs).

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::deeds::deeds;
use super::secrets::letters;

/// How something may not be promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Never.
    Hard,
    /// Only as something that is supposed: "once your refund has been approved".
    Soft,
    /// As [`Self::Soft`], and not where it tells how things go: "your order is cancelled if", "order cancelled?".
    Bare,
    /// As [`Self::Bare`], and not where it tells a way or a time: "your refund is paid to your card", "in 3 days".
    Going,
    /// As [`Self::Going`], and only where a clause begins with it: "Refund processed."
    First,
}

/// A promise by its slots; each has the words that may stand there, between commas. An empty word may be left out, and
/// `#` is any number.
pub(super) type Slots = Vec<&'static str>;

/// What may not be promised, letter by letter: promises that begin alike share their beginning, and a slot is kept once
/// whatever stands before it.
#[derive(Debug)]
pub(super) struct Promises {
    next: FxHashMap<(usize, char), usize>,
    places: Vec<Place>,
}

/// A place between two letters.
#[derive(Debug, Default)]
struct Place {
    /// How the promise weighs that is whole here.
    weight: Option<Weight>,
    /// Where the slots begin that may follow.
    jumps: Vec<usize>,
}

impl Promises {
    /// The place before the first letter.
    pub(super) const START: usize = 0;

    pub(super) fn of(promises: impl IntoIterator<Item = (Weight, Slots)>) -> Self {
        let mut all = Self { next: FxHashMap::default(), places: vec![Place::default()] };
        let mut begun: HashMap<Slots, Vec<usize>> = HashMap::new();
        for (weight, slots) in promises {
            let mut ends = vec![Self::START];
            for (i, slot) in slots.iter().enumerate() {
                ends = match begun.get(&slots[..=i]) {
                    Some(known) => known.clone(),
                    None => all.add_slot(&ends, slot),
                };
                begun.insert(slots[..=i].to_vec(), ends.clone());
            }
            for end in ends {
                all.places[end].weight = Some(weight);
            }
        }
        all
    }

    /// Adds a slot behind places; gives where its words end.
    fn add_slot(&mut self, behind: &[usize], slot: &str) -> Vec<usize> {
        let start = match behind {
            [Self::START] => Self::START,
            _ => {
                let start = self.add_place();
                behind.iter().for_each(|end| self.places[*end].jumps.push(start));
                start
            }
        };
        let mut ends = Vec::new();
        for words in slot.split(',').map(str::trim) {
            if words.is_empty() {
                ends.extend_from_slice(behind);
                continue;
            }
            let mut at = start;
            let mut pieces = words.split('#').peekable();
            while let Some(piece) = pieces.next() {
                at = letters(piece).fold(at, |at, letter| self.add_letter(at, letter));
                if pieces.peek().is_some() {
                    at = self.add_letter(at, '#');
                    self.next.insert((at, '#'), at);
                }
            }
            ends.push(at);
        }
        ends
    }

    fn add_place(&mut self) -> usize {
        self.places.push(Place::default());
        self.places.len() - 1
    }

    fn add_letter(&mut self, at: usize, letter: char) -> usize {
        if let Some(known) = self.next.get(&(at, letter)) {
            return *known;
        }
        let new = self.add_place();
        self.next.insert((at, letter), new);
        new
    }

    /// The places behind one more letter.
    pub(super) fn follow(&self, at: usize, letter: char) -> impl Iterator<Item = usize> {
        let letter = if letter.is_numeric() { '#' } else { letter };
        let starts = std::iter::once(at).chain(self.places[at].jumps.iter().copied());
        starts.filter_map(move |start| self.next.get(&(start, letter)).copied())
    }

    /// How the promise weighs that is whole here, if one is.
    pub(super) fn weight(&self, at: usize) -> Option<Weight> {
        self.places[at].weight
    }
}

/// Promises and deeds in the owner's name.
pub(super) static PROMISES: LazyLock<Promises> = LazyLock::new(|| {
    let never = NEVER.iter().map(|text| (Weight::Hard, vec![*text]));
    let supposed = SUPPOSED.iter().map(|text| (Weight::Soft, vec![*text]));
    Promises::of(deeds().into_iter().chain(supposed).chain(never))
});

/// Never said.
const NEVER: &[&str] = &[
    // English
    "legally binding",
    "binding offer",
    "binding agreement",
    "no takesies backsies",
    "on behalf of the owner",
    "on behalf of the company",
    "i am the owner",
    "i hereby",
    "we hereby",
    "i promise",
    "we promise",
    "you have my word",
    "i can guarantee",
    "i guarantee",
    "we agree to pay",
    "i agree to",
    "we agree to sell",
    "we agree to give",
    "we agree to refund",
    "we guarantee delivery",
    "we will pay you",
    "i accept your offer",
    "i accept the offer",
    "i accept your price",
    "you have a deal",
    "you've got a deal",
    "you got a deal",
    "it's a deal",
    "we have a deal",
    "deal it's yours",
    "i'll make an exception",
    "i will make an exception",
    "i'm making an exception",
    "as the manager i",
    "as manager i",
    "as the owner i",
    // Danish
    "juridisk bindende",
    "bindende tilbud",
    "på ejerens vegne",
    "på vegne af ejeren",
    "jeg lover",
    "vi lover",
    // German
    "rechtsverbindlich",
    "rechtlich bindend",
    "verbindliches angebot",
    "im namen des inhabers",
    "im namen des unternehmens",
    "ich verspreche",
    "wir versprechen",
    "hiermit bestätigen wir",
    "hiermit bestätige ich",
    "ich habe ihre erstattung",
    "ich habe storniert",
    // Swedish
    "juridiskt bindande",
    "bindande erbjudande",
    "på ägarens vägnar",
    "jag lovar",
    "vi lovar",
    // Dutch
    "juridisch bindend",
    "bindend aanbod",
    "namens de eigenaar",
    "ik beloof",
    "wij beloven",
    "we beloven",
    "ik heb terugbetaald",
    // French
    "juridiquement contraignant",
    "juridiquement contraignante",
    "offre ferme",
    "au nom du propriétaire",
    "je promets",
    "nous promettons",
    "je vous promets",
    // Spanish
    "legalmente vinculante",
    "oferta vinculante",
    "en nombre del propietario",
    "prometo",
    "prometemos",
];

/// Only said as something that is supposed: "once your refund has been approved".
const SUPPOSED: &[&str] = &[
    // English
    "as the owner",
    "refund approved",
    "has been approved",
    "have been approved",
    "has been refunded",
    "refund is approved",
    "we owe you",
    "we accept your offer",
    "we accept the offer",
    "we accept your price",
    "we accept full responsibility",
    "we accept responsibility",
    "we take full responsibility",
    "we accept liability",
    "we accept full liability",
    "it's our fault",
    "it is our fault",
    "it was our fault",
    "we'll compensate you",
    "we will compensate you",
    "we'll make an exception",
    "we will make an exception",
    "we admit",
    "we are liable",
    // Danish
    "er blevet godkendt",
    "vi accepterer dit tilbud",
    "jeg accepterer dit tilbud",
    "vi påtager os det fulde ansvar",
    "vi tager det fulde ansvar",
    // German
    "wurde genehmigt",
    "wir nehmen ihr angebot an",
    "wir nehmen dein angebot an",
    "ich nehme ihr angebot an",
    "ich nehme dein angebot an",
    "wir akzeptieren ihr angebot",
    "wir akzeptieren dein angebot",
    "wir übernehmen die volle verantwortung",
    "wir übernehmen die volle haftung",
    // Swedish
    "har godkänts",
    "vi accepterar ditt erbjudande",
    "jag accepterar ditt erbjudande",
    "vi tar fullt ansvar",
    "vi tar på oss fullt ansvar",
    // Dutch
    "is goedgekeurd",
    "wij accepteren uw bod",
    "we accepteren je bod",
    "we accepteren uw aanbod",
    "ik accepteer uw aanbod",
    "ik accepteer je aanbod",
    "wij aanvaarden volledige aansprakelijkheid",
    "we nemen de volledige verantwoordelijkheid",
    // French
    "a été approuvé",
    "a été accepté",
    "nous acceptons votre offre",
    "j'accepte votre offre",
    "nous acceptons l'entière responsabilité",
    "nous assumons l'entière responsabilité",
    // Spanish
    "ha sido aprobado",
    "aceptamos su oferta",
    "aceptamos tu oferta",
    "acepto su oferta",
    "acepto tu oferta",
    "asumimos toda la responsabilidad",
];
