//! The assistant: understands a question, retrieves what the owner has written, and answers from it.
//!
//! `understand` reads the visitor's words, [`look_up`] asks the index, `answer` makes parts of the rows that
//! were found, and `engine` says them. Left out on purpose: reading rows, storing messages, choosing who speaks.

mod ahead;
pub mod answer;
mod budget;
mod classify;
pub mod context;
mod cue_table;
mod cues;
mod deeds;
pub mod engine;
pub mod facts;
pub mod followup;
mod gate;
mod generative;
mod ground;
mod live;
pub mod markdown;
pub mod models;
mod nearness;
mod oneself;
mod person;
mod phrases;
mod prices;
mod promises;
mod recall;
mod retrieve;
mod secrets;
mod speak;
mod spoken;
pub mod trace;
pub mod turn;
pub mod understand;
mod wish;

pub use answer::{Answer, FoundProduct, Material, Outcome, Retrieved, Shop, Source, Things, answer};
pub use engine::{BuiltIn, Found, Sink, TurnInput, look_up, things};
pub use live::Frame;
pub use models::Models;
pub use phrases::{Phrases, phrases};
pub use prices::PriceBounds;
pub use understand::{Ask, Intent, Understanding, understand};

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parlour_model::assistant::EngineChoice;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;

use crate::knowledge::library::Library;
use crate::topic::Classifiers;
use crate::{Cx, Result};
use context::Context;
use ground::{Bases, ground};
use live::LiveTurns;
use recall::Recall;
use speak::{Asked, Place, Spoken, speak};
use trace::Trace;

/// The assistant of all chatbots: their indexes, and the turns that run in this process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Assistant {
    cx: Cx,
    library: Library,
    models: Models,
    live: Arc<LiveTurns>,
    bases: Bases,
    recall: Recall,
    classifiers: Classifiers,
    tasks: TaskTracker,
    /// Names this process among those that share a database.
    instance: String,
}

/// An answer outside any conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// What was found for it at first, one material for each thing asked.
    pub materials: Vec<Material>,
    /// Why it is as it is.
    pub trace: Trace,
}

impl Assistant {
    /// An assistant whose indexes lie below `index_folder`, and whose chatbots speak by `models`.
    pub fn new(cx: Cx, index_folder: &Path, models: Models) -> Self {
        let instance = cx.ids.next("");
        Self {
            cx,
            library: Library::new(index_folder),
            models,
            live: Arc::default(),
            bases: Bases::default(),
            recall: Recall::default(),
            classifiers: Classifiers::default(),
            tasks: TaskTracker::new(),
            instance,
        }
    }

    /// The indexes of all chatbots.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The models that chatbots speak by.
    pub fn models(&self) -> &Models {
        &self.models
    }

    /// What tells the topics of each chatbot apart.
    pub fn classifiers(&self) -> &Classifiers {
        &self.classifiers
    }

    /// Answers a question outside any conversation, with what is known of one in `context`.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when there is no such chatbot.
    pub async fn ask(
        &self,
        chatbot_id: &str,
        question: &str,
        engine: EngineChoice,
        context: &Context,
    ) -> Result<Answered> {
        let mut trace = Trace::default();
        let asked = Asked { chatbot_id, question, engine, place: Place::Nowhere(context) };
        let spoken = speak(self, asked, Sink::nowhere(), &CancellationToken::new(), &mut trace).await;
        let Spoken { answer, materials, .. } = spoken?;
        Ok(Answered { answer, materials, trace })
    }

    /// What is found for a question: one material for each thing asked, its rows read.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when there is no such chatbot.
    pub async fn find(&self, chatbot_id: &str, question: &str) -> Result<Vec<Material>> {
        let ground = ground(self, chatbot_id, question, None).await?;
        retrieve::look_for(self, &ground, &retrieve::read(&ground, question)).await
    }

    /// Waits until the running turns have ended, at most for `grace`.
    pub async fn finish(&self, grace: Duration) {
        self.tasks.close();
        if tokio::time::timeout(grace, self.tasks.wait()).await.is_err() {
            warn!("stopped while answers were being made; they are taken up at the next start");
        }
    }
}

/// The languages the machine speaks.
pub const LANGUAGES: [&str; 7] = ["en", "da", "de", "sv", "nl", "fr", "es"];
