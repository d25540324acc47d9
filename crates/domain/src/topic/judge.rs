//! A judge of texts: knows words and lines, and gives each text's likeliest topic with its score.
//!
//! Left out: the topics' names, and which score is high enough.

use super::separate::{Example, Lines};
use super::vocabulary::Vocabulary;

/// A text that is known to be about the topic of this number.
pub(super) type Labelled<'a> = (&'a str, usize);

/// What was learned from texts whose topics are known.
#[derive(Debug)]
pub(super) struct Judge {
    vocabulary: Vocabulary,
    lines: Lines,
}

impl Judge {
    /// Learns from texts about `topics` topics; some topics may have none.
    pub(super) fn learn(texts: &[Labelled<'_>], topics: usize) -> Self {
        let vocabulary = Vocabulary::learn(texts.iter().map(|(text, _)| *text));
        let examples =
            texts.iter().map(|(text, topic)| Example { vector: vocabulary.vector(text), topic: *topic });
        let lines = Lines::learn(&examples.collect::<Vec<_>>(), topics, vocabulary.len());
        Self { vocabulary, lines }
    }

    /// The likeliest topic, and how far the text is on its side; `None` when nothing in the text is known.
    pub(super) fn best(&self, text: &str) -> Option<(usize, f32)> {
        let vector = self.vocabulary.vector(text);
        if vector.is_empty() {
            return None;
        }
        let scores = self.lines.scores(&vector).into_iter().enumerate();
        scores.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// The best score of a text in which nothing is known.
    pub(super) fn silence(&self) -> f32 {
        self.lines.silence()
    }
}
