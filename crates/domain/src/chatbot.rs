//! Chatbots: making them, and what clients may know of them.
//!
//! Contract: Diverge reference 3 (GET /config).

use parlour_model::config::banner::{self, Banner};
use parlour_model::config::{FormSummary, LivechatConfig, PublicConfig, Settings};
use parlour_model::form::{FieldFault, Form};
use parlour_store::chatbot::{self as rows, Chatbot};
use parlour_store::form;
use parlour_store::language_model::{self, LanguageModel};
use url::Url;

use crate::access::{KeyHolder, VisitorIdentity, owner_account};
use crate::{Cx, Error, Result};

/// What a new chatbot is made of.
#[derive(Debug, Clone)]
pub struct NewChatbot {
    /// Its slug, 1 to 64 characters of `a-z 0-9 - _`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it looks and greets.
    pub settings: Settings,
}

/// Makes a chatbot.
///
/// # Errors
/// [`Error::Invalid`] for a bad slug, name or settings; [`Error::Conflict`] when the slug is taken.
pub async fn create(cx: &Cx, new: NewChatbot) -> Result<Chatbot> {
    check_slug(&new.id)?;
    check(&new.name, &new.settings)?;
    let random: [u8; 32] = rand::random();
    let chatbot = Chatbot {
        id: new.id,
        account_id: owner_account(cx).await?,
        public_id: crate::cx::hex(&random[..12]),
        sdk_key: crate::cx::hex(&random[12..]),
        name: new.name.trim().to_owned(),
        settings: new.settings,
        enabled: true,
        knowledge_version: 0,
        created_at: cx.clock.now(),
    };
    let row = chatbot.clone();
    let made = cx.db.write(async move |tx| rows::insert(tx, &row).await).await?;
    let taken = || Error::Conflict(format!("there is a chatbot {} already", chatbot.id));
    made.then_some(()).ok_or_else(taken)?;
    Ok(chatbot)
}

/// Replaces a chatbot's name and settings.
///
/// # Errors
/// [`Error::Invalid`] for bad settings; [`Error::NotFound`].
pub async fn configure(cx: &Cx, id: &str, name: &str, settings: Settings) -> Result<()> {
    check(name, &settings)?;
    let (id, name, now) = (id.to_owned(), name.trim().to_owned(), cx.clock.now());
    let slug = id.clone();
    let found = cx.db.write(async move |tx| rows::update(tx, &slug, &name, &settings, now).await).await?;
    found.then_some(()).ok_or_else(|| unknown(&id))
}

/// Changes settings of a chatbot and leaves all others as they are.
///
/// # Errors
/// [`Error::Invalid`] for bad settings; [`Error::NotFound`]; what `change` refuses.
pub(crate) async fn change(
    cx: &Cx,
    id: &str,
    change: impl Fn(&mut Settings) -> Result<()> + Send + 'static,
) -> Result<()> {
    let (id, now) = (id.to_owned(), cx.clock.now());
    cx.db
        .write(async move |tx| {
            let mut chatbot = rows::lock(tx, &id).await?.ok_or_else(|| unknown(&id))?;
            change(&mut chatbot.settings)?;
            check(&chatbot.name, &chatbot.settings)?;
            rows::update(tx, &id, &chatbot.name, &chatbot.settings, now).await?;
            Ok(())
        })
        .await
}

/// Replaces the chatbot's forms.
///
/// # Errors
/// [`Error::Invalid`] when two forms or two fields of a form share a name; [`Error::NotFound`].
pub async fn put_forms(cx: &Cx, chatbot_id: &str, forms: Vec<Form>) -> Result<()> {
    check_forms(&forms)?;
    find(cx, chatbot_id).await?;
    let chatbot_id = chatbot_id.to_owned();
    Ok(cx.db.write(async move |tx| form::replace_all(tx, &chatbot_id, &forms).await).await?)
}

/// The chatbot's forms, in the owner's order.
///
/// # Errors
/// [`Error::Internal`].
pub async fn forms(cx: &Cx, chatbot_id: &str) -> Result<Vec<Form>> {
    let id = chatbot_id.to_owned();
    Ok(cx.db.read(async move |tx| form::list(tx, &id).await).await?)
}

