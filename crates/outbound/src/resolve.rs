//! Names to addresses, without those that are refused: the last look before a connection is opened.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::Reach;
use crate::error::{RefusedName, UnknownName};

/// The system's resolver behind a [`Reach`].
#[derive(Debug)]
pub(crate) struct Resolver(pub(crate) Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found = found.map_err(|fault| UnknownName { cause: fault.to_string() })?;
            allowed(found, reach)
        })
    }
}

fn allowed(
    found: impl Iterator<Item = SocketAddr>,
    reach: Reach,
) -> Result<Addrs, Box<dyn std::error::Error + Send + Sync>> {
    let (allowed, refused): (Vec<_>, Vec<_>) = found.partition(|a| reach.allows(a.ip()));
    match (allowed.is_empty(), refused.first()) {
        (false, _) => Ok(Box::new(allowed.into_iter())),
        (true, Some(first)) => Err(RefusedName { address: first.ip() }.into()),
        (true, None) => Err(UnknownName { cause: "no address".to_owned() }.into()),
    }
}
