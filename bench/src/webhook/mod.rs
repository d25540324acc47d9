//! Webhooks, from the commit of an event to its receipt on this machine, beside the same payloads posted by a bare client
//! in the same run: how many a second, how long each takes at a steady pace, and what one costs of the processor, the
//! database's part included. Then the same beside an address that is down, with a hundred thousand events due.

mod receiver;
mod teller;

use std::error::Error;
use std::process::Stdio;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::server::processor_s;
use crate::table::{median, percentile};
use receiver::Receiver;
pub(crate) use teller::run as tell;

const ROUNDS: usize = 3;
/// How many events a round of as many as possible has.
const MANY: usize = 10_000;
const PACE_PER_S: u32 = 1000;
const PACED: usize = 5_000;
/// How many events are due at an address that is down.
const DEAD: usize = 100_000;

/// What the process that is measured is told to do.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
enum Order {
    /// Tell a chatbot's events to an address from now on, or keep them for later.
    Tell { bot: String, url: Option<String> },
    /// Record events, each in a transaction of its own.
    Record { bot: String, run: String, count: usize, per_s: Option<u32> },
    /// Record events, many in a transaction.
    Fill { bot: String, run: String, count: usize },
    /// Post as many payloads without anything else.
    Post { address: String, run: String, count: usize, per_s: Option<u32> },
}

#[expect(
    clippy::disallowed_methods,
    reason = "two processes compare their clocks, and have no other in common"
)]
fn now_ns() -> u64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_nanos() as u64)
}

/// Measures on both databases, or on the one that is among the names: `sqlite` or `postgres`.
pub(crate) async fn run(names: &[String]) -> Result<(), Box<dyn Error>> {
    let is_left_out = |name: &str, other: &str| {
        names.iter().any(|named| named == other) && !names.iter().any(|named| named == name)
    };
    if !is_left_out("sqlite", "postgres") {
        let folder = tempfile::tempdir()?;
        measure("SQLite", &folder.path().display().to_string(), None).await?;
    }
    if is_left_out("postgres", "sqlite") {
        return Ok(());
    }
    match std::env::var("PARLOUR_BENCH_POSTGRES") {
        Ok(url) => {
            let server = postmaster(&url).await?;
            measure("PostgreSQL", &url, Some(server)).await?;
        }
        Err(_) => println!("\nPostgreSQL: not measured; PARLOUR_BENCH_POSTGRES names no server"),
    }
    Ok(())
}

/// What a round came to.
#[derive(Debug, Clone, Copy)]
struct Round {
    per_s: f64,
    /// Milliseconds from commit, or from the beginning of a bare post, to receipt.
    p50_ms: f64,
    p99_ms: f64,
    /// Microseconds of processor time an event.
    processor_us: f64,
    again: usize,
}

async fn measure(database: &str, place: &str, server: Option<u32>) -> Result<(), Box<dyn Error>> {
    let receiver = Receiver::start().await?;
    let mut teller = Teller::start(place, server).await?;
    println!("\nWebhooks, {database} (medians of {ROUNDS} rounds)");
    println!("  {:<58}{:>10}{:>10}{:>10}{:>14}", "", "a second", "p50 ms", "p99 ms", "processor µs");
    let mut rows: [Vec<Round>; 6] = Default::default();
    for round in 0..ROUNDS {
        let to = |kind: &str| format!("{kind}{round}");
        rows[0].push(teller.post(&receiver, to("bare"), MANY, None).await?);
        rows[1].push(teller.backlog(&receiver, to("backlog")).await?);
        rows[2].push(teller.record(&receiver, to("sustained"), MANY, None).await?);
        rows[3].push(teller.post(&receiver, to("barepaced"), PACED, Some(PACE_PER_S)).await?);
        rows[4].push(teller.record(&receiver, to("paced"), PACED, Some(PACE_PER_S)).await?);
        rows[5].push(teller.only_record(to("kept"), PACED, Some(PACE_PER_S)).await?);
    }
    for (what, rounds) in [
        "reference: a bare client, 32 connections",
        "a backlog is delivered",
        "recorded one by one and delivered, as fast as it goes",
        "reference: a bare client, 1 000 a second",
        "recorded one by one and delivered, 1 000 a second",
        "only recorded, 1 000 a second",
    ]
    .into_iter()
    .zip(&rows)
    {
        show(what, rounds);
    }
    beside_a_dead_one(&mut teller, &receiver).await?;
    let again: usize = rows.iter().flatten().map(|round| round.again).sum();
    println!("  every event came; {again} came more than once");
    teller.stop().await
}

