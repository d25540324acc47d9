//! Where a model speaks: its words go through every guard on their way out, its calls become parts, in one order.
//!
//! Left out: what the model is told (`prompt`) and when it has said enough (`mod`).

use parlour_model::form::Form;
use parlour_model::id::prefix;
use parlour_model::part::{
    Block, Custom, Products, RequestImageUpload, RichText, ShowForm, Span, Suggestion, Suggestions,
};
use parlour_model::turn::{Delta, FinishedPart, PartDelta, stream_part};
use parlour_model::{Part, Role as Speaker, TurnEvent};

use super::super::answer::{Answer, FoundProduct, Material, Outcome, Retrieved, Source, cards, forms, pages};
use super::super::engine::{Sink, TurnInput};
use super::super::facts::Facts;
use super::super::markdown::Writer;
use super::super::phrases::{Phrases, phrases};
use super::super::promises::PROMISES;
use super::super::secrets::Secrets;
use super::super::trace::{Strike, Trace};
use super::citations::Citations;
use super::grounding;
use super::tools::Suggested;

/// How many words travel in one delta of a part that is whole.
const WORDS_PER_DELTA: usize = 8;
/// The most cards that are shown unasked.
const MOST_NAMED: usize = 4;
/// The largest picture, in bytes. Contract: Diverge reference 4.5.
const PICTURE_BYTES: i64 = 5_242_880;
const PICTURE_KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// Where a model speaks.
pub(super) struct Stage<'a> {
    input: &'a TurnInput,
    sink: Sink<'a>,
    words: &'static Phrases,
    citations: Citations,
    writer: Writer,
    /// Whether the writer knows what may be said.
    is_ready: bool,
    /// All that is whole, in order.
    parts: Vec<Part>,
    /// The passages that the model has seen, by its numbers.
    passages: Vec<Retrieved>,
    /// The products that the model has seen.
    products: Vec<FoundProduct>,
    /// What was found wanting in words that did not come by the writer.
    strikes: Vec<Strike>,
    shown: Vec<Source>,
    outcome: Option<Outcome>,
    has_spoken: bool,
    /// Whether the next words begin a paragraph.
    begins_anew: bool,
    /// What waits until there is something worth reading.
    unsent: Vec<TurnEvent>,
    /// What the model may not repeat.
    instructions: Vec<String>,
}

impl<'a> Stage<'a> {
    /// An empty stage. `instructions` are what the model may not repeat.
    pub(super) fn new(input: &'a TurnInput, sink: Sink<'a>, instructions: &[&str]) -> Self {
        let words = phrases(&input.understanding.language);
        let ids = input.ids.clone();
        let mut stage = Self {
            input,
            sink,
            words,
            citations: Citations::default(),
            writer: Writer::new(Facts::default(), Box::new(move || ids.next(prefix::PART))),
            is_ready: false,
            parts: vec![],
            passages: vec![],
            products: vec![],
            strikes: vec![],
            shown: vec![],
            outcome: None,
            has_spoken: false,
            begins_anew: false,
            unsent: vec![],
            instructions: instructions.iter().map(|text| (*text).to_owned()).collect(),
        };
        input.materials.iter().for_each(|material| stage.know(material));
        stage
    }

    /// Gathers what may be said. It takes about as long as a model's server takes to begin: done while that is waited for,
    /// it costs nothing. Nothing is said before.
    pub(super) fn make_ready(&mut self) {
        if std::mem::replace(&mut self.is_ready, true) {
            return;
        }
        let input = self.input;
        let mut facts = Facts::of(&input.understanding, &input.materials);
        facts.allow_hosts(&input.settings.allowed_hosts);
        facts.add_visitor_text(&input.question);
        let earlier = input.context.earlier.iter().filter(|said| said.role == Speaker::User);
        earlier.for_each(|said| facts.add_visitor_text(&said.text));
        input.context.visitor.iter().for_each(|(_, value)| facts.add_visitor_text(value));
        let known = &input.shop.known;
        [&known.name, &known.email, &known.phone]
            .into_iter()
            .flatten()
            .for_each(|own| facts.add_visitor_text(own));
        self.writer.guard(self.secrets(), facts);
    }

