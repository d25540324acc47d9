//! `parlour ask`

use parlour_domain::assistant::Answered;
use parlour_domain::assistant::context::Context;
use parlour_model::Part;
use parlour_model::part::{Block, Span};
use serde_json::json;

use super::chosen;
use crate::cli::EngineName;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(
    here: &Installation,
    chatbot: Option<String>,
    question: &str,
    engine: EngineName,
    json: bool,
) -> Result<(), Failure> {
    let chatbot = chosen(here, chatbot).await?;
    let answered = here.assistant.ask(&chatbot, question, engine.into(), &Context::default()).await?;
    let Answered { answer, trace, .. } = answered;
    let sources: Vec<_> = answer
        .sources
        .iter()
        .map(|source| {
            json!({
                "title": source.title,
                "url": source.url,
                "score": source.score,
                "coverage": source.coverage,
                "passage_id": source.passage_id,
            })
        })
        .collect();
    let outcome = json!({
        "parts": answer.parts,
        "sources": sources,
        "outcome": trace.outcome,
        "engine": trace.engine,
        "model": trace.model,
        "fell_back": trace.fell_back,
    });
    tell(json, &outcome, || {
        if let Some(cause) = &trace.fell_back {
            eprintln!("The built-in engine answers: {cause}.");
        }
        answer.parts.iter().for_each(print_part);
        if !answer.sources.is_empty() {
            say!("\nSources");
        }
        for source in &answer.sources {
            let covered = source.coverage * 100.0;
            say!(
                "  {:6.2}  {covered:3.0} %  {}\n                 {}",
                source.score,
                source.title,
                source.url
            );
        }
    })
}

fn print_part(part: &Part) {
    match part {
        Part::RichText(text) => text.blocks.iter().for_each(print_block),
        Part::Table(table) => {
            let rows = std::iter::once(&table.headers).chain(&table.rows);
            for row in rows {
                let cells: Vec<String> = row.iter().map(parlour_model::part::Cell::plain_text).collect();
                say!("  | {}", cells.join(" | "));
            }
        }
        Part::Products(cards) => {
            for card in &cards.products {
                say!("  [{}]  {} {}  {}", card.title, card.price.amount, card.price.currency, card.url);
            }
        }
        Part::QuickReplies(quick) => say!("  ({})", quick.replies.join(") (")),
        Part::ShowContactForm(_) => say!("  <contact form>"),
        Part::ShowSupportTicket(_) => say!("  <support ticket>"),
        Part::ShowForm(form) => say!("  <form {}>", form.name),
        Part::RequestHumanAgent(_) => say!("  <offer of a person>"),
        Part::RequestImageUpload(_) => say!("  <request for a picture>"),
        Part::Suggestions(cards) => {
            cards.suggestions.iter().for_each(|card| say!("  [{}]  {}", card.title, card.prompt_text));
        }
        Part::Custom(custom) => say!("  <{}>", custom.key),
        Part::Image(_) | Part::File(_) => {}
    }
}

fn print_block(block: &Block) {
    match block {
        Block::Paragraph { spans } => say!("{}", line(spans)),
        Block::BulletList { items } => items.iter().for_each(|item| say!("  - {}", line(&item.spans))),
        Block::Image { .. } => {}
    }
}

fn line(spans: &[Span]) -> String {
    spans.iter().fold(String::new(), |line, span| match span {
        Span::Link { text, url } => format!("{line}{text} <{url}>"),
        other => line + other.as_text(),
    })
}
