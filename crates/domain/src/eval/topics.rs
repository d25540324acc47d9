//! How well topics are told apart: learns from some texts of a file, asks about others, and counts.
//!
//! A file is JSON in CLINC150's form, lists of `[text, topic]` by split with `oos_…` for texts about no topic, or lines
//! of `{"text", "topic", "split"}`. Left out: any choice made by looking at the texts that are asked about.

use std::collections::BTreeMap;
use std::time::Instant;

use parlour_model::Topic;
use serde::{Deserialize, Serialize};

use crate::topic::Classifier;

/// Without splits, one line in so many is asked about and the others are learned from.
const ONE_IN: usize = 5;

/// Texts whose topics are known: to learn from, and to ask about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Texts {
    /// The topics with their examples, in the file's order.
    pub topics: Vec<Topic>,
    /// The texts to ask about, each with its topic; `None` is about no topic.
    pub asked: Vec<(String, Option<String>)>,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The most examples of a topic; all when absent.
    pub examples: Option<usize>,
    /// How many topics there are.
    pub topics: usize,
    /// How many examples were learned from.
    pub learned: usize,
    /// How long that took.
    pub learning_seconds: f64,
    /// How many texts about a topic were asked about.
    pub in_scope: usize,
    /// The share of them whose likeliest topic is right.
    pub accuracy_of_guess: f64,
    /// The share of them that were told the right topic; being unsure counts as wrong.
    pub accuracy: f64,
    /// How many texts about no topic were asked about.
    pub out_of_scope: usize,
    /// The share of them that were told no topic.
    pub out_of_scope_recall: f64,
    /// How long one text took, on average.
    pub microseconds_per_text: f64,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    topic: Option<String>,
    split: Option<String>,
}

impl Texts {
    /// Reads a file's content; `split` names the texts to ask about, such as `test`.
    ///
    /// # Errors
    /// What is wrong with the content, and where.
    pub fn read(content: &str, split: &str) -> Result<Self, String> {
        let texts = match serde_json::from_str::<BTreeMap<String, Vec<(String, String)>>>(content) {
            Ok(splits) => Self::of_splits(splits, split),
            Err(_) => Self::of_lines(content, split)?,
        };
        if texts.topics.is_empty() {
            return Err("there is nothing to learn from: expected texts in the split train".to_owned());
        }
        if texts.asked.is_empty() {
            return Err(format!("there is nothing to ask about: expected texts in the split {split}"));
        }
        Ok(texts)
    }

    fn of_splits(splits: BTreeMap<String, Vec<(String, String)>>, split: &str) -> Self {
        let mut texts = Self::default();
        for (name, list) in splits {
            for (text, topic) in list {
                if name == "train" {
                    texts.add_example(text, topic);
                } else if name == split {
                    texts.asked.push((text, Some(topic)));
                } else if name.strip_prefix("oos_") == Some(split) {
                    texts.asked.push((text, None));
                }
            }
        }
        texts
    }

    fn of_lines(content: &str, split: &str) -> Result<Self, String> {
        let mut texts = Self::default();
        for (at, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let line: Line =
                serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1))?;
            let asked = line.split.as_deref().map_or(at % ONE_IN == 0, |name| name == split);
            let learned = line.split.as_deref().is_none_or(|name| name == "train");
            match line.topic {
                topic if asked => texts.asked.push((line.text, topic)),
                Some(topic) if learned => texts.add_example(line.text, topic),
                _ => {}
            }
        }
        Ok(texts)
    }

    fn add_example(&mut self, text: String, name: String) {
        // A file keeps a topic's examples together, or has few topics.
        match self.topics.iter_mut().rev().find(|topic| topic.name == name) {
            Some(topic) => topic.examples.push(text),
            None => self.topics.push(Topic { name, description: String::new(), examples: vec![text] }),
        }
    }
}

