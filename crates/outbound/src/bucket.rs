//! A bucket of an S3-compatible server, and what is wrong when it does not take files.
//!
//! The server is one that the operator wrote down, so it may be anywhere: in the same private network, on this machine.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig};
use url::Url;

use crate::address::Reach;
use crate::client::{Client, Limits};
use crate::error::{Error, find, innermost};
use crate::objects::ObjectTransport;

/// Where AWS tells a machine its own credentials: asked when no others are given.
const METADATA_HOST: &str = "169.254.169.254";

/// Servers are given this long: a visitor waits.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(3),
    total: Duration::from_secs(20),
    idle: Duration::from_secs(10),
    body_bytes: 64 * 1024 * 1024,
};

/// How to reach a bucket.
#[derive(Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// The folder in it; empty for the bucket itself.
    pub prefix: String,
    /// The server's address; AWS's own when there is none.
    pub endpoint: Option<Url>,
    /// The region; `us-east-1` when there is none.
    pub region: Option<String>,
    /// The key's id and its secret.
    pub key: Option<(String, String)>,
    /// The variables by which programs of AWS are usually told, such as `AWS_REGION`; what is given above goes first.
    pub ambient: Vec<(String, String)>,
}

impl fmt::Debug for Bucket {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Bucket {
    /// Its name and where it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.endpoint.as_ref().map_or("AWS", |url| url.host_str().unwrap_or("?"));
        write!(f, "the bucket {} at {host}", self.name)
    }
}

/// What is wrong with a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The server has no such bucket.
    UnknownBucket,
    /// The server has no such key.
    UnknownKey,
    /// The secret is not that of the key.
    WrongSecret,
    /// No key was given, and the machine has none of its own.
    NoKey,
    /// The key may not do what is asked.
    Forbidden,
    /// The bucket is in another region.
    WrongRegion,
    /// The clocks of the two machines differ.
    WrongTime,
    /// There is no way to the server; why.
    Unreachable(String),
    /// Anything else; what was said.
    Other(String),
}

impl Bucket {
    /// The files in it. No word is exchanged yet.
    ///
    /// # Errors
    /// [`Fault::Other`] when the description makes no sense or TLS cannot be set up.
    pub fn open(&self) -> Result<Arc<dyn ObjectStore>, Fault> {
        let client =
            Client::new(Reach::Everywhere, LIMITS).map_err(|error| Fault::Other(error.to_string()))?;
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(100),
                max_backoff: Duration::from_secs(2),
                base: 2.0,
            },
            max_retries: 3,
            retry_timeout: Duration::from_secs(15),
        };
        let mut builder = AmazonS3Builder::new();
        for (name, value) in &self.ambient {
            if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                builder = builder.with_config(key, value);
            }
        }
        builder = builder
            .with_bucket_name(&self.name)
            .with_http_connector(ObjectTransport::new(client))
            .with_retry(retry)
            // Not all servers take many deletions at once.
            .with_disable_bulk_delete(true);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
            builder = builder.with_allow_http(endpoint.scheme() == "http");
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        if let Some((id, secret)) = &self.key {
            builder = builder.with_access_key_id(id).with_secret_access_key(secret);
        }
        let bucket = builder.build().map_err(|error| diagnose(&error))?;
        Ok(match self.prefix.trim_matches('/') {
            "" => Arc::new(bucket),
            prefix => Arc::new(PrefixStore::new(bucket, prefix)),
        })
    }
}

/// Writes, reads and removes a small file under this name, as all files will be.
///
/// # Errors
/// What is wrong.
pub async fn check(files: &dyn ObjectStore, name: &str) -> Result<(), Fault> {
    let path = Path::from(format!("check/{name}"));
    let word: &[u8] = b"Parlour looks whether it may keep files here.";
    files.put(&path, PutPayload::from_static(word)).await.map_err(|error| diagnose(&error))?;
    let read = async { files.get(&path).await?.bytes().await };
    let read = read.await.map_err(|error| diagnose(&error));
    files.delete(&path).await.map_err(|error| diagnose(&error))?;
    match read? == word {
        true => Ok(()),
        false => Err(Fault::Other("what was written is not what is read".into())),
    }
}

/// What an error of the object store comes from. Its library does not name what the server said: the text holds it.
pub fn diagnose(error: &object_store::Error) -> Fault {
    match find::<Error>(error) {
        Some(Error::Unreachable { host, .. } | Error::TimedOut { host, .. }) if host == METADATA_HOST => {
            return Fault::NoKey;
        }
        Some(way) => return Fault::Unreachable(way.to_string()),
        None => {}
    }
    let said = innermost(error);
    let codes = [
        ("NoSuchBucket", Fault::UnknownBucket),
        ("InvalidAccessKeyId", Fault::UnknownKey),
        ("SignatureDoesNotMatch", Fault::WrongSecret),
        ("AuthorizationHeaderMalformed", Fault::WrongRegion),
        ("PermanentRedirect", Fault::WrongRegion),
        ("redirect without LOCATION", Fault::WrongRegion),
        ("RequestTimeTooSkewed", Fault::WrongTime),
    ];
    match codes.into_iter().find(|(code, _)| said.contains(code)) {
        Some((_, fault)) => fault,
        None => match error {
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                Fault::Forbidden
            }
            _ => Fault::Other(said),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_names_the_fault() {
        let said = |text: &str| object_store::Error::Generic { store: "S3", source: text.to_owned().into() };
        for (text, fault) in [
            ("404: <Error><Code>NoSuchBucket</Code></Error>", Fault::UnknownBucket),
            ("403: <Error><Code>InvalidAccessKeyId</Code></Error>", Fault::UnknownKey),
            ("403: <Error><Code>SignatureDoesNotMatch</Code></Error>", Fault::WrongSecret),
            ("400: <Error><Code>AuthorizationHeaderMalformed</Code></Error>", Fault::WrongRegion),
            ("Received redirect without LOCATION, this normally", Fault::WrongRegion),
            ("403: <Error><Code>RequestTimeTooSkewed</Code></Error>", Fault::WrongTime),
            ("400: what?", Fault::Other("400: what?".into())),
        ] {
            assert_eq!(diagnose(&said(text)), fault, "{text}");
        }
        let refused = object_store::Error::PermissionDenied { path: "a".into(), source: "403: no".into() };
        assert_eq!(diagnose(&refused), Fault::Forbidden);
        let unreachable =
            |host: &str| Error::Unreachable { host: host.into(), cause: "connection refused".into() };
        let on_the_way = |error: Error| object_store::Error::Generic { store: "S3", source: Box::new(error) };
        assert!(matches!(diagnose(&on_the_way(unreachable("files.example.com"))), Fault::Unreachable(_)));
        assert_eq!(diagnose(&on_the_way(unreachable(METADATA_HOST))), Fault::NoKey);
    }

    #[test]
    fn a_bucket_is_named_without_its_key() {
        let bucket = Bucket {
            name: "shop".into(),
            prefix: String::new(),
            endpoint: Url::parse("http://127.0.0.1:9000").ok(),
            region: None,
            key: Some(("AKIA".into(), "hush".into())),
            ambient: vec![],
        };
        assert_eq!(format!("{bucket}"), "the bucket shop at 127.0.0.1");
        assert_eq!(format!("{bucket:?}"), "the bucket shop at 127.0.0.1");
        assert!(bucket.open().is_ok());
    }
}
