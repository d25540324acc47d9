//! SQLite: one thread that writes, committing many transactions as one group, and a few threads that read.
//!
//! Each transaction of a group lives in its own savepoint. When the group as a whole fails (a full disk ends
//! SQLite's transaction), its members are run again one by one, so that only the guilty one fails.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rusqlite::config::DbConfig;
use tokio::sync::{mpsc, oneshot};

use crate::dialect::SQLITE_OPEN;
use crate::error::Error;
use crate::tx::{Connection, Tx};

const GROUP_LIMIT: usize = 512;
const QUEUE_LIMIT: usize = 4096;
const READERS: usize = 2;

/// A SQLite database, opened for many tasks.
pub(crate) struct Sqlite {
    writer: mpsc::Sender<Box<dyn Job>>,
    readers: Vec<mpsc::Sender<Box<dyn Job>>>,
    next_reader: AtomicUsize,
}

/// A transaction that waits for its turn. It may be run more than once; the last run counts.
trait Job: Send {
    /// Runs it; says whether its changes are to be kept.
    fn run(&mut self, tx: &Tx) -> bool;
    /// Answers the caller: with what the last run gave, or with what befell the group.
    fn answer(self: Box<Self>, group: Result<(), Error>);
}

struct Pending<F, T, E> {
    closure: F,
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Pending<F, T, E>
where
    F: AsyncFn(&Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &Tx) -> bool {
        let run = catch_unwind(AssertUnwindSafe(|| Tx::poll_once((self.closure)(tx))));
        let outcome = run.unwrap_or_else(|panic| Err(Error::Panicked(panic_text(&*panic)).into()));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>, group: Result<(), Error>) {
        let answer = match (group, self.outcome) {
            (Err(error), Some(Ok(_)) | None) => Err(error.into()),
            (_, Some(outcome)) => outcome,
            (Ok(()), None) => Err(Error::Closed.into()),
        };
        // A caller that has gone away needs no answer; the change stands.
        let _ = self.caller.send(answer);
    }
}

pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".into())
}

impl Sqlite {
    /// Opens the file and starts its threads; `prepare` runs on the writer's connection first.
    pub(crate) fn open(
        path: &Path,
        prepare: impl FnOnce(&rusqlite::Connection) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let connection = connect(path)?;
        prepare(&connection).map_err(|error| named(path, error))?;
        let (writer, jobs) = mpsc::channel(QUEUE_LIMIT);
        spawn("parlour-write", move || write_loop(Rc::new(connection), jobs))?;
        let mut readers = Vec::new();
        for _ in 0..READERS {
            let connection = connect(path)?;
            let (reader, jobs) = mpsc::channel(QUEUE_LIMIT);
            spawn("parlour-read", move || read_loop(Rc::new(connection), jobs))?;
            readers.push(reader);
        }
        Ok(Self { writer, readers, next_reader: AtomicUsize::new(0) })
    }

    pub(crate) async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        submit(&self.writer, closure).await
    }

    pub(crate) async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let at = self.next_reader.fetch_add(1, Ordering::Relaxed) % self.readers.len();
        submit(&self.readers[at], closure).await
    }
}

async fn submit<T, E, F>(queue: &mpsc::Sender<Box<dyn Job>>, closure: F) -> Result<T, E>
where
    F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    let job = Box::new(Pending { closure, outcome: None, caller });
    queue.send(job).await.map_err(|_| Error::Closed)?;
    answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
}

/// Opens a connection as Parlour wants it.
pub(crate) fn connect(path: &Path) -> Result<rusqlite::Connection, Error> {
    let fault = |error: rusqlite::Error| named(path, error.into());
    let connection = rusqlite::Connection::open(path).map_err(fault)?;
    connection.execute_batch(SQLITE_OPEN).map_err(fault)?;
    // Else SQLite plans a statement anew for every new parameter that might matter to a partial index.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// The error with the file that it is about.
fn named(path: &Path, error: Error) -> Error {
    let path = path.display().to_string();
    match error {
        // The driver names it for some faults, and for some it does not.
        Error::Unavailable(why) if !why.contains(&path) => Error::Unavailable(format!("{path}: {why}")),
        Error::ReadOnly => {
            Error::Unavailable(format!("{path}: it is read-only; choose a folder this user may write"))
        }
        other => other,
    }
}

/// A closure that sleeps or dials is to be refused, not to panic for want of a runtime: the thread has one at hand.
fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let runtime = tokio::runtime::Handle::current();
    let body = move || {
        let _at_hand = runtime.enter();
        body();
    };
    let thread = thread::Builder::new().name(name.into());
    thread.spawn(body).map(drop).map_err(|e| Error::Unavailable(format!("no thread could be started: {e}")))
}

fn write_loop(connection: Rc<rusqlite::Connection>, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::with_capacity(GROUP_LIMIT);
    while let Some(first) = jobs.blocking_recv() {
        group.push(first);
        while group.len() < GROUP_LIMIT
            && let Ok(job) = jobs.try_recv()
        {
            group.push(job);
        }
        commit_group(&connection, std::mem::take(&mut group));
    }
}

fn commit_group(connection: &Rc<rusqlite::Connection>, mut group: Vec<Box<dyn Job>>) {
    match run_group(connection, &mut group) {
        Ok(()) => group.into_iter().for_each(|job| job.answer(Ok(()))),
        Err(error) if group.len() == 1 => group.into_iter().for_each(|job| job.answer(Err(error.clone()))),
        Err(_) => {
            for mut job in group {
                let alone = run_group(connection, std::slice::from_mut(&mut job));
                job.answer(alone);
            }
        }
    }
}

/// One transaction with a savepoint for each job. `Err` means that nothing of the group was kept.
fn run_group(connection: &Rc<rusqlite::Connection>, group: &mut [Box<dyn Job>]) -> Result<(), Error> {
    let run = || -> Result<(), Error> {
        execute(connection, "BEGIN IMMEDIATE")?;
        let tx = Tx::new(Connection::Sqlite(connection.clone()));
        for job in group {
            execute(connection, "SAVEPOINT job")?;
            let keep = job.run(&tx);
            if connection.is_autocommit() {
                return Err(Error::Full);
            }
            execute(connection, if keep { "RELEASE job" } else { "ROLLBACK TO job" })?;
            if !keep {
                execute(connection, "RELEASE job")?;
            }
        }
        execute(connection, "COMMIT")
    };
    let result = run();
    if result.is_err() && !connection.is_autocommit() {
        // The first error is the one to tell; a rollback that fails leaves the next BEGIN to complain.
        let _ = execute(connection, "ROLLBACK");
    }
    result
}

fn read_loop(connection: Rc<rusqlite::Connection>, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    while let Some(mut job) = jobs.blocking_recv() {
        let begun = execute(&connection, "BEGIN");
        if begun.is_ok() {
            job.run(&Tx::new(Connection::Sqlite(connection.clone())));
        }
        // Whatever a reader did is dropped: reading changes nothing.
        let ended = if connection.is_autocommit() { Ok(()) } else { execute(&connection, "ROLLBACK") };
        job.answer(begun.and(ended));
    }
}

fn execute(connection: &rusqlite::Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// The database file inside a data folder.
pub(crate) fn file_in(folder: &Path) -> PathBuf {
    folder.join("parlour.db")
}
