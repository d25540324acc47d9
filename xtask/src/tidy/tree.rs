//! The files a rule looks at.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::cmd::Cmd;

/// Text files by their path from the root, with forward slashes.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// What git tracks and what it would, were it added. Files that are no text are left out.
    pub(super) fn of_repository() -> Result<Self> {
        let names =
            Cmd::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).read()?;
        let root = crate::root();
        let read = |name: &str| Some((name.to_owned(), std::fs::read_to_string(root.join(name)).ok()?));
        Ok(Self { files: names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect() })
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Files under a folder, which ends with a slash.
    pub(super) fn under(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.all().filter(move |(path, _)| path.starts_with(folder))
    }

    pub(super) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all().filter(|(path, _)| ends_with(path, &["rs"]))
    }

    /// Rust and scripts written by hand.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        let by_hand = |path: &str| !path.contains("/generated/");
        self.all()
            .filter(move |(path, _)| ends_with(path, &["rs", "ts", "tsx", "mjs", "js"]) && by_hand(path))
    }
}

/// Whether the path has one of the endings.
pub(super) fn ends_with(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Tree {
    fn from(files: [(&str, &str); N]) -> Self {
        Self { files: files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }
}
