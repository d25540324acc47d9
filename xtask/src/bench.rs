//! `cargo xtask bench`: the benchmarks of the crate in `bench/`, `widget` in the browser, and `cold`, which times the
//! README's commands.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::cmd::Cmd;
use crate::provide::postgres::{Cluster, Purpose};
use crate::provide::{chromium, haproxy, npm};

/// Runs the benchmarks with the given names, or all but `cold`.
///
/// # Errors
/// When one of them fails.
pub(crate) fn run(names: &[String]) -> Result<()> {
    if names == ["cold"] {
        return cold();
    }
    if names == ["widget"] {
        Cmd::cargo().args(["build", "--release", "-p", "parlour"]).run()?;
        return widget();
    }
    Cmd::cargo().args(["build", "--release", "-p", "parlour", "-p", "parlour-bench"]).run()?;
    let is_wanted = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    let mut bench = Cmd::new(crate::target().join("release/parlour-bench")).args(names);
    let mut postgres = None;
    if is_wanted("store") || is_wanted("webhook") {
        let server = postgres.insert(Cluster::start(Purpose::Measurements)?);
        bench = bench.env("PARLOUR_BENCH_POSTGRES", server.url());
    }
    if is_wanted("relay") {
        bench = bench.env("PARLOUR_BENCH_HAPROXY", haproxy::path()?);
    }
    bench.run()?;
    if is_wanted("widget") { widget() } else { Ok(()) }
}

/// Measures what the widget costs a page, in the browser.
fn widget() -> Result<()> {
    npm::install()?;
    Cmd::new("node")
        .arg("bench/widget.mjs")
        .env("PARLOUR_BIN", crate::target().join("release/parlour"))
        .env("CHROMIUM", chromium::path()?)
        .run()
}

/// Clones the committed tree into an empty folder and times what a newcomer waits for.
fn cold() -> Result<()> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let clone = folder.path().join("parlour");
    Cmd::new("git").args(["clone", "--quiet", "--no-local"]).arg(crate::root()).arg(&clone).run()?;
    let begin = Instant::now();
    wait_for_demo(&clone)?;
    println!("cargo run --release -- demo, until it listens: {:.0} s", begin.elapsed().as_secs_f64());
    let begin = Instant::now();
    Cmd::cargo().args(["xtask", "test"]).dir(&clone).run()?;
    println!("cargo xtask test: {:.0} s", begin.elapsed().as_secs_f64());
    let edited = clone.join("crates/domain/src/form.rs");
    let text = std::fs::read_to_string(&edited)?;
    std::fs::write(&edited, text + "\n// edited\n")?;
    let begin = Instant::now();
    Cmd::cargo().args(["test", "--quiet", "--workspace", "--lib"]).dir(&clone).run()?;
    println!("the unit tests after an edit of the domain: {:.0} s", begin.elapsed().as_secs_f64());
    Ok(())
}

fn wait_for_demo(clone: &std::path::Path) -> Result<()> {
    let mut demo = Command::new("cargo")
        .args(["run", "--release", "--", "demo", "--listen", "127.0.0.1:0"])
        .current_dir(clone)
        .stdout(Stdio::piped())
        .spawn()
        .context("cargo cannot be run")?;
    let lines = BufReader::new(demo.stdout.take().context("no standard output")?).lines();
    let listens = lines.map_while(Result::ok).any(|line| line.starts_with("listening on"));
    demo.kill().context("the demo cannot be stopped")?;
    demo.wait().context("the demo cannot be stopped")?;
    if listens { Ok(()) } else { bail!("the demo ended before it listened") }
}
