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
        drop(postgres.pool.get().await?);
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

    pub(crate) async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.run(POSTGRES_WRITE, closure).await
    }

    pub(crate) async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.run(POSTGRES_READ, closure).await
    }

    async fn run<T, E, F>(&self, begin: &'static str, closure: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let pool = self.pool.clone();
        let task = self.threads.spawn_pinned(move || async move {
            let mut tries = 0;
            loop {
                tries += 1;
                let (result, transient) = attempt(&pool, begin, &closure).await;
                if result.is_ok() || !transient || tries == TRIES {
                    return result;
                }
                tokio::time::sleep(Duration::from_millis(u64::from(tries * tries) * 5)).await;
            }
        });
        task.await.unwrap_or_else(|error| {
            let error = match error.try_into_panic() {
                Ok(panic) => Error::Panicked(panic_text(&*panic)),
                Err(_) => Error::Closed,
            };
            Err(error.into())
        })
    }
}

/// One run of the transaction, and whether its failure may be mended by another.
async fn attempt<T, E, F>(pool: &Pool, begin: &str, closure: &F) -> (Result<T, E>, bool)
where
    F: AsyncFn(&Tx) -> Result<T, E>,
    E: From<Error>,
{
    let lease = match pool.get().await {
        Ok(client) => Lease::new(client),
        Err(error) => return (Err(Error::from(error).into()), false),
    };
    let client = lease.client();
    let tx = Tx::new(Connection::Postgres(lease.client()));
    let closure_run = tx.drive(closure(&tx));
    let (begun, outcome) = futures::join!(client.batch_execute(begin), closure_run);
    let (end, outcome) = match (begun, outcome) {
        (Err(error), _) => return (Err(Error::from(error).into()), false),
        (Ok(()), outcome) => (if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }, outcome),
    };
    let transient = tx.failed_transiently();
    drop(tx);
    let ended = client.batch_execute(end).await.map_err(Error::from);
    drop(client);
    match ended {
        Ok(()) => {
            lease.give_back();
            (outcome, transient)
        }
        Err(error) => (outcome.and(Err(error.clone().into())), error.is_transient()),
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
