//! The assistant: understands a question, retrieves what the owner has written, and answers from it.
//!
//! `understand` reads the visitor's words, [`look_up`] asks the index, `answer` makes parts of the rows that
//! were found, and `engine` says them. Left out on purpose: reading rows, storing messages, choosing who speaks.

pub mod answer;
mod cue_table;
mod cues;
pub mod engine;
mod live;
mod phrases;
mod prices;
mod retrieve;
pub mod turn;
pub mod understand;

pub use answer::{Answer, FoundProduct, Material, Outcome, Retrieved, Shop, Source, answer};
pub use engine::{BuiltIn, Found, Sink, TurnInput, look_up};
pub use live::Frame;
pub use phrases::{Phrases, phrases};
pub use prices::PriceBounds;
pub use understand::{Ask, Intent, Understanding, understand};

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use tracing::warn;

use crate::knowledge::library::Library;
use crate::topic::Classifiers;
use crate::{Cx, Result};
use live::LiveTurns;

/// The assistant of all chatbots: their indexes, and the turns that run in this process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Assistant {
    cx: Cx,
    library: Library,
    live: Arc<LiveTurns>,
    classifiers: Classifiers,
    tasks: TaskTracker,
    /// Names this process among those that share a database.
    instance: String,
}

impl Assistant {
    /// An assistant whose indexes lie below `index_folder`.
    pub fn new(cx: Cx, index_folder: &Path) -> Self {
        let instance = cx.ids.next("");
        Self {
            cx,
            library: Library::new(index_folder),
            live: Arc::default(),
            classifiers: Classifiers::default(),
            tasks: TaskTracker::new(),
            instance,
        }
    }

    /// The indexes of all chatbots.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What tells the topics of each chatbot apart.
    pub fn classifiers(&self) -> &Classifiers {
        &self.classifiers
    }

    /// Answers a question outside any conversation.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when there is no such chatbot.
    pub async fn ask(&self, chatbot_id: &str, question: &str) -> Result<Answer> {
        let input = retrieve::gather(self, chatbot_id, question).await?;
        let (sink, unheard) = mpsc::channel(1);
        drop(unheard);
        Ok(BuiltIn.run(&input, &sink).await)
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
