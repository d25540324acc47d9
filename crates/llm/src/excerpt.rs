//! What is told of what a server said: the beginning, on one line, without the API key.

use std::fmt;

/// Shortens what a server said.
#[derive(Clone, Default)]
pub(crate) struct Excerpts {
    /// What no excerpt may hold: some servers repeat the key they were sent.
    key: Option<String>,
}

impl Excerpts {
    /// Excerpts without this key.
    pub(crate) fn without(key: Option<&str>) -> Self {
        Self { key: key.filter(|key| !key.is_empty()).map(ToOwned::to_owned) }
    }

    /// The beginning of a text on one line, for people to read.
    pub(crate) fn of(&self, text: &str) -> String {
        const MOST_CHARS: usize = 300;
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut line = words.join(" ");
        // Before it is cut: half a key is too much.
        if let Some(key) = &self.key {
            line = line.replace(key, "…");
        }
        match line.char_indices().nth(MOST_CHARS) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None if line.is_empty() => "nothing".to_owned(),
            None => line,
        }
    }

    /// The same of bytes.
    pub(crate) fn of_bytes(&self, bytes: &[u8]) -> String {
        self.of(&String::from_utf8_lossy(bytes))
    }
}

impl fmt::Debug for Excerpts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Excerpts").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_holds_no_part_of_the_key() {
        let excerpts = Excerpts::without(Some("sk-secret"));
        assert_eq!(excerpts.of(" \n"), "nothing");
        assert_eq!(excerpts.of("wrong\n key:  sk-secret, or sk-secret2"), "wrong key: …, or …2");
        let long = excerpts.of(&format!("{}sk-secret and more", "x".repeat(297)));
        assert_eq!(long, format!("{}… a…", "x".repeat(297)));
        assert_eq!(Excerpts::without(Some("")).of("no key"), "no key");
        assert!(!format!("{excerpts:?}").contains("secret"));
    }
}
