//! Both databases have the same schema.

use std::collections::BTreeSet;

use parlour_store::{Db, Error, params};
use parlour_tests::database::TestDb;

/// (table, column, type, whether it may be null), in lower case and with SQLite's spelling of types.
type Columns = BTreeSet<(String, String, String, bool)>;

#[tokio::test]
async fn sqlite_and_postgres_have_the_same_columns() {
    let (sqlite, postgres) = (TestDb::sqlite().await, TestDb::postgres().await);
    let (sqlite, postgres) = (columns(&sqlite.db).await, columns(&postgres.db).await);
    assert!(sqlite.len() > 50, "only {} columns were found", sqlite.len());
    assert_eq!(sqlite.difference(&postgres).collect::<Vec<_>>(), Vec::<&_>::new(), "only on SQLite");
    assert_eq!(postgres.difference(&sqlite).collect::<Vec<_>>(), Vec::<&_>::new(), "only on PostgreSQL");
}

#[tokio::test]
async fn sqlite_and_postgres_have_the_same_indexes() {
    let (sqlite, postgres) = (TestDb::sqlite().await, TestDb::postgres().await);
    let named =
        "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    // What constraints make on their own is named by PostgreSQL after them.
    let made = "SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema()
                AND indexname NOT LIKE '%_key' AND indexname NOT LIKE '%_pkey' ORDER BY indexname";
    let (sqlite, postgres) = (texts(&sqlite.db, named).await, texts(&postgres.db, made).await);
    assert!(sqlite.len() > 5);
    assert_eq!(sqlite, postgres);
}

async fn texts(db: &Db, sql: &'static str) -> Vec<String> {
    db.read(async move |tx| {
        tx.query(sql, params![])
            .await?
            .iter()
            .map(|row| row.of("schema").get("name"))
            .collect::<Result<_, Error>>()
    })
    .await
    .unwrap()
}

async fn columns(db: &Db) -> Columns {
    let sqlite = "SELECT m.name AS t, c.name AS c, c.type AS k, c.\"notnull\" = 0 AS n
                  FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
    let postgres =
        "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS k, is_nullable = 'YES' AS n
                    FROM information_schema.columns WHERE table_schema = current_schema()";
    let sql = if db.engine() == "sqlite" { sqlite } else { postgres };
    db.read(async move |tx| {
        tx.query(sql, params![])
            .await?
            .iter()
            .map(|row| {
                let row = row.of("schema");
                let kind = row.get::<String>("k")?.to_lowercase();
                Ok((row.get("t")?, row.get("c")?, kind, row.get("n")?))
            })
            .collect::<Result<Columns, Error>>()
    })
    .await
    .unwrap()
}
