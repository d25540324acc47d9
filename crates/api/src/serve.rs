//! The loop that accepts connections. It stands here so that all of HTTP is compiled once, in this crate.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tracing::{info, warn};

/// Accepts connections on `listener` until `stop` is ready, then waits for those that are open, at most for `grace`.
///
/// # Errors
/// When connections can no longer be accepted.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    grace: Duration,
) -> std::io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    // Without TCP_NODELAY the first token of an answer waits 40 ms for more to send.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            warn!(%error, "TCP_NODELAY could not be set");
        }
    });
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let graceful = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        info!("stopping");
        // The receiver waits for as long as the server runs.
        let _ = stopping.send(());
    });
    let cut_off = async {
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        served = graceful => served?,
        () = cut_off => warn!("stopped with connections still open"),
    }
    Ok(())
}
