//! `parlour demo`: a seeded shop with an assistant.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use parlour_domain::access;
use parlour_domain::chatbot::{self, NewChatbot};
use parlour_model::Environment;
use parlour_model::config::instance::{InstanceSettings, Visibility};
use parlour_model::config::{Display, Settings, StartPrompt, Subtitle, Theme};

use serde_json::json;

use super::import;
use crate::cli::{BucketArgs, Global, Listen};
use crate::config::{Config, bucket};
use crate::installation::Installation;
use crate::output::{Failure, say, tell};
use crate::serve;
use crate::web;

const CHATBOT: &str = "shop-bot";

/// What the shop's visitors write about.
const TOPICS: &str = include_str!("../../../../examples/demo-shop/topics.json");

pub(crate) async fn run(global: &Global, listen: &Listen) -> Result<(), Failure> {
    let mut config = Config::read_with(global, listen)?;
    // What the configuration file names belongs to the owner's own site: the demo keeps away from it.
    config.data = global.data.clone().unwrap_or_else(|| "parlour-demo".into());
    config.database_url.clone_from(&global.database_url);
    config.bucket = bucket(global.bucket.clone(), BucketArgs::default())?;
    let server = serve::prepare(&config).await?;
    let here = &server.installation;
    seed(here, &config.data).await?;
    let key = demo_key(here, &config.data.join("api-key.txt")).await?;
    let address = &server.address;
    let outcome = json!({ "shop": format!("{address}/demo/"), "api": format!("{address}/api"), "key": key });
    tell(global.json, &outcome, || {
        say!("The demo shop:      {address}/demo/");
        say!("The API reference:  {address}/api");
        say!("An API key:         {key}");
        say!("Everything is kept in {}. Ctrl-C stops the server.", config.data.display());
    })?;
    server.run(serve::Purpose::Demo).await
}

/// Makes the chatbot if it is new, and imports the shop as this address shows it.
async fn seed(here: &Installation, data: &Path) -> Result<(), Failure> {
    if chatbot::list(&here.cx).await?.iter().all(|chatbot| chatbot.id != CHATBOT) {
        let new = NewChatbot {
            id: CHATBOT.into(),
            name: "Windlefold".into(),
            settings: settings(&here.cx.public_url)?,
        };
        chatbot::create(&here.cx, new).await?;
    }
    let shop = data.join("shop");
    for (path, bytes) in web::below("demo/") {
        if path.starts_with("help/") || path == "products.jsonl" {
            let to = shop.join(&path);
            to.parent().map(fs::create_dir_all).transpose()?;
            fs::write(to, bytes)?;
        }
    }
    let base = format!("{}/demo/", here.cx.public_url);
    import::seed(here, CHATBOT, &shop, &base).await
}

fn settings(public_url: &str) -> Result<Settings, Failure> {
    let prompt = |text: &str| StartPrompt { prompt_text: text.into(), url_pattern: None };
    let topics = serde_json::from_str(TOPICS).map_err(|error| Failure::new(error.to_string()))?;
    Ok(Settings {
        display: Display {
            name: "Windlefold".into(),
            welcome_message: Some(
                "Hello! Ask me about our clothes and things, delivery, returns, or anything else in the shop.".into(),
            ),
            subtitle: Some(Subtitle { text: Some("Answers from our own pages".into()), link: None }),
            privacy_policy_url: format!("{public_url}/demo/help/privacy.html"),
            ..Display::default()
        },
        start_prompts: vec![
            prompt("Do you have a blue shirt under 60?"),
            prompt("How do I return a parcel?"),
            prompt("How long does delivery take?"),
        ],
        dark_theme: Some(dark()),
        allowed_origins: vec!["*".into()],
        instances: [("help".to_owned(), help_page())].into(),
        topics,
        ..Settings::default()
    })
}

/// The chat on the page that shows the rules of time and address.
fn help_page() -> InstanceSettings {
    let rules = Visibility {
        timezone: "Europe/Dublin".into(),
        include: vec!["/demo/*".into()],
        exclude: vec!["*checkout*".into()],
        ..Visibility::default()
    };
    InstanceSettings {
        chat_instance_name: Some("help_page".into()),
        title: Some("Ask the shop".into()),
        visibility: rules,
        ..InstanceSettings::default()
    }
}

fn dark() -> Theme {
    let mut theme = Theme::default();
    theme.brand.primary_color = "#7fc4a5".into();
    theme.surface.background_color = "#161b19".into();
    theme.surface.muted_text_color = "#a3b0aa".into();
    theme.messages.assistant.background_color = "#222a27".into();
    theme.messages.assistant.text_color = "#e9efec".into();
    theme.messages.user.background_color = "#2c6e57".into();
    theme.input.text_color = "#e9efec".into();
    theme.input.placeholder_color = "#98a59f".into();
    theme.product_card.discount_price_color = "#ff9d8f".into();
    theme
}

/// The demo's API key: the one that lies in the folder, or a new one.
async fn demo_key(here: &Installation, path: &Path) -> Result<String, Failure> {
    if let Ok(key) = fs::read_to_string(path)
        && access::authenticate_key(&here.cx, key.trim()).await.is_ok()
    {
        return Ok(key.trim().to_owned());
    }
    let new = access::create_key(&here.cx, Environment::Live).await?;
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    writeln!(file, "{}", new.key)?;
    Ok(new.key)
}

#[cfg(test)]
mod tests {
    use parlour_domain::topic::Classifier;

    use super::*;

    #[test]
    fn the_shops_settings_are_sound_and_tell_its_topics_apart() {
        let settings = settings("http://127.0.0.1:8080").unwrap();
        assert_eq!(settings.faults(), []);
        let classifier = Classifier::learn(&settings.topics).unwrap();
        for (question, topic) in [
            ("where's the order I placed on monday?", Some("Order")),
            ("how much is delivery to Norway", Some("Delivery")),
            ("i'd like to return these boots", Some("Returns")),
            ("do you have this shirt in green", Some("Product information")),
            ("my mug arrived broken", Some("Complaint")),
            ("hvor er min bestilling henne", Some("Order")),
            ("min jakke er gået i stykker", Some("Complaint")),
            ("kan jeg returnere støvlerne", Some("Returns")),
            ("Who won the regatta last year?", None),
            ("What is the capital of Mongolia?", None),
        ] {
            assert_eq!(classifier.classify(question), topic, "{question}: {:?}", classifier.guess(question));
        }
    }
}
