//! Livechat: people answer in place of the assistant.
//!
//! Contract: Diverge reference 6.

mod hours;
pub mod profiles;
mod settings;
mod waiting_room;

pub use hours::{availability, is_configured};
pub use settings::{Standing, change_settings, public_config, settings};
pub use waiting_room::fill_form;
