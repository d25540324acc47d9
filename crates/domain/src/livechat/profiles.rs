//! The people who answer: their names and pictures.
//!
//! Contract: Diverge reference 2 (rows 22 to 24) and 6.6. Left out on purpose: what an agent does in a session.

use object_store::path::Path;
use object_store::{ObjectStoreExt as _, PutPayload};
use parlour_model::form::FieldFault;
use parlour_model::livechat::Phase;
use parlour_model::{AgentProfile, Timestamp};
use parlour_store::agent as rows;
use parlour_store::livechat::{self as sessions, Session};
use url::Url;

pub use parlour_store::agent::Agent;

use super::keep;
use super::quiet::locked;
use crate::access::KeyHolder;
use crate::attachment::{self, Accepts, Checked, IncomingFile, PICTURES};
use crate::{Cx, Error, Result};

const LONGEST_NAME: usize = 100;
const LONGEST_ADDRESS: usize = 2048;
const AVATARS: Accepts = Accepts { mime_types: PICTURES.mime_types, max_bytes: 512 * 1024 };

/// What a profile is to say.
#[derive(Debug, Clone)]
pub struct NewProfile {
    /// The name visitors see.
    pub display_name: String,
    /// What becomes of the picture.
    pub avatar: Avatar,
}

/// What becomes of an agent's picture.
#[derive(Debug, Clone)]
pub enum Avatar {
    /// It stays as it is; a new agent has none.
    Keep,
    /// There is none.
    Remove,
    /// It is at this address.
    At(String),
    /// It is this file, stored here.
    File(IncomingFile),
}

/// A profile that was put, and whether its agent was unknown before.
#[derive(Debug, Clone, PartialEq)]
pub enum Put {
    /// The agent is new.
    Created(Agent),
    /// The agent was there.
    Updated(Agent),
}

/// Creates an agent, or replaces the profile of one.
///
/// # Errors
/// [`Error::Invalid`] for an id that is no UUID, a name or a picture that is not taken; [`Error::Conflict`] when the id
/// is another account's.
pub async fn put(cx: &Cx, holder: &KeyHolder, agent_id: &str, new: NewProfile) -> Result<Put> {
    let id = uuid(agent_id)?;
    let (display_name, avatar) = judge(new)?;
    let kind = match avatar {
        Judged::File(file) => {
            let (bytes, mime) = (file.bytes, file.mime_type);
            let path = path(&holder.account_id, &id, &mime);
            cx.files.put(&path, PutPayload::from(bytes)).await.map_err(Error::internal)?;
            Chosen::Stored(mime)
        }
        Judged::Keep => Chosen::Keep,
        Judged::Remove => Chosen::At(None),
        Judged::At(url) => Chosen::At(Some(url)),
    };
    let (account_id, now) = (holder.account_id.clone(), cx.clock.now());
    let (earlier, agent) = cx
        .db
        .write(async move |tx| {
            let earlier = rows::find(tx, &account_id, &id).await?;
            let (avatar_url, avatar_mime) = match (&kind, &earlier) {
                (Chosen::Stored(mime), _) => (None, Some(mime.clone())),
                (Chosen::At(url), _) => (url.clone(), None),
                (Chosen::Keep, Some(agent)) => (agent.avatar_url.clone(), agent.avatar_mime.clone()),
                (Chosen::Keep, None) => (None, None),
            };
            let agent = Agent {
                id: id.clone(),
                account_id: account_id.clone(),
                display_name: display_name.clone(),
                avatar_url,
                avatar_mime,
                created_at: earlier.as_ref().map_or(now, |agent| agent.created_at),
                updated_at: now,
            };
            if !rows::upsert(tx, &agent).await? {
                return Err(Error::Conflict("another account's agent has this id; choose a new UUID".into()));
            }
            Ok((earlier, agent))
        })
        .await?;
    let Some(earlier) = earlier else { return Ok(Put::Created(agent)) };
    if earlier.avatar_mime != agent.avatar_mime {
        forget_picture(cx, &earlier).await?;
    }
    Ok(Put::Updated(agent))
}

/// The account's agents, by name.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(cx: &Cx, holder: &KeyHolder) -> Result<Vec<Agent>> {
    let account_id = holder.account_id.clone();
    Ok(cx.db.read(async move |tx| rows::list(tx, &account_id).await).await?)
}

/// The account's agent of this id.
///
/// # Errors
/// [`Error::Invalid`] for an id that is no UUID; [`Error::NotFound`].
pub async fn find(cx: &Cx, holder: &KeyHolder, agent_id: &str) -> Result<Agent> {
    let (account_id, id) = (holder.account_id.clone(), uuid(agent_id)?);
    let found = cx.db.read(async move |tx| rows::find(tx, &account_id, &id).await).await?;
    found.ok_or_else(unknown)
}

