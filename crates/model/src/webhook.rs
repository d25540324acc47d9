//! Webhooks: which events there are, how far their delivery is, when it is tried again, and when an address that is
//! unwell is left alone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Timestamp;
use crate::id::prefix;
use crate::spelled::spelled;

/// Whether an owner may do without an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscription {
    /// It is told whenever delivery is enabled.
    Required,
    /// It is told when the owner asks for it.
    Optional,
}

/// All events that can be told, in the order in which a set of them is written.
///
/// Contract: Diverge reference 7.2.
pub const EVENT_TYPES: [(&str, Subscription); 9] = [
    ("livechat.handover.requested", Subscription::Required),
    ("livechat.waiting.customer.message.created", Subscription::Optional),
    ("livechat.waiting.assistant.message.created", Subscription::Optional),
    ("livechat.customer.message.created", Subscription::Required),
    ("livechat.customer.typing.started", Subscription::Optional),
    ("livechat.customer.typing.stopped", Subscription::Optional),
    ("livechat.session.closed", Subscription::Required),
    ("livechat.feedback.submitted", Subscription::Optional),
    ("visitor.data.deleted", Subscription::Required),
];

/// What is told when an owner asked for `chosen`: that, and whatever is required.
pub fn effective(chosen: &[String]) -> Vec<String> {
    let told = |(kind, need): &(&str, Subscription)| {
        (*need == Subscription::Required || chosen.iter().any(|of| of == kind)).then(|| (*kind).to_owned())
    };
    EVENT_TYPES.iter().filter_map(told).collect()
}

/// Whether an event is told at once or not at all: typing is of no interest half a minute later.
pub fn is_fleeting(kind: &str) -> bool {
    kind.starts_with("livechat.customer.typing.")
}

/// How long a fleeting event is of interest, in milliseconds.
///
/// Contract: Diverge reference 7.4 (order).
pub const FLEETING_MS: i64 = 30 * 1000;

/// How far the delivery of an event is.
///
/// Contract: Diverge reference 7.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// It is to be told.
    Pending,
    /// It was told.
    Delivered,
    /// All attempts are used up.
    Failed,
    /// It ran out untold.
    Dead,
}

spelled!(
    DeliveryStatus,
    "delivery status",
    Pending = "pending",
    Delivered = "delivered",
    Failed = "failed",
    Dead = "dead"
);

/// What made an attempt.
///
/// Contract: Diverge reference 7.5 (`trigger`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// The event itself, or the schedule of retries.
    Automatic,
    /// Somebody who asked for it.
    Replay,
}

spelled!(Trigger, "trigger", Automatic = "automatic", Replay = "replay");

/// Names the request that is the `attempt`th of an event. It is known beforehand, so that a request whose process died is
/// still listed under the name that its receiver saw.
///
/// Contract: Diverge reference 7.1 (`x-di-delivery-id` is unique for each attempt).
pub fn delivery_id(event_id: &str, attempt: i64) -> String {
    let name = event_id.strip_prefix(prefix::EVENT).unwrap_or(event_id);
    format!("{}{name}_{attempt}", prefix::DELIVERY)
}

/// How long a process is taken to be telling an event that it has claimed, in milliseconds: well beyond the longest
/// request.
pub const LEASE_MS: i64 = 30 * 1000;

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// How long is waited after each failed attempt, before jitter; after the tenth there is no other.
///
/// Contract: Diverge reference 7.4 (retry).
pub const RETRY_MS: [i64; 9] = [
    10 * SECOND_MS,
    30 * SECOND_MS,
    2 * MINUTE_MS,
    10 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
    4 * HOUR_MS,
    8 * HOUR_MS,
];

/// The longest that an answer's `Retry-After` is heeded: an hour.
pub const MOST_RETRY_AFTER_MS: i64 = HOUR_MS;

/// How long to wait after `failed` attempts of a round, in milliseconds; nothing when that was the last. `chance` is any
/// number: it moves the wait by up to a tenth in either direction. What the answer asked for (`Retry-After`) makes the
/// wait longer, up to an hour, and never shorter.
///
/// Contract: Diverge reference 7.4 (retry).
pub fn retry_delay_ms(failed: i64, chance: u16, retry_after_ms: Option<i64>) -> Option<i64> {
    let place = usize::try_from(failed - 1).ok()?;
    let delay = RETRY_MS.get(place)?;
    let jittered = delay / 1000 * (900 + i64::from(chance % 201));
    Some(jittered.max(retry_after_ms.unwrap_or(0).min(MOST_RETRY_AFTER_MS)))
}

