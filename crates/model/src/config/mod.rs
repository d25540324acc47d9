//! How a chatbot looks, greets and hands over: the owner's settings, and the public config made of them.
//!
//! Contract: Diverge reference 3 (GET /config). Every field has a default, so that an owner writes only what differs.

mod analytics;
pub mod banner;
mod bubble;
pub mod instance;
mod integration;
mod lead;
mod livechat;
mod pattern;
mod theme;
mod words;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use analytics::AnalyticsSettings;
use banner::BannerSettings;
pub use bubble::{BubbleSettings, Side};
use instance::Instances;
pub use integration::{FeatureFlags, IntegrationConfig, Popup};
pub use lead::{LeadField, LeadForm, LeadTrigger};
pub use livechat::{
    AttachmentSettings, AutoClose, AvailabilityReason, AvailabilitySettings, AvailabilityStatus, Day,
    LivechatConfig, LivechatSettings, Override, TimeOfDay, WorkingHours, zone,
};
pub use theme::{
    AndroidFont, AssistantBubble, Brand, Font, Header, HeaderButton, Input, IosFont, Messages, ProductButton,
    ProductCardTheme, SendButton, Surface, Theme, UserBubble,
};
pub use words::Texts;

use crate::assistant::AssistantSettings;
use crate::form::{SubmitAction, Trigger};
use crate::topic::{self, Topic};

/// What an owner may set of a chatbot; stored as one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Name, picture, welcome.
    pub display: Display,
    /// Colours by day.
    pub theme: Theme,
    /// Colours by night; the day's when absent.
    pub dark_theme: Option<Theme>,
    /// Questions offered before the first message.
    pub start_prompts: Vec<StartPrompt>,
    /// How product cards look.
    pub product_card: ProductCardConfig,
    /// Whether visitors may send pictures.
    pub image_enabled: Switch,
    /// Words that pop up beside the bubble.
    pub popup_messages: Vec<PopupMessage>,
    /// The sites whose pages may show this chatbot, such as `https://shop.example.com`; `*` for every site.
    pub allowed_origins: Vec<String>,
    /// Who speaks, how, and how much it may cost.
    pub assistant: AssistantSettings,
    /// What visitors may write about: each conversation is said to be about one of them, or none.
    pub topics: Vec<Topic>,
    /// Whether and when a person can be asked for.
    pub livechat: LivechatSettings,
    /// What stands above the chat, by page.
    pub banners: Vec<BannerSettings>,
    /// When visitors are asked who they are.
    pub lead_form: LeadForm,
    /// Whether a Chat Data page is told what happens in the chat.
    pub events: Switch,
    /// The bubble that opens the chat.
    pub bubble: BubbleSettings,
    /// The language of the chat's own words, such as `da`; the browser's when absent.
    pub language: Option<String>,
    /// The owner's words in place of the chat's own: by language, by the name of the text.
    pub texts: Texts,
    /// The pages on which the bubble is hidden: path and query, `*` for any run of characters.
    pub hidden_urls: Vec<String>,
    /// What is counted of what visitors do on pages.
    pub analytics: AnalyticsSettings,
    /// Variants of the chat, by name.
    pub instances: Instances,
}

/// A switch that is on unless it is turned off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Switch(pub bool);

impl Default for Switch {
    fn default() -> Self {
        Self(true)
    }
}

/// Name, picture, welcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Display {
    /// The name visitors see; the chatbot's own when empty.
    pub name: String,
    /// The picture beside the name.
    pub avatar: Avatar,
    /// What the assistant says first.
    pub welcome_message: Option<String>,
    /// A line below the name.
    pub subtitle: Option<Subtitle>,
    /// The owner's privacy page.
    pub privacy_policy_url: String,
}

/// A picture's address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Avatar {
    /// Where the picture is.
    pub url: Option<String>,
}

/// A line below the name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Subtitle {
    /// Its words.
    pub text: Option<String>,
    /// A link behind them.
    pub link: Option<Link>,
}

/// Words that lead somewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The words.
    pub text: String,
    /// Where they lead.
    pub url: String,
}

/// A question offered before the first message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPrompt {
    /// What the visitor says by pressing it.
    pub prompt_text: String,
    /// Shown only on pages whose address contains this.
    #[serde(default)]
    pub url_pattern: Option<String>,
}

/// How product cards look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ProductCardConfig {
    /// The words on the card's button.
    pub open_label: Option<String>,
    /// Whether cards can put the product in the cart.
    pub add_to_cart: AddToCartConfig,
}

/// Whether cards can put the product in the cart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema, Default)]
#[serde(default, deny_unknown_fields)]
pub struct AddToCartConfig {
    /// Off unless turned on.
    pub enabled: bool,
}

/// Words that pop up beside the bubble.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PopupMessage {
    /// Names the message.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Shown only on pages whose address contains this.
    #[serde(default)]
    pub url_pattern: Option<String>,
    /// How long the page must have been open, in milliseconds.
    #[serde(default)]
    pub delay_ms: u32,
}

