//! From what was found to what is said: a pure function from rows to parts.
//!
//! Honest above all: nothing is said that does not stand in a page or a row, and what is not known is said to
//! be unknown. Left out: finding and loading rows, sending parts.

pub(in crate::assistant) mod cards;
mod denials;
mod digest;
mod excerpt;
pub(in crate::assistant) mod forms;
mod goods;
pub(in crate::assistant) mod pages;
mod quote;
mod reach;
mod sentences;
mod subject;
#[cfg(test)]
mod honest_tests;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use parlour_model::form::Form;
use parlour_model::part::{Block, QuickReplies, RichText, Span};
use parlour_model::{Part, Profile};

pub use digest::Quotable;

use super::phrases::{Phrases, phrases};
use super::understand::{Ask, Intent, Understanding};
use crate::knowledge::Product;
use crate::knowledge::index::WeightedTerm;

/// A passage that was found, as its row has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Retrieved {
    /// Names the passage.
    pub passage_id: String,
    /// Names its page.
    pub page_id: String,
    /// The page's title.
    pub page_title: String,
    /// The page's address, without an anchor.
    pub page_url: String,
    /// The page's language, as a two-letter code.
    pub language: String,
    /// What it says.
    pub passage: Arc<Quotable>,
    /// How well it fits, beside the others.
    pub score: f32,
    /// The share of the question that it has.
    pub coverage: f32,
}

/// A product that was found, as its row has it.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundProduct {
    /// The row.
    pub product: Product,
    /// How well it fits, beside the others.
    pub score: f32,
    /// The share of the wish that it has.
    pub coverage: f32,
}

/// What was found for one ask.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Material {
    /// Passages, best first.
    pub passages: Vec<Retrieved>,
    /// Products, best first.
    pub products: Vec<FoundProduct>,
    /// The words of the question by language of the passages, each with its worth.
    pub terms: BTreeMap<String, Vec<WeightedTerm>>,
    /// What of it names goods.
    pub things: Things,
}

/// Words that name goods: what they are or are made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Things {
    /// Those of the question, in lower case.
    pub objects: Vec<String>,
    /// The stems of those in the headings of the passages.
    pub headings: BTreeSet<String>,
}

/// What the assistant may offer besides answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shop {
    /// Whether there is a catalogue.
    pub has_products: bool,
    /// Whether a person can take over in the chat.
    pub livechat_enabled: bool,
    /// Whether cards may put products in the cart.
    pub add_to_cart: bool,
    /// The owner's forms.
    pub forms: Vec<Form>,
    /// Who the visitor is: they are not asked for it.
    pub known: Profile,
}

/// What is said, and what it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// The pages and products that the parts stand on, most important first.
    pub sources: Vec<Source>,
    /// How it went.
    pub outcome: Outcome,
}

/// A page or product that an answer stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The page's or product's title.
    pub title: String,
    /// Where it is, with the anchor when there is one.
    pub url: String,
    /// How well it fits, beside the others.
    pub score: f32,
    /// The share of the question that it has, 0 to 1.
    pub coverage: f32,
    /// Names the passage; `None` for products.
    pub passage_id: Option<String>,
}

/// How an answer went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// From a page.
    Answered,
    /// With products.
    Products,
    /// Something near was named, and that it is not exactly what was asked.
    Close,
    /// With "I do not know".
    Unknown,
    /// With a ticket, after an answer or without one.
    Ticket,
    /// With the offer of a person.
    Person,
    /// With small talk.
    SmallTalk,
}

/// The least coverage by which a page answers.
const SURE_PAGE: f32 = 0.62;
/// The same after damage or about an order, for a page whose title or headings name it. A ticket is offered in any
/// case, and nothing that is about something else goes before.
const SURE_HELP: f32 = 0.45;
/// The least coverage by which a page is named as near.
const NEAR_PAGE: f32 = 0.42;

/// The least share of a wish for goods that stands in a page's title and headings for the page to answer.
const NAMED: f32 = 0.5;
/// The same of what it says together, where no word of the wish names goods.
const WHOLE: f32 = 0.9;

/// Names parts.
pub(in crate::assistant) type PartIds<'a> = &'a mut dyn FnMut() -> String;

/// What is made of one ask, before it is joined with the others.
struct Draft {
    parts: Vec<Part>,
    sources: Vec<Source>,
    outcome: Outcome,
    /// What the visitor may press next.
    replies: Vec<String>,
}