/// What an answer's `Retry-After` asks for, in milliseconds from `now`: seconds, or a date.
pub fn read_retry_after(value: &str, now: Timestamp) -> Option<i64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(i64::from(seconds) * SECOND_MS);
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?;
    Some((date.timestamp().as_millisecond() - now.ms()).max(0))
}

/// How well an address is, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circuit {
    /// Failures in a row that say that the address itself is unwell.
    pub failures: i64,
    /// Until when nothing is sent there.
    pub open_until: Option<Timestamp>,
    /// Until when it asked to be left alone.
    pub asked_until: Option<Timestamp>,
}

/// What an attempt tells of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It answered, be it with a refusal of this one event.
    Well,
    /// It did not answer, or said that it cannot.
    Unwell,
    /// It asked to be left alone for so many milliseconds.
    Busy(i64),
}

/// How many failures in a row open a circuit.
pub const OPENING_FAILURES: i64 = 5;
const FIRST_PAUSE_MS: i64 = 30 * SECOND_MS;
const LONGEST_PAUSE_MS: i64 = 10 * MINUTE_MS;

impl Circuit {
    /// Whether events may be sent at `now`: nothing, a single one to try it, or as many as wait.
    pub fn passes(self, now: Timestamp) -> Passage {
        match self.open_until {
            Some(until) if until > now => Passage::Shut,
            Some(_) => Passage::One,
            None => Passage::All,
        }
    }

    /// Whether it is to be left alone at `now`, but for a request that tries it.
    pub fn is_left_alone(self, now: Timestamp) -> bool {
        self.open_until.max(self.asked_until) > Some(now)
    }

    /// The circuit after an attempt that ended at `now` and was under way already when the address was found to be unwell.
    /// It says nothing new: one outage is one, however many requests it met. But a good answer says that the outage is
    /// over, unless the address asked for its pause.
    #[must_use]
    pub fn after_late(self, health: Health, now: Timestamp) -> Self {
        match health {
            Health::Unwell => self,
            Health::Well if self.asked_until > Some(now) => self,
            health => self.after(health, now),
        }
    }

    /// The circuit after an attempt that ended at `now`. From the fifth failure in a row on the address is left alone,
    /// for half a minute at first and ten minutes at most; then a single event tries it.
    #[must_use]
    pub fn after(self, health: Health, now: Timestamp) -> Self {
        match health {
            Health::Well => Self::default(),
            Health::Busy(ms) => {
                let until = Some(now.plus_ms(ms.clamp(SECOND_MS, MOST_RETRY_AFTER_MS)));
                Self {
                    failures: self.failures + 1,
                    open_until: until.max(self.open_until),
                    asked_until: until.max(self.asked_until),
                }
            }
            Health::Unwell => {
                let failures = self.failures + 1;
                let beyond = u32::try_from(failures - OPENING_FAILURES);
                let pause = beyond.map(|n| (FIRST_PAUSE_MS << n.min(8)).min(LONGEST_PAUSE_MS));
                let open_until = pause.ok().map(|ms| now.plus_ms(ms)).or(self.open_until);
                // What it asked for holds, although a replay tried it sooner.
                let asked_until = self.asked_until.filter(|until| *until > now);
                Self { failures, open_until: open_until.max(asked_until), asked_until }
            }
        }
    }
}