/// Learns from the first `examples` of each topic, or all, and asks about every text that is to be asked about.
pub fn measure(texts: &Texts, examples: Option<usize>) -> Report {
    let mut topics = texts.topics.clone();
    topics.iter_mut().for_each(|topic| topic.examples.truncate(examples.unwrap_or(usize::MAX)));
    let begun = Instant::now();
    let classifier = Classifier::learn(&topics);
    let learning_seconds = begun.elapsed().as_secs_f64();
    let (mut own, mut foreign) = ((0, 0, 0), (0, 0));
    let begun = Instant::now();
    for (text, topic) in &texts.asked {
        let guess = classifier.as_ref().and_then(|classifier| classifier.guess(text));
        let sure =
            guess.filter(|guess| classifier.as_ref().is_some_and(|classifier| classifier.is_sure(guess)));
        match topic.as_deref() {
            Some(topic) => {
                own.0 += 1;
                own.1 += usize::from(guess.is_some_and(|guess| guess.topic == topic));
                own.2 += usize::from(sure.is_some_and(|guess| guess.topic == topic));
            }
            None => {
                foreign.0 += 1;
                foreign.1 += usize::from(sure.is_none());
            }
        }
    }
    let share = |of: usize, all: usize| of as f64 / all.max(1) as f64;
    Report {
        examples,
        topics: topics.len(),
        learned: topics.iter().map(|topic| topic.examples.len()).sum(),
        learning_seconds,
        in_scope: own.0,
        accuracy_of_guess: share(own.1, own.0),
        accuracy: share(own.2, own.0),
        out_of_scope: foreign.0,
        out_of_scope_recall: share(foreign.1, foreign.0),
        microseconds_per_text: begun.elapsed().as_secs_f64() * 1e6 / texts.asked.len().max(1) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPLITS: &str = r#"{
        "train": [["where is my parcel", "order"], ["send it back", "returns"], ["track my order", "order"]],
        "val": [["unseen", "order"]],
        "test": [["where is my order", "order"]],
        "oos_test": [["the weather in rome", "oos"]],
        "oos_train": [["sing a song", "oos"]]
    }"#;

    #[test]
    fn both_forms_of_a_file_are_read() {
        let texts = Texts::read(SPLITS, "test").unwrap();
        assert_eq!(
            texts.topics.iter().map(|t| (t.name.as_str(), t.examples.len())).collect::<Vec<_>>(),
            [("order", 2), ("returns", 1)]
        );
        let lines = r#"{"text": "where is my parcel", "topic": "order", "split": "train"}
            {"text": "track my order", "topic": "order", "split": "train"}

            {"text": "send it back", "topic": "returns", "split": "train"}
            {"text": "where is my order", "topic": "order", "split": "test"}
            {"text": "the weather in rome", "topic": null, "split": "test"}"#;
        let mut same = Texts::read(lines, "test").unwrap();
        same.asked.sort();
        let mut asked = texts.asked;
        asked.sort();
        assert_eq!((same.topics, same.asked), (texts.topics, asked));
    }

    #[test]
    fn lines_without_a_split_are_parted() {
        let lines: String =
            (0..10).map(|at| format!("{{\"text\": \"t{at}\", \"topic\": \"a\"}}\n")).collect();
        let texts = Texts::read(&lines, "test").unwrap();
        assert_eq!((texts.topics[0].examples.len(), texts.asked.len()), (8, 2));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (content, told) in [
            ("{\"text\": 5}", "line 1"),
            ("", "nothing to learn from"),
            (r#"{"train": [["a", "b"]]}"#, "nothing to ask about"),
        ] {
            let error = Texts::read(content, "test").unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn right_and_unsure_are_counted() {
        let report = measure(&Texts::read(SPLITS, "test").unwrap(), Some(1));
        assert_eq!((report.topics, report.learned, report.in_scope, report.out_of_scope), (2, 2, 1, 1));
        assert!((report.accuracy_of_guess - 1.0).abs() < f64::EPSILON, "{report:?}");
        assert!((report.out_of_scope_recall - 1.0).abs() < f64::EPSILON, "{report:?}");
    }
}
