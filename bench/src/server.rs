//! Servers to measure: Parlour's own binary, and a bare one that answers the same bytes from memory.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// A running server.
pub(crate) struct Server {
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// From the start of the process to its line `listening on …`.
    pub(crate) ready_after: Duration,
    child: Child,
}

impl Server {
    /// Starts `program` with `args` and waits until it listens.
    pub(crate) async fn start(program: &Path, args: &[&str]) -> Result<Self, Box<dyn Error>> {
        let begin = Instant::now();
        let mut child = Command::new(program)
            .args(args)
            .env("PARLOUR_RATE_LIMITS", "off")
            .env("PARLOUR_LOG", "warn")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| format!("{}: {e}; build it: cargo build --release", program.display()))?;
        let stdout = child.stdout.take().ok_or("no standard output")?;
        let mut lines = BufReader::new(stdout).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = line.strip_prefix("listening on http://") {
                let (address, ready_after) = (address.to_owned(), begin.elapsed());
                return Ok(Self { address, ready_after, child });
            }
        }
        Err(format!("{} ended before it listened", program.display()).into())
    }

    /// The memory that the process holds in RAM, in MiB.
    pub(crate) fn resident_mib(&self) -> Result<f64, Box<dyn Error>> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id().ok_or("it has ended")?))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
        Ok(kib / 1024.0)
    }

    /// The processor time that the process has used, in seconds.
    pub(crate) fn processor_s(&self) -> Result<f64, Box<dyn Error>> {
        processor_s(self.child.id().ok_or("it has ended")?)
    }

    /// Asks the process to stop and waits until it has; how long that took.
    pub(crate) async fn terminate(mut self, at_most: Duration) -> Result<Duration, Box<dyn Error>> {
        let begin = Instant::now();
        let pid = self.child.id().ok_or("it has ended")?.to_string();
        Command::new("kill").args(["-TERM", &pid]).status().await?;
        let ended = tokio::time::timeout(at_most, self.child.wait()).await;
        ended.map_err(|_| format!("the server does not stop within {at_most:?}"))??;
        Ok(begin.elapsed())
    }

    /// Ends the process.
    pub(crate) async fn stop(mut self) -> Result<(), Box<dyn Error>> {
        self.child.kill().await?;
        Ok(())
    }
}

/// The processor time that a process has used, in seconds.
pub(crate) fn processor_s(pid: u32) -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(") ").ok_or("no name")?.1.split(' ').collect();
    let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    // Linux counts in hundredths of a second, whatever its own clock does.
    Ok(ticks / 100.0)
}

/// Parlour's release binary, beside this program.
pub(crate) fn parlour() -> Result<PathBuf, Box<dyn Error>> {
    Ok(std::env::current_exe()?.with_file_name("parlour"))
}

/// Runs one of Parlour's commands; what it prints.
pub(crate) fn command(args: &[&str]) -> Result<String, Box<dyn Error>> {
    let done = std::process::Command::new(parlour()?).args(args).output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into());
    }
    Ok(String::from_utf8(done.stdout)?)
}

/// The bare server: reads a request, answers `body` from memory as an event stream, keeps nothing.
pub(crate) async fn serve_bare(body: String) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let answer: std::sync::Arc<[u8]> = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    )
    .into_bytes()
    .into();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answer = answer.clone();
        tokio::spawn(async move {
            // A client that goes away ends its own connection only.
            let _ = answer_all(stream, &answer).await;
        });
    }
}

async fn answer_all(mut stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    let mut requests = Requests::default();
    while requests.next(&mut stream).await? {
        stream.write_all(answer).await?;
    }
    Ok(())
}

/// The requests of a connection, passed over one by one.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    held: Vec<u8>,
}

impl Requests {
    /// Waits for the next whole request; false when there is none any more.
    pub(crate) async fn next(&mut self, stream: &mut TcpStream) -> std::io::Result<bool> {
        loop {
            if let Some(end) = request_end(&self.held) {
                self.held.drain(..end);
                return Ok(true);
            }
            if stream.read_buf(&mut self.held).await? == 0 {
                return Ok(false);
            }
        }
    }
}

/// Where the first whole request in `held` ends.
fn request_end(held: &[u8]) -> Option<usize> {
    let head = held.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&held[..head]).ok()?.to_ascii_lowercase();
    let length =
        text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    let end = head + length.unwrap_or(0);
    (held.len() >= end).then_some(end)
}

/// Text as a chunk of a body whose length is not told beforehand.
pub(crate) fn chunk(text: &str) -> Vec<u8> {
    format!("{:x}\r\n{text}\r\n", text.len()).into_bytes()
}
