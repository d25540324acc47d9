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
pub struct Classifiers(Cache<String, Arc<Learned>>);

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
        Self(Cache::new(MOST))
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
        if let Some(learned) = self.0.get(chatbot_id)
            && learned.settings == settings
        {
            return Ok(learned.classifier.clone());
        }
        let TopicsOnly { topics } = serde_json::from_str(&settings).map_err(Error::internal)?;
        let classifier = match topics.is_empty() {
            true => None,
            false => tokio::task::spawn_blocking(move || Classifier::learn(&topics))
                .await
                .map_err(Error::internal)?,
        };
        let classifier = classifier.map(Arc::new);
        let learned = Learned { settings, classifier: classifier.clone() };
        self.0.insert(chatbot_id.to_owned(), Arc::new(learned));
        Ok(classifier)
    }
}
