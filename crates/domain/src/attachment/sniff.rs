//! Whether a file's bytes are what its sender says they are.
//!
//! Contract: Diverge reference 6.5 (content is sniffed and must agree).

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::zip;

/// A document of Word's.
pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// A sheet of Excel's.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Whether `bytes` are a file of the kind `claimed`.
pub(super) fn looks_like(bytes: &[u8], claimed: &str) -> bool {
    match claimed {
        "text/plain" | "text/csv" => is_text(bytes),
        DOCX => is_office(bytes, "word/document.xml"),
        XLSX => is_office(bytes, "xl/workbook.xml"),
        _ if infer::get(bytes).is_none_or(|kind| kind.mime_type() != claimed) => false,
        _ if claimed.starts_with("image/") => {
            imagesize::blob_size(bytes).is_ok_and(|size| size.width > 0 && size.height > 0)
        }
        _ => true,
    }
}

/// Whether it is a package of Office's that holds `main`, wherever in it.
fn is_office(bytes: &[u8], main: &str) -> bool {
    zip::names(bytes).is_some_and(|names| {
        let holds = |wanted: &str| names.contains(&wanted.as_bytes());
        holds("[Content_Types].xml") && holds(main)
    })
}

/// Whether it is text: UTF-8, UTF-16 that says so, or what Windows programs of western Europe write; but not text that
/// other programs take for something else.
fn is_text(bytes: &[u8]) -> bool {
    let decoded = match bytes {
        [0xff, 0xfe, rest @ ..] => UTF_16LE.decode_without_bom_handling_and_without_replacement(rest),
        [0xfe, 0xff, rest @ ..] => UTF_16BE.decode_without_bom_handling_and_without_replacement(rest),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.trim_start_matches('\u{feff}').into()),
            Err(_) if is_mostly_plain(bytes) => {
                WINDOWS_1252.decode_without_bom_handling_and_without_replacement(bytes)
            }
            Err(_) => None,
        },
    };
    decoded.is_some_and(|text| !text.chars().any(is_no_text) && !is_something_else(&text))
}

/// Text of western Europe is letters without marks for the most part.
fn is_mostly_plain(bytes: &[u8]) -> bool {
    bytes.iter().filter(|byte| byte.is_ascii()).count() * 2 >= bytes.len()
}

/// Whether it is a control character, other than those that move the pen, ring or set colours.
fn is_no_text(c: char) -> bool {
    c.is_control() && !matches!(c, '\u{7}'..='\u{d}' | '\u{1b}' | '\u{85}')
}

/// Whether it begins as a page, a picture or a document does that is made of letters.
fn is_something_else(text: &str) -> bool {
    const BEGINNINGS: [&str; 14] = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<svg",
        "<?xml",
        "<!--",
        "%pdf-",
        "%!ps",
        "gif87a",
        "gif89a",
        "{\\rtf",
    ];
    let beginning: String = text.trim_start().chars().take(16).collect();
    let beginning = beginning.to_ascii_lowercase();
    BEGINNINGS.iter().any(|other| beginning.starts_with(other))
}

#[cfg(test)]
mod tests {
    use super::super::zip::tests::packed;
    use super::*;

    const PYTHON_DOCX: [&str; 5] = [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/document.xml",
        "word/_rels/document.xml.rels",
    ];

    #[test]
    fn an_office_file_is_known_wherever_its_document_stands() {
        let mut names = PYTHON_DOCX;
        assert!(looks_like(&packed(&names), DOCX));
        names.reverse();
        assert!(looks_like(&packed(&names), DOCX));
        assert!(!looks_like(&packed(&names), XLSX), "a document is no sheet");
        let sheet = ["docProps/app.xml", "xl/workbook.xml", "[Content_Types].xml"];
        assert!(looks_like(&packed(&sheet), XLSX));
        assert!(!looks_like(&packed(&sheet), DOCX));
    }

    #[test]
    fn another_package_is_no_office_file() {
        for names in [
            &["word/evil.exe"][..],
            &["word/document.xml"],
            &["[Content_Types].xml"],
            &["[Content_Types].xml", "word/document.xml.exe"],
            &[],
        ] {
            assert!(!looks_like(&packed(names), DOCX), "{names:?}");
        }
        assert!(!looks_like(b"word/document.xml [Content_Types].xml", DOCX));
    }

    #[test]
    fn text_is_taken_in_the_encodings_people_use() {
        for text in [
            "name;price\r\nKj\u{f8}le;7\r\n".as_bytes(),
            "\u{feff}name;price".as_bytes(),
            "\u{79c1}\u{306e}\u{8377}\u{7269}".as_bytes(),
            b"Kj\xf8le;7 \x80",
            b"\xff\xfeH\x00i\x00",
            b"\xfe\xff\x00H\x00i",
            b"a page\x0cof \x1b[1mbold\x1b[0m words\ttoo",
            b"Rar! BM MZ ID3: three names",
        ] {
            assert!(looks_like(text, "text/plain") && looks_like(text, "text/csv"), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_not_taken_for_it() {
        for other in [
            &b"a\0b"[..],
            b"%PDF-1.7\n%words",
            b"GIF89a words",
            b"\x89PNG\r\n\x1a\n",
            b"\x7fELF words",
            b"PK\x03\x04 words",
            b"<!DOCTYPE html><p>hi</p>",
            b" \r\n<HTML>",
            b"\xef\xbb\xbf<script>alert(1)</script>",
            b"\xff\xfe<\x00h\x00t\x00m\x00l\x00",
            b"\xff\xfeH\x00i",
            b"\xff\xfe\x00\xd8H\x00",
            b"<?xml version='1.0'?><svg/>",
            b"{\\rtf1 words}",
            b"words \x01\x02",
            b"Kj\xf8le \x81",
            b"\xf8\xe6\xe5\xd8\xc6 ab",
        ] {
            assert!(!looks_like(other, "text/plain"), "{other:?}");
        }
    }
}
