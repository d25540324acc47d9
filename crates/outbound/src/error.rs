//! What can go wrong on the way out. Every text says what to do; none holds more of an address than its host.

use std::error::Error as StdError;
use std::net::IpAddr;
use std::time::Duration;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not HTTP.
    #[error("{scheme}: addresses are not fetched; use one that begins with https:// or http://")]
    Scheme {
        /// What it begins with instead.
        scheme: String,
    },
    /// The address lies where this client may not go.
    #[error(
        "{host} leads to {address}, which is not a public address; only public addresses are reached from here"
    )]
    Refused {
        /// The host asked for.
        host: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// The host's name leads nowhere.
    #[error("the name {host} is not known ({cause}); check how it is written, and this machine's DNS")]
    Unresolved {
        /// The host asked for.
        host: String,
        /// What the resolver said.
        cause: String,
    },
    /// No connection came about.
    #[error(
        "{host} cannot be reached ({cause}); check that it is up and that this machine may connect to it"
    )]
    Unreachable {
        /// The host asked for.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The server's certificate, or TLS as such.
    #[error("no secure connection to {host} ({cause}); check its certificate")]
    Tls {
        /// The host asked for.
        host: String,
        /// What was wrong.
        cause: String,
    },
    /// This machine trusts nobody.
    #[error(
        "this machine has no root certificates, so no https address can be reached; install ca-certificates"
    )]
    NoRootCertificates,
    /// It took too long.
    #[error("{host} did not answer in time ({} s at most, {} s without a byte)", .total.as_secs(), .idle.as_secs())]
    TimedOut {
        /// The host asked for.
        host: String,
        /// The longest the whole may take.
        total: Duration,
        /// The longest silence.
        idle: Duration,
    },
    /// The answer is larger than it may be.
    #[error("the answer of {host} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The host asked for.
        host: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// The server points to another host, or from https to http.
    #[error("{host} points on to {to}, another site; use that address if it is the right one")]
    PointsAway {
        /// The host asked for.
        host: String,
        /// Scheme, host and port of where it points.
        to: String,
    },
    /// The server points on and on.
    #[error("{host} points on more than {limit} times; use the address it ends at")]
    PointsInCircles {
        /// The host asked for.
        host: String,
        /// How often is followed.
        limit: usize,
    },
    /// The connection broke, or what came over it is not HTTP.
    #[error("the connection to {host} broke ({cause}); try again")]
    Broken {
        /// The host asked for.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The client could not be made.
    #[error("the HTTP client cannot be made: {0}")]
    Setup(String),
}

/// What the resolver answers when all that a name leads to is refused; travels inside the library's errors.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to {address}, which is refused")]
pub(crate) struct RefusedName {
    pub(crate) address: IpAddr,
}

/// What the resolver answers when a name leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub(crate) struct UnknownName {
    pub(crate) cause: String,
}

/// Finds the error of type `T` among an error and its causes.
pub(crate) fn find<'e, T: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error hides what it wraps: its `source` is that of what it wraps.
        next = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

/// The innermost cause, which is the one that says something.
pub(crate) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}