/// The public config, as the chat's clients read it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicConfig {
    /// Name, picture, welcome.
    pub display: Display,
    /// Colours by day.
    pub theme: Theme,
    /// Colours by night.
    pub dark_theme: Theme,
    /// Questions offered before the first message.
    pub start_prompts: Vec<StartPrompt>,
    /// How product cards look.
    pub product_card: ProductCardConfig,
    /// Whether a person can be asked for.
    pub livechat: LivechatConfig,
    /// The owner's forms.
    pub forms: Vec<FormSummary>,
    /// Whether visitors may send pictures.
    pub image_enabled: bool,
    /// Whether nobody answers this visitor until it is proved who they are; absent when not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub identity_required: bool,
    /// Words that pop up beside the bubble.
    pub popup_messages: Vec<PopupMessage>,
    /// The language of the chat's own words; the browser's when absent.
    pub language: Option<String>,
    /// The owner's words in place of the chat's own: by language, by the name of the text.
    pub texts: Texts,
}

/// A form, as the config lists it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FormSummary {
    /// Names the form.
    pub form_id: String,
    /// Its name.
    pub name: String,
    /// When it is shown.
    pub trigger: Trigger,
    /// The built-in markers that it replaces.
    pub override_targets: Vec<String>,
    /// What happens when it was sent.
    pub submit_actions: Vec<SubmitAction>,
}

impl Settings {
    /// What is wrong with these settings, as (path, remedy); empty when all is well.
    pub fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        for (i, origin) in self.allowed_origins.iter().enumerate() {
            if !is_origin(origin) {
                let remedy =
                    "expected * or an origin such as https://shop.example.com, without a path".to_owned();
                faults.push((format!("allowed_origins.{i}"), remedy));
            }
        }
        faults.extend(topic::faults(&self.topics));
        let themes = [("theme", Some(&self.theme)), ("dark_theme", self.dark_theme.as_ref())];
        for (name, theme) in themes.iter().filter_map(|(name, theme)| theme.map(|t| (name, t))) {
            let tree = serde_json::to_value(theme).unwrap_or_default();
            theme::colour_faults(name, &tree, &mut faults);
        }
        faults.extend(
            self.assistant.faults().into_iter().map(|(path, why)| (format!("assistant.{path}"), why)),
        );
        faults
            .extend(self.livechat.faults().into_iter().map(|(path, why)| (format!("livechat.{path}"), why)));
        faults.extend(banner::faults(&self.banners));
        faults.extend(
            self.lead_form.faults().into_iter().map(|(path, why)| (format!("lead_form.{path}"), why)),
        );
        faults.extend(popup_faults(&self.popup_messages));
        faults.extend(self.bubble.faults());
        if self.language.as_ref().is_some_and(|language| !words::is_language(language)) {
            faults.push(("language".into(), words::EXPECTED_LANGUAGE.into()));
        }
        faults.extend(words::faults(&self.texts));
        faults.extend(pattern::faults("hidden_urls", &self.hidden_urls));
        faults.extend(self.analytics.faults());
        faults.extend(instance::faults(&self.instances));
        faults
    }
}

/// Pages remember what they have shown by its id.
fn popup_faults(popups: &[PopupMessage]) -> Vec<(String, String)> {
    let named_before = |(i, popup): &(usize, &PopupMessage)| {
        popup.id.is_empty() || popups[..*i].iter().any(|earlier| earlier.id == popup.id)
    };
    let nameless = popups.iter().enumerate().filter(named_before);
    let remedy = "expected a name that no other message has";
    nameless.map(|(i, _)| (format!("popup_messages.{i}.id"), remedy.to_owned())).collect()
}

/// `scheme://host[:port]` and nothing behind it.
fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host_like = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    text == "*" || rest.is_some_and(|host| !host.is_empty() && host.chars().all(host_like))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_document_gives_the_default_look() {
        let settings: Settings = serde_json::from_str("{}").unwrap();
        assert_eq!(settings, Settings::default());
        assert_eq!(settings.faults(), []);
        assert!(settings.image_enabled.0);
    }

    #[test]
    fn a_lead_form_asks_for_something_and_for_nothing_twice() {
        for (fields, paths) in [
            (r#"["name","email","phone"]"#, vec![]),
            ("[]", vec!["lead_form.fields"]),
            (r#"["name","email","name"]"#, vec!["lead_form.fields.2"]),
        ] {
            let text = format!(r#"{{"lead_form":{{"trigger":"before_chat","fields":{fields}}}}}"#);
            let settings: Settings = serde_json::from_str(&text).unwrap();
            let found: Vec<String> = settings.faults().into_iter().map(|(path, _)| path).collect();
            assert_eq!(found, paths, "{fields}");
        }
    }

    #[test]
    fn what_pages_read_is_judged_too() {
        let settings: Settings = serde_json::from_str(
            r#"{"bubble":{"size":7},"language":"danish","texts":{"da":{"send":""}},"hidden_urls":["checkout"],
                "analytics":{"retention_days":0},"instances":{"a b":{}},
                "popup_messages":[{"id":"a","text":"Hi"},{"id":"a","text":"Hi again"}]}"#,
        )
        .unwrap();
        let paths: Vec<String> = settings.faults().into_iter().map(|(path, _)| path).collect();
        let wanted = [
            "popup_messages.1.id",
            "bubble.size",
            "language",
            "texts.da.send",
            "hidden_urls.0",
            "analytics.retention_days",
            "instances.a b",
        ];
        assert_eq!(paths, wanted);
    }

    #[test]
    fn faults_name_their_path() {
        let settings: Settings = serde_json::from_str(
            r#"{"theme":{"brand":{"primary_color":"green"}},"allowed_origins":["https://a.example","https://a.example/shop"]}"#,
        )
        .unwrap();
        let paths: Vec<String> = settings.faults().into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["allowed_origins.1", "theme.brand.primary_color"]);
    }
}
