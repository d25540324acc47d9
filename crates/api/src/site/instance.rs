//! `GET /config/{company}/{facia}`: a variant of the chat, for the loader on a page.
//!
//! Contract: SmartAgent reference 1 (config lookup, instance config).

use axum::Json;
use axum::extract::{Path, State};
use parlour_domain::{Cx, embed};
use parlour_model::config::instance::InstanceConfig;

use super::integration::{A_MINUTE, Brief};
use super::page_call::Reading;
use crate::answers::{PagePartRefusals, PublicRefusals};
use crate::error::{ApiError, Result};

/// Read a variant of the chat
///
/// For the loader on a page. Every chatbot has the variant `default`; the owner sets others.
#[utoipa::path(
    get,
    path = "/config/{company}/{facia}",
    tag = "Pages",
    operation_id = "getInstanceConfig",
    params(
        ("company" = String, Path, description = "The chatbot, by its id, its public id or its SDK key."),
        ("facia" = String, Path, description = "The variant's name, followed by `.json`.", example = "default.json"),
    ),
    responses(
        (status = 200, description = "The variant.", body = InstanceConfig),
        PagePartRefusals,
        PublicRefusals,
    ),
    security(()),
)]
pub(crate) async fn get_instance_config(
    State(cx): State<Cx>,
    _: Reading,
    Path((company, facia)): Path<(String, String)>,
) -> Result<Brief<InstanceConfig>> {
    let name = facia.strip_suffix(".json").ok_or_else(no_name)?;
    Ok((A_MINUTE, Json(embed::instance_config(&cx, &company, name).await?)))
}

fn no_name() -> ApiError {
    ApiError::not_found("a variant is asked for by its name and .json, such as /config/my-shop/default.json")
}
