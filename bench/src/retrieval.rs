//! A whole retrieval over 10 000 passages: the question understood, looked up, and the passages' rows read back; beside
//! bare tantivy, which only names the documents of the same words.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use object_store::memory::InMemory;
use parlour_domain::Cx;
use parlour_domain::assistant::{Assistant, Models};
use parlour_model::{FakeClock, Ids, Timestamp};
use parlour_store::Db;
use tantivy::collector::TopDocs;

use crate::index::{Bare, PAGES, SECTIONS, questions};
use crate::server::command;
use crate::table::{columns, percentile};
use crate::words::Words;

/// How many passages are looked for.
const DEPTH: usize = 10;

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    import(folder.path(), &data)?;
    let assistant = open(&data).await?;
    let bare = Bare::build(&folder.path().join("bare"))?;
    // The first round warms both.
    ask_bare(&bare)?;
    ask_parlour(&assistant).await?;
    let (reference, measured) = (ask_bare(&bare)?, ask_parlour(&assistant).await?);
    let ways = [&reference, &measured];
    let a_second = |times: &&Vec<f64>| times.len() as f64 * 1000.0 / times.iter().sum::<f64>();
    let row = |what: &str, of: &dyn Fn(&&Vec<f64>) -> f64| (what.to_owned(), ways.iter().map(of).collect());
    let rows = [
        row("questions a second, one caller", &a_second),
        row("median, ms", &|times| percentile(times, 0.5)),
        row("p99, ms", &|times| percentile(times, 0.99)),
    ];
    columns("A whole retrieval, 10 passages of 10 000", &["tantivy", "Parlour"], &rows);
    println!("  share of bare tantivy's questions a second: {:.2}", a_second(&ways[1]) / a_second(&ways[0]));
    Ok(())
}

fn import(folder: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
    let pages = folder.join("pages");
    std::fs::create_dir_all(&pages)?;
    for page in 0..PAGES {
        std::fs::write(pages.join(format!("{page}.html")), Words::page(page, SECTIONS))?;
    }
    let (data, pages) = (data.display().to_string(), pages.display().to_string());
    command(&["chatbot", "create", "bench", "--data", &data])?;
    command(&["import", "pages", &pages, "--chatbot", "bench", "--json", "--data", &data])?;
    Ok(())
}

async fn open(data: &Path) -> Result<Assistant, Box<dyn Error>> {
    let db = Db::open_sqlite(data).await?;
    let count = async |tx: &parlour_store::Tx| {
        parlour_store::retrieval::list_passages(tx, "bench", "", i64::MAX).await
    };
    println!("\n{} passages are stored", db.read(count).await?.len());
    let clock = FakeClock::at(Timestamp(1)).clock();
    let cx = Cx::new(db, clock, Ids::random(), Arc::new(InMemory::new()), "http://127.0.0.1").await?;
    Ok(Assistant::new(cx, &data.join("index"), Models::default()))
}

/// How long each question takes, in milliseconds.
fn ask_bare(bare: &Bare) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut times = Vec::new();
    for question in questions() {
        let begin = Instant::now();
        let query = bare.parser.parse_query(&question)?;
        let found = bare.searcher.search(&query, &TopDocs::with_limit(DEPTH).order_by_score())?;
        times.push(ms(begin.elapsed()));
        assert!(!found.is_empty(), "{question}");
    }
    Ok(times)
}

async fn ask_parlour(assistant: &Assistant) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut times = Vec::new();
    for question in questions() {
        let begin = Instant::now();
        let found = assistant.find("bench", &question).await?;
        times.push(ms(begin.elapsed()));
        assert!(found.iter().any(|material| !material.passages.is_empty()), "{question}");
    }
    Ok(times)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
