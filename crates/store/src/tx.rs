//! A transaction, as the functions of this crate see it: statements in, rows out, whichever database it is.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use tokio_postgres::types::ToSql;

use crate::dialect::for_sqlite;
use crate::error::Error;
use crate::job::Run;
use crate::value::{Row, Value, postgres_rows, sqlite_rows};

/// An open transaction. It stays on the thread that opened it.
pub struct Tx {
    connection: Connection,
    /// Statements that PostgreSQL has not yet answered: while there are none, a pending closure waits for
    /// something else.
    waiting: Cell<usize>,
    /// The last statement failed in a way that running the whole transaction again may mend.
    transient: Cell<bool>,
}

pub(crate) enum Connection {
    Sqlite(Rc<rusqlite::Connection>),
    Postgres(Rc<deadpool_postgres::Object>),
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.connection {
            Connection::Sqlite(_) => "Tx(sqlite)",
            Connection::Postgres(_) => "Tx(postgres)",
        })
    }
}

impl Tx {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection, waiting: Cell::new(0), transient: Cell::new(false) }
    }

    /// The rows of a statement.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn query(&self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>, Error> {
        match &self.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&for_sqlite(sql))?;
                sqlite_rows(statement.query(rusqlite::params_from_iter(params))?)
            }
            Connection::Postgres(client) => {
                let rows = self.wait(async {
                    let statement = client.prepare_cached(sql).await?;
                    client.query(&statement, &as_sql(params)).await
                });
                postgres_rows(&rows.await?)
            }
        }
    }

    /// The first row of a statement, if it has any.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn first(&self, sql: &str, params: &[Value<'_>]) -> Result<Option<Row>, Error> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// How many rows a statement changed.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn execute(&self, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
        match &self.connection {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(&for_sqlite(sql))?;
                Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Connection::Postgres(client) => {
                self.wait(async {
                    let statement = client.prepare_cached(sql).await?;
                    client.execute(&statement, &as_sql(params)).await
                })
                .await
            }
        }
    }

    async fn wait<T>(
        &self,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Error> {
        let _waiting = Waiting::count(&self.waiting);
        let result = answer.await.map_err(Error::from);
        if let Err(error) = &result {
            self.transient.set(error.is_transient());
        }
        result
    }

    /// Whether running the whole transaction again may mend its failure.
    pub(crate) fn failed_transiently(&self) -> bool {
        self.transient.get()
    }

    /// Runs a closure's future on SQLite, whose every call is ready at once: one poll is enough.
    pub(crate) fn poll_once(mut run: Run<'_>) -> Result<bool, Error> {
        let mut context = Context::from_waker(Waker::noop());
        match run.as_mut().poll(&mut context) {
            Poll::Ready(keep) => Ok(keep),
            Poll::Pending => Err(Error::ForeignAwait),
        }
    }

    /// Runs a closure's future on PostgreSQL, and ends it when it waits for anything but a statement.
    pub(crate) async fn drive(&self, mut run: Run<'_>) -> Result<bool, Error> {
        std::future::poll_fn(|context| match run.as_mut().poll(context) {
            Poll::Ready(keep) => Poll::Ready(Ok(keep)),
            Poll::Pending if self.waiting.get() == 0 => Poll::Ready(Err(Error::ForeignAwait)),
            Poll::Pending => Poll::Pending,
        })
        .await
    }
}

fn as_sql<'a>(params: &'a [Value<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    params.iter().map(|p| p as &(dyn ToSql + Sync)).collect()
}

struct Waiting<'a>(&'a Cell<usize>);

impl<'a> Waiting<'a> {
    fn count(waiting: &'a Cell<usize>) -> Self {
        waiting.set(waiting.get() + 1);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