    /// What may not be said at all.
    fn secrets(&self) -> Secrets {
        let instructions: Vec<&str> = self.instructions.iter().map(String::as_str).collect();
        Secrets::new(&instructions, &PROMISES)
    }

    /// The passages that the model has seen, by its numbers.
    pub(super) fn passages(&self) -> &[Retrieved] {
        &self.passages
    }

    /// The products that the model has seen.
    pub(super) fn products(&self) -> &[FoundProduct] {
        &self.products
    }

    /// Whether anything was sent.
    pub(super) fn has_spoken(&self) -> bool {
        self.has_spoken
    }

    /// Puts more on the table; gives the number of passages that were there before.
    pub(super) fn learn(&mut self, material: &Material) -> usize {
        self.make_ready();
        let before = self.passages.len();
        let facts = self.writer.facts_mut();
        material.passages.iter().for_each(|found| facts.add_passage(found));
        material.products.iter().for_each(|found| facts.add_product(&found.product));
        self.know(material);
        before
    }

    fn know(&mut self, material: &Material) {
        for found in &material.passages {
            if self.passages.iter().all(|known| known.passage_id != found.passage_id) {
                self.passages.push(found.clone());
            }
        }
        for found in &material.products {
            if self.products.iter().all(|known| known.product.id != found.product.id) {
                self.products.push(found.clone());
            }
        }
    }

    /// Says more of the model's words.
    pub(super) fn say(&mut self, fragment: &str) {
        self.make_ready();
        if self.begins_anew && !fragment.trim().is_empty() {
            self.begins_anew = false;
            let mut events = self.say_rest();
            events.extend(self.writer.break_block());
            self.send(events);
        }
        let plain = self.citations.push(fragment, self.passages.len());
        let events = self.writer.push(&plain);
        self.send(events);
    }

    /// The model was asked again: what it says now does not go on with the words before.
    pub(super) fn begin_anew(&mut self) {
        self.begins_anew = true;
    }

    /// Says what may have been a citation and is none.
    fn say_rest(&mut self) -> Vec<TurnEvent> {
        let rest = self.citations.finish(self.passages.len());
        self.writer.push(&rest)
    }

    /// Ends the words that were begun, so that something else can follow.
    fn pause(&mut self) {
        self.make_ready();
        let mut events = self.say_rest();
        events.extend(self.writer.break_part());
        self.send(events);
        self.parts.extend(self.writer.take_parts());
    }

    /// Sends events, once something among them is worth reading: what turns out to be nothing was never said.
    fn send(&mut self, events: Vec<TurnEvent>) {
        self.has_spoken |= events.iter().any(is_worth_reading);
        self.unsent.extend(events);
        if self.has_spoken {
            self.send_all();
        }
    }

    fn send_all(&mut self) {
        self.unsent.drain(..).for_each(|event| self.sink.say(event));
    }

    /// Shows a part that is whole.
    fn show(&mut self, part: Part) {
        self.pause();
        self.send(stream_part(&part, WORDS_PER_DELTA));
        self.parts.push(part);
    }

    fn part_id(&self) -> String {
        self.input.ids.next(prefix::PART)
    }

    /// Shows the cards of rows.
    pub(super) fn show_products(&mut self, rows: Vec<FoundProduct>) {
        self.make_ready();
        let facts = self.writer.facts_mut();
        rows.iter().for_each(|found| facts.add_product(&found.product));
        let rows: Vec<FoundProduct> =
            rows.into_iter().filter(|row| !self.is_shown(&row.product.url)).collect();
        if rows.is_empty() {
            return;
        }
        let cards = rows.iter().map(|row| cards::card(&row.product, &self.input.shop, self.words)).collect();
        self.shown.extend(rows.iter().map(cards::source));
        self.outcome.get_or_insert(Outcome::Products);
        let part_id = self.part_id();
        self.show(Part::Products(Products { part_id, products: cards }));
    }

