//! What receives webhooks: a real server on a socket that answers as a test says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const PATIENCE: Duration = Duration::from_secs(30);

/// How a request is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// With a status and nothing else.
    Status(u16),
    /// With a status, but only after a while.
    Late(u16, Duration),
    /// With these very bytes.
    Bytes(Vec<u8>),
    /// With a body that does not end before the connection does.
    Endless,
    /// The connection is closed without a word.
    HangUp,
    /// Not at all.
    Silence,
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// The first line.
    pub line: String,
    /// The headers, their names in lower case.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// A header's text.
    ///
    /// # Panics
    /// When it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }

    /// The event that it tells.
    #[must_use]
    pub fn event_id(&self) -> String {
        self.json()["event_id"].as_str().unwrap_or_default().to_owned()
    }

    /// Whether it was signed with this secret.
    ///
    /// # Panics
    /// When it has no signature.
    #[must_use]
    pub fn is_signed_with(&self, secret: &str) -> bool {
        self.header("x-di-signature") == signature(secret, self.header("x-di-timestamp"), &self.body)
    }
}

/// How a body is signed at a time.
///
/// # Panics
/// Never: a key may have any length.
#[must_use]
pub fn signature(secret: &str, timestamp: &str, body: impl AsRef<[u8]>) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body.as_ref());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

type Script = dyn Fn(&Received, usize) -> Reply + Send + Sync;

/// A server that receives.
#[derive(Debug)]
pub struct Receiver {
    /// Its address.
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    count: watch::Receiver<usize>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Receiver {
    /// One that answers 200 to all.
    pub async fn willing() -> Self {
        Self::start(|_, _| Reply::Status(200)).await
    }

    /// One that answers each request, the first of which has the number 0, as `script` says.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start(script: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
        let received = Arc::new(Mutex::new(Vec::new()));
        let (counter, count) = watch::channel(0);
        let (counter, script): (_, Arc<Script>) = (Arc::new(counter), Arc::new(script));
        let kept = received.clone();
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, kept.clone(), counter.clone(), script.clone()));
            }
        });
        Self { url, received, count, server }
    }

    /// All that came so far.
    ///
    /// # Panics
    /// When a request's reader panicked.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic").clone()
    }

    /// The events that were told so far, in order.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.received().iter().map(Received::event_id).collect()
    }

    /// Waits, as long as `patience` says, until enough has come.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn until_enough(
        &self,
        patience: Duration,
        enough: impl Fn(&[Received]) -> bool,
    ) -> Vec<Received> {
        let mut watched = self.count.clone();
        let waited = tokio::time::timeout(patience, watched.wait_for(|_| enough(&self.received()))).await;
        let came = self.received();
        assert!(waited.is_ok(), "{} requests came, and not enough", came.len());
        came
    }

    /// Waits until this many requests have come.
    ///
    /// # Panics
    /// When they do not come.
    pub async fn until(&self, count: usize) -> Vec<Received> {
        let mut watched = self.count.clone();
        let enough = tokio::time::timeout(PATIENCE, watched.wait_for(|so_far| *so_far >= count)).await;
        let came = self.received();
        assert!(enough.is_ok(), "only {} of {count} requests came: {came:?}", came.len());
        came
    }
}

async fn serve(
    mut stream: TcpStream,
    kept: Arc<Mutex<Vec<Received>>>,
    counter: Arc<watch::Sender<usize>>,
    script: Arc<Script>,
) {
    let Some(received) = read(&mut stream).await else { return };
    let number = {
        let mut all = kept.lock().expect("no panic");
        all.push(received.clone());
        all.len() - 1
    };
    counter.send_replace(number + 1);
    match script(&received, number) {
        Reply::Status(status) => answer(&mut stream, status).await,
        Reply::Late(status, after) => {
            tokio::time::sleep(after).await;
            answer(&mut stream, status).await;
        }
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes).await),
        Reply::Endless => {
            let head = b"HTTP/1.1 200 Told\r\nconnection: close\r\n\r\n";
            let mut going_on = stream.write_all(head).await;
            while going_on.is_ok() {
                going_on = stream.write_all(&[b'x'; 4096]).await;
            }
        }
        Reply::HangUp => drop(stream),
        Reply::Silence => drop(stream.read_u8().await),
    }
}

async fn answer(stream: &mut TcpStream, status: u16) {
    let answer = format!("HTTP/1.1 {status} Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    // Who has gone away needs no answer.
    let _ = stream.write_all(answer.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut lines = head.lines();
    let line = lines.next()?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Received { line, headers, body })
}
