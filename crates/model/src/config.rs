//! How a chatbot looks and greets: the owner's settings, and the public config made of them.
//!
//! Contract: Diverge reference 3 (GET /config). Every field has a default, so that an owner writes only what differs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::assistant::AssistantSettings;
use crate::form::{SubmitAction, Trigger};
use crate::livechat::LivechatSettings;
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
    /// Whether people can be asked for, and how.
    pub livechat: LivechatSettings,
    /// What visitors may write about: each conversation is said to be about one of them, or none.
    pub topics: Vec<Topic>,
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

/// Declares a settings struct whose fields all have defaults.
macro_rules! look {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty = $default:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $kind,)* }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
    };
}

look! {
    /// Colours are `#RRGGBB`.
    Theme {
        /// The owner's colour.
        brand: Brand = Brand::default(),
        /// The ground.
        surface: Surface = Surface::default(),
        /// The head of the window.
        header: Header = Header::default(),
        /// The bubbles.
        messages: Messages = Messages::default(),
        /// Where one writes.
        input: Input = Input::default(),
        /// Product cards.
        product_card: ProductCardTheme = ProductCardTheme::default(),
        /// Typefaces of the apps.
        font: Font = Font::default(),
    }
}

look! {
    /// The owner's colour.
    Brand {
        /// Buttons, links and the visitor's bubbles.
        primary_color: String = "#1f5f4a".into(),
    }
}

look! {
    /// The ground.
    Surface {
        /// Behind the messages.
        background_color: String = "#ffffff".into(),
        /// Quiet words.
        muted_text_color: String = "#5b6660".into(),
    }
}

look! {
    /// The head of the window.
    Header {
        /// How the name is set.
        alignment: crate::part::Alignment = crate::part::Alignment::Left,
        /// The owner's sign.
        logo: Avatar = Avatar::default(),
        /// The buttons in the head.
        button: HeaderButton = HeaderButton::default(),
    }
}

look! {
    /// The buttons in the head.
    HeaderButton {
        /// Behind the icon.
        background_color: Option<String> = None,
        /// The icon.
        icon_color: String = "#ffffff".into(),
    }
}

look! {
    /// The bubbles.
    Messages {
        /// What the assistant says.
        assistant: AssistantBubble = AssistantBubble::default(),
        /// What the visitor says.
        user: UserBubble = UserBubble::default(),
    }
}

look! {
    /// What the assistant says.
    AssistantBubble {
        /// Behind the words.
        background_color: String = "#f1f4f2".into(),
        /// The words.
        text_color: String = "#1b211e".into(),
        /// The picture's width in pixels.
        avatar_size: Option<u32> = None,
        /// Around the bubble.
        border_color: Option<String> = None,
        /// The colours that run round the bubble while it thinks.
        thinking_border_gradient: Vec<String> = vec![],
    }
}

look! {
    /// What the visitor says.
    UserBubble {
        /// Behind the words.
        background_color: String = "#1f5f4a".into(),
        /// The words.
        text_color: String = "#ffffff".into(),
        /// Around the bubble.
        border_color: Option<String> = None,
    }
}

look! {
    /// Where one writes.
    Input {
        /// The words.
        text_color: String = "#1b211e".into(),
        /// The hint in the empty field.
        placeholder_color: String = "#66706b".into(),
        /// Behind the words.
        background_color: Option<String> = None,
        /// Around the field.
        border_color: Option<String> = None,
        /// The button that sends.
        send_button: SendButton = SendButton::default(),
    }
}

look! {
    /// The button that sends.
    SendButton {
        /// The icon.
        icon_color: Option<String> = None,
    }
}

look! {
    /// Product cards.
    ProductCardTheme {
        /// A lowered price.
        discount_price_color: String = "#b3261e".into(),
        /// The card's button; the brand's look when absent.
        button: Option<ProductButton> = None,
    }
}

look! {
    /// The card's button.
    ProductButton {
        /// Behind the words.
        background_color: String = "#1f5f4a".into(),
        /// Whether the words are bold.
        bold: bool = false,
    }
}

look! {
    /// Typefaces of the apps.
    Font {
        /// For the iOS app.
        ios: IosFont = IosFont::default(),
        /// For the Android app.
        android: AndroidFont = AndroidFont::default(),
    }
}

look! {
    /// For the iOS app.
    IosFont {
        /// Where the typeface is.
        asset_url: String = String::new(),
        /// Its SHA-256 in hexadecimal.
        sha256: Option<String> = None,
        /// Always `ttf`.
        format: String = "ttf".into(),
    }
}

look! {
    /// For the Android app.
    AndroidFont {
        /// Where the typeface is.
        asset_url: String = String::new(),
    }
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
    /// Words that pop up beside the bubble.
    pub popup_messages: Vec<PopupMessage>,
}

/// Whether a person can be asked for.
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

impl LivechatConfig {
    /// Livechat turned off.
    pub fn disabled() -> Self {
        Self {
            enabled: false,
            configured: false,
            availability_status: AvailabilityStatus::Offline,
            availability_reason: AvailabilityReason::Disabled,
            show_livechat_logo: true,
            attachments_enabled: false,
            max_attachment_size_bytes: 5_242_880,
        }
    }
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
            colour_faults(name, &tree, &mut faults);
        }
        faults.extend(
            self.assistant.faults().into_iter().map(|(path, why)| (format!("assistant.{path}"), why)),
        );
        faults
    }
}

/// `scheme://host[:port]` and nothing behind it.
fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host_like = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    text == "*" || rest.is_some_and(|host| !host.is_empty() && host.chars().all(host_like))
}

fn colour_faults(path: &str, tree: &serde_json::Value, faults: &mut Vec<(String, String)>) {
    let Some(fields) = tree.as_object() else { return };
    for (key, value) in fields {
        let path = format!("{path}.{key}");
        match value.as_str() {
            Some(text) if key.ends_with("_color") && !is_colour(text) => {
                faults.push((path, "expected a colour such as #1f5f4a".to_owned()));
            }
            _ => colour_faults(&path, value, faults),
        }
    }
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text.bytes().skip(1).all(|b| b.is_ascii_hexdigit())
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
    fn faults_name_their_path() {
        let settings: Settings = serde_json::from_str(
            r#"{"theme":{"brand":{"primary_color":"green"}},"allowed_origins":["https://a.example","https://a.example/shop"]}"#,
        )
        .unwrap();
        let paths: Vec<String> = settings.faults().into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["allowed_origins.1", "theme.brand.primary_color"]);
    }
}
