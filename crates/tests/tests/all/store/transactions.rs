//! What a transaction promises.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parlour_store::{Db, Error, params};
use parlour_tests::database::TestDb;
use parlour_tests::on_both;

on_both!(
    a_change_is_there_after_write,
    an_error_rolls_back_its_own_transaction_only,
    a_panic_rolls_back_its_own_transaction_only,
    awaiting_anything_but_the_database_is_refused,
    statements_may_be_awaited_together,
    a_read_sees_one_moment,
    a_read_changes_nothing,
    two_who_count_at_once_lose_no_count,
    text_of_every_kind_comes_back_as_it_went,
    opening_again_finds_everything,
);

async fn put(db: &Db, name: &str, value: &str) -> Result<(), Error> {
    let (name, value) = (name.to_owned(), value.to_owned());
    db.write(async move |tx| {
        tx.execute("INSERT INTO installation (name, value) VALUES ($1, $2)", params![&name, &value]).await?;
        Ok(())
    })
    .await
}

async fn names(db: &Db) -> Vec<String> {
    db.read(async |tx| {
        let rows = tx.query("SELECT name FROM installation ORDER BY name", params![]).await?;
        rows.iter().map(|row| row.of("installation").get("name")).collect::<Result<Vec<String>, Error>>()
    })
    .await
    .unwrap()
}

async fn a_change_is_there_after_write(test: TestDb) {
    put(&test.db, "a", "1").await.unwrap();
    assert_eq!(names(&test.db).await, ["a"]);
}

async fn an_error_rolls_back_its_own_transaction_only(test: TestDb) {
    let writes = (0..40).map(|i| {
        let db = test.db.clone();
        async move {
            db.write(async move |tx| {
                let name = format!("{i:02}");
                tx.execute("INSERT INTO installation (name, value) VALUES ($1, '')", params![&name]).await?;
                if i % 4 == 0 { Err(Error::Busy("on purpose".into())) } else { Ok(()) }
            })
            .await
        }
    });
    let answers = futures::future::join_all(writes).await;
    assert_eq!(answers.iter().filter(|a| a.is_err()).count(), 10);
    assert_eq!(names(&test.db).await.len(), 30);
    assert!(!names(&test.db).await.contains(&"04".to_owned()));
}

async fn a_panic_rolls_back_its_own_transaction_only(test: TestDb) {
    let writes = (0..20).map(|i| {
        let db = test.db.clone();
        async move {
            db.write(async move |tx| -> Result<(), Error> {
                let name = format!("{i:02}");
                tx.execute("INSERT INTO installation (name, value) VALUES ($1, '')", params![&name]).await?;
                assert!(i != 7, "seven is unlucky");
                Ok(())
            })
            .await
        }
    });
    let answers = futures::future::join_all(writes).await;
    assert!(
        matches!(&answers[7], Err(Error::Panicked(why)) if why.contains("seven is unlucky")),
        "{:?}",
        answers[7]
    );
    assert_eq!(names(&test.db).await.len(), 19);
    put(&test.db, "after", "").await.unwrap();
}

async fn awaiting_anything_but_the_database_is_refused(test: TestDb) {
    let answer: Result<(), Error> = test
        .db
        .write(async |tx| {
            tx.execute("INSERT INTO installation (name, value) VALUES ('a', '')", params![]).await?;
            tokio::time::sleep(Duration::from_secs(3600)).await;
            Ok(())
        })
        .await;
    assert!(matches!(answer, Err(Error::ForeignAwait)), "{answer:?}");
    let answer: Result<(), Error> = test.db.read(async |_| std::future::pending().await).await;
    assert!(matches!(answer, Err(Error::ForeignAwait)), "{answer:?}");
    assert!(names(&test.db).await.is_empty());
}

async fn statements_may_be_awaited_together(test: TestDb) {
    test.db
        .write(async |tx| {
            let insert = |name: &'static str| async move {
                tx.execute("INSERT INTO installation (name, value) VALUES ($1, '')", params![name]).await
            };
            futures::try_join!(insert("a"), insert("b"), insert("c"))?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    assert_eq!(names(&test.db).await, ["a", "b", "c"]);
}

async fn a_read_sees_one_moment(test: TestDb) {
    put(&test.db, "a", "").await.unwrap();
    let counts = (0..50).map(|i| {
        let db = test.db.clone();
        async move {
            put(&db, &format!("n{i}"), "").await.unwrap();
            db.read(async |tx| {
                let count = async || -> Result<i64, Error> {
                    let row = tx.first("SELECT COUNT(*) AS n FROM installation", params![]).await?;
                    row.map_or(Ok(0), |row| row.of("installation").get("n"))
                };
                Ok::<_, Error>((count().await?, count().await?))
            })
            .await
            .unwrap()
        }
    });
    for (first, second) in futures::future::join_all(counts).await {
        assert_eq!(first, second);
    }
}

async fn a_read_changes_nothing(test: TestDb) {
    let answer: Result<u64, Error> = test
        .db
        .read(async |tx| {
            tx.execute("INSERT INTO installation (name, value) VALUES ('a', '')", params![]).await
        })
        .await;
    drop(answer);
    assert!(names(&test.db).await.is_empty());
}

async fn two_who_count_at_once_lose_no_count(test: TestDb) {
    put(&test.db, "count", "0").await.unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let adds = (0..64).map(|_| {
        let (db, runs) = (test.db.clone(), runs.clone());
        async move {
            db.write(async move |tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                let sql = "UPDATE installation SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'count'";
                tx.execute(sql, params![]).await
            })
            .await
        }
    });
    let answers: Result<Vec<u64>, Error> = futures::future::join_all(adds).await.into_iter().collect();
    assert_eq!(answers.unwrap().iter().sum::<u64>(), 64);
    assert!(runs.load(Ordering::SeqCst) >= 64);
    let value: String = test
        .db
        .read(async |tx| {
            let row = tx.first("SELECT value FROM installation WHERE name = 'count'", params![]).await?;
            row.ok_or(Error::Closed)?.of("installation").get("value")
        })
        .await
        .unwrap();
    assert_eq!(value, "64");
}

async fn text_of_every_kind_comes_back_as_it_went(test: TestDb) {
    for (name, value) in
        [("quote", "O'Brien \"x\" $1 ?1 \\"), ("emoji", "grüße 🧣"), ("empty", ""), ("nul", "a\0b")]
    {
        put(&test.db, name, value).await.unwrap();
        let name = name.to_owned();
        let read: String = test
            .db
            .read(async move |tx| {
                let row = tx.first("SELECT value FROM installation WHERE name = $1", params![&name]).await?;
                row.ok_or(Error::Closed)?.of("installation").get("value")
            })
            .await
            .unwrap();
        let expected =
            if test.db.engine() == "postgres" { value.replace('\0', "\u{fffd}") } else { value.to_owned() };
        assert_eq!(read, expected);
    }
}

async fn opening_again_finds_everything(test: TestDb) {
    put(&test.db, "a", "1").await.unwrap();
    let again = match test.db.engine() {
        "sqlite" => Db::open_sqlite(test.address.as_ref()).await.unwrap(),
        _ => Db::open_postgres(&test.address).await.unwrap(),
    };
    assert_eq!(names(&again).await, ["a"]);
    put(&again, "b", "1").await.unwrap();
    assert_eq!(names(&test.db).await, ["a", "b"]);
}
