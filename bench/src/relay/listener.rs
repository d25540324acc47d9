//! One stream as a client hears it: when each mark was sent, and when it was seen.

use std::error::Error;
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::mark;
use super::upstream::TOKENS;

/// What was heard of an answer; all times in microseconds of the run's clock.
#[derive(Debug)]
pub(crate) struct Heard {
    /// When the request was sent.
    pub(crate) asked: u64,
    /// When the first byte of the body came: Parlour's first frame says that the message is stored.
    pub(crate) begun: u64,
    /// Of each word, when it was sent and when it was seen.
    pub(crate) words: Vec<(u64, u64)>,
}

impl Heard {
    /// How many words were sent after the word at this place before it was seen.
    pub(crate) fn sent_meanwhile(&self, at: usize) -> usize {
        let seen = self.words[at].1;
        self.words[at + 1..].iter().take_while(|(sent, _)| *sent <= seen).count()
    }
}

/// What is asked, and of whom.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// Where on it.
    pub(crate) path: &'static str,
    /// The header's value.
    pub(crate) authorization: String,
    /// The body.
    pub(crate) json: String,
}

/// Asks, and listens to the end.
pub(crate) async fn listen(request: &Request, epoch: Instant) -> Result<Heard, Box<dyn Error + Send + Sync>> {
    let mut stream = TcpStream::connect(&request.address).await?;
    stream.set_nodelay(true)?;
    let Request { address, path, authorization, json } = request;
    let text = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: {authorization}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
        json.len()
    );
    let now = || epoch.elapsed().as_micros() as u64;
    let mut heard = Heard { asked: now(), begun: 0, words: Vec::with_capacity(TOKENS) };
    stream.write_all(text.as_bytes()).await?;
    let (mut bytes, mut in_body) = (Vec::with_capacity(64 * 1024), false);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err("the server closed the connection".into());
        }
        let seen = now();
        if !in_body {
            let Some(head) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
            if !bytes.starts_with(b"HTTP/1.1 200") {
                return Err(String::from_utf8_lossy(&bytes).into());
            }
            bytes.drain(..head + 4);
            in_body = true;
        }
        if heard.begun == 0 && !bytes.is_empty() {
            heard.begun = seen;
        }
        let (times, end) = mark::read(&bytes);
        for sent in times {
            // Finished parts say all words again.
            if heard.words.last().is_none_or(|(last, _)| *last < sent) {
                heard.words.push((sent, seen));
            }
        }
        let is_over = bytes.ends_with(b"0\r\n\r\n");
        let kept = end.max(bytes.len().saturating_sub(mark::LENGTH - 1));
        bytes.drain(..kept);
        if is_over {
            break;
        }
    }
    if heard.words.len() != TOKENS {
        return Err(format!("{} of {TOKENS} words came", heard.words.len()).into());
    }
    Ok(heard)
}
