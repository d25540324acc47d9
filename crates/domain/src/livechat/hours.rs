//! Whether somebody is there: switches first, then what was decided by hand, then the hours.
//!
//! Contract: Diverge reference 3 (availability, in this order).

use jiff::tz::TimeZone;
use parlour_model::Timestamp;
use parlour_model::config::{
    AvailabilityReason, AvailabilitySettings, LivechatSettings, Override, WorkingHours, zone,
};
use parlour_store::webhook::Webhook;

/// Whether livechat can be made available: whether anything reaches a person, here or by the chatbot's webhook.
///
/// Contract: Diverge reference 3 (`configured`).
pub fn is_configured(settings: &LivechatSettings, webhook: Option<&Webhook>) -> bool {
    let is_told = |webhook: &Webhook| webhook.enabled && webhook.url.is_some() && webhook.secret.is_some();
    settings.builtin_inbox.0 || webhook.is_some_and(is_told)
}

/// Why somebody is there at this moment, or nobody is. The reason tells which of the two.
pub fn availability(
    settings: &LivechatSettings,
    webhook: Option<&Webhook>,
    now: Timestamp,
) -> AvailabilityReason {
    let AvailabilitySettings { timezone, by_hand, working_hours } = &settings.availability;
    if !settings.enabled || !is_configured(settings, webhook) {
        return AvailabilityReason::Disabled;
    }
    match by_hand {
        Some(Override::Live) => AvailabilityReason::ManualLive,
        Some(Override::Offline) => AvailabilityReason::ManualOffline,
        None if working_hours.is_empty() => AvailabilityReason::AlwaysOn,
        None if is_within(working_hours, timezone, now) => AvailabilityReason::WithinWorkingHours,
        None => AvailabilityReason::OutsideWorkingHours,
    }
}

