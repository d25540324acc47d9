//! Texts to vectors.

use crate::error::Error;
use crate::excerpt::Excerpts;
use crate::model::Model;
use crate::wire::{EmbedBody, Embeddings};

/// The most texts that are sent at once.
const BATCH: usize = 64;

impl Model {
    /// A vector for each text, in their order and all as long as the first. Sends at most 64 texts at once.
    ///
    /// # Errors
    /// [`Error::Embeddings`] when what comes does not fit the texts; else why there is no answer.
    pub async fn embed(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, Error> {
        let mut vectors: Vec<Vec<f32>> = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let body = EmbedBody { model: &self.endpoint().model, input: batch };
            let answer = self.exchange("embeddings", &body).await?;
            vectors.extend(read(&answer, batch.len(), &self.excerpts())?);
        }
        let dimensions = vectors.first().map_or(0, Vec::len);
        match vectors.iter().find(|vector| vector.len() != dimensions || dimensions == 0) {
            Some(other) => Err(unfit(format!("one has {} dimensions, another {dimensions}", other.len()))),
            None => Ok(vectors),
        }
    }
}

/// The vectors in the order of their texts.
fn read(answer: &[u8], asked: usize, excerpts: &Excerpts) -> Result<Vec<Vec<f32>>, Error> {
    let garbled = |_| Error::Garbled { excerpt: excerpts.of_bytes(answer) };
    let answer: Embeddings = serde_json::from_slice(answer).map_err(garbled)?;
    let data = answer.data.unwrap_or_default();
    if data.len() != asked {
        return Err(unfit(format!("{} came for {asked} texts", data.len())));
    }
    let mut vectors = vec![Vec::new(); asked];
    for (place, item) in data.into_iter().enumerate() {
        let index = item.index.unwrap_or(place);
        let vector = item.embedding.unwrap_or_default();
        if vector.is_empty() || !vector.iter().all(|number| number.is_finite()) {
            return Err(unfit(format!("the one at {index} is no list of numbers")));
        }
        match vectors.get_mut(index) {
            Some(free) if free.is_empty() => *free = vector,
            _ => return Err(unfit(format!("the index {index} is out of range or comes twice"))),
        }
    }
    Ok(vectors)
}

fn unfit(reason: String) -> Error {
    Error::Embeddings { reason }
}
