//! Server-sent events from bytes that are cut anywhere.
//!
//! Gentler than the standard in two points: what stands before the end of the stream counts without its blank line, and
//! the field `error`, as which llama.cpp sends failures, counts as data. Names, ids and retry times are passed over.

/// The decoder.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// The line so far, without its end.
    line: Vec<u8>,
    /// The data of the event so far.
    data: Vec<u8>,
    has_data: bool,
    after_return: bool,
}

impl Decoder {
    /// Takes more bytes and hands the data of each event they complete to `event`.
    ///
    /// # Errors
    /// The first that `event` gives.
    pub(crate) fn feed<E>(
        &mut self,
        bytes: &[u8],
        mut event: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut rest = bytes;
        if rest.is_empty() {
            return Ok(());
        }
        if std::mem::take(&mut self.after_return) {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(&rest[..end]);
            let returned = rest[end] == b'\r';
            rest = &rest[end + 1..];
            if returned {
                self.after_return = rest.is_empty();
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
            self.end_line(&mut event)?;
        }
        self.line.extend_from_slice(rest);
        Ok(())
    }

    /// Takes the end of the stream.
    ///
    /// # Errors
    /// What `event` gives.
    pub(crate) fn end<E>(&mut self, mut event: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        self.end_line(&mut event)?;
        self.end_event(&mut event)
    }

    fn end_line<E>(&mut self, event: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        if self.line.is_empty() {
            return self.end_event(event);
        }
        let line = self.line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.line);
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        if matches!(&line[..colon], b"data" | b"error") {
            let value = line.get(colon + 1..).unwrap_or_default();
            if std::mem::replace(&mut self.has_data, true) {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
        }
        self.line.clear();
        Ok(())
    }

    fn end_event<E>(&mut self, event: &mut impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        if !std::mem::take(&mut self.has_data) {
            return Ok(());
        }
        let outcome = event(&self.data);
        self.data.clear();
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn events<'b>(chunks: impl IntoIterator<Item = &'b [u8]>) -> Vec<String> {
        let (mut decoder, mut seen) = (Decoder::default(), Vec::new());
        let mut event = |data: &[u8]| {
            seen.push(String::from_utf8_lossy(data).into_owned());
            Ok::<(), Infallible>(())
        };
        for chunk in chunks {
            decoder.feed(chunk, &mut event).unwrap();
        }
        decoder.end(&mut event).unwrap();
        seen
    }

    #[test]
    fn every_spelling_of_an_event_is_read() {
        for (text, expected) in [
            ("data: a\n\ndata:b\n\n", vec!["a", "b"]),
            ("data: a\r\n\r\ndata: b\r\n\r\n", vec!["a", "b"]),
            ("data: a\r\rdata: b\r\r", vec!["a", "b"]),
            ("data:  a\ndata\ndata:b\n\n", vec![" a\n\nb"]),
            (": ping\n\nevent: x\nid: 1\nretry: 5\n\ndata: a\n\n", vec!["a"]),
            ("\u{feff}data: a\n\n", vec!["a"]),
            ("error: {\"code\":500}\n\n", vec!["{\"code\":500}"]),
            ("data: a\n\ndata: the end", vec!["a", "the end"]),
            ("datum: a\n\ndata: \n\n", vec![""]),
            ("", vec![]),
        ] {
            assert_eq!(events([text.as_bytes()]), expected, "{text:?}");
        }
    }

    #[test]
    fn where_the_bytes_are_cut_makes_no_difference() {
        let text = "data: æble\r\n\r\n: ping\r\n\r\ndata: 日\r\ndata: 本\r\n\r\ndata:x\n\ndata: y".as_bytes();
        let whole = events([text]);
        assert_eq!(whole, ["æble", "日\n本", "x", "y"]);
        assert_eq!(events(text.chunks(1)), whole);
        for first in 0..text.len() {
            for second in first..text.len() {
                let cut = [&text[..first], &text[first..second], &text[second..]];
                assert_eq!(events(cut), whole, "{first} {second}");
            }
        }
    }
}
