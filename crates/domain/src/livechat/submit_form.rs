//! A visitor sends a form that a message shows; where its owner wants so, they ask for a person by it.
//!
//! Contract: Diverge reference 5 (POST /actions): `livechat_session` when the form has `start_livechat`.

use parlour_model::form::starts_livechat;
use parlour_model::livechat::{LivechatSession, Platform};

use super::handover::{Handover, admit, begin};
use super::shown;
use crate::access::VisitorIdentity;
use crate::form::{self, Action};
use crate::{Cx, Result};

/// What made a visitor ask who did so by a form.
const SOURCE: &str = "form_submission";

/// The answer to a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// Names what was sent.
    pub submission_id: String,
    /// What the owner says to it.
    pub confirmation_text: Option<String>,
    /// The session in which the visitor now waits for a person, when the form asks for one.
    pub session: Option<LivechatSession>,
}

/// Takes what a visitor sends with a form of the newest assistant message, once; or, without a part, with a form that the
/// owner's page shows, once in a conversation. A form that starts livechat asks for a person in the same step, as a
/// handover does: both are done, or neither.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) for a part that no message has, or an unknown form;
/// [`Error::Conflict`](crate::Error::Conflict) when its message is not the newest, it was answered already, or it asks for
/// a person when none is available; [`Error::Malformed`](crate::Error::Malformed) when the action does not fit the part;
/// [`Error::Invalid`](crate::Error::Invalid) for wrong fields, by their keys.
pub async fn submit_form(
    cx: &Cx,
    visitor: &VisitorIdentity,
    part_id: Option<&str>,
    action: Action,
    platform: Platform,
) -> Result<Submitted> {
    let prepared = form::prepare(cx, visitor, part_id, action).await?;
    let wish = starts_livechat(&prepared.submit_actions).then(|| Handover {
        platform,
        source: SOURCE.into(),
        part_id: part_id.map(str::to_owned),
        client_context: None,
    });
    if wish.is_some() {
        admit(cx, visitor).await?;
    }
    let submission_id = prepared.submission.id.clone();
    let confirmation_text = prepared.confirmation_text.clone();
    let (here, who) = (cx.clone(), visitor.clone());
    let session = cx
        .db
        .write(async move |tx| {
            form::keep(&here, tx, &who, &prepared).await?;
            match &wish {
                Some(wish) => begin(&here, tx, &who, wish).await.map(Some),
                None => Ok(None),
            }
        })
        .await?;
    if session.is_some() {
        cx.changed(&visitor.visitor_id);
    }
    Ok(Submitted { submission_id, confirmation_text, session: session.as_ref().map(shown) })
}
