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
use crate::job::Job;
use crate::tx::{Connection, Tx};

const GROUP_LIMIT: usize = 512;
const QUEUE_LIMIT: usize = 4096;
const READERS: usize = 2;

/// A SQLite database, opened for many tasks.
pub(crate) struct Sqlite {
    path: PathBuf,
    writer: mpsc::Sender<Work>,
    readers: Vec<mpsc::Sender<Work>>,
    next_reader: AtomicUsize,
}

/// A job, and who is to have it back.
struct Work {
    job: Box<dyn Job>,
    caller: oneshot::Sender<Box<dyn Job>>,
}

impl Work {
    /// Runs the job; says whether its changes are to be kept.
    fn run(&mut self, tx: &Tx) -> bool {
        let run = catch_unwind(AssertUnwindSafe(|| Tx::poll_once(self.job.run(tx))));
        let run = run.unwrap_or_else(|panic| Err(Error::Panicked(panic_text(&*panic))));
        run.unwrap_or_else(|error| {
            self.job.fail(error);
            false
        })
    }

    /// Answers the caller: with what the last run gave, or with what befell the group.
    fn answer(mut self, group: Result<(), Error>) {
        if let Err(error) = group {
            self.job.fail(error);
        }
        // A caller that has gone away needs no answer; the change stands.
        let _ = self.caller.send(self.job);
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
        Ok(Self { path: path.to_owned(), writer, readers, next_reader: AtomicUsize::new(0) })
    }

    pub(crate) async fn write(&self, job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
        submit(&self.writer, job).await
    }

    pub(crate) async fn read(&self, job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
        let at = self.next_reader.fetch_add(1, Ordering::Relaxed) % self.readers.len();
        submit(&self.readers[at], job).await
    }

    /// Writes the log back into the file and cuts it to nothing, so that no former state of a row can be read in it.
    pub(crate) async fn empty_log(&self) -> Result<(), Error> {
        let path = self.path.clone();
        let emptying = tokio::task::spawn_blocking(move || {
            let connection = connect(&path)?;
            let held =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))?;
            match held {
                0 => Ok(()),
                _ => Err(Error::Unavailable(format!("{}: its log is being read", path.display()))),
            }
        });
        emptying.await.map_err(|_| Error::Closed)?
    }
}

async fn submit(queue: &mpsc::Sender<Work>, job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
    let (caller, answer) = oneshot::channel();
    queue.send(Work { job, caller }).await.map_err(|_| Error::Closed)?;
    answer.await.map_err(|_| Error::Closed)
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

fn write_loop(connection: Rc<rusqlite::Connection>, mut jobs: mpsc::Receiver<Work>) {
    let mut group = Vec::with_capacity(GROUP_LIMIT);
    while let Some(first) = jobs.blocking_recv() {
        group.push(first);
        while group.len() < GROUP_LIMIT
            && let Ok(work) = jobs.try_recv()
        {
            group.push(work);
        }
        commit_group(&connection, std::mem::take(&mut group));
    }
}

fn commit_group(connection: &Rc<rusqlite::Connection>, mut group: Vec<Work>) {
    match run_group(connection, &mut group) {
        Ok(()) => group.into_iter().for_each(|work| work.answer(Ok(()))),
        Err(error) if group.len() == 1 => group.into_iter().for_each(|work| work.answer(Err(error.clone()))),
        Err(_) => {
            for mut work in group {
                let alone = run_group(connection, std::slice::from_mut(&mut work));
                work.answer(alone);
            }
        }
    }
}

/// One transaction with a savepoint for each job. `Err` means that nothing of the group was kept.
fn run_group(connection: &Rc<rusqlite::Connection>, group: &mut [Work]) -> Result<(), Error> {
    let run = || -> Result<(), Error> {
        execute(connection, "BEGIN IMMEDIATE")?;
        let tx = Tx::new(Connection::Sqlite(connection.clone()));
        for work in group {
            execute(connection, "SAVEPOINT job")?;
            let keep = work.run(&tx);
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

fn read_loop(connection: Rc<rusqlite::Connection>, mut jobs: mpsc::Receiver<Work>) {
    while let Some(mut work) = jobs.blocking_recv() {
        let begun = execute(&connection, "BEGIN");
        if begun.is_ok() {
            work.run(&Tx::new(Connection::Sqlite(connection.clone())));
        }
        // Whatever a reader did is dropped: reading changes nothing.
        let ended = if connection.is_autocommit() { Ok(()) } else { execute(&connection, "ROLLBACK") };
        work.answer(begun.and(ended));
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
