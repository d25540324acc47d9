//! A stream in any encoding as a stream in UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, WINDOWS_1252};

const CHUNK_BYTES: usize = 32 * 1024;

/// Reads UTF-8 out of UTF-8, UTF-16 with a byte order mark, or what an XML declaration names. In what should
/// be UTF-8, bytes that are not are read as windows-1252, as spreadsheets write it. The mark is left out.
pub(super) struct Utf8Reader<R> {
    inner: R,
    decoder: Option<Decoder>,
    /// Read and not yet decoded: the beginning of a character.
    rest: Vec<u8>,
    /// Decoded and not yet asked for.
    ready: Vec<u8>,
    given: usize,
    at_start: bool,
    ended: bool,
}

impl<R: Read> Utf8Reader<R> {
    /// A reader of `inner`, whose first bytes are `head`.
    pub(super) fn new(inner: R, head: &[u8]) -> Self {
        let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
        let encoding = marked.or_else(|| declared(head)).filter(|e| *e != encoding_rs::UTF_8);
        Self {
            inner,
            decoder: encoding.map(Encoding::new_decoder_with_bom_removal),
            rest: Vec::new(),
            ready: Vec::new(),
            given: 0,
            at_start: true,
            ended: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() && !self.ended {
            let mut chunk = std::mem::take(&mut self.rest);
            let before = chunk.len();
            self.inner.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
            self.ended = chunk.len() == before;
            match &mut self.decoder {
                Some(decoder) => decode(decoder, &chunk, self.ended, &mut self.ready),
                None => self.pass(&chunk),
            }
        }
        Ok(())
    }

    fn pass(&mut self, chunk: &[u8]) {
        let chunk = match chunk.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) if self.at_start => rest,
            _ => chunk,
        };
        self.at_start = false;
        let mut left = chunk;
        loop {
            match std::str::from_utf8(left) {
                Ok(text) => return self.ready.extend_from_slice(text.as_bytes()),
                Err(fault) => {
                    let (good, bad) = left.split_at(fault.valid_up_to());
                    self.ready.extend_from_slice(good);
                    if fault.error_len().is_none() && !self.ended {
                        self.rest = bad.to_vec();
                        return;
                    }
                    let one = WINDOWS_1252.decode_without_bom_handling(&bad[..1]).0;
                    self.ready.extend_from_slice(one.as_bytes());
                    left = &bad[1..];
                }
            }
        }
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.fill()?;
        }
        let n = out.len().min(self.ready.len() - self.given);
        out[..n].copy_from_slice(&self.ready[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, out: &mut Vec<u8>) {
    let mut text = String::new();
    loop {
        text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(CHUNK_BYTES).max(16));
        let (result, read, _) = decoder.decode_to_string(bytes, &mut text, last);
        bytes = &bytes[read..];
        if result == CoderResult::InputEmpty {
            break;
        }
    }
    out.extend_from_slice(text.as_bytes());
}

/// The encoding that an XML declaration names.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.strip_prefix(b"<?xml")?;
    let declaration = String::from_utf8_lossy(&head[..head.len().min(200)]).into_owned();
    let declaration = declaration.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    Encoding::for_label(value.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that characters are torn.
    struct Drops(Vec<u8>, usize);

    impl Read for Drops {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match (self.0.get(self.1), out.first_mut()) {
                (Some(byte), Some(out)) => *out = *byte,
                _ => return Ok(0),
            }
            self.1 += 1;
            Ok(1)
        }
    }

    #[test]
    fn every_encoding_comes_out_as_utf8() {
        let cases: [(&[u8], &str); 6] = [
            ("\u{FEFF}smør €".as_bytes(), "smør €"),
            (b"sm\xF8r \x80\n", "smør €\n"),
            (b"\xFF\xFEs\0\xF8\0", "sø"),
            (b"\xFE\xFF\0s\0\xF8", "sø"),
            (
                b"<?xml version='1.0' encoding='iso-8859-15'?>\xA4",
                "<?xml version='1.0' encoding='iso-8859-15'?>€",
            ),
            (b"", ""),
        ];
        for (bytes, expected) in cases {
            let mut text = String::new();
            Utf8Reader::new(Drops(bytes.to_vec(), 0), bytes).read_to_string(&mut text).unwrap();
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn characters_across_chunks_stay_whole() {
        let long = "aæ".repeat(CHUNK_BYTES) + "ø";
        let mut text = String::new();
        Utf8Reader::new(long.as_bytes(), &[]).read_to_string(&mut text).unwrap();
        assert!(text == long);
    }
}
