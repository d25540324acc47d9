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

/// What is to happen where there is no installation yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It is made.
    Made,
    /// The command fails and leaves nothing behind: whoever asks about an installation believes that there is one.
    Told,
}

/// Opens the installation that `config` describes, under the address `public_url`.
pub(crate) async fn open(
    config: &Config,
    public_url: &str,
    missing: Missing,
) -> Result<Installation, Failure> {
    let db = match (&config.database_url, missing) {
        (Some(url), Missing::Made) => Some(Db::open_postgres(url).await?),
        (Some(url), Missing::Told) => Db::find_postgres(url).await?,
        (None, Missing::Made) => {
            make_folder(&config.data)?;
            Some(Db::open_sqlite(&config.data).await?)
        }
        (None, Missing::Told) => Db::find_sqlite(&config.data).await?,
    };
    let db = db.ok_or_else(|| Failure::new(nothing(config)))?;
    make_folder(&config.data)?;
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

/// That there is no installation where `config` says, and what to do.
fn nothing(config: &Config) -> String {
    let begin = "or begin one there: parlour chatbot create my-shop --name \"My shop\"";
    match &config.database_url {
        Some(_) => format!("there is no installation in this database: check PARLOUR_DATABASE_URL, {begin}"),
        None => {
            let here = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
            format!(
                "there is no installation in {}, seen from {here}: check --data, {begin}",
                config.data.display()
            )
        }
    }
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
