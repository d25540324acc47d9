//! What the store says when the machine is in trouble, and what it keeps.

use parlour_store::{Db, Error, params};
use parlour_tests::database::TestDb;

async fn put(db: &Db, name: String, value: String) -> Result<(), Error> {
    db.write(async move |tx| {
        let sql = "INSERT INTO installation (name, value) VALUES ($1, $2)";
        tx.execute(sql, params![&name, &value]).await.map(drop)
    })
    .await
}

async fn count(db: &Db) -> i64 {
    let counted = db.read(async |tx| {
        let row = tx.first("SELECT COUNT(*) AS n FROM installation", params![]).await?;
        row.ok_or(Error::Closed)?.of("installation").get::<i64>("n")
    });
    counted.await.unwrap()
}

/// Lets the database grow by `pages` more pages and no further: what a full disk looks like to SQLite.
async fn leave_room(db: &Db, pages: i64) {
    let limited: Result<(), Error> = db
        .write(async move |tx| {
            let used = tx.first("PRAGMA page_count", params![]).await?.ok_or(Error::Closed)?;
            let used: i64 = used.of("pragma").get("page_count")?;
            tx.query(&format!("PRAGMA max_page_count = {}", used + pages), params![]).await.map(drop)
        })
        .await;
    limited.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_what_does_not_fit_and_keeps_the_rest() {
    let test = TestDb::sqlite().await;
    put(&test.db, "before".into(), "kept".into()).await.unwrap();
    leave_room(&test.db, 40).await;
    let huge = "x".repeat(1024 * 1024);
    let writes = (0..21).map(|n| {
        let value = if n == 10 { huge.clone() } else { "small".into() };
        put(&test.db, format!("{n:02}"), value)
    });
    let answers = futures::future::join_all(writes).await;
    assert!(matches!(answers[10], Err(Error::Full)), "{:?}", answers[10]);
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 20);
    assert_eq!(count(&test.db).await, 21);
    leave_room(&test.db, 1000).await;
    put(&test.db, "10".into(), huge).await.unwrap();
    assert_eq!(count(&test.db).await, 22);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named_with_its_remedy() {
    let error = Db::open_sqlite("/proc/parlour".as_ref()).await.unwrap_err().to_string();
    assert!(
        error.contains("/proc/parlour") && error.contains("choose a folder this user may write"),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("parlour.db"),
        "this is a letter, not a database, and a long one at that",
    )
    .unwrap();
    let error = Db::open_sqlite(folder.path()).await.unwrap_err();
    assert!(matches!(&error, Error::Unavailable(why) if why.contains("parlour.db")), "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let error = Db::open_postgres("postgres://nobody@127.0.0.1:1/none").await.unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    let error = Db::open_postgres("not an address").await.unwrap_err();
    assert!(error.to_string().contains("expected postgres://"), "{error}");
}

#[tokio::test]
async fn a_database_of_a_newer_parlour_is_left_alone() {
    let test = TestDb::sqlite().await;
    let newer: Result<u64, Error> = test
        .db
        .write(async |tx| tx.execute("INSERT INTO schema_migration (version) VALUES (9999)", params![]).await)
        .await;
    assert_eq!(newer.unwrap(), 1);
    let error = Db::open_sqlite(test.address.as_ref()).await.unwrap_err();
    assert!(matches!(error, Error::Newer { found: 9999, .. }), "{error:?}");
}
