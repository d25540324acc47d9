//! How often a caller may call.
//!
//! Counted on this machine only: with several machines each counts for itself.
//! Contract: Diverge reference 1.4.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{ApiError, Result};

/// Whether callers are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RateLimits {
    /// Callers are counted; for everything but load tests.
    #[default]
    On,
    /// Nobody is counted.
    Off,
}

/// The counters of this machine.
pub(crate) struct Limits {
    mode: RateLimits,
    messages: Counter<String>,
    calls: Counter<String>,
    agent_calls: Counter<String>,
    sign_ins: Counter<String>,
    public_sessions: Counter<IpAddr>,
    page_reads: Counter<IpAddr>,
    page_news: Counter<IpAddr>,
}

/// What a page does without a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageCall {
    /// It signs a visitor in.
    SigningIn,
    /// It reads what anyone may know.
    Reading,
    /// It tells what happened on it.
    Telling,
}

impl Limits {
    pub(crate) fn new(mode: RateLimits) -> Self {
        Self {
            mode,
            messages: Counter::per_minute(MESSAGES_PER_MINUTE),
            calls: Counter::per_minute(CALLS_PER_MINUTE),
            agent_calls: Counter::per_minute(CALLS_PER_MINUTE),
            sign_ins: Counter::per_minute(SIGN_INS_PER_MINUTE),
            public_sessions: Counter::per_minute(PUBLIC_SESSIONS_PER_MINUTE),
            page_reads: Counter::per_minute(PAGE_READS_PER_MINUTE),
            page_news: Counter::per_minute(PAGE_NEWS_PER_MINUTE),
        }
    }

    /// A visitor sends a message.
    pub(crate) fn count_message(&self, visitor_id: &str) -> Result<()> {
        self.count(&self.messages, visitor_id.to_owned())
    }

    /// A visitor does anything else.
    pub(crate) fn count_call(&self, visitor_id: &str) -> Result<()> {
        self.count(&self.calls, visitor_id.to_owned())
    }

    /// The agents' app does something in a livechat session.
    pub(crate) fn count_agent_call(&self, session_id: &str) -> Result<()> {
        self.count(&self.agent_calls, session_id.to_owned())
    }

    /// A key signs a visitor in.
    pub(crate) fn count_sign_in(&self, key_id: &str) -> Result<()> {
        self.count(&self.sign_ins, key_id.to_owned())
    }

    /// A page calls without a credential.
    pub(crate) fn count_page_call(&self, call: PageCall, address: IpAddr) -> Result<()> {
        let counter = match call {
            PageCall::SigningIn => &self.public_sessions,
            PageCall::Reading => &self.page_reads,
            PageCall::Telling => &self.page_news,
        };
        self.count(counter, network(address))
    }

    fn count<K: Hash + Eq + Clone>(&self, counter: &Counter<K>, key: K) -> Result<()> {
        match self.mode {
            RateLimits::On => counter.count(key),
            RateLimits::Off => Ok(()),
        }
    }
}

const MESSAGES_PER_MINUTE: u32 = 30;
const CALLS_PER_MINUTE: u32 = 240;
const SIGN_INS_PER_MINUTE: u32 = 600;
const PUBLIC_SESSIONS_PER_MINUTE: u32 = 120;
const PAGE_READS_PER_MINUTE: u32 = 600;
const PAGE_NEWS_PER_MINUTE: u32 = 300;

/// A home has many IPv6 addresses but one network: its first 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

/// Counts calls by key; forgets keys that have been quiet long enough to start afresh anyway.
struct Counter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    calls: AtomicUsize,
    kept: AtomicUsize,
}

/// How often the number of kept keys is looked at, in calls.
const LOOK_EVERY: usize = 256;

impl<K: Hash + Eq + Clone> Counter<K> {
    fn per_minute(calls: u32) -> Self {
        let quota = Quota::per_minute(NonZeroU32::new(calls).unwrap_or(NonZeroU32::MIN));
        Self { limiter: RateLimiter::keyed(quota), calls: AtomicUsize::new(0), kept: AtomicUsize::new(0) }
    }

    fn count(&self, key: K) -> Result<()> {
        if self.calls.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOK_EVERY) {
            self.forget_quiet();
        }
        self.limiter.check_key(&key).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now());
            ApiError::rate_limited(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }

    /// Memory stays within twice the keys of the last minute, and the work is spread over the calls.
    fn forget_quiet(&self) {
        if self.limiter.len() > 2 * self.kept.load(Ordering::Relaxed) + LOOK_EVERY {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
            self.kept.store(self.limiter.len(), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_beyond_the_limit_waits_and_others_do_not() {
        let limits = Limits::new(RateLimits::On);
        for _ in 0..MESSAGES_PER_MINUTE {
            limits.count_message("a").unwrap();
        }
        assert!(limits.count_message("a").is_err());
        limits.count_message("b").unwrap();
        limits.count_call("a").unwrap();
    }

    #[test]
    fn turned_off_nobody_waits() {
        let limits = Limits::new(RateLimits::Off);
        for _ in 0..1000 {
            limits.count_message("a").unwrap();
        }
    }

    #[test]
    fn addresses_of_one_network_count_as_one() {
        let net = |text: &str| network(text.parse().unwrap());
        assert_eq!(net("2001:db8::1"), net("2001:db8::2"));
        assert_ne!(net("2001:db8:0:1::1"), net("2001:db8::1"));
        assert_eq!(net("::ffff:192.0.2.1"), net("192.0.2.1"));
        assert_ne!(net("192.0.2.1"), net("192.0.2.2"));
    }
}