/// Gives a chatbot a language model of its own.
///
/// # Errors
/// [`Error::Invalid`] for an address that is none or holds a user, or no name; [`Error::NotFound`].
pub async fn put_language_model(cx: &Cx, chatbot_id: &str, model: LanguageModel) -> Result<()> {
    let web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let Some(url) = Url::parse(&model.base_url).ok().filter(web) else {
        return Err(Error::invalid("base_url", "expected an address such as http://127.0.0.1:11434/v1"));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::invalid(
            "base_url",
            "expected no user name or password; give the API key by itself",
        ));
    }
    if model.model.trim().is_empty() {
        return Err(Error::invalid("model", "expected the model's name at the server"));
    }
    find(cx, chatbot_id).await?;
    let (id, now) = (chatbot_id.to_owned(), cx.clock.now());
    Ok(cx.db.write(async move |tx| language_model::upsert(tx, &id, &model, now).await).await?)
}

/// The chatbot's own language model.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub async fn language_model(cx: &Cx, chatbot_id: &str) -> Result<Option<LanguageModel>> {
    find(cx, chatbot_id).await?;
    let id = chatbot_id.to_owned();
    Ok(cx.db.read(async move |tx| language_model::find(tx, &id).await).await?)
}

/// Takes a chatbot's own language model away; says whether it had one.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub async fn remove_language_model(cx: &Cx, chatbot_id: &str) -> Result<bool> {
    find(cx, chatbot_id).await?;
    let id = chatbot_id.to_owned();
    Ok(cx.db.write(async move |tx| language_model::delete(tx, &id).await).await?)
}

/// The owner's chatbots, by id.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(cx: &Cx) -> Result<Vec<Chatbot>> {
    let account = owner_account(cx).await?;
    Ok(cx.db.read(async move |tx| rows::list(tx, &account).await).await?)
}

/// Removes a chatbot with all its visitors, conversations and knowledge.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn delete(cx: &Cx, id: &str) -> Result<()> {
    let (slug, now) = (id.to_owned(), cx.clock.now());
    let found = cx.db.write(async move |tx| rows::delete(tx, &slug, now).await).await?;
    found.then_some(()).ok_or_else(|| unknown(id))
}

/// The chatbot of this id, whoever asks.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(cx: &Cx, id: &str) -> Result<Chatbot> {
    let slug = id.to_owned();
    let found = cx.db.read(async move |tx| rows::find(tx, &slug).await).await?;
    found.filter(|chatbot| chatbot.enabled).ok_or_else(|| unknown(id))
}

/// The chatbot that a page means by one of its three names: its id, its public id or its SDK key.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find_named(cx: &Cx, name: &str) -> Result<Chatbot> {
    let named = name.to_owned();
    let found = cx.db.read(async move |tx| rows::find_named(tx, &named).await).await?;
    found.filter(|chatbot| chatbot.enabled).ok_or_else(|| unknown(name))
}

/// The chatbot of this id, for the holder of a key.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] when it belongs to another account.
pub(crate) async fn find_for_key(cx: &Cx, holder: &KeyHolder, id: &str) -> Result<Chatbot> {
    let chatbot = find(cx, id).await?;
    if chatbot.account_id != holder.account_id {
        return Err(Error::Forbidden("this API key belongs to another account than the chatbot".into()));
    }
    Ok(chatbot)
}

/// The chatbot that a call with a key acts on: the one it names, or the account's only one.
///
/// # Errors
/// [`Error::Invalid`] on `chatbot_id` when none is named and the account has not exactly one; [`Error::NotFound`];
/// [`Error::Forbidden`] when it belongs to another account.
///
/// Contract: Diverge reference 1.1 (key endpoints that act on one chatbot).
pub async fn choose(cx: &Cx, holder: &KeyHolder, named: Option<&str>) -> Result<String> {
    if let Some(id) = named {
        return Ok(find_for_key(cx, holder, id).await?.id);
    }
    let account = holder.account_id.clone();
    let all = cx.db.read(async move |tx| rows::list(tx, &account).await).await?;
    let mut usable = all.into_iter().filter(|chatbot| chatbot.enabled);
    match (usable.next(), usable.next()) {
        (Some(only), None) => Ok(only.id),
        (None, _) => Err(Error::invalid("chatbot_id", "the account has no chatbot; create one first")),
        (Some(_), Some(_)) => {
            Err(Error::invalid("chatbot_id", "the account has several chatbots; name one of them"))
        }
    }
}

