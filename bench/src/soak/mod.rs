//! Ten thousand turns with an upstream at its worst and visitors who hang up at random. Afterwards memory has come back,
//! nothing is stuck, and the server still answers; else this fails.

mod upstream;

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::{Server, command, parlour};
use crate::visitors;
use crate::words::Words;
use upstream::Counts;

const TURNS: u64 = 10_000;
/// Turns before memory is looked at for the first time.
const WARM_UP: u64 = 1_000;
const VISITORS: usize = 200;
/// Deadlines of the model, in milliseconds: to its first token, of its silence, of its answer.
const PATIENCE: [&str; 6] = ["--llm-first-token-ms", "150", "--llm-stall-ms", "150", "--llm-total-ms", "600"];
/// Memory may be this much more than after warming up.
const MOST_TIMES: f64 = 1.5;
const MOST_MORE_MIB: f64 = 20.0;
/// How long is waited until nothing is under way any more.
const QUIET: Duration = Duration::from_secs(20);
/// A server without turns stops within this.
const STOP: Duration = Duration::from_secs(3);

/// What went wrong, told across tasks.
type Fault = Box<dyn Error + Send + Sync>;

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    let (address, counts) = upstream::start()?;
    let pages = tempfile::tempdir()?;
    for page in 0..20 {
        std::fs::write(pages.path().join(format!("{page}.html")), Words::page(page, 10))?;
    }
    let from = pages.path().display().to_string();
    command(&["chatbot", "create", "bench", "--data", &data])?;
    command(&["import", "pages", &from, "--chatbot", "bench", "--json", "--data", &data])?;
    let key = command(&["key", "create", "--data", &data])?;
    let base_url = format!("http://{address}/v1");
    let args = ["serve", "--listen", "127.0.0.1:0", "--data", &data, "--llm-base-url", &base_url];
    let args = [&args, &["--llm-model", "worst"][..], &PATIENCE].concat();
    let server = Server::start(&parlour()?, &args).await?;
    let tokens = visitors::sign_in(&server.address, key.trim(), "bench", VISITORS).await?;
    println!("\nA soak: {TURNS} turns of {VISITORS} visitors with an upstream at its worst");
    turns(&server.address, &tokens, WARM_UP, 0).await?;
    let warm = settled(&server, folder.path(), &counts).await?;
    let begin = Instant::now();
    let ends = turns(&server.address, &tokens, TURNS, WARM_UP).await?;
    let took = begin.elapsed().as_secs_f64();
    let after = settled(&server, folder.path(), &counts).await?;
    println!(
        "  {took:.0} s, {:.0} turns a second; the upstream was asked {} times",
        TURNS as f64 / took,
        after.asked
    );
    println!("  answered {}, failed {}, hung up on by their visitors {}", ends.done, ends.failed, ends.left);
    println!(
        "  resident memory after {WARM_UP} turns {:.1} MiB, at the end {:.1} MiB",
        warm.resident_mib, after.resident_mib
    );
    println!("  turns left running {}, connections kept open to the upstream {}", after.running, after.open);
    let (limit, last) = (warm.resident_mib * MOST_TIMES + MOST_MORE_MIB, tokens.len() - 1);
    still_answers(&server.address, &tokens[last]).await?;
    let stopped = server.terminate(STOP).await?;
    println!("  still answers; then stops in {:.2} s", stopped.as_secs_f64());
    if after.resident_mib > limit {
        return Err(format!("memory does not come back: more than {limit:.0} MiB").into());
    }
    Ok(())
}

/// How the turns ended, as their visitors saw it.
#[derive(Debug, Default)]
struct Ends {
    done: u64,
    failed: u64,
    left: u64,
}

/// Every visitor sends one message after another, until `count` are sent in all.
async fn turns(address: &str, tokens: &[String], count: u64, seed: u64) -> Result<Ends, Box<dyn Error>> {
    let left = Arc::new(AtomicU64::new(count));
    let tasks: Vec<_> = tokens
        .iter()
        .map(|token| {
            let (address, token, left) = (address.to_owned(), token.clone(), left.clone());
            tokio::spawn(async move { visit(&address, &token, &left, seed).await })
        })
        .collect();
    let mut ends = Ends::default();
    for task in tasks {
        let seen = task.await?.map_err(|e| e.to_string())?;
        ends.done += seen.done;
        ends.failed += seen.failed;
        ends.left += seen.left;
    }
    Ok(ends)
}

async fn visit(address: &str, token: &str, left: &AtomicU64, seed: u64) -> Result<Ends, Fault> {
    let mut ends = Ends::default();
    while let Ok(number) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)) {
        let mut words = Words::seeded(seed + number);
        // One in four hangs up after a few reads.
        let patience = if words.below(4) == 0 { words.below(8) } else { u64::MAX };
        let message = visitors::message(&words.sentence(6));
        loop {
            match send(address, token, &message, patience).await? {
                End::Done => ends.done += 1,
                End::Failed => ends.failed += 1,
                End::Left => ends.left += 1,
                // The turn that was hung up on goes on: one at a time.
                End::Busy => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
            }
            break;
        }
    }
    Ok(ends)
}

enum End {
    Done,
    Failed,
    Left,
    Busy,
}

/// Sends a message and listens for at most `patience` reads.
async fn send(address: &str, token: &str, message: &str, patience: u64) -> Result<End, Fault> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\nauthorization: {token}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{message}",
        visitors::MESSAGES,
        message.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let (mut answer, mut reads) = (Vec::new(), 0);
    loop {
        if reads >= patience {
            return Ok(End::Left);
        }
        if stream.read_buf(&mut answer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        reads += 1;
        if answer.starts_with(b"HTTP/1.1 409") {
            return Ok(End::Busy);
        }
        if !answer.starts_with(b"HTTP/1.1 200") {
            return Err(String::from_utf8_lossy(&answer).into());
        }
        if answer.ends_with(b"0\r\n\r\n") {
            let done = answer.windows(12).any(|w| w == b"event: done\n");
            return Ok(if done { End::Done } else { End::Failed });
        }
    }
}

/// How things stand once nothing is under way.
#[derive(Debug)]
struct Standing {
    resident_mib: f64,
    running: i64,
    open: u64,
    asked: u64,
}

/// Waits until no turn runs and the upstream is left alone.
async fn settled(server: &Server, data: &Path, counts: &Counts) -> Result<Standing, Box<dyn Error>> {
    let begin = Instant::now();
    loop {
        let standing = Standing {
            resident_mib: server.resident_mib()?,
            running: running(data)?,
            open: counts.open.load(Ordering::Relaxed),
            asked: counts.asked.load(Ordering::Relaxed),
        };
        if standing.running == 0 && (standing.open == 0 || begin.elapsed() > QUIET / 2) {
            return Ok(standing);
        }
        if begin.elapsed() > QUIET {
            return Err(format!("{} turns are stuck", standing.running).into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn running(data: &Path) -> Result<i64, Box<dyn Error>> {
    let only_read = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = rusqlite::Connection::open_with_flags(data.join("parlour.db"), only_read)?;
    Ok(db.query_row("SELECT COUNT(*) FROM turn WHERE state = 'running'", [], |row| row.get(0))?)
}

async fn still_answers(address: &str, token: &str) -> Result<(), Box<dyn Error>> {
    // The upstream fails some turns; the built-in engine steps in for most.
    for number in 0..20 {
        let message = visitors::message(&Words::seeded(5_000_000 + number).sentence(6));
        if matches!(send(address, token, &message, u64::MAX).await.map_err(|e| e.to_string())?, End::Done) {
            return Ok(());
        }
    }
    Err("the server does not answer any more".into())
}
