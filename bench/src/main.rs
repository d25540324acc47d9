//! Measures Parlour beside a reference in the same run. Machines are noisy: read the ratios and medians.
//!
//! `cargo xtask bench [store|http|index|retrieval|relay|soak|webhook]`, and `webhook sqlite` or `webhook postgres`.

mod client;
mod http;
mod index;
mod relay;
mod retrieval;
mod server;
mod soak;
mod store;
mod table;
mod visitors;
mod webhook;
mod words;

/// As in Parlour's own binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, file] = wanted.as_slice()
        && mode == "serve-bare"
    {
        return server::serve_bare(std::fs::read_to_string(file)?).await;
    }
    if let [mode, place] = wanted.as_slice()
        && mode == "tell"
    {
        return webhook::tell(place).await;
    }
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    if is_wanted("store") {
        store::run().await?;
    }
    if is_wanted("http") {
        http::run().await?;
    }
    if is_wanted("index") {
        index::run().await?;
    }
    if is_wanted("retrieval") {
        retrieval::run().await?;
    }
    if is_wanted("relay") {
        relay::run().await?;
    }
    if is_wanted("soak") {
        soak::run().await?;
    }
    if is_wanted("webhook") {
        webhook::run(&wanted).await?;
    }
    Ok(())
}
