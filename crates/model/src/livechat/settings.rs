//! What an owner may set of livechat.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether people can be asked for, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LivechatSettings {
    /// Whether visitors can ask for a person; off unless turned on.
    pub enabled: bool,
    /// Whether files may be sent; off unless turned on.
    pub attachments_enabled: bool,
    /// The largest file, in bytes.
    pub max_attachment_size_bytes: u32,
    /// After how many quiet minutes a session is closed; never when absent.
    pub auto_close_minutes: Option<u32>,
}

impl Default for LivechatSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            attachments_enabled: false,
            max_attachment_size_bytes: 5_242_880,
            auto_close_minutes: None,
        }
    }
}
