//! Visitors come in: by the owner's backend, or by the frame on one of the owner's pages.
//!
//! Contract: Diverge reference 3 (POST /auth) and 8.6 (POST /chatbot-public/session).

use parlour_model::id::prefix;
use parlour_model::{Environment, Timestamp};
use parlour_store::Tx;
use parlour_store::visitor::{self as rows, Visitor};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

use crate::access::{KeyHolder, PAGE_VISITOR, visitor_token};
use crate::cx::hex;
use crate::{Cx, Error, Result, chatbot};

/// A visitor who came in.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// The visitor's token.
    pub token: String,
    /// What the caller calls the visitor.
    pub visitor_id: String,
    /// When the token ends.
    pub expires_at: Timestamp,
}

/// The most that is kept of what is told of a visitor, in bytes of JSON.
const MOST_METADATA_BYTES: usize = 8 * 1024;

/// Signs a visitor in for the owner's backend: a new one, or the one it calls `visitor_id`. What it vouches for takes the
/// place of what it vouched for before; when nothing is given, that stays.
///
/// # Errors
/// [`Error::NotFound`] for an unknown chatbot, [`Error::Forbidden`] for one of another account, [`Error::Invalid`] for a
/// bad `visitor_id` or too much metadata.
pub async fn sign_in(
    cx: &Cx,
    holder: &KeyHolder,
    chatbot_id: &str,
    visitor_id: Option<String>,
    verified: Option<Map<String, Json>>,
) -> Result<SignedIn> {
    let chatbot = chatbot::find_for_key(cx, holder, chatbot_id).await?;
    if let Some(id) = &visitor_id {
        check_key("visitor_id", id, 1)?;
    }
    if let Some(verified) = &verified {
        check_metadata("verified_metadata", verified)?;
    }
    enter(cx, chatbot.id, holder.environment, visitor_id, verified).await
}

/// Whether this much may be told of a visitor.
///
/// # Errors
/// [`Error::Invalid`] on `field` when it is too much.
pub(crate) fn check_metadata(field: &str, metadata: &Map<String, Json>) -> Result<()> {
    let bytes = serde_json::to_vec(metadata).map_err(Error::internal)?;
    match bytes.len() <= MOST_METADATA_BYTES {
        true => Ok(()),
        false => Err(Error::invalid(
            field,
            format!("at most {MOST_METADATA_BYTES} bytes of JSON are kept; send less"),
        )),
    }
}

/// The frame's wish to talk for a visitor.
#[derive(Debug, Clone)]
pub struct PublicSession {
    /// The chatbot on the page, by one of its three names.
    pub chatbot_id: String,
    /// What the page calls the visitor; it acts as their secret.
    pub visitor_key: String,
    /// Live or test.
    pub environment: Environment,
    /// Where the call comes from.
    pub caller: Caller,
}

/// Where a page's call comes from, as the browser says.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The `Origin` of the call.
    pub origin: Option<String>,
    /// The `Host` of the call.
    pub host: Option<String>,
}

impl Caller {
    fn origin(&self) -> &str {
        self.origin.as_deref().unwrap_or_default()
    }

    /// Whether the call comes from a page of this server.
    pub(crate) fn is_own(&self, cx: &Cx) -> bool {
        let called = |host: &String| self.origin().split_once("://").is_some_and(|(_, at)| at == host);
        !self.origin().is_empty()
            && (self.origin() == &*cx.public_url || self.host.as_ref().is_some_and(called))
    }

    /// Whether the call comes from a page of one of these sites; `*` is every site.
    pub(crate) fn is_listed(&self, origins: &[String]) -> bool {
        !self.origin().is_empty() && origins.iter().any(|allowed| allowed == "*" || allowed == self.origin())
    }

    /// What a page of another site is told.
    pub(crate) fn refused() -> Error {
        let remedy = "the page's origin is not allowed: list it under allowed_origins of the chatbot";
        Error::Forbidden(remedy.into())
    }
}

/// Signs a visitor in for the frame. The call must come from this server's own frame or from a listed site.
///
/// # Errors
/// [`Error::NotFound`] for an unknown chatbot, [`Error::Forbidden`] for a site that is not listed, [`Error::Invalid`]
/// for a bad `visitor_key`.
pub async fn open_public_session(cx: &Cx, session: PublicSession) -> Result<SignedIn> {
    let key = page_visitor(&session.visitor_key)?;
    let chatbot = chatbot::find_named(cx, &session.chatbot_id).await?;
    if !session.caller.is_own(cx) && !session.caller.is_listed(&chatbot.settings.allowed_origins) {
        return Err(Caller::refused());
    }
    enter(cx, chatbot.id, session.environment, Some(key), None).await
}

async fn enter(
    cx: &Cx,
    chatbot_id: String,
    environment: Environment,
    key: Option<String>,
    verified: Option<Map<String, Json>>,
) -> Result<SignedIn> {
    let id = cx.ids.next(prefix::VISITOR);
    let visitor_key = key.unwrap_or_else(|| id.clone());
    let new = Visitor { id, chatbot_id, environment, visitor_key, created_at: cx.clock.now() };
    let came = async move |tx: &Tx| {
        let visitor = rows::get_or_insert(tx, &new).await?;
        if let Some(verified) = &verified {
            rows::set_verified(tx, &visitor.chatbot_id, &visitor.id, verified).await?;
        }
        Ok::<_, parlour_store::Error>(visitor)
    };
    let visitor = cx.db.write(came).await?;
    let (token, expires_at) = visitor_token(cx, &visitor, None)?;
    Ok(SignedIn { token, visitor_id: visitor.visitor_key, expires_at })
}

/// What a visitor of a page is called: a name that nobody can come by without knowing the page's key. The key itself is
/// not kept, and no name that a backend has given leads here.
///
/// # Errors
/// [`Error::Invalid`] on `visitor_key` when the key is no secret.
pub(crate) fn page_visitor(key: &str) -> Result<String> {
    check_key("visitor_key", key, 16)?;
    Ok(format!("{PAGE_VISITOR}{}", &hex(&Sha256::digest(key.as_bytes()))[..40]))
}

fn check_key(field: &str, key: &str, least: usize) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ':' | '-');
    if !(least..=128).contains(&key.len()) || !key.chars().all(allowed) {
        let remedy = format!("expected {least} to 128 characters of A-Z, a-z, 0-9, . _ : and -");
        return Err(Error::invalid(field, remedy));
    }
    Ok(())
}
