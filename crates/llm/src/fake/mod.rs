//! A scripted stand-in for an OpenAI-compatible server, for tests: a real socket on this machine that answers every
//! request as its [`Script`] says, and remembers what it was asked.
//!
//! It is slow, silent, cut off or garbled on demand, and waits for a [`Gate`] rather than for time. Left out on
//! purpose: any understanding of what it is asked.

mod http;
mod script;

use std::collections::VecDeque;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use url::Url;

use crate::address::Endpoint;

pub use script::{Gate, Script};

/// A running fake. Dropping it closes its socket; answers that are under way end with it.
#[derive(Debug)]
pub struct Fake {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: AbortHandle,
}

/// What a fake was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The path with its query, such as `/v1/chat/completions`.
    pub path: String,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; null when it is no JSON.
    pub body: Value,
}

impl Asked {
    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether it is a request for embeddings.
    pub fn is_for_embeddings(&self) -> bool {
        self.path.split('?').next().is_some_and(|path| path.ends_with("/embeddings"))
    }
}

type Answering = Box<dyn Fn(&Asked) -> Script + Send + Sync>;

struct Shared {
    scripts: Mutex<VecDeque<Script>>,
    answering: Option<Answering>,
    seen: watch::Sender<Seen>,
}

/// What has happened so far.
#[derive(Debug, Default)]
struct Seen {
    asked: Vec<Asked>,
    /// Of each request, in the same order.
    fates: Vec<Fate>,
}

/// How the answer to a request went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    UnderWay,
    Played,
    HungUp,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("seen", &*self.seen.borrow()).finish_non_exhaustive()
    }
}

impl Fake {
    /// A server that answers with the scripts given to [`Fake::push`], in order, and with status 500 when there is
    /// none left.
    ///
    /// # Panics
    /// When this machine gives no socket.
    pub async fn start() -> Self {
        Self::serve(None).await
    }

    /// A server that answers each request with what `answer` makes of it. Scripts given to [`Fake::push`] go first.
    ///
    /// # Panics
    /// When this machine gives no socket.
    pub async fn answering(answer: impl Fn(&Asked) -> Script + Send + Sync + 'static) -> Self {
        Self::serve(Some(Box::new(answer))).await
    }

    #[expect(clippy::expect_used, reason = "a test without its server cannot go on")]
    async fn serve(answering: Option<Answering>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("this machine gives no socket");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(Shared {
            scripts: Mutex::default(),
            answering,
            seen: watch::Sender::new(Seen::default()),
        });
        let serving = tokio::spawn(http::serve(listener, shared.clone())).abort_handle();
        Self { address, shared, serving }
    }

    /// What is answered to the next request that has no script yet.
    pub fn push(&self, script: Script) {
        self.shared.scripts.lock().unwrap_or_else(PoisonError::into_inner).push_back(script);
    }

    /// The address under which operations lie, `http://127.0.0.1:PORT/v1`.
    ///
    /// # Panics
    /// Never: such an address is well formed.
    #[expect(clippy::expect_used, reason = "the text is an address by its making")]
    pub fn base_url(&self) -> Url {
        Url::parse(&format!("http://{}/v1", self.address)).expect("an address and a port make a URL")
    }

    /// The same as an endpoint, with the key `test-key` and the model `scripted`.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint {
            base_url: self.base_url(),
            api_key: Some("test-key".to_owned()),
            model: "scripted".to_owned(),
        }
    }

    /// What it was asked so far, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.seen.borrow().asked.clone()
    }

    /// Waits until it was asked `count` times in all, and gives what it was asked.
    pub async fn was_asked(&self, count: usize) -> Vec<Asked> {
        self.wait(|seen| seen.asked.len() >= count).await;
        self.asked()
    }

    /// Waits until whoever sent the request of this number, from 0, has hung up before the answer was over.
    pub async fn was_hung_up_on(&self, number: usize) {
        self.wait(|seen| seen.fates.get(number) == Some(&Fate::HungUp)).await;
    }

    /// Waits until no answer is under way, and tells how many requests were hung up on.
    pub async fn settled(&self) -> usize {
        self.wait(|seen| !seen.fates.contains(&Fate::UnderWay)).await;
        self.shared.seen.borrow().fates.iter().filter(|fate| **fate == Fate::HungUp).count()
    }

    async fn wait(&self, is: impl FnMut(&Seen) -> bool) {
        // The sender lives as long as this server, so waiting cannot fail.
        drop(self.shared.seen.subscribe().wait_for(is).await);
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Shared {
    /// Notes a request and says how to answer it.
    fn ask(&self, asked: Asked) -> (usize, Script) {
        let next = self.scripts.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let script = match (next, &self.answering) {
            (Some(script), _) => script,
            (None, Some(answering)) => answering(&asked),
            (None, None) => Script::status(500, "the fake has no script left"),
        };
        let mut number = 0;
        self.seen.send_modify(|seen| {
            number = seen.asked.len();
            seen.asked.push(asked);
            seen.fates.push(Fate::UnderWay);
        });
        (number, script)
    }

    fn end(&self, number: usize, fate: Fate) {
        self.seen.send_modify(|seen| seen.fates[number] = fate);
    }
}
