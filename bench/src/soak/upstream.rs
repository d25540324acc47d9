//! A model's server at its worst: whole answers, refusals, garbage, silence, streams that break off or never end.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::server::{Requests, chunk};
use crate::words::Words;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const REFUSED: &str =
    "HTTP/1.1 500 Internal Server Error\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\noops";

/// What it has in hand.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Requests so far.
    pub(crate) asked: AtomicU64,
    /// Connections that are open.
    pub(crate) open: AtomicU64,
}

/// Starts it on a thread of its own; its address, and what it has in hand. It ends with the process.
pub(crate) fn start() -> Result<(String, Arc<Counts>), Box<dyn Error>> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?.to_string();
    let counts = Arc::new(Counts::default());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let counted = counts.clone();
    std::thread::spawn(move || runtime.block_on(serve(listener, counted)));
    Ok((address, counts))
}

async fn serve(listener: std::net::TcpListener, counts: Arc<Counts>) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let counts = counts.clone();
        tokio::spawn(async move {
            counts.open.fetch_add(1, Ordering::Relaxed);
            // Whoever hangs up ends their own connection only.
            let _ = answer_all(stream, &counts).await;
            counts.open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

async fn answer_all(mut stream: TcpStream, counts: &Counts) -> std::io::Result<()> {
    let mut requests = Requests::default();
    while requests.next(&mut stream).await? {
        let number = counts.asked.fetch_add(1, Ordering::Relaxed);
        if !answer(&mut stream, number).await? {
            break;
        }
    }
    Ok(())
}

/// Answers in one of eight ways; whether the connection can be used again.
async fn answer(stream: &mut TcpStream, number: u64) -> std::io::Result<bool> {
    let mut words = Words::seeded(number + 7);
    match words.below(8) {
        0 => {
            stream.write_all(REFUSED.as_bytes()).await?;
            return Ok(true);
        }
        1 => return wait(stream).await,
        2 => {
            stream.write_all(HEAD.as_bytes()).await?;
            stream.write_all(&chunk("data: {\"choices\": [nonsense\n\n")).await?;
            stream.write_all(b"0\r\n\r\n").await?;
            return Ok(true);
        }
        way => {
            stream.write_all(HEAD.as_bytes()).await?;
            say(stream, &mut words, 30).await?;
            match way {
                3 => return Ok(false),
                4 => return wait(stream).await,
                5 => loop {
                    say(stream, &mut words, 1).await?;
                    tokio::time::sleep(Duration::from_millis(5)).await;
                },
                _ => {}
            }
        }
    }
    let end =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    stream.write_all(&chunk(end)).await?;
    stream.write_all(b"0\r\n\r\n").await?;
    Ok(true)
}

/// Says nothing more, until the other side hangs up.
async fn wait(stream: &mut TcpStream) -> std::io::Result<bool> {
    let mut unwanted = [0; 1024];
    while stream.read(&mut unwanted).await? > 0 {}
    Ok(false)
}

async fn say(stream: &mut TcpStream, words: &mut Words, count: usize) -> std::io::Result<()> {
    for _ in 0..count {
        let event = format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\" {}\"}},\"finish_reason\":null}}]}}\n\n",
            words.word()
        );
        stream.write_all(&chunk(&event)).await?;
    }
    Ok(())
}
