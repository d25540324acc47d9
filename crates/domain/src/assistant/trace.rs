//! Why an answer is as it is: what was understood, found, asked of a model, struck out and spent.
//!
//! A trace is stored with its turn and goes with its visitor. Left out: the answer itself, which is a message.

use parlour_model::Timestamp;
use parlour_store::turn as rows;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Material, Outcome};
use super::understand::{Intent, Understanding};
use crate::access::owner_account;
use crate::{Cx, Error, Result};

/// Why an answer is as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Trace {
    /// Who answered: `built_in` or `model`.
    pub engine: String,
    /// The model that was asked.
    pub model: Option<String>,
    /// Why the built-in engine answered instead of the model.
    pub fell_back: Option<String>,
    /// The question, as it was understood.
    pub question: Question,
    /// The passages that were found, best first.
    pub passages: Vec<FoundPassage>,
    /// The products that were found, best first.
    pub products: Vec<FoundGoods>,
    /// What the model was told, in order.
    pub prompt: Vec<Prompted>,
    /// What the model called, in order.
    pub calls: Vec<Called>,
    /// What was struck out of the model's words.
    pub struck: Vec<Strike>,
    /// What it took.
    pub usage: Option<Tokens>,
    /// How it went.
    pub outcome: String,
    /// How long it took.
    pub times: Times,
}

/// A question, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The visitor's words.
    pub text: String,
    /// What was looked for instead, when it follows up on what was said before.
    pub resolved: Option<String>,
    /// Its language, as a two-letter code.
    pub language: String,
    /// What is wanted, one for each thing asked.
    pub intents: Vec<String>,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundPassage {
    /// Names the passage.
    pub id: String,
    /// Its page's title.
    pub title: String,
    /// Its page's address.
    pub url: String,
    /// How well it fits, beside the others.
    pub score: f32,
    /// The share of the question that it has, 0 to 1.
    pub coverage: f32,
    /// Whether the answer stands on it.
    pub used: bool,
}

/// A product that was found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundGoods {
    /// The owner's id of the product.
    pub id: String,
    /// Its name.
    pub title: String,
    /// How well it fits, beside the others.
    pub score: f32,
    /// The share of the wish that it has, 0 to 1.
    pub coverage: f32,
}

/// A message to the model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Prompted {
    /// Who speaks: `system`, `user`, `assistant` or `tool`.
    pub role: String,
    /// What is said; pictures are left out.
    pub text: String,
}

/// A call of the model's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Called {
    /// The tool.
    pub name: String,
    /// Its arguments, as the model wrote them.
    pub arguments: String,
    /// What came of it.
    pub outcome: String,
}

/// Something struck out of the model's words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Strike {
    /// The words.
    pub what: String,
    /// Why.
    pub why: String,
}

/// Tokens of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tokens {
    /// Read by the model.
    pub prompt: u32,
    /// Written by the model.
    pub completion: u32,
    /// Whether the server told nothing, so that they are estimated by the length of the text.
    pub estimated: bool,
}

/// How long an answer took, in milliseconds from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Times {
    /// Until the rows were there.
    pub retrieval_ms: i64,
    /// Until the first word was said.
    pub first_word_ms: Option<i64>,
    /// Until all was said.
    pub total_ms: i64,
}

impl Trace {
    /// Begins a trace of what was understood and found.
    pub(super) fn of(text: &str, resolved: Option<&str>, seen: &Understanding, found: &[Material]) -> Self {
        let question = Question {
            text: text.to_owned(),
            resolved: resolved.map(str::to_owned),
            language: seen.language.clone(),
            intents: seen.asks.iter().map(|ask| intent(ask.intent).to_owned()).collect(),
        };
        let mut trace = Self { engine: "built_in".into(), question, ..Self::default() };
        found.iter().for_each(|material| trace.add_found(material));
        trace
    }

    /// Adds what a further search has found.
    pub(super) fn add_found(&mut self, material: &Material) {
        for found in &material.passages {
            if self.passages.iter().all(|known| known.id != found.passage_id) {
                self.passages.push(FoundPassage {
                    id: found.passage_id.clone(),
                    title: found.page_title.clone(),
                    url: found.page_url.clone(),
                    score: found.score,
                    coverage: found.coverage,
                    used: false,
                });
            }
        }
        for found in material.products.iter().take(10) {
            if self.products.iter().all(|known| known.id != found.product.id) {
                self.products.push(FoundGoods {
                    id: found.product.id.clone(),
                    title: found.product.title.clone(),
                    score: found.score,
                    coverage: found.coverage,
                });
            }
        }
    }

    /// Notes what the answer stands on and how it went.
    pub(super) fn conclude(&mut self, answer: &Answer) {
        for passage in &mut self.passages {
            passage.used |=
                answer.sources.iter().any(|source| source.passage_id.as_ref() == Some(&passage.id));
        }
        self.outcome = outcome(answer.outcome).to_owned();
    }
}

fn intent(intent: Intent) -> &'static str {
    match intent {
        Intent::Greeting => "greeting",
        Intent::Thanks => "thanks",
        Intent::Goodbye => "goodbye",
        Intent::AboutMe => "about_me",
        Intent::Oneself => "oneself",
        Intent::ProductSearch => "product_search",
        Intent::Question => "question",
        Intent::OrderOrComplaint => "order_or_complaint",
        Intent::AskForPerson => "ask_for_person",
    }
}

/// An outcome in one word.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "answered",
        Outcome::Products => "products",
        Outcome::Close => "close",
        Outcome::Unknown => "unknown",
        Outcome::Ticket => "ticket",
        Outcome::Person => "person",
        Outcome::SmallTalk => "smalltalk",
    }
}

/// A stored trace, with the turn it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The answer's id.
    pub message_id: String,
    /// The id of the visitor's message.
    pub user_message_id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// When the turn began.
    pub created_at: Timestamp,
    /// The trace.
    pub trace: Trace,
}

/// The trace of an answer, named by its own id or that of the message it answers.
///
/// # Errors
/// [`Error::NotFound`] when there is no such answer, or it is still being made.
pub async fn find(cx: &Cx, message_id: &str) -> Result<Stored> {
    let (account, id) = (owner_account(cx).await?, message_id.to_owned());
    let found = cx.db.read(async move |tx| rows::find_trace(tx, &account, &id).await).await?;
    let (turn, trace) = found.ok_or_else(|| Error::NotFound(format!("no answer belongs to {message_id}")))?;
    let trace = trace.ok_or_else(|| Error::NotFound(format!("{message_id} has no trace; its answer is still being made, failed, or was made before traces were kept")))?;
    Ok(Stored {
        message_id: turn.id,
        user_message_id: turn.user_message_id,
        chatbot_id: turn.chatbot_id,
        created_at: turn.created_at,
        trace: serde_json::from_str(&trace).map_err(Error::internal)?,
    })
}
