//! What Parlour adds to a model's stream: delay and processor time a token, beside the same upstream asked directly
//! and through HAProxy, in the same run.
//!
//! Each word carries the time at which it was sent, so every delay is read off at the client. Parlour's guards see a
//! word whole before they let it go, and some the beginning of the next: how many words that are is found out with one
//! stream and said, and a word's delay is counted from the moment at which the word was sent that set it free.

mod haproxy;
mod listener;
mod mark;
mod upstream;

use std::error::Error;
use std::time::{Duration, Instant};

use crate::server::{Server, command, parlour};
use crate::table::{columns, median, percentile};
use crate::visitors;
use crate::words::Words;
use haproxy::Haproxy;
use listener::{Heard, Request, listen};
use upstream::TOKENS;

const STREAMS: [usize; 3] = [1, 50, 200];
const ROUNDS: usize = 2;
const PAGES: u64 = 100;
const SECTIONS: usize = 10;
/// Streams begin one after another within this time, as visitors do.
const SPREAD: Duration = Duration::from_millis(1013);
/// Below this, processor time is too coarse to be told.
const LEAST_STREAMS: usize = 50;

pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    let epoch = Instant::now();
    let upstream = upstream::start(epoch)?;
    let key = prepare(&data)?;
    let base_url = format!("http://{upstream}/v1");
    let args = ["serve", "--listen", "127.0.0.1:0", "--data", &data];
    let model = ["--llm-base-url", &base_url, "--llm-model", "paced"];
    let server = Server::start(&parlour()?, &[&args[..], &model].concat()).await?;
    let Some(proxy) = Haproxy::start(&upstream).await? else {
        return Err("PARLOUR_BENCH_HAPROXY names no HAProxy; use cargo xtask bench relay".into());
    };
    let ways = Ways { upstream, proxy, server, key, epoch };
    // The first turn builds the index.
    ways.parlour(1).await?;
    let mut held = None;
    for streams in STREAMS {
        let mut seen = [Seen::default(), Seen::default(), Seen::default()];
        for _ in 0..ROUNDS {
            seen[0].add(ways.direct(streams).await?, 0.0);
            let before = ways.proxy.processor_s()?;
            let heard = ways.proxied(streams).await?;
            seen[1].add(heard, ways.proxy.processor_s()? - before);
            let (heard, processor) = ways.parlour(streams).await?;
            seen[2].add(heard, processor);
        }
        let held = *held.get_or_insert_with(|| seen[2].held());
        show(streams, &seen, held);
    }
    ways.proxy.stop().await?;
    ways.server.stop().await
}

/// A chatbot with pages, and a key to it.
fn prepare(data: &str) -> Result<String, Box<dyn Error>> {
    let pages = tempfile::tempdir()?;
    for page in 0..PAGES {
        std::fs::write(pages.path().join(format!("{page}.html")), Words::page(page, SECTIONS))?;
    }
    let pages = pages.path().display().to_string();
    command(&["chatbot", "create", "bench", "--data", data])?;
    command(&["import", "pages", &pages, "--chatbot", "bench", "--json", "--data", data])?;
    Ok(command(&["key", "create", "--data", data])?.trim().to_owned())
}

/// The three ways to the upstream.
struct Ways {
    upstream: String,
    proxy: Haproxy,
    server: Server,
    key: String,
    epoch: Instant,
}

impl Ways {
    async fn direct(&self, streams: usize) -> Result<Vec<Heard>, Box<dyn Error>> {
        self.together(vec![plain(&self.upstream); streams]).await
    }

    async fn proxied(&self, streams: usize) -> Result<Vec<Heard>, Box<dyn Error>> {
        self.together(vec![plain(&self.proxy.address); streams]).await
    }

    /// Each stream is a visitor of its own. Gives the processor time, too, without that of signing in.
    async fn parlour(&self, streams: usize) -> Result<(Vec<Heard>, f64), Box<dyn Error>> {
        let tokens = visitors::sign_in(&self.server.address, &self.key, "bench", streams).await?;
        let requests = (0..).zip(tokens).map(|(number, authorization)| Request {
            address: self.server.address.clone(),
            path: visitors::MESSAGES,
            authorization,
            json: visitors::message(&Words::seeded(1_000_000 + number).sentence(6)),
        });
        let requests = requests.collect();
        let before = self.server.processor_s()?;
        let heard = self.together(requests).await?;
        Ok((heard, self.server.processor_s()? - before))
    }

