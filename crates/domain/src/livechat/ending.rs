//! A session ends, whoever ends it.
//!
//! Contract: Diverge reference 6.2, 6.4 (close, typing) and 7.2 (`livechat.session.closed`).

use parlour_model::livechat::ClosedBy;
use parlour_store::Tx;
use parlour_store::livechat::Session;

use super::customer::stops_typing;
use super::tell::{Told, tell};
use super::{closed, keep};
use crate::{Cx, Result};

/// How a session ends.
pub(super) struct Ending {
    /// Who ends it.
    pub(super) by: ClosedBy,
    /// The agent who does.
    pub(super) agent_id: Option<String>,
    /// Their words for it.
    pub(super) reason: Option<String>,
}

/// Ends an open session and tells of it, as part of the caller's transaction. A visitor who was writing no longer is.
pub(super) async fn end(
    cx: &Cx,
    tx: &Tx,
    session: Session,
    visitor_key: &str,
    ending: Ending,
) -> Result<Session> {
    let session = stops_typing(cx, tx, session, visitor_key).await?;
    let Ending { by, agent_id, reason } = ending;
    let ended = closed(session, reason, cx.clock.now());
    let ended = Session { closed_by: Some(by), closed_by_agent_id: agent_id, ..ended };
    let ended = keep(tx, ended).await?;
    tell(cx, tx, &ended, visitor_key, Told::new("livechat.session.closed")).await?;
    Ok(ended)
}