/// Whether the clock on the wall shows a time of these hours.
fn is_within(hours: &[WorkingHours], timezone: &str, now: Timestamp) -> bool {
    // A zone of that name was there when the settings were written.
    let zone = zone(timezone).unwrap_or(TimeZone::UTC);
    let Ok(moment) = jiff::Timestamp::from_millisecond(now.ms()) else { return false };
    let wall = zone.to_datetime(moment);
    let day = i64::from(wall.weekday().to_monday_zero_offset());
    let minute = (day * 24 + i64::from(wall.hour())) * 60 + i64::from(wall.minute());
    hours.iter().any(|range| range.holds(minute))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::AvailabilityReason::*;
    use super::*;

    fn settings(availability: &Value) -> LivechatSettings {
        let document = json!({"enabled": true, "availability": availability});
        let settings: LivechatSettings = serde_json::from_value(document).unwrap();
        assert_eq!(settings.faults(), []);
        settings
    }

    fn at(time: &str) -> Timestamp {
        serde_json::from_value(time.into()).unwrap()
    }

    /// A day, a start and an end.
    type Range = (&'static str, &'static str, &'static str);
    /// A time, and whether somebody is there.
    type Moment = (&'static str, bool);

    /// For each zone: its hours, and for moments in UTC whether somebody is there.
    #[test]
    fn hours_go_by_the_clock_on_the_wall() {
        let table: &[(&str, &[Range], &[Moment])] = &[
            // A Monday of summer time: 09:00 is 07:00 UTC. One of winter time: 09:00 is 08:00 UTC.
            (
                "Europe/Copenhagen",
                &[("monday", "09:00", "17:00")],
                &[
                    ("2026-07-06T06:59:59.999Z", false),
                    ("2026-07-06T07:00:00Z", true),
                    ("2026-07-06T14:59:59.999Z", true),
                    ("2026-07-06T15:00:00Z", false),
                    ("2026-07-07T08:00:00Z", false),
                    ("2026-01-05T07:59:00Z", false),
                    ("2026-01-05T08:00:00Z", true),
                    ("2026-01-05T15:59:00Z", true),
                    ("2026-01-05T16:00:00Z", false),
                ],
            ),
            // 29 March 2026, a Sunday: at 01:00 UTC the clock goes from 02:00 to 03:00.
            (
                "Europe/Copenhagen",
                &[("sunday", "01:30", "02:30")],
                &[
                    ("2026-03-29T00:29:00Z", false),
                    ("2026-03-29T00:30:00Z", true),
                    ("2026-03-29T00:59:59Z", true),
                    ("2026-03-29T01:00:00Z", false),
                    ("2026-03-29T01:30:00Z", false),
                ],
            ),
            // Hours that would lie in the hour that is left out.
            (
                "Europe/Copenhagen",
                &[("sunday", "02:00", "03:00")],
                &[("2026-03-29T00:59:59Z", false), ("2026-03-29T01:00:00Z", false)],
            ),
            // 25 October 2026, a Sunday: at 01:00 UTC the clock goes from 03:00 back to 02:00.
            (
                "Europe/Copenhagen",
                &[("sunday", "02:15", "02:45")],
                &[
                    ("2026-10-25T00:14:00Z", false),
                    ("2026-10-25T00:15:00Z", true),
                    ("2026-10-25T00:45:00Z", false),
                    ("2026-10-25T01:14:00Z", false),
                    ("2026-10-25T01:15:00Z", true),
                    ("2026-10-25T01:44:59Z", true),
                    ("2026-10-25T01:45:00Z", false),
                ],
            ),
            // Past midnight, also over the night in which summer time begins, and from Sunday to Monday.
            (
                "Europe/Copenhagen",
                &[("saturday", "22:00", "04:00"), ("sunday", "23:00", "01:00")],
                &[
                    ("2026-03-28T20:59:00Z", false),
                    ("2026-03-28T21:00:00Z", true),
                    ("2026-03-29T01:59:00Z", true),
                    ("2026-03-29T02:00:00Z", false),
                    ("2026-03-29T20:59:00Z", false),
                    ("2026-03-29T21:00:00Z", true),
                    ("2026-03-29T22:59:00Z", true),
                    ("2026-03-29T23:00:00Z", false),
                    ("2026-03-23T00:30:00Z", false),
                    ("2026-03-22T23:30:00Z", true),
                ],
            ),
            // To midnight, and a whole day.
            (
                "UTC",
                &[("friday", "18:00", "00:00"), ("sunday", "00:00", "00:00")],
                &[
                    ("2026-01-09T23:59:59Z", true),
                    ("2026-01-10T00:00:00Z", false),
                    ("2026-01-10T23:59:59Z", false),
                    ("2026-01-11T00:00:00Z", true),
                    ("2026-01-11T23:59:59Z", true),
                    ("2026-01-12T00:00:00Z", false),
                ],
            ),
            // Another day than in UTC, and half an hour beside it.
            ("Pacific/Auckland", &[("tuesday", "09:00", "10:00")], &[("2026-01-05T20:00:00Z", true)]),
            (
                "Asia/Kolkata",
                &[("monday", "09:00", "10:00")],
                &[("2026-01-05T03:29:00Z", false), ("2026-01-05T03:30:00Z", true)],
            ),
        ];
        for (zone, hours, moments) in table {
            let hours: Vec<Value> = hours
                .iter()
                .map(|(day, start, end)| json!({"day": day, "start": start, "end": end}))
                .collect();
            let settings = settings(&json!({"timezone": zone, "working_hours": hours}));
            for (moment, there) in *moments {
                let wanted = if *there { WithinWorkingHours } else { OutsideWorkingHours };
                assert_eq!(availability(&settings, None, at(moment)), wanted, "{zone} {hours:?} {moment}");
            }
        }
    }

    #[test]
    fn switches_come_before_hands_and_hands_before_hours() {
        let (inside, outside) = (at("2026-01-05T10:00:00Z"), at("2026-01-05T18:00:00Z"));
        let hours = json!([{"day": "monday", "start": "09:00", "end": "17:00"}]);
        let with =
            |by_hand: Value, hours: &Value| settings(&json!({"override": by_hand, "working_hours": hours}));
        for (settings, now, reason) in [
            (with(Value::Null, &hours), inside, WithinWorkingHours),
            (with(Value::Null, &hours), outside, OutsideWorkingHours),
            (with(Value::Null, &json!([])), outside, AlwaysOn),
            (with("live".into(), &hours), outside, ManualLive),
            (with("offline".into(), &hours), inside, ManualOffline),
            (with("offline".into(), &json!([])), inside, ManualOffline),
            (LivechatSettings { enabled: false, ..with("live".into(), &hours) }, inside, Disabled),
            (
                LivechatSettings {
                    builtin_inbox: serde_json::from_value(json!(false)).unwrap(),
                    ..with("live".into(), &hours)
                },
                inside,
                Disabled,
            ),
        ] {
            assert_eq!(availability(&settings, None, now), reason);
        }
    }
}