/// Removes an agent with their picture. Messages keep the name under which they were said. The sessions that they are in
/// charge of go on without them, until another agent says something.
///
/// # Errors
/// [`Error::Invalid`] for an id that is no UUID; [`Error::NotFound`].
pub async fn delete(cx: &Cx, holder: &KeyHolder, agent_id: &str) -> Result<()> {
    let agent = find(cx, holder, agent_id).await?;
    // The picture first: what is left over of a broken attempt is a row, which the next attempt finds.
    forget_picture(cx, &agent).await?;
    let now = cx.clock.now();
    let left = cx.db.write(async move |tx| {
        if !rows::delete(tx, &agent.account_id, &agent.id).await? {
            return Err(unknown());
        }
        let mut left = Vec::new();
        for seen in sessions::list_led_by(tx, &agent.account_id, &agent.id).await? {
            let session = locked(tx, &seen).await?.filter(|session| session.agent_id == seen.agent_id);
            let Some(session) = session.filter(|session| session.status == Phase::Active) else { continue };
            left.push(session.visitor_id.clone());
            keep(
                tx,
                Session { agent_id: None, agent_typing_until: Timestamp(0), updated_at: now, ..session },
            )
            .await?;
        }
        Ok(left)
    });
    for visitor_id in left.await? {
        cx.changed(&visitor_id);
    }
    Ok(())
}

/// An agent's stored picture.
#[derive(Debug)]
pub struct Picture {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type, as its bytes show it.
    pub mime_type: String,
}

/// An agent's stored picture, for anyone.
///
/// # Errors
/// [`Error::NotFound`] when there is none, also when the picture is at an address of its own.
///
/// Contract: Diverge reference 2 (row 22).
pub async fn picture(cx: &Cx, agent_id: &str) -> Result<Picture> {
    let none = || Error::NotFound("no picture of this agent is stored".into());
    let id = agent_id.to_owned();
    let agent = cx.db.read(async move |tx| rows::find_shown(tx, &id).await).await?.ok_or_else(none)?;
    let mime_type = agent.avatar_mime.ok_or_else(none)?;
    match cx.files.get(&path(&agent.account_id, &agent.id, &mime_type)).await {
        Ok(found) => {
            let bytes = found.bytes().await.map_err(Error::internal)?.to_vec();
            Ok(Picture { bytes, mime_type })
        }
        Err(object_store::Error::NotFound { .. }) => Err(none()),
        Err(error) => Err(Error::internal(error)),
    }
}

/// Where clients find an agent's picture.
pub fn avatar_url(cx: &Cx, agent: &Agent) -> Option<String> {
    let stored = || format!("{}/api/v1/chat/livechat/agents/{}/avatar.png", cx.public_url, agent.id);
    agent.avatar_url.clone().or_else(|| agent.avatar_mime.is_some().then(stored))
}

/// The agent as visitors see them.
pub fn profile(cx: &Cx, agent: &Agent) -> AgentProfile {
    AgentProfile {
        agent_id: agent.id.clone(),
        display_name: agent.display_name.clone(),
        avatar_url: avatar_url(cx, agent),
    }
}

/// What a profile says about the picture, once it was looked at.
enum Judged {
    Keep,
    Remove,
    At(String),
    File(Checked),
}

/// What becomes of the row.
enum Chosen {
    Keep,
    At(Option<String>),
    Stored(String),
}

fn judge(new: NewProfile) -> Result<(String, Judged)> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: String| faults.push(FieldFault { field: field.into(), message });
    let name = new.display_name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        fault("display_name", format!("expected 1 to {LONGEST_NAME} characters"));
    }
    let avatar = match new.avatar {
        Avatar::Keep => Judged::Keep,
        Avatar::Remove => Judged::Remove,
        Avatar::At(url) if is_web_address(&url) => Judged::At(url),
        Avatar::At(_) => {
            fault("avatar_url", "expected an address such as https://shop.example.com/alice.png".into());
            Judged::Keep
        }
        Avatar::File(file) => match attachment::check(file, AVATARS) {
            Ok(file) => Judged::File(file),
            Err(why) => {
                fault("avatar", why);
                Judged::Keep
            }
        },
    };
    if faults.is_empty() { Ok((name, avatar)) } else { Err(Error::Invalid(faults)) }
}

fn is_web_address(text: &str) -> bool {
    let web = |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    text.len() <= LONGEST_ADDRESS && Url::parse(text).is_ok_and(web)
}

pub(super) fn uuid(text: &str) -> Result<String> {
    let fault = || Error::invalid("agent_id", "expected a UUID such as 0190a7c2-5b1e-7cc3-98f6-3a4b1c2d3e4f");
    parlour_model::id::uuid(text).ok_or_else(fault)
}

fn unknown() -> Error {
    Error::NotFound("there is no agent of this id".into())
}

async fn forget_picture(cx: &Cx, agent: &Agent) -> Result<()> {
    let Some(mime) = &agent.avatar_mime else { return Ok(()) };
    match cx.files.delete(&path(&agent.account_id, &agent.id, mime)).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(Error::internal(error)),
    }
}

/// Pictures of two kinds lie in two files: while one takes the place of the other, the row always tells what its file is.
fn path(account_id: &str, agent_id: &str, mime: &str) -> Path {
    let kind = mime.rsplit('/').next().unwrap_or_default();
    Path::from(format!("avatars/{account_id}/{agent_id}.{kind}"))
}
