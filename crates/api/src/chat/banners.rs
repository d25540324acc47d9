//! `GET /api/v1/chat/banners`: what stands above the chat on a page.
//!
//! Contract: Diverge reference 5 (GET /banners).

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, chatbot};
use parlour_model::config::banner::Banner;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answers::VisitorRefusals;
use crate::caller::Visitor;
use crate::error::{ApiError, ErrorBody, Result};
use crate::query::Query;

const LONGEST_ADDRESS: usize = 2048;

/// The page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// The address of the page; without one, only banners for every page are shown.
    #[param(max_length = 2048, required = false, example = "https://shop.example.com/sale")]
    #[serde(default)]
    url: String,
}

/// The banners of a page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Banners {
    /// In the order in which they are shown.
    banners: Vec<Banner>,
}

/// Read a page's banners
///
/// The banners that the owner set for pages of this address.
#[utoipa::path(
    get,
    path = "/api/v1/chat/banners",
    tag = "Chat",
    operation_id = "listBanners",
    params(Page),
    responses(
        (status = 200, description = "The banners.", body = Banners),
        (status = 404, description = "The chatbot is gone.", body = ErrorBody),
        (status = 422, description = "The address is too long.", body = ErrorBody),
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_banners(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    Query(page): Query<Page>,
) -> Result<Json<Banners>> {
    if page.url.chars().count() > LONGEST_ADDRESS {
        return Err(ApiError::invalid("url", "at most 2048 characters are allowed"));
    }
    let banners = chatbot::banners(&cx, &visitor, &page.url).await?;
    Ok(Json(Banners { banners }))
}
