//! `parlour import`

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use parlour_domain::chatbot;
use parlour_domain::knowledge::import::{
    ImportError, ImportPages, ImportProducts, Limits, PathOrUrl, Progress, Report, import_pages,
    import_products,
};
use parlour_domain::knowledge::products::currency_code;
use parlour_outbound::{Client, Reach};
use serde_json::json;
use url::Url;

use super::chosen;
use super::source::held;
use crate::cli::ImportCommand;
use crate::installation::Installation;
use crate::output::{Failure, say, tell};

/// How many of the things left out are shown to people; programs get all.
const SHOWN_SKIPPED: usize = 20;

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::new(error.to_string())
    }
}

pub(crate) async fn run(here: &Installation, command: ImportCommand, json: bool) -> Result<(), Failure> {
    match command {
        ImportCommand::Pages { from, chatbot, base_url, max_pages } => {
            let chatbot = chosen(here, chatbot).await?;
            let input = ImportPages {
                chatbot_id: chatbot.clone(),
                inputs: from
                    .iter()
                    .map(|text| text.parse::<PathOrUrl>().unwrap_or_else(|never| match never {}))
                    .collect(),
                base_url: folder_url(base_url)?,
                limits: Limits { pages: max_pages, ..Limits::default() },
            };
            // The operator typed the address: a server in the same private network is as good as a public one.
            let client = client(Reach::Everywhere)?;
            let bar = bar(json);
            let report = import_pages(&here.cx, &client, input, |progress| show(&bar, &progress)).await?;
            bar.finish_and_clear();
            index(here, &chatbot).await?;
            tell(json, &report, || print(&report, &chatbot, "pages"))
        }
        ImportCommand::Products { file, chatbot, base_url, currency } => {
            let currency = currency_code(&currency).map_err(Failure::usage)?;
            let chatbot = chosen(here, chatbot).await?;
            let input = ImportProducts {
                chatbot_id: chatbot.clone(),
                file,
                base_url: folder_url(base_url)?,
                currency: Some(currency),
            };
            let bar = bar(json);
            let (format, report) = import_products(&here.cx, input, |progress| show(&bar, &progress)).await?;
            bar.finish_and_clear();
            index(here, &chatbot).await?;
            let mut outcome = serde_json::to_value(&report).unwrap_or_default();
            outcome["format"] = json!(format.to_string());
            tell(json, &outcome, || {
                say!("Read as {format}.");
                print(&report, &chatbot, "products");
            })
        }
    }
}

/// Imports the demo shop: its help pages and its products, below `folder`.
pub(crate) async fn seed(
    here: &Installation,
    chatbot: &str,
    folder: &Path,
    base_url: &str,
) -> Result<(), Failure> {
    let base_url = folder_url(Some(base_url.to_owned()))?;
    let pages = ImportPages {
        chatbot_id: chatbot.to_owned(),
        inputs: vec![PathOrUrl::Path(folder.to_owned())],
        base_url: base_url.clone(),
        limits: Limits::default(),
    };
    import_pages(&here.cx, &client(Reach::Public)?, pages, |_| {}).await?;
    let file = folder.join("products.jsonl");
    let products = ImportProducts { chatbot_id: chatbot.to_owned(), file, base_url, currency: None };
    import_products(&here.cx, products, |_| {}).await?;
    index(here, chatbot).await
}

fn client(reach: Reach) -> Result<Client, Failure> {
    Client::new(reach, parlour_outbound::Limits::default()).map_err(|error| Failure::new(error.to_string()))
}

/// The index of what was imported, made now rather than at the first question.
pub(super) async fn index(here: &Installation, chatbot: &str) -> Result<(), Failure> {
    if let Some(vectors) = here.assistant.library().vectors()
        && let Err(error) = vectors.embed_missing(&here.cx, chatbot).await
    {
        eprintln!(
            "note: not all passages have a vector, the index answers without: {error}; import again to go on"
        );
    }
    let version = chatbot::find(&here.cx, chatbot).await?.knowledge_version;
    here.assistant.library().bring(&here.cx, chatbot, version).await?;
    Ok(())
}

/// A base address stands for a folder: relative addresses go below it.
fn folder_url(text: Option<String>) -> Result<Option<Url>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let slashed = if text.ends_with('/') { text.clone() } else { format!("{text}/") };
    match Url::parse(&slashed) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(Some(url)),
        _ => {
            Err(Failure::usage(format!("the base URL {text:?} is none: expected https://shop.example.com/")))
        }
    }
}

/// Draws on standard error, and only for people.
fn bar(json: bool) -> ProgressBar {
    if json {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {wide_msg}");
    let bar = ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    if let Some(total) = progress.total {
        bar.set_length(total);
    }
    bar.set_position(progress.done);
    bar.set_message(progress.current.to_owned());
}

fn print(report: &Report, chatbot: &str, things: &str) {
    say!(
        "{} {things}: {} added, {} updated, {} unchanged, {} removed.",
        report.read(),
        report.added,
        report.updated,
        report.unchanged,
        report.removed
    );
    match report.without_address {
        0 => {}
        n => say!(
            "{n} of them have no address on the web and are shown without a link; \
             --base-url https://… says where they are"
        ),
    }
    for source in &report.other_sources {
        say!(
            "{} stay that came from {}; parlour source remove --chatbot {chatbot} {:?} drops them",
            held(source),
            source.source,
            source.source
        );
    }
    if !report.skipped.is_empty() {
        say!("{} left out:", report.skipped.len());
    }
    for skipped in report.skipped.iter().take(SHOWN_SKIPPED) {
        say!("  {}: {}", skipped.what, skipped.why);
    }
    if report.skipped.len() > SHOWN_SKIPPED {
        say!("  … and {} more; --json lists all", report.skipped.len() - SHOWN_SKIPPED);
    }
}
