//! `parlour trace`

use parlour_domain::assistant::trace::{self, Stored, Trace};
use serde_json::json;

use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(here: &Installation, message_id: &str, json: bool) -> Result<(), Failure> {
    let stored = trace::find(&here.cx, message_id).await?;
    let outcome = json!({
        "message_id": stored.message_id,
        "user_message_id": stored.user_message_id,
        "chatbot_id": stored.chatbot_id,
        "created_at": stored.created_at,
        "trace": stored.trace,
    });
    tell(json, &outcome, || print(&stored))
}

fn print(stored: &Stored) {
    let trace = &stored.trace;
    say!("{}  answers {} of {}", stored.message_id, stored.user_message_id, stored.chatbot_id);
    print_question(trace);
    print_found(trace);
    for message in &trace.prompt {
        say!("\nTold to the model as {}\n{}", message.role, indented(&message.text));
    }
    if !trace.calls.is_empty() {
        say!("\nCalled by the model");
    }
    for call in &trace.calls {
        say!("  {} {}\n    {}", call.name, call.arguments, call.outcome);
    }
    if !trace.struck.is_empty() {
        say!("\nStruck out");
    }
    for strike in &trace.struck {
        say!("  {:16}  {}", strike.why, strike.what);
    }
    let times = trace.times;
    say!("\nTook {} ms, {} ms of them to find the rows", times.total_ms, times.retrieval_ms);
    if let Some(first) = times.first_word_ms {
        say!("  the first word after {first} ms");
    }
    if let Some(tokens) = trace.usage {
        let how = if tokens.estimated { ", estimated" } else { "" };
        say!("  {} tokens read, {} written{how}", tokens.prompt, tokens.completion);
    }
}

fn print_question(trace: &Trace) {
    let question = &trace.question;
    say!("\nQuestion   {}", question.text.trim());
    if let Some(resolved) = &question.resolved {
        say!("Meaning    {resolved}");
    }
    say!("Language   {}", question.language);
    say!("Wanted     {}", question.intents.join(", "));
    let engine = match (&trace.model, &trace.fell_back) {
        (Some(model), None) => format!("the model {model}"),
        (Some(model), Some(_)) if trace.engine != "model" => {
            format!("the built-in one, instead of the model {model}")
        }
        (Some(model), Some(_)) => format!("the model {model}, which broke off"),
        (None, _) => "the built-in one".to_owned(),
    };
    say!("Engine     {engine}");
    if let Some(cause) = &trace.fell_back {
        say!("Because    {cause}");
    }
    say!("Outcome    {}", trace.outcome);
}

fn print_found(trace: &Trace) {
    if !trace.passages.is_empty() {
        say!("\nPassages (* stands in the answer)");
    }
    for passage in &trace.passages {
        let used = if passage.used { '*' } else { ' ' };
        let covered = passage.coverage * 100.0;
        say!("{used} {:6.2}  {covered:3.0} %  {}  <{}>", passage.score, passage.title, passage.url);
    }
    if !trace.products.is_empty() {
        say!("\nProducts");
    }
    for product in &trace.products {
        let covered = product.coverage * 100.0;
        say!("  {:6.2}  {covered:3.0} %  {}  {}", product.score, product.id, product.title);
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
