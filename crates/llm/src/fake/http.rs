//! Just enough of HTTP/1.1 to serve scripts: one request after another on each connection, answers in chunks.

use std::io;
use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::script::{Script, Step};
use super::{Asked, Fate, Shared};

pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(converse(stream, shared.clone()));
        while connections.try_join_next().is_some() {}
    }
}

async fn converse(stream: TcpStream, shared: Arc<Shared>) {
    // Without it, a step may wait for the acknowledgement of the one before.
    drop(stream.set_nodelay(true));
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    while let Ok(Some(asked)) = read(&mut reading).await {
        let (number, script) = shared.ask(asked);
        let outcome = tokio::select! {
            outcome = play(&script, &mut writing) => outcome,
            // Nobody sends a second request before the first is answered: what is read now is the end.
            _ = reading.fill_buf() => Err(io::ErrorKind::BrokenPipe.into()),
        };
        match outcome {
            Ok(Next::Request) => shared.end(number, Fate::Played),
            Ok(Next::Close) => return shared.end(number, Fate::Played),
            Err(_) => return shared.end(number, Fate::HungUp),
        }
    }
}

/// The next request; none when the other side has closed.
async fn read(reading: &mut BufReader<OwnedReadHalf>) -> io::Result<Option<Asked>> {
    let mut line = String::new();
    if reading.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers: Vec<(String, String)> = Vec::new();
    loop {
        line.clear();
        reading.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)];
    reading.read_exact(&mut body).await?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Ok(Some(Asked { path, headers, body }))
}

/// What follows a script.
enum Next {
    Request,
    Close,
}

async fn play(script: &Script, writing: &mut OwnedWriteHalf) -> io::Result<Next> {
    let mut head = Some(head(script));
    for step in &script.steps {
        match step {
            Step::Send(bytes) => {
                send_head(&mut head, writing).await?;
                if !bytes.is_empty() {
                    let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
                    writing.write_all(&chunk).await?;
                }
            }
            Step::Hold(gate) => gate.pass().await,
            Step::Silence => std::future::pending::<()>().await,
            Step::CutOff => {
                send_head(&mut head, writing).await?;
                writing.shutdown().await?;
                return Ok(Next::Close);
            }
            Step::NoAnswer => return Ok(Next::Close),
        }
    }
    send_head(&mut head, writing).await?;
    writing.write_all(b"0\r\n\r\n").await?;
    Ok(Next::Request)
}

async fn send_head(head: &mut Option<String>, writing: &mut OwnedWriteHalf) -> io::Result<()> {
    match head.take() {
        Some(head) => writing.write_all(head.as_bytes()).await,
        None => Ok(()),
    }
}

fn head(script: &Script) -> String {
    let mut head = format!("HTTP/1.1 {} Scripted\r\ntransfer-encoding: chunked\r\n", script.status);
    for (name, value) in &script.headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + "\r\n"
}
