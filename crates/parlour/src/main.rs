//! Parlour: a self-hosted chatbot and live-chat platform in one binary. This crate only wires.

// `output::say!` prints: it outlives the reader of a pipe.
#![warn(clippy::print_stdout)]

mod cli;
mod command;
mod config;
mod files;
mod installation;
mod output;
mod serve;
mod web;

use std::process::ExitCode;

use clap::Parser as _;

/// Answers are made of many small texts on several threads: the system's own allocator takes twice the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let json = cli.global.json;
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::fail(json, &output::Failure::from(error)),
    };
    let done = runtime.block_on(command::run(cli));
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output::fail(json, &failure),
    }
}
