//! A small collection, read and measured; and such as cannot be read.

use std::fs;

use parlour_llm::Deadlines;
use parlour_llm::fake::{Fake, Script};

use super::*;

const CORPUS: &str = r#"{"_id": "a", "title": "Returns", "text": "Send parcels back within thirty days."}
{"_id": "b", "title": "", "text": "Wool jumpers are washed by hand in cold water."}

{"_id": "c", "text": "The lighthouse was built of granite."}
"#;
const QUERIES: &str = r#"{"_id": "1", "text": "washing wool"}
{"_id": "2", "text": "lighthouse granite"}
{"_id": "3", "text": "nobody has judged this"}
{"_id": "4", "text": "judged, and nothing is relevant"}
"#;
const QRELS: &str = "query-id\tcorpus-id\tscore\n1\tb\t2\n2\tc\t1\n2\ta\t1\n4\ta\t0\n";

fn folder(corpus: &str, queries: &str, qrels: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("corpus.jsonl", corpus), ("queries.jsonl", queries), ("qrels.tsv", qrels)] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

#[tokio::test]
async fn a_collection_is_indexed_asked_and_measured() {
    let dir = folder(CORPUS, QUERIES, QRELS);
    let collection = Collection::read(dir.path(), None).unwrap();
    let report = measure(&collection, dir.path(), None).await.unwrap();
    assert_eq!((report.documents, report.queries, report.language.as_str()), (3, 2, "en"));
    assert!((report.recall_at_10 - 0.75).abs() < 1e-9, "{report:?}");
    // The second query has its first document, and not its other: 1 / (1 + 1/log2(3)).
    assert!((report.ndcg_at_10 - f64::midpoint(1.0, 0.613_147_2)).abs() < 1e-6, "{report:?}");
    let first = Collection::read(dir.path(), Some(1)).unwrap();
    assert_eq!(first.queries.len(), 1);
}

#[tokio::test]
async fn an_embedding_model_finds_what_has_none_of_the_words() {
    let fake = Fake::answering(|asked| {
        let texts = asked.body["input"].as_array().cloned().unwrap_or_default();
        let about_sea = |text: &str| text.contains("beacon") || text.contains("lighthouse");
        let vector = |text: &serde_json::Value| match about_sea(text.as_str().unwrap()) {
            true => vec![1.0, 0.0],
            false => vec![0.0, 1.0],
        };
        Script::embeddings(&texts.iter().map(vector).collect::<Vec<_>>())
    })
    .await;
    let model = Model::new(fake.endpoint(), Deadlines::default()).unwrap();
    let dir = folder(CORPUS, "{\"_id\": \"1\", \"text\": \"beacon\"}", "1\tc\t1\n");
    let collection = Collection::read(dir.path(), None).unwrap();
    let place = |name: &str| {
        let place = dir.path().join(name);
        fs::create_dir(&place).unwrap();
        place
    };
    let plain = measure(&collection, &place("plain"), None).await.unwrap();
    let blended = measure(&collection, &place("blended"), Some(&model)).await.unwrap();
    assert_eq!((plain.ndcg_at_10, blended.ndcg_at_10), (0.0, 1.0));
    assert!(blended.embeddings && !plain.embeddings);
}

#[test]
fn headings_of_the_judgements_may_be_missing() {
    let dir = folder(CORPUS, QUERIES, "1\tb\t1\n");
    assert_eq!(Collection::read(dir.path(), None).unwrap().queries.len(), 1);
}

#[test]
fn what_cannot_be_read_is_named_by_file_and_line() {
    for (corpus, queries, qrels, told) in [
        ("{\"_id\": \"a\"}", QUERIES, QRELS, "corpus.jsonl, line 1: missing field `text`"),
        (&format!("{CORPUS}{{"), QUERIES, QRELS, "corpus.jsonl, line 5: EOF"),
        (&format!("{CORPUS}{CORPUS}"), QUERIES, QRELS, "corpus.jsonl, line 5: the id \"a\" stands"),
        ("\n", QUERIES, QRELS, "corpus.jsonl: there is no document"),
        (CORPUS, "nonsense", QRELS, "queries.jsonl, line 1: expected"),
        (CORPUS, QUERIES, "1\tb\t1\n1 c 1\n", "qrels.tsv, line 2: 1 cells"),
        (CORPUS, QUERIES, "1\tb\t1\n1\tc\tmuch\n", "qrels.tsv, line 2: the relevance \"much\""),
        (CORPUS, QUERIES, "1\tb\t0\n", "qrels.tsv: no query has a relevant document"),
    ] {
        let dir = folder(corpus, queries, qrels);
        let error = Collection::read(dir.path(), None).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
    let dir = folder(CORPUS, QUERIES, QRELS);
    fs::remove_file(dir.path().join("qrels.tsv")).unwrap();
    let error = Collection::read(dir.path(), None).unwrap_err().to_string();
    assert!(error.contains("qrels.tsv: ") && error.contains("a test collection has"), "{error}");
}
