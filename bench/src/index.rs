//! The index at 10 000 passages: import, questions per second beside bare tantivy, start and memory.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use parlour_domain::knowledge::index::{PassageDoc, Query, Snapshot};
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, Searcher, TantivyDocument};

use crate::server::{Server, command, parlour};
use crate::table::{median, print};
use crate::words::Words;

pub(crate) const PAGES: u64 = 1000;
pub(crate) const SECTIONS: usize = 10;
const QUESTIONS: u64 = 2000;
const ROUNDS: usize = 5;

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (plain, own) = (bare_tantivy(&folder.path().join("bare"))?, snapshot(&folder.path().join("own"))?);
    print(
        "Building an index over 10 000 passages",
        &[("reference: bare tantivy, one thread", plain.0, "passages/s"), ("parlour", own.0, "passages/s")],
    );
    print(
        "Questions of 6 words, the best 8 passages (median of 5 rounds)",
        &[("reference: bare tantivy", plain.1, "/s"), ("parlour, with coverage and repair", own.1, "/s")],
    );
    installation(folder.path()).await
}

fn passages() -> impl Iterator<Item = PassageDoc> {
    (0..PAGES).flat_map(|page| {
        let mut words = Words::seeded(page + 1);
        let title = words.sentence(4);
        (0..SECTIONS).map(move |section| PassageDoc {
            id: format!("psg_{page}_{section}"),
            page_id: format!("page_{page}"),
            title: title.clone(),
            headings: vec![words.sentence(3)],
            text: words.paragraph(96),
            language: "en".into(),
        })
    })
}

pub(crate) fn questions() -> impl Iterator<Item = String> {
    (0..QUESTIONS).map(|n| Words::seeded(1_000_000 + n).sentence(6))
}

/// Passages a second, questions a second.
fn bare_tantivy(dir: &Path) -> Result<(f64, f64), Box<dyn Error>> {
    let bare = Bare::build(dir)?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        for question in questions() {
            let query = bare.parser.parse_query(&question)?;
            let found = bare.searcher.search(&query, &TopDocs::with_limit(8).order_by_score())?;
            assert!(!found.is_empty(), "{question}");
        }
        rounds.push(QUESTIONS as f64 / begin.elapsed().as_secs_f64());
    }
    Ok((bare.built_per_s, median(rounds)))
}

/// Tantivy over the same passages, with nothing around it.
pub(crate) struct Bare {
    /// Passages a second.
    built_per_s: f64,
    pub(crate) searcher: Searcher,
    pub(crate) parser: QueryParser,
}

impl Bare {
    /// Indexes the passages in a folder.
    pub(crate) fn build(dir: &Path) -> Result<Self, Box<dyn Error>> {
        fs::create_dir_all(dir)?;
        let mut schema = Schema::builder();
        let number = schema.add_u64_field("number", STORED | INDEXED);
        let stemmed = TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(stemmed));
        let index = Index::create_in_dir(dir, schema.build())?;
        let begin = Instant::now();
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000)?;
        for (n, passage) in (0..).zip(passages()) {
            let mut document = TantivyDocument::new();
            document.add_u64(number, n);
            let words = format!("{} {} {}", passage.title, passage.headings.join(" "), passage.text);
            document.add_text(text, words);
            writer.add_document(document)?;
        }
        writer.commit()?;
        let built_per_s = (PAGES as usize * SECTIONS) as f64 / begin.elapsed().as_secs_f64();
        let (searcher, parser) = (index.reader()?.searcher(), QueryParser::for_index(&index, vec![text]));
        Ok(Self { built_per_s, searcher, parser })
    }
}

/// Passages a second, questions a second.
fn snapshot(dir: &Path) -> Result<(f64, f64), Box<dyn Error>> {
    let begin = Instant::now();
    let snapshot = Snapshot::build(dir, passages(), [])?;
    let built = (PAGES as usize * SECTIONS) as f64 / begin.elapsed().as_secs_f64();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        for question in questions() {
            let found = snapshot.search_passages(&Query::new(&question, "en"), 8)?;
            assert!(!found.is_empty(), "{question}");
        }
        rounds.push(QUESTIONS as f64 / begin.elapsed().as_secs_f64());
    }
    Ok((built, median(rounds)))
}

/// A whole installation with the same pages: import, start, memory.
async fn installation(folder: &Path) -> Result<(), Box<dyn Error>> {
    let (pages, data) = (folder.join("pages"), folder.join("data"));
    fs::create_dir_all(&pages)?;
    for page in 0..PAGES {
        fs::write(pages.join(format!("{page}.html")), Words::page(page, SECTIONS))?;
    }
    let (data, pages) = (data.display().to_string(), pages.display().to_string());
    command(&["chatbot", "create", "bench", "--data", &data])?;
    let begin = Instant::now();
    command(&["import", "pages", &pages, "--chatbot", "bench", "--json", "--data", &data])?;
    let imported = begin.elapsed().as_secs_f64();
    println!("\nAn installation with 1 000 pages of 10 sections each");
    println!("  import with index, whole command {:>40.1} pages/s", PAGES as f64 / imported);
    let (mut starts, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let server =
            Server::start(&parlour()?, &["serve", "--listen", "127.0.0.1:0", "--data", &data]).await?;
        starts.push(server.ready_after.as_secs_f64() * 1000.0);
        memory.push(server.resident_mib()?);
        server.stop().await?;
    }
    println!("  start to listening, median of 5 {:>41.0} ms        (goal < 300)", median(starts));
    println!("  resident memory after start, median of 5 {:>32.1} MiB       (goal ≤ 60)", median(memory));
    Ok(())
}
