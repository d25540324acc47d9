//! Which files of a folder are pages.
//!
//! Links are followed where they stay within the folder, so that nothing becomes public that lies beside it.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::path::{Path, PathBuf};

use super::super::skipped::Skipped;
use super::ImportError;
use super::page::Kind;

/// What people write texts in that is not read: each such file is named. Of others only is said how many there are.
const DOCUMENTS: [&str; 16] = [
    "pdf", "doc", "docx", "odt", "rtf", "pages", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "epub", "rst",
    "adoc", "mdx",
];

/// More endings of other files than these are not listed.
const SHOWN_ENDINGS: usize = 8;

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

/// What is in a folder.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The pages, in order.
    pub(super) files: Vec<File>,
    /// What is no page or could not be looked into, and why.
    pub(super) skipped: Vec<Skipped>,
    /// Whether something could not be looked into, that may hold pages.
    pub(super) torn: bool,
}

/// The pages below `path`, and what is left out. A file is its own folder. Hidden files and folders and
/// `node_modules` are passed over without a word.
///
/// # Errors
/// When `path` itself cannot be read or is a file that is no page.
pub(super) fn gather(path: &Path) -> Result<Gathered, ImportError> {
    let unreadable = |cause| ImportError::Unreadable { path: path.to_owned(), cause };
    if !path.metadata().map_err(unreadable)?.is_dir() {
        let kind = kind_of(path).ok_or_else(|| ImportError::NoPage(path.to_owned()))?;
        let relative = path.file_name().map(PathBuf::from).unwrap_or_default();
        let files = vec![File { path: path.to_owned(), relative, kind }];
        return Ok(Gathered { files, ..Gathered::default() });
    }
    std::fs::read_dir(path).map_err(unreadable)?;
    let mut walk = Walk { root: path.canonicalize().map_err(unreadable)?, ..Walk::default() };
    walk.folder(Place { path: path.to_owned(), relative: PathBuf::new() });
    // What is linked is looked at last: where the same lies in the folder itself, that is its address.
    walk.links.make_contiguous().sort_by(|a, b| a.relative.cmp(&b.relative));
    while let Some(link) = walk.links.pop_front() {
        walk.link(link);
    }
    Ok(walk.finish(path))
}

/// Something in the folder.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    relative: PathBuf,
}

/// A folder being looked through.
#[derive(Debug, Default)]
struct Walk {
    root: PathBuf,
    gathered: Gathered,
    /// The files and folders that were met, as they are without links.
    met: HashSet<PathBuf>,
    links: VecDeque<Place>,
    /// How many files are neither pages nor documents, and what they end in.
    others: usize,
    endings: BTreeSet<String>,
}

impl Walk {
    /// Looks through a folder and those in it.
    fn folder(&mut self, folder: Place) {
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            let entries = match self.enter(&folder.path) {
                Ok(Some(entries)) => entries,
                Ok(None) => continue,
                Err(fault) => {
                    self.tear(&folder.path, fault);
                    continue;
                }
            };
            for entry in entries.flatten() {
                let name = entry.file_name();
                if name.to_string_lossy().starts_with('.') || name == "node_modules" {
                    continue;
                }
                let place = Place { path: entry.path(), relative: folder.relative.join(&name) };
                match entry.file_type() {
                    Ok(kind) if kind.is_symlink() => self.links.push_back(place),
                    Ok(kind) if kind.is_dir() => folders.push(place),
                    _ => self.file(place),
                }
            }
        }
    }

    /// The entries of a folder; `None` when it was looked into before.
    fn enter(&mut self, path: &Path) -> std::io::Result<Option<std::fs::ReadDir>> {
        let entries = std::fs::read_dir(path)?;
        Ok(self.met.insert(path.canonicalize()?).then_some(entries))
    }

    fn file(&mut self, place: Place) {
        let real = place.path.canonicalize().unwrap_or_else(|_| place.path.clone());
        if !self.met.insert(real) {
            return;
        }
        if let Some(kind) = kind_of(&place.path) {
            self.gathered.files.push(File { path: place.path, relative: place.relative, kind });
            return;
        }
        let ending = place.path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending {
            Some(ending) if DOCUMENTS.contains(&ending.as_str()) => {
                self.skip(
                    &place.path,
                    format!("a .{ending} file is not read: save it as .html, .md or .txt"),
                );
            }
            ending => {
                self.others += 1;
                self.endings.extend(ending.map(|ending| format!(".{ending}")));
            }
        }
    }

    fn link(&mut self, link: Place) {
        match link.path.canonicalize() {
            Err(fault) => self.tear(&link.path, format!("it is a link that cannot be followed: {fault}")),
            Ok(real) if !real.starts_with(&self.root) => {
                let why = format!(
                    "it is a link that leads out of the folder, to {}, and is not followed: put a copy here, or import \
                     it by its own path",
                    real.display()
                );
                self.skip(&link.path, why);
            }
            Ok(real) if real.is_dir() => self.folder(link),
            Ok(_) => self.file(link),
        }
    }

    fn skip(&mut self, path: &Path, why: impl ToString) {
        self.gathered.skipped.push(Skipped::new(path.display().to_string(), why));
    }

    /// Says that what is at `path` may hold pages that were not seen.
    fn tear(&mut self, path: &Path, why: impl ToString) {
        self.gathered.torn = true;
        self.skip(path, why);
    }

    fn finish(mut self, root: &Path) -> Gathered {
        self.gathered.files.sort_by(|a, b| a.relative.cmp(&b.relative));
        self.gathered.skipped.sort_by(|a, b| a.what.cmp(&b.what));
        let shown: Vec<&str> = self.endings.iter().map(String::as_str).take(SHOWN_ENDINGS).collect();
        let more = if self.endings.len() > SHOWN_ENDINGS { ", …" } else { "" };
        let of = if shown.is_empty() { String::new() } else { format!(" ({}{more})", shown.join(", ")) };
        match self.others {
            0 => {}
            1 => self.skip(root, format!("1 file in it is no page{of}")),
            many => self.skip(root, format!("{many} files in it are no pages{of}")),
        }
        self.gathered
    }
}

fn kind_of(path: &Path) -> Option<Kind> {
    Kind::from_extension(path.extension()?.to_str()?)
}
