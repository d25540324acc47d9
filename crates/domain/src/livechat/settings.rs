//! What an owner sets of livechat, and what of it clients may know.
//!
//! Contract: Diverge reference 3 (GET /config) and 6.6 (GET and PUT `/livechat/settings`).

use parlour_model::config::{
    AvailabilityReason, AvailabilityStatus, LivechatConfig, LivechatSettings, PublicConfig,
};
use parlour_model::form::FieldFault;
use parlour_model::{Environment, Timestamp};
use parlour_store::chatbot::{self as rows, Chatbot};
use parlour_store::{Tx, webhook};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::hours;
use crate::access::{KeyHolder, VisitorIdentity};
use crate::{Cx, Error, Result, chatbot};

/// The keys that are told beside the settings, and not taken when they come back.
const TOLD: [&str; 3] = ["configured", "availability_status", "availability_reason"];

/// The settings, and what follows of them at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// What the owner set.
    pub settings: LivechatSettings,
    /// Whether livechat can be made available.
    pub configured: bool,
    /// Whether a person is there now.
    pub status: AvailabilityStatus,
    /// Why.
    pub reason: AvailabilityReason,
}

/// How livechat stands for the holder of a key.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot; [`Error::Forbidden`] when it belongs to another account.
pub async fn settings(cx: &Cx, holder: &KeyHolder, chatbot_id: &str) -> Result<Standing> {
    let chatbot = chatbot::find_for_key(cx, holder, chatbot_id).await?;
    standing(cx, chatbot_id, holder.environment, chatbot.settings.livechat).await
}

/// Changes the keys that are given, at any depth, and leaves all others as they are; a list is replaced as a whole.
///
/// # Errors
/// [`Error::Invalid`] with the path of each key at fault; [`Error::NotFound`] when there is no such chatbot;
/// [`Error::Forbidden`] when it belongs to another account.
pub async fn change_settings(
    cx: &Cx,
    holder: &KeyHolder,
    chatbot_id: &str,
    mut given: Map<String, Value>,
) -> Result<Standing> {
    chatbot::find_for_key(cx, holder, chatbot_id).await?;
    given.retain(|key, _| !TOLD.contains(&key.as_str()));
    let (id, now) = (chatbot_id.to_owned(), cx.clock.now());
    let changed = cx.db.write(async move |tx| change(tx, &id, &given, now).await).await?;
    standing(cx, chatbot_id, holder.environment, changed).await
}

async fn change(
    tx: &Tx,
    chatbot_id: &str,
    given: &Map<String, Value>,
    now: Timestamp,
) -> Result<LivechatSettings> {
    let gone = || Error::NotFound(format!("there is no chatbot {chatbot_id}"));
    let mut chatbot = rows::lock(tx, chatbot_id).await?.ok_or_else(gone)?;
    chatbot.settings.livechat = merged(&chatbot.settings.livechat, given)?;
    rows::update(tx, chatbot_id, &chatbot.name, &chatbot.settings, now).await?;
    Ok(chatbot.settings.livechat)
}

/// The public config of a visitor's chatbot.
///
/// # Errors
/// [`Error::NotFound`] when the chatbot is gone.
pub async fn public_config(cx: &Cx, visitor: &VisitorIdentity) -> Result<PublicConfig> {
    let chatbot = chatbot::find(cx, &visitor.chatbot_id).await?;
    let config = config_of(cx, chatbot, visitor.environment).await?;
    Ok(PublicConfig { identity_required: !visitor.identified, ..config })
}

/// The public config of a chatbot at this moment.
///
/// # Errors
/// [`Error::Internal`].
pub(crate) async fn config_of(cx: &Cx, chatbot: Chatbot, environment: Environment) -> Result<PublicConfig> {
    let forms = chatbot::forms(cx, &chatbot.id).await?;
    let standing = standing(cx, &chatbot.id, environment, chatbot.settings.livechat.clone()).await?;
    let Standing { settings, configured, status, reason } = standing;
    let livechat = LivechatConfig {
        enabled: settings.enabled,
        configured,
        availability_status: status,
        availability_reason: reason,
        show_livechat_logo: settings.show_livechat_logo.0,
        attachments_enabled: settings.attachments.enabled,
        max_attachment_size_bytes: settings.attachments.max_size_bytes,
    };
    Ok(chatbot::public_config(chatbot, forms, livechat))
}