    async fn together(&self, requests: Vec<Request>) -> Result<Vec<Heard>, Box<dyn Error>> {
        let (epoch, apart) = (self.epoch, SPREAD / requests.len() as u32);
        let begin = tokio::time::Instant::now();
        let tasks: Vec<_> = (0..)
            .zip(requests)
            .map(|(number, request)| {
                tokio::spawn(async move {
                    tokio::time::sleep_until(begin + apart * number).await;
                    listen(&request, epoch).await
                })
            })
            .collect();
        let mut heard = Vec::new();
        for task in tasks {
            heard.push(task.await?.map_err(|e| e.to_string())?);
        }
        Ok(heard)
    }
}

/// The upstream's own question.
fn plain(address: &str) -> Request {
    Request {
        address: address.to_owned(),
        path: "/v1/chat/completions",
        authorization: "Bearer none".into(),
        json: r#"{"model":"paced","stream":true,"messages":[{"role":"user","content":"Go on."}]}"#.into(),
    }
}

/// What was measured of a way.
#[derive(Debug, Default)]
struct Seen {
    heard: Vec<Heard>,
    processor_s: f64,
}

impl Seen {
    fn add(&mut self, heard: Vec<Heard>, processor_s: f64) {
        self.heard.extend(heard);
        self.processor_s += processor_s;
    }

    /// How many words are usually sent after a word before it is seen: as many as the guards hold back.
    fn held(&self) -> usize {
        let held = |heard: &Heard| {
            (1..heard.words.len() / 2).map(|at| heard.sent_meanwhile(at) as f64).collect::<Vec<_>>()
        };
        median(self.heard.iter().flat_map(held).collect()) as usize
    }

    /// Milliseconds from one moment to another, of all answers.
    fn times(&self, of: impl Fn(&Heard) -> (u64, u64)) -> Vec<f64> {
        self.heard.iter().map(of).map(|(from, to)| ms(from, to)).collect()
    }

    /// Milliseconds from the sending of the word that sets a word free to its being seen, of all but the first. No more
    /// than `held` words are taken to have been waited for.
    fn delays(&self, held: usize) -> Vec<f64> {
        let of = |heard: &Heard| -> Vec<f64> {
            let freed_by = |at: usize| at + heard.sent_meanwhile(at).min(held);
            let words = &heard.words;
            (1..words.len()).map(|at| ms(words[freed_by(at)].0, words[at].1)).collect()
        };
        self.heard.iter().flat_map(of).collect()
    }

    fn processor_us(&self) -> f64 {
        self.processor_s * 1e6 / (self.heard.len() * TOKENS) as f64
    }
}

fn ms(from: u64, to: u64) -> f64 {
    (to as f64 - from as f64) / 1000.0
}

fn show(streams: usize, seen: &[Seen; 3], held: usize) {
    let mut rows: Vec<(String, Vec<f64>)> = Vec::new();
    let mut add = |what: &str, of: &dyn Fn(&Seen, usize) -> Vec<f64>| {
        let values: Vec<Vec<f64>> = (0..).zip(seen).map(|(way, seen)| of(seen, way)).collect();
        for (name, share) in [("median", 0.5), ("p99", 0.99)] {
            let row = values.iter().map(|values| percentile(values, share)).collect();
            rows.push((format!("{what}, {name}, ms"), row));
        }
    };
    add("request to first byte (stored)", &|seen, _| seen.times(|heard| (heard.asked, heard.begun)));
    add("request to upstream's first word (retrieved)", &|seen, _| {
        seen.times(|heard| (heard.asked, heard.words[0].0))
    });
    add("first word, sent to seen", &|seen, _| seen.times(|heard| heard.words[0]));
    add("other words, sent to seen", &|seen, way| seen.delays(if way == 2 { held } else { 0 }));
    if streams >= LEAST_STREAMS {
        let row = seen.iter().map(Seen::processor_us).collect();
        rows.push(("processor time a token, µs".into(), row));
    }
    let title =
        format!("{streams} streams of {TOKENS} words, one every 20 ms (guards hold a word for {held} more)");
    columns(&title, &["direct", "HAProxy", "Parlour"], &rows);
}
