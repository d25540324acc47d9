//! What a visitor tells while they wait for a person: the values of a form, one by one.
//!
//! Contract: Diverge reference 5 (PATCH `/forms/{form_id}/values`).

use std::collections::BTreeMap;

use parlour_model::Timestamp;
use parlour_model::form::{Form, validate_given};
use parlour_store::form::{self as rows, SessionValue};
use parlour_store::{Tx, visitor};

use crate::access::VisitorIdentity;
use crate::form::SessionState;
use crate::{Cx, Error, Result, form};

/// Keeps the given values for the session, trimmed, and leaves the others as they are; blank ones are passed over. Gives
/// all that is now kept for the session.
///
/// # Errors
/// [`Error::NotFound`] when there is no such form; [`Error::Invalid`] for wrong values, by their fields' keys;
/// [`Error::Conflict`] when the visitor does not wait for a person.
pub async fn fill_form(
    cx: &Cx,
    visitor: &VisitorIdentity,
    form_id: &str,
    values: BTreeMap<String, String>,
) -> Result<SessionState> {
    let form = form::definition(cx, visitor, form_id).await?;
    let faults = validate_given(&form.fields, &values);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let kept = kept(&form, &values, cx.clock.now());
    let who = visitor.clone();
    cx.db.write(async move |tx| keep(tx, &who, &kept).await).await
}

async fn keep(tx: &Tx, who: &VisitorIdentity, values: &[(i64, SessionValue)]) -> Result<SessionState> {
    who.hold(tx).await?;
    if !visitor::is_waiting(tx, &who.visitor_id).await? {
        let why = "these values are taken while the visitor waits for a person; ask for one first";
        return Err(Error::Conflict(why.into()));
    }
    for (position, value) in values {
        rows::upsert_value(tx, &who.visitor_id, value, *position).await?;
    }
    Ok(form::session_state(tx, &who.visitor_id).await?)
}

/// What is to be kept, with its place among the form's fields.
fn kept(form: &Form, values: &BTreeMap<String, String>, now: Timestamp) -> Vec<(i64, SessionValue)> {
    let fields = (0..).zip(&form.fields);
    let filled = fields.filter_map(|(position, field)| {
        let value = values.get(&field.key).map(|value| value.trim()).filter(|value| !value.is_empty())?;
        let value = SessionValue {
            key: field.key.clone(),
            label: field.label.clone(),
            kind: field.kind.as_str().to_owned(),
            value: value.to_owned(),
            updated_at: now,
        };
        Some((position, value))
    });
    filled.collect()
}