/// What may be sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// Nothing.
    Shut,
    /// One event, to see whether it is well again.
    One,
    /// Whatever waits.
    All,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_is_kept_within_a_tenth() {
        for (place, delay) in RETRY_MS.into_iter().enumerate() {
            let failed = i64::try_from(place).unwrap() + 1;
            assert_eq!(retry_delay_ms(failed, 0, None), Some(delay / 10 * 9));
            assert_eq!(retry_delay_ms(failed, 100, None), Some(delay));
            assert_eq!(retry_delay_ms(failed, 200, None), Some(delay / 10 * 11));
        }
        assert_eq!(retry_delay_ms(10, 100, None), None, "ten attempts in all");
        assert_eq!(retry_delay_ms(10, 100, Some(5000)), None, "whatever is asked for");
    }

    #[test]
    fn what_an_answer_asks_for_makes_the_wait_longer_within_bounds() {
        for (asked, delay) in [(1000, 10_000), (45_000, 45_000), (7_200_000, 3_600_000)] {
            assert_eq!(retry_delay_ms(1, 100, Some(asked)), Some(delay), "{asked}");
        }
        let now = Timestamp(1_767_607_200_000);
        for (value, ms) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("Mon, 05 Jan 2026 10:02:00 GMT", Some(120_000)),
            ("Mon, 05 Jan 2026 09:02:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read_retry_after(value, now), ms, "{value}");
        }
    }

    #[test]
    fn a_circuit_opens_at_the_fifth_failure_and_closes_with_the_first_answer() {
        let now = Timestamp(0);
        let mut circuit = Circuit::default();
        for pause in [
            None,
            None,
            None,
            None,
            Some(30),
            Some(60),
            Some(120),
            Some(240),
            Some(480),
            Some(600),
            Some(600),
        ] {
            circuit = circuit.after(Health::Unwell, now);
            assert_eq!(circuit.open_until, pause.map(|s| Timestamp(s * 1000)), "{circuit:?}");
        }
        assert_eq!(circuit.passes(Timestamp(599_999)), Passage::Shut);
        assert_eq!(circuit.passes(Timestamp(600_000)), Passage::One);
        let well = circuit.after(Health::Well, now);
        assert_eq!((well, well.passes(now)), (Circuit::default(), Passage::All));
        let busy = Circuit::default().after(Health::Busy(7000), now);
        let until = Some(Timestamp(7000));
        assert_eq!(busy, Circuit { failures: 1, open_until: until, asked_until: until });
    }

    #[test]
    fn a_pause_that_was_asked_for_is_ended_by_the_request_that_tries_the_address_only() {
        let (now, later) = (Timestamp(0), Timestamp(1000));
        let asked = (0..64).fold(Circuit::default(), |circuit, _| circuit.after(Health::Busy(60_000), now));
        for late in [Health::Well, Health::Unwell] {
            assert_eq!(asked.after_late(late, later), asked, "{late:?}");
        }
        assert_eq!(asked.after_late(Health::Busy(90_000), later).open_until, Some(Timestamp(91_000)));
        assert_eq!(asked.after(Health::Well, later), Circuit::default());
        // A replay tried it, in vain.
        let tried = Circuit { open_until: Some(Timestamp(31_000)), failures: 1, ..asked };
        assert_eq!(tried.after(Health::Unwell, later).open_until, Some(Timestamp(60_000)));
        // A pause after failures is over when it does answer.
        let down = (0..5).fold(Circuit::default(), |circuit, _| circuit.after(Health::Unwell, now));
        assert_eq!(down.after_late(Health::Unwell, later), down);
        assert_eq!(down.after_late(Health::Well, later), Circuit::default());
    }

    #[test]
    fn each_attempt_of_each_event_has_a_name_of_its_own() {
        assert_eq!(delivery_id("evt_01kb", 1), "dlv_01kb_1");
        let names = [("evt_1", 1), ("evt_1", 11), ("evt_1_1", 1), ("evt_11", 1), ("1_1_1", 1)];
        let names: std::collections::HashSet<_> = names.map(|(id, n)| delivery_id(id, n)).into();
        assert_eq!(names.len(), 5, "{names:?}");
    }

    #[test]
    fn required_events_are_always_in_the_set() {
        let required = effective(&[]);
        assert_eq!(required.len(), 4);
        let chosen =
            effective(&["livechat.feedback.submitted".to_owned(), "visitor.data.deleted".to_owned()]);
        assert_eq!(chosen.len(), 5);
        assert!(chosen.contains(&"livechat.feedback.submitted".to_owned()));
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for status in ["pending", "delivered", "failed", "dead"] {
            assert_eq!(status.parse::<DeliveryStatus>().unwrap().as_str(), status);
        }
        for trigger in ["automatic", "replay"] {
            assert_eq!(trigger.parse::<Trigger>().unwrap().as_str(), trigger);
        }
        assert!("lost".parse::<DeliveryStatus>().is_err() && "x".parse::<Trigger>().is_err());
    }
}
