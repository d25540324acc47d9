//! Who may call: API keys, visitor tokens, and the tokens of livechat sessions.
//!
//! Contract: Diverge reference 1.1.

pub(crate) mod hs256;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use parlour_model::id::prefix;
use parlour_model::{Environment, Timestamp};
use parlour_store::access::{self as rows, ApiKey};
use parlour_store::livechat::{self, Session};
use parlour_store::{Tx, installation, visitor};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::cx::hex;
use crate::{Cx, Error, Result};

/// How long a visitor token is good, in seconds: 24 hours.
pub const VISITOR_TOKEN_LIFE_S: i64 = 24 * 60 * 60;

/// How long a livechat session's token is good, in seconds: 24 hours.
pub const SESSION_TOKEN_LIFE_S: i64 = 24 * 60 * 60;

/// How long a livechat session's token is good after the session's end, in seconds: 15 minutes.
pub const SESSION_TOKEN_AFTERLIFE_S: i64 = 15 * 60;

const VISITOR: &str = "visitor";
const LIVECHAT_SESSION: &str = "livechat_session";

/// The backend behind an API key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyHolder {
    /// The key's public prefix.
    pub key_id: String,
    /// The account whose chatbots it may use.
    pub account_id: String,
    /// Live or test; all that is made with the key inherits it.
    pub environment: Environment,
}

/// The visitor behind a token.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitorIdentity {
    /// The chatbot visited.
    pub chatbot_id: String,
    /// Names this life of the visitor.
    pub visitor_id: String,
    /// What the caller calls the visitor.
    pub visitor_key: String,
    /// Live or test.
    pub environment: Environment,
    /// Whether the token is bound to a conversation.
    pub bound: bool,
    /// Whether the chatbot answers. When it does not, visitors may still read, export and delete what is theirs.
    pub chatbot_enabled: bool,
    /// Whether it is proved who they are, or need not be: else nobody answers them.
    pub identified: bool,
}

impl VisitorIdentity {
    /// Whether this visitor may speak.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when it is to be proved first who they are.
    pub(crate) fn admit(&self) -> Result<()> {
        let remedy = "this chatbot answers only visitors of whom it is proved who they are: tell their user_id and its \
            user_hash in their profile first";
        self.identified.then_some(()).ok_or_else(|| Error::Forbidden(remedy.into()))
    }

    /// Makes every other command that holds this visitor wait for the end of this one.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] when the visitor was deleted.
    pub(crate) async fn hold(&self, tx: &Tx) -> Result<()> {
        visitor::lock(tx, &self.chatbot_id, &self.visitor_id).await?.then_some(()).ok_or_else(gone)
    }
}

/// What is said to whoever comes with the token of a visitor that was deleted.
pub(crate) fn gone() -> Error {
    Error::Unauthorized("the visitor of this token was deleted; ask for a new token".into())
}

/// Begins the name of a visitor who came by a page; only the owner's backend, which vouches for them, gives other names.
pub(crate) const PAGE_VISITOR: &str = "page-";

/// The agents' app behind a livechat session's token.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionHolder {
    /// The session, the only one it may use.
    pub session_id: String,
    /// The chatbot.
    pub chatbot_id: String,
    /// Names this life of the visitor.
    pub visitor_id: String,
    /// What the caller calls the visitor.
    pub visitor_key: String,
    /// Live or test.
    pub environment: Environment,
}

/// A new key, told once.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Its public prefix.
    pub key_id: String,
    /// The key itself; only a hash of it is kept.
    pub key: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    cid: String,
    env: Environment,
    typ: String,
    /// The conversation the token is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    /// The visitor's row: a token of a forgotten visitor does not open the life of one who came back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    vid: String,
    iat: i64,
    exp: i64,
    jti: String,
}

/// The account of this installation's owner, made when there is none.
///
/// # Errors
/// [`Error::Internal`].
pub async fn owner_account(cx: &Cx) -> Result<String> {
    let (fresh, now) = (cx.ids.next(prefix::ACCOUNT), cx.clock.now());
    cx.db
        .write(async move |tx| {
            let id = installation::get_or_insert(tx, "owner_account", &fresh).await?;
            rows::insert_account(tx, &id, "owner", now).await?;
            Ok(id)
        })
        .await
}

