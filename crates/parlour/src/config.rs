//! What describes an installation, from flags and variables first, then `parlour.toml`, then defaults.

use std::path::{Path, PathBuf};

use serde::Deserialize;

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
}

/// An installation, described.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) database_url: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) listen: String,
    pub(crate) rate_limits: OnOff,
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
    match url::Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => Ok(text),
        _ => {
            Err(Failure::usage(format!("the public URL {text:?} is none: expected https://chat.example.com")))
        }
    }
}
