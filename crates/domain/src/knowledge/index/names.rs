//! The ids of a shelf's items, by their places: a file that is mapped and not read.
//!
//! It has the number of items, the ends of all names (an id and its owner for each item, one behind the other, both
//! counted in bytes as 64 bits, the lowest byte first), and then the names.

use std::fs;
use std::io;
use std::path::Path;

use tantivy::directory::{Directory as _, MmapDirectory, OwnedBytes};

const FILE: &str = "names";
const WORD: usize = size_of::<u64>();

/// Names that are still written.
#[derive(Default)]
pub(super) struct Written {
    ends: Vec<u64>,
    text: String,
}

impl Written {
    /// Adds an item's names; gives its place.
    pub(super) fn add(&mut self, id: &str, owner: &str) -> u64 {
        for name in [id, owner] {
            self.text.push_str(name);
            self.ends.push(self.text.len() as u64);
        }
        self.ends.len() as u64 / 2 - 1
    }

    /// Writes the file into `dir`.
    pub(super) fn save(&self, dir: &Path) -> io::Result<()> {
        let count = self.ends.len() as u64;
        let numbers = std::iter::once(&count).chain(&self.ends);
        let mut bytes: Vec<u8> = numbers.flat_map(|number| number.to_le_bytes()).collect();
        bytes.extend_from_slice(self.text.as_bytes());
        fs::write(dir.join(FILE), bytes)
    }
}

/// Names to be read.
pub(super) struct Names {
    bytes: OwnedBytes,
    count: usize,
}

impl Names {
    /// Opens the file in `dir`.
    pub(super) fn open(dir: &MmapDirectory) -> tantivy::Result<Self> {
        let bytes = dir.open_read(Path::new(FILE))?.read_bytes()?;
        let mut names = Self { bytes, count: 0 };
        names.count = names.number(0).unwrap_or_default();
        let whole = (1 + names.count) * WORD + names.number(names.count).unwrap_or_default();
        if names.count == 0 || names.bytes.len() == whole {
            return Ok(names);
        }
        Err(tantivy::TantivyError::InternalError("the names are cut off".to_owned()))
    }

    /// The id and the owner of the item at `place`; empty when there is none.
    pub(super) fn of(&self, place: u64) -> (String, String) {
        let at = place as usize * 2;
        (self.name(at), self.name(at + 1))
    }

    fn name(&self, at: usize) -> String {
        let begin = if at == 0 { Some(0) } else { self.number(at) };
        let bytes = begin.zip(self.number(at + 1)).filter(|_| at < self.count).and_then(|(begin, end)| {
            let first = (1 + self.count) * WORD;
            self.bytes.get(first + begin..first + end)
        });
        String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
    }

    fn number(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at * WORD..(at + 1) * WORD)?;
        bytes.try_into().ok().map(|bytes| u64::from_le_bytes(bytes) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_were_written_and_a_cut_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut written = Written::default();
        for (place, (id, owner)) in [("psg_1", "page_1"), ("", "page_2"), ("blå", "")].into_iter().enumerate()
        {
            assert_eq!(written.add(id, owner), place as u64);
        }
        written.save(folder.path()).unwrap();
        let dir = MmapDirectory::open(folder.path()).unwrap();
        let names = Names::open(&dir).unwrap();
        let read: Vec<_> = (0..4).map(|place| names.of(place)).collect();
        let own = |id: &str, owner: &str| (id.to_owned(), owner.to_owned());
        assert_eq!(read, [own("psg_1", "page_1"), own("", "page_2"), own("blå", ""), own("", "")]);
        let whole = fs::read(folder.path().join(FILE)).unwrap();
        fs::write(folder.path().join(FILE), &whole[..whole.len() - 1]).unwrap();
        drop((names, dir));
        assert!(Names::open(&MmapDirectory::open(folder.path()).unwrap()).is_err());
    }
}
