//! Reads server-sent events, strictly: a frame is an id, a name and one line of data.

use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// One frame of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Where it stands: `<message_id>.<attempt>.<number>`.
    pub id: String,
    /// Its event.
    pub event: String,
    /// Its data.
    pub data: Value,
}

impl Frame {
    /// Reads the lines between two blank ones; nothing when they are a comment.
    ///
    /// # Panics
    /// When they are neither a frame nor a comment.
    fn read(lines: &str) -> Option<Self> {
        if lines.lines().all(|line| line.starts_with(':')) {
            return None;
        }
        let lines: Vec<&str> = lines.lines().collect();
        let [event, data, id] = lines[..] else { panic!("no frame of three lines: {lines:?}") };
        let field = |line: &str, name: &str| {
            let value = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(": "));
            value.unwrap_or_else(|| panic!("expected {name}: in {lines:?}")).to_owned()
        };
        let data = serde_json::from_str(&field(data, "data")).expect("JSON data");
        Some(Self { id: field(id, "id"), event: field(event, "event"), data })
    }

    /// Its id's pieces: message, attempt, number.
    ///
    /// # Panics
    /// When the id has another form.
    pub fn place(&self) -> (String, i64, u64) {
        let pieces: Vec<&str> = self.id.split('.').collect();
        let [message, attempt, number] = pieces[..] else { panic!("a strange id: {}", self.id) };
        (message.to_owned(), attempt.parse().expect("an attempt"), number.parse().expect("a number"))
    }
}

/// The frames of an answer as they come.
pub struct Frames {
    /// The answer's headers.
    pub headers: HeaderMap,
    bytes: BoxStream<'static, reqwest::Result<Bytes>>,
    unread: String,
}

impl std::fmt::Debug for Frames {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Frames({:?})", self.headers)
    }
}

impl Frames {
    pub(crate) fn of(response: reqwest::Response) -> Self {
        Self {
            headers: response.headers().clone(),
            bytes: response.bytes_stream().boxed(),
            unread: String::new(),
        }
    }

    /// The next frame; none when the server closed the stream.
    ///
    /// # Panics
    /// When the stream breaks off inside a frame.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            while let Some((lines, rest)) = self.unread.split_once("\n\n") {
                let frame = Frame::read(lines);
                self.unread = rest.to_owned();
                if frame.is_some() {
                    return frame;
                }
            }
            match self.bytes.next().await {
                Some(bytes) => {
                    let bytes = bytes.expect("a stream that does not break");
                    self.unread.push_str(std::str::from_utf8(&bytes).expect("text"));
                }
                None => {
                    assert_eq!(self.unread, "", "the stream ended inside a frame");
                    return None;
                }
            }
        }
    }

    /// All frames to the end of the stream.
    pub async fn all(mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.next().await {
            frames.push(frame);
        }
        frames
    }
}
