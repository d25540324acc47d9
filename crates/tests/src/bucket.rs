//! A bucket of a real S3 server, in which each test has a folder of its own; and a line to it that a test can cut.

use std::net::SocketAddr;

use parlour_outbound::bucket::Bucket;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

/// The variable that names the server: its address, a bucket, the id and secret of a key that may use it, and of one that
/// may only read. `cargo xtask test` sets it.
pub const SERVER: &str = "PARLOUR_TEST_S3";

/// The server and what it knows.
#[derive(Debug, Clone)]
pub struct S3 {
    /// Its address.
    pub endpoint: Url,
    /// The bucket.
    pub bucket: String,
    /// A key that may use it.
    pub key: (String, String),
    /// A key that may only read.
    pub reader: (String, String),
}

impl S3 {
    /// The tests' server.
    ///
    /// # Panics
    /// When none is named: tests on S3 are never skipped.
    pub fn named() -> Self {
        let named = std::env::var(SERVER).unwrap_or_else(|_| {
            panic!(
                "{SERVER} is not set: run the tests by `cargo xtask test`, which starts an S3 server for them"
            )
        });
        let words: Vec<String> = named.split_whitespace().map(str::to_owned).collect();
        let [endpoint, bucket, id, secret, reader, readers_secret] =
            <[String; 6]>::try_from(words).expect("six words");
        Self {
            endpoint: Url::parse(&endpoint).expect("an address"),
            bucket,
            key: (id, secret),
            reader: (reader, readers_secret),
        }
    }

    /// The bucket, in a folder that no other test uses.
    pub fn bucket(&self) -> Bucket {
        Bucket {
            name: self.bucket.clone(),
            prefix: uuid::Uuid::new_v4().simple().to_string(),
            endpoint: Some(self.endpoint.clone()),
            region: None,
            key: Some(self.key.clone()),
            ambient: vec![],
        }
    }
}

/// A line to a server, until it is cut.
#[derive(Debug)]
pub struct Line {
    /// The address at this end.
    pub address: Url,
    state: watch::Sender<State>,
    serving: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    Cut,
}

impl Line {
    /// A line to the server at `to`.
    ///
    /// # Panics
    /// When there is no port to be had.
    pub async fn to(to: &Url) -> Self {
        let far = to.socket_addrs(|| None).expect("an address")[0];
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let near = listener.local_addr().expect("an address");
        let (state, seen) = watch::channel(State::Whole);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, far, seen.clone()));
            }
        });
        Self { address: Url::parse(&format!("http://{near}")).expect("an address"), state, serving }
    }

    /// Cuts it: what is under way is lost, and nothing comes through.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// Makes it whole again.
    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn carry(mut near: TcpStream, far: SocketAddr, mut state: watch::Receiver<State>) {
    let carries = async {
        let mut far = TcpStream::connect(far).await?;
        copy_bidirectional(&mut near, &mut far).await
    };
    tokio::select! {
        // Looked at first: what is sent after the cut is not carried.
        biased;
        _ = state.wait_for(|state| *state == State::Cut) => {}
        _ = carries => {}
    }
}
