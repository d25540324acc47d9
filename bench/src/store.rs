//! Durable message appends per second through the store: one message and one turn a transaction, 64 tasks.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use parlour_model::config::Settings;
use parlour_model::part::RichText;
use parlour_model::{Environment, Ids, Part, Role, Timestamp};
use parlour_store::{Db, access, chatbot, conversation, turn, visitor};

use crate::table::{median, print};

const TASKS: usize = 64;
const APPENDS: u64 = 20_000;
const ROUNDS: usize = 5;

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let plain = median((0..ROUNDS).map(|_| one_commit_each(folder.path())).collect::<Result<_, _>>()?);
    let sqlite = Db::open_sqlite(&folder.path().join("parlour")).await?;
    let grouped = rounds(&sqlite).await?;
    print(
        "Durable message appends, SQLite (median of 5 rounds)",
        &[
            ("reference: bare rusqlite, one commit each", plain, "/s"),
            ("parlour-store, 64 tasks", grouped, "/s"),
        ],
    );
    match std::env::var("PARLOUR_BENCH_POSTGRES") {
        Ok(url) => {
            let bare = median(bare_postgres(&url).await?);
            let postgres = rounds(&Db::open_postgres(&url).await?).await?;
            let rows = [
                ("reference: bare tokio-postgres, 16 connections", bare, "/s"),
                ("parlour-store, 64 tasks", postgres, "/s"),
            ];
            print("Durable message appends, PostgreSQL (median of 5 rounds)", &rows);
        }
        Err(_) => println!("\nPostgreSQL: not measured; PARLOUR_BENCH_POSTGRES names no server"),
    }
    Ok(())
}

fn one_commit_each(folder: &std::path::Path) -> Result<f64, rusqlite::Error> {
    let db = rusqlite::Connection::open(folder.join("plain.db"))?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE IF NOT EXISTS message (id INTEGER PRIMARY KEY, parts TEXT NOT NULL);",
    )?;
    let (begin, appends) = (Instant::now(), 2000);
    for _ in 0..appends {
        db.prepare_cached("INSERT INTO message (parts) VALUES (?1)")?.execute([text()])?;
    }
    Ok(f64::from(appends) / begin.elapsed().as_secs_f64())
}

async fn bare_postgres(url: &str) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let per_connection = APPENDS / 64;
        let work = (0..16).map(|_| async move {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
            let connection = tokio::spawn(connection);
            client
                .batch_execute(
                    "CREATE TABLE IF NOT EXISTS bare_message (id BIGSERIAL PRIMARY KEY, parts TEXT NOT NULL)",
                )
                .await
                .ok();
            let insert = client.prepare("INSERT INTO bare_message (parts) VALUES ($1)").await?;
            for _ in 0..per_connection {
                client.execute(&insert, &[&text()]).await?;
            }
            drop(client);
            connection.await.ok();
            Ok::<_, tokio_postgres::Error>(())
        });
        futures::future::try_join_all(work).await?;
        rounds.push((per_connection * 16) as f64 / begin.elapsed().as_secs_f64());
    }
    Ok(rounds)
}

fn text() -> &'static str {
    r#"[{"type":"rich_text","part_id":"part_1","blocks":[{"type":"paragraph","spans":[{"type":"text","text":"Do you have a blue shirt under 60?"}]}]}]"#
}

async fn rounds(db: &Db) -> Result<f64, Box<dyn Error>> {
    let ids = Ids::random();
    let visitors = seed(db, &ids).await?;
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (begin, left) = (Instant::now(), Arc::new(AtomicU64::new(APPENDS)));
        let tasks = visitors.iter().map(|who| {
            let (db, ids, left, who) = (db.clone(), ids.clone(), left.clone(), who.clone());
            tokio::spawn(async move {
                while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_ok() {
                    append(&db, &ids, &who).await?;
                }
                Ok::<_, parlour_store::Error>(())
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await??;
        }
        rounds.push(APPENDS as f64 / begin.elapsed().as_secs_f64());
    }
    Ok(median(rounds))
}

async fn append(db: &Db, ids: &Ids, who: &(String, String)) -> Result<(), parlour_store::Error> {
    let (visitor_id, conversation_id) = who.clone();
    let message = conversation::StoredMessage {
        id: ids.next("msg_"),
        chatbot_id: "bench".into(),
        visitor_id: visitor_id.clone(),
        conversation_id: conversation_id.clone(),
        role: Role::User,
        parts: vec![Part::RichText(RichText::from_plain(
            ids.next("part_"),
            "Do you have a blue shirt under 60?",
        ))],
        page: None,
        client_message_id: None,
        created_at: Timestamp(1),
        livechat: None,
        agent: None,
    };
    let turn = turn::Turn {
        id: ids.next("msg_"),
        chatbot_id: "bench".into(),
        visitor_id,
        conversation_id,
        user_message_id: message.id.clone(),
        state: turn::TurnState::Done,
        attempt: 1,
        owner: "bench".into(),
        lease_until: Timestamp(1),
        created_at: Timestamp(1),
    };
    db.write(async move |tx| {
        futures::try_join!(conversation::insert_message(tx, &message), turn::insert(tx, &turn))?;
        Ok(())
    })
    .await
}

async fn seed(db: &Db, ids: &Ids) -> Result<Vec<(String, String)>, parlour_store::Error> {
    let ids = ids.clone();
    db.write(async move |tx| {
        access::insert_account(tx, "acct_bench", "bench", Timestamp(1)).await?;
        let bot = chatbot::Chatbot {
            id: "bench".into(),
            account_id: "acct_bench".into(),
            public_id: ids.next(""),
            sdk_key: ids.next(""),
            name: "bench".into(),
            settings: Settings::default(),
            enabled: true,
            knowledge_version: 0,
            created_at: Timestamp(1),
        };
        chatbot::insert(tx, &bot).await?;
        let mut seeded = Vec::new();
        for _ in 0..TASKS {
            let id = ids.next("visitor_");
            let new = visitor::Visitor {
                visitor_key: id.clone(),
                id,
                chatbot_id: "bench".into(),
                environment: Environment::Live,
                created_at: Timestamp(1),
            };
            let visitor = visitor::get_or_insert(tx, &new).await?;
            let conversation = conversation::Conversation {
                id: ids.next("conv_"),
                chatbot_id: "bench".into(),
                visitor_id: visitor.id.clone(),
                created_at: Timestamp(1),
                rating: None,
                feedback: None,
                rated_at: None,
            };
            conversation::insert(tx, &conversation).await?;
            seeded.push((visitor.id, conversation.id));
        }
        Ok(seeded)
    })
    .await
}
