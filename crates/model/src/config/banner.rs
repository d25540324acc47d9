//! Banners above the chat: what the owner sets, and which of them a page shows.
//!
//! Contract: Diverge reference 5 (GET /banners).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Switch, theme};

/// The most banners of a chatbot.
const MOST_BANNERS: usize = 100;

/// A banner, as the owner sets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BannerSettings {
    /// Names the banner.
    pub id: String,
    /// Its words; without any it is not shown.
    pub message: String,
    /// Behind the words, as `#RRGGBB`.
    #[serde(default = "green")]
    pub background_color: String,
    /// The words, as `#RRGGBB`.
    #[serde(default = "white")]
    pub text_color: String,
    /// Where it leads.
    #[serde(default)]
    pub cta_url: Option<String>,
    /// The words of the link.
    #[serde(default)]
    pub cta_label: Option<String>,
    /// How the link looks.
    #[serde(default)]
    pub cta_style: CtaStyle,
    /// Whether the visitor may put it away.
    #[serde(default)]
    pub dismissible: Switch,
    /// Whether it is shown at all.
    #[serde(default)]
    pub enabled: Switch,
    /// Shown only on pages whose address contains this.
    #[serde(default)]
    pub url_pattern: Option<String>,
    /// Shown only where no other banner is.
    #[serde(default)]
    pub is_default: bool,
    /// Lower numbers stand first; banners of one number stand by their ids.
    #[serde(default)]
    pub sort_order: i64,
}

fn green() -> String {
    "#1f5f4a".into()
}

fn white() -> String {
    "#ffffff".into()
}

/// How a banner's link looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CtaStyle {
    /// Words that lead somewhere.
    #[default]
    Link,
    /// A button.
    Button,
}

/// A banner, as a page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Banner {
    /// Names the banner.
    pub id: String,
    /// Its words.
    pub message: String,
    /// Behind the words.
    pub background_color: String,
    /// The words.
    pub text_color: String,
    /// Where it leads.
    pub cta_url: Option<String>,
    /// The words of the link.
    pub cta_label: Option<String>,
    /// How the link looks.
    pub cta_style: CtaStyle,
    /// Whether the visitor may put it away.
    pub dismissible: bool,
}

/// The banners that a page of this address shows, in order.
pub fn shown(banners: &[BannerSettings], url: &str) -> Vec<Banner> {
    let fits = |banner: &&BannerSettings| {
        banner.enabled.0
            && !banner.message.trim().is_empty()
            && banner.url_pattern.as_ref().is_none_or(|pattern| url.contains(pattern))
    };
    let (defaults, others): (Vec<_>, Vec<_>) =
        banners.iter().filter(fits).partition(|banner| banner.is_default);
    let mut chosen = if others.is_empty() { defaults } else { others };
    chosen.sort_by_key(|banner| (banner.sort_order, &banner.id));
    chosen.into_iter().map(show).collect()
}

fn show(banner: &BannerSettings) -> Banner {
    Banner {
        id: banner.id.clone(),
        message: banner.message.clone(),
        background_color: banner.background_color.clone(),
        text_color: banner.text_color.clone(),
        cta_url: banner.cta_url.clone(),
        cta_label: banner.cta_label.clone(),
        cta_style: banner.cta_style,
        dismissible: banner.dismissible.0,
    }
}

/// What is wrong with these banners, as (path, remedy).
pub(super) fn faults(banners: &[BannerSettings]) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    if banners.len() > MOST_BANNERS {
        faults.push(("banners".into(), format!("at most {MOST_BANNERS} banners are allowed")));
    }
    for (i, banner) in banners.iter().enumerate() {
        let mut fault =
            |field: &str, remedy: &str| faults.push((format!("banners.{i}.{field}"), remedy.to_owned()));
        if banner.id.is_empty() || banners[..i].iter().any(|earlier| earlier.id == banner.id) {
            fault("id", "expected a name that no other banner has");
        }
        let safe =
            |url: &String| url.starts_with("https://") || url.starts_with("http://") || url.starts_with('/');
        if banner.cta_url.as_ref().is_some_and(|url| !safe(url)) {
            fault("cta_url", "expected an address that begins with https://, http:// or /");
        }
        if banner.is_default && banners[..i].iter().any(|earlier| earlier.is_default) {
            fault("is_default", "another banner is the default already");
        }
        let tree = serde_json::to_value(banner).unwrap_or_default();
        theme::colour_faults(&format!("banners.{i}"), &tree, &mut faults);
    }
    faults
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(banners: Value) -> Vec<BannerSettings> {
        serde_json::from_value(banners).unwrap()
    }

    #[test]
    fn a_page_shows_what_fits_it_and_the_default_when_nothing_does() {
        let banners = read(json!([
            {"id": "z", "message": "Everywhere, late", "sort_order": 2},
            {"id": "b", "message": "Sale", "url_pattern": "/sale", "sort_order": 1},
            {"id": "a", "message": "Sale, too", "url_pattern": "/sale", "sort_order": 1},
            {"id": "off", "message": "Never", "enabled": false},
            {"id": "blank", "message": "  "},
            {"id": "fallback", "message": "Hello", "is_default": true},
        ]));
        let ids = |banners: &[BannerSettings], url: &str| -> Vec<String> {
            shown(banners, url).into_iter().map(|banner| banner.id).collect()
        };
        assert_eq!(ids(&banners, "https://shop.example.com/sale?x=1"), ["a", "b", "z"]);
        assert_eq!(ids(&banners, "https://shop.example.com/"), ["z"]);
        assert_eq!(ids(&banners[1..], "https://shop.example.com/"), ["fallback"]);
        assert_eq!(ids(&banners[1..5], "https://shop.example.com/"), [""; 0]);
    }

    #[test]
    fn faults_name_their_path() {
        let banners = read(json!([
            {"id": "a", "message": "", "is_default": true, "cta_url": "/sale"},
            {"id": "a", "message": "", "is_default": true, "cta_url": "javascript:alert(1)", "text_color": "red"},
        ]));
        let paths: Vec<String> = faults(&banners).into_iter().map(|(path, _)| path).collect();
        let wanted = ["banners.1.id", "banners.1.cta_url", "banners.1.is_default", "banners.1.text_color"];
        assert_eq!(paths, wanted);
    }
}
