//! `parlour eval topics`

use std::fs;
use std::path::Path;

use parlour_domain::eval::topics::{Report, Texts, measure};
use serde_json::json;

use crate::cli::Examples;
use crate::output::{Failure, say, tell};

/// Shows how the classifier learns.
const EXAMPLES: [Examples; 3] = [Examples(Some(5)), Examples(Some(10)), Examples(None)];

pub(super) fn run(file: &Path, examples: &[Examples], split: &str, json: bool) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", file.display()));
    let content = fs::read_to_string(file).map_err(|error| named(&error))?;
    let texts = Texts::read(&content, split).map_err(|error| named(&error))?;
    let examples = if examples.is_empty() { &EXAMPLES[..] } else { examples };
    let reports: Vec<Report> = examples.iter().map(|examples| measure(&texts, examples.0)).collect();
    tell(json, &json!({ "topics": reports }), || reports.iter().for_each(print_topics))
}

fn print_topics(report: &Report) {
    let most = report.examples.map_or("all".to_owned(), |most| most.to_string());
    say!(
        "{most} examples a topic: {} of {} topics, learned in {:.2} s",
        report.learned,
        report.topics,
        report.learning_seconds
    );
    say!(
        "  accuracy, likeliest topic   {:.4}  of {} texts about a topic",
        report.accuracy_of_guess,
        report.in_scope
    );
    say!("  accuracy, with being unsure {:.4}", report.accuracy);
    say!(
        "  out-of-scope recall         {:.4}  of {} texts about no topic",
        report.out_of_scope_recall,
        report.out_of_scope
    );
    say!("  time a text                 {:.0} µs", report.microseconds_per_text);
}
