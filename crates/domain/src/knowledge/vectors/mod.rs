//! Vectors of passages: an embedding model of the operator's reads questions and passages, and those that mean the
//! same are near each other. Searched in process, and only ever beside the index.
//!
//! The database keeps the vectors; this keeps those of each chatbot in memory, in one flat array. Without a model,
//! or when it fails, the index answers alone. Left out: products, whose words are few and exact.

mod blend;
mod field;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use parlour_llm::Model;
use parlour_store::knowledge::bump_version;
use parlour_store::vector::{self, PassageVector, Unembedded};
use parlour_store::{Tx, chatbot};
use tokio::time::timeout;
use tracing::{info, warn};

pub use blend::{DEPTH, blend};
pub use field::{Field, Near};

use crate::{Cx, Error, Result};

/// How many passages are embedded and kept at once.
const BATCH: i64 = 64;
/// How many vectors are read at once.
const READ: i64 = 1000;
/// How long a visitor waits for the vector of their question.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How long a model that failed is left alone.
const REST_MS: i64 = 30_000;

/// The passages' vectors of all chatbots, by one model. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Vectors(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    model: Model,
    fields: Mutex<HashMap<String, (i64, Arc<Field>)>>,
    /// Whether the model's present failure was told already.
    told: AtomicBool,
    /// Until when it is asked for no question's vector.
    rests_until_ms: AtomicI64,
}

impl Vectors {
    /// Vectors by `model`.
    pub fn new(model: Model) -> Self {
        Self(Arc::new(Inner {
            model,
            fields: Mutex::default(),
            told: AtomicBool::default(),
            rests_until_ms: AtomicI64::default(),
        }))
    }

    /// The model that makes them.
    pub fn model(&self) -> &Model {
        &self.0.model
    }

    /// Makes the vectors that the chatbot's passages lack, and gives how many that were.
    ///
    /// # Errors
    /// [`Error::Internal`] when the model or the database does not answer; what was made until then is kept.
    pub async fn embed_missing(&self, cx: &Cx, chatbot_id: &str) -> Result<u64> {
        let mut made = 0;
        loop {
            let (id, model) = (chatbot_id.to_owned(), self.name().to_owned());
            let lacking = cx.db.read(async move |tx| vector::list_unembedded(tx, &id, &model, BATCH).await);
            let lacking = lacking.await?;
            if lacking.is_empty() {
                break;
            }
            let texts: Vec<String> = lacking.iter().map(words).collect();
            let vectors = self.0.model.embed(&texts).await.map_err(Error::internal)?;
            let kept: Vec<PassageVector> = lacking
                .into_iter()
                .zip(&vectors)
                .map(|(of, vector)| PassageVector {
                    passage_id: of.passage_id,
                    vector: field::encode(vector),
                })
                .collect();
            made += kept.len() as u64;
            let (id, model) = (chatbot_id.to_owned(), self.name().to_owned());
            cx.db.write(async move |tx| vector::upsert(tx, &id, &model, &kept).await).await?;
        }
        if made > 0 {
            // Other processes keep the vectors of a version in memory, and this is another.
            let id = chatbot_id.to_owned();
            cx.db.write(async move |tx| bump_version(tx, &id).await).await?;
        }
        Ok(made)
    }

    /// The passages nearest to a question, nearest first; none when the model fails or lets the visitor wait. It is
    /// then left alone for half a minute, which is told once until it answers again.
    pub async fn nearest(&self, cx: &Cx, chatbot_id: &str, version: i64, question: &str) -> Vec<Near> {
        if cx.clock.now().ms() < self.0.rests_until_ms.load(Ordering::Relaxed) {
            return vec![];
        }
        let failed = match self.find(cx, chatbot_id, version, question).await {
            Ok(near) => return near,
            Err(failed) => failed,
        };
        self.0.rests_until_ms.store(cx.clock.now().plus_ms(REST_MS).ms(), Ordering::Relaxed);
        if !self.0.told.swap(true, Ordering::Relaxed) {
            warn!(chatbot_id, error = failed, "no vectors for now: answers come from the index alone");
        }
        vec![]
    }

    /// The same, or what a log may say of the failure.
    async fn find(
        &self,
        cx: &Cx,
        chatbot_id: &str,
        version: i64,
        question: &str,
    ) -> std::result::Result<Vec<Near>, String> {
        let field = self.field(cx, chatbot_id, version).await.map_err(|error| error.to_string())?;
        if field.is_empty() {
            return Ok(vec![]);
        }
        let asked = [question.to_owned()];
        let late = |_| format!("the embedding model gave no vector within {} s", PATIENCE.as_secs_f32());
        let vectors = timeout(PATIENCE, self.0.model.embed(&asked)).await.map_err(late)?;
        let vectors = vectors.map_err(|error| error.plain())?;
        self.0.told.store(false, Ordering::Relaxed);
        Ok(vectors.first().map(|vector| field.nearest(vector, DEPTH)).unwrap_or_default())
    }

    /// The chatbot's vectors at `version`, from memory or the database.
    async fn field(&self, cx: &Cx, chatbot_id: &str, version: i64) -> Result<Arc<Field>> {
        let known = self.fields().get(chatbot_id).filter(|(of, _)| *of >= version).map(|(_, f)| f.clone());
        if let Some(field) = known {
            return Ok(field);
        }
        self.forget_gone(cx).await?;
        let mut field = Field::default();
        let mut after = String::new();
        loop {
            let (id, model, from) = (chatbot_id.to_owned(), self.name().to_owned(), after.clone());
            let batch = cx.db.read(async move |tx| vector::list(tx, &id, &model, &from, READ).await).await?;
            let Some(last) = batch.last() else { break };
            after.clone_from(&last.passage_id);
            batch.iter().for_each(|of| field.push_encoded(&of.passage_id, &of.vector));
        }
        info!(chatbot_id, version, vectors = field.len(), "read the vectors");
        let field = Arc::new(field);
        self.fields().insert(chatbot_id.to_owned(), (version, field.clone()));
        Ok(field)
    }

    /// Lets go of the vectors of chatbots that are no longer there.
    async fn forget_gone(&self, cx: &Cx) -> Result<()> {
        let known: Vec<String> = self.fields().keys().cloned().collect();
        let gone = cx.db.read(async move |tx| gone(tx, &known).await).await?;
        self.fields().retain(|chatbot_id, _| !gone.contains(chatbot_id));
        Ok(())
    }

    fn fields(&self) -> std::sync::MutexGuard<'_, HashMap<String, (i64, Arc<Field>)>> {
        self.0.fields.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self) -> &str {
        &self.0.model.endpoint().model
    }
}

/// Those of the chatbots that are no longer there.
async fn gone(tx: &Tx, chatbot_ids: &[String]) -> Result<Vec<String>> {
    let mut gone = Vec::new();
    for id in chatbot_ids {
        // Not the chatbot itself: settings that cannot be read are no matter of another one's.
        if chatbot::find_revision(tx, id).await?.is_none() {
            gone.push(id.clone());
        }
    }
    Ok(gone)
}

/// What of a passage is embedded: its words below its title and headings.
fn words(of: &Unembedded) -> String {
    passage_words(&of.title, &of.headings, &of.text)
}

/// The words that a passage's vector is made of.
pub fn passage_words(title: &str, headings: &[String], text: &str) -> String {
    let lines = std::iter::once(title).chain(headings.iter().map(String::as_str)).chain([text]);
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
