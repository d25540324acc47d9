//! A turn: from a visitor's message to the stored answer. It belongs to the server: listeners come and go.
//!
//! Contract: Diverge reference 4.2 and 4.3; resuming and repeating a send are Parlour's additions.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::stream::{self, Stream, StreamExt as _};
use parlour_model::assistant::EngineChoice;
use parlour_model::id::prefix;
use parlour_model::turn::{Done, Stage, Status, StreamError, StreamErrorCode};
use parlour_model::{Part, Role, Timestamp, Topic, TurnEvent};
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::turn::{self as rows, Ending, Turn, TurnState};
use parlour_store::{Tx, visitor};
use tracing::{Instrument as _, error, info_span};

use super::engine::Sink;
use super::live::{Frame, Live, LiveTurns};
use super::speak::{Asked, Place, speak};
use super::trace::Trace;
use super::{Assistant, classify};
use crate::access::{VisitorIdentity, bound_token};
use crate::conversation::{NewMessage, Prepared, append, prepare, show, words};
use crate::topic::classify_turn;
use crate::{Cx, Error, Result};

/// How long a process is taken to be alive without a word from it, in milliseconds.
const LEASE_MS: i64 = 30_000;

/// How long a turn may be on its way from the database to this process's live ones, in milliseconds.
const JUST_BEGUN_MS: i64 = 5_000;

/// How often another process's turn is looked at.
const POLL: Duration = Duration::from_millis(250);

/// Takes a visitor's message, stores it, and begins the answer. Gives the id that the answer will have, and its frames.
///
/// A second send with the same `client_message_id` gives the first one's answer; when that failed, it is made anew.
///
/// # Errors
/// [`Error::Invalid`] for a bad message; [`Error::Conflict`] while another answer is being made;
/// [`Error::Unauthorized`] when the visitor was forgotten meanwhile.
pub async fn send(
    assistant: &Assistant,
    visitor: &VisitorIdentity,
    new: NewMessage,
) -> Result<(String, impl Stream<Item = Frame> + Send + use<>)> {
    if let Some(name) = &new.client_message_id
        && !(1..=128).contains(&name.chars().count())
    {
        return Err(Error::invalid("client_message_id", "expected 1 to 128 characters"));
    }
    let cx = assistant.cx.clone();
    let message = prepare(&cx, visitor, new).await?;
    let question = message.text();
    let who = visitor.clone();
    // In this order: what is said within one millisecond stands in the order of its ids.
    let desk = Desk {
        question_id: cx.ids.next(prefix::MESSAGE),
        answer_id: cx.ids.next(prefix::MESSAGE),
        owner: assistant.instance.clone(),
        live: assistant.live.clone(),
    };
    let db = cx.db.clone();
    let begun = db.write(async move |tx| begin(&cx, tx, &who, &message, &desk).await).await?;
    let (turn, live) = match begun {
        Begun::Now(turn) => (turn.clone(), Some(start(assistant, turn, question))),
        Begun::Before(first) => (first, None),
    };
    Ok((turn.id.clone(), listen(assistant, visitor, turn, live, None)))
}

enum Begun {
    Now(Turn),
    Before(Turn),
}

/// What a new turn is begun with: names for its question and its answer, and the process that makes it.
struct Desk {
    question_id: String,
    answer_id: String,
    owner: String,
    live: Arc<LiveTurns>,
}

/// One transaction: the visitor's message and the turn that answers it.
async fn begin(cx: &Cx, tx: &Tx, who: &VisitorIdentity, message: &Prepared, desk: &Desk) -> Result<Begun> {
    if !visitor::lock(tx, &who.chatbot_id, &who.visitor_id).await? {
        return Err(Error::Unauthorized("the visitor was deleted; ask for a new token".into()));
    }
    let now = cx.clock.now();
    let first = match &message.client_message_id {
        Some(name) => rows::find_by_client_message(tx, &who.visitor_id, name).await?,
        None => None,
    };
    if let Some(first) = &first
        && first.state != TurnState::Failed
    {
        return Ok(Begun::Before(first.clone()));
    }
    if let Some(running) = rows::running(tx, &who.visitor_id).await?
        && !give_up_if_ended(tx, &running, desk, now).await?
    {
        return Err(Error::Conflict("an answer is still being made; wait for it, then send again".into()));
    }
    let lease_until = now.plus_ms(LEASE_MS);
    if let Some(failed) = first {
        let turn = Turn { attempt: failed.attempt + 1, owner: desk.owner.clone(), lease_until, ..failed };
        rows::restart(tx, &turn).await?;
        return Ok(Begun::Now(turn));
    }
    let stored = append(cx, tx, who, &desk.question_id, message, now).await?;
    let turn = Turn {
        id: desk.answer_id.clone(),
        chatbot_id: who.chatbot_id.clone(),
        visitor_id: who.visitor_id.clone(),
        conversation_id: stored.conversation_id,
        user_message_id: stored.id,
        state: TurnState::Running,
        attempt: 1,
        owner: desk.owner.clone(),
        lease_until,
        created_at: now,
    };
    rows::insert(tx, &turn).await?;
    Ok(Begun::Now(turn))
}

