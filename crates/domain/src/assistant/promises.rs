//! What the machine never says in any language: it speaks for nobody, and has done nothing (deeds.rs).

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

use super::deeds::deeds;
use super::secrets::letters;

/// How something may not be promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Never.
    Hard,
    /// Only as something that is supposed: "once your refund has been approved".
    Soft,
}

/// What may not be promised, letter by letter: texts that begin alike share their beginning.
#[derive(Debug)]
pub(super) struct Promises {
    next: FxHashMap<(usize, char), usize>,
    /// What ends at each place.
    weights: Vec<Option<Weight>>,
}

impl Promises {
    /// The place before the first letter.
    pub(super) const START: usize = 0;

    pub(super) fn of<T: AsRef<str>>(texts: impl IntoIterator<Item = (T, Weight)>) -> Self {
        let mut promises = Self { next: FxHashMap::default(), weights: vec![None] };
        for (text, weight) in texts {
            let mut at = Self::START;
            for letter in letters(text.as_ref()) {
                let new = promises.weights.len();
                at = *promises.next.entry((at, letter)).or_insert(new);
                if at == new {
                    promises.weights.push(None);
                }
            }
            promises.weights[at] = Some(weight);
        }
        promises
    }

    /// The place behind one more letter, if a promise goes on so.
    pub(super) fn next(&self, at: usize, letter: char) -> Option<usize> {
        self.next.get(&(at, letter)).copied()
    }

    /// How the promise weighs that is whole here, if one is.
    pub(super) fn weight(&self, at: usize) -> Option<Weight> {
        self.weights[at]
    }
}

/// Promises and deeds in the owner's name.
pub(super) static PROMISES: LazyLock<Promises> = LazyLock::new(|| {
    let never = NEVER.iter().map(|text| ((*text).to_owned(), Weight::Hard));
    let supposed = SUPPOSED.iter().map(|text| ((*text).to_owned(), Weight::Soft));
    Promises::of(deeds().chain(supposed).chain(never))
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
    "we admit",
    "we are liable",
    // Danish
    "er blevet godkendt",
    // German
    "wurde genehmigt",
    // Swedish
    "har godkänts",
    // Dutch
    "is goedgekeurd",
    // French
    "a été approuvé",
    "a été accepté",
    // Spanish
    "ha sido aprobado",
];
