//! `cargo xtask bench`: hands over to the crate in `bench/`.

use anyhow::{Result, ensure};

use crate::cmd::Cmd;

/// Runs the benchmarks with the given arguments.
///
/// # Errors
/// When there is no `bench/` crate, or it fails.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let manifest = crate::root().join("bench/Cargo.toml");
    ensure!(
        manifest.is_file(),
        "there is no bench/Cargo.toml: the crate `parlour-bench` is not part of this tree"
    );
    Cmd::cargo().args(["run", "--release", "-p", "parlour-bench", "--"]).args(args).run()
}