    fn is_shown(&self, url: &str) -> bool {
        self.shown.iter().any(|source| source.url == url)
    }

    /// Shows cards that ask a question; their words are looked at like any others.
    pub(super) fn show_suggestions(&mut self, suggested: Vec<Suggested>) {
        self.make_ready();
        let mut desk = self.desk();
        let mut suggestions = Vec::with_capacity(suggested.len());
        for one in suggested {
            suggestions.push(Suggestion {
                id: self.part_id(),
                title: cleared(&mut desk, &one.title),
                description: one.description.as_deref().map(|text| cleared(&mut desk, text)),
                image_url: String::new(),
                prompt_text: cleared(&mut desk, &one.prompt_text),
            });
        }
        self.strikes.extend(strikes(&desk));
        let part_id = self.part_id();
        self.show(Part::Suggestions(Suggestions { part_id, suggestions }));
    }

    /// Shows a built-in form, or the owner's in its place.
    pub(super) fn show_marker(&mut self, marker: forms::Marker) {
        let outcome = match marker {
            forms::Marker::Contact => Outcome::Unknown,
            forms::Marker::Ticket => Outcome::Ticket,
            forms::Marker::Person => Outcome::Person,
        };
        self.outcome.get_or_insert(outcome);
        if self.parts.iter().any(|part| forms::is_of(marker, part)) {
            return;
        }
        let mut part_id = || self.input.ids.next(prefix::PART);
        let part = forms::marker(marker, &self.input.shop, self.words, &mut part_id);
        let is_plain_offer = matches!(part, Part::RequestHumanAgent(_));
        self.show(part);
        let has_form = self.parts.iter().any(|part| forms::is_of(forms::Marker::Contact, part));
        if is_plain_offer && !has_form && !self.input.shop.livechat_enabled {
            let mut part_id = || self.input.ids.next(prefix::PART);
            let form = forms::marker(forms::Marker::Contact, &self.input.shop, self.words, &mut part_id);
            self.show(form);
        }
    }

    /// Shows a form of the owner's.
    pub(super) fn show_form(&mut self, form: &Form) {
        let part = Part::ShowForm(ShowForm::of(form, self.part_id()));
        self.show(part);
    }

    /// Asks for a picture.
    pub(super) fn request_picture(&mut self) {
        let part = RequestImageUpload {
            part_id: self.part_id(),
            accepted_types: PICTURE_KINDS.map(str::to_owned).to_vec(),
            max_size_bytes: PICTURE_BYTES,
        };
        self.show(Part::RequestImageUpload(part));
    }

    /// Hands something to the owner's page.
    pub(super) fn hand_over(&mut self, key: String, payload: serde_json::Value) {
        let part = Custom { part_id: self.part_id(), key, payload: Some(payload) };
        self.show(Part::Custom(part));
    }

    /// A writer beside the answer's own, for short texts of the model's.
    fn desk(&self) -> Writer {
        let ids = self.input.ids.clone();
        Writer::keeping(self.secrets(), self.writer.facts().clone(), Box::new(move || ids.next(prefix::PART)))
    }

    /// Whether there is a word to read, or something to see or to fill in.
    pub(super) fn is_worth_reading(&mut self) -> bool {
        self.pause();
        self.has_spoken
    }

    /// Notes what was struck.
    pub(super) fn note_strikes(&mut self, trace: &mut Trace) {
        trace.struck.extend(strikes(&self.writer));
        trace.struck.append(&mut self.strikes);
    }

