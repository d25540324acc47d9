//! The classifiers of all chatbots: learned when first needed, and anew when the owner changed the settings.
//!
//! Left out: storing them. Learning takes milliseconds for what an owner writes by hand.

use std::sync::Arc;

use moka::sync::Cache;
use parlour_model::Topic;
use parlour_store::chatbot;
use serde::Deserialize;

use super::Classifier;
use crate::{Cx, Error, Result};

/// How many chatbots' classifiers are kept.
const MOST: u64 = 1000;

/// The classifiers of all chatbots. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Classifiers {
    known: Cache<String, Arc<Learned>>,
    /// One is learned at a time: answers go before.
    learning: Arc<tokio::sync::Mutex<()>>,
}

/// What was learned from one chatbot's settings.
#[derive(Debug)]
struct Learned {
    /// The settings' text, by which a change is noticed without reading it.
    settings: String,
    classifier: Option<Arc<Classifier>>,
}

#[derive(Deserialize)]
struct TopicsOnly {
    #[serde(default)]
    topics: Vec<Topic>,
}

impl Default for Classifiers {
    fn default() -> Self {
        Self { known: Cache::new(MOST), learning: Arc::default() }
    }
}

impl Classifiers {
    /// The classifier of a chatbot's present topics; `None` when it has none, or there is no such chatbot.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn of(&self, cx: &Cx, chatbot_id: &str) -> Result<Option<Arc<Classifier>>> {
        let id = chatbot_id.to_owned();
        let settings = cx.db.read(async move |tx| chatbot::find_settings_text(tx, &id).await).await?;
        let Some(settings) = settings else { return Ok(None) };
        if let Some(learned) = self.known(chatbot_id, &settings) {
            return Ok(learned.classifier.clone());
        }
        let _alone = self.learning.lock().await;
        if let Some(learned) = self.known(chatbot_id, &settings) {
            return Ok(learned.classifier.clone());
        }
        let TopicsOnly { topics } = serde_json::from_str(&settings).map_err(Error::internal)?;
        let classifier = match topics.is_empty() {
            true => None,
            false => tokio::task::spawn_blocking(move || Classifier::learn(&topics))
                .await
                .map_err(Error::internal)?,
        };
        let learned = Arc::new(Learned { settings, classifier: classifier.map(Arc::new) });
        self.known.insert(chatbot_id.to_owned(), learned.clone());
        Ok(learned.classifier.clone())
    }

    fn known(&self, chatbot_id: &str, settings: &str) -> Option<Arc<Learned>> {
        self.known.get(chatbot_id).filter(|learned| learned.settings == settings)
    }
}
