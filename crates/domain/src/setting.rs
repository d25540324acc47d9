//! One setting at a time, by its path, such as `bubble.side` or `texts.da.send`.
//!
//! Left out on purpose: which settings there are, and what they may be, which [`Settings`] says.

use parlour_model::config::Settings;
use serde_json::{Map, Value as Json};

use crate::{Cx, Error, Result, chatbot};

/// A setting's path and its new value: JSON, or plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Names joined by dots; a number names an item of a list, and the one behind the last adds an item.
    pub path: String,
    /// What it is to be; `null` takes away what was set.
    pub value: String,
}

/// Sets these, one after the other, or none of them; all other settings stay as they are.
///
/// # Errors
/// [`Error::Invalid`] with the path of what is wrong; [`Error::NotFound`] for an unknown chatbot.
pub async fn assign(cx: &Cx, chatbot_id: &str, assignments: Vec<Assignment>) -> Result<()> {
    let assign = move |settings: &mut Settings| {
        for assignment in &assignments {
            *settings = assigned(settings, assignment)?;
        }
        Ok(())
    };
    chatbot::change(cx, chatbot_id, assign).await
}

fn assigned(settings: &Settings, assignment: &Assignment) -> Result<Settings> {
    let Assignment { path, value } = assignment;
    let with = |value: Json| -> Result<Settings> {
        let mut tree = serde_json::to_value(settings).map_err(Error::internal)?;
        match value {
            Json::Null => take_away(&mut tree, path)?,
            value => *place_of(&mut tree, path)? = value,
        }
        serde_path_to_error::deserialize(tree)
            .map_err(|error| Error::invalid(path.as_str(), error.into_inner().to_string()))
    };
    // Words that happen to be JSON, such as 2026, are words where words are expected.
    match serde_json::from_str(value) {
        Ok(json @ (Json::Number(_) | Json::Bool(_))) => {
            with(json).or_else(|refused| with(Json::from(value.as_str())).map_err(|_| refused))
        }
        Ok(json) => with(json),
        Err(_) => with(Json::from(value.as_str())),
    }
}

/// Leaves `tree` as if nothing had been set at this path.
fn take_away(tree: &mut Json, path: &str) -> Result<()> {
    let (above, name) = path.rsplit_once('.').unwrap_or(("", path));
    let holder = if above.is_empty() { tree } else { place_of(tree, above)? };
    match holder {
        Json::Object(fields) => drop(fields.shift_remove(name)),
        Json::Array(items) => match name.parse() {
            Ok(at) if at < items.len() => drop(items.remove(at)),
            _ => return Err(Error::invalid(path, format!("there is no item {name}"))),
        },
        _ => {}
    }
    Ok(())
}

/// The place of a path in `tree`, with the objects on the way to it.
fn place_of<'a>(tree: &'a mut Json, path: &str) -> Result<&'a mut Json> {
    let mut place = tree;
    for name in path.split('.') {
        if place.is_null() {
            *place = Json::Object(Map::new());
        }
        place = match place {
            Json::Object(fields) => fields.entry(name).or_insert(Json::Null),
            Json::Array(items) => item(items, path, name)?,
            _ => return Err(Error::invalid(path, format!("there is nothing called {name} here"))),
        };
    }
    Ok(place)
}

fn item<'a>(items: &'a mut Vec<Json>, path: &str, name: &str) -> Result<&'a mut Json> {
    let count = items.len();
    let expected = || Error::invalid(path, format!("expected a number from 0 to {count} instead of {name}"));
    let at: usize = name.parse().map_err(|_| expected())?;
    if at == count {
        items.push(Json::Null);
    }
    items.get_mut(at).ok_or_else(expected)
}

#[cfg(test)]
mod tests {
    use parlour_model::config::Side;

    use super::*;

    fn set(settings: &Settings, path: &str, value: &str) -> Result<Settings, String> {
        let assignment = Assignment { path: path.into(), value: value.into() };
        assigned(settings, &assignment).map_err(|error| match error {
            Error::Invalid(faults) => format!("{}: {}", faults[0].field, faults[0].message),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn a_setting_changes_and_the_others_stay() {
        let mut settings = Settings::default();
        for (path, value) in [
            ("display.welcome_message", "Hi! Ask me \"anything\"."),
            ("display.name", "2026"),
            ("bubble.side", "left"),
            ("bubble.size", "64"),
            ("dark_theme.brand.primary_color", "#123456"),
            ("texts.da.send", "Af sted"),
            ("image_enabled", "false"),
            ("hidden_urls.0", "/checkout*"),
            ("hidden_urls.1", "/basket"),
            ("hidden_urls.0", "/pay*"),
            ("popup_messages", r#"[{"id":"hi","text":"Hello"}]"#),
            ("popup_messages.0.delay_ms", "4000"),
        ] {
            settings = set(&settings, path, value).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        assert_eq!(settings.display.welcome_message.as_deref(), Some("Hi! Ask me \"anything\"."));
        assert_eq!(settings.display.name, "2026");
        assert_eq!((settings.bubble.side, settings.bubble.size), (Side::Left, Some(64)));
        assert_eq!(settings.dark_theme.as_ref().unwrap().brand.primary_color, "#123456");
        assert_eq!(settings.texts["da"]["send"], "Af sted");
        assert_eq!(settings.hidden_urls, ["/pay*", "/basket"]);
        assert_eq!(settings.popup_messages[0].delay_ms, 4000);
        assert!(!settings.image_enabled.0);
        for path in ["display.welcome_message", "display.name", "texts.da", "hidden_urls.0", "bubble"] {
            settings = set(&settings, path, "null").unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        assert_eq!((settings.display.welcome_message, settings.display.name), (None, String::new()));
        assert!(settings.texts.is_empty());
        assert_eq!(settings.hidden_urls, ["/basket"]);
        assert_eq!(settings.bubble.side, Side::Right);
    }

    #[test]
    fn what_is_not_there_or_not_fitting_is_named() {
        for (path, value, words) in [
            ("bubble.colour", "red", "colour"),
            ("bubble.size", "large", "invalid type"),
            ("bubble.side", "top", "left"),
            ("image_enabled.x", "1", "nothing called x"),
            ("hidden_urls.2", "/a", "from 0 to 0"),
            ("hidden_urls.first", "/a", "instead of first"),
            ("popup_messages.0.text", "Hi", "id"),
            ("popup_messages.0", "null", "no item 0"),
            ("", "1", "unknown field"),
        ] {
            let refused = set(&Settings::default(), path, value).unwrap_err();
            assert!(refused.starts_with(&format!("{path}: ")) && refused.contains(words), "{refused}");
        }
    }
}
