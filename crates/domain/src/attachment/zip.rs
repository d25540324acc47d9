//! What a zip file holds, by the directory at its end. Nothing is unpacked.
//!
//! Left out on purpose: files in several pieces and zip64, which nothing as small as an attachment needs.

/// The end of the directory: its mark, and its length without a comment.
const END: (&[u8], usize) = (b"PK\x05\x06", 22);
/// An entry of the directory, without its name.
const ENTRY: (&[u8], usize) = (b"PK\x01\x02", 46);
/// The head of a file, without its name.
const HEAD: (&[u8], usize) = (b"PK\x03\x04", 30);
const LONGEST_COMMENT: usize = 0xffff;

/// The names of the files in a zip file; `None` when it is none, is cut off, or contradicts itself.
pub(super) fn names(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let at = end(bytes)?;
    let end = bytes.get(at..)?;
    let (disk, first_disk, here, count) =
        (u16_at(end, 4)?, u16_at(end, 6)?, u16_at(end, 8)?, u16_at(end, 10)?);
    let (length, start) = (u32_at(end, 12)?, u32_at(end, 16)?);
    if (disk, first_disk) != (0, 0) || here != count || start.checked_add(length)? != at {
        return None;
    }
    let mut directory = bytes.get(start..at)?;
    // What is announced may be a lie: memory is taken for what there is.
    let mut names = Vec::new();
    for _ in 0..count {
        let (name, rest) = entry(bytes, directory)?;
        names.push(name);
        directory = rest;
    }
    directory.is_empty().then_some(names)
}

/// Where the end of the directory begins: a comment may follow it, to the last byte.
fn end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END.1)?;
    let first = last.saturating_sub(LONGEST_COMMENT);
    (first..=last).rev().find(|&at| {
        let end = &bytes[at..];
        end.starts_with(END.0) && u16_at(end, 20).is_some_and(|comment| END.1 + comment == end.len())
    })
}

/// The name of the first file in `directory`, whose head must stand where it says, and what follows.
fn entry<'b>(bytes: &'b [u8], directory: &'b [u8]) -> Option<(&'b [u8], &'b [u8])> {
    if !directory.starts_with(ENTRY.0) {
        return None;
    }
    let (name, extra, comment) = (u16_at(directory, 28)?, u16_at(directory, 30)?, u16_at(directory, 32)?);
    let (packed, head) = (u32_at(directory, 20)?, u32_at(directory, 42)?);
    let rest = directory.get(ENTRY.1 + name + extra + comment..)?;
    let name = directory.get(ENTRY.1..ENTRY.1 + name)?;
    let file = bytes.get(head..)?;
    let is_there = file.starts_with(HEAD.0)
        && u16_at(file, 26)? == name.len()
        && file.get(HEAD.1..HEAD.1 + name.len())? == name
        && HEAD.1 + name.len() + u16_at(file, 28)? + packed <= file.len();
    is_there.then_some((name, rest))
}

/// The number at `at`; `None` beyond the end.
fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let two = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(two)))
}

/// The number at `at`; `None` beyond the end, and for the one by which zip64 says that it stands elsewhere.
fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok().filter(|number| *number != 0xffff_ffff)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A zip file of empty files of these names.
    pub(crate) fn packed(names: &[&str]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for name in names {
            let length = (name.len() as u16).to_le_bytes();
            directory.extend([&b"PK\x01\x02"[..], &[0; 24], &length, &[0; 12]].concat());
            directory.extend((bytes.len() as u32).to_le_bytes());
            directory.extend(name.as_bytes());
            bytes.extend([&b"PK\x03\x04"[..], &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
        }
        let (start, length) = (bytes.len() as u32, directory.len() as u32);
        let count = (names.len() as u16).to_le_bytes();
        bytes.extend(directory);
        bytes.extend([&b"PK\x05\x06"[..], &[0; 4], &count, &count].concat());
        bytes.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
        bytes.extend([0; 2]);
        bytes
    }

    #[test]
    fn the_files_are_named_in_their_order() {
        let file = packed(&["b", "a/c.xml"]);
        assert_eq!(names(&file), Some(vec![&b"b"[..], b"a/c.xml"]));
        assert_eq!(names(&packed(&[])), Some(vec![]));
    }

    #[test]
    fn a_comment_at_the_end_is_passed_over() {
        let (mut file, comment) = (packed(&["a"]), b"PK\x05\x06 as part of a comment");
        let at = file.len() - 2;
        file[at] = comment.len() as u8;
        assert_eq!(names(&file), None, "shorter than it says");
        file.extend(comment);
        assert_eq!(names(&file), Some(vec![&b"a"[..]]));
        file.push(b'!');
        assert_eq!(names(&file), None, "longer than it says");
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_none() {
        let file = packed(&["[Content_Types].xml", "word/document.xml"]);
        for end in 0..file.len() {
            assert_eq!(names(&file[..end]), None, "{end}");
            assert_eq!(names(&file[file.len() - end..]), None, "from {end} before the end");
        }
    }

    #[test]
    fn a_file_that_contradicts_itself_is_none() {
        let file = packed(&["a", "b"]);
        let (end, directory) = (file.len() - 22, file.len() - 22 - 2 * 47);
        for (what, at, value) in [
            ("another disk", end + 4, &[1, 0][..]),
            ("a directory on another disk", end + 6, &[1, 0]),
            ("a file elsewhere", end + 8, &[1, 0]),
            ("zip64's count", end + 8, &[0xff; 4]),
            ("more files than there are", end + 8, &[3, 0, 3, 0]),
            ("fewer files than there are", end + 8, &[1, 0, 1, 0]),
            ("zip64's length", end + 12, &[0xff; 4]),
            ("zip64's start", end + 16, &[0xff; 4]),
            ("a start beyond the end", end + 16, &[0xff, 0xff, 0xff, 0x7f]),
            ("no mark of an entry", directory, b"XX"),
            ("a name beyond the end", directory + 28, &[0xff, 0xff]),
            ("a head that is not there", directory + 42, &[1, 0, 0, 0]),
            ("zip64's head", directory + 42, &[0xff; 4]),
            ("more bytes than there are", directory + 20, &[0xff, 0xff, 0, 0]),
            ("another name in the head", 30, b"x"),
        ] {
            let mut broken = file.clone();
            broken[at..at + value.len()].copy_from_slice(value);
            assert_eq!(names(&broken), None, "{what}");
        }
    }
}
