//! Bytes to text: which encoding a page is written in.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::super::skipped::Unread;

/// How far into a page its `<meta charset>` may stand; browsers look no further.
const META_WINDOW_BYTES: usize = 4096;

/// The text of `bytes`. Asked in this order: a byte order mark, `charset` (what the server said), the page's
/// own `<meta charset>`; then UTF-8 if the bytes are valid UTF-8, else windows-1252, as browsers do.
///
/// # Errors
/// [`Unread::Binary`] when there are zero bytes in it: an image or archive under a page's name.
pub(crate) fn decode(bytes: &[u8], charset: Option<&str>) -> Result<String, Unread> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned());
    }
    if bytes.iter().take(8192).any(|b| *b == 0) {
        return Err(Unread::Binary);
    }
    let said = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = said.or_else(|| meta_charset(bytes)).unwrap_or(UTF_8);
    // A page that claims UTF-8 and is not has been mislabelled; windows-1252 loses nothing.
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Ok(text.to_owned());
    }
    let encoding = if encoding == UTF_8 && !mostly_utf8(bytes) { WINDOWS_1252 } else { encoding };
    Ok(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// Whether the faults in `bytes` are so few that a broken copy of UTF-8 is likelier than another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut faults) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    good > faults * 4
}

fn meta_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(META_WINDOW_BYTES)].to_ascii_lowercase();
    let mut rest = head.as_slice();
    while let Some(at) = find(rest, b"<meta") {
        rest = &rest[at + 5..];
        let tag = &rest[..find(rest, b">").unwrap_or(rest.len())];
        let Some(at) = find(tag, b"charset") else { continue };
        let value = tag[at + 7..].trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else { continue };
        let value: Vec<u8> = value
            .iter()
            .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
            .copied()
            .collect();
        if let Some(encoding) = Encoding::for_label(&value) {
            // A meta tag that could be read as ASCII cannot be in UTF-16, whatever it says.
            return Some(encoding.output_encoding());
        }
    }
    None
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_an_encoding_is_understood() {
        let cases: [(&[u8], Option<&str>, &str); 9] = [
            (b"\xEF\xBB\xBFsm\xC3\xB8r", Some("iso-8859-1"), "smør"),
            (b"\xFF\xFEs\0\xF8\0", None, "sø"),
            (b"sm\xF8r", Some("ISO-8859-1"), "smør"),
            (b"<META charset='latin1'>sm\xF8r", None, "<META charset='latin1'>smør"),
            (
                b"<meta http-equiv=x content=\"text/html; charset=windows-1252\">\x80",
                None,
                "<meta http-equiv=x content=\"text/html; charset=windows-1252\">€",
            ),
            (b"sm\xC3\xB8r", None, "smør"),
            (b"sm\xF8r p\xE5 br\xF8d", None, "smør på brød"),
            (b"<meta charset=utf-8>sm\xF8r", None, "<meta charset=utf-8>smør"),
            (b"sm\xF8r", Some("nonsense"), "smør"),
        ];
        for (bytes, charset, expected) in cases {
            assert_eq!(decode(bytes, charset).unwrap(), expected);
        }
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_something_else() {
        let mut bytes = "på brød, gør, æble, øl".as_bytes().to_vec();
        bytes.push(0xF8);
        assert_eq!(decode(&bytes, None).unwrap(), "på brød, gør, æble, øl\u{FFFD}");
    }

    #[test]
    fn an_image_is_no_page() {
        assert_eq!(decode(b"\x89PNG\0\0\0\rIHDR", None), Err(Unread::Binary));
    }
}
