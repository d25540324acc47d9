//! What is posted to, on kept connections: it notes when each event came, answers 200, and keeps nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::now_ns;

/// How long nothing may come before it is taken that nothing more will.
const SILENCE: Duration = Duration::from_secs(60);
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
/// What stands before an event's id, the first thing in its body.
const BEFORE_ID: &[u8] = b"{\"event_id\":\"";

/// When each event came for the first time, in nanoseconds since 1970, and how often one came again.
#[derive(Debug, Default)]
struct Came {
    first: HashMap<String, u64>,
    again: usize,
}

/// A receiver that listens.
pub(super) struct Receiver {
    /// `127.0.0.1:PORT`.
    pub(super) address: String,
    came: Arc<Mutex<Came>>,
    news: Arc<Notify>,
}

impl Receiver {
    pub(super) async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (came, news) = (Arc::new(Mutex::new(Came::default())), Arc::new(Notify::new()));
        let (note, tell) = (came.clone(), news.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // One that goes away ends its own connection only.
                tokio::spawn(receive(stream, note.clone(), tell.clone()));
            }
        });
        Ok(Self { address, came, news })
    }

    /// Waits until this many different events have come; when each came, and how many came more than once. Then begins anew.
    pub(super) async fn take(&self, count: usize) -> Result<(HashMap<String, u64>, usize), String> {
        loop {
            let so_far = {
                let mut came = self.came.lock().unwrap_or_else(PoisonError::into_inner);
                if came.first.len() >= count {
                    let Came { first, again } = std::mem::take(&mut *came);
                    return Ok((first, again));
                }
                came.first.len()
            };
            if tokio::time::timeout(SILENCE, self.news.notified()).await.is_err() {
                return Err(format!("only {so_far} of {count} events came"));
            }
        }
    }
}

async fn receive(mut stream: TcpStream, came: Arc<Mutex<Came>>, news: Arc<Notify>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut held = Vec::with_capacity(8 * 1024);
    loop {
        let Some((body, end)) = request(&held) else {
            if stream.read_buf(&mut held).await? == 0 {
                return Ok(());
            }
            continue;
        };
        if let Some(id) = event_id(&held[body..end]) {
            let mut came = came.lock().unwrap_or_else(PoisonError::into_inner);
            let at = now_ns();
            if let Some(first) = came.first.insert(id.clone(), at) {
                came.first.insert(id, first);
                came.again += 1;
            }
        }
        news.notify_one();
        held.drain(..end);
        stream.write_all(ANSWER).await?;
    }
}

/// Where the body of the first whole request begins and ends.
fn request(held: &[u8]) -> Option<(usize, usize)> {
    let body = held.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&held[..body]).ok()?;
    let named = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    };
    let end = body + head.lines().find_map(named).unwrap_or(0);
    (held.len() >= end).then_some((body, end))
}

fn event_id(body: &[u8]) -> Option<String> {
    let rest = body.strip_prefix(BEFORE_ID)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    String::from_utf8(rest[..end].to_vec()).ok()
}
