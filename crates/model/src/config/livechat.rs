//! When a person can be asked for, what may be sent to them, and when a silent session ends: the owner's settings.
//!
//! Contract: Diverge reference 3 (`livechat`) and 6.6. Left out on purpose: whether somebody is there at a given
//! moment, which `domain::livechat` tells.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::Switch;

/// The largest file that a message can carry, in bytes.
const LARGEST_FILE_BYTES: i64 = 5 * 1024 * 1024;
/// The most ranges of hours in a week.
const MOST_RANGES: usize = 100;
/// The longest wait before a silent session ends, in minutes: 30 days.
const LONGEST_WAIT_MINUTES: i64 = 30 * 24 * 60;
const DAY_MINUTES: i64 = 24 * 60;
const WEEK_MINUTES: i64 = 7 * DAY_MINUTES;

/// How visitors reach people.
///
/// Contract: Diverge reference 6.6 (GET and PUT `/livechat/settings`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct LivechatSettings {
    /// Whether people answer at all. Off unless turned on.
    pub enabled: bool,
    /// Whether to show the owner's sign while a person answers.
    #[schema(value_type = bool, default = true)]
    pub show_livechat_logo: Switch,
    /// Whether agents answer at Parlour's own desk.
    #[schema(value_type = bool, default = true)]
    pub builtin_inbox: Switch,
    /// When somebody is there.
    pub availability: AvailabilitySettings,
    /// What visitors may send besides words.
    pub attachments: AttachmentSettings,
    /// When a session ends by itself.
    pub auto_close_minutes: AutoClose,
}

/// When somebody is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AvailabilitySettings {
    /// The zone of the working hours, by its IANA name.
    #[schema(examples("Europe/Copenhagen"))]
    pub timezone: String,
    /// Decides by hand; the hours stay as they are.
    #[serde(rename = "override")]
    pub by_hand: Option<Override>,
    /// The ranges in which somebody is there. Without any, somebody always is.
    #[schema(max_items = 100)]
    pub working_hours: Vec<WorkingHours>,
}

impl Default for AvailabilitySettings {
    fn default() -> Self {
        Self { timezone: "UTC".into(), by_hand: None, working_hours: vec![] }
    }
}

/// What was decided by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Override {
    /// Somebody is there.
    Live,
    /// Nobody is there.
    Offline,
}

/// A range of hours that comes every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    /// The day on which it begins.
    pub day: Day,
    /// When it begins.
    pub start: TimeOfDay,
    /// When it ends; on the next day when this is not after `start`.
    pub end: TimeOfDay,
}

impl WorkingHours {
    /// Whether the range holds this minute of the week; the week begins on Monday at 00:00 and has 10080 of them.
    pub fn holds(&self, minute_of_week: i64) -> bool {
        (minute_of_week - self.begins()).rem_euclid(WEEK_MINUTES) < self.lasts()
    }

    /// The minute of the week in which it begins.
    fn begins(&self) -> i64 {
        self.day as i64 * DAY_MINUTES + i64::from(self.start.0)
    }

    /// How many minutes it lasts, from 1 to a whole day.
    fn lasts(&self) -> i64 {
        match i64::from(self.end.0) - i64::from(self.start.0) {
            minutes if minutes > 0 => minutes,
            minutes => minutes + DAY_MINUTES,
        }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.holds(other.begins()) || other.holds(self.begins())
    }
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    /// The first day.
    Monday,
    /// The second day.
    Tuesday,
    /// The third day.
    Wednesday,
    /// The fourth day.
    Thursday,
    /// The fifth day.
    Friday,
    /// The sixth day.
    Saturday,
    /// The seventh day.
    Sunday,
}

