//! The built `parlour` and its command line.
//!
//! Nothing is built here: `cargo xtask test` builds the binary once, before the tests.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::process::Command;

/// The variable that names the binary; without it the one beside the test program is taken.
pub const BINARY: &str = "PARLOUR_BIN";

const LIMIT: Duration = Duration::from_secs(60);

/// What a command said before it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Its exit code; -1 when a signal ended it.
    pub code: i32,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Said {
    /// The standard output as JSON.
    ///
    /// # Panics
    /// When it is none, showing what was said.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    /// The same, for a command that must have succeeded.
    ///
    /// # Panics
    /// When it has not, showing what was said.
    pub fn good(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

/// Where the binary is.
///
/// # Panics
/// When it is not built, naming the remedy.
#[must_use]
pub fn path() -> PathBuf {
    let named = std::env::var_os(BINARY).map(PathBuf::from);
    let file = named.or_else(beside).expect("a test program lies in target/PROFILE/deps");
    assert!(
        file.is_file(),
        "{} is missing: run `cargo xtask test --only rust`, which builds it, or `cargo build -p parlour` before this",
        file.display()
    );
    file
}

/// `target/PROFILE/parlour`, seen from `target/PROFILE/deps/TEST`.
fn beside() -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    Some(test.parent()?.parent()?.join("parlour"))
}

/// Runs a command of the binary in `folder`, with no `PARLOUR_…` variable but those given.
pub async fn run_cli(folder: &Path, env: &[(String, String)], args: &[&str]) -> Said {
    run(command(folder, env).stdout(Stdio::piped()), args).await
}

/// The same for a reader who has gone away before the first word.
///
/// # Panics
/// When there is no pipe to be had.
pub async fn run_cli_unread(folder: &Path, env: &[(String, String)], args: &[&str]) -> Said {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    run(command(folder, env).stdout(writer), args).await
}

async fn run(command: &mut Command, args: &[&str]) -> Said {
    command.args(args).stderr(Stdio::piped());
    let output = tokio::time::timeout(LIMIT, command.output()).await;
    let output = output.unwrap_or_else(|_| panic!("`parlour {}` did not end", args.join(" ")));
    let output = output.expect("the binary starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Said {
        code: output.status.code().unwrap_or(-1),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// The binary, ready to start in `folder`. It ends with its handle.
pub(crate) fn command(folder: &Path, env: &[(String, String)]) -> Command {
    let mut command = Command::new(path());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PARLOUR_") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).envs(env.iter().cloned()).stdin(Stdio::null()).kill_on_drop(true);
    command
}
