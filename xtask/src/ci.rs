//! `cargo xtask ci`: everything a change must pass.

use anyhow::Result;

use crate::cmd::Cmd;
use crate::steps::Steps;
use crate::{codegen, test, tidy};

/// Quick checks first, then lints and documentation, then all tests.
///
/// # Errors
/// When any of it fails.
pub(crate) fn run() -> Result<()> {
    let mut steps = Steps::default();
    steps.run("format", || Cmd::cargo().args(["fmt", "--all", "--check"]).run());
    steps.run("tidy", tidy::run);
    steps.run("lints", || {
        Cmd::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]).run()
    });
    steps.run("docs", || {
        Cmd::cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings").run()
    });
    test::Plan::all().add_to(&mut steps);
    steps.run_after("build", "codegen", codegen::check_built);
    steps.close()
}
