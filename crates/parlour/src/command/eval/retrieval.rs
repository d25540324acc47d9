//! `parlour eval retrieval`

use std::path::Path;

use parlour_domain::eval::retrieval::{Collection, CollectionError, Report, measure};
use parlour_llm::Model;

use crate::cli::Global;
use crate::config::Config;
use crate::installation::embedder;
use crate::output::{Failure, say, tell};

impl From<CollectionError> for Failure {
    fn from(error: CollectionError) -> Self {
        Self::new(error.to_string())
    }
}

pub(super) fn model(global: &Global) -> Result<Model, Failure> {
    let endpoint = Config::read(global)?.embeddings.ok_or_else(|| {
        Failure::usage("name an embedding model by --embeddings-base-url and --embeddings-model")
    })?;
    embedder(&endpoint)
}

pub(super) async fn run(
    dir: &Path,
    limit: Option<u32>,
    model: Option<&Model>,
    json: bool,
) -> Result<(), Failure> {
    let collection = Collection::read(dir, limit.map(|limit| limit as usize))?;
    let folder = tempfile::tempdir()?;
    let report = measure(&collection, folder.path(), model).await?;
    tell(json, &report, || print(&report))
}

fn print(report: &Report) {
    let Report { documents, queries, language, .. } = report;
    say!("{documents} documents in {language:?}, indexed in {:.2} s", report.index_seconds);
    say!("{queries} queries, {:.0} a second", report.queries_per_second);
    if report.embeddings {
        say!("by the index and the embedding model together");
    }
    say!("nDCG@10    {:.4}", report.ndcg_at_10);
    say!("recall@10  {:.4}", report.recall_at_10);
}