/// How livechat stands at this moment.
pub(super) async fn standing(
    cx: &Cx,
    chatbot_id: &str,
    environment: Environment,
    settings: LivechatSettings,
) -> Result<Standing> {
    let id = chatbot_id.to_owned();
    let webhook = cx.db.read(async move |tx| webhook::find(tx, &id, environment).await).await?;
    let reason = hours::availability(&settings, webhook.as_ref(), cx.clock.now());
    let configured = hours::is_configured(&settings, webhook.as_ref());
    Ok(Standing { configured, status: reason.status(), reason, settings })
}

/// The settings with the given keys in place of their own.
fn merged(settings: &LivechatSettings, given: &Map<String, Value>) -> Result<LivechatSettings> {
    let mut tree = serde_json::to_value(settings).map_err(Error::internal)?;
    if let Value::Object(fields) = &mut tree {
        merge(fields, given, "")?;
    }
    let settings: LivechatSettings =
        serde_path_to_error::deserialize(tree).map_err(|error| unreadable(&error))?;
    let faults: Vec<FieldFault> =
        settings.faults().into_iter().map(|(field, message)| FieldFault { field, message }).collect();
    if faults.is_empty() { Ok(settings) } else { Err(Error::Invalid(faults)) }
}

fn merge(fields: &mut Map<String, Value>, given: &Map<String, Value>, path: &str) -> Result<()> {
    for (key, value) in given {
        match (fields.get_mut(key), value) {
            (Some(Value::Object(inner)), Value::Object(given)) => {
                merge(inner, given, &format!("{path}{key}."))?;
            }
            (Some(Value::Object(_)), _) => {
                return Err(Error::invalid(format!("{path}{key}"), "expected an object"));
            }
            _ => drop(fields.insert(key.clone(), value.clone())),
        }
    }
    Ok(())
}

fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let segments = error.path().iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let (path, message) = (segments.collect::<Vec<_>>().join("."), error.inner().to_string());
    match message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        Some(field) => Error::invalid(format!("{path}.{field}"), "is required"),
        None => Error::invalid(path, message),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(settings: &LivechatSettings, given: Value) -> Result<LivechatSettings, Vec<String>> {
        match merged(settings, given.as_object().unwrap()) {
            Ok(settings) => Ok(settings),
            Err(Error::Invalid(faults)) => Err(faults.into_iter().map(|fault| fault.field).collect()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_not_given_stays_as_it_is() {
        let hours = json!([{"day": "monday", "start": "09:00", "end": "17:00"}]);
        let first = json!({"enabled": true, "availability": {"timezone": "Europe/Copenhagen", "working_hours": hours}});
        let first = change(&LivechatSettings::default(), first).unwrap();
        let second = change(&first, json!({"availability": {"override": "offline"}})).unwrap();
        assert!(second.enabled);
        assert_eq!(second.availability.timezone, "Europe/Copenhagen");
        assert_eq!(second.availability.working_hours, first.availability.working_hours);
        let third =
            change(&second, json!({"availability": {"override": null, "working_hours": []}})).unwrap();
        assert_eq!((third.availability.by_hand, third.availability.working_hours.len()), (None, 0));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        let range = |start: &str| json!({"day": "monday", "start": start, "end": "17:00"});
        for (given, paths) in [
            (json!({"enabled": "yes"}), ["enabled"]),
            (json!({"attachments": {"enabled": null}}), ["attachments.enabled"]),
            (json!({"availability": []}), ["availability"]),
            (json!({"availability": {"timezone": "Mars/Olympus"}}), ["availability.timezone"]),
            (
                json!({"availability": {"working_hours": [range("09:00"), range("9")]}}),
                ["availability.working_hours.1.start"],
            ),
            (
                json!({"availability": {"working_hours": [range("09:00"), range("10:00")]}}),
                ["availability.working_hours.1"],
            ),
            (
                json!({"availability": {"working_hours": [{"day": "monday"}]}}),
                ["availability.working_hours.0.start"],
            ),
            (json!({"attachments": {"colour": 1}}), ["attachments.colour"]),
            (json!({"auto_close_minutes": {"waiting": 0}}), ["auto_close_minutes.waiting"]),
        ] {
            assert_eq!(change(&LivechatSettings::default(), given.clone()).unwrap_err(), paths, "{given}");
        }
    }
}