/// The public config of a chatbot with these forms, where livechat stands like this.
pub(crate) fn public_config(chatbot: Chatbot, forms: Vec<Form>, livechat: LivechatConfig) -> PublicConfig {
    let settings = chatbot.settings;
    let mut display = settings.display;
    if display.name.is_empty() {
        display.name = chatbot.name;
    }
    PublicConfig {
        display,
        dark_theme: settings.dark_theme.unwrap_or_else(|| settings.theme.clone()),
        theme: settings.theme,
        start_prompts: settings.start_prompts,
        product_card: settings.product_card,
        livechat,
        forms: forms.into_iter().map(summary).collect(),
        image_enabled: settings.image_enabled.0,
        identity_required: false,
        popup_messages: settings.popup_messages,
        language: settings.language,
        texts: settings.texts,
    }
}

/// The banners that a page of this address shows.
///
/// # Errors
/// [`Error::NotFound`] when the chatbot is gone.
///
/// Contract: Diverge reference 5 (GET /banners).
pub async fn banners(cx: &Cx, visitor: &VisitorIdentity, url: &str) -> Result<Vec<Banner>> {
    let chatbot = find(cx, &visitor.chatbot_id).await?;
    Ok(banner::shown(&chatbot.settings.banners, url))
}

/// The origins whose pages may show the frame of the chatbot that has this name, one of its three; `*` for all.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn allowed_origins(cx: &Cx, name: &str) -> Result<Vec<String>> {
    Ok(find_named(cx, name).await?.settings.allowed_origins)
}

/// Whether the chatbot's visitors may send pictures.
///
/// Contract: Diverge reference 3 (`image_enabled`).
pub(crate) async fn takes_pictures(cx: &Cx, chatbot_id: &str) -> Result<bool> {
    Ok(find(cx, chatbot_id).await?.settings.image_enabled.0)
}

fn summary(form: Form) -> FormSummary {
    FormSummary {
        form_id: form.form_id,
        name: form.name,
        trigger: form.trigger,
        override_targets: form.override_targets,
        submit_actions: form.submit_actions,
    }
}

fn unknown(id: &str) -> Error {
    Error::NotFound(format!("there is no chatbot {id}"))
}

fn check_slug(id: &str) -> Result<()> {
    let slug_like = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if id.is_empty() || id.len() > 64 || !id.chars().all(slug_like) {
        return Err(Error::invalid("id", "expected 1 to 64 characters of a-z, 0-9, - and _"));
    }
    Ok(())
}

fn check(name: &str, settings: &Settings) -> Result<()> {
    let mut faults: Vec<FieldFault> = settings
        .faults()
        .into_iter()
        .map(|(path, message)| FieldFault { field: format!("settings.{path}"), message })
        .collect();
    if name.trim().is_empty() || name.chars().count() > 200 {
        faults.push(FieldFault { field: "name".into(), message: "expected 1 to 200 characters".into() });
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn check_forms(forms: &[Form]) -> Result<()> {
    for (i, form) in forms.iter().enumerate() {
        if form.form_id.is_empty() || forms[..i].iter().any(|earlier| earlier.form_id == form.form_id) {
            return Err(Error::invalid(
                format!("forms.{i}.form_id"),
                "expected a name that no other form has",
            ));
        }
        for (n, field) in form.fields.iter().enumerate() {
            if field.key.is_empty() || form.fields[..n].iter().any(|earlier| earlier.key == field.key) {
                let path = format!("forms.{i}.fields.{n}.key");
                return Err(Error::invalid(path, "expected a name that no other field of the form has"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use object_store::memory::InMemory;
    use parlour_model::{FakeClock, Ids, Timestamp};
    use parlour_store::Db;

    use super::*;

    #[tokio::test]
    async fn a_models_address_holds_no_user() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(folder.path()).await.unwrap();
        let clock = FakeClock::at(Timestamp(1_000)).clock();
        let cx =
            Cx::new(db, clock, Ids::random(), Arc::new(InMemory::new()), "http://localhost").await.unwrap();
        let new = NewChatbot { id: "shop".into(), name: "Shop".into(), settings: Settings::default() };
        create(&cx, new).await.unwrap();
        let put = async |base_url: &str| {
            let model = LanguageModel { base_url: base_url.into(), api_key: None, model: "tiny".into() };
            put_language_model(&cx, "shop", model).await
        };
        for refused in ["http://user:pw@a.example/v1", "http://user@a.example/v1", "http://:pw@a.example/v1"]
        {
            assert!(matches!(put(refused).await, Err(Error::Invalid(_))), "{refused}");
        }
        assert!(put("http://a.example/v1?api-version=3").await.is_ok());
    }
}
