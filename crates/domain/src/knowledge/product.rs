//! A product as the catalogue has it: the row that every card and every claim is joined from.

use parlour_model::Price;
use serde::{Deserialize, Serialize};

/// A product, read from any format.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// The owner's id of the product; unique in a chatbot.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its description as plain text; may be empty.
    pub description: String,
    /// The lowest price among its variants.
    pub price: Price,
    /// What it cost before, when lowered.
    pub original_price: Option<Price>,
    /// Its picture.
    pub image_url: Option<String>,
    /// Its page.
    pub url: String,
    /// How many are there; `None` when the catalogue does not say.
    pub stock: Option<i64>,
    /// Words it is filed under: tags, type, brand, category.
    pub tags: Vec<String>,
    /// Its variants; empty when it has none.
    pub variants: Vec<Variant>,
}

/// A variant of a product; stored as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// Its name, such as `Blue / M`.
    pub title: String,
    /// The stock keeping unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// What it costs.
    pub price: Price,
    /// How many are there; `None` when the catalogue does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
    /// Its choices as (name, value), such as (`colour`, `Blue`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<(String, String)>,
}