fn show(what: &str, rounds: &[Round]) {
    let of = |value: fn(&Round) -> f64| median(rounds.iter().map(value).collect());
    println!(
        "  {what:<58}{:>10.0}{:>10.2}{:>10.2}{:>14.0}",
        of(|round| round.per_s),
        of(|round| round.p50_ms),
        of(|round| round.p99_ms),
        of(|round| round.processor_us)
    );
}

/// A backlog alone and beside an address at which nobody listens and a hundred thousand events are due, by turns.
async fn beside_a_dead_one(teller: &mut Teller, receiver: &Receiver) -> Result<(), Box<dyn Error>> {
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let fill = Order::Fill { bot: "dead".into(), run: "dead".into(), count: DEAD };
    teller.order(&fill).await?;
    let (mut alone, mut beside, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        teller.order(&Order::Tell { bot: "dead".into(), url: None }).await?;
        alone.push(teller.backlog(receiver, format!("alone{round}")).await?);
        let url = Some(format!("http://{nobody}/hooks"));
        teller.order(&Order::Tell { bot: "dead".into(), url }).await?;
        beside.push(teller.backlog(receiver, format!("beside{round}")).await?);
        shares.push(beside[round].per_s / alone[round].per_s);
    }
    show("a backlog, 100 000 waiting at an address that is off", &alone);
    show("a backlog, 100 000 being due at an address that is down", &beside);
    println!("  beside the address that is down, as a share of alone: {:.2}", median(shares));
    Ok(())
}

/// The process that is measured.
struct Teller {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    /// The first process of the database server, whose part is counted.
    server: Option<u32>,
}