/// A time of day in minutes since midnight, below 1440; on the wire `HH:MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl FromStr for TimeOfDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let two = |digits: &str| {
            (digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()))
                .then(|| digits.parse::<u16>().ok())?
        };
        let time = text.split_once(':').and_then(|(hour, minute)| Some((two(hour)?, two(minute)?)));
        match time {
            Some((hour @ 0..24, minute @ 0..60)) => Ok(Self(hour * 60 + minute)),
            _ => Err("expected a time from 00:00 to 23:59, such as 09:30; midnight is 00:00".into()),
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl utoipa::PartialSchema for TimeOfDay {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("A time of day, from 00:00 to 23:59."))
            .pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]$"))
            .examples(["09:00"])
            .into()
    }
}

impl ToSchema for TimeOfDay {}

/// What visitors may send besides words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AttachmentSettings {
    /// Whether files may be sent. Off unless turned on.
    pub enabled: bool,
    /// The largest file, in bytes.
    #[schema(minimum = 1, maximum = 5_242_880)]
    pub max_size_bytes: i64,
    /// How long files are kept, in days.
    #[schema(minimum = 1, maximum = 365)]
    pub retention_days: i64,
}

impl Default for AttachmentSettings {
    fn default() -> Self {
        Self { enabled: false, max_size_bytes: LARGEST_FILE_BYTES, retention_days: 30 }
    }
}

/// After how many minutes in which nothing happens a session ends by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AutoClose {
    /// While the visitor waits for a person.
    #[schema(minimum = 1, maximum = 43_200)]
    pub waiting: i64,
    /// While a person is in charge.
    #[schema(minimum = 1, maximum = 43_200)]
    pub active: i64,
}

impl Default for AutoClose {
    fn default() -> Self {
        Self { waiting: 60, active: 120 }
    }
}

impl LivechatSettings {
    /// What is wrong with these settings, as (path, remedy).
    pub fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut fault = |path: String, remedy: String| faults.push((path, remedy));
        if zone(&self.availability.timezone).is_none() {
            let remedy = "expected the name of a time zone such as Europe/Copenhagen".into();
            fault("availability.timezone".into(), remedy);
        }
        let hours = &self.availability.working_hours;
        if hours.len() > MOST_RANGES {
            fault("availability.working_hours".into(), format!("at most {MOST_RANGES} ranges are allowed"));
        }
        for (i, range) in hours.iter().enumerate().take(MOST_RANGES) {
            if let Some(earlier) = hours[..i].iter().position(|earlier| earlier.overlaps(range)) {
                let remedy = format!("overlaps range {earlier}; join the two or move one");
                fault(format!("availability.working_hours.{i}"), remedy);
            }
        }
        let numbers = [
            ("attachments.max_size_bytes", self.attachments.max_size_bytes, LARGEST_FILE_BYTES),
            ("attachments.retention_days", self.attachments.retention_days, 365),
            ("auto_close_minutes.waiting", self.auto_close_minutes.waiting, LONGEST_WAIT_MINUTES),
            ("auto_close_minutes.active", self.auto_close_minutes.active, LONGEST_WAIT_MINUTES),
        ];
        for (path, number, most) in numbers {
            if !(1..=most).contains(&number) {
                fault(path.into(), format!("expected a number from 1 to {most}"));
            }
        }
        faults
    }
}

/// The time zone of this IANA name, from the database that the binary carries: the same on every machine.
pub fn zone(name: &str) -> Option<TimeZone> {
    static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
    ZONES.get(name).ok()
}

/// Whether a person can be asked for, as the chat's clients read it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LivechatConfig {
    /// Whether to show it at all.
    pub enabled: bool,
    /// Whether it can be made available.
    pub configured: bool,
    /// Whether a person is there now.
    pub availability_status: AvailabilityStatus,
    /// Why.
    pub availability_reason: AvailabilityReason,
    /// Whether to show the owner's sign.
    pub show_livechat_logo: bool,
    /// Whether files may be sent.
    pub attachments_enabled: bool,
    /// The largest file, in bytes.
    pub max_attachment_size_bytes: i64,
}

/// Whether a person is there now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AvailabilityStatus {
    /// Someone is there.
    Live,
    /// No one is there.
    Offline,
}

