//! From a question to the rows that may answer it: what the engines answer from.

use std::collections::HashMap;

use parlour_store::Tx;
use parlour_store::retrieval::{self, PassageRow, ProductRow};

use super::Assistant;
use super::ahead;
use super::answer::{FoundProduct, Material, Retrieved};
use super::engine::{Found, things};
use super::ground::Ground;
use super::nearness;
use super::understand::{Ask, Understanding};
use crate::knowledge::index::Hit;
use crate::knowledge::{Content, Passage, Product, Variant};
use crate::{Error, Result};

/// How many products are loaded when goods are asked for by price alone.
const ANY_GOODS: i64 = 40;

/// A passage's row.
type Row = PassageRow<Vec<Content>>;
/// A product's row.
type Goods = ProductRow<Vec<Variant>>;

/// What a question to this chatbot wants.
pub(super) fn read(ground: &Ground, question: &str) -> Understanding {
    ahead::read(&ground.snapshot, ground.ahead.as_ref(), question)
}

/// Loads what may answer a question that was understood: one material for each thing asked.
///
/// # Errors
/// [`Error::Internal`].
pub(super) async fn look_for(
    assistant: &Assistant,
    ground: &Ground,
    understanding: &Understanding,
) -> Result<Vec<Material>> {
    let ahead = ground.ahead.as_ref();
    let mut found = ahead::found(&ground.snapshot, ahead, understanding).map_err(Error::internal)?;
    let knowledge = (ground.basis.chatbot_id.as_str(), ground.knowledge_version);
    nearness::add(assistant, knowledge, &ground.snapshot, understanding, &mut found).await?;
    let mut passages = assistant.recall.known(ground.knowledge_version, passage_ids(&found));
    let wanted: Vec<Wanted> =
        understanding.asks.iter().zip(&found).map(|(ask, found)| Wanted::of(ask, found, &passages)).collect();
    let mut goods = vec![vec![]; found.len()];
    if wanted.iter().any(|wanted| !wanted.is_empty()) {
        let id = ground.basis.chatbot_id.clone();
        let read = async move |tx: &Tx| load(tx, &id, &wanted).await;
        let (read, products) = assistant.cx.db.read(read).await?;
        for row in read.into_iter().map(remembered) {
            assistant.recall.keep(ground.knowledge_version, &row);
            passages.insert(row.passage_id.clone(), row);
        }
        goods = products;
    }
    let materials = found.iter().zip(goods).map(|(found, goods)| {
        let material = material(found, &passages, goods);
        let things = things(&ground.snapshot, found, &material.passages).map_err(Error::internal)?;
        Ok(Material { things, ..material })
    });
    materials.collect()
}

fn passage_ids(found: &[Found]) -> impl Iterator<Item = &str> {
    found.iter().flat_map(|found| found.passages.iter().map(|hit| hit.id.as_str()))
}

/// The rows to be read for one ask.
struct Wanted {
    passages: Vec<String>,
    products: Vec<String>,
    /// What goods may cost that are asked for without naming any.
    any_goods: Option<(i64, i64)>,
}

impl Wanted {
    fn of(ask: &Ask, found: &Found, known: &HashMap<String, Retrieved>) -> Self {
        let ids = |hits: &[Hit]| hits.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>();
        let mut passages = ids(&found.passages);
        passages.retain(|id| !known.contains_key(id));
        let bounds = || (ask.bounds.min.map_or(0, |min| min.0), ask.bounds.max.map_or(i64::MAX, |max| max.0));
        Self { passages, products: ids(&found.products), any_goods: found.any_goods.then(bounds) }
    }

    fn is_empty(&self) -> bool {
        self.passages.is_empty() && self.products.is_empty() && self.any_goods.is_none()
    }
}

/// Reads the passages of all asks, and the products of each.
async fn load(tx: &Tx, chatbot_id: &str, wanted: &[Wanted]) -> Result<(Vec<Row>, Vec<Vec<Goods>>)> {
    let (mut passages, mut goods) = (vec![], vec![]);
    for Wanted { passages: ids, products, any_goods } in wanted {
        let (ids, products) = (refs(ids), refs(products));
        let (more, mut named) = futures::try_join!(
            retrieval::find_passages(tx, chatbot_id, &ids),
            retrieval::find_products(tx, chatbot_id, &products),
        )?;
        if let Some(bounds) = any_goods {
            named.extend(retrieval::list_products_by_price(tx, chatbot_id, *bounds, ANY_GOODS).await?);
        }
        passages.extend(more);
        goods.push(named);
    }
    Ok((passages, goods))
}

fn refs(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

/// What was found for an ask, in the order of the hits. A row that is gone since the snapshot was made is left out; goods
/// without a hit come last.
fn material(found: &Found, passages: &HashMap<String, Retrieved>, mut goods: Vec<Goods>) -> Material {
    let retrieved = |hit: &Hit| {
        let row = passages.get(&hit.id)?.clone();
        Some(Retrieved { score: hit.score, coverage: hit.coverage, ..row })
    };
    let passages = found.passages.iter().filter_map(retrieved).collect();
    let mut products = Vec::with_capacity(goods.len());
    for hit in &found.products {
        if let Some(at) = goods.iter().position(|row| row.id == hit.id) {
            products.push(found_product(goods.remove(at), hit.score, hit.coverage));
        }
    }
    products.extend(goods.into_iter().map(|row| found_product(row, 1.0, 1.0)));
    Material { passages, products, terms: found.terms.clone(), ..Material::default() }
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
    let read = async move |tx: &Tx| retrieval::find_products(tx, &id, &refs(&wanted)).await;
    let mut rows: HashMap<String, Goods> =
        assistant.cx.db.read(read).await?.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(ids.iter().filter_map(|id| Some(found_product(rows.remove(id)?, 1.0, 1.0))).collect())
}

/// A row as it is remembered: beside no question.
fn remembered(row: Row) -> Retrieved {
    Retrieved {
        passage_id: row.id,
        page_id: row.page_id,
        page_title: row.page_title,
        page_url: row.page_url,
        language: row.language,
        passage: Passage { headings: row.headings, anchor: row.anchor, content: row.content }.into(),
        score: 0.0,
        coverage: 0.0,
    }
}

fn found_product(row: Goods, score: f32, coverage: f32) -> FoundProduct {
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
