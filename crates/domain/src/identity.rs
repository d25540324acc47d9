//! By what a chatbot's pages prove who a visitor is: a secret that the owner's backend signs with.
//!
//! It signs a visitor's `user_id` (Chat Data's `userHash`) and what is told of them for certain (Diverge's signed
//! metadata). Left out: keeping what is proved, which is the visitor's.
//! Contract: Chat Data 2 (user authentication) and Diverge reference 8.2 (setSignedMetadata).

use parlour_store::Tx;
use parlour_store::identity::{self as rows, Identity};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

use crate::access::hs256;
use crate::cx::hex;
use crate::{Cx, Error, Result, chatbot};

/// The longest signed metadata, in bytes.
const MOST_TOKEN_BYTES: usize = 16 * 1024;

/// Claims that are about the token and not about the visitor.
const OF_THE_TOKEN: [&str; 6] = ["exp", "iat", "nbf", "iss", "aud", "jti"];

/// What an owner does with a chatbot's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdentityChange {
    /// Whether nobody is answered of whom it is not proved who they are; stays when absent.
    pub require: Option<Requirement>,
    /// What becomes of the secret.
    pub secret: SecretChange,
}

/// Whether it is to be proved who a visitor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Nobody else is answered.
    Required,
    /// Everybody is.
    Optional,
}

/// What becomes of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecretChange {
    /// It stays.
    #[default]
    Keep,
    /// Another takes its place at once: what the old one proved is proved no more.
    Rotate,
}

/// A chatbot's identity, after this change; its secret is made when it has none.
///
/// # Errors
/// [`Error::NotFound`] when there is no such chatbot.
pub async fn change(cx: &Cx, chatbot_id: &str, change: IdentityChange) -> Result<Identity> {
    chatbot::find(cx, chatbot_id).await?;
    let (id, now, fresh) = (chatbot_id.to_owned(), cx.clock.now(), hex(&rand::random::<[u8; 32]>()));
    let write = async move |tx: &Tx| {
        // Two who make a secret at once make one.
        parlour_store::chatbot::lock(tx, &id).await?;
        let kept = rows::find(tx, &id).await?;
        let is_kept = kept.is_some();
        let mut identity = kept.unwrap_or_else(|| with_secret(&fresh));
        if is_kept && change.secret == SecretChange::Rotate {
            identity = Identity { required: identity.required, ..with_secret(&fresh) };
        }
        if let Some(requirement) = change.require {
            identity.required = requirement == Requirement::Required;
        }
        rows::upsert(tx, &id, &identity, now).await?;
        Ok::<_, Error>(identity)
    };
    cx.db.write(write).await
}

fn with_secret(secret: &str) -> Identity {
    let fingerprint = hex(&Sha256::digest(secret.as_bytes()))[..16].to_owned();
    Identity { secret: secret.to_owned(), fingerprint, required: false }
}

/// Whether the chatbot's secret vouches for a `user_id`.
pub(crate) fn vouches(identity: &Identity, user_id: &str, user_hash: &str) -> bool {
    hs256::is_signed(identity.secret.as_bytes(), user_id.as_bytes(), user_hash)
}

/// What a chatbot's backend tells of a visitor for certain, by a token that the chatbot's secret has signed.
///
/// # Errors
/// [`Error::Forbidden`] when it is not signed so, or its time has not come or has passed; [`Error::Invalid`] when it is
/// too long.
pub(crate) async fn read_signed(cx: &Cx, chatbot_id: &str, token: &str) -> Result<Map<String, Json>> {
    if token.len() > MOST_TOKEN_BYTES {
        let remedy = format!("at most {MOST_TOKEN_BYTES} bytes are taken; sign less");
        return Err(Error::invalid("signed_metadata", remedy));
    }
    let id = chatbot_id.to_owned();
    let identity = cx.db.read(async move |tx| rows::find(tx, &id).await).await?;
    let unsigned = || {
        let remedy = "signed_metadata is not signed by this chatbot's secret: sign it with HS256 and the secret that \
            `parlour chatbot identity` shows";
        Error::Forbidden(remedy.into())
    };
    let identity = identity.ok_or_else(unsigned)?;
    let mut claims = hs256::claims(identity.secret.as_bytes(), token).map_err(|_| unsigned())?;
    let now_s = cx.clock.now().ms() as f64 / 1000.0;
    let seconds = |claim: &str| claims.get(claim).map(|at| at.as_f64().unwrap_or(f64::NAN));
    let has_ended = seconds("exp").is_some_and(|at| at.is_nan() || at <= now_s);
    let has_not_begun = seconds("nbf").is_some_and(|at| at.is_nan() || at > now_s);
    if has_ended || has_not_begun {
        let remedy =
            "signed_metadata is not good at this time: sign it anew, with `exp` in seconds since 1970";
        return Err(Error::Forbidden(remedy.into()));
    }
    claims.retain(|claim, _| !OF_THE_TOKEN.contains(&claim.as_str()));
    Ok(claims)
}
