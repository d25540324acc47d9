//! What describes an installation, from flags and variables first, then `parlour.toml`, then defaults.

use std::path::{Path, PathBuf};
use std::time::Duration;

use parlour_llm::{Deadlines, Endpoint};
use parlour_outbound::bucket::Bucket;
use serde::Deserialize;
use url::Url;

use crate::cli::{BucketArgs, Global, Listen, OnOff};
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
    webhook_allow_loopback_http: bool,
    llm_base_url: Option<String>,
    llm_api_key: Option<String>,
    llm_model: Option<String>,
    llm_first_token_ms: Option<u64>,
    llm_stall_ms: Option<u64>,
    llm_total_ms: Option<u64>,
    embeddings_base_url: Option<String>,
    embeddings_api_key: Option<String>,
    embeddings_model: Option<String>,
    s3_bucket: Option<String>,
    s3_prefix: Option<String>,
    s3_endpoint: Option<String>,
    s3_region: Option<String>,
    s3_access_key_id: Option<String>,
    s3_secret_access_key: Option<String>,
}

/// An installation, described.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) database_url: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) listen: String,
    pub(crate) rate_limits: OnOff,
    /// Whether webhooks reach this machine, too, by plain HTTP.
    pub(crate) loopback_webhooks: OnOff,
    /// The language model of chatbots that have none of their own.
    pub(crate) model: Option<Endpoint>,
    /// How long language models are waited for.
    pub(crate) patience: Deadlines,
    /// The embedding model, if there is one.
    pub(crate) embeddings: Option<Endpoint>,
    /// Where files are kept, if not in the data folder.
    pub(crate) bucket: Option<Bucket>,
}

impl Config {
    /// Reads the configuration for a command that does not listen.
    pub(crate) fn read(global: &Global) -> Result<Self, Failure> {
        let listen = Listen { listen: None, rate_limits: None, webhook_allow_loopback_http: false };
        Self::read_with(global, &listen)
    }

    /// Reads the configuration for a command that listens.
    pub(crate) fn read_with(global: &Global, listen: &Listen) -> Result<Self, Failure> {
        let file = read_file(global.config.as_deref())?;
        let named = BucketArgs {
            s3_bucket: file.s3_bucket,
            s3_prefix: file.s3_prefix,
            s3_endpoint: file.s3_endpoint,
            s3_region: file.s3_region,
            s3_access_key_id: file.s3_access_key_id,
            s3_secret_access_key: file.s3_secret_access_key,
        };
        Ok(Self {
            data: global.data.clone().or(file.data).unwrap_or_else(|| "parlour-data".into()),
            database_url: global.database_url.clone().or(file.database_url),
            public_url: global.public_url.clone().or(file.public_url).map(check_url).transpose()?,
            listen: listen.listen.clone().or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".into()),
            rate_limits: listen.rate_limits.or(file.rate_limits).unwrap_or(OnOff::On),
            loopback_webhooks: match listen.webhook_allow_loopback_http || file.webhook_allow_loopback_http {
                true => OnOff::On,
                false => OnOff::Off,
            },
            model: endpoint(
                "llm",
                global.llm_base_url.clone().or(file.llm_base_url),
                global.llm_api_key.clone().or(file.llm_api_key),
                global.llm_model.clone().or(file.llm_model),
            )?,
            patience: patience(
                global.patience.llm_first_token_ms.or(file.llm_first_token_ms),
                global.patience.llm_stall_ms.or(file.llm_stall_ms),
                global.patience.llm_total_ms.or(file.llm_total_ms),
            ),
            embeddings: endpoint(
                "embeddings",
                global.embeddings.embeddings_base_url.clone().or(file.embeddings_base_url),
                global.embeddings.embeddings_api_key.clone().or(file.embeddings_api_key),
                global.embeddings.embeddings_model.clone().or(file.embeddings_model),
            )?,
            bucket: bucket(global.bucket.clone(), named)?,
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

/// A model of the kind that its flags begin with, named by its server's address and its own name together; empty ones
/// are none.
fn endpoint(
    kind: &str,
    base_url: Option<String>,
    api_key: Option<String>,
    model: Option<String>,
) -> Result<Option<Endpoint>, Failure> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (base_url, model) = match (given(base_url), given(model)) {
        (None, None) => return Ok(None),
        (Some(base_url), Some(model)) => (base_url, model),
        _ => {
            let both = format!("a model needs both --{kind}-base-url and --{kind}-model");
            return Err(Failure::usage(both));
        }
    };
    let fault =
        || format!("--{kind}-base-url {base_url:?} is no address: expected http://127.0.0.1:11434/v1");
    let base_url = web_url(&base_url).ok_or_else(|| Failure::usage(fault()))?;
    Ok(Some(Endpoint { base_url, api_key: given(api_key), model }))
}

/// A bucket, where one is named, from flags and variables first; empty ones are none.
pub(crate) fn bucket(given: BucketArgs, file: BucketArgs) -> Result<Option<Bucket>, Failure> {
    let first = |given: Option<String>, file: Option<String>| {
        given.or(file).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let endpoint = first(given.s3_endpoint, file.s3_endpoint);
    let Some(name) = first(given.s3_bucket, file.s3_bucket) else {
        return match endpoint {
            Some(_) => Err(Failure::usage("--s3-endpoint needs the bucket's name, too: --s3-bucket")),
            None => Ok(None),
        };
    };
    let fault = |text: &str| {
        Failure::usage(format!("--s3-endpoint {text:?} is no address: expected http://127.0.0.1:9000"))
    };
    let endpoint = endpoint.map(|text| web_url(&text).ok_or_else(|| fault(&text))).transpose()?;
    let id = first(given.s3_access_key_id, file.s3_access_key_id);
    let key = match (id, first(given.s3_secret_access_key, file.s3_secret_access_key)) {
        (None, None) => None,
        (Some(id), Some(secret)) => Some((id, secret)),
        _ => {
            let both = "a key needs both --s3-access-key-id and --s3-secret-access-key";
            return Err(Failure::usage(both));
        }
    };
    Ok(Some(Bucket {
        name,
        prefix: first(given.s3_prefix, file.s3_prefix).unwrap_or_default(),
        endpoint,
        region: first(given.s3_region, file.s3_region),
        key,
        ambient: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("AWS_"))
            .collect(),
    }))
}

fn patience(first_token_ms: Option<u64>, stall_ms: Option<u64>, total_ms: Option<u64>) -> Deadlines {
    let usual = Deadlines::default();
    let or = |given: Option<u64>, usual| given.map_or(usual, Duration::from_millis);
    Deadlines {
        connect: usual.connect,
        first_token: or(first_token_ms, usual.first_token),
        stall: or(stall_ms, usual.stall),
        total: or(total_ms, usual.total),
    }
}

fn web_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