/// Makes an API key. The answer holds the only copy of it.
///
/// # Errors
/// [`Error::Internal`].
pub async fn create_key(cx: &Cx, environment: Environment) -> Result<NewKey> {
    use base64::Engine as _;
    let secret: [u8; 32] = rand::random();
    let secret = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret);
    let key = format!("di_{environment}_{secret}");
    let row = ApiKey {
        id: key[..16].to_owned(),
        account_id: owner_account(cx).await?,
        environment,
        key_hash: hash(&key),
        created_at: cx.clock.now(),
        revoked_at: None,
    };
    let key_id = row.id.clone();
    cx.db.write(async move |tx| rows::insert_key(tx, &row).await).await?;
    Ok(NewKey { key_id, key })
}

/// All keys of the owner's account, oldest first.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list_keys(cx: &Cx) -> Result<Vec<ApiKey>> {
    let account = owner_account(cx).await?;
    Ok(cx.db.read(async move |tx| rows::list_keys(tx, &account).await).await?)
}

/// Refuses a key from now on.
///
/// # Errors
/// [`Error::NotFound`] when no key in use has this prefix.
pub async fn revoke_key(cx: &Cx, key_id: &str) -> Result<()> {
    let (account, now, id) = (owner_account(cx).await?, cx.clock.now(), key_id.to_owned());
    let revoked = cx.db.write(async move |tx| rows::revoke_key(tx, &account, &id, now).await).await?;
    let none =
        || Error::NotFound(format!("no key in use begins with {key_id}; `parlour key list` shows all"));
    revoked.then_some(()).ok_or_else(none)
}

/// The backend behind an API key.
///
/// # Errors
/// [`Error::Unauthorized`] when the key is unknown or revoked; [`Error::Forbidden`] when it is a token of another kind.
pub async fn authenticate_key(cx: &Cx, key: &str) -> Result<KeyHolder> {
    if read_claims(cx, key).is_ok() {
        return Err(Error::Forbidden("this call takes an API key, not a token".into()));
    }
    let key_hash = hash(key);
    let found = cx.db.read(async move |tx| rows::find_key_by_hash(tx, &key_hash).await).await?;
    let key = found.ok_or_else(|| Error::Unauthorized("the API key is unknown or revoked".into()))?;
    Ok(KeyHolder { key_id: key.id, account_id: key.account_id, environment: key.environment })
}

/// The visitor behind a token.
///
/// # Errors
/// [`Error::Unauthorized`] when the token is broken, expired or its visitor was forgotten; [`Error::Forbidden`] when it
/// is a good credential of another kind.
pub async fn authenticate_visitor(cx: &Cx, token: &str) -> Result<VisitorIdentity> {
    let claims = match read_claims(cx, token) {
        Ok(claims) => claims,
        Err(error) if !token.starts_with("di_") => return Err(error),
        Err(error) => {
            authenticate_key(cx, token).await.map_err(|_| error)?;
            return Err(Error::Forbidden("this call takes a visitor token, not an API key".into()));
        }
    };
    if claims.typ != VISITOR {
        return Err(Error::Forbidden("this call takes a visitor token, not an agent's session token".into()));
    }
    let (chatbot_id, visitor_id) = (claims.cid.clone(), claims.vid.clone());
    let found =
        cx.db.read(async move |tx| visitor::find_standing(tx, &chatbot_id, &visitor_id).await).await?;
    let standing = found.ok_or_else(gone)?;
    Ok(VisitorIdentity {
        identified: standing.identified || !claims.sub.starts_with(PAGE_VISITOR),
        chatbot_id: claims.cid,
        visitor_id: claims.vid,
        visitor_key: claims.sub,
        environment: claims.env,
        bound: claims.sid.is_some(),
        chatbot_enabled: standing.enabled,
    })
}

