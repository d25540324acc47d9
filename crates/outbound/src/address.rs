//! Which addresses may be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::error::Error;

/// How far a client reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses only: for addresses that come from others.
    Public,
    /// Public addresses and this machine: for development.
    Loopback,
    /// Any address: for those the operator wrote down, such as a server in the same private network.
    Everywhere,
}

impl Reach {
    /// Whether a connection to `address` may be opened.
    pub fn allows(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::Loopback => is_public(address) || address.to_canonical().is_loopback(),
            Self::Everywhere => true,
        }
    }

    /// Refuses what can be judged without resolving a name: the scheme, and addresses written as numbers.
    pub(crate) fn check(self, url: &Url) -> Result<(), Error> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Error::Scheme { scheme: url.scheme().to_owned() });
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(Error::Scheme { scheme: url.scheme().to_owned() }),
        };
        if self.allows(address) {
            return Ok(());
        }
        Err(Error::Refused { host: address.to_string(), address })
    }
}

fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Everything but the special-purpose blocks of RFC 6890.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b, c) {
        // this network, private, loopback, multicast and reserved
        (0 | 10 | 127 | 224.., ..) => true,
        // carrier-grade NAT
        (100, 64..=127, _) => true,
        // link-local, where clouds keep their credentials
        (169, 254, _) => true,
        (172, 16..=31, _) | (192, 168, _) => true,
        // protocol assignments, documentation, 6to4 relays, benchmarks
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    !special
}

/// Global unicast only; where an IPv4 address is wrapped in it, that one is judged.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let wrapped = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        // NAT64
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => wrapped(high, low),
        // 6to4
        [0x2002, high, low, ..] => wrapped(high, low),
        // protocol assignments, among them Teredo
        [0x2001, 0..=0x01ff, ..] => false,
        // documentation
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: [&str; 7] = [
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ];
    const LOOPBACK: [&str; 4] = ["127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"];
    const INSIDE: [&str; 27] = [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:a00:1::",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ];

    #[test]
    fn each_reach_ends_where_it_says() {
        let cases = [
            (&PUBLIC[..], [true, true, true]),
            (&LOOPBACK, [false, true, true]),
            (&INSIDE, [false, false, true]),
        ];
        for (addresses, allowed) in cases {
            for address in addresses {
                let ip: IpAddr = address.parse().unwrap();
                let seen = [Reach::Public, Reach::Loopback, Reach::Everywhere].map(|r| r.allows(ip));
                assert_eq!(seen, allowed, "{address}");
            }
        }
    }

    #[test]
    fn an_address_in_disguise_is_still_that_address() {
        for url in [
            "http://127.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://[::1]/",
            "http://user@127.0.0.1:80/",
            "http://１２７.0.0.1/",
        ] {
            let checked = Reach::Public.check(&Url::parse(url).unwrap());
            assert!(matches!(checked, Err(Error::Refused { .. })), "{url}: {checked:?}");
        }
        for url in ["ftp://a.example/", "file:///etc/passwd", "data:text/plain,x"] {
            let checked = Reach::Everywhere.check(&Url::parse(url).unwrap());
            assert!(matches!(checked, Err(Error::Scheme { .. })), "{url}: {checked:?}");
        }
    }
}