impl Draft {
    fn new(outcome: Outcome) -> Self {
        Self { parts: vec![], sources: vec![], outcome, replies: vec![] }
    }
}

/// What an answer is made with.
struct Desk<'a> {
    words: &'static Phrases,
    shop: &'a Shop,
    part_id: PartIds<'a>,
}

impl Desk<'_> {
    fn rich_text(&mut self, blocks: Vec<Block>) -> Part {
        Part::RichText(RichText { part_id: (self.part_id)(), blocks })
    }

    fn marker(&mut self, marker: forms::Marker) -> Part {
        forms::marker(marker, self.shop, self.words, self.part_id)
    }

    fn say(&mut self, text: &str) -> Part {
        self.rich_text(vec![Block::paragraph(vec![Span::text(text)])])
    }
}

/// Answers what was understood with what was found: one material for each ask, in their order.
pub fn answer(
    understanding: &Understanding,
    materials: &[Material],
    shop: &Shop,
    part_id: &mut dyn FnMut() -> String,
) -> Answer {
    let mut desk = Desk { words: phrases(&understanding.language), shop, part_id };
    let nothing = Material::default();
    let mut drafts: Vec<Draft> = understanding
        .asks
        .iter()
        .enumerate()
        .map(|(i, ask)| draft(ask, materials.get(i).unwrap_or(&nothing), &mut desk))
        .collect();
    let helpful = |d: &Draft| !matches!(d.outcome, Outcome::Unknown | Outcome::Close);
    if drafts.iter().any(helpful) {
        // Half an answer is said without the other half's form.
        drafts.retain(helpful);
    } else {
        drafts.truncate(1);
    }
    join(drafts, &mut desk)
}

fn draft(ask: &Ask, material: &Material, desk: &mut Desk<'_>) -> Draft {
    match ask.intent {
        Intent::Greeting => small_talk(desk.words.greeting, desk),
        Intent::Thanks => small_talk(desk.words.thanks, desk),
        Intent::Goodbye => small_talk(desk.words.goodbye, desk),
        Intent::AboutMe => small_talk(desk.words.about_me, desk),
        Intent::Oneself => oneself(ask, desk),
        Intent::AskForPerson => person(desk),
        Intent::OrderOrComplaint => help(ask, material, desk),
        Intent::Question | Intent::ProductSearch => matter(ask, material, desk),
    }
}

fn small_talk(text: &str, desk: &mut Desk<'_>) -> Draft {
    let mut draft = Draft::new(Outcome::SmallTalk);
    draft.parts.push(desk.say(text));
    draft
}

/// What was told of the visitor themselves.
fn oneself(ask: &Ask, desk: &mut Desk<'_>) -> Draft {
    let language = desk.words.language;
    match super::oneself::answer(&ask.text, language, &desk.shop.known) {
        Some(told) => told_of_visitor(&told, desk),
        None => {
            let mut draft = Draft::new(Outcome::Unknown);
            draft.parts.push(desk.say(super::oneself::unknown(language)));
            draft
        }
    }
}

fn told_of_visitor(told: &str, desk: &mut Desk<'_>) -> Draft {
    let mut draft = Draft::new(Outcome::Answered);
    draft.parts.push(desk.say(told));
    draft
}

/// The offer of a person; while nobody can take over, a contact form beside it.
fn person(desk: &mut Desk<'_>) -> Draft {
    let mut draft = Draft::new(Outcome::Person);
    let here = desk.shop.livechat_enabled;
    draft.parts.push(desk.say(if here { desk.words.person } else { desk.words.person_by_form }));
    let offer = desk.marker(forms::Marker::Person);
    let is_plain = matches!(offer, Part::RequestHumanAgent(_));
    draft.parts.push(offer);
    if !here && is_plain {
        draft.parts.push(desk.marker(forms::Marker::Contact));
    }
    draft
}

/// The visitor's own order, or damage: the best page, then a ticket.
fn help(ask: &Ask, material: &Material, desk: &mut Desk<'_>) -> Draft {
    let mut draft = Draft::new(Outcome::Ticket);
    let sure = |found: &pages::Found<'_>| found.coverage >= SURE_PAGE || found.named >= NAMED;
    if let Some(found) = pages::best(ask, material, SURE_HELP).filter(sure) {
        pages::say(&found, ask, material, desk, &mut draft);
        draft.parts.push(desk.say(desk.words.ticket));
    } else {
        draft.parts.push(desk.say(desk.words.ticket_only));
    }
    draft.parts.push(desk.marker(forms::Marker::Ticket));
    draft
}

