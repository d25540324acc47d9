//! The real binary, serving: started on a free port with data of its own, stopped, killed and started again.

use std::fs::File;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout};

use crate::binary::{Said, command, run_cli};
use crate::caller::Caller;
use crate::database::postgres_schema;

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(30);

/// Where a server keeps its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Database {
    /// In its data folder.
    #[default]
    Sqlite,
    /// In a schema of its own on the tests' PostgreSQL server.
    Postgres,
}

/// How to start a server.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where it keeps its rows.
    pub database: Database,
    /// Variables that it sees; `PARLOUR_…` variables of the test program are hidden from it.
    pub env: Vec<(String, String)>,
    /// Arguments after `serve --listen … --data …`.
    pub args: Vec<String>,
}

/// A server that listens. Dropping it kills it and removes its data.
#[derive(Debug)]
pub struct Server {
    running: Option<Running>,
    origin: String,
    env: Vec<(String, String)>,
    args: Vec<String>,
    folder: TempDir,
}

#[derive(Debug)]
struct Running {
    child: Child,
    /// Kept, for a server whose standard output closes would fail to write there.
    _stdout: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts a server on a free port and waits until it accepts connections.
    ///
    /// # Panics
    /// When it does not come up, showing its log.
    pub async fn start(options: Options) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let Options { database, mut env, args } = options;
        env.push(("PARLOUR_DATA".into(), folder.path().join("data").display().to_string()));
        if database == Database::Postgres {
            env.push(("PARLOUR_DATABASE_URL".into(), postgres_schema().await));
        }
        let mut server = Self { running: None, origin: String::new(), env, args, folder };
        server.run().await;
        server
    }

    /// Starts another server on the same database, with a data folder of its own.
    ///
    /// # Panics
    /// When the database is SQLite's, or as [`Server::start`].
    pub async fn beside(&self) -> Self {
        let mut env = self.env.clone();
        assert!(env.iter().any(|(name, _)| name == "PARLOUR_DATABASE_URL"), "SQLite is for one server");
        let folder = tempfile::tempdir().expect("a temporary folder");
        env.retain(|(name, _)| name != "PARLOUR_DATA");
        env.push(("PARLOUR_DATA".into(), folder.path().join("data").display().to_string()));
        let mut server = Self { running: None, origin: String::new(), env, args: self.args.clone(), folder };
        server.run().await;
        server
    }

    /// Its origin, `http://HOST:PORT`. The port is another one after each [`Server::restart`].
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of a path on it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Somebody who calls it, without a credential.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller::new(&self.origin)
    }

    /// Its data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// All that it has logged, over all its lives.
    ///
    /// # Panics
    /// When the log cannot be read.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).expect("the server's log")
    }

    /// Runs a command of the binary on this server's data.
    pub async fn cli(&self, args: &[&str]) -> Said {
        run_cli(self.folder.path(), &self.env, args).await
    }

    /// Makes an API key.
    ///
    /// # Panics
    /// When the command fails.
    pub async fn key(&self) -> String {
        let made = self.cli(&["key", "create", "--json"]).await.good().json();
        made["key"].as_str().expect("a key").to_owned()
    }

    /// Ends it as a power cut would: at once, without a word.
    ///
    /// # Panics
    /// When it does not run.
    pub async fn kill9(&mut self) {
        let mut running = self.running.take().expect("a server that runs");
        running.child.kill().await.expect("a process to kill");
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    ///
    /// # Panics
    /// When it does not run, or does not stop.
    pub async fn stop(&mut self) -> ExitStatus {
        let mut running = self.running.take().expect("a server that runs");
        let pid = running.child.id().and_then(|id| Pid::from_raw(id.cast_signed())).expect("a process");
        kill_process(pid, Signal::TERM).expect("a process to stop");
        let ended = tokio::time::timeout(STOP_LIMIT, running.child.wait()).await;
        ended
            .unwrap_or_else(|_| panic!("the server does not stop; its log:\n{}", self.log()))
            .expect("an exit status")
    }

    /// Stops it if it runs, and starts it again on the same data.
    ///
    /// # Panics
    /// When it does not stop in good order or does not come up, showing its log.
    pub async fn restart(&mut self) {
        if self.running.is_some() {
            let status = self.stop().await;
            assert!(status.success(), "the server stopped with {status}; its log:\n{}", self.log());
        }
        self.run().await;
    }

    async fn run(&mut self) {
        let log = File::options().create(true).append(true).open(self.log_file()).expect("a log file");
        let mut child = command(self.folder.path(), &self.env)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(&self.args)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the binary starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a piped output")).lines();
        let first = tokio::time::timeout(START_LIMIT, stdout.next_line()).await;
        let first = first.ok().and_then(Result::ok).flatten().unwrap_or_default();
        let Some(origin) = first.strip_prefix("listening on ") else {
            panic!("the server said {first:?} instead of where it listens; its log:\n{}", self.log());
        };
        origin.clone_into(&mut self.origin);
        self.running = Some(Running { child, _stdout: stdout });
    }

    fn log_file(&self) -> std::path::PathBuf {
        self.folder.path().join("log")
    }
}
