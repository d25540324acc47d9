//! Vectors in one flat array, searched from end to end: tens of thousands take a few milliseconds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A passage with its nearness to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Names the passage.
    pub id: String,
    /// The cosine of the angle between the two, -1 to 1.
    pub cosine: f32,
}

/// Vectors of one length, each of length 1, with the passages they are of.
#[derive(Debug, Default)]
pub struct Field {
    ids: Vec<String>,
    dimensions: usize,
    values: Vec<f32>,
}

impl Field {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Adds a passage's vector; one of another length than the first, or without a direction, is left out.
    pub fn push(&mut self, id: &str, vector: &[f32]) {
        if self.ids.is_empty() {
            self.dimensions = vector.len();
        }
        let Some(vector) = unit(vector).filter(|vector| vector.len() == self.dimensions) else { return };
        self.ids.push(id.to_owned());
        self.values.extend(vector);
    }

    /// Adds a vector as [`encode`] has written it; one that cannot be read is left out.
    pub(super) fn push_encoded(&mut self, id: &str, text: &str) {
        if let Some(vector) = decode(text) {
            self.push(id, &vector);
        }
    }

    /// The `most` nearest passages, nearest first.
    pub fn nearest(&self, question: &[f32], most: usize) -> Vec<Near> {
        let Some(question) = unit(question).filter(|question| question.len() == self.dimensions) else {
            return vec![];
        };
        let dot = |vector: &[f32]| vector.iter().zip(&question).map(|(a, b)| a * b).sum::<f32>();
        let mut found: Vec<(usize, f32)> =
            self.values.chunks_exact(self.dimensions).map(dot).enumerate().collect();
        let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_by(order);
        found.into_iter().map(|(at, cosine)| Near { id: self.ids[at].clone(), cosine }).collect()
    }
}

/// The vector with length 1; `None` when it has no direction.
fn unit(vector: &[f32]) -> Option<Vec<f32>> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    (length.is_finite() && length > 0.0).then(|| vector.iter().map(|value| value / length).collect())
}

/// A vector as the database keeps it.
pub(super) fn encode(vector: &[f32]) -> String {
    STANDARD.encode(vector.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())
}

fn decode(text: &str) -> Option<Vec<f32>> {
    let bytes = STANDARD.decode(text).ok()?;
    let value = |bytes: &[u8]| bytes.try_into().map(f32::from_le_bytes).ok();
    bytes.chunks(4).map(value).collect()
}
