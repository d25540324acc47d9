//! What happens on an owner's pages, as far as it is counted: names, and what may be told with one.
//!
//! Contract: Diverge reference 8.6 (POST `/api/v1/analytics/events`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use utoipa::ToSchema;

use crate::spelled::spelled;

/// The most that is told with an event, in bytes of JSON.
pub const MOST_BYTES: usize = 4096;
const MOST_PROPS: usize = 20;
const LONGEST_NAME: usize = 64;
const MOST_ITEMS: usize = 50;

/// Something that happened on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageEventName {
    /// The window was opened.
    ChatbotOpened,
    /// The visitor said something for the first time.
    ConversationStarted,
    /// The visitor said something.
    MessageSent,
    /// Products were shown.
    ProductRecommendationShown,
    /// One of them was chosen.
    ProductRecommendationClicked,
    /// The contact form was shown.
    ContactFormShown,
    /// A form was sent.
    FormSubmitted,
    /// The visitor said how it was.
    RatingSubmitted,
    /// The visitor asked for a person.
    LivechatStarted,
    /// The visitor bought something.
    PurchaseCompleted,
}

spelled!(
    PageEventName,
    "event",
    ChatbotOpened = "chatbot_opened",
    ConversationStarted = "conversation_started",
    MessageSent = "message_sent",
    ProductRecommendationShown = "product_recommendation_shown",
    ProductRecommendationClicked = "product_recommendation_clicked",
    ContactFormShown = "contact_form_shown",
    FormSubmitted = "form_submitted",
    RatingSubmitted = "rating_submitted",
    LivechatStarted = "livechat_started",
    PurchaseCompleted = "purchase_completed",
);

/// What is told with an event.
pub type Props = Map<String, Json>;

/// What is wrong with what is told with an event, as (path, remedy).
pub fn fault(props: &Props) -> Option<(String, String)> {
    if props.len() > MOST_PROPS {
        return Some((String::new(), format!("at most {MOST_PROPS} values are allowed")));
    }
    for (name, value) in props {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if !(1..=LONGEST_NAME).contains(&name.len()) || !name.bytes().all(plain) {
            let remedy =
                format!("expected a name of 1 to {LONGEST_NAME} characters of A-Z, a-z, 0-9, _ . and -");
            return Some((name.clone(), remedy));
        }
        let scalar = |value: &Json| !value.is_array() && !value.is_object();
        let flat = match value {
            Json::Array(items) => items.len() <= MOST_ITEMS && items.iter().all(scalar),
            other => scalar(other),
        };
        if !flat {
            let remedy = format!(
                "expected a text, a number, true, false, null, or a list of at most {MOST_ITEMS} of them"
            );
            return Some((name.clone(), remedy));
        }
    }
    let bytes = serde_json::to_vec(props).map_or(usize::MAX, |bytes| bytes.len());
    (bytes > MOST_BYTES)
        .then(|| (String::new(), format!("at most {MOST_BYTES} bytes of JSON are kept; send less")))
}

/// The same without the addresses of pages and products.
pub fn without_addresses(props: Props) -> Props {
    let about_addresses = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == "url" || name == "urls" || name.ends_with("_url") || name.ends_with("_urls")
    };
    props.into_iter().filter(|(name, _)| !about_addresses(name)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn props(value: Json) -> Props {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_is_told_is_flat_and_small() {
        for (given, path) in [
            (json!({}), None),
            (json!({"rating": 5, "currency": "DKK", "new": true, "none": null, "urls": ["/a", "/b"]}), None),
            (json!({"deep": {"a": 1}}), Some("deep")),
            (json!({"deep": [[1]]}), Some("deep")),
            (json!({"many": vec![1; 51]}), Some("many")),
            (json!({"a b": 1}), Some("a b")),
            (json!({"long": "x".repeat(4096)}), Some("")),
        ] {
            assert_eq!(fault(&props(given.clone())).map(|(path, _)| path).as_deref(), path, "{given}");
        }
        let many: Props = (0..21).map(|i| (format!("p{i}"), json!(i))).collect();
        assert!(fault(&many).is_some());
    }

    #[test]
    fn addresses_can_be_left_out() {
        let told = props(json!({"url": "/a", "urls": ["/b"], "product_url": "/c", "curls": 2, "rating": 5}));
        assert_eq!(without_addresses(told), props(json!({"curls": 2, "rating": 5})));
    }
}