/// Why a person is there or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AvailabilityReason {
    /// Turned off, or not yet set up.
    Disabled,
    /// Set to live by hand.
    ManualLive,
    /// Set to offline by hand.
    ManualOffline,
    /// No hours are set.
    AlwaysOn,
    /// Inside the hours.
    WithinWorkingHours,
    /// Outside the hours.
    OutsideWorkingHours,
}

impl AvailabilityReason {
    /// Whether a person is there for this reason.
    pub fn status(self) -> AvailabilityStatus {
        match self {
            Self::ManualLive | Self::AlwaysOn | Self::WithinWorkingHours => AvailabilityStatus::Live,
            Self::Disabled | Self::ManualOffline | Self::OutsideWorkingHours => AvailabilityStatus::Offline,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn paths(settings: Value) -> Vec<String> {
        let settings: LivechatSettings = serde_json::from_value(settings).unwrap();
        settings.faults().into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn an_empty_document_gives_the_contracts_defaults() {
        let settings: LivechatSettings = serde_json::from_str("{}").unwrap();
        assert_eq!(
            serde_json::to_value(&settings).unwrap(),
            json!({
                "enabled": false, "show_livechat_logo": true, "builtin_inbox": true,
                "availability": {"timezone": "UTC", "override": null, "working_hours": []},
                "attachments": {"enabled": false, "max_size_bytes": 5_242_880, "retention_days": 30},
                "auto_close_minutes": {"waiting": 60, "active": 120},
            })
        );
        assert_eq!(settings.faults(), []);
    }

    #[test]
    fn faults_name_their_path() {
        let faulty = json!({
            "availability": {"timezone": "Europe/Atlantis"},
            "attachments": {"max_size_bytes": 0, "retention_days": 366},
            "auto_close_minutes": {"waiting": 0, "active": 43_201},
        });
        let wanted = [
            "availability.timezone",
            "attachments.max_size_bytes",
            "attachments.retention_days",
            "auto_close_minutes.waiting",
            "auto_close_minutes.active",
        ];
        assert_eq!(paths(faulty), wanted);
        for good in ["UTC", "Europe/Copenhagen", "America/Argentina/Buenos_Aires", "Asia/Kolkata"] {
            assert_eq!(paths(json!({"availability": {"timezone": good}})), [""; 0], "{good}");
        }
    }

    /// Two ranges, and whether they overlap.
    #[test]
    fn ranges_that_share_a_minute_overlap() {
        for (one, other, overlap) in [
            (("monday", "09:00", "12:00"), ("monday", "12:00", "17:00"), false),
            (("monday", "09:00", "12:01"), ("monday", "12:00", "17:00"), true),
            (("monday", "09:00", "17:00"), ("tuesday", "09:00", "17:00"), false),
            (("monday", "09:00", "17:00"), ("monday", "10:00", "11:00"), true),
            (("monday", "10:00", "11:00"), ("monday", "09:00", "17:00"), true),
            (("friday", "22:00", "02:00"), ("saturday", "01:59", "03:00"), true),
            (("friday", "22:00", "02:00"), ("saturday", "02:00", "03:00"), false),
            (("sunday", "22:00", "02:00"), ("monday", "01:00", "03:00"), true),
            (("monday", "01:00", "03:00"), ("sunday", "22:00", "02:00"), true),
            (("sunday", "22:00", "02:00"), ("monday", "02:00", "03:00"), false),
            (("monday", "00:00", "00:00"), ("tuesday", "00:00", "00:00"), false),
            (("monday", "08:00", "08:00"), ("tuesday", "07:59", "08:00"), true),
        ] {
            let range =
                |(day, start, end): (&str, &str, &str)| json!({"day": day, "start": start, "end": end});
            let hours = json!({"availability": {"working_hours": [range(one), range(other)]}});
            let wanted: &[&str] = if overlap { &["availability.working_hours.1"] } else { &[] };
            assert_eq!(paths(hours), wanted, "{one:?} {other:?}");
        }
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(text.parse::<TimeOfDay>().unwrap().to_string(), text);
        }
        for text in ["", "9:00", "24:00", "12:60", "12:5", "+1:00", "12:00:00", "noon"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
    }
}