impl Teller {
    async fn start(place: &str, server: Option<u32>) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["tell", place])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let orders = child.stdin.take().ok_or("no standard input")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
        let mut teller = Self { child, orders, answers, server };
        match teller.answers.next_line().await?.as_deref() {
            Some("ready") => Ok(teller),
            other => Err(format!("the teller said {other:?} instead of ready").into()),
        }
    }

    async fn stop(mut self) -> Result<(), Box<dyn Error>> {
        Ok(self.child.kill().await?)
    }

    /// Has it do something; when each thing was done.
    async fn order(&mut self, order: &Order) -> Result<Vec<u64>, Box<dyn Error>> {
        let line = format!("{}\n", serde_json::to_string(order)?);
        self.orders.write_all(line.as_bytes()).await?;
        let answer = self.answers.next_line().await?.ok_or("the teller ended; its error stands above")?;
        Ok(serde_json::from_str(&answer)?)
    }

    /// The processor time that it and the database have used, in seconds.
    fn used_s(&self) -> Result<f64, Box<dyn Error>> {
        let own = processor_s(self.child.id().ok_or("the teller has ended")?)?;
        let database = self.server.map(family_s).transpose()?.unwrap_or(0.0);
        Ok(own + database)
    }

    async fn post(
        &mut self,
        receiver: &Receiver,
        run: String,
        count: usize,
        per_s: Option<u32>,
    ) -> Result<Round, Box<dyn Error>> {
        let (before, address) = (self.used_s()?, receiver.address.clone());
        let begun = self.order(&Order::Post { address, run: run.clone(), count, per_s }).await?;
        self.round(receiver, &run, &begun, before).await
    }

    /// Records and delivers at once.
    async fn record(
        &mut self,
        receiver: &Receiver,
        run: String,
        count: usize,
        per_s: Option<u32>,
    ) -> Result<Round, Box<dyn Error>> {
        self.order(&tell_well(Some(receiver))).await?;
        let before = self.used_s()?;
        let committed = self.order(&record_well(&run, count, per_s)).await?;
        self.round(receiver, &run, &committed, before).await
    }

    /// Records what nobody is told yet, and then tells it.
    async fn backlog(&mut self, receiver: &Receiver, run: String) -> Result<Round, Box<dyn Error>> {
        self.order(&tell_well(None)).await?;
        self.order(&Order::Fill { bot: "well".into(), run: run.clone(), count: MANY }).await?;
        let before = self.used_s()?;
        let enabled = self.order(&tell_well(Some(receiver))).await?;
        let enabled = *enabled.first().ok_or("no time")?;
        self.round(receiver, &run, &vec![enabled; MANY], before).await
    }

    /// Records what nobody is ever told: it is told after the measurement.
    async fn only_record(
        &mut self,
        run: String,
        count: usize,
        per_s: Option<u32>,
    ) -> Result<Round, Box<dyn Error>> {
        self.order(&tell_well(None)).await?;
        let before = self.used_s()?;
        let committed = self.order(&record_well(&run, count, per_s)).await?;
        let used = self.used_s()? - before;
        let (first, last) = span(committed.iter().copied()).ok_or("nothing was recorded")?;
        let per_s = count as f64 / ((last - first) as f64 / 1e9);
        let processor_us = used * 1e6 / count as f64;
        // An address of its own takes what was kept, so that it is not counted elsewhere.
        let sink = Receiver::start().await?;
        self.order(&tell_well(Some(&sink))).await?;
        sink.take(count).await?;
        Ok(Round { per_s, p50_ms: f64::NAN, p99_ms: f64::NAN, processor_us, again: 0 })
    }

    async fn round(
        &mut self,
        receiver: &Receiver,
        run: &str,
        begun: &[u64],
        used_before_s: f64,
    ) -> Result<Round, Box<dyn Error>> {
        let (came, again) = receiver.take(begun.len()).await?;
        // What was answered last is being kept.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let processor_us = (self.used_s()? - used_before_s) * 1e6 / begun.len() as f64;
        let mut took_ms = Vec::with_capacity(begun.len());
        for (i, begun) in begun.iter().enumerate() {
            let came = came.get(&format!("evt_{run}_{i}")).ok_or("an event of another run came")?;
            took_ms.push(came.saturating_sub(*begun) as f64 / 1e6);
        }
        let (first, _) = span(begun.iter().copied()).ok_or("nothing was begun")?;
        let (_, last) = span(came.values().copied()).ok_or("nothing came")?;
        let per_s = begun.len() as f64 / ((last - first) as f64 / 1e9);
        let (p50_ms, p99_ms) = (percentile(&took_ms, 0.5), percentile(&took_ms, 0.99));
        Ok(Round { per_s, p50_ms, p99_ms, processor_us, again })
    }
}

fn tell_well(receiver: Option<&Receiver>) -> Order {
    let url = receiver.map(|receiver| format!("http://{}/hooks", receiver.address));
    Order::Tell { bot: "well".into(), url }
}

fn record_well(run: &str, count: usize, per_s: Option<u32>) -> Order {
    Order::Record { bot: "well".into(), run: run.to_owned(), count, per_s }
}

fn span(times: impl Iterator<Item = u64> + Clone) -> Option<(u64, u64)> {
    Some((times.clone().min()?, times.max()?))
}

/// The first process of the PostgreSQL server at `url`, which must run on this machine.
async fn postmaster(url: &str) -> Result<u32, Box<dyn Error>> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    let pid: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await?.get(0);
    let parent = parent(u32::try_from(pid)?).ok_or("the database server runs on another machine")?;
    drop(client);
    connection.await??;
    Ok(parent)
}

fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

/// The processor time of a process and its children, those that have ended included, in seconds.
fn family_s(first: u32) -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string(format!("/proc/{first}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(") ").ok_or("no name")?.1.split(' ').collect();
    let ended: f64 = fields[13].parse::<f64>()? + fields[14].parse::<f64>()?;
    let mut all = processor_s(first)? + ended / 100.0;
    for entry in std::fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        if parent(pid) == Some(first) {
            // One that ends while it is looked at is counted with those that have ended, the next time.
            all += processor_s(pid).unwrap_or(0.0);
        }
    }
    Ok(all)
}
