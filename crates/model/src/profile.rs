//! Who a visitor is: what their page tells of them, and what they leave as a lead.
//!
//! Left out on purpose: whether any of it is true. Only a hash by the chatbot's secret vouches for `user_id`.
//! Contract: Chat Data 2 (user-info) and 3 (lead-submission).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest name that is kept, in characters.
pub const MOST_NAME_CHARS: usize = 100;
/// The longest address.
pub const MOST_EMAIL_CHARS: usize = 254;
/// The longest telephone number.
pub const MOST_PHONE_CHARS: usize = 40;
/// The longest of what else is told.
pub const MOST_INFO_CHARS: usize = 8000;
/// The longest `user_id` that is taken.
pub const MOST_USER_ID_CHARS: usize = 50;
/// The longest `user_hash` that is taken.
pub const MOST_USER_HASH_CHARS: usize = 100;

/// What is known of a visitor.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Profile {
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What else their page knows, in its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info: Option<String>,
    /// What the owner's systems call them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

impl Profile {
    /// As it is kept: trimmed, what is blank left out, and what is longer than its limit cut.
    #[must_use]
    pub fn kept(self) -> Self {
        Self {
            name: kept(self.name, MOST_NAME_CHARS),
            email: kept(self.email, MOST_EMAIL_CHARS),
            phone: kept(self.phone, MOST_PHONE_CHARS),
            info: kept(self.info, MOST_INFO_CHARS),
            user_id: kept(self.user_id, usize::MAX),
        }
    }

    /// This, and of what is not in it what `other` has.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            email: self.email.or(other.email),
            phone: self.phone.or(other.phone),
            info: self.info.or(other.info),
            user_id: self.user_id.or(other.user_id),
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What those who answer are told of a visitor.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct KnownProfile {
    /// Who they are.
    #[serde(flatten)]
    pub profile: Profile,
    /// Whether the chatbot's secret vouches for the `user_id`.
    pub verified: bool,
}

fn kept(text: Option<String>, most_chars: usize) -> Option<String> {
    let text = text?;
    let text = match text.trim().char_indices().nth(most_chars) {
        Some((end, _)) => text.trim()[..end].trim_end(),
        None => text.trim(),
    };
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a visitor left as a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lead {
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where they left it.
    pub source: LeadSource,
}

impl From<Lead> for Profile {
    fn from(lead: Lead) -> Self {
        Self { name: lead.name, email: lead.email, phone: lead.phone, ..Self::default() }
    }
}

/// Where a lead was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LeadSource {
    /// In the bubble.
    Widget,
    /// In a frame that the page placed itself.
    Iframe,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_trimmed_and_cut_to_its_limits() {
        let told = Profile {
            name: Some(format!("  {}", "å".repeat(101))),
            email: Some("x".repeat(300)),
            phone: Some(" \n ".into()),
            info: Some(format!("{} tail", "y".repeat(7999))),
            user_id: Some(" 1842 ".into()),
        };
        let kept = told.kept();
        assert_eq!(kept.name, Some("å".repeat(100)));
        assert_eq!(kept.email.map(|email| email.len()), Some(254));
        assert_eq!(kept.phone, None);
        assert_eq!(kept.info, Some("y".repeat(7999)), "no blank at the cut");
        assert_eq!(kept.user_id.as_deref(), Some("1842"));
    }

    #[test]
    fn what_the_page_tells_goes_before_what_was_left() {
        let lead = Lead {
            name: Some("Ida".into()),
            email: Some("ida@example.com".into()),
            phone: None,
            source: LeadSource::Widget,
        };
        let told = Profile { name: Some("Ada".into()), ..Profile::default() };
        let known = told.or(lead.into());
        assert_eq!((known.name.as_deref(), known.email.as_deref()), (Some("Ada"), Some("ida@example.com")));
        assert!(!known.is_empty() && Profile::default().is_empty());
    }
}
