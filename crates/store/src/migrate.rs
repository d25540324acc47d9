//! Brings a database to the schema that this program knows. Forward only; every step exists for both databases.

use deadpool_postgres::Object;
use rusqlite::OptionalExtension as _;

use crate::error::Error;

struct Step {
    version: i64,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($version:literal => $name:literal),* $(,)?) => {
        &[$(Step {
            version: $version,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

const STEPS: &[Step] = steps![
    1 => "0001_begin",
    2 => "0002_passage_vector",
    3 => "0003_classification",
    4 => "0004_model",
    5 => "0005_revision",
    6 => "0006_livechat",
    7 => "0007_webhook",
    8 => "0008_expiry",
    9 => "0009_metadata",
    10 => "0010_due",
    11 => "0011_profile",
    12 => "0012_page_event",
    13 => "0013_unclaimed",
    14 => "0014_interrupted",
    15 => "0015_replay",
    16 => "0016_client_name",
];

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT NOT NULL PRIMARY KEY)";
const APPLIED: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_migration";

/// Two processes that start at once take turns: this is the lock they both ask for.
const POSTGRES_LOCK: &str = "SELECT pg_advisory_xact_lock(7033276170001)";

fn check(found: i64) -> Result<impl Iterator<Item = &'static Step>, Error> {
    let known = STEPS.last().map_or(0, |step| step.version);
    if found > known {
        return Err(Error::Newer { found, known });
    }
    Ok(STEPS.iter().filter(move |step| step.version > found))
}

pub(crate) fn sqlite(connection: &rusqlite::Connection) -> Result<(), Error> {
    let found = connection.query_row(APPLIED, [], |row| row.get(0)).optional().unwrap_or(None);
    if check(found.unwrap_or(0))?.next().is_none() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let run = || {
        connection.execute_batch(LEDGER)?;
        let found = connection.query_row(APPLIED, [], |row| row.get(0))?;
        for step in check(found)? {
            connection.execute_batch(step.sqlite)?;
            connection.execute("INSERT INTO schema_migration (version) VALUES (?1)", [step.version])?;
        }
        connection.execute_batch("COMMIT")?;
        Ok(())
    };
    run().inspect_err(|_| {
        // What failed is told; the rollback only clears the way.
        let _ = connection.execute_batch("ROLLBACK");
    })
}

/// Whether a database was ever migrated.
pub(crate) async fn was_on_postgres(client: &Object) -> Result<bool, Error> {
    let sql = "SELECT to_regclass('schema_migration') IS NOT NULL";
    Ok(client.query_one(sql, &[]).await?.get(0))
}

pub(crate) async fn postgres(mut client: Object) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    transaction.batch_execute(POSTGRES_LOCK).await?;
    transaction.batch_execute(LEDGER).await?;
    let found: i64 = transaction.query_one(APPLIED, &[]).await?.get(0);
    for step in check(found)? {
        transaction.batch_execute(step.postgres).await?;
        transaction.execute("INSERT INTO schema_migration (version) VALUES ($1)", &[&step.version]).await?;
    }
    Ok(transaction.commit().await?)
}
