//! Who answers: the chatbot's model while it can, else the built-in engine; and what is noted of it.

use parlour_llm::Model;
use parlour_model::Role;
use parlour_model::assistant::EngineChoice;
use parlour_store::turn::Turn;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::answer::{Answer, FoundProduct, Material};
use super::budget::{self, Payer};
use super::context::{self, Context};
use super::engine::{BuiltIn, Sink, TurnInput};
use super::generative::{self, Reference};
use super::ground::{Ground, ground};
use super::phrases::phrases;
use super::retrieve;
use super::trace::Trace;
use super::understand::Intent;
use super::{Assistant, followup};
use crate::{Error, Result};

/// What is to be answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) chatbot_id: &'a str,
    pub(super) question: &'a str,
    /// Who is to answer.
    pub(super) engine: EngineChoice,
    /// Where it is asked.
    pub(super) place: Place<'a>,
}

/// Where something is asked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// In a visitor's conversation.
    Turn(&'a Turn),
    /// Outside any, with this known.
    Nowhere(&'a Context),
}

/// What came of a question.
#[derive(Debug)]
pub(super) struct Spoken {
    pub(super) answer: Answer,
    /// What was found for it.
    pub(super) materials: Vec<Material>,
    /// The chatbot's revision when it was asked.
    pub(super) revision: i64,
}

/// Answers, and gives what was found for it; the parts are sent to `sink` while they grow. What led to the answer is noted in `trace`, also when it fails.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot; [`Error::Internal`] when the model broke off in the middle.
pub(super) async fn speak(
    assistant: &Assistant,
    asked: Asked<'_>,
    sink: Sink<'_>,
    stop: &CancellationToken,
    trace: &mut Trace,
) -> Result<Spoken> {
    let begun = assistant.cx.clock.now().ms();
    let asks = match asked.place {
        Place::Turn(turn) => Some(turn.visitor_id.as_str()),
        Place::Nowhere(_) => None,
    };
    let ground = ground(assistant, asked.chatbot_id, asked.question, asks).await?;
    let model = model(assistant, &ground, asked.engine)?;
    let input = gather(assistant, asked, &ground, model.is_some(), trace).await?;
    trace.times.retrieval_ms = assistant.cx.clock.now().ms() - begun;
    let answer = answer(assistant, asked, &ground, model, &input, sink, stop, trace).await;
    trace.times.first_word_ms = trace.times.first_word_ms.map(|at| at - begun);
    trace.times.total_ms = assistant.cx.clock.now().ms() - begun;
    let (answer, materials) = answer?;
    trace.conclude(&answer);
    Ok(Spoken { answer, materials: materials.unwrap_or(input.materials), revision: ground.basis.revision })
}

fn model(assistant: &Assistant, ground: &Ground, wish: EngineChoice) -> Result<Option<Model>> {
    if wish == EngineChoice::BuiltIn || ground.basis.settings.engine == EngineChoice::BuiltIn {
        return Ok(None);
    }
    assistant.models.of(ground.basis.own_model.clone())
}

/// Understands the question, with what was said before where it needs it, and finds what may answer it.
async fn gather(
    assistant: &Assistant,
    asked: Asked<'_>,
    ground: &Ground,
    for_model: bool,
    trace: &mut Trace,
) -> Result<TurnInput> {
    let mut understanding = retrieve::read(ground, asked.question);
    let is_of_oneself = understanding.asks.iter().any(|ask| ask.intent == Intent::Oneself);
    let may_follow = !is_of_oneself && followup::may_follow(asked.question, &understanding.language);
    let needs_context = for_model || may_follow;
    let context = match asked.place {
        Place::Turn(turn) if needs_context => context::read(&assistant.cx, turn).await?,
        Place::Turn(_) => Context::default(),
        Place::Nowhere(context) => context.clone(),
    };
    let resolved = match context.earlier.is_empty() {
        true => None,
        false if is_of_oneself => None,
        false => followup::resolve(asked.question, &context.questions(), &understanding.language),
    };
    if let Some(whole) = &resolved {
        understanding = retrieve::read(ground, whole);
    }
    let mut materials = retrieve::look_for(assistant, ground, &understanding).await?;
    if for_model && resolved.is_none() {
        // "Are you sure?": a model that is told what was said is told what it stood on.
        let before = context.earlier.iter().rev().find(|said| said.role == Role::User);
        if let Some(before) = before {
            let before = retrieve::read(ground, &before.text);
            materials.extend(retrieve::look_for(assistant, ground, &before).await?);
        }
    }
    *trace = Trace::of(asked.question, resolved.as_deref(), &understanding, &materials);
    Ok(TurnInput {
        question: asked.question.to_owned(),
        understanding,
        materials,
        shop: ground.shop_at(assistant.cx.clock.now()),
        name: ground.basis.name.clone(),
        settings: ground.basis.settings.clone(),
        takes_pictures: ground.basis.takes_pictures,
        context,
        ids: assistant.cx.ids.clone(),
        clock: assistant.cx.clock.clone(),
    })
}

/// Lets the chatbot's model answer, or the built-in engine in its place; gives what the model has seen.
#[expect(clippy::too_many_arguments, reason = "one turn's whole ground, taken apart nowhere else")]
async fn answer(
    assistant: &Assistant,
    asked: Asked<'_>,
    ground: &Ground,
    model: Option<Model>,
    input: &TurnInput,
    sink: Sink<'_>,
    stop: &CancellationToken,
    trace: &mut Trace,
) -> Result<(Answer, Option<Vec<Material>>)> {
    let Some(model) = model else { return Ok((BuiltIn.run(input, None, sink), None)) };
    let payer = match asked.place {
        Place::Turn(turn) => Some(Payer { chatbot_id: &turn.chatbot_id, visitor_id: &turn.visitor_id }),
        Place::Nowhere(_) => None,
    };
    if let Some(payer) = payer
        && budget::is_spent(&assistant.cx, ground.basis.settings.budget, payer).await?
    {
        trace.fell_back = Some("the day's budget of tokens is spent".into());
        let notice = phrases(&input.understanding.language).budget_spent;
        return Ok((BuiltIn.run(input, Some(notice), sink), None));
    }
    trace.engine = "model".into();
    trace.model = Some(model.endpoint().model.clone());
    let reference = Shelves { assistant, ground };
    let spoken = generative::run(&model, input, &reference, sink, stop, trace).await;
    if let (Some(payer), Some(tokens)) = (payer, trace.usage) {
        budget::add(&assistant.cx, payer, tokens.usage()).await?;
    }
    match spoken {
        Ok((answer, seen)) => Ok((answer, Some(vec![seen]))),
        Err(broken) if broken.has_spoken => {
            trace.fell_back = Some(broken.cause.to_string());
            Err(Error::internal(broken.cause.plain()))
        }
        Err(broken) => {
            warn!(error = broken.cause.plain(), "the model does not answer; the built-in engine does");
            trace.engine = "built_in".into();
            trace.fell_back = Some(broken.cause.to_string());
            Ok((BuiltIn.run(input, None, sink), None))
        }
    }
}

/// What a model can look up while it answers.
struct Shelves<'a> {
    assistant: &'a Assistant,
    ground: &'a Ground,
}

impl Reference for Shelves<'_> {
    async fn search(&self, question: &str) -> Result<Material> {
        let wanted = retrieve::read(self.ground, question);
        let materials = retrieve::look_for(self.assistant, self.ground, &wanted).await?;
        let mut all = Material::default();
        for material in materials {
            all.passages.extend(material.passages);
            all.products.extend(material.products);
        }
        Ok(all)
    }

    async fn products(&self, ids: &[String]) -> Result<Vec<FoundProduct>> {
        let found = retrieve::products(self.assistant, &self.ground.basis.chatbot_id, ids).await;
        found.inspect_err(|cause| error!(error = %cause, "products could not be read"))
    }
}
