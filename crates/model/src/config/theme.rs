//! The colours and typefaces of a chat, and what a colour is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
        logo: super::Avatar = super::Avatar::default(),
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

/// The colours in `tree` that are none, by their paths below `path`.
pub(super) fn colour_faults(path: &str, tree: &serde_json::Value, faults: &mut Vec<(String, String)>) {
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
