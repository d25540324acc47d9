//! Ctrl-C and `kill`: what runs is ended, and the chore goes home through its own door, so that temporary
//! servers and folders go with it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

static ASKED: AtomicBool = AtomicBool::new(false);
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Begins to hear signals.
///
/// # Errors
/// When the system refuses the handler.
pub(crate) fn listen() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot hear signals")?;
    std::thread::spawn(move || {
        for _ in signals.forever() {
            // The second time nobody waits for manners any more.
            let signal = if ASKED.swap(true, Ordering::SeqCst) { Signal::KILL } else { Signal::TERM };
            for group in running().iter() {
                end_group(*group, signal);
            }
        }
    });
    Ok(())
}

/// Whether a signal has asked to stop.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Signals a process group. That it has already gone is no trouble.
pub(crate) fn end_group(group: Pid, signal: Signal) {
    let _ = kill_process_group(group, signal);
}

/// Keeps a process group on the list of what a signal ends, until dropped.
#[derive(Debug)]
pub(crate) struct Listed(Pid);

impl Listed {
    pub(crate) fn new(group: Pid) -> Self {
        running().push(group);
        if asked() {
            end_group(group, Signal::TERM);
        }
        Self(group)
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        running().retain(|group| *group != self.0);
    }
}

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
