//! What a command tells: lines for people, JSON for programs, and failures with their exit code.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _, stdout};
use std::process::{ExitCode, exit};

use serde::Serialize;
use serde_json::json;

/// Prints a line, as [`print`] does; written like `println!`, which panics once the reader of a pipe is gone.
macro_rules! say {
    ($($words:tt)*) => { $crate::output::print(format_args!($($words)*)) };
}
pub(crate) use say;

/// Prints a line on standard output. A reader who went away has read enough: the command goes on to its end. Where
/// there is no room for the line, the command ends here.
pub(crate) fn print(line: Arguments<'_>) {
    match writeln!(stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("error: standard output cannot be written: {error}");
            exit(1)
        }
        _ => {}
    }
}

/// Why a command failed, in words that name the remedy.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    exit: u8,
    /// Programs have had their JSON already.
    told: bool,
}

impl Failure {
    /// The command was called wrongly: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: 2, told: false }
    }

    /// What to tell.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The command could not be carried out: exit code 1.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: 1, told: false }
    }

    /// The command was carried out and told its outcome, which is bad: exit code 1.
    pub(crate) fn told(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: 1, told: true }
    }
}

impl From<parlour_domain::Error> for Failure {
    fn from(error: parlour_domain::Error) -> Self {
        match error {
            parlour_domain::Error::Invalid(faults) => {
                let lines: Vec<String> =
                    faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message)).collect();
                Self::usage(lines.join("\n"))
            }
            other => Self::new(other.to_string()),
        }
    }
}

impl From<parlour_store::Error> for Failure {
    fn from(error: parlour_store::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// Tells a failure on standard error (and as JSON on standard output when that was asked for).
pub(crate) fn fail(json: bool, failure: &Failure) -> ExitCode {
    if json && !failure.told {
        say!("{}", json!({ "error": { "message": failure.message } }));
    }
    eprintln!("error: {}", failure.message);
    ExitCode::from(failure.exit)
}

/// Tells an outcome: as one line of JSON, or by what `lines` prints.
pub(crate) fn tell(json: bool, outcome: &impl Serialize, lines: impl FnOnce()) -> Result<(), Failure> {
    if json {
        let text = serde_json::to_string(outcome).map_err(|error| Failure::new(error.to_string()))?;
        say!("{text}");
    } else {
        lines();
    }
    Ok(())
}
