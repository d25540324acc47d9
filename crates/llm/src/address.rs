//! Where a model is, and how long it may take.

use std::fmt;
use std::time::Duration;

use url::Url;

/// Where a model is reached and what it is called there.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// What comes before `/chat/completions` and `/embeddings`, such as `http://127.0.0.1:11434/v1`. With or without
    /// a slash at the end; `/v1` is not added. A query, such as an API version, is kept.
    pub base_url: Url,
    /// Sent as a bearer token.
    pub api_key: Option<String>,
    /// The model's name at that server.
    pub model: String,
}

impl Endpoint {
    /// The address of an operation, such as `chat/completions`.
    pub(crate) fn at(&self, operation: &str) -> Url {
        let mut url = self.base_url.clone();
        let path = format!("{}/{operation}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }

    /// The host, for errors: the rest of an address may hold secrets.
    pub(crate) fn host(&self) -> String {
        self.base_url.host_str().unwrap_or("").to_owned()
    }
}

impl fmt::Debug for Endpoint {
    /// Without the key, and without whatever else of the address may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = if self.api_key.is_some() { "set" } else { "none" };
        f.debug_struct("Endpoint")
            .field("base_url", &shown_url(&self.base_url))
            .field("api_key", &key)
            .field("model", &self.model)
            .finish()
    }
}

/// What of an address may be shown: neither user nor query, which may be secret.
pub fn shown_url(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// How long a model may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// To the open connection, with resolving its name.
    pub connect: Duration,
    /// From asking to the first sign of an answer: text, a tool call or reasoning. A second attempt is included, and a
    /// server that does not stream must have answered whole by then.
    pub first_token: Duration,
    /// The longest silence after that. Comments that keep a connection alive do not break it.
    pub stall: Duration,
    /// For the whole answer, a second attempt included.
    pub total: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_token: Duration::from_secs(30),
            stall: Duration::from_secs(20),
            total: Duration::from_secs(300),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(base: &str) -> Endpoint {
        Endpoint {
            base_url: Url::parse(base).unwrap(),
            api_key: Some("sk-secret".to_owned()),
            model: "tiny".to_owned(),
        }
    }

    #[test]
    fn an_operation_is_appended_to_what_is_given() {
        for (base, expected) in [
            ("http://a.example", "http://a.example/chat/completions"),
            ("http://a.example/v1", "http://a.example/v1/chat/completions"),
            ("http://a.example/v1/", "http://a.example/v1/chat/completions"),
            ("http://a.example/x/v1?api-version=3", "http://a.example/x/v1/chat/completions?api-version=3"),
        ] {
            assert_eq!(endpoint(base).at("chat/completions").as_str(), expected);
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let url = Url::parse("http://me:pass@a.example:8080/v1?key=secret").unwrap();
        assert_eq!(shown_url(&url), "http://a.example:8080/v1");
        let printed = format!("{:?}", endpoint("http://me:pass@a.example/v1?key=query-secret"));
        assert!(printed.contains("http://a.example/v1") && printed.contains("tiny"), "{printed}");
        assert!(!printed.contains("secret") && !printed.contains("pass"), "{printed}");
    }
}
