//! `cargo xtask test`: every kind of test, with all they need.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::cmd::Cmd;
use crate::provide::files::Files;
use crate::provide::llama::Llama;
use crate::provide::{chromium, font, npm, postgres};
use crate::steps::Steps;
use crate::{fuzz, target};

/// The steps, in the order they run.
const STEPS: [&str; 6] = ["build", "rust", "typecheck", "web", "e2e", "fuzz"];

/// The variable that names a PostgreSQL server on which tests may make schemas.
const POSTGRES: &str = "PARLOUR_TEST_POSTGRES";

/// The variable that names the origin of a model's server.
const MODEL: &str = "PARLOUR_TEST_LLM";

/// The variable that names an S3 server with a bucket and keys.
const FILES: &str = "PARLOUR_TEST_S3";

/// Which steps to run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    steps: Vec<&'static str>,
    cargo_args: Vec<String>,
}

impl Plan {
    /// Everything.
    pub(crate) fn all() -> Self {
        Self { steps: STEPS.to_vec(), cargo_args: Vec::new() }
    }

    /// Reads `[--only STEP]... [-- ARGS]`; nothing when that makes no sense.
    pub(crate) fn parse(mut args: &[&str]) -> Option<Self> {
        let mut only = Vec::new();
        loop {
            match args {
                [] => break,
                ["--", rest @ ..] => {
                    let cargo_args = rest.iter().map(ToString::to_string).collect();
                    return Some(Self { steps: chosen(&only), cargo_args });
                }
                ["--only", names @ ..] => {
                    let count = names.iter().take_while(|name| STEPS.contains(name)).count();
                    if count == 0 {
                        return None;
                    }
                    only.extend(&names[..count]);
                    args = &names[count..];
                }
                _ => return None,
            }
        }
        Some(Self { steps: chosen(&only), cargo_args: Vec::new() })
    }

    /// Runs the plan's steps among others.
    pub(crate) fn add_to(&self, steps: &mut Steps) {
        // Lives until all steps are done; dropping it stops the server.
        let mut database = None;
        for name in &self.steps {
            match *name {
                "build" => steps.run(name, build),
                "rust" => steps.run_after("build", name, || self.rust(&mut database)),
                "typecheck" => steps.run(name, || npm_script("typecheck")),
                "web" => steps.run(name, || npm_script("test")),
                "e2e" => steps.run_after("build", name, e2e),
                _ => steps.run_after("build", name, || fuzz::run(&binary()?)),
            }
        }
    }

    fn rust(&self, database: &mut Option<postgres::Cluster>) -> Result<()> {
        let cluster = database.insert(postgres::Cluster::start(postgres::Purpose::Tests)?);
        let (llama, files) = (Llama::start()?, Files::start()?);
        let cargo = Cmd::cargo()
            .arg("test")
            .env(POSTGRES, cluster.url())
            .env(MODEL, llama.origin())
            .env(FILES, files.access())
            .env("PARLOUR_BIN", binary()?);
        if self.cargo_args.is_empty() {
            cargo.args(["--workspace", "--no-fail-fast"]).run()
        } else {
            cargo.args(&self.cargo_args).run()
        }
    }
}

/// Runs the plan.
///
/// # Errors
/// When a step fails.
pub(crate) fn run(plan: &Plan) -> Result<()> {
    let mut steps = Steps::default();
    plan.add_to(&mut steps);
    steps.close()
}

/// The steps named, or all, in their order, with the build where one of them needs the binary.
fn chosen(only: &[&str]) -> Vec<&'static str> {
    let needs_build = |name: &&str| !matches!(*name, "typecheck" | "web");
    let wanted = |step: &&&'static str| {
        only.is_empty() || only.contains(*step) || (**step == "build" && only.iter().any(needs_build))
    };
    STEPS.iter().filter(wanted).copied().collect()
}

/// Builds the binary once, with the features the whole workspace agrees on, so that nothing is built twice.
fn build() -> Result<()> {
    npm::install()?;
    Cmd::cargo().args(["build", "--workspace", "--bin", "parlour"]).run()
}

/// The binary that [`build`] has built.
///
/// # Errors
/// When it is not there.
pub(crate) fn binary() -> Result<PathBuf> {
    let file = target().join("debug/parlour");
    file.canonicalize().with_context(|| format!("{} is missing after the build", file.display()))
}

fn npm_script(name: &str) -> Result<()> {
    npm::install()?;
    Cmd::new("npm").args(["run", "--silent", name]).run()
}

fn e2e() -> Result<()> {
    npm::install()?;
    let folder = crate::root().join("e2e");
    let mut tests = Vec::new();
    for entry in folder.read_dir().context("e2e/ is missing")? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            tests.push(path.strip_prefix(crate::root())?.to_owned());
        }
    }
    tests.sort();
    ensure!(!tests.is_empty(), "e2e/ has no *.test.mjs");
    font::provide()?;
    // One browser at a time: two cores are few.
    Cmd::new("node")
        .args(["--test", "--test-concurrency=1"])
        .args(tests)
        .env("PARLOUR_BIN", binary()?)
        .env("CHROMIUM", chromium::path()?)
        .within(Duration::from_secs(40 * 60))
        .run()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(args: &[&str]) -> Option<Vec<&'static str>> {
        Plan::parse(args).map(|plan| plan.steps)
    }

    #[test]
    fn nothing_named_means_everything() {
        assert_eq!(steps(&[]).unwrap(), STEPS);
        assert_eq!(Plan::all().steps, STEPS);
    }

    #[test]
    fn what_needs_the_binary_brings_the_build() {
        assert_eq!(steps(&["--only", "e2e"]).unwrap(), ["build", "e2e"]);
        assert_eq!(steps(&["--only", "web"]).unwrap(), ["web"]);
        assert_eq!(steps(&["--only", "fuzz", "rust"]).unwrap(), ["build", "rust", "fuzz"]);
        assert_eq!(steps(&["--only", "web", "--only", "typecheck"]).unwrap(), ["typecheck", "web"]);
    }

    #[test]
    fn what_follows_two_dashes_goes_to_cargo() {
        let plan = Plan::parse(&["--only", "rust", "--", "-p", "parlour-store"]).unwrap();
        assert_eq!(plan.cargo_args, ["-p", "parlour-store"]);
    }

    #[test]
    fn an_unknown_step_is_refused() {
        for bad in [&["--only"][..], &["--only", "nothing"], &["rust"], &["--only", "rust", "nothing"]] {
            assert!(steps(bad).is_none(), "{bad:?}");
        }
    }
}
