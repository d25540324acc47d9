//! What describes an installation, from flags and variables first, then `parlour.toml`, then defaults.

use std::path::{Path, PathBuf};

use parlour_llm::Endpoint;
use serde::Deserialize;

use crate::cli::{EmbeddingArgs, Global, Listen, OnOff};
use crate::output::Failure;

/// The keys of `parlour.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    database_url: Option<String>,
    public_url: Option<String>,
    listen: Option<String>,
    rate_limits: Option<OnOff>,
    embeddings_base_url: Option<String>,
    embeddings_api_key: Option<String>,
    embeddings_model: Option<String>,
}

/// An installation, described.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) database_url: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) listen: String,
    pub(crate) rate_limits: OnOff,
    /// The embedding model, if there is one.
    pub(crate) embeddings: Option<Endpoint>,
}

impl Config {
    /// Reads the configuration for a command that does not listen.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        Self::read_with(global, &Listen { listen: None, rate_limits: None })
    }

    /// Reads the configuration for a command that listens.
    pub(crate) fn read_with(global: &Global, listen: &Listen) -> Result<Self, Failure> {
        let file = read_file(global.config.as_deref())?;
        let embeddings = embeddings(&global.embeddings, &file)?;
        Ok(Self {
            data: global.data.clone().or(file.data).unwrap_or_else(|| "parlour-data".into()),
            database_url: global.database_url.clone().or(file.database_url),
            public_url: global.public_url.clone().or(file.public_url).map(check_url).transpose()?,
            listen: listen.listen.clone().or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".into()),
            rate_limits: listen.rate_limits.or(file.rate_limits).unwrap_or(OnOff::On),
            embeddings,
        })
    }
}

/// The embedding model, which is named by its server's address and its own name together.
fn embeddings(args: &EmbeddingArgs, file: &File) -> Result<Option<Endpoint>, Failure> {
    let or = |arg: &Option<String>, key: &Option<String>| {
        arg.clone().or_else(|| key.clone()).filter(|text| !text.is_empty())
    };
    let base_url = or(&args.embeddings_base_url, &file.embeddings_base_url);
    let model = or(&args.embeddings_model, &file.embeddings_model);
    let (base_url, model) = match (base_url, model) {
        (None, None) => return Ok(None),
        (Some(base_url), Some(model)) => (base_url, model),
        (Some(_), None) => return Err(Failure::usage("name the embedding model by --embeddings-model")),
        (None, Some(_)) => {
            return Err(Failure::usage("say where the embedding model is by --embeddings-base-url"));
        }
    };
    let base_url = url::Url::parse(&base_url).map_err(|fault| {
        Failure::usage(format!(
            "the embeddings' base URL is none ({fault}): expected http://127.0.0.1:11434/v1"
        ))
    })?;
    let api_key = or(&args.embeddings_api_key, &file.embeddings_api_key);
    Ok(Some(Endpoint { base_url, api_key, model }))
}

fn read_file(named: Option<&Path>) -> Result<File, Failure> {
    let path = named.unwrap_or_else(|| Path::new("parlour.toml"));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(File::default());
        }
        Err(error) => return Err(Failure::usage(format!("{}: {error}", path.display()))),
    };
    toml::from_str(&text).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn check_url(text: String) -> Result<String, Failure> {
    match url::Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => Ok(text),
        _ => {
            Err(Failure::usage(format!("the public URL {text:?} is none: expected https://chat.example.com")))
        }
    }
}
