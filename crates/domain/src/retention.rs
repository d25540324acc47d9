//! A visitor's right to have everything, and to have everything forgotten; and files that are kept for a time only.
//!
//! Contract: Diverge reference 5 (GET /export, DELETE) and 6.5 (stored for the configured retention).

use parlour_model::livechat::LivechatSession;
use parlour_model::{Message, Timestamp};
use parlour_store::conversation::{self as conversations, Conversation};
use parlour_store::form::Submission;
use parlour_store::livechat::{self as sessions, Session};
use parlour_store::page_event::{self as page_events, PageEvent};
use parlour_store::{attachment as files, event as events, form as forms, visitor as visitors};
use serde_json::{Value as Json, json};
use tracing::warn;

use crate::access::VisitorIdentity;
use crate::event::{NewEvent, record};
use crate::form::{self, SessionState};
use crate::{Cx, Error, Result, attachment, chatbot, conversation, livechat};

/// Everything that is kept of a visitor.
#[derive(Debug, Clone)]
pub struct Export {
    /// When it was gathered.
    pub generated_at: Timestamp,
    /// What is kept for the session.
    pub session: SessionState,
    /// The conversations with their messages, oldest first.
    pub conversations: Vec<(Conversation, Vec<Message>)>,
    /// The livechat sessions, oldest first.
    pub livechat_sessions: Vec<(LivechatSession, Session)>,
    /// What is known of the stored files.
    pub attachments: Vec<files::Attachment>,
    /// The support tickets and other forms sent.
    pub submissions: Vec<Submission>,
    /// The journal's events about the visitor.
    pub events: Vec<events::Event>,
    /// What was counted of them on pages.
    pub page_events: Vec<PageEvent>,
}

/// Gathers everything that is kept of a visitor. Their token stays good.
///
/// # Errors
/// [`Error::Internal`].
pub async fn export(cx: &Cx, visitor: &VisitorIdentity) -> Result<Export> {
    let (who, now) = (visitor.clone(), cx.clock.now());
    let (session, list, stored, livechat_sessions, attachments, submissions, events, page_events) = cx
        .db
        .read(async move |tx| {
            let id = &who.visitor_id;
            futures::try_join!(
                form::session_state(tx, id),
                conversations::list(tx, id),
                conversations::list_messages(tx, id, None, i64::MAX),
                sessions::list_of_visitor(tx, id),
                files::list(tx, id),
                forms::list_submissions(tx, id),
                events::list_of_visitor(tx, &who.chatbot_id, who.environment, &who.visitor_key, now),
                page_events::list_of_visitor(tx, &who.chatbot_id, who.environment, &who.visitor_key),
            )
        })
        .await?;
    let mut conversations: Vec<(Conversation, Vec<Message>)> =
        list.into_iter().map(|c| (c, vec![])).collect();
    for message in stored.into_iter().rev() {
        if let Some((_, messages)) = conversations.iter_mut().find(|(c, _)| c.id == message.conversation_id) {
            messages.push(conversation::show(cx, message).await?);
        }
    }
    Ok(Export {
        generated_at: now,
        session,
        conversations,
        livechat_sessions: livechat_sessions.into_iter().map(|s| (livechat::shown(&s), s)).collect(),
        attachments,
        submissions,
        events,
        page_events,
    })
}

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How many files are looked up at once.
const ROUND: i64 = 200;

/// Removes the files of messages that were kept for as many days as their chatbot's owner set; gives their number. The
/// messages stay, with a mark. The bytes are removed by [`attachment::sweep`].
///
/// # Errors
/// [`Error::Internal`].
pub async fn expire_files(cx: &Cx) -> Result<usize> {
    let (now, mut count) = (cx.clock.now(), 0);
    for chatbot in chatbot::list(cx).await? {
        let days = chatbot.settings.livechat.attachments.retention_days;
        let until = now.plus_ms(-DAY_MS * days);
        loop {
            let id = chatbot.id.clone();
            let aged = cx.db.read(async move |tx| files::list_aged(tx, &id, until, ROUND).await).await?;
            let (is_last, before) = ((aged.len() as i64) < ROUND, count);
            for file in aged {
                let removed = cx.db.write(async move |tx| attachment::remove(tx, &file, now).await).await?;
                count += usize::from(removed);
            }
            if is_last || count == before {
                break;
            }
        }
    }
    Ok(count)
}

/// Removes everything that is kept of a visitor, and with it their tokens. What remains is one event that says so.
///
/// # Errors
/// [`Error::Unauthorized`] when the visitor is gone already.
pub async fn forget(cx: &Cx, visitor: &VisitorIdentity) -> Result<()> {
    let (here, who, now) = (cx.clone(), visitor.clone(), cx.clock.now());
    cx.db
        .write(async move |tx| {
            visitors::lock(tx, &who.chatbot_id, &who.visitor_id).await?;
            let open = sessions::newest(tx, &who.visitor_id).await?.filter(|s| s.closed_at.is_none());
            let counts = visitors::counts(tx, &who.visitor_id).await?;
            let conversation = conversations::newest(tx, &who.visitor_id).await?.map(|newest| newest.id);
            let doomed: Vec<String> =
                files::list(tx, &who.visitor_id).await?.into_iter().map(|file| file.id).collect();
            files::doom(tx, &doomed, now).await?;
            files::doom_unclaimed(tx, &who.visitor_id, now).await?;
            if !visitors::delete(tx, &who.chatbot_id, &who.visitor_id).await? {
                return Err(Error::Unauthorized("the visitor of this token was deleted already".into()));
            }
            page_events::delete_of_visitor(tx, &who.chatbot_id, who.environment, &who.visitor_key).await?;
            events::erase_payloads(tx, &who.chatbot_id, who.environment, &who.visitor_key, now).await?;
            // A session that ends by it is told of before the deletion, which takes the next place behind it.
            let behind = open.as_ref().map(|open| open.id.clone());
            if let Some(open) = open {
                let ended = livechat::ended_by_forgetting(open, now);
                livechat::tell_forgotten(&here, tx, &ended, &who.visitor_key).await?;
            }
            let event = NewEvent {
                chatbot_id: &who.chatbot_id,
                environment: who.environment,
                visitor_key: &who.visitor_key,
                livechat_session_id: behind.as_deref(),
                kind: "visitor.data.deleted",
                payload: deletion(&who.visitor_key, conversation, &counts, now),
                // Not before the end of the session, by the clock either.
                at: here.clock.now(),
            };
            record(&here, tx, event).await
        })
        .await?;
    cx.changed(&visitor.visitor_id);
    cx.queue_moved(&visitor.chatbot_id);
    if let Err(error) = cx.db.empty_log().await {
        warn!(%error, "what a forgotten visitor said stands in the database's log until the next sweep");
    }
    if let Err(error) = attachment::sweep(cx).await {
        // The files are doomed: they go as soon as the object store lets them.
        warn!(%error, "the files of a forgotten visitor wait for the next sweep");
    }
    Ok(())
}

fn deletion(
    visitor_key: &str,
    conversation: Option<String>,
    counts: &visitors::Counts,
    now: Timestamp,
) -> Json {
    json!({
        "visitor": {"id": visitor_key, "session_id": conversation},
        "deletion": {
            "reason": "user_request",
            "requested_at": now,
            "counts": {
                "conversations": counts.conversations,
                "messages": counts.messages,
                "attachments": counts.attachments,
                "session_values": counts.session_values,
                "form_submissions": counts.form_submissions,
                "support_tickets": counts.support_tickets,
                "ratings": counts.ratings,
                "livechat_sessions": counts.livechat_sessions,
            },
        },
    })
}
