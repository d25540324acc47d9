//! Chores of the repository: `cargo xtask test`, `ci`, `codegen`, `tidy`, `bench`.
//!
//! Left out on purpose: anything the product does. A chore that needs a program says aloud what it fetched, and
//! fails with the remedy where it cannot; it never skips.

mod bench;
mod ci;
mod cmd;
mod codegen;
mod fuzz;
mod provide;
mod server;
mod steps;
mod stop;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

const USAGE: &str = "\
usage: cargo xtask CHORE

  test [--only STEP]... [-- ARGS]   all tests; STEP is one of build, rust, typecheck, web, e2e, fuzz
                                    ARGS go to `cargo test` instead of --workspace --no-fail-fast
  ci                                formatting, lints, documentation, tidy, codegen --check, then test
  codegen [--check]                 contract/openapi.json and the TypeScript types made from it
  tidy                              the rules of the house that lints cannot check
  bench [ARGS]                      the load generators in bench/";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let Some(chore) = chore(&args) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let outcome = stop::listen().and_then(|()| chore());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(if stop::asked() { 130 } else { 1 })
        }
    }
}

type Chore = Box<dyn FnOnce() -> Result<()>>;

/// What the arguments ask for; nothing when they are wrong.
fn chore(args: &[&str]) -> Option<Chore> {
    match args {
        ["test", rest @ ..] => {
            let plan = test::Plan::parse(rest)?;
            Some(Box::new(move || test::run(&plan)))
        }
        ["ci"] => Some(Box::new(ci::run)),
        ["codegen"] => Some(Box::new(codegen::write)),
        ["codegen", "--check"] => Some(Box::new(codegen::check)),
        ["tidy"] => Some(Box::new(tidy::run)),
        ["bench", rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(ToString::to_string).collect();
            Some(Box::new(move || bench::run(&rest)))
        }
        _ => None,
    }
}

/// The repository's folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where builds go.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::chore;

    #[test]
    fn only_known_chores_run() {
        for good in [&["test"][..], &["test", "--only", "rust"], &["ci"], &["tidy"], &["codegen", "--check"]]
        {
            assert!(chore(good).is_some(), "{good:?}");
        }
        for bad in
            [&[][..], &["tset"], &["test", "--only", "nothing"], &["codegen", "--chekc"], &["ci", "now"]]
        {
            assert!(chore(bad).is_none(), "{bad:?}");
        }
    }
}
