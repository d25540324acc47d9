//! Names to addresses, without those that are refused: the last look before a connection is opened.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address::Reach;
use crate::error::{RefusedName, UnknownName};

/// How long a name is looked up before nothing is said of it.
const PATIENCE: Duration = Duration::from_secs(3);

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

impl Reach {
    /// An address for which no connection to `name` would be opened, when the name leads to no other now. Of a name that is
    /// not known, or not within three seconds, nothing is said: it is looked at again before each connection.
    pub async fn refuses(self, name: &str) -> Option<IpAddr> {
        let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name, 0))).await;
        let refused = allowed(found.ok()?.ok()?, self).err()?;
        refused.downcast_ref::<RefusedName>().map(|refused| refused.address)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_is_refused_by_where_it_leads() {
        assert!(Reach::Public.refuses("localhost").await.is_some_and(|address| address.is_loopback()));
        assert_eq!(Reach::Loopback.refuses("localhost").await, None);
    }
}
