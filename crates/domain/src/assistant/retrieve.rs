//! From a question to the rows that may answer it: what the engines answer from.

use std::collections::HashMap;

use parlour_store::retrieval::{self, PassageRow, ProductRow};
use parlour_store::{Tx, chatbot, form};

use super::Assistant;
use super::answer::{FoundProduct, Material, Retrieved, Shop};
use super::engine::{Found, TurnInput, look_up};
use super::nearness;
use super::understand::{Ask, understand};
use crate::knowledge::index::Hit;
use crate::knowledge::{Content, Passage, Product, Variant};
use crate::{Error, Result};

/// How many products are loaded when goods are asked for by price alone.
const ANY_GOODS: i64 = 40;

/// Understands a question to a chatbot and loads what may answer it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub(crate) async fn gather(assistant: &Assistant, chatbot_id: &str, question: &str) -> Result<TurnInput> {
    let cx = &assistant.cx;
    let (shop, version) = {
        let id = chatbot_id.to_owned();
        cx.db.read(async move |tx| shop(tx, &id).await).await?
    };
    let snapshot = assistant.library.snapshot(cx, chatbot_id, version).await?;
    let understanding = understand(question, &snapshot.languages());
    let mut found = look_up(&snapshot, &understanding).map_err(Error::internal)?;
    nearness::add(assistant, (chatbot_id, version), &snapshot, &understanding, &mut found).await?;
    let (id, asks) = (chatbot_id.to_owned(), understanding.asks.clone());
    let materials = cx
        .db
        .read(async move |tx| {
            let mut materials = Vec::with_capacity(found.len());
            for (ask, found) in asks.iter().zip(&found) {
                materials.push(load(tx, &id, ask, found).await?);
            }
            Ok::<_, Error>(materials)
        })
        .await?;
    Ok(TurnInput { understanding, materials, shop, ids: cx.ids.clone() })
}

async fn shop(tx: &Tx, chatbot_id: &str) -> Result<(Shop, i64)> {
    let (chatbot, forms, has_products) = futures::try_join!(
        chatbot::find(tx, chatbot_id),
        form::list(tx, chatbot_id),
        retrieval::has_products(tx, chatbot_id)
    )?;
    let chatbot = chatbot.ok_or_else(|| Error::NotFound(format!("there is no chatbot {chatbot_id}")))?;
    let add_to_cart = chatbot.settings.product_card.add_to_cart.enabled;
    Ok((Shop { has_products, livechat_enabled: false, add_to_cart, forms }, chatbot.knowledge_version))
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
