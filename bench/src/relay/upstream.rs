//! A model's server that sends one marked word after another, at a steady pace, on threads of its own.

use std::error::Error;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::MissedTickBehavior;

use super::mark;
use crate::server::{Requests, chunk};

/// How many pieces an answer has, each with a mark.
pub(crate) const TOKENS: usize = 200;
/// How long it is from one to the next.
const PACE: Duration = Duration::from_millis(20);
/// How many words a sentence has.
const SENTENCE: usize = 12;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\ntransfer-encoding: chunked\r\n\r\n";
const TAIL: &str = concat!(
    "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"paced\",",
    "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
    "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"paced\",",
    "\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":200,\"total_tokens\":1200}}\n\n",
    "data: [DONE]\n\n",
);

/// Starts it; its address, `127.0.0.1:PORT`. Marks count from `epoch`. It ends with the process.
pub(crate) fn start(epoch: Instant) -> Result<String, Box<dyn Error>> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?.to_string();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    std::thread::spawn(move || runtime.block_on(serve(listener, epoch)));
    Ok(address)
}

async fn serve(listener: std::net::TcpListener, epoch: Instant) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(answer_all(stream, epoch));
    }
}

async fn answer_all(mut stream: TcpStream, epoch: Instant) -> std::io::Result<()> {
    let mut requests = Requests::default();
    while requests.next(&mut stream).await? {
        answer(&mut stream, epoch).await?;
    }
    Ok(())
}

async fn answer(stream: &mut TcpStream, epoch: Instant) -> std::io::Result<()> {
    stream.write_all(HEAD.as_bytes()).await?;
    let mut pace = tokio::time::interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for number in 0..TOKENS {
        pace.tick().await;
        stream.write_all(&token(number, epoch.elapsed().as_micros() as u64)).await?;
    }
    stream.write_all(&chunk(TAIL)).await?;
    stream.write_all(b"0\r\n\r\n").await
}

/// The first piece holds a few words more, so that no guard waits for the next word before it lets the first one go.
fn token(number: usize, time_us: u64) -> Vec<u8> {
    let mut word = mark::word(time_us);
    if number.is_multiple_of(SENTENCE) {
        word.replace_range(..1, "X");
    }
    let text = match number {
        0 => format!("{word} is what the pages say of it and more follows"),
        _ if number % SENTENCE == SENTENCE - 1 => format!(" {word}."),
        _ => format!(" {word}"),
    };
    chunk(&format!(
        "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"paced\",\
         \"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n"
    ))
}