/// Ends a turn that this process made, whose end could not be stored (the disk was full) and that nobody makes any more.
/// Says whether it did. A turn that has just begun may not be among the live ones yet: it is left alone.
async fn give_up_if_ended(tx: &Tx, running: &Turn, desk: &Desk, now: Timestamp) -> Result<bool> {
    let just_begun = running.lease_until.plus_ms(JUST_BEGUN_MS - LEASE_MS) > now;
    if running.owner != desk.owner || just_begun || desk.live.get(&running.id).is_some() {
        return Ok(false);
    }
    let frames = serde_json::to_string(&[failed()]).map_err(Error::internal)?;
    let ending = Ending { state: TurnState::Failed, frames: &frames, trace: None };
    Ok(rows::finish(tx, running, ending, now).await?)
}

/// Takes over turns that a process which is no longer alive left behind: those whose lease ended before `dead_before`.
/// Gives their number.
///
/// # Errors
/// [`Error::Internal`].
pub async fn recover(assistant: &Assistant, dead_before: Timestamp) -> Result<usize> {
    let cx = &assistant.cx;
    let (owner, until) = (assistant.instance.clone(), cx.clock.now().plus_ms(LEASE_MS));
    let claim = async move |tx: &Tx| {
        let mut claimed = Vec::new();
        for turn in rows::claim_abandoned(tx, &owner, dead_before, until, 1000).await? {
            let message = messages::find_message(tx, &turn.visitor_id, &turn.user_message_id).await?;
            claimed.push((turn, message));
        }
        Ok::<_, Error>(claimed)
    };
    let claimed = cx.db.write(claim).await?;
    let count = claimed.len();
    for (turn, message) in claimed {
        start(assistant, turn, message.map(|m| words(&m.parts)).unwrap_or_default());
    }
    Ok(count)
}

/// Says that this process is alive, if it has turns in hand.
///
/// # Errors
/// [`Error::Internal`].
pub async fn renew(assistant: &Assistant) -> Result<()> {
    let ids = assistant.live.ids();
    if ids.is_empty() {
        return Ok(());
    }
    let (owner, until) = (assistant.instance.clone(), assistant.cx.clock.now().plus_ms(LEASE_MS));
    let unwanted = assistant
        .cx
        .db
        .write(async move |tx| {
            rows::renew(tx, &owner, &ids, until).await?;
            rows::to_stop(tx, &owner, &ids).await
        })
        .await?;
    for live in unwanted.iter().filter_map(|id| assistant.live.get(id)) {
        live.stop().cancel();
    }
    Ok(())
}

/// Stops a visitor's turn, named by its answer's id or the id of the visitor's message: it ends with what was said so
/// far. Says whether it was still running. Another process that makes it hears of it within seconds.
///
/// # Errors
/// [`Error::NotFound`] when the visitor has no such turn.
pub async fn stop(assistant: &Assistant, visitor: &VisitorIdentity, message_id: &str) -> Result<bool> {
    let (who, id, now) = (visitor.visitor_id.clone(), message_id.to_owned(), assistant.cx.clock.now());
    let asked = async move |tx: &Tx| {
        let Some(turn) = rows::find(tx, &who, &id).await? else { return Ok(None) };
        let was_running = rows::ask_to_stop(tx, &who, &turn.id, now).await?;
        Ok::<_, Error>(Some((turn.id, was_running)))
    };
    let asked = assistant.cx.db.write(asked).await?;
    let (id, was_running) = asked.ok_or_else(|| unknown(message_id))?;
    if let Some(live) = assistant.live.get(&id) {
        live.stop().cancel();
    }
    Ok(was_running)
}

fn unknown(message_id: &str) -> Error {
    Error::NotFound(format!("no turn belongs to the message {message_id}"))
}

/// Runs the turn in a task of its own, which no listener can end. Whoever asked for it listens to the run itself: it may
/// be over before they look.
fn start(assistant: &Assistant, turn: Turn, question: String) -> Arc<Live> {
    let live = assistant.live.open(&turn.id, turn.attempt);
    let span = info_span!("turn", turn_id = %turn.id, chatbot_id = %turn.chatbot_id);
    let here = assistant.clone();
    let heard = live.clone();
    assistant.tasks.spawn(async move { run(&here, &turn, &question, &live).await }.instrument(span));
    heard
}