/// The agents' app behind a livechat session's token.
///
/// # Errors
/// [`Error::Unauthorized`] when the token is broken or expired, its session is over for longer than
/// [`SESSION_TOKEN_AFTERLIFE_S`] or its visitor was forgotten; [`Error::Forbidden`] when it is a good credential of
/// another kind.
///
/// Contract: Diverge reference 1.1 (agent session token).
pub async fn authenticate_session(cx: &Cx, token: &str) -> Result<SessionHolder> {
    let claims = match read_claims(cx, token) {
        Ok(claims) => claims,
        Err(error) if !token.starts_with("di_") => return Err(error),
        Err(error) => {
            authenticate_key(cx, token).await.map_err(|_| error)?;
            return Err(Error::Forbidden(
                "this call takes a livechat session's token, not an API key".into(),
            ));
        }
    };
    if claims.typ != LIVECHAT_SESSION {
        return Err(Error::Forbidden("this call takes a livechat session's token, not a visitor's".into()));
    }
    let (chatbot_id, id) = (claims.cid, claims.sub);
    let read = async move |tx: &parlour_store::Tx| {
        let Some(session) = livechat::find(tx, &chatbot_id, &id).await? else { return Ok(None) };
        let visitor = visitor::find(tx, &chatbot_id, &session.visitor_id).await?;
        Ok::<_, Error>(visitor.map(|visitor| (session, visitor.visitor_key)))
    };
    let gone = || Error::Unauthorized("the session of this token was deleted".into());
    let (session, visitor_key) = cx.db.read(read).await?.ok_or_else(gone)?;
    if session_token_end(&session).is_some_and(|end_s| end_s * 1000 <= cx.clock.now().ms()) {
        return Err(Error::Unauthorized("the livechat session is over, and its token with it".into()));
    }
    Ok(SessionHolder {
        session_id: session.id,
        chatbot_id: session.chatbot_id,
        visitor_id: session.visitor_id,
        visitor_key,
        environment: session.environment,
    })
}

/// When a session's tokens end because the session did, in seconds.
fn session_token_end(session: &Session) -> Option<i64> {
    session.closed_at.map(|at| at.ms() / 1000 + SESSION_TOKEN_AFTERLIFE_S)
}

/// A token for the agents' app that sees to one livechat session, and when it ends.
///
/// # Errors
/// [`Error::Internal`].
///
/// Contract: Diverge reference 1.1 (agent session token).
pub fn livechat_session_token(cx: &Cx, session: &Session) -> Result<(String, Timestamp)> {
    let now_s = cx.clock.now().ms() / 1000;
    let end_s = now_s + SESSION_TOKEN_LIFE_S;
    let claims = Claims {
        iss: cx.public_url.to_string(),
        sub: session.id.clone(),
        cid: session.chatbot_id.clone(),
        env: session.environment,
        typ: LIVECHAT_SESSION.into(),
        sid: None,
        vid: String::new(),
        iat: now_s,
        exp: session_token_end(session).map_or(end_s, |earlier| earlier.min(end_s)),
        jti: cx.ids.next(""),
    };
    sign(cx, &claims)
}

/// A visitor token, and when it ends.
pub(crate) fn visitor_token(
    cx: &Cx,
    visitor: &visitor::Visitor,
    conversation_id: Option<&str>,
) -> Result<(String, Timestamp)> {
    let now_s = cx.clock.now().ms() / 1000;
    let claims = Claims {
        iss: cx.public_url.to_string(),
        sub: visitor.visitor_key.clone(),
        cid: visitor.chatbot_id.clone(),
        env: visitor.environment,
        typ: VISITOR.into(),
        sid: conversation_id.map(str::to_owned),
        vid: visitor.id.clone(),
        iat: now_s,
        exp: now_s + VISITOR_TOKEN_LIFE_S,
        jti: cx.ids.next(""),
    };
    sign(cx, &claims)
}

fn sign(cx: &Cx, claims: &Claims) -> Result<(String, Timestamp)> {
    let key = EncodingKey::from_secret(&cx.secret);
    hs256::install();
    let token =
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).map_err(Error::internal)?;
    Ok((token, Timestamp(claims.exp * 1000)))
}

/// A token like the visitor's own, bound to a conversation.
pub(crate) fn bound_token(cx: &Cx, visitor: &VisitorIdentity, conversation_id: &str) -> Result<String> {
    let row = visitor::Visitor {
        id: visitor.visitor_id.clone(),
        chatbot_id: visitor.chatbot_id.clone(),
        environment: visitor.environment,
        visitor_key: visitor.visitor_key.clone(),
        created_at: cx.clock.now(),
    };
    Ok(visitor_token(cx, &row, Some(conversation_id))?.0)
}

fn read_claims(cx: &Cx, token: &str) -> Result<Claims> {
    let mut rules = Validation::new(Algorithm::HS256);
    // The clock is a parameter here: the end of the token's life is checked below.
    rules.validate_exp = false;
    rules.required_spec_claims.clear();
    hs256::install();
    let key = DecodingKey::from_secret(&cx.secret);
    let broken = |_| Error::Unauthorized("the token is missing a valid signature; ask for a new one".into());
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules).map_err(broken)?.claims;
    if claims.exp * 1000 <= cx.clock.now().ms() {
        return Err(Error::Unauthorized("the token has expired; ask for a new one".into()));
    }
    Ok(claims)
}

fn hash(key: &str) -> String {
    hex(&Sha256::digest(key.as_bytes()))
}
