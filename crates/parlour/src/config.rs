//! What describes an installation, from flags and variables first, then `parlour.toml`, then defaults.

use std::path::{Path, PathBuf};

use parlour_llm::Endpoint;
use serde::Deserialize;
use url::Url;

use crate::cli::{Global, Listen, OnOff};
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
    llm_base_url: Option<String>,
    llm_api_key: Option<String>,
    llm_model: Option<String>,
}

/// An installation, described.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) database_url: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) listen: String,
    pub(crate) rate_limits: OnOff,
    /// The language model of chatbots that have none of their own.
    pub(crate) model: Option<Endpoint>,
}

impl Config {
    /// Reads the configuration for a command that does not listen.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        Self::read_with(global, &Listen { listen: None, rate_limits: None })
    }

    /// Reads the configuration for a command that listens.
    pub(crate) fn read_with(global: &Global, listen: &Listen) -> Result<Self, Failure> {
        let file = read_file(global.config.as_deref())?;
        Ok(Self {
            data: global.data.clone().or(file.data).unwrap_or_else(|| "parlour-data".into()),
            database_url: global.database_url.clone().or(file.database_url),
            public_url: global.public_url.clone().or(file.public_url).map(check_url).transpose()?,
            listen: listen.listen.clone().or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".into()),
            rate_limits: listen.rate_limits.or(file.rate_limits).unwrap_or(OnOff::On),
            model: endpoint(
                global.llm_base_url.clone().or(file.llm_base_url),
                global.llm_api_key.clone().or(file.llm_api_key),
                global.llm_model.clone().or(file.llm_model),
            )?,
        })
    }
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
    match web_url(&text) {
        Some(_) => Ok(text),
        None => {
            Err(Failure::usage(format!("the public URL {text:?} is none: expected https://chat.example.com")))
        }
    }
}

/// The language model; an empty address or name is none.
fn endpoint(
    base_url: Option<String>,
    api_key: Option<String>,
    model: Option<String>,
) -> Result<Option<Endpoint>, Failure> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (base_url, model) = match (given(base_url), given(model)) {
        (None, None) => return Ok(None),
        (Some(base_url), Some(model)) => (base_url, model),
        _ => return Err(Failure::usage("a language model needs both --llm-base-url and --llm-model")),
    };
    let fault = || format!("the model's address {base_url:?} is none: expected http://127.0.0.1:11434/v1");
    let base_url = web_url(&base_url).ok_or_else(|| Failure::usage(fault()))?;
    Ok(Some(Endpoint { base_url, api_key: given(api_key), model }))
}

fn web_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
