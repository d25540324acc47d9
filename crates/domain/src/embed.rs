//! What an owner's pages may know of a chatbot before a visitor comes in: how it looks, where it is shown, what pops up.
//!
//! Contract: Diverge reference 8.6 (integration-config, popup-messages), SmartAgent reference 1 (instance config), Chat Data
//! reference 1 (hidden pages). Left out on purpose: telling when and where the chat is shown, which the page does.

use parlour_model::Environment;
use parlour_model::config::instance::{DEFAULT, InstanceConfig, InstanceSettings};
use parlour_model::config::{
    AvailabilityStatus, FeatureFlags, IntegrationConfig, Popup, PopupMessage, PublicConfig, Settings,
};
use parlour_store::chatbot::Chatbot;
use sha2::{Digest as _, Sha256};

use crate::cx::hex;
use crate::{Cx, Error, Result, chatbot, livechat};

/// How the chatbot of this name, one of its three, looks on a page.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn integration_config(cx: &Cx, name: &str, environment: Environment) -> Result<IntegrationConfig> {
    let chatbot = chatbot::find_named(cx, name).await?;
    let config = livechat::config_of(cx, chatbot.clone(), environment).await?;
    let settings = chatbot.settings;
    let PublicConfig { display, theme, dark_theme, livechat, forms, language, texts, .. } = config;
    let is_live = livechat.enabled && livechat.availability_status == AvailabilityStatus::Live;
    Ok(IntegrationConfig {
        iframe_url: format!("{}/frame/", cx.public_url),
        chatbot_id: chatbot.id,
        title_g: settings.bubble.title.unwrap_or_else(|| display.name.clone()),
        header_title_g: display.name,
        theme_color: theme.brand.primary_color,
        dark_theme_color: dark_theme.brand.primary_color,
        button_side: settings.bubble.side,
        button_bottom: settings.bubble.bottom,
        button_right: settings.bubble.distance,
        button_size: settings.bubble.size,
        ui_language: language,
        texts,
        analytics_urls_enabled: settings.analytics.urls,
        analytics_capture_enabled: settings.analytics.capture,
        livechat_available: is_live,
        forms,
        feature_flags: FeatureFlags {
            images: settings.image_enabled.0,
            livechat: livechat.enabled && livechat.configured,
            popups: !settings.popup_messages.is_empty(),
            banners: settings.banners.iter().any(|banner| banner.enabled.0),
        },
        hidden_urls: settings.hidden_urls,
        allowed_origins: settings.allowed_origins,
    })
}

/// What pops up on a page of this address: the first of the owner's messages that fits it and is not among those `seen`.
/// Who has seen what is known to the page alone, so that nothing is kept of visitors who never speak.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn popup(cx: &Cx, name: &str, url: &str, seen: &[&str]) -> Result<Popup> {
    let messages = chatbot::find_named(cx, name).await?.settings.popup_messages;
    let fits = |message: &PopupMessage| message.url_pattern.as_ref().is_none_or(|part| url.contains(part));
    let fitting = messages.into_iter().filter(|message| fits(message) && !message.text.trim().is_empty());
    let mut fresh = fitting.map(|message| (popup_key(&message), message));
    let found = fresh.find(|(key, _)| !seen.contains(&key.as_str()));
    Ok(found.map_or_else(Popup::default, |(key, message)| Popup {
        popup_text: Some(message.text),
        popup_key: Some(key),
        delay_ms: message.delay_ms,
    }))
}

/// The same words have the same name, other words another, so that a message which the owner changes is shown anew.
fn popup_key(message: &PopupMessage) -> String {
    let id: String =
        message.id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    format!("{id}-{}", &hex(&Sha256::digest(message.text.as_bytes()))[..8])
}

/// The variant of this name of a company's chatbot, which any of the chatbot's three names means. Every chatbot has the
/// variant `default`.
///
/// # Errors
/// [`Error::NotFound`].
///
/// Contract: SmartAgent reference 1 (config lookup).
pub async fn instance_config(cx: &Cx, company: &str, name: &str) -> Result<InstanceConfig> {
    let chatbot = chatbot::find_named(cx, company).await?;
    let set = match chatbot.settings.instances.get(name) {
        Some(set) => set.clone(),
        None if name == DEFAULT => InstanceSettings::default(),
        None => return Err(no_instance(&chatbot.id, name)),
    };
    Ok(shown(chatbot, name, set))
}

fn shown(chatbot: Chatbot, name: &str, set: InstanceSettings) -> InstanceConfig {
    let (settings, chatbot_name) = (chatbot.settings, chatbot.name);
    let display_name = if settings.display.name.is_empty() { chatbot_name } else { settings.display.name };
    let mut visibility = set.visibility;
    visibility.exclude.extend(settings.hidden_urls);
    let own_name = if name == DEFAULT { chatbot.id.clone() } else { name.to_owned() };
    InstanceConfig {
        chatbot_id: chatbot.id,
        chat_instance_name: set.chat_instance_name.unwrap_or(own_name),
        title: set.title.unwrap_or(display_name),
        welcome: set.welcome.or(settings.display.welcome_message).unwrap_or_default(),
        display: set.display,
        visibility,
        prechat: set.prechat,
        attachments: set.attachments.unwrap_or(settings.image_enabled.0),
        language: set.language.or(settings.language),
    }
}

/// Sets a variant of a chatbot, in place of the one of that name.
///
/// # Errors
/// [`Error::Invalid`] with the path of what is wrong; [`Error::NotFound`] for an unknown chatbot.
pub async fn put_instance(cx: &Cx, chatbot_id: &str, name: &str, instance: InstanceSettings) -> Result<()> {
    let name = name.to_owned();
    let put = move |settings: &mut Settings| {
        settings.instances.insert(name.clone(), instance.clone());
        Ok(())
    };
    chatbot::change(cx, chatbot_id, put).await
}

/// Takes a variant away; `default` is as if it had never been set.
///
/// # Errors
/// [`Error::NotFound`] for an unknown chatbot or variant.
pub async fn remove_instance(cx: &Cx, chatbot_id: &str, name: &str) -> Result<()> {
    let (id, name) = (chatbot_id.to_owned(), name.to_owned());
    let remove = move |settings: &mut Settings| {
        settings.instances.remove(&name).map(drop).ok_or_else(|| no_instance(&id, &name))
    };
    chatbot::change(cx, chatbot_id, remove).await
}

fn no_instance(chatbot_id: &str, name: &str) -> Error {
    let remedy = format!("set it by: parlour chatbot instance {chatbot_id} NAME FILE.json");
    Error::NotFound(format!("the chatbot {chatbot_id} has no variant {name}; {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_have_another_name() {
        let message = |id: &str, text: &str| PopupMessage {
            id: id.into(),
            text: text.into(),
            url_pattern: None,
            delay_ms: 0,
        };
        let (first, second) = (popup_key(&message("hi", "Hello")), popup_key(&message("hi", "Hello!")));
        assert!(first.starts_with("hi-") && second.starts_with("hi-"));
        assert_ne!(first, second);
        assert_eq!(first, popup_key(&message("hi", "Hello")));
        let odd = popup_key(&message("a, b", "Hello"));
        assert!(!odd.contains([',', ' ']), "it stands in a list: {odd}");
    }
}
