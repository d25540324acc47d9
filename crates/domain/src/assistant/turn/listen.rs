//! Those who listen to a turn: its frames from memory while it runs here, from the store once it has ended, by polling
//! while another process makes it.
//!
//! Contract: Diverge reference 4.3; `Last-Event-ID` is Parlour's addition.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, Stream, StreamExt as _};
use parlour_model::TurnEvent;
use parlour_model::turn::{Done, StreamError, StreamErrorCode};
use parlour_store::Tx;
use parlour_store::conversation as messages;
use parlour_store::turn::{self as rows, Turn, TurnState};
use tracing::error;

use super::super::Assistant;
use super::super::live::{Frame, Live};
use super::unknown;
use crate::access::{VisitorIdentity, bound_token};
use crate::conversation::show;
use crate::{Error, Result};

/// How often another process's turn is looked at.
const POLL: Duration = Duration::from_millis(250);

/// The place in a turn's stream that a listener has reached: (attempt, number).
pub type Reached = (i64, u64);

/// The answer's id of a visitor's turn, and its frames behind `after`, until it ends. The turn is named by its answer's
/// id or the id of the visitor's message, and may be running here, running elsewhere, or ended. `after` is a place in the
/// stream of the answer it names; of another answer's it says nothing.
///
/// # Errors
/// [`Error::NotFound`] when the visitor has no such turn.
pub async fn frames(
    assistant: &Assistant,
    visitor: &VisitorIdentity,
    message_id: &str,
    after: Option<(&str, Reached)>,
) -> Result<(String, impl Stream<Item = Frame> + Send + use<>)> {
    let (who, id) = (visitor.visitor_id.clone(), message_id.to_owned());
    let found = assistant.cx.db.read(async move |tx| rows::find(tx, &who, &id).await).await?;
    let turn = found.ok_or_else(|| unknown(message_id))?;
    let after = after.filter(|(of, _)| *of == turn.id).map(|(_, reached)| reached);
    Ok((turn.id.clone(), listen(assistant, visitor, turn, None, after)))
}

pub(super) fn listen(
    assistant: &Assistant,
    visitor: &VisitorIdentity,
    turn: Turn,
    live: Option<Arc<Live>>,
    after: Option<Reached>,
) -> impl Stream<Item = Frame> + Send + use<> {
    let listener = Listener {
        assistant: assistant.clone(),
        visitor: visitor.clone(),
        live: live.or_else(|| assistant.live.get(&turn.id)),
        turn,
        after,
        ended: false,
    };
    let batches = stream::unfold(listener, |mut listener| async move {
        let batch = listener.next_batch().await?;
        Some((stream::iter(batch), listener))
    });
    batches.flatten()
}

struct Listener {
    assistant: Assistant,
    visitor: VisitorIdentity,
    turn: Turn,
    /// The run that is listened to, once there is one in this process.
    live: Option<Arc<Live>>,
    after: Option<Reached>,
    ended: bool,
}

impl Listener {
    /// The next frames, or `None` behind the last. Trouble with the store ends the stream with an error frame.
    async fn next_batch(&mut self) -> Option<Vec<Frame>> {
        if self.ended {
            return None;
        }
        if self.live.is_none() {
            self.live = self.assistant.live.get(&self.turn.id);
        }
        let batch = match self.live.clone() {
            Some(live) => {
                let rest = live.frames_after(self.reached_in(live.attempt())).await;
                // A listener who has had everything hears nothing more.
                self.ended = rest.is_empty();
                rest
            }
            None => self.stored_frames().await.unwrap_or_else(|cause| {
                error!(error = %cause, "the frames of a turn could not be read");
                let (attempt, number) = self.after.unwrap_or((1, 0));
                vec![Frame { attempt, number: number + 1, event: Arc::new(unreadable()) }]
            }),
        };
        let mut batch: Vec<Frame> = batch.into_iter().map(|frame| self.personal(frame)).collect();
        if let Some(last) = batch.iter().position(|frame| frame.event.is_last()) {
            batch.truncate(last + 1);
            self.ended = true;
        }
        self.after = batch.last().map(|frame| (frame.attempt, frame.number)).or(self.after);
        Some(batch)
    }

    /// How many frames of this attempt the listener has; of another attempt's run it has none.
    fn reached_in(&self, attempt: i64) -> usize {
        self.after.filter(|(of, _)| *of == attempt).map_or(0, |(_, number)| number as usize)
    }

    /// The frames of a turn that does not run here: all of it once it ended, else nothing after a short wait.
    async fn stored_frames(&mut self) -> Result<Vec<Frame>> {
        let (who, id) = (self.visitor.visitor_id.clone(), self.turn.id.clone());
        let read = async move |tx: &Tx| {
            let turn = rows::find(tx, &who, &id).await?;
            let frames = rows::frames(tx, &who, &id).await?;
            let message = messages::find_message(tx, &who, &id).await?;
            Ok::<_, Error>((turn, frames, message))
        };
        let (turn, frames, message) = self.assistant.cx.db.read(read).await?;
        let turn = turn.ok_or_else(|| Error::NotFound("the visitor was deleted".into()))?;
        if turn.state == TurnState::Running {
            tokio::time::sleep(POLL).await;
            return Ok(vec![]);
        }
        let frames = frames.unwrap_or_else(|| "[]".into());
        let mut events: Vec<Arc<TurnEvent>> = serde_json::from_str(&frames).map_err(Error::internal)?;
        if let Some(message) = message {
            let message = show(&self.assistant.cx, message).await?;
            events.push(Arc::new(TurnEvent::Done(Done { message, visitor_token: None })));
        }
        let skip = self.reached_in(turn.attempt);
        let frame = |(i, event)| Frame { attempt: turn.attempt, number: i as u64 + 1, event };
        let rest: Vec<Frame> = events.into_iter().enumerate().skip(skip).map(frame).collect();
        // A listener who has had everything hears nothing more.
        self.ended = rest.is_empty();
        Ok(rest)
    }

    /// A listener whose token is not bound to the conversation gets one that is.
    ///
    /// Contract: Diverge reference 1.1 (bound / unbound token).
    fn personal(&self, mut frame: Frame) -> Frame {
        if !self.visitor.bound
            && frame.event.is_last()
            && let TurnEvent::Done(done) = Arc::make_mut(&mut frame.event)
        {
            done.visitor_token =
                bound_token(&self.assistant.cx, &self.visitor, &self.turn.conversation_id).ok();
        }
        frame
    }
}

fn unreadable() -> TurnEvent {
    TurnEvent::Error(StreamError {
        code: StreamErrorCode::GenerationFailed,
        message: "the answer could not be read; ask for it again".into(),
        retryable: true,
    })
}
