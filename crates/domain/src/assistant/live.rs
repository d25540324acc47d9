//! A turn while it runs: its frames in memory, for as many listeners as there are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlour_model::TurnEvent;
use tokio::sync::watch;
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
    count: watch::Sender<usize>,
    stop: CancellationToken,
}

impl Live {
    /// A run that has not said anything yet.
    pub(crate) fn new(attempt: i64) -> Self {
        Self {
            attempt,
            events: Mutex::new(Vec::new()),
            count: watch::Sender::new(0),
            stop: CancellationToken::new(),
        }
    }

    /// Adds an event and wakes the listeners.
    pub(crate) fn push(&self, event: TurnEvent) {
        let count = {
            let mut events = held(&self.events);
            events.push(Arc::new(event));
            events.len()
        };
        self.count.send_replace(count);
    }

    /// All events so far.
    pub(crate) fn events(&self) -> Vec<Arc<TurnEvent>> {
        held(&self.events).clone()
    }

    /// The frames behind `after`, once there are any; none when the turn ended before.
    pub(crate) async fn frames_after(&self, after: usize) -> Vec<Frame> {
        let mut count = self.count.subscribe();
        // The sender lives as long as this value, so waiting can only end by a count that grew.
        let _ = count.wait_for(|count| *count > after).await;
        let events = held(&self.events);
        let frame = |(i, event): (usize, &Arc<TurnEvent>)| Frame {
            attempt: self.attempt,
            number: i as u64 + 1,
            event: event.clone(),
        };
        events.iter().enumerate().skip(after).map(frame).collect()
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
