//! A classifier: learns from the owner's topics, then says which of them a text is about, or that it is unsure.
//!
//! Left out: keeping classifiers (`shelf`), and what is done with what they say (`record`).

use parlour_model::Topic;

use super::judge::Judge;
use super::threshold;

/// Tells a chatbot's topics apart. Learned from the same topics, it always says the same.
#[derive(Debug)]
pub struct Classifier {
    names: Vec<String>,
    judge: Judge,
    threshold: f32,
}

/// What a text is about if it is about one of the topics.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess<'a> {
    /// The topic's name.
    pub topic: &'a str,
    /// How far the text is on that topic's side: about 1 for what its examples say, about -1 for what they never say.
    pub score: f32,
}

impl Classifier {
    /// Learns from names, descriptions and examples; `None` when there are no topics. Takes a millisecond for a hundred
    /// examples and seconds for ten thousand: not for a thread that answers visitors.
    pub fn learn(topics: &[Topic]) -> Option<Self> {
        if topics.is_empty() {
            return None;
        }
        let labelled =
            topics.iter().enumerate().flat_map(|(at, topic)| texts(topic).map(move |text| (text, at)));
        let labelled: Vec<_> = labelled.collect();
        let judge = Judge::learn(&labelled, topics.len());
        let threshold = threshold::find(&labelled, topics.len(), judge.silence());
        let names = topics.iter().map(|topic| topic.name.clone()).collect();
        Some(Self { names, judge, threshold })
    }

    /// The topic of `text`; `None` when it could be about none of them.
    pub fn classify(&self, text: &str) -> Option<&str> {
        self.guess(text).filter(|guess| self.is_sure(guess)).map(|guess| guess.topic)
    }

    /// The likeliest topic, however unlikely; `None` when nothing in `text` is known from the topics.
    pub fn guess(&self, text: &str) -> Option<Guess<'_>> {
        let (at, score) = self.judge.best(text)?;
        Some(Guess { topic: self.names.get(at)?, score })
    }

    /// Whether the guess is good enough to be said.
    pub fn is_sure(&self, guess: &Guess<'_>) -> bool {
        guess.score > self.threshold
    }
}

/// What is said about a topic: its name and description say as much as an example each.
fn texts(topic: &Topic) -> impl Iterator<Item = &str> {
    let own = [topic.name.as_str(), topic.description.as_str()];
    own.into_iter().chain(topic.examples.iter().map(String::as_str)).filter(|text| !text.trim().is_empty())
}
