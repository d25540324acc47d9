//! Which files of a folder are pages.

use std::path::{Path, PathBuf};

use super::super::skipped::Skipped;
use super::ImportError;
use super::page::Kind;

/// A file that is a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// Its path below the folder that is imported.
    pub(super) relative: PathBuf,
    /// How it is read.
    pub(super) kind: Kind,
}

/// The pages below `path`, in order, and what could not be looked into. A file is its own folder. Hidden files
/// and folders, `node_modules` and files of other kinds are left out.
///
/// # Errors
/// When `path` itself cannot be read or is a file that is no page.
pub(super) fn gather(path: &Path) -> Result<(Vec<File>, Vec<Skipped>), ImportError> {
    let unreadable = |cause| ImportError::Unreadable { path: path.to_owned(), cause };
    if !path.metadata().map_err(unreadable)?.is_dir() {
        let kind = kind_of(path).ok_or_else(|| ImportError::NoPage(path.to_owned()))?;
        let relative = path.file_name().map(PathBuf::from).unwrap_or_default();
        return Ok((vec![File { path: path.to_owned(), relative, kind }], vec![]));
    }
    let (mut files, mut skipped) = (Vec::new(), Vec::new());
    let mut folders = vec![(path.to_owned(), PathBuf::new())];
    std::fs::read_dir(path).map_err(unreadable)?;
    while let Some((folder, relative)) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(fault) => {
                skipped.push(Skipped::new(folder.display().to_string(), fault));
                continue;
            }
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') || name == "node_modules" {
                continue;
            }
            let relative = relative.join(&name);
            // Linked folders are not followed: they may lead back here.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push((entry.path(), relative));
            } else if let Some(kind) = kind_of(&entry.path()).filter(|_| !entry.path().is_dir()) {
                files.push(File { path: entry.path(), relative, kind });
            }
        }
    }
    files.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok((files, skipped))
}

fn kind_of(path: &Path) -> Option<Kind> {
    Kind::from_extension(path.extension()?.to_str()?)
}
