//! What a chatbot answers from, remembered until something of it changes.

use std::sync::Arc;

use moka::sync::Cache;
use parlour_model::assistant::AssistantSettings;
use parlour_model::config::{AvailabilityStatus, LivechatSettings};
use parlour_model::form::starts_livechat;
use parlour_model::{Environment, Profile, Timestamp};
use parlour_store::chatbot::{self, Chatbot, Revision};
use parlour_store::language_model::LanguageModel;
use parlour_store::profile::{self, Known};
use parlour_store::webhook::{self, Webhook};
use parlour_store::{Tx, form, language_model, retrieval};

use super::Assistant;
use super::ahead::Ahead;
use super::answer::Shop;
use crate::knowledge::index::Snapshot;
use crate::livechat::availability;
use crate::{Error, Result};

/// How many chatbots are remembered.
const MOST: u64 = 1000;

/// What a chatbot answers from.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) basis: Arc<Basis>,
    pub(super) knowledge_version: i64,
    pub(super) snapshot: Arc<Snapshot>,
    /// What the snapshot says of the question, as far as it was asked already.
    pub(super) ahead: Option<Ahead>,
    /// Who asks.
    known: Profile,
}

impl Ground {
    /// What may be offered to whoever asks at this moment.
    pub(super) fn shop_at(&self, now: Timestamp) -> Shop {
        Shop { known: self.known.clone(), ..self.basis.shop_at(now) }
    }
}

/// What its owner set.
#[derive(Debug)]
pub(super) struct Basis {
    pub(super) revision: i64,
    pub(super) chatbot_id: String,
    /// What the owner calls the chatbot.
    pub(super) name: String,
    shop: Shop,
    pub(super) settings: AssistantSettings,
    /// Whether visitors may send pictures.
    pub(super) takes_pictures: bool,
    /// The chatbot's own language model.
    pub(super) own_model: Option<LanguageModel>,
    livechat: LivechatSettings,
    webhook: Option<Webhook>,
}

impl Basis {
    /// What may be offered at this moment: no form that asks for a person when nobody is there.
    fn shop_at(&self, now: Timestamp) -> Shop {
        let reason = availability(&self.livechat, self.webhook.as_ref(), now);
        let livechat_enabled = reason.status() == AvailabilityStatus::Live;
        let mut shop = Shop { livechat_enabled, ..self.shop.clone() };
        shop.forms.retain(|form| livechat_enabled || !starts_livechat(&form.submit_actions));
        shop
    }
}

/// What was read of chatbots before. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Bases(Cache<String, Arc<Basis>>);

impl Default for Bases {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

/// Reads what a chatbot answers `question` from; only its revision while that is the one known, and meanwhile looks for
/// the question in the snapshot at hand. `visitor_id` is who asks, if it is a visitor.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub(super) async fn ground(
    assistant: &Assistant,
    chatbot_id: &str,
    question: &str,
    visitor_id: Option<&str>,
) -> Result<Ground> {
    let (cx, id, visitor_id) = (&assistant.cx, chatbot_id.to_owned(), visitor_id.map(str::to_owned));
    let known = assistant.bases.0.get(chatbot_id);
    let known_revision = known.as_ref().map(|basis| basis.revision);
    let read = async move |tx: &Tx| {
        let known = async {
            match &visitor_id {
                Some(visitor_id) => profile::find(tx, visitor_id).await.map(Known::all),
                None => Ok(Profile::default()),
            }
        };
        let (revision, known) = futures::try_join!(chatbot::find_revision(tx, &id), known)?;
        let Some(revision) = revision else { return Ok(None) };
        let basis = match known_revision == Some(revision.number) {
            true => None,
            false => read_basis(tx, &id, revision).await?,
        };
        Ok::<_, Error>(Some((revision, basis, known)))
    };
    let gone = || Error::NotFound(format!("there is no chatbot {chatbot_id}"));
    let at_hand = assistant.library.at_hand(chatbot_id);
    let look_ahead = async { at_hand.and_then(|snapshot| Ahead::of(snapshot, question)) };
    // The database works on another thread, and is asked first.
    let (read, ahead) = futures::join!(cx.db.read(read), look_ahead);
    let (revision, basis, known_of_visitor) = read?.ok_or_else(gone)?;
    if let Some(new) = &basis {
        assistant.bases.0.insert(chatbot_id.to_owned(), new.clone());
    }
    let basis = basis.or(known).ok_or_else(gone)?;
    let knowledge_version = revision.knowledge_version;
    let snapshot = assistant.library.snapshot(cx, chatbot_id, knowledge_version).await?;
    let ahead = ahead.filter(|ahead| ahead.holds(&snapshot));
    Ok(Ground { basis, knowledge_version, snapshot, ahead, known: known_of_visitor })
}

async fn read_basis(tx: &Tx, id: &str, revision: Revision) -> Result<Option<Arc<Basis>>> {
    let (found, forms, has_products, own_model, webhook) = futures::try_join!(
        chatbot::find(tx, id),
        form::list(tx, id),
        retrieval::has_products(tx, id),
        language_model::find(tx, id),
        webhook::find(tx, id, Environment::Live)
    )?;
    let Some(Chatbot { id, name, settings, .. }) = found else { return Ok(None) };
    let add_to_cart = settings.product_card.add_to_cart.enabled;
    Ok(Some(Arc::new(Basis {
        revision: revision.number,
        chatbot_id: id,
        name,
        shop: Shop { has_products, livechat_enabled: false, add_to_cart, forms, known: Profile::default() },
        takes_pictures: settings.image_enabled.0,
        settings: settings.assistant,
        own_model,
        livechat: settings.livechat,
        webhook,
    })))
}
