//! Where a chatbot's events are told: the address, the secret and the choice of events.
//!
//! Contract: Diverge reference 6.6 (GET/PUT /webhook).

use base64::Engine as _;
use parlour_model::Environment;
use parlour_model::form::FieldFault;
use parlour_model::webhook::{Circuit, EVENT_TYPES, effective};
use parlour_outbound::Reach;
use parlour_store::delivery;
use parlour_store::webhook::{self as rows, Webhook};
use url::{Host, Url};

use crate::{Cx, Error, Result};

/// What an owner sees of a webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookSettings {
    /// Whether events are told.
    pub enabled: bool,
    /// The address.
    pub url: Option<String>,
    /// The secret, in the answer to the change that set or made it, and never again.
    pub new_secret: Option<String>,
    /// Its last four characters.
    pub secret_last4: Option<String>,
    /// What is told: what was asked for, and whatever is required.
    pub events: Vec<String>,
}

/// What is to become of the secret.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Secret {
    /// It stays; where there is none, one is made.
    #[default]
    Keep,
    /// A new one is made.
    Renew,
    /// It is this.
    Set(String),
}

/// A change of a webhook; what is not given stays.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    /// Whether events are told.
    pub enabled: Option<bool>,
    /// The address, or none.
    pub url: Option<Option<String>>,
    /// The secret.
    pub secret: Secret,
    /// The events that are asked for.
    pub events: Option<Vec<String>>,
}

/// Where a chatbot's events are told. One that was never set is disabled.
///
/// # Errors
/// [`Error::Internal`].
pub async fn settings(cx: &Cx, chatbot_id: &str, environment: Environment) -> Result<WebhookSettings> {
    let id = chatbot_id.to_owned();
    let found = cx.db.read(async move |tx| rows::find(tx, &id, environment).await).await?;
    Ok(shown(&found.unwrap_or_else(|| unset(cx, chatbot_id, environment)), None))
}

/// Changes where a chatbot's events are told. The address is taken to be well from now on; where the change names it or
/// turns delivery on, what waits for another attempt is told at once.
///
/// # Errors
/// [`Error::Invalid`] for an address that may not be told anything, a bad secret, an unknown event, or delivery that is
/// enabled without an address.
pub async fn put_settings(
    cx: &Cx,
    chatbot_id: &str,
    environment: Environment,
    change: WebhookChange,
) -> Result<WebhookSettings> {
    check(cx.webhook_reach, &change)?;
    check_name(cx.webhook_reach, &change).await?;
    let is_mended = matches!(change.url, Some(Some(_))) || change.enabled == Some(true);
    let fresh = fresh_secret();
    let before = unset(cx, chatbot_id, environment);
    let put = cx
        .db
        .write(async move |tx| {
            let stored = rows::lock(tx, &before.chatbot_id, environment).await?;
            let mut webhook = Webhook {
                circuit: Circuit::default(),
                updated_at: before.updated_at,
                ..stored.unwrap_or_else(|| before.clone())
            };
            let change = change.clone();
            webhook.enabled = change.enabled.unwrap_or(webhook.enabled);
            webhook.url = change.url.unwrap_or(webhook.url);
            webhook.events = change.events.unwrap_or(webhook.events);
            let new_secret = match (change.secret, &webhook.secret) {
                (Secret::Keep, Some(_)) => None,
                (Secret::Set(secret), _) => Some(secret),
                (Secret::Renew, _) | (Secret::Keep, None) => Some(fresh.clone()),
            };
            webhook.secret = new_secret.clone().or(webhook.secret);
            if webhook.enabled && webhook.url.is_none() {
                return Err(Error::invalid(
                    "url",
                    "delivery needs an address; give one, or set enabled to false",
                ));
            }
            rows::upsert(tx, &webhook).await?;
            if webhook.enabled && is_mended {
                delivery::hasten(tx, &webhook.chatbot_id, environment, webhook.updated_at).await?;
            }
            Ok(shown(&webhook, new_secret))
        })
        .await?;
    cx.recorded();
    Ok(put)
}

