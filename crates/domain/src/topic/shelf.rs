//! The classifiers of all chatbots: learned when first needed, and anew when the owner changed the settings.
//!
//! Left out: storing them. Learning takes milliseconds for what an owner writes by hand.

use std::sync::Arc;

use moka::sync::Cache;
use parlour_model::Topic;
use parlour_model::assistant::{AssistantSettings, ClassifierChoice};
use parlour_store::chatbot;
use serde::Deserialize;

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
    /// The settings' text, by which a change is noticed without reading it.
    settings: String,
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

#[derive(Deserialize)]
struct TopicsOnly {
    #[serde(default)]
    topics: Vec<Topic>,
    #[serde(default)]
    assistant: AssistantSettings,
}

impl TopicsOnly {
    fn learn(self) -> Option<Learned> {
        let classifier = Classifier::learn(&self.topics)?;
        Some(Learned { topics: self.topics, classifier, choice: self.assistant.classifier })
    }
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
        let settings = cx.db.read(async move |tx| chatbot::find_settings_text(tx, &id).await).await?;
        let Some(settings) = settings else { return Ok(None) };
        if let Some(learned) = self.known(chatbot_id, &settings) {
            return Ok(learned);
        }
        let _alone = self.learning.lock().await;
        if let Some(learned) = self.known(chatbot_id, &settings) {
            return Ok(learned);
        }
        let found: TopicsOnly = serde_json::from_str(&settings).map_err(Error::internal)?;
        let learned = match found.topics.is_empty() {
            true => None,
            false => {
                let learning = tokio::task::spawn_blocking(move || found.learn());
                learning.await.map_err(Error::internal)?.map(Arc::new)
            }
        };
        let known = Arc::new(Known { settings, learned: learned.clone() });
        self.known.insert(chatbot_id.to_owned(), known);
        Ok(learned)
    }

    /// What is known of these settings, if they were read before.
    fn known(&self, chatbot_id: &str, settings: &str) -> Option<Option<Arc<Learned>>> {
        let known = self.known.get(chatbot_id).filter(|known| known.settings == settings)?;
        Some(known.learned.clone())
    }
}
