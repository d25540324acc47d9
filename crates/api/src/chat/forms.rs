//! `GET /api/v1/chat/forms/{form_id}` and `PATCH …/values`: an owner's form, and its values given while waiting.
//!
//! Contract: Diverge reference 5 (forms and session values).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use parlour_domain::{Cx, form, livechat};
use parlour_model::Environment;
use parlour_model::form::Form;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::session::SessionBody;
use crate::answers::{BodyRefusals, NamedFormRefusals, VisitorRefusals};
use crate::body::JsonBody;
use crate::caller::Visitor;
use crate::error::{ErrorBody, Result};
use crate::query::NamedId;

/// The form that is meant.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "for the document only; `NamedId` reads the path")]
pub(crate) struct FormPath {
    /// The form.
    #[param(pattern = "^[A-Za-z0-9._:-]{1,128}$")]
    form_id: String,
}

/// A form, as one that fills it in reads it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FormBody {
    /// Live or test.
    environment: Environment,
    /// The form.
    #[serde(flatten)]
    form: Form,
}

/// Read a form
///
/// The definition of a form that a message or the configuration names.
#[utoipa::path(
    get,
    path = "/api/v1/chat/forms/{form_id}",
    tag = "Chat",
    operation_id = "getForm",
    params(FormPath),
    responses(
        (status = 200, description = "The form.", body = FormBody),
        NamedFormRefusals,
        VisitorRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn get_form(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    NamedId(form_id): NamedId,
) -> Result<Json<FormBody>> {
    let form = form::definition(&cx, &visitor, &form_id).await?;
    Ok(Json(FormBody { environment: visitor.environment, form }))
}

/// Values for a form.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(examples(json!({"values": {"order": "1042"}})))]
pub(crate) struct FormValues {
    /// By the keys of the form's fields. Blank ones are passed over, and so are fields that are not named.
    values: BTreeMap<String, String>,
}

/// Fill in a form while waiting
///
/// Keeps values for the person who is about to answer, as often as the visitor likes, until one does. Fields at fault
/// are named by their keys in the form.
#[utoipa::path(
    patch,
    path = "/api/v1/chat/forms/{form_id}/values",
    tag = "Chat",
    operation_id = "fillForm",
    params(FormPath),
    request_body = FormValues,
    responses(
        (status = 200, description = "All values of the session.", body = SessionBody),
        NamedFormRefusals,
        (status = 409, description = "The visitor does not wait for a person.", body = ErrorBody),
        VisitorRefusals,
        BodyRefusals,
    ),
    security(("visitorToken" = [])),
)]
pub(crate) async fn patch_form_values(
    State(cx): State<Cx>,
    Visitor(visitor): Visitor,
    NamedId(form_id): NamedId,
    JsonBody(request): JsonBody<FormValues>,
) -> Result<Json<SessionBody>> {
    Ok(Json(livechat::fill_form(&cx, &visitor, &form_id, request.values).await?.into()))
}
