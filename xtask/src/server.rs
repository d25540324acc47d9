//! A running `parlour serve` with data of its own, for chores that knock at a real door.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Signal;
use serde_json::Value;
use tempfile::TempDir;

use crate::cmd::{Cmd, group_of};
use crate::stop::{Listed, end_group};

const START_LIMIT: Duration = Duration::from_secs(60);

/// The server. Dropping it ends it and removes its data.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    address: String,
    binary: PathBuf,
    folder: TempDir,
    _listed: Listed,
}

impl Server {
    /// Starts the binary on a free port and waits for its first line.
    ///
    /// # Errors
    /// When it does not come up; the error shows what it logged.
    pub(crate) fn start(binary: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("parlour-").tempdir().context("no temporary folder")?;
        let log = folder.path().join("log");
        let mut child = in_folder(binary, folder.path())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .spawn(Stdio::piped(), File::create(&log)?.into())?;
        let listed = Listed::new(group_of(&child));
        let first = first_line(&mut child);
        let mut server =
            Self { child, address: String::new(), binary: binary.to_owned(), folder, _listed: listed };
        match first?.strip_prefix("listening on ") {
            Some(address) => address.clone_into(&mut server.address),
            None => bail!(
                "`parlour serve` did not say `listening on …`; its log:\n{}",
                server.log().unwrap_or_default()
            ),
        }
        Ok(server)
    }

    /// Its origin, `http://HOST:PORT`.
    pub(crate) fn origin(&self) -> &str {
        &self.address
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> Result<String> {
        std::fs::read_to_string(self.folder.path().join("log")).context("the server's log is gone")
    }

    /// Runs another command of the binary on the same data and reads its answer as JSON.
    pub(crate) fn cli(&self, args: &[&str]) -> Result<Value> {
        let answer = in_folder(&self.binary, self.folder.path()).args(args).arg("--json").read()?;
        serde_json::from_str(&answer).with_context(|| format!("`parlour {}` printed no JSON", args.join(" ")))
    }

    /// Reads JSON that anybody may read.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        self.exchange(&format!("GET {path} HTTP/1.0\r\n\r\n"))
    }

    /// Posts JSON as the holder of an API key and reads the answer.
    pub(crate) fn post(&self, path: &str, key: &str, body: &Value) -> Result<Value> {
        let (body, login) = (body.to_string(), STANDARD.encode(format!("{key}:")));
        let length = body.len();
        self.exchange(&format!(
            "POST {path} HTTP/1.0\r\nAuthorization: Basic {login}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        ))
    }

    /// One request in the oldest HTTP, so that the answer is plain and ends with the connection.
    fn exchange(&self, request: &str) -> Result<Value> {
        let host = self.address.strip_prefix("http://").context("the server's address is not http")?;
        let mut door = TcpStream::connect(host).context("cannot reach the server")?;
        door.set_read_timeout(Some(START_LIMIT))?;
        door.write_all(request.as_bytes())?;
        let mut answer = String::new();
        door.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("the answer has no end of headers")?;
        ensure!(head.split(' ').nth(1).is_some_and(|status| status.starts_with('2')), "refused: {answer}");
        serde_json::from_str(body).with_context(|| format!("no JSON: {body}"))
    }

    /// Whether it still runs.
    pub(crate) fn is_up(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_none())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end_group(group_of(&self.child), Signal::KILL);
        drop(self.child.wait());
    }
}

/// The first line of a program's standard output, which is piped; empty when it does not come in time.
///
/// # Errors
/// When the output is not piped.
pub(crate) fn first_line(child: &mut Child) -> Result<String> {
    let stdout = child.stdout.take().context("the server's stdout is not piped")?;
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            drop(tell.send(line));
        }
    });
    Ok(told.recv_timeout(START_LIMIT).unwrap_or_default())
}

fn in_folder(binary: &Path, folder: &Path) -> Cmd {
    Cmd::new(binary).dir(folder).env("PARLOUR_DATA", folder.join("data")).env("PARLOUR_RATE_LIMITS", "off")
}
