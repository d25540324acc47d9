//! Who delivers: looks for addresses at which something is due, and has each served.
//!
//! Each address has a worker of its own while something is due there, so one that does not answer holds up nobody else;
//! after a few failures in a row it is left alone for a while. Several processes share the work by claiming.
//! Contract: Diverge reference 7.4.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use parlour_model::Environment;
use parlour_outbound::Client;
use parlour_store::webhook;
use tokio::sync::{Notify, Semaphore};
use tokio_util::task::TaskTracker;
use tracing::error;

use super::post::client;
use super::worker::Worker;
use crate::{Cx, Result};

/// How many addresses are told something at once: many, since a slow one keeps its place for as long as it takes.
const MOST_ENDPOINTS: usize = 1024;
/// How many addresses are looked up in one pass.
const LOOK_UP: i64 = 2048;

/// A chatbot in an environment: what has one address.
pub(super) type Endpoint = (String, Environment);

/// Delivers events. Cheap to clone.
#[derive(Clone)]
pub struct Courier(Arc<Inner>);

pub(super) struct Inner {
    pub(super) cx: Cx,
    pub(super) client: Client,
    /// Names this process among those that share a database.
    pub(super) owner: String,
    pub(super) endpoints: Semaphore,
    /// The addresses that have a worker here, and what tells it to look once more.
    busy: Mutex<HashMap<Endpoint, Arc<Notify>>>,
    pub(super) passes: TaskTracker,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Courier({})", self.0.owner)
    }
}

impl Courier {
    /// One who waits `timeout` for an answer.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::Error::Internal) when TLS cannot be set up.
    pub fn new(cx: Cx, timeout: Duration) -> Result<Self> {
        let client = client(cx.webhook_reach, timeout)?;
        let random: [u8; 16] = rand::random();
        Ok(Self(Arc::new(Inner {
            cx,
            client,
            owner: crate::cx::hex(&random),
            endpoints: Semaphore::new(MOST_ENDPOINTS),
            busy: Mutex::default(),
            passes: TaskTracker::new(),
        })))
    }

    /// Delivers what is due now, and what becomes due by that, as the next event of a session does. Answers with the
    /// number of requests once nothing more is due; an address that another pass serves is left to it.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::Error::Internal) when the database does not answer; what was claimed then is taken up
    /// again later.
    pub async fn deliver_due(&self) -> Result<u64> {
        let workers = self.workers().await?;
        let served = futures::future::join_all(workers.into_iter().map(Worker::serve)).await;
        served.into_iter().sum()
    }

    /// Looks for what is due, and has it delivered beside what is still under way. Trouble is logged.
    pub async fn start_pass(&self) {
        let workers = self.workers().await.unwrap_or_else(|error| {
            error!(%error, "due events could not be looked up");
            Vec::new()
        });
        for worker in workers {
            self.0.passes.spawn(async move {
                if let Err(error) = worker.serve().await {
                    error!(%error, "events could not be delivered");
                }
            });
        }
    }

    /// A worker for each address at which something is due, but for those that have one.
    async fn workers(&self) -> Result<Vec<Worker>> {
        let now = self.0.cx.clock.now();
        let due = self.0.cx.db.read(async move |tx| webhook::list_due(tx, now, LOOK_UP).await).await?;
        let begin = |endpoint: Endpoint| {
            let hint = self.0.enlist(&endpoint)?;
            Some(Worker::new(self.0.clone(), endpoint, hint))
        };
        Ok(due.into_iter().filter_map(begin).collect())
    }

    /// Says that there may be something to deliver, as commands do. It carries no data, and losing it costs time only.
    pub fn hint(&self) {
        self.0.cx.recorded();
    }

    /// Waits until a command says that there may be something to deliver.
    pub async fn hinted(&self) {
        self.0.cx.feed.deliveries().await;
    }

    /// Claims nothing more, and waits for requests under way, no longer than `grace`.
    pub async fn finish(&self, grace: Duration) {
        self.0.passes.close();
        // What is still under way then is taken up by others, or by the next start.
        let _ = tokio::time::timeout(grace, self.0.passes.wait()).await;
    }
}

impl Inner {
    fn busy(&self) -> MutexGuard<'_, HashMap<Endpoint, Arc<Notify>>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an address among the busy ones. One that is there already has its worker look once more.
    fn enlist(&self, endpoint: &Endpoint) -> Option<Arc<Notify>> {
        let mut busy = self.busy();
        if let Some(hint) = busy.get(endpoint) {
            hint.notify_one();
            return None;
        }
        let hint = Arc::new(Notify::new());
        busy.insert(endpoint.clone(), hint.clone());
        Some(hint)
    }

    /// Takes an address from among the busy ones, unless its worker is to look once more; says whether it is gone.
    pub(super) fn retire(&self, endpoint: &Endpoint) -> bool {
        let mut busy = self.busy();
        let hinted = busy.get(endpoint).is_some_and(|hint| hint.notified().now_or_never().is_some());
        if !hinted {
            busy.remove(endpoint);
        }
        !hinted
    }

    /// Takes an address from among the busy ones, whatever was hinted at.
    pub(super) fn forsake(&self, endpoint: &Endpoint) {
        self.busy().remove(endpoint);
    }
}
