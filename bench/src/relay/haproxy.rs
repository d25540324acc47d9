//! HAProxy before the upstream: what relaying costs when nothing is understood.

use std::error::Error;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::server::processor_s;

/// A running HAProxy.
pub(crate) struct Haproxy {
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    child: Child,
    _folder: TempDir,
}

impl Haproxy {
    /// Starts it before `upstream`; `None` when this machine has none. `PARLOUR_BENCH_HAPROXY` names its file.
    pub(crate) async fn start(upstream: &str) -> Result<Option<Self>, Box<dyn Error>> {
        let Ok(program) = std::env::var("PARLOUR_BENCH_HAPROXY") else { return Ok(None) };
        let folder = tempfile::tempdir()?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, configuration(&address, upstream))?;
        let child = Command::new(&program)
            .args(["-q", "-db", "-f"])
            .arg(&file)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| format!("{program}: {e}"))?;
        for _ in 0..200 {
            if TcpStream::connect(&address).await.is_ok() {
                return Ok(Some(Self { address, child, _folder: folder }));
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Err("HAProxy does not listen".into())
    }

    /// The processor time that it has used, in seconds.
    pub(crate) fn processor_s(&self) -> Result<f64, Box<dyn Error>> {
        processor_s(self.child.id().ok_or("it has ended")?)
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> Result<(), Box<dyn Error>> {
        self.child.kill().await?;
        Ok(())
    }
}

fn configuration(address: &str, upstream: &str) -> String {
    format!(
        "global\n  maxconn 2000\n\
         defaults\n  mode http\n  option http-no-delay\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n\
         frontend here\n  bind {address}\n  default_backend there\n\
         backend there\n  server upstream {upstream}\n"
    )
}