/// A new secret: `whsec_` and 43 characters of base64url.
pub fn fresh_secret() -> String {
    let random: [u8; 32] = rand::random();
    format!("whsec_{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random))
}

fn unset(cx: &Cx, chatbot_id: &str, environment: Environment) -> Webhook {
    Webhook {
        chatbot_id: chatbot_id.to_owned(),
        environment,
        enabled: false,
        url: None,
        secret: None,
        events: Vec::new(),
        circuit: Circuit::default(),
        updated_at: cx.clock.now(),
    }
}

fn shown(webhook: &Webhook, new_secret: Option<String>) -> WebhookSettings {
    let last4 = |secret: &String| secret.chars().skip(secret.chars().count().saturating_sub(4)).collect();
    WebhookSettings {
        enabled: webhook.enabled,
        url: webhook.url.clone(),
        new_secret,
        secret_last4: webhook.secret.as_ref().map(last4),
        events: effective(&webhook.events),
    }
}

fn check(reach: Reach, change: &WebhookChange) -> Result<()> {
    let mut faults = Vec::new();
    let mut fault = |field: String, message: String| faults.push(FieldFault { field, message });
    if let Some(Some(url)) = &change.url
        && let Err(message) = check_url(reach, url)
    {
        fault("url".into(), message);
    }
    if let Secret::Set(secret) = &change.secret
        && !((16..=256).contains(&secret.len()) && secret.bytes().all(|b| b.is_ascii_graphic()))
    {
        fault("signing_secret".into(), "expected 16 to 256 visible ASCII characters without spaces".into());
    }
    for (i, kind) in change.events.iter().flatten().enumerate() {
        if let Err(message) = known_kind(kind) {
            fault(format!("events.{i}"), message);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Refuses what no event is called, in words that name those there are.
pub(super) fn known_kind(kind: &str) -> Result<(), String> {
    if EVENT_TYPES.iter().any(|(known, _)| *known == kind) {
        return Ok(());
    }
    let known = EVENT_TYPES.map(|(known, _)| known).join(", ");
    Err(format!("no event is called so; expected any of {known}"))
}

/// Refuses a name that leads to this machine or a private network, unless a developer's switch is on.
async fn check_name(reach: Reach, change: &WebhookChange) -> Result<()> {
    let url = change.url.as_ref().and_then(Option::as_ref).and_then(|url| Url::parse(url).ok());
    let Some(Host::Domain(name)) = url.as_ref().and_then(Url::host) else { return Ok(()) };
    if reach == Reach::Public
        && let Some(address) = reach.refuses(name).await
    {
        let message = format!(
            "{name} leads to {address}, which is not public; only public addresses are told anything"
        );
        return Err(Error::invalid("url", message));
    }
    Ok(())
}

/// What can be judged without resolving a name; where the name leads is looked at before each connection, too.
fn check_url(reach: Reach, text: &str) -> Result<(), String> {
    let expected = || "expected an address such as https://crm.example.com/hooks".to_owned();
    let url = Url::parse(text).map_err(|_| expected())?;
    let host = url.host().filter(|_| text.len() <= 2048).ok_or_else(expected)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a name and password in the address are not sent; the signature tells who calls".into());
    }
    let (this_machine, allowed) = match host {
        Host::Ipv4(address) => (address.is_loopback(), reach.allows(address.into())),
        Host::Ipv6(address) => (address.is_loopback(), reach.allows(address.into())),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let local = name == "localhost" || name.ends_with(".localhost");
            (local, !local || reach != Reach::Public)
        }
    };
    match url.scheme() {
        _ if !allowed => Err("the address is not public; only public addresses are told anything".into()),
        "https" => Ok(()),
        "http" if this_machine => Ok(()),
        "http" => Err("http is not safe; use https".into()),
        _ => Err(expected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_https_addresses_are_told_anything() {
        for (url, public, loopback) in [
            ("https://crm.example.com/hooks?a=b", true, true),
            ("http://crm.example.com/hooks", false, false),
            ("http://127.0.0.1:3000/", false, true),
            ("http://localhost:3000/", false, true),
            ("https://localhost/", false, true),
            ("https://localhost./", false, true),
            ("http://[::1]:3000/", false, true),
            ("https://127.0.0.1/", false, true),
            ("https://10.0.0.8/", false, false),
            ("http://10.0.0.8/", false, false),
            ("https://169.254.169.254/latest", false, false),
            ("https://[fd00::1]/", false, false),
            ("https://93.184.216.34/", true, true),
            ("https://me:secret@example.com/", false, false),
            ("ftp://example.com/", false, false),
            ("example.com/hooks", false, false),
            ("", false, false),
        ] {
            assert_eq!(check_url(Reach::Public, url).is_ok(), public, "{url}");
            assert_eq!(check_url(Reach::Loopback, url).is_ok(), loopback, "{url}");
        }
        assert!(check_url(Reach::Public, &format!("https://example.com/{}", "x".repeat(2048))).is_err());
    }
}
