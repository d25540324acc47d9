//! A PostgreSQL server for the length of a test run: fresh, on a free port, without durability.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, geteuid, kill_process};
use tempfile::TempDir;

use super::{debian, tell};
use crate::cmd::{Cmd, find, group_of};
use crate::stop;

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(20);
const BEAT: Duration = Duration::from_millis(25);

const SETTINGS: [&str; 3] = ["max_connections=400", "shared_buffers=128MB", "listen_addresses=127.0.0.1"];

/// The fastest settings for data that nobody will miss.
const CARELESS: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// What a server is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Many short tests: nothing need survive.
    Tests,
    /// Measurements: as durable as an owner's server.
    Measurements,
}

/// A running server. Dropping it stops the server and removes its folder.
#[derive(Debug)]
pub(crate) struct Cluster {
    server: Child,
    port: u16,
    folder: TempDir,
}

impl Cluster {
    /// Finds or installs PostgreSQL, makes a cluster and starts it.
    ///
    /// # Errors
    /// When there is no PostgreSQL to be had, or it does not start.
    pub(crate) fn start(purpose: Purpose) -> Result<Self> {
        let bin = binaries()?;
        let user = User::find()?;
        let folder =
            tempfile::Builder::new().prefix("parlour-pg-").tempdir().context("no temporary folder")?;
        if let User::Other { uid, gid } = &user {
            chown(folder.path(), Some(*uid), Some(*gid)).context("cannot give the folder away")?;
        }
        let data = folder.path().join("data");
        user.cmd(bin.join("initdb"))
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data)
            .dir(folder.path())
            .read()
            .context("cannot make a PostgreSQL cluster")?;
        let log = File::create(folder.path().join("log")).context("cannot write PostgreSQL's log")?;
        let port = free_port()?;
        let mut server = user.cmd(bin.join("postgres")).dir(folder.path()).arg("-D").arg(&data);
        let careless = if purpose == Purpose::Tests { &CARELESS[..] } else { &[] };
        for setting in SETTINGS.iter().chain(careless) {
            server = server.args(["-c", setting]);
        }
        let server = server
            .args(["-c", &format!("port={port}"), "-c"])
            .arg(format!("unix_socket_directories={}", folder.path().display()))
            .spawn(Stdio::null(), log.into())?;
        let mut cluster = Self { server, port, folder };
        cluster.wait_until_ready(&data)?;
        tell(&format!("PostgreSQL from {} on port {port}, for this run only", bin.display()));
        Ok(cluster)
    }

    /// Where its maintenance database is.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The server writes its readiness into the eighth line of its pid file.
    fn wait_until_ready(&mut self, data: &Path) -> Result<()> {
        let start = Instant::now();
        loop {
            let state = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            let ended = self.server.try_wait()?;
            if ended.is_some() || stop::asked() || start.elapsed() > START_LIMIT {
                let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                bail!("PostgreSQL did not start; its log says:\n{log}");
            }
            std::thread::sleep(BEAT);
        }
    }

    /// Asks the server to end now, and if need be insists.
    fn stop(&mut self) -> Result<()> {
        let pid = Pid::from_child(&self.server);
        for signal in [Signal::INT, Signal::QUIT] {
            let _ = kill_process(pid, signal);
            let start = Instant::now();
            while start.elapsed() < STOP_LIMIT {
                if self.server.try_wait()?.is_some() {
                    return Ok(());
                }
                std::thread::sleep(BEAT);
            }
        }
        stop::end_group(group_of(&self.server), Signal::KILL);
        self.server.wait()?;
        bail!("PostgreSQL had to be killed")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("xtask: {error:#}");
        }
    }
}

/// Who runs the server: PostgreSQL refuses to run as root.
#[derive(Debug)]
enum User {
    Myself,
    Other { uid: u32, gid: u32 },
}

impl User {
    fn find() -> Result<Self> {
        if !geteuid().is_root() {
            return Ok(Self::Myself);
        }
        ensure!(
            find("setpriv").is_some(),
            "PostgreSQL cannot run as root, and there is no `setpriv` (util-linux) here"
        );
        for name in ["postgres", "nobody"] {
            let id = |which: &str| -> Result<u32> {
                Ok(Cmd::new("id").args([which, name]).read()?.trim().parse()?)
            };
            if let (Ok(uid), Ok(gid)) = (id("-u"), id("-g")) {
                return Ok(Self::Other { uid, gid });
            }
        }
        bail!("PostgreSQL cannot run as root, and there is no user `postgres` here: run this as another user")
    }

    /// Runs a program as that user. Should this process be killed outright, the program ends as well.
    fn cmd(&self, program: PathBuf) -> Cmd {
        match self {
            Self::Myself if find("setpriv").is_none() => Cmd::new(program),
            Self::Myself => Cmd::new("setpriv").args(["--pdeathsig", "INT"]).arg(program),
            Self::Other { uid, gid } => Cmd::new("setpriv")
                .args([
                    &format!("--reuid={uid}"),
                    &format!("--regid={gid}"),
                    "--clear-groups",
                    "--pdeathsig",
                    "INT",
                ])
                .arg(program),
        }
    }
}

/// The folder with `initdb` and `postgres`: the newest in Debian's places, else on the path, else installed now.
fn binaries() -> Result<PathBuf> {
    if look().is_none() {
        debian::install(&["postgresql"])?;
    }
    look().context("there is still no `initdb` in /usr/lib/postgresql/*/bin or on the path")
}

fn look() -> Option<PathBuf> {
    let complete = |bin: &PathBuf| bin.join("initdb").is_file() && bin.join("postgres").is_file();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin")))
        })
        .filter(|(_, bin)| complete(bin))
        .max();
    newest.map(|(_, bin)| bin).or_else(|| find("initdb")?.parent().map(Path::to_owned).filter(complete))
}

fn free_port() -> Result<u16> {
    let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(door.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;
    use std::os::unix::fs::MetadataExt as _;

    use super::*;

    #[test]
    fn a_cluster_starts_answers_and_leaves_nothing() {
        let cluster = Cluster::start(Purpose::Tests).unwrap();
        let (port, folder) = (cluster.port, cluster.folder.path().to_owned());
        assert!(cluster.url().starts_with("postgres://postgres@127.0.0.1:"));
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        assert_ne!(folder.join("data").metadata().unwrap().uid(), 0);
        drop(cluster);
        assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        assert!(!folder.exists());
    }
}