    /// Ends the answer: cards of products that were only named, and links to the pages it stands on. Gives what the model
    /// has seen beside it.
    pub(super) fn conclude(mut self, trace: &mut Trace) -> (Answer, Material) {
        self.pause();
        let said: Vec<String> = self.parts.iter().map(Part::plain_text).collect();
        let said = said.join("\n");
        if self.shown.is_empty() {
            let named = self.named_products(&said);
            self.show_products(named);
        }
        let sources: Vec<Retrieved> =
            grounding::sources(&said, self.citations.cited(), &self.passages).into_iter().cloned().collect();
        self.link(&sources);
        let closing = self.writer.finish();
        self.send(closing);
        // Who stops an answer early may have had nothing worth reading of it.
        self.send_all();
        self.note_strikes(trace);
        let mut all: Vec<Source> = sources.iter().map(pages::source).collect();
        all.extend(self.shown);
        let is_small_talk =
            all.is_empty() && self.input.understanding.asks.iter().all(|ask| ask.intent.is_small_talk());
        let outcome =
            self.outcome.unwrap_or(if is_small_talk { Outcome::SmallTalk } else { Outcome::Answered });
        let known = Material { passages: self.passages, products: self.products, ..Material::default() };
        (Answer { parts: self.parts, sources: all, outcome }, known)
    }

    /// The products whose whole names stand in the text.
    fn named_products(&self, said: &str) -> Vec<FoundProduct> {
        let said = said.to_lowercase();
        let named = |found: &&FoundProduct| said.contains(&found.product.title.to_lowercase());
        self.products.iter().filter(named).take(MOST_NAMED).cloned().collect()
    }

    /// Links the pages that are not linked yet.
    fn link(&mut self, sources: &[Retrieved]) {
        let linked: Vec<String> = self.parts.iter().flat_map(urls).collect();
        let new = sources.iter().filter(|source| !linked.contains(&pages::address(source)));
        let blocks: Vec<Block> = new.map(|source| pages::link(self.words.read_more, source)).collect();
        if !blocks.is_empty() {
            let part_id = self.part_id();
            self.show(Part::RichText(RichText { part_id, blocks }));
        }
    }
}

fn is_worth_reading(event: &TurnEvent) -> bool {
    match event {
        TurnEvent::PartDelta(PartDelta { delta, .. }) => match delta {
            Delta::AppendText { text, .. } => can_be_read(text),
            Delta::AppendSpan { span, .. } => can_be_read(span.as_text()),
            Delta::AppendItem { item, .. } => item.spans.iter().any(|span| can_be_read(span.as_text())),
            Delta::AppendRow { row } => row.iter().any(|cell| can_be_read(&cell.plain_text())),
            Delta::AppendProduct { .. } | Delta::AppendSuggestion { .. } => true,
            _ => false,
        },
        TurnEvent::Part(FinishedPart { part, .. }) => match part {
            Part::RichText(_) | Part::Table(_) => can_be_read(&part.plain_text()),
            _ => true,
        },
        _ => false,
    }
}

/// Whether a text has a letter, a digit or a picture such as a smile.
fn can_be_read(text: &str) -> bool {
    let is_picture = |c: char| matches!(u32::from(c), 0x2600..=0x27BF | 0x1F300..=0x1FAFF);
    text.chars().any(|c| c.is_alphanumeric() || is_picture(c))
}

/// A short text, without what may not be said.
fn cleared(desk: &mut Writer, text: &str) -> String {
    desk.push(text);
    desk.break_part();
    desk.take_parts().iter().map(Part::plain_text).collect::<Vec<_>>().join(" ")
}

/// All that was struck on the way through a writer.
fn strikes(writer: &Writer) -> Vec<Strike> {
    let kept = writer.kept().iter();
    let kept = kept.map(|what| Strike { what: what.clone(), why: "not_to_be_said".into() });
    writer.struck().iter().map(strike).chain(kept).collect()
}

fn strike(struck: &super::super::facts::Struck) -> Strike {
    let why = serde_json::to_value(struck.why).ok().and_then(|why| why.as_str().map(str::to_owned));
    Strike { what: struck.what.clone(), why: why.unwrap_or_default() }
}

fn urls(part: &Part) -> Vec<String> {
    let Part::RichText(text) = part else { return vec![] };
    let url = |span: &Span| match span {
        Span::Link { url, .. } => Some(url.clone()),
        _ => None,
    };
    text.blocks.iter().flat_map(Block::spans).filter_map(url).collect()
}
