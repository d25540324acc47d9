//! Whether what visitors do with the chat is counted: the owner's settings.
//!
//! Contract: Diverge reference 8.6 (`analyticsUrlsEnabled`, `analyticsCaptureEnabled`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest that events of pages are kept, in days.
const LONGEST_DAYS: i64 = 730;

/// What is counted, and for how long. Nothing is, unless it is turned on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnalyticsSettings {
    /// Whether pages send events, and whether they are kept.
    pub capture: bool,
    /// Whether events tell the addresses of products, to the page and to this server.
    pub urls: bool,
    /// How long events are kept, in days.
    #[schema(minimum = 1, maximum = 730)]
    pub retention_days: i64,
}

impl Default for AnalyticsSettings {
    fn default() -> Self {
        Self { capture: false, urls: false, retention_days: 90 }
    }
}

impl AnalyticsSettings {
    /// What is wrong with these settings, as (path, remedy).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        match (1..=LONGEST_DAYS).contains(&self.retention_days) {
            true => vec![],
            false => vec![(
                "analytics.retention_days".into(),
                format!("expected a number from 1 to {LONGEST_DAYS}"),
            )],
        }
    }
}
