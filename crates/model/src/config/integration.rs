//! What a page's script may know of a chatbot without a visitor's token.
//!
//! Contract: Diverge reference 8.6 (integration-config). Every key may be absent for its readers.

use serde::Serialize;
use utoipa::ToSchema;

use super::{FormSummary, Side, Texts};

/// How a chatbot looks on a page, and what is switched on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntegrationConfig {
    /// Where the frame lives.
    pub iframe_url: String,
    /// The chatbot's id, by whichever of its names it was asked for.
    pub chatbot_id: String,
    /// What the bubble is called.
    pub title_g: String,
    /// The head of the window.
    pub header_title_g: String,
    /// The owner's colour by day.
    pub theme_color: String,
    /// The owner's colour by night.
    pub dark_theme_color: String,
    /// On which side of the window the bubble stands.
    pub button_side: Side,
    /// How far from the window's bottom, in CSS pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button_bottom: Option<u32>,
    /// How far from its side of the window, in CSS pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button_right: Option<u32>,
    /// How wide it is, in CSS pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button_size: Option<u32>,
    /// The language of the chat's own words; the browser's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ui_language: Option<String>,
    /// The owner's words in place of the chat's own: by language, by the name of the text.
    pub texts: Texts,
    /// Whether events on the page tell the addresses of products.
    pub analytics_urls_enabled: bool,
    /// Whether the page sends events.
    pub analytics_capture_enabled: bool,
    /// Whether a person is there now.
    pub livechat_available: bool,
    /// The owner's forms.
    pub forms: Vec<FormSummary>,
    /// What else there is.
    pub feature_flags: FeatureFlags,
    /// The pages on which the bubble is hidden: path and query, `*` for any run of characters.
    pub hidden_urls: Vec<String>,
    /// The sites that may show the chat; `*` for every site.
    pub allowed_origins: Vec<String>,
}

/// What a chatbot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeatureFlags {
    /// Visitors may send pictures.
    pub images: bool,
    /// A person can be asked for.
    pub livechat: bool,
    /// There are words that pop up beside the bubble.
    pub popups: bool,
    /// There are banners above the chat.
    pub banners: bool,
}

/// Words that pop up beside the bubble; nothing when there are none for this page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, Default)]
pub struct Popup {
    /// The words.
    pub popup_text: Option<String>,
    /// Names the words: other words have another name.
    pub popup_key: Option<String>,
    /// How long the page must have been open, in milliseconds.
    pub delay_ms: u32,
}