/// A question or a wish for goods: pages, products, or both are looked at, and what knows more speaks.
fn matter(ask: &Ask, material: &Material, desk: &mut Desk<'_>) -> Draft {
    if let Some(told) = super::oneself::answer_of_own(&ask.text, desk.words.language, &desk.shop.known) {
        return told_of_visitor(&told, desk);
    }
    let form = forms::asked_for(ask, desk);
    // "Reset password" reads like a wish for goods, and names none.
    let is_wish = desk.shop.has_products && ask.intent == Intent::ProductSearch;
    let page = pages::best(ask, material, SURE_PAGE).filter(|found| {
        let tells_all = material.things.objects.is_empty() && found.coverage >= WHOLE;
        !is_wish || found.named >= NAMED || tells_all
    });
    let goods =
        if desk.shop.has_products { goods::judge(ask, material, desk) } else { goods::Goods::default() };
    let page = page.filter(|found| {
        let named = goods::named(ask, material, desk.words.language);
        ask.about_rules || (found.is_about && !goods.is_sure()) || pages::has_all(found, material, &named)
    });
    let page_coverage = page.as_ref().map_or(0.0, |found| found.coverage);
    let goods_first = match ask.intent {
        Intent::ProductSearch => goods.is_sure() && goods.coverage + 0.15 >= page_coverage,
        // "Can I wash the fleece": its own row knows best, unless a page is about just that.
        _ if ask.about_rules => {
            goods.tells(ask, desk.words.language) && !page.as_ref().is_some_and(|p| p.is_about)
        }
        _ => goods.is_sure() && goods.coverage > page_coverage + 0.1,
    };
    let mut draft = match page {
        _ if goods_first => goods::say(&goods, ask, desk),
        Some(found) => {
            let mut draft = Draft::new(Outcome::Answered);
            pages::say(&found, ask, material, desk, &mut draft);
            draft
        }
        None if goods.is_near() && !ask.about_rules => goods::say(&goods, ask, desk),
        None => unknown(ask, material, desk, form.is_none()),
    };
    if let Some(form) = form {
        draft.parts.push(desk.say(desk.words.form));
        draft.parts.push(form);
        draft.replies.clear();
    }
    draft
}

/// Says that it does not know, names what is near, and takes the question down.
fn unknown(ask: &Ask, material: &Material, desk: &mut Desk<'_>, with_form: bool) -> Draft {
    let near = pages::near(ask, material, NEAR_PAGE);
    let mut draft = Draft::new(if near.is_empty() { Outcome::Unknown } else { Outcome::Close });
    let mut blocks = vec![];
    if with_form {
        blocks.push(Block::paragraph(vec![Span::text(desk.words.unknown)]));
    }
    if let Some(first) = near.first() {
        blocks.push(pages::link(desk.words.closest_page, first));
        draft.sources.push(pages::source(first));
    }
    if !blocks.is_empty() {
        draft.parts.push(desk.rich_text(blocks));
    }
    if with_form {
        draft.parts.push(desk.marker(forms::Marker::Contact));
    }
    draft.replies = near.iter().map(|r| desk.words.ask_about.replace("{}", &r.page_title)).collect();
    if desk.shop.livechat_enabled {
        draft.replies.push(desk.words.ask_person.to_owned());
    }
    draft
}

/// Puts the drafts behind one another; what may be pressed comes last.
fn join(drafts: Vec<Draft>, desk: &mut Desk<'_>) -> Answer {
    let outcome = drafts.first().map_or(Outcome::Unknown, |d| d.outcome);
    let mut joined = Answer { parts: vec![], sources: vec![], outcome };
    let mut replies: Vec<String> = vec![];
    for draft in drafts {
        joined.parts.extend(draft.parts);
        joined.sources.extend(draft.sources);
        for reply in draft.replies {
            if !replies.contains(&reply) && replies.len() < 4 {
                replies.push(reply);
            }
        }
    }
    if !replies.is_empty() {
        joined.parts.push(Part::QuickReplies(QuickReplies { part_id: (desk.part_id)(), replies }));
    }
    joined
}
