//! Texts as vectors: what was seen in the examples, each sight weighed by how rare it is.
//!
//! What no example shows still counts in a text's length, at the weight of the rarest sight: a text of mostly unknown
//! words is far from every topic. Left out: what the vectors are good for.

use std::collections::HashMap;

use super::features::{Sights, look};

/// A text as a vector of length one at most: each known sight by its number, with its weight.
pub(super) type Vector = Vec<(u32, f32)>;

/// Every sight of the examples.
#[derive(Debug)]
pub(super) struct Vocabulary {
    known: HashMap<u64, Known>,
    /// The weight of a sight that no example shows.
    unknown: f32,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    number: u32,
    weight: f32,
}

impl Vocabulary {
    /// Learns what there is to see in `texts`.
    pub(super) fn learn<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let (mut seen, mut total) = (Vec::<u64>::new(), 0_u32);
        for text in texts {
            let Sights { mut words, pieces } = look(text);
            words.extend(pieces);
            words.sort_unstable();
            words.dedup();
            seen.extend(words);
            total += 1;
        }
        seen.sort_unstable();
        let rare = |count: u32| (f64::from(1 + total) / f64::from(1 + count)).ln() as f32 + 1.0;
        let known = seen.chunk_by(|a, b| a == b).zip(0..);
        let known = known.map(|(same, number)| (same[0], Known { number, weight: rare(same.len() as u32) }));
        Self { known: known.collect(), unknown: rare(0) }
    }

    /// How many sights there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// The vector of `text`: words and pieces weigh the same as a whole.
    pub(super) fn vector(&self, text: &str) -> Vector {
        let Sights { words, pieces } = look(text);
        let mut vector = self.half(words);
        vector.extend(self.half(pieces));
        vector
    }

    fn half(&self, mut sights: Vec<u64>) -> Vector {
        sights.sort_unstable();
        let (mut half, mut square) = (Vector::new(), 0.0_f32);
        for same in sights.chunk_by(|a, b| a == b) {
            let often = 1.0 + (same.len() as f32).ln();
            let known = self.known.get(&same[0]);
            let weight = often * known.map_or(self.unknown, |known| known.weight);
            square += weight * weight;
            half.extend(known.map(|known| (known.number, weight)));
        }
        let length = (2.0 * square).sqrt().max(f32::MIN_POSITIVE);
        half.iter_mut().for_each(|(_, weight)| *weight /= length);
        half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(vector: &Vector) -> f32 {
        vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt()
    }

    #[test]
    fn known_texts_have_length_one_and_unknown_words_shorten() {
        let vocabulary = Vocabulary::learn(["where is my parcel", "send it back"].into_iter());
        assert!((length(&vocabulary.vector("where is my parcel")) - 1.0).abs() < 1e-4);
        let mixed = vocabulary.vector("where is my xylophone");
        assert!(length(&mixed) < 0.9 && length(&mixed) > 0.1);
        assert!(vocabulary.vector("").is_empty());
    }

    #[test]
    fn rare_words_weigh_more() {
        let vocabulary = Vocabulary::learn(["my parcel", "my order", "my shirt"].into_iter());
        let weight = |text: &str| vocabulary.known[&look(text).words[0]].weight;
        assert!(weight("parcel") > weight("my"));
    }
}
