//! Hints between the processes that share a PostgreSQL database: a word that something changed, and nothing more.
//!
//! They are said after a change is stored, many at once, and heard, on one connection beside the pool. One that is lost
//! costs time: whoever waits looks once more by themselves. A SQLite database has one server, so there it is silent.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::poll_fn;
use tokio::sync::{Mutex, mpsc};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, Socket};
use tracing::{info, warn};

use crate::error::Error;
use crate::postgres::tls;

/// How many hints may wait to be said. Those beyond are lost.
const QUEUE_LIMIT: usize = 1024;
/// How many hints are said at once.
const BATCH_LIMIT: usize = 100;
/// How long is waited before a lost connection is made anew.
const PAUSE: Duration = Duration::from_secs(1);
/// How long nothing may come on the connection before it is asked whether it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What is heard of other processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint<'a> {
    /// Something changed about this topic.
    About(&'a str),
    /// Something may have been missed: whoever waits is to look.
    AboutAnything,
}

/// The hints of one process, which wait to be said.
pub(crate) struct Hints {
    config: Box<Config>,
    queue: mpsc::Sender<String>,
    waiting: Mutex<mpsc::Receiver<String>>,
}

impl Hints {
    /// Those of a process on this database.
    pub(crate) fn new(mut config: Config) -> Self {
        config.keepalives_idle(KEEP_ALIVE).keepalives_interval(KEEP_ALIVE).keepalives_retries(2);
        let (queue, waiting) = mpsc::channel(QUEUE_LIMIT);
        Self { config: Box::new(config), queue, waiting: Mutex::new(waiting) }
    }

    /// Says to the other processes that something changed, as soon as this one hears.
    pub(crate) fn say(&self, topic: &str) {
        // Where nobody hears, or too much is said, it is lost: that costs time only.
        let _ = self.queue.try_send(topic.to_owned());
    }

    /// Says and hears for ever; a lost connection is made anew.
    pub(crate) async fn hear(&self, heard: impl Fn(Hint<'_>) + Send + Sync) {
        let mut waiting = self.waiting.lock().await;
        let is_lost = AtomicBool::new(false);
        let heard = |hint: Hint<'_>| {
            if hint == Hint::AboutAnything && is_lost.swap(false, Ordering::Relaxed) {
                info!("the other processes on this database are heard again");
            }
            heard(hint);
        };
        loop {
            let ended = match (self.config.get_ssl_mode(), tls()) {
                (SslMode::Disable, _) => hear(&self.config, NoTls, &heard, &mut waiting).await,
                (_, Ok(tls)) => hear(&self.config, tls, &heard, &mut waiting).await,
                (_, Err(error)) => Err(error),
            };
            if let Err(error) = ended
                && !is_lost.swap(true, Ordering::Relaxed)
            {
                warn!(%error, "the other processes on this database are not heard; trying again");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Says and hears until the connection is lost.
async fn hear<T>(
    config: &Config,
    tls: T,
    heard: &(impl Fn(Hint<'_>) + Send + Sync),
    waiting: &mut mpsc::Receiver<String>,
) -> Result<(), Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, mut connection) = config.connect(tls).await?;
    let mut messages = poll_fn(move |context| connection.poll_message(context));
    let myself = OnceLock::new();
    let hearing = async {
        while let Some(message) = messages.next().await {
            match message? {
                AsyncMessage::Notification(said) if myself.get() != Some(&said.process_id()) => {
                    heard(Hint::About(said.payload()));
                }
                _ => {}
            }
        }
        Err(Error::Unavailable("the connection was closed".into()))
    };
    let saying = async {
        let channel = listen(&client, &myself).await?;
        heard(Hint::AboutAnything);
        let mut topics = Vec::with_capacity(BATCH_LIMIT);
        while waiting.recv_many(&mut topics, BATCH_LIMIT).await > 0 {
            let sql = "SELECT pg_notify($1, topic) FROM unnest($2::TEXT[]) AS topic";
            client.execute(sql, &[&channel, &topics]).await?;
            topics.clear();
        }
        Ok(())
    };
    tokio::select! {
        ended = hearing => ended,
        ended = saying => ended,
    }
}

/// Begins to listen where the processes of this installation speak; several may share a database, each in its schema.
async fn listen(client: &Client, myself: &OnceLock<i32>) -> Result<String, Error> {
    let who = client.query_one("SELECT pg_backend_pid(), 'parlour_' || md5(current_schema())", &[]).await?;
    myself.get_or_init(|| who.get(0));
    let channel: String = who.get(1);
    // What is said here changes no row: nothing need reach the disk. The name tells the database's owner whose this is.
    let begin = format!("SET synchronous_commit = off; SET application_name = '{channel}'; LISTEN {channel}");
    client.batch_execute(&begin).await?;
    Ok(channel)
}
