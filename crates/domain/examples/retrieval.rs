//! Measures retrieval on a test collection: `cargo run -p parlour-domain --example retrieval -- FOLDER…`.
//!
//! A folder has `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`) and `qrels.tsv`.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use parlour_domain::knowledge::index::{PassageDoc, Query, Snapshot};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    for folder in std::env::args().skip(1) {
        measure(Path::new(&folder))?;
    }
    Ok(())
}

fn measure(folder: &Path) -> Result<(), Box<dyn Error>> {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let passages: Vec<PassageDoc> = lines(&folder.join("corpus.jsonl"))?
        .iter()
        .map(|doc| PassageDoc {
            id: text(doc, "_id"),
            page_id: String::new(),
            title: text(doc, "title"),
            headings: vec![],
            text: text(doc, "text"),
            language: "en".to_owned(),
        })
        .collect();
    let judged = judgements(&folder.join("qrels.tsv"))?;
    let dir = tempfile::tempdir()?;
    let (count, begun) = (passages.len(), Instant::now());
    let snapshot = Snapshot::build(&dir.path().join("snapshot"), passages, [])?;
    let built = begun.elapsed();
    let queries = lines(&folder.join("queries.jsonl"))?;
    let (mut sum, begun) = (0.0, on_processor());
    for query in &queries {
        let hits = snapshot.search_passages(&Query::new(&text(query, "text"), "en"), 10)?;
        let empty = HashMap::new();
        let wanted = judged.get(&text(query, "_id")).unwrap_or(&empty);
        let gains: Vec<f64> = hits.iter().map(|h| wanted.get(&h.id).copied().unwrap_or(0.0)).collect();
        sum += ndcg(&gains, wanted);
    }
    let each = (on_processor() - begun) / u32::try_from(queries.len().max(1))?;
    let mean = sum / queries.len().max(1) as f64;
    println!(
        "{}: nDCG@10 {mean:.4}, {count} documents in {built:.1?}, {each:.1?} a question on the processor",
        folder.display()
    );
    println!("  {}", memory());
    Ok(())
}

/// How long this thread has been on a processor: on a busy machine the clock on the wall says little.
fn on_processor() -> Duration {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = schedule.split_whitespace().next().and_then(|ns| ns.parse().ok());
    Duration::from_nanos(first.unwrap_or_default())
}

/// What the process takes of memory now, as the kernel says it.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|l| l.starts_with("VmRSS") || l.starts_with("RssAnon"));
    lines.map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}

fn lines(path: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    Ok(fs::read_to_string(path)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

type Judgements = HashMap<String, HashMap<String, f64>>;

fn judgements(path: &Path) -> Result<Judgements, Box<dyn Error>> {
    let mut judged = Judgements::new();
    for line in fs::read_to_string(path)?.lines().skip(1) {
        let mut cells = line.split('\t');
        if let (Some(query), Some(doc), Some(score)) = (cells.next(), cells.next(), cells.next()) {
            judged.entry(query.to_owned()).or_default().insert(doc.to_owned(), score.parse()?);
        }
    }
    Ok(judged)
}

fn ndcg(gains: &[f64], wanted: &HashMap<String, f64>) -> f64 {
    let discounted = |gains: &[f64]| -> f64 {
        gains.iter().enumerate().map(|(i, gain)| gain / (i as f64 + 2.0).log2()).sum()
    };
    let mut ideal: Vec<f64> = wanted.values().copied().collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    ideal.truncate(10);
    match discounted(&ideal) {
        0.0 => 0.0,
        best => discounted(gains) / best,
    }
}
