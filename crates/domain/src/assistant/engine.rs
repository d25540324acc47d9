//! The built-in engine, and the seam that every engine shares.
//!
//! A turn goes: [`understand`](super::understand()) the text, [`look_up`] ids in the snapshot, let the caller load
//! their rows into a [`Material`] for each ask, then run an engine with a [`TurnInput`]. An engine speaks by
//! sending part events to the turn's sink and returns the whole [`Answer`], which is what gets stored. Status,
//! done and error frames are the caller's. A model engine has the same shape: it awaits its tokens and sends
//! deltas as they come.

use std::collections::{BTreeMap, BTreeSet};

use parlour_model::assistant::AssistantSettings;
use parlour_model::part::{Part, RichText};
use parlour_model::turn::{TurnEvent, stream_part};
use parlour_model::{Clock, Ids, id};

use super::answer::{Answer, Material, Retrieved, Shop, Things, answer};
use super::context::Context;
use super::cues;
use super::live::Live;
use super::understand::{Ask, Intent, TurnsOn, Understanding};
use super::wish;
use crate::knowledge::index::{Hit, IndexError, Query, Snapshot, WeightedTerm};

/// How many passages are loaded for an ask.
const PASSAGES: usize = 10;
/// How many are where two things are compared: few of the passages that have both say how they differ.
const PASSAGES_TO_COMPARE: usize = 40;
/// How many products are loaded for an ask; price bounds leave fewer.
const PRODUCTS: usize = 40;
/// How many words travel in one delta.
const WORDS_PER_DELTA: usize = 4;

/// Where an engine sends what it says while it says it. Whether anybody listens makes no difference to it.
#[derive(Debug, Clone, Copy)]
pub struct Sink<'t>(Option<&'t Live>);

impl<'t> Sink<'t> {
    /// To nobody.
    pub fn nowhere() -> Self {
        Self(None)
    }

    /// To the listeners of a turn.
    pub(super) fn to(live: &'t Live) -> Self {
        Self(Some(live))
    }

    /// Says one event.
    pub(super) fn say(self, event: TurnEvent) {
        if let Some(live) = self.0 {
            live.push(event);
        }
    }
}

/// What the snapshot knows about one ask: ids to be loaded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Passages, best first.
    pub passages: Vec<Hit>,
    /// Products, best first.
    pub products: Vec<Hit>,
    /// The words of the question by language, each with its worth; goes into the material as it is.
    pub terms: BTreeMap<String, Vec<WeightedTerm>>,
    /// The words of the question, in lower case, that name goods.
    pub objects: Vec<String>,
    /// Goods are asked for without naming any ("something under 20"): load products of the catalogue by price,
    /// within the ask's bounds, instead of `products`.
    pub any_goods: bool,
}

/// Looks up every ask in the snapshot.
///
/// # Errors
/// When the index cannot be read.
pub fn look_up(snapshot: &Snapshot, understanding: &Understanding) -> Result<Vec<Found>, IndexError> {
    understanding.asks.iter().map(|ask| look_up_one(snapshot, ask, &understanding.language)).collect()
}

fn look_up_one(snapshot: &Snapshot, ask: &Ask, language: &str) -> Result<Found, IndexError> {
    let matter = [Intent::Question, Intent::ProductSearch, Intent::OrderOrComplaint];
    if !matter.contains(&ask.intent) {
        return Ok(Found::default());
    }
    let mut query = Query::new(&told(&ask.text), language);
    if ask.contact.is_some() {
        // "Where are you?" has no word of the page that tells it.
        for known in snapshot.languages() {
            query.text.push(' ');
            query.text.push_str(&cues::cues(&known).contact.replace(',', ""));
        }
    }
    if query.is_arithmetic() {
        return Ok(Found::default());
    }
    // "How do I wash a jumper": the page is about washing and need not name jumpers.
    query.objects = snapshot.product_words(&query)?;
    let passages = if ask.turns_on == Some(TurnsOn::Difference) { PASSAGES_TO_COMPARE } else { PASSAGES };
    let reading = snapshot.read_passages(&query, passages)?;
    let any_goods = ask.any_goods(language);
    let products = if any_goods { vec![] } else { look_up_goods(snapshot, ask, language)? };
    Ok(Found { passages: reading.hits, products, terms: reading.terms, objects: query.objects, any_goods })
}

/// The products that fit a wish; where it leaves a choice, those that fit one of the two.
fn look_up_goods(snapshot: &Snapshot, ask: &Ask, language: &str) -> Result<Vec<Hit>, IndexError> {
    let search = |wish: &String| snapshot.search_products(&Query::new(wish, language), PRODUCTS);
    let wishes = wish::alternatives(&ask.goods, cues::cues(language));
    let mut found = search(&wishes[0])?;
    let Some(other) = wishes.get(1) else { return Ok(found) };
    for hit in search(other)? {
        match found.iter_mut().find(|known| known.id == hit.id) {
            Some(known) if known.coverage >= hit.coverage => {}
            Some(known) => *known = hit,
            None => found.push(hit),
        }
    }
    found.sort_by(|a, b| b.coverage.total_cmp(&a.coverage).then(b.score.total_cmp(&a.score)));
    found.truncate(PRODUCTS);
    Ok(found)
}

