//! The run of a turn: an engine speaks, its answer is stored, its question is put under a topic.
//!
//! Left out: beginning a turn (`super`), and those who listen (`listen`).

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use parlour_model::assistant::EngineChoice;
use parlour_model::turn::{Done, Stage, Status, StreamError, StreamErrorCode};
use parlour_model::{Role, Topic, TurnEvent};
use parlour_store::conversation::{self as messages, StoredMessage};
use parlour_store::livechat as sessions;
use parlour_store::turn::{self as rows, Ending, Turn, TurnState};
use parlour_store::{Tx, visitor};
use tracing::{Instrument as _, error, info_span};

use super::super::engine::Sink;
use super::super::live::Live;
use super::super::speak::{Asked, Place, speak};
use super::super::trace::Trace;
use super::super::{Assistant, classify};
use super::Journal;
use crate::conversation::show;
use crate::feed::Listener;
use crate::topic::{Decided, classify_turn, decide};
use crate::{Error, Result, livechat};

/// Runs the turn in a task of its own, which no listener can end. Whoever asked for it listens to the run itself: it may
/// be over before they look. `hints` are those about its visitor, listened for since before it began.
pub(super) fn start(assistant: &Assistant, turn: Turn, question: String, hints: Listener) -> Arc<Live> {
    let live = assistant.live.open(&turn.id, turn.attempt);
    let span = info_span!("turn", turn_id = %turn.id, chatbot_id = %turn.chatbot_id);
    let here = assistant.clone();
    let heard = live.clone();
    assistant.tasks.spawn(async move { run(&here, &turn, &question, &live, hints).await }.instrument(span));
    heard
}

async fn run(assistant: &Assistant, turn: &Turn, question: &str, live: &Arc<Live>, hints: Listener) {
    live.push(status(Stage::Connected, turn));
    live.push(status(Stage::Processing, turn));
    let mut trace = Trace::default();
    let answer = AssertUnwindSafe(answer(assistant, turn, question, live, &mut trace)).catch_unwind();
    let answer = tokio::select! {
        answer = answer => answer,
        never = end_when_asked(assistant, turn, live, hints) => match never {},
    };
    let (last, is_unclassified) = match answer.unwrap_or_else(|_| Err(Error::internal("the engine panicked")))
    {
        Ok((done, decided)) => (done, decided == Decided::Later),
        Err(cause) => {
            let is_ordinary = live.stop().is_cancelled() || matches!(cause, Error::Conflict(_));
            if !is_ordinary {
                error!(error = %cause, "the turn failed");
            }
            (fail(assistant, turn, live, &trace).await, false)
        }
    };
    live.push(last);
    assistant.live.close(&turn.id, live);
    if is_unclassified {
        let by_model =
            async |topics: &[Topic], text: &str| classify::by_model(assistant, turn, topics, text).await;
        classify_turn(&assistant.cx, &assistant.classifiers, turn, question, by_model).await;
    }
}

/// Ends the run when it is asked to end elsewhere: a person took over, the visitor was forgotten, or another process was
/// told to stop it.
async fn end_when_asked(assistant: &Assistant, turn: &Turn, live: &Live, mut hints: Listener) -> Infallible {
    loop {
        hints.hinted().await;
        let (owner, ids) = (turn.owner.clone(), [turn.id.clone()]);
        let unwanted = assistant.cx.db.read(async move |tx| rows::to_stop(tx, &owner, &ids).await).await;
        // Where that cannot be read, it is looked at again when this process next says that it is alive.
        if unwanted.is_ok_and(|ids| !ids.is_empty()) {
            live.stop().cancel();
        }
    }
}

