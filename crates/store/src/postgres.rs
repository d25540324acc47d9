//! PostgreSQL: a pool of connections with prepared statements, whose transactions run on threads of their own
//! so that a closure need not be `Send`, and which sends BEGIN together with the first statement.

use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_util::task::LocalPoolHandle;

use crate::dialect::{POSTGRES_READ, POSTGRES_WRITE};
use crate::error::Error;
use crate::hints::Hints;
use crate::job::Job;
use crate::sqlite::panic_text;
use crate::tx::{Connection, Tx};

const CONNECTIONS: usize = 16;
const THREADS: usize = 2;
const TRIES: u32 = 5;

/// A PostgreSQL database, opened for many tasks.
pub(crate) struct Postgres {
    pool: Pool,
    threads: LocalPoolHandle,
    hints: Hints,
}

/// The fault of a first connection, with what to look at.
fn unreached(error: Error) -> Error {
    match error {
        Error::Unavailable(why) => Error::Unavailable(format!(
            "{why}; check that the PostgreSQL server runs, and the host, port, user, password and database in \
             PARLOUR_DATABASE_URL (or --database-url)"
        )),
        other => other,
    }
}

impl Postgres {
    /// Opens a pool for `postgres://…`; the first connection is made at once, so that a wrong address fails here.
    pub(crate) async fn open(url: &str) -> Result<Self, Error> {
        let config = tokio_postgres::Config::from_str(url).map_err(|e| {
            Error::Unavailable(format!("{e}; expected postgres://user:password@host:5432/database"))
        })?;
        let hints = Hints::new(config.clone());
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config, tokio_postgres::NoTls, manager)
        } else {
            Manager::from_config(config, tls()?, manager)
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .create_timeout(Some(Duration::from_secs(10)))
            .wait_timeout(Some(Duration::from_secs(30)))
            .build()
            .map_err(|e| Error::Unavailable(e.to_string()))?;
        let postgres = Self { pool, threads: LocalPoolHandle::new(THREADS), hints };
        drop(postgres.pool.get().await.map_err(|error| unreached(error.into()))?);
        Ok(postgres)
    }

    /// A connection outside any transaction, for migrations.
    pub(crate) async fn connection(&self) -> Result<Object, Error> {
        Ok(self.pool.get().await?)
    }

    /// What is said to the other processes on this database, and heard of them.
    pub(crate) fn hints(&self) -> &Hints {
        &self.hints
    }

    pub(crate) async fn write(&self, job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
        self.run(POSTGRES_WRITE, job).await
    }

    pub(crate) async fn read(&self, job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
        self.run(POSTGRES_READ, job).await
    }

    async fn run(&self, begin: &'static str, mut job: Box<dyn Job>) -> Result<Box<dyn Job>, Error> {
        let pool = self.pool.clone();
        let task = self.threads.spawn_pinned(move || async move {
            let mut tries = 0;
            loop {
                tries += 1;
                match attempt(&pool, begin, &mut *job).await {
                    End::Transient if tries < TRIES => {}
                    End::Transient | End::Final => return job,
                }
                tokio::time::sleep(Duration::from_millis(u64::from(tries * tries) * 5)).await;
            }
        });
        task.await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => Error::Panicked(panic_text(&*panic)),
            Err(_) => Error::Closed,
        })
    }
}

/// How a run of a transaction ended.
enum End {
    /// It succeeded, or failed in a way that stays.
    Final,
    /// It failed in a way that another run may mend.
    Transient,
}

impl End {
    fn failed(job: &mut dyn Job, error: Error) -> Self {
        let end = if error.is_transient() { Self::Transient } else { Self::Final };
        job.fail(error);
        end
    }
}

/// One run of the transaction.
async fn attempt(pool: &Pool, begin: &str, job: &mut dyn Job) -> End {
    let lease = match pool.get().await {
        Ok(client) => Lease::new(client),
        Err(error) => return End::failed(job, error.into()),
    };
    let client = lease.client();
    let tx = Tx::new(Connection::Postgres(lease.client()));
    let (begun, ran) = futures::join!(client.batch_execute(begin), tx.drive(job.run(&tx)));
    let transient = tx.failed_transiently();
    drop(tx);
    if let Err(error) = begun {
        return End::failed(job, error.into());
    }
    let keep = ran.unwrap_or_else(|error| {
        job.fail(error);
        false
    });
    let ended = client.batch_execute(if keep { "COMMIT" } else { "ROLLBACK" }).await;
    drop(client);
    match ended {
        Ok(()) => {
            lease.give_back();
            if transient && !keep { End::Transient } else { End::Final }
        }
        Err(error) => End::failed(job, error.into()),
    }
}

/// A connection in use. One that is dropped in the middle of a transaction does not return to the pool.
struct Lease(Option<Rc<Object>>);

impl Lease {
    fn new(client: Object) -> Self {
        Self(Some(Rc::new(client)))
    }

    fn client(&self) -> Rc<Object> {
        self.0.clone().expect("a lease holds its connection until it ends")
    }

    fn give_back(mut self) {
        self.0 = None;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Without a COMMIT or ROLLBACK behind it the connection is closed, and the server rolls back.
        if let Some(Ok(client)) = self.0.take().map(Rc::try_unwrap) {
            drop(Object::take(client));
        }
    }
}

/// TLS as this machine trusts it.
pub(crate) fn tls() -> Result<MakeRustlsConnect, Error> {
    use rustls_platform_verifier::BuilderVerifierExt as _;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier())
        .map_err(|e| Error::Unavailable(format!("TLS cannot be set up: {e}")))?;
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}
