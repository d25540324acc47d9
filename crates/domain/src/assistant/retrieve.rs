//! From a question to the rows that may answer it: what the engines answer from.

use std::collections::HashMap;
use std::sync::Arc;

use parlour_model::assistant::AssistantSettings;
use parlour_store::language_model::LanguageModel;
use parlour_store::retrieval::{self, PassageRow, ProductRow};
use parlour_store::{Tx, chatbot, form, language_model};

use super::Assistant;
use super::answer::{FoundProduct, Material, Retrieved, Shop};
use super::engine::{Found, look_up};
use super::nearness;
use super::understand::{Ask, Understanding, understand};
use crate::knowledge::index::{Hit, Snapshot};
use crate::knowledge::{Content, Passage, Product, Variant};
use crate::{Error, Result};

/// How many products are loaded when goods are asked for by price alone.
const ANY_GOODS: i64 = 40;

/// What a chatbot answers from.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) chatbot_id: String,
    /// What the owner calls the chatbot.
    pub(super) name: String,
    pub(super) shop: Shop,
    pub(super) settings: AssistantSettings,
    /// Whether visitors may send pictures.
    pub(super) takes_pictures: bool,
    /// The chatbot's own language model.
    pub(super) own_model: Option<LanguageModel>,
    knowledge_version: i64,
    snapshot: Arc<Snapshot>,
}

/// Reads what a chatbot answers from.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub(super) async fn ground(assistant: &Assistant, chatbot_id: &str) -> Result<Ground> {
    let (cx, id) = (&assistant.cx, chatbot_id.to_owned());
    let read = async move |tx: &Tx| {
        futures::try_join!(
            chatbot::find(tx, &id),
            form::list(tx, &id),
            retrieval::has_products(tx, &id),
            language_model::find(tx, &id)
        )
    };
    let (found, forms, has_products, own_model) = cx.db.read(read).await?;
    let found = found.ok_or_else(|| Error::NotFound(format!("there is no chatbot {chatbot_id}")))?;
    let snapshot = assistant.library.snapshot(cx, chatbot_id, found.knowledge_version).await?;
    let add_to_cart = found.settings.product_card.add_to_cart.enabled;
    Ok(Ground {
        chatbot_id: found.id,
        name: found.name,
        shop: Shop { has_products, livechat_enabled: false, add_to_cart, forms },
        takes_pictures: found.settings.image_enabled.0,
        settings: found.settings.assistant,
        own_model,
        knowledge_version: found.knowledge_version,
        snapshot,
    })
}

/// The language of a question to this chatbot, as a two-letter code.
pub(super) fn language(ground: &Ground, question: &str) -> String {
    understand(question, &ground.snapshot.languages()).language
}

/// Understands a question and loads what may answer it: one material for each thing asked.
///
/// # Errors
/// [`Error::Internal`].
pub(super) async fn look_for(
    assistant: &Assistant,
    ground: &Ground,
    question: &str,
) -> Result<(Understanding, Vec<Material>)> {
    let understanding = understand(question, &ground.snapshot.languages());
    let mut found = look_up(&ground.snapshot, &understanding).map_err(Error::internal)?;
    let knowledge = (ground.chatbot_id.as_str(), ground.knowledge_version);
    nearness::add(assistant, knowledge, &ground.snapshot, &understanding, &mut found).await?;
    let (id, asks) = (ground.chatbot_id.clone(), understanding.asks.clone());
    let load_all = async move |tx: &Tx| {
        let mut materials = Vec::with_capacity(found.len());
        for (ask, found) in asks.iter().zip(&found) {
            materials.push(load(tx, &id, ask, found).await?);
        }
        Ok::<_, Error>(materials)
    };
    Ok((understanding, assistant.cx.db.read(load_all).await?))
}

/// The products of these ids, in their order; unknown ones are left out.
///
/// # Errors
/// [`Error::Internal`].
pub(super) async fn products(
    assistant: &Assistant,
    chatbot_id: &str,
    ids: &[String],
) -> Result<Vec<FoundProduct>> {
    let (id, wanted) = (chatbot_id.to_owned(), ids.to_vec());
    let read = async move |tx: &Tx| {
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        retrieval::find_products::<Vec<Variant>>(tx, &id, &wanted).await
    };
    let mut rows: HashMap<String, ProductRow<_>> =
        assistant.cx.db.read(read).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(ids.iter().filter_map(|id| Some(found_product(rows.remove(id)?, 1.0, 1.0))).collect())
}

/// The rows of what was found, in the order of the hits. A row that is gone since the snapshot was made is left out.
async fn load(tx: &Tx, chatbot_id: &str, ask: &Ask, found: &Found) -> Result<Material> {
    let (passage_ids, product_ids) = (ids(&found.passages), ids(&found.products));
    let (passages, products) = futures::try_join!(
        retrieval::find_passages::<Vec<Content>>(tx, chatbot_id, &passage_ids),
        retrieval::find_products::<Vec<Variant>>(tx, chatbot_id, &product_ids),
    )?;
    let mut passages: HashMap<String, PassageRow<_>> =
        passages.into_iter().map(|p| (p.id.clone(), p)).collect();
    let mut products: HashMap<String, ProductRow<_>> =
        products.into_iter().map(|p| (p.id.clone(), p)).collect();
    let passages = found.passages.iter().filter_map(|hit| Some(retrieved(passages.remove(&hit.id)?, hit)));
    let mut goods: Vec<FoundProduct> = found
        .products
        .iter()
        .filter_map(|hit| Some(found_product(products.remove(&hit.id)?, hit.score, hit.coverage)))
        .collect();
    if found.any_goods {
        let bounds = (ask.bounds.min.map_or(0, |min| min.0), ask.bounds.max.map_or(i64::MAX, |max| max.0));
        let rows = retrieval::list_products_by_price(tx, chatbot_id, bounds, ANY_GOODS).await?;
        goods.extend(rows.into_iter().map(|row| found_product(row, 1.0, 1.0)));
    }
    Ok(Material { passages: passages.collect(), products: goods, terms: found.terms.clone() })
}

fn ids(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn retrieved(row: PassageRow<Vec<Content>>, hit: &Hit) -> Retrieved {
    Retrieved {
        passage_id: row.id,
        page_id: row.page_id,
        page_title: row.page_title,
        page_url: row.page_url,
        language: row.language,
        passage: Passage { headings: row.headings, anchor: row.anchor, content: row.content },
        score: hit.score,
        coverage: hit.coverage,
    }
}

fn found_product(row: ProductRow<Vec<Variant>>, score: f32, coverage: f32) -> FoundProduct {
    let product = Product {
        id: row.id,
        title: row.title,
        description: row.description,
        price: row.price,
        original_price: row.original_price,
        image_url: row.image_url,
        url: row.url,
        stock: row.stock,
        tags: row.tags,
        variants: row.variants,
    };
    FoundProduct { product, score, coverage }
}
