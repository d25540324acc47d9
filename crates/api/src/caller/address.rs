//! Where a call comes from, for counting calls that carry no credential.
//!
//! A caller on this machine or in a private network is taken for a reverse proxy: then the last address that it wrote
//! into `X-Forwarded-For` counts. From anywhere else that header is a stranger's word and is not read.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// The address of the caller; absent when the server was not told (see `Router::into_make_service_with_connect_info`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(peer.map(|peer| behind(peer.to_canonical(), &parts.headers))))
    }
}

fn behind(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded =
        headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    if is_near(peer) { last.unwrap_or(peer) } else { peer }
}

fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_near_caller_is_believed() {
        for (peer, forwarded, address) in [
            ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.2", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
            ("127.0.0.1", "nonsense", "127.0.0.1"),
            ("192.0.2.7", "203.0.113.9", "192.0.2.7"),
            ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ] {
            let headers =
                HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), forwarded.parse().unwrap())]);
            assert_eq!(behind(peer.parse().unwrap(), &headers), address.parse::<IpAddr>().unwrap(), "{peer}");
        }
    }
}
