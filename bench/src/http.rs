//! Questions answered per second through `POST /messages`: stored, answered by the built-in engine, stored again,
//! streamed. The load comes from this machine, on 64 kept connections, each a visitor of its own.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::client::Client;
use crate::server::{Server, parlour};
use crate::table::{median, print};
use crate::visitors::{MESSAGES, sign_in};

const CONNECTIONS: usize = 64;
const QUESTIONS: u64 = 4000;
const ROUNDS: usize = 3;
const QUESTION: &str = r#"{"message":{"parts":[{"type":"text","text":"How do I return a parcel?"}]}}"#;

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    let server = Server::start(&parlour()?, &["demo", "--listen", "127.0.0.1:0", "--data", &data]).await?;
    let key = std::fs::read_to_string(folder.path().join("api-key.txt"))?;
    let tokens = sign_in(&server.address, key.trim(), "shop-bot", CONNECTIONS).await?;
    let (_, sample) = Client::connect(&server.address)
        .await
        .map_err(|e| e.to_string())?
        .post(MESSAGES, &tokens[0], QUESTION)
        .await
        .map_err(|e| e.to_string())?;
    let body = sample.split_once("\r\n\r\n").ok_or("no body")?.1.to_owned();
    std::fs::write(folder.path().join("body"), &body)?;
    let body_file = folder.path().join("body").display().to_string();
    let bare = Server::start(&std::env::current_exe()?, &["serve-bare", &body_file]).await?;
    let (mut reference, mut measured, mut processor) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        reference.push(load(&bare.address, &tokens).await?);
        let before = server.processor_s()?;
        measured.push(load(&server.address, &tokens).await?);
        processor.push((server.processor_s()? - before) * 1e6 / QUESTIONS as f64);
    }
    bare.stop().await?;
    server.stop().await?;
    let rows = [
        ("reference: a bare server, the same bytes from memory", median(reference), "/s"),
        ("parlour, stored and answered, SQLite", median(measured), "/s"),
    ];
    print("POST /messages, 64 connections (median of 3 rounds)", &rows);
    println!("  processor time of the server a question, of all threads {:>26.0} µs", median(processor));
    Ok(())
}

async fn load(address: &str, tokens: &[String]) -> Result<f64, Box<dyn Error>> {
    let left = Arc::new(AtomicU64::new(QUESTIONS));
    let begin = Instant::now();
    let tasks: Vec<_> = tokens
        .iter()
        .map(|token| {
            let (address, token, left) = (address.to_owned(), token.clone(), left.clone());
            tokio::spawn(async move {
                let mut client = Client::connect(&address).await?;
                while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok() {
                    let (status, text) = client.post(MESSAGES, &token, QUESTION).await?;
                    if status != 200 || !text.contains("event: done") {
                        return Err(format!("{status}: {text}").into());
                    }
                }
                Ok::<_, Box<dyn Error + Send + Sync>>(())
            })
        })
        .collect();
    for task in tasks {
        task.await?.map_err(|e| e.to_string())?;
    }
    Ok(QUESTIONS as f64 / begin.elapsed().as_secs_f64())
}
