//! `parlour source`: what pages and products were imported from.

use parlour_domain::knowledge::sources::{self, Source};
use serde_json::json;

use super::{chosen, import};
use crate::cli::SourceCommand;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

pub(crate) async fn run(here: &Installation, command: SourceCommand, json: bool) -> Result<(), Failure> {
    match command {
        SourceCommand::List { chatbot } => {
            let id = chosen(here, chatbot).await?;
            let list = sources::list(&here.cx, &id).await?;
            tell(json, &json!({ "chatbot_id": id, "sources": list }), || {
                for source in &list {
                    say!("{}  last changed {}  {}", held(source), source.updated_at, source.source);
                }
                if list.is_empty() {
                    say!("{id} knows nothing yet: parlour import pages DIR --chatbot {id}");
                }
            })
        }
        SourceCommand::Remove { source, chatbot } => {
            let id = chosen(here, chatbot).await?;
            let removed = sources::remove(&here.cx, &id, &source, &std::env::current_dir()?).await?;
            import::index(here, &id).await?;
            tell(json, &json!({ "chatbot_id": id, "removed": removed }), || {
                say!("Removed {} of {}.", held(&removed), removed.source);
            })
        }
    }
}

/// How much a source holds.
pub(super) fn held(source: &Source) -> String {
    let count = |n: i64, one: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {one}s")),
    };
    let counts = [count(source.pages, "page"), count(source.products, "product")];
    counts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}
