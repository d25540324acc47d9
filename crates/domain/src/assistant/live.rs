//! A turn while it runs: its frames in memory, for as many listeners as there are.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlour_model::TurnEvent;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// One numbered event of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Which run of the turn it belongs to, from 1; above 1 after a crash.
    pub attempt: i64,
    /// Its place in the run, from 1.
    pub number: u64,
    /// What happened.
    pub event: Arc<TurnEvent>,
}

/// The frames of a running turn. Listeners read what is there and wait for the count to grow.
#[derive(Debug)]
pub(crate) struct Live {
    attempt: i64,
    events: Mutex<Vec<Arc<TurnEvent>>>,
    /// Wakes the listeners when there are more.
    grown: Notify,
    stop: CancellationToken,
}

impl Live {
    /// A run that has not said anything yet.
    pub(crate) fn new(attempt: i64) -> Self {
        Self { attempt, events: Mutex::new(Vec::new()), grown: Notify::new(), stop: CancellationToken::new() }
    }

    /// Adds an event and wakes the listeners.
    pub(crate) fn push(&self, event: TurnEvent) {
        held(&self.events).push(Arc::new(event));
        self.grown.notify_waiters();
    }

    /// All events so far.
    pub(crate) fn events(&self) -> Vec<Arc<TurnEvent>> {
        held(&self.events).clone()
    }

    /// The frames behind `after`, once there are any; none when the run has ended with those before.
    pub(crate) async fn frames_after(&self, after: usize) -> Vec<Frame> {
        loop {
            let mut grown = pin!(self.grown.notified());
            // Listens before it looks: what comes in between is heard.
            grown.as_mut().enable();
            let (frames, has_ended) = self.present(after);
            if has_ended || !frames.is_empty() {
                return frames;
            }
            grown.await;
        }
    }

    /// The frames behind `after`, and whether there will be no more.
    fn present(&self, after: usize) -> (Vec<Frame>, bool) {
        let frame = |(i, event): (usize, &Arc<TurnEvent>)| Frame {
            attempt: self.attempt,
            number: i as u64 + 1,
            event: event.clone(),
        };
        let events = held(&self.events);
        let has_ended = events.last().is_some_and(|event| event.is_last());
        (events.iter().enumerate().skip(after).map(frame).collect(), has_ended)
    }

    /// Cancelled when the turn is to end with what was said so far.
    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    /// Which run of the turn this is.
    pub(crate) fn attempt(&self) -> i64 {
        self.attempt
    }
}

/// The turns that run in this process, by their answers' ids.
#[derive(Debug, Default)]
pub(crate) struct LiveTurns(Mutex<HashMap<String, Arc<Live>>>);

impl LiveTurns {
    /// Opens a turn; its listeners can come from now on.
    pub(crate) fn open(&self, turn_id: &str, attempt: i64) -> Arc<Live> {
        let live = Arc::new(Live::new(attempt));
        held(&self.0).insert(turn_id.to_owned(), live.clone());
        live
    }

    /// The turn, if it runs here.
    pub(crate) fn get(&self, turn_id: &str) -> Option<Arc<Live>> {
        held(&self.0).get(turn_id).cloned()
    }

    /// Lets go of a run that has ended; listeners that are there keep it until they have read it. Another run of the
    /// same turn, opened meanwhile, stays.
    pub(crate) fn close(&self, turn_id: &str, ended: &Arc<Live>) {
        let mut turns = held(&self.0);
        if turns.get(turn_id).is_some_and(|live| Arc::ptr_eq(live, ended)) {
            turns.remove(turn_id);
        }
    }

    /// The turns that run here.
    pub(crate) fn ids(&self) -> Vec<String> {
        held(&self.0).keys().cloned().collect()
    }
}

/// What a panic elsewhere left behind is still whole: every change under these locks is a single step.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use parlour_model::turn::{StreamError, StreamErrorCode};

    use super::*;

    #[tokio::test]
    async fn a_listener_who_has_had_the_last_frame_waits_for_no_other() {
        let live = Live::new(1);
        live.push(TurnEvent::Error(StreamError {
            code: StreamErrorCode::GenerationFailed,
            message: "over".into(),
            retryable: true,
        }));
        assert_eq!(live.frames_after(0).await.len(), 1);
        assert_eq!(live.frames_after(1).await, []);
    }
}
