//! A small HTTP/1.1 client on one kept connection, cheap enough not to be what is measured.

use std::error::Error;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A kept connection.
pub(crate) struct Client {
    stream: TcpStream,
    host: String,
    buffer: Vec<u8>,
}

impl Client {
    /// Connects.
    pub(crate) async fn connect(address: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host: address.to_owned(), buffer: Vec::with_capacity(32 * 1024) })
    }

    /// Posts JSON and reads the whole answer: its status and its bytes, framing included.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        authorization: &str,
        json: &str,
    ) -> Result<(u16, String), Box<dyn Error + Send + Sync>> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: {authorization}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{json}",
            self.host,
            json.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if is_whole(&self.buffer) {
                let text = String::from_utf8_lossy(&self.buffer).into_owned();
                let status = text.get(9..12).unwrap_or_default().parse()?;
                return Ok((status, text));
            }
        }
    }
}

fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|w| w == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    match text.lines().find_map(|line| line.strip_prefix("content-length:")) {
        Some(length) => length.trim().parse::<usize>().is_ok_and(|length| answer.len() >= head + 4 + length),
        None => answer.ends_with(b"0\r\n\r\n"),
    }
}
