//! What visitors may write about: the topics that an owner tells apart, and what is wrong with them.
//!
//! Left out: telling them apart.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const MOST_TOPICS: usize = 200;
const MOST_EXAMPLES: usize = 200;
const MOST_EXAMPLES_IN_ALL: usize = 20_000;
const LONGEST_NAME: usize = 100;
const LONGEST_TEXT: usize = 1000;

/// Something that visitors write about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// What the page is told, such as `Returns`; at most 100 characters, once in the list.
    pub name: String,
    /// What belongs to it, in a sentence; at most 1000 characters.
    #[serde(default)]
    pub description: String,
    /// How visitors put it, in any language: five to ten are a good beginning; at most 200 of 1000 characters.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// What is wrong with a list of topics, as (path, remedy).
pub(crate) fn faults(topics: &[Topic]) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if topics.len() > MOST_TOPICS {
        faults.push(("topics".to_owned(), format!("expected at most {MOST_TOPICS} topics")));
    }
    if topics.iter().map(|topic| topic.examples.len()).sum::<usize>() > MOST_EXAMPLES_IN_ALL {
        faults
            .push(("topics".to_owned(), format!("expected at most {MOST_EXAMPLES_IN_ALL} examples in all")));
    }
    let mut names = HashSet::new();
    for (at, topic) in topics.iter().enumerate() {
        let path = format!("topics.{at}");
        let name = topic.name.trim();
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
            faults.push((format!("{path}.name"), format!("expected 1 to {LONGEST_NAME} characters")));
        } else if !names.insert(name.to_lowercase()) {
            faults.push((format!("{path}.name"), "expected a name that no other topic has".to_owned()));
        }
        if topic.description.chars().count() > LONGEST_TEXT {
            let remedy = format!("expected at most {LONGEST_TEXT} characters");
            faults.push((format!("{path}.description"), remedy));
        }
        if topic.examples.len() > MOST_EXAMPLES {
            faults.push((format!("{path}.examples"), format!("expected at most {MOST_EXAMPLES} examples")));
        }
        for (at, example) in topic.examples.iter().enumerate() {
            if example.trim().is_empty() || example.chars().count() > LONGEST_TEXT {
                let remedy = format!("expected 1 to {LONGEST_TEXT} characters");
                faults.push((format!("{path}.examples.{at}"), remedy));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(name: &str, examples: &[&str]) -> Topic {
        let examples = examples.iter().map(|example| (*example).to_owned()).collect();
        Topic { name: name.to_owned(), description: String::new(), examples }
    }

    fn paths(topics: &[Topic]) -> Vec<String> {
        faults(topics).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn good_topics_have_no_faults() {
        assert_eq!(faults(&[]), []);
        assert_eq!(faults(&[topic("Order", &["where is it?"]), topic("Returns", &[])]), []);
    }

    #[test]
    fn faults_name_their_path() {
        let long = "a".repeat(1001);
        let mut wordy = topic("Wordy", &["fine", " ", &long]);
        wordy.description.clone_from(&long);
        let many = topic("Many", &["one"; 201]);
        let topics = [topic("Order", &[]), topic(" order ", &[]), topic("", &[]), wordy, many];
        let expected = [
            "topics.1.name",
            "topics.2.name",
            "topics.3.description",
            "topics.3.examples.1",
            "topics.3.examples.2",
            "topics.4.examples",
        ];
        assert_eq!(paths(&topics), expected);
        assert_eq!(paths(&[topic(&"n".repeat(101), &[])]), ["topics.0.name"]);
    }

    #[test]
    fn there_may_not_be_too_many() {
        let topics = |count: usize, examples: &[&str]| -> Vec<Topic> {
            (0..count).map(|at| topic(&format!("Topic {at}"), examples)).collect()
        };
        assert_eq!(paths(&topics(200, &[])), Vec::<String>::new());
        assert_eq!(paths(&topics(201, &[])), ["topics"]);
        assert_eq!(paths(&topics(101, &["one"; 199])), ["topics"]);
    }
}