/// What a question names that goods are or are made of, and which words of the headings of `passages` do, too.
///
/// # Errors
/// When the index cannot be read.
pub fn things(snapshot: &Snapshot, found: &Found, passages: &[Retrieved]) -> Result<Things, IndexError> {
    let mut things = Things { objects: found.objects.clone(), headings: BTreeSet::new() };
    if things.objects.is_empty() || !snapshot.has_products() {
        return Ok(things);
    }
    for passage in passages {
        let digest = passage.passage.digest(&passage.page_title, &passage.language);
        for stem in digest.stems_above() {
            if !things.headings.contains(stem) && snapshot.names_product(stem, &passage.language)? {
                things.headings.insert(stem.clone());
            }
        }
    }
    Ok(things)
}

/// Words that stand for whatever is meant, in every language: pages do not have them.
const VAGUE: [&str; 14] = [
    "something",
    "anything",
    "everything",
    "things",
    "noget",
    "ting",
    "etwas",
    "sachen",
    "något",
    "saker",
    "iets",
    "spullen",
    "algo",
    "cosas",
];

/// The words of a question that tell something; all of them when none does.
fn told(text: &str) -> String {
    let is_vague = |word: &&str| {
        VAGUE.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
    };
    let rest: Vec<&str> = text.split_whitespace().filter(|word| !is_vague(word)).collect();
    if rest.is_empty() { text.to_owned() } else { rest.join(" ") }
}

/// Everything an engine needs for a turn.
#[derive(Debug, Clone)]
pub struct TurnInput {
    /// The visitor's words.
    pub question: String,
    /// What the visitor wants.
    pub understanding: Understanding,
    /// The rows that were found, one material for each ask.
    pub materials: Vec<Material>,
    /// What may be offered.
    pub shop: Shop,
    /// What the owner calls the chatbot.
    pub name: String,
    /// How a model is to speak.
    pub settings: AssistantSettings,
    /// Whether visitors may send pictures.
    pub takes_pictures: bool,
    /// What else is known; only read where an engine needs it.
    pub context: Context,
    /// Names the parts.
    pub ids: Ids,
    /// Tells how long it takes.
    pub clock: Clock,
}

/// The engine that needs no model: it quotes the owner's pages and rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl BuiltIn {
    /// Answers, behind a `notice` if there is one; the answer's parts are sent to `sink` piece by piece before this
    /// returns.
    pub fn run(&self, turn: &TurnInput, notice: Option<&str>, sink: Sink<'_>) -> Answer {
        let mut part_id = || turn.ids.next(id::prefix::PART);
        let notice = notice.map(|text| Part::RichText(RichText::from_plain(part_id(), text)));
        let mut answer = answer(&turn.understanding, &turn.materials, &turn.shop, &mut part_id);
        answer.parts.splice(0..0, notice);
        for event in answer.parts.iter().flat_map(|part| stream_part(part, WORDS_PER_DELTA)) {
            sink.say(event);
        }
        answer
    }
}

impl Found {
    /// The ids of the passages' pages, each once.
    pub fn page_ids(&self) -> BTreeSet<&str> {
        self.passages.iter().map(|hit| hit.page_id.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use parlour_model::{FakeClock, Timestamp};

    use super::super::understand::understand;
    use super::*;

    fn input(question: &str) -> TurnInput {
        TurnInput {
            question: question.into(),
            understanding: understand(question, &["en".to_owned()]),
            materials: vec![],
            shop: Shop::default(),
            name: "Shop".into(),
            settings: AssistantSettings::default(),
            takes_pictures: false,
            context: Context::default(),
            ids: Ids::seeded(1),
            clock: FakeClock::at(Timestamp(0)).clock(),
        }
    }

    #[test]
    fn parts_are_streamed_and_then_returned_whole() {
        let live = Live::new(1);
        let answer = BuiltIn.run(&input("hello"), None, Sink::to(&live));
        let heard = live.events();
        let Some(TurnEvent::Part(finished)) = heard.last().map(|event| &**event) else {
            panic!("no finished part: {heard:?}")
        };
        assert_eq!(answer.parts, std::slice::from_ref(&finished.part));
    }

    #[test]
    fn an_answer_is_made_though_nobody_listens() {
        assert_eq!(BuiltIn.run(&input("can I talk to a human?"), None, Sink::nowhere()).parts.len(), 3);
    }
}
