//! When visitors are asked who they are, and for what.
//!
//! Contract: Chat Data 3 (lead form); the trigger is Parlour's own setting.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When visitors are asked who they are, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeadForm {
    /// When they are asked; what is known of them is not asked for again.
    pub trigger: LeadTrigger,
    /// For what, in order.
    pub fields: Vec<LeadField>,
}

impl Default for LeadForm {
    fn default() -> Self {
        Self { trigger: LeadTrigger::Off, fields: vec![LeadField::Name, LeadField::Email] }
    }
}

impl LeadForm {
    /// What is wrong with it, as (path, remedy); empty when all is well.
    pub(super) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        if self.fields.is_empty() {
            faults.push(("fields".to_owned(), "expected at least one of name, email and phone".to_owned()));
        }
        for (i, field) in self.fields.iter().enumerate() {
            if self.fields[..i].contains(field) {
                faults.push((format!("fields.{i}"), "expected each field once".to_owned()));
            }
        }
        faults
    }
}

/// When visitors are asked who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeadTrigger {
    /// Never.
    #[default]
    Off,
    /// Once their first question is answered.
    AfterFirstAnswer,
    /// Before they can write.
    BeforeChat,
}

/// Something to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LeadField {
    /// Their name.
    Name,
    /// Their e-mail address.
    Email,
    /// Their telephone number.
    Phone,
}
