//! Other programs: run one and insist that it succeeds, or read what it prints.
//!
//! Each runs in a process group of its own, without a standard input, under a time limit, so that a program
//! that hangs or was interrupted is ended with all its children.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal};

use crate::stop::{self, Listed, end_group};

/// How long a program may take when nothing else is said.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// A program about to run, in the repository's folder.
#[derive(Debug)]
pub(crate) struct Cmd {
    inner: Command,
    limit: Duration,
}

impl Cmd {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut inner = Command::new(program);
        inner.current_dir(crate::root()).stdin(Stdio::null()).process_group(0);
        Self { inner, limit: LIMIT }
    }

    /// The cargo that runs us.
    pub(crate) fn cargo() -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.inner.arg(arg);
        self
    }

    pub(crate) fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.inner.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.inner.env(name, value);
        self
    }

    pub(crate) fn dir(mut self, folder: &Path) -> Self {
        self.inner.current_dir(folder);
        self
    }

    /// Ends the program after so long, as a failure.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it with its output in sight.
    ///
    /// # Errors
    /// When it cannot start, fails, takes too long or is interrupted.
    pub(crate) fn run(self) -> Result<()> {
        println!("$ {}", self.line());
        self.finish().map(drop)
    }

    /// Runs it and gives what it printed on its standard output.
    ///
    /// # Errors
    /// As [`Cmd::run`]; the error carries what it printed on its standard error.
    pub(crate) fn read(mut self) -> Result<String> {
        self.inner.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = self.finish()?;
        String::from_utf8(output.stdout).context("it printed something that is not UTF-8")
    }

    /// Starts it and leaves it running.
    ///
    /// # Errors
    /// When it cannot start.
    pub(crate) fn spawn(mut self, stdout: Stdio, stderr: Stdio) -> Result<Child> {
        self.inner.stdout(stdout).stderr(stderr);
        self.inner.spawn().with_context(|| format!("cannot start `{}`", self.line()))
    }

    fn finish(mut self) -> Result<Output> {
        let line = self.line();
        let child = self.inner.spawn().with_context(|| format!("cannot start `{line}`"))?;
        let group = group_of(&child);
        let listed = Listed::new(group);
        let (done, watched) = channel::<()>();
        let limit = self.limit;
        let watch = std::thread::spawn(move || {
            let late = watched.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
            if late {
                end_group(group, Signal::KILL);
            }
            late
        });
        let output = child.wait_with_output();
        drop(done);
        drop(listed);
        let late = watch.join().unwrap_or(false);
        let output = output.with_context(|| format!("lost sight of `{line}`"))?;
        if stop::asked() {
            bail!("interrupted");
        }
        if late {
            bail!("`{line}` took longer than {} s and was ended", limit.as_secs());
        }
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let joint = if said.is_empty() { "" } else { ":\n" };
            bail!("`{line}` failed ({}){joint}{}", output.status, said.trim_end());
        }
        Ok(output)
    }

    fn line(&self) -> String {
        let name = Path::new(self.inner.get_program()).file_name().unwrap_or_default();
        let words = std::iter::once(name).chain(self.inner.get_args());
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

/// The group a program started by [`Cmd`] leads.
pub(crate) fn group_of(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// Where `PATH` has the program.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_prints_is_read() {
        assert_eq!(Cmd::new("echo").arg("hello").read().unwrap(), "hello\n");
    }

    #[test]
    fn a_failure_tells_the_command_and_its_complaint() {
        let error = Cmd::new("sh").args(["-c", "echo alas >&2; exit 3"]).read().unwrap_err().to_string();
        assert!(error.contains("sh -c") && error.contains("alas"), "{error}");
    }

    #[test]
    fn a_program_that_takes_too_long_is_ended_with_its_children() {
        let slow = Cmd::new("sh").args(["-c", "sleep 600 & wait"]).within(Duration::from_millis(50));
        let error = slow.read().unwrap_err().to_string();
        assert!(error.contains("took longer"), "{error}");
    }
}
