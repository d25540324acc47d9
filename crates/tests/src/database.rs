//! A fresh, empty database for each test, on SQLite and on PostgreSQL.

use parlour_store::Db;
use tempfile::TempDir;

/// The variable that names a PostgreSQL server on which tests may make schemas. `cargo xtask test` sets it.
pub const POSTGRES: &str = "PARLOUR_TEST_POSTGRES";

/// An empty database and the folder that goes away with it.
#[derive(Debug)]
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Where to open it again: a folder or a `postgres://` address.
    pub address: String,
    _folder: Option<TempDir>,
}

impl TestDb {
    /// A SQLite database in a folder of its own.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = Db::open_sqlite(folder.path()).await.expect("a SQLite database");
        Self { db, address: folder.path().display().to_string(), _folder: Some(folder) }
    }

    /// A PostgreSQL database: a schema of its own on the tests' server.
    pub async fn postgres() -> Self {
        let address = postgres_schema().await;
        let db = Db::open_postgres(&address).await.expect("a PostgreSQL database");
        Self { db, address, _folder: None }
    }
}

/// Makes a schema of its own for one test, and gives the address that leads into it.
///
/// # Panics
/// When no server is named: tests on PostgreSQL are never skipped.
pub async fn postgres_schema() -> String {
    let server = std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("{POSTGRES} is not set: run the tests by `cargo xtask test`, which starts a PostgreSQL server for them")
    });
    let schema = format!("t_{}", uuid::Uuid::new_v4().simple());
    let (client, connection) =
        tokio_postgres::connect(&server, tokio_postgres::NoTls).await.expect("the tests' PostgreSQL server");
    let connection = tokio::spawn(connection);
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).await.expect("a schema for the test");
    drop(client);
    connection.await.expect("no panic").expect("a clean goodbye");
    let joint = if server.contains('?') { '&' } else { '?' };
    format!("{server}{joint}options=-csearch_path%3D{schema}")
}

/// Runs each of the named tests, `async fn name(db: TestDb)`, on both databases.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::database::TestDb::sqlite().await).await })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name($crate::database::TestDb::postgres().await).await })*
        }
    };
}
