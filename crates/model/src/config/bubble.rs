//! How the bubble that opens the chat looks on the owner's pages.
//!
//! Contract: Diverge reference 8.6 (`buttonBottom`, `buttonRight`, `buttonSize`, `titleG`).

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far the bubble may stand from an edge of the window, in CSS pixels.
const DISTANCES: RangeInclusive<u32> = 0..=400;
/// How wide it may be, in CSS pixels: at least what a finger hits.
const SIZES: RangeInclusive<u32> = 40..=96;
const LONGEST_TITLE: usize = 80;

/// The bubble's place, size and words. What is not set is as the page's script has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct BubbleSettings {
    /// On which side of the window it stands.
    pub side: Side,
    /// How far from that side, in CSS pixels.
    pub distance: Option<u32>,
    /// How far from the window's bottom, in CSS pixels.
    pub bottom: Option<u32>,
    /// How wide, in CSS pixels.
    pub size: Option<u32>,
    /// What it is called; the chatbot's name when absent.
    pub title: Option<String>,
}

/// A side of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The right one.
    #[default]
    Right,
    /// The left one.
    Left,
}

impl BubbleSettings {
    /// What is wrong with these settings, as (path, remedy).
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        for (field, number, range) in [
            ("distance", self.distance, DISTANCES),
            ("bottom", self.bottom, DISTANCES),
            ("size", self.size, SIZES),
        ] {
            if number.is_some_and(|number| !range.contains(&number)) {
                let remedy = format!("expected a number from {} to {}", range.start(), range.end());
                faults.push((format!("bubble.{field}"), remedy));
            }
        }
        if self.title.as_ref().is_some_and(|title| title.chars().count() > LONGEST_TITLE) {
            faults.push(("bubble.title".into(), format!("at most {LONGEST_TITLE} characters are allowed")));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bubble_that_nobody_hits_or_sees_is_refused() {
        for (settings, paths) in [
            (r#"{"side":"left","distance":0,"bottom":400,"size":40,"title":"Ask"}"#, &[][..]),
            (r#"{"size":39}"#, &["bubble.size"]),
            (
                r#"{"distance":401,"bottom":9000,"size":97}"#,
                &["bubble.distance", "bubble.bottom", "bubble.size"],
            ),
        ] {
            let settings: BubbleSettings = serde_json::from_str(settings).unwrap();
            let found: Vec<String> = settings.faults().into_iter().map(|(path, _)| path).collect();
            assert_eq!(found, paths);
        }
    }
}