async fn run(assistant: &Assistant, turn: &Turn, question: &str, live: &Arc<Live>) {
    live.push(status(Stage::Connected, turn));
    live.push(status(Stage::Processing, turn));
    let mut trace = Trace::default();
    let answer = AssertUnwindSafe(answer(assistant, turn, question, live, &mut trace)).catch_unwind().await;
    let last = match answer.unwrap_or_else(|_| Err(Error::internal("the engine panicked"))) {
        Ok(done) => done,
        Err(cause) => {
            if !live.stop().is_cancelled() {
                error!(error = %cause, "the turn failed");
            }
            fail(assistant, turn, live, &trace).await
        }
    };
    let answered = matches!(last, TurnEvent::Done(_));
    live.push(last);
    assistant.live.close(&turn.id, live);
    if answered {
        let by_model =
            async |topics: &[Topic], text: &str| classify::by_model(assistant, turn, topics, text).await;
        classify_turn(&assistant.cx, &assistant.classifiers, turn, question, by_model).await;
    }
}

/// Lets an engine speak; its parts, as the listeners heard them.
async fn generate(
    assistant: &Assistant,
    turn: &Turn,
    question: &str,
    live: &Live,
    trace: &mut Trace,
) -> Result<Vec<Part>> {
    let place = Place::Turn(turn);
    let asked = Asked { chatbot_id: &turn.chatbot_id, question, engine: EngineChoice::Auto, place };
    let (answer, _) = speak(assistant, asked, Sink::to(live), live.stop(), trace).await?;
    let parts = answer.parts;
    if parts.is_empty() {
        return Err(Error::Conflict("the turn was stopped before anything was said".into()));
    }
    Ok(parts)
}

/// Makes the answer and stores it; the event that ends the turn.
async fn answer(
    assistant: &Assistant,
    turn: &Turn,
    question: &str,
    live: &Live,
    trace: &mut Trace,
) -> Result<TurnEvent> {
    let parts = generate(assistant, turn, question, live, trace).await?;
    let cx = &assistant.cx;
    let message = StoredMessage {
        id: turn.id.clone(),
        chatbot_id: turn.chatbot_id.clone(),
        visitor_id: turn.visitor_id.clone(),
        conversation_id: turn.conversation_id.clone(),
        role: Role::Assistant,
        parts,
        page: None,
        client_message_id: None,
        created_at: cx.clock.now(),
    };
    let frames = serde_json::to_string(&live.events()).map_err(Error::internal)?;
    let trace = serde_json::to_string(trace).map_err(Error::internal)?;
    let (turn, stored) = (turn.clone(), message.clone());
    cx.db
        .write(async move |tx| {
            let ending = Ending { state: TurnState::Done, frames: &frames, trace: Some(&trace) };
            if !rows::finish(tx, &turn, ending, stored.created_at).await? {
                return Err(Error::Conflict("the turn was taken over or its visitor forgotten".into()));
            }
            Ok(messages::insert_message(tx, &stored).await?)
        })
        .await?;
    Ok(TurnEvent::Done(Done { message: show(cx, message).await?, visitor_token: None }))
}

/// Stores that the turn failed; the event that says so. The visitor's message stays.
async fn fail(assistant: &Assistant, turn: &Turn, live: &Live, trace: &Trace) -> TurnEvent {
    let event = if live.stop().is_cancelled() { stopped() } else { failed() };
    let mut events = live.events();
    events.push(Arc::new(event.clone()));
    let frames = serde_json::to_string(&events).unwrap_or_else(|_| "[]".into());
    let trace = serde_json::to_string(trace).unwrap_or_else(|_| "{}".into());
    let (turn, now) = (turn.clone(), assistant.cx.clock.now());
    let store = async move |tx: &Tx| {
        let ending = Ending { state: TurnState::Failed, frames: &frames, trace: Some(&trace) };
        rows::finish(tx, &turn, ending, now).await
    };
    if let Err(cause) = assistant.cx.db.write(store).await {
        // The turn stays `running` in the database: once its lease ended it is taken over.
        error!(error = %cause, "the end of the turn could not be stored");
    }
    event
}

fn stopped() -> TurnEvent {
    TurnEvent::Error(StreamError {
        code: StreamErrorCode::GenerationFailed,
        message: "the answer was stopped before it began".into(),
        retryable: true,
    })
}

fn failed() -> TurnEvent {
    TurnEvent::Error(StreamError {
        code: StreamErrorCode::GenerationFailed,
        message: "the answer could not be made; send again".into(),
        retryable: true,
    })
}

fn status(stage: Stage, turn: &Turn) -> TurnEvent {
    let first = stage == Stage::Connected;
    TurnEvent::Status(Status {
        status: stage,
        message: None,
        message_id: first.then(|| turn.id.clone()),
        user_message_id: first.then(|| turn.user_message_id.clone()),
    })
}

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

fn listen(
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
            Some(live) => live.frames_after(self.reached_in(live.attempt())).await,
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
