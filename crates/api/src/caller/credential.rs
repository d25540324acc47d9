//! The `Authorization` header, read but not yet judged.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What the caller shows.
#[derive(Debug, PartialEq)]
pub(super) enum Credential {
    /// No header.
    None,
    /// A header that cannot be read; the text says why.
    Broken(&'static str),
    /// HTTP Basic; the user name.
    Basic(String),
    /// A bearer token.
    Bearer(String),
}

impl Credential {
    /// Reads the header.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Self::None };
        if values.next().is_some() {
            return Self::Broken("the Authorization header is there twice");
        }
        let Some((scheme, rest)) = value.to_str().ok().and_then(|text| text.trim().split_once(' ')) else {
            return Self::Broken("the Authorization header is not of the form <scheme> <credential>");
        };
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => basic(rest.trim()),
            "bearer" => Self::Bearer(rest.trim().to_owned()),
            _ => Self::Broken("the Authorization header has an unknown scheme; use Basic or Bearer"),
        }
    }
}

/// Contract: key = user name, password empty.
fn basic(encoded: &str) -> Credential {
    let text = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match text.as_deref().map(|text| text.split_once(':').unwrap_or((text, ""))) {
        None => Credential::Broken("the Basic credential is not base 64 of user name, colon, password"),
        Some(("", _)) => Credential::Broken("the user name is empty; it is the API key"),
        Some((key, "")) => Credential::Basic(key.to_owned()),
        Some(_) => Credential::Broken("the password is not empty; the API key is the user name alone"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Credential {
        Credential::of(&HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())]))
    }

    #[test]
    fn the_key_is_the_user_name() {
        let key = Credential::Basic("di_live_x".into());
        assert_eq!(read(&format!("Basic {}", STANDARD.encode("di_live_x:"))), key);
        assert_eq!(read(&format!("basic  {}", STANDARD.encode("di_live_x"))), key);
        assert_eq!(read("Bearer a.b.c"), Credential::Bearer("a.b.c".into()));
        assert_eq!(Credential::of(&HeaderMap::new()), Credential::None);
    }

    #[test]
    fn what_cannot_be_read_is_broken() {
        for value in [
            "Basic",
            "Basic ###",
            "Digest x",
            "",
            &format!("Basic {}", STANDARD.encode(":")),
            &format!("Basic {}", STANDARD.encode("key:password")),
            &format!("Basic {}", STANDARD.encode([0xff, b':'])),
        ] {
            assert!(matches!(read(value), Credential::Broken(_)), "{value}");
        }
        let mut headers = HeaderMap::new();
        for token in ["Bearer a", "Bearer b"] {
            headers.append(header::AUTHORIZATION, token.parse().unwrap());
        }
        assert!(matches!(Credential::of(&headers), Credential::Broken(_)));
    }
}
