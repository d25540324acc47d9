//! The two doors to the database: [`Db::write`] and [`Db::read`].

use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::hints::Hint;
use crate::job::{Job, Pending};
use crate::migrate;
use crate::postgres::Postgres;
use crate::sqlite::{Sqlite, file_in};
use crate::tx::Tx;

/// An open database. Cheap to clone.
///
/// A transaction is an async closure over [`Tx`] that awaits statements and nothing else. It may be run more than
/// once (after a serialization failure, or alone after its group failed), so what it does besides its statements
/// must bear repeating. Its changes are durable when `write` answers with `Ok`.
#[derive(Clone)]
pub struct Db(Arc<Kind>);

enum Kind {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.engine())
    }
}

impl Db {
    /// Opens the SQLite database in `folder`, making and migrating it as needed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the folder cannot be made or the file not opened or written,
    /// [`Error::Full`], [`Error::Newer`].
    pub async fn open_sqlite(folder: &Path) -> Result<Self, Error> {
        let folder = folder.to_owned();
        let opening = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder).map_err(|e| {
                Error::Unavailable(format!("{}: {e}; choose a folder this user may write", folder.display()))
            })?;
            Sqlite::open(&file_in(&folder), migrate::sqlite)
        });
        let sqlite = opening.await.map_err(|_| Error::Closed)??;
        Ok(Self(Arc::new(Kind::Sqlite(sqlite))))
    }

    /// The SQLite database in `folder`, migrated as needed; `None` when there is none, and none is made.
    ///
    /// # Errors
    /// As [`Db::open_sqlite`].
    pub async fn find_sqlite(folder: &Path) -> Result<Option<Self>, Error> {
        if !file_in(folder).exists() {
            return Ok(None);
        }
        Self::open_sqlite(folder).await.map(Some)
    }

    /// Opens the PostgreSQL database at `url` (`postgres://user:password@host:port/database`), migrating it as needed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the server cannot be reached or refuses, [`Error::Newer`].
    pub async fn open_postgres(url: &str) -> Result<Self, Error> {
        let postgres = Postgres::open(url).await?;
        migrate::postgres(postgres.connection().await?).await?;
        Ok(Self(Arc::new(Kind::Postgres(postgres))))
    }

    /// The PostgreSQL database at `url`, migrated as needed; `None` when no Parlour was ever there, and nothing is made.
    ///
    /// # Errors
    /// As [`Db::open_postgres`].
    pub async fn find_postgres(url: &str) -> Result<Option<Self>, Error> {
        let postgres = Postgres::open(url).await?;
        let connection = postgres.connection().await?;
        if !migrate::was_on_postgres(&connection).await? {
            return Ok(None);
        }
        migrate::postgres(connection).await?;
        Ok(Some(Self(Arc::new(Kind::Postgres(postgres)))))
    }

    /// Which database this is: `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        match &*self.0 {
            Kind::Sqlite(_) => "sqlite",
            Kind::Postgres(_) => "postgres",
        }
    }

    /// Runs a transaction that may change things; its answer comes after the commit.
    ///
    /// # Errors
    /// What the closure gives (nothing is kept then), [`Error::ForeignAwait`], [`Error::Panicked`], or what befell
    /// the commit.
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        Pending::<F, T, E>::outcome(self.run_write(Pending::boxed(closure)).await?)
    }

    /// Runs a transaction that only reads, on one unchanging view of the database.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        Pending::<F, T, E>::outcome(self.run_read(Pending::boxed(closure)).await?)
    }

    async fn run_write(&self, job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
        match &*self.0 {
            Kind::Sqlite(sqlite) => sqlite.write(job).await,
            Kind::Postgres(postgres) => postgres.write(job).await,
        }
    }

    async fn run_read(&self, job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
        match &*self.0 {
            Kind::Sqlite(sqlite) => sqlite.read(job).await,
            Kind::Postgres(postgres) => postgres.read(job).await,
        }
    }

    /// Leaves nothing to be read of what was deleted or changed: on SQLite the log is written back into the file and cut to
    /// nothing. PostgreSQL keeps house by itself (`VACUUM`, and its log's own retention).
    ///
    /// # Errors
    /// [`Error::Unavailable`] when someone reads the log for longer than is waited for; whatever the database says.
    pub async fn empty_log(&self) -> Result<(), Error> {
        match &*self.0 {
            Kind::Sqlite(sqlite) => sqlite.empty_log().await,
            Kind::Postgres(_) => Ok(()),
        }
    }

    /// Says to the other processes on this database that something about `topic` changed, once that is stored. It is said
    /// while [`Db::hear`] runs here. Losing it costs time only.
    pub fn hint(&self, topic: &str) {
        match &*self.0 {
            Kind::Sqlite(_) => {}
            Kind::Postgres(postgres) => postgres.hints().say(topic),
        }
    }

    /// Passes to `heard` what other processes on this database hint at, for ever; to be run once a process. On SQLite,
    /// which one server has to itself, there is nothing to hear.
    pub async fn hear(&self, heard: impl Fn(Hint<'_>) + Send + Sync) {
        match &*self.0 {
            Kind::Sqlite(_) => std::future::pending().await,
            Kind::Postgres(postgres) => postgres.hints().hear(heard).await,
        }
    }
}
