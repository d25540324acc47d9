//! Opens an installation: its database, its files, its assistant.

use std::fs;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use parlour_domain::Cx;
use parlour_domain::assistant::{Assistant, Models};
use parlour_domain::knowledge::vectors::Vectors;
use parlour_llm::{Deadlines, Endpoint, Model};
use parlour_model::{Clock, Ids};
use parlour_store::Db;

use crate::config::Config;
use crate::files;
use crate::output::Failure;

/// An open installation.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    pub(crate) cx: Cx,
    pub(crate) assistant: Assistant,
}

/// Opens the installation that `config` describes, under the address `public_url`.
pub(crate) async fn open(config: &Config, public_url: &str) -> Result<Installation, Failure> {
    make_folder(&config.data)?;
    let db = match &config.database_url {
        Some(url) => Db::open_postgres(url).await?,
        None => Db::open_sqlite(&config.data).await?,
    };
    let cx = Cx::new(db, system_clock(), Ids::random(), files::open(config)?, public_url).await?;
    let index = config.data.join("index");
    make_folder(&index)?;
    let models = Models::new(config.model.clone(), config.patience);
    let assistant = Assistant::new(cx.clone(), &index, models);
    if let Some(endpoint) = &config.embeddings {
        assistant.library().use_vectors(Vectors::new(embedder(endpoint)?));
    }
    Ok(Installation { cx, assistant })
}

/// The embedding model at `endpoint`.
pub(crate) fn embedder(endpoint: &Endpoint) -> Result<Model, Failure> {
    // For the passages of an import, which come many at once; a visitor's question waits for less.
    let deadlines = Deadlines { total: Duration::from_secs(60), ..Deadlines::default() };
    Model::new(endpoint.clone(), deadlines).map_err(|error| Failure::new(error.to_string()))
}

/// The machine's clock: the only place that reads it.
#[expect(clippy::disallowed_methods, reason = "this is where the clock comes from")]
fn system_clock() -> Clock {
    Clock::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis() as i64))
}

/// Makes a folder that only this user may look into: conversations and the signing secret lie below it.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| Failure::new(format!("{}: {error}; {}", path.display(), remedy(&error))))
}

/// What to do when the data folder cannot be written.
pub(crate) fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::StorageFull => "make room on the disk",
        _ => "choose a folder this user may write with --data",
    }
}