/// Makes the answer and stores it, with its topic where that is known at once; the event that ends the turn.
async fn answer(
    assistant: &Assistant,
    turn: &Turn,
    question: &str,
    live: &Live,
    trace: &mut Trace,
) -> Result<(TurnEvent, Decided)> {
    let place = Place::Turn(turn);
    let asked = Asked { chatbot_id: &turn.chatbot_id, question, engine: EngineChoice::Auto, place };
    let spoken = speak(assistant, asked, Sink::to(live), live.stop(), trace).await?;
    let parts = spoken.answer.parts;
    if parts.is_empty() {
        return Err(Error::Conflict("the turn was stopped before anything was said".into()));
    }
    let decided = decide(&assistant.classifiers, &turn.chatbot_id, spoken.revision, question);
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
        livechat: None,
        agent: None,
    };
    let frames = serde_json::to_string(&live.events()).map_err(Error::internal)?;
    let trace = serde_json::to_string(trace).map_err(Error::internal)?;
    let (here, turn, stored, topic) = (cx.clone(), turn.clone(), message.clone(), decided.clone());
    let journal = cx
        .db
        .write(async move |tx| {
            // The visitor before the turn, as everyone locks them.
            let held = visitor::hold(tx, &turn.chatbot_id, &turn.visitor_id).await?.ok_or_else(lost)?;
            let ending = Ending { state: TurnState::Done, frames: &frames, trace: Some(&trace) };
            let (is_ended, newest) = futures::try_join!(
                rows::finish(tx, &turn, ending, stored.created_at),
                sessions::newest(tx, &turn.visitor_id)
            )?;
            is_ended.then_some(()).ok_or_else(lost)?;
            let awaited = livechat::awaited(newest)?;
            if let Decided::Topic(topic) = &topic {
                rows::classify(tx, &turn.visitor_id, &turn.id, Some(topic), stored.created_at).await?;
            }
            messages::insert_answer(tx, &held, &stored).await?;
            let Some(session) = awaited else { return Ok(Journal::Silent) };
            livechat::tell_waiting(&here, tx, &session, &held.visitor().visitor_key, &stored).await?;
            Ok::<_, Error>(Journal::Told)
        })
        .await?;
    if journal == Journal::Told {
        cx.changed(&message.visitor_id);
    }
    Ok((TurnEvent::Done(Done { message: show(cx, message).await?, visitor_token: None }), decided))
}

fn lost() -> Error {
    Error::Conflict("the turn was taken over or its visitor forgotten".into())
}

/// Stores that the turn failed; the event that says so. The visitor's message stays.
async fn fail(assistant: &Assistant, turn: &Turn, live: &Live, trace: &Trace) -> TurnEvent {
    let event = if live.stop().is_cancelled() { stopped() } else { failed() };
    let so_far = live.events();
    let trace = serde_json::to_string(trace).unwrap_or_else(|_| "{}".into());
    let (turn, now, usual) = (turn.clone(), assistant.cx.clock.now(), event.clone());
    let store = async move |tx: &Tx| {
        let event = match sessions::is_active(tx, &turn.visitor_id).await? {
            true => taken_over(),
            false => usual.clone(),
        };
        let mut events = so_far.clone();
        events.push(Arc::new(event.clone()));
        let frames = serde_json::to_string(&events).unwrap_or_else(|_| "[]".into());
        let ending = Ending { state: TurnState::Failed, frames: &frames, trace: Some(&trace) };
        rows::finish(tx, &turn, ending, now).await?;
        Ok::<_, Error>(event)
    };
    assistant.cx.db.write(store).await.unwrap_or_else(|cause| {
        // The turn stays `running` in the database: once its lease ended it is taken over.
        error!(error = %cause, "the end of the turn could not be stored");
        event
    })
}

fn taken_over() -> TurnEvent {
    TurnEvent::Error(StreamError {
        code: StreamErrorCode::GenerationFailed,
        message: "a person has taken over; their messages follow in the livechat".into(),
        retryable: false,
    })
}

fn stopped() -> TurnEvent {
    TurnEvent::Error(StreamError {
        code: StreamErrorCode::GenerationFailed,
        message: "the answer was stopped before it began".into(),
        retryable: true,
    })
}

pub(super) fn failed() -> TurnEvent {
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
