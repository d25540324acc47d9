//! Serves: binds, opens the installation, starts the loops, and stops in good order.

use std::fs::{File, TryLockError};
use std::future::Future;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use parlour_api::{Options, RateLimits};
use parlour_domain::assistant::turn;
use parlour_domain::webhook::{self, Courier};
use parlour_domain::{Cx, analytics, attachment, feed, livechat, retention};
use parlour_model::Timestamp;
use tokio::net::TcpListener;
use tracing::{error, info, warn};

use crate::cli::OnOff;
use crate::config::Config;
use crate::files;
use crate::installation::{Installation, Missing, make_folder, open};
use crate::output::{Failure, say};
use crate::web;

/// How long a stopping server waits for answers that are being made.
const GRACE: Duration = Duration::from_secs(10);

/// What a server is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// An owner's site.
    Serve,
    /// The demo shop, whose pages are served too.
    Demo,
}

/// A server that is bound and open, but does not yet accept.
pub(crate) struct Server {
    listener: TcpListener,
    /// What it serves.
    pub(crate) installation: Installation,
    /// The address under which it listens.
    pub(crate) address: String,
    config: Config,
    _lock: Option<File>,
}

/// Binds and opens what `config` describes.
pub(crate) async fn prepare(config: &Config) -> Result<Server, Failure> {
    start_logging();
    let listener = bind(&config.listen).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let lock = config.database_url.is_none().then(|| lock(&config.data)).transpose()?;
    let public_url = config.public_url.clone().unwrap_or_else(|| address.clone());
    let mut installation = open(config, &public_url, Missing::Made).await?;
    files::check(config, &*installation.cx.files).await?;
    if config.loopback_webhooks == OnOff::On {
        warn!("webhooks may reach this machine, by plain HTTP: for development only");
        installation.cx = installation.cx.with_loopback_webhooks();
    }
    // Alone on its database, whatever runs there was left by a process that is gone.
    let dead_before = if lock.is_some() { Timestamp(i64::MAX) } else { installation.cx.clock.now() };
    let recovered = turn::recover(&installation.assistant, dead_before).await?;
    if recovered > 0 {
        info!(recovered, "took up answers that were being made when the server stopped");
    }
    if lock.is_some() {
        webhook::take_up(&installation.cx).await?;
    }
    Ok(Server { listener, installation, address, config: config.clone(), _lock: lock })
}

impl Server {
    /// Accepts connections until the process is asked to stop.
    pub(crate) async fn run(self, purpose: Purpose) -> Result<(), Failure> {
        let demo = purpose == Purpose::Demo;
        let rate_limits = match self.config.rate_limits {
            OnOff::On => RateLimits::On,
            OnOff::Off => {
                warn!("rate limits are off: for tests only");
                RateLimits::Off
            }
        };
        let Installation { cx, assistant } = self.installation.clone();
        let options = Options { web_files: web::files(), rate_limits, demo };
        let router = parlour_api::router(cx, assistant, options);
        let courier = Courier::new(self.installation.cx.clone(), webhook::TIMEOUT)?;
        let mut loops = start_loops(&self.installation);
        loops.push(deliver(courier.clone()));
        loops.push(hear(self.installation.cx.clone()));
        say!("listening on {}", self.address);
        std::io::stdout().flush()?;
        let here = self.installation.cx.clone();
        let stop = async move {
            asked_to_stop().await;
            here.stop_waits();
        };
        parlour_api::serve(self.listener, router, Box::pin(stop), GRACE).await?;
        loops.iter().for_each(tokio::task::JoinHandle::abort);
        tokio::join!(self.installation.assistant.finish(GRACE), courier.finish(GRACE));
        Ok(())
    }
}

async fn bind(listen: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::new(format!(
            "{listen} is in use: stop the program that listens there, or choose another address with --listen"
        )),
        std::io::ErrorKind::InvalidInput => {
            Failure::usage(format!("{listen} is no address: expected HOST:PORT, such as 127.0.0.1:8080"))
        }
        _ => Failure::new(format!("{listen}: {error}; choose another address with --listen")),
    })
}

/// One server a data folder: a second one would answer the same messages.
fn lock(data: &Path) -> Result<File, Failure> {
    let remedy = |error: &dyn std::fmt::Display| {
        Failure::new(format!("{}: {error}; choose a folder this user may write", data.display()))
    };
    make_folder(data)?;
    let file = File::create(data.join("serve.lock")).map_err(|error| remedy(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::new(format!(
            "another server runs on {}: stop it, or give this one a folder of its own with --data",
            data.display()
        ))),
        Err(TryLockError::Error(error)) => Err(remedy(&error)),
    }
}

/// Wakes those who wait here when another process on the same database changed something.
fn hear(cx: Cx) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move { feed::hear(&cx).await })
}

/// How long an event waits at most that nobody hinted at, such as one that is due again.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How far apart passes begin at least: of many hints in a row, each is not worth a look of its own.
const LOOKS_APART: Duration = Duration::from_millis(2);

/// Delivers events, pass beside pass: one that waits for an answer holds up none of the others.
fn deliver(courier: Courier) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            courier.start_pass().await;
            tokio::time::sleep(LOOKS_APART).await;
            tokio::select! {
                () = courier.hinted() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    })
}

fn start_loops(here: &Installation) -> Vec<tokio::task::JoinHandle<()>> {
    let (renewing, recovering, sweeping, expiring) = (here.clone(), here.clone(), here.clone(), here.clone());
    let (closing, quieting) = (here.clone(), here.clone());
    vec![
        every(Duration::from_secs(10), move || {
            let here = renewing.clone();
            async move { turn::renew(&here.assistant).await }
        }),
        every(Duration::from_secs(15), move || {
            let here = recovering.clone();
            async move { turn::recover(&here.assistant, here.cx.clock.now()).await.map(drop) }
        }),
        every(Duration::from_secs(600), move || {
            let here = sweeping.clone();
            async move {
                retention::expire_files(&here.cx).await?;
                analytics::expire(&here.cx).await?;
                attachment::sweep(&here.cx).await?;
                Ok(here.cx.db.empty_log().await?)
            }
        }),
        every(Duration::from_secs(600), move || {
            let here = expiring.clone();
            async move {
                let dead = webhook::sweep(&here.cx).await?;
                if dead > 0 {
                    warn!(dead, "events ran out before they could be delivered");
                }
                Ok(())
            }
        }),
        every(Duration::from_secs(30), move || {
            let here = closing.clone();
            async move { livechat::close_idle(&here.cx).await.map(drop) }
        }),
        every(Duration::from_secs(1), move || {
            let here = quieting.clone();
            async move { livechat::expire_typing(&here.cx).await.map(drop) }
        }),
    ]
}

/// Runs `step` again and again; trouble is logged, and the next round tries anew.
fn every<F>(period: Duration, step: impl Fn() -> F + Send + 'static) -> tokio::task::JoinHandle<()>
where
    F: Future<Output = parlour_domain::Result<()>> + Send,
{
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = step().await {
                error!(%error, "a loop's round failed");
            }
        }
    })
}

async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

fn start_logging() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("PARLOUR_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
    // A second start in one process keeps the first one's subscriber.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(ansi)
        .try_init();
}
