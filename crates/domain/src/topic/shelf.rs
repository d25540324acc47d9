//! The classifiers of all chatbots: learned when first needed, and anew when the owner changed the settings.
//!
//! Left out: storing them. Learning takes milliseconds for what an owner writes by hand.

use std::sync::Arc;

use moka::sync::Cache;
use parlour_model::Topic;
use parlour_model::assistant::ClassifierChoice;
use parlour_model::config::Settings;
use parlour_store::chatbot::{self, Revision};

use super::Classifier;
use crate::{Cx, Error, Result};

/// How many chatbots' classifiers are kept.
const MOST: u64 = 1000;

/// The classifiers of all chatbots. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Classifiers {
    known: Cache<String, Arc<Known>>,
    /// One is learned at a time: answers go before.
    learning: Arc<tokio::sync::Mutex<()>>,
}

/// What was learned from one chatbot's settings.
#[derive(Debug)]
struct Known {
    /// The chatbot's revision at that time.
    revision: i64,
    learned: Option<Arc<Learned>>,
}

/// A chatbot's topics, and what tells them apart.
#[derive(Debug)]
pub struct Learned {
    /// The topics, at least one.
    pub topics: Vec<Topic>,
    /// Learned from them.
    pub classifier: Classifier,
    /// Whom the owner wants to be asked first.
    pub choice: ClassifierChoice,
}

fn learn(settings: Settings) -> Option<Learned> {
    let classifier = Classifier::learn(&settings.topics)?;
    Some(Learned { topics: settings.topics, classifier, choice: settings.assistant.classifier })
}

impl Default for Classifiers {
    fn default() -> Self {
        Self { known: Cache::new(MOST), learning: Arc::default() }
    }
}

impl Classifiers {
    /// What was learned of a chatbot's present topics; `None` when it has none, or there is no such chatbot.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn of(&self, cx: &Cx, chatbot_id: &str) -> Result<Option<Arc<Learned>>> {
        let id = chatbot_id.to_owned();
        let found = cx.db.read(async move |tx| chatbot::find_revision(tx, &id).await).await?;
        let Some(Revision { number: revision, .. }) = found else { return Ok(None) };
        if let Some(learned) = self.known(chatbot_id, revision) {
            return Ok(learned);
        }
        let _alone = self.learning.lock().await;
        if let Some(learned) = self.known(chatbot_id, revision) {
            return Ok(learned);
        }
        let id = chatbot_id.to_owned();
        let Some(found) = cx.db.read(async move |tx| chatbot::find(tx, &id).await).await? else {
            return Ok(None);
        };
        let learned = match found.settings.topics.is_empty() {
            true => None,
            false => {
                let learning = tokio::task::spawn_blocking(move || learn(found.settings));
                learning.await.map_err(Error::internal)?.map(Arc::new)
            }
        };
        let known = Arc::new(Known { revision, learned: learned.clone() });
        self.known.insert(chatbot_id.to_owned(), known);
        Ok(learned)
    }

    /// What is known of this revision or a later one, if it is: that there are no topics, or what was learned from them.
    pub(super) fn known(&self, chatbot_id: &str, revision: i64) -> Option<Option<Arc<Learned>>> {
        let known = self.known.get(chatbot_id).filter(|known| known.revision >= revision)?;
        Some(known.learned.clone())
    }
}
