//! Hints: a word to those who wait that something changed, and to look again.
//!
//! A hint carries no data and is given after the change is stored: who waits reads the store anew, and looks once more
//! when they have waited long enough. A lost hint costs time, never truth. All are given by `Cx::changed` or
//! `Cx::recorded`, which pass them on to the other processes on the same database; [`hear`] gives here what those say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use parlour_store::Hint;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::Cx;

/// What other processes are told when something is to be delivered that is no visitor's.
const DELIVERIES: &str = "deliveries";

/// Who waits for what. Cheap to clone.
#[derive(Clone, Default)]
pub struct Feed(Arc<Inner>);

#[derive(Default)]
struct Inner {
    topics: Mutex<Topics>,
    /// Wakes who delivers events.
    deliveries: Notify,
    /// Ends every wait, once the server stops.
    closing: CancellationToken,
}

#[derive(Default)]
struct Topics {
    by_name: HashMap<String, watch::Sender<()>>,
    /// How many there were when those without a listener were last removed.
    kept: usize,
}

impl std::fmt::Debug for Feed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Feed")
    }
}

/// Someone who waits.
#[derive(Debug)]
pub(crate) struct Listener(watch::Receiver<()>);

impl Listener {
    /// Waits for the first hint that was given since the listener was made or last woke.
    pub(crate) async fn hinted(&mut self) {
        // The feed removes a sender only once it has no listener.
        let _ = self.0.changed().await;
    }
}

impl Feed {
    /// Listens for hints about `topic`, such as a visitor's id. Listen first, then look: nothing is missed between.
    pub(crate) fn listen(&self, topic: &str) -> Listener {
        let mut topics = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        topics.remove_deserted();
        let sender = topics.by_name.entry(topic.to_owned()).or_insert_with(|| watch::channel(()).0);
        Listener(sender.subscribe())
    }

    /// Wakes all who listen for `topic`.
    pub(crate) fn hint(&self, topic: &str) {
        let topics = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = topics.by_name.get(topic) {
            sender.send_replace(());
        }
    }

    /// Wakes who delivers events.
    fn hint_deliveries(&self) {
        self.0.deliveries.notify_one();
    }

    /// Wakes everyone.
    fn hint_all(&self) {
        let topics = self.0.topics.lock().unwrap_or_else(PoisonError::into_inner);
        topics.by_name.values().for_each(|sender| sender.send_replace(()));
        self.hint_deliveries();
    }

    /// Whether the server stops, so that nobody is to wait any longer.
    pub(crate) fn is_closing(&self) -> bool {
        self.0.closing.is_cancelled()
    }

    /// Waits until the server stops.
    pub(crate) async fn closing(&self) {
        self.0.closing.cancelled().await;
    }

    /// Waits until there may be something to deliver.
    pub(crate) async fn deliveries(&self) {
        self.0.deliveries.notified().await;
    }
}

impl Cx {
    /// Says that something of a visitor's has changed: to those who listen for it, and to who delivers events. Said after
    /// the change is stored.
    pub(crate) fn changed(&self, visitor_id: &str) {
        self.feed.hint(visitor_id);
        self.feed.hint_deliveries();
        self.db.hint(visitor_id);
    }

    /// Says that those who wait for a person of this chatbot may have another place. Said after that is stored.
    pub(crate) fn queue_moved(&self, chatbot_id: &str) {
        let topic = queue(chatbot_id);
        self.feed.hint(&topic);
        self.db.hint(&topic);
    }

    /// Answers all who wait for news, now and from now on, as at the end of their wait: the server is about to stop.
    pub fn stop_waits(&self) {
        self.feed.0.closing.cancel();
    }

    /// Says that there may be something to deliver that is no visitor's doing. Said after that is stored.
    pub(crate) fn recorded(&self) {
        self.feed.hint_deliveries();
        self.db.hint(DELIVERIES);
    }
}

/// What is hinted at when the queue of a chatbot moves.
pub(crate) fn queue(chatbot_id: &str) -> String {
    format!("queue of {chatbot_id}")
}

/// Gives here the hints of the other processes on this database, for ever. Whoever serves runs it, once.
pub async fn hear(cx: &Cx) {
    let feed = &cx.feed;
    let heard = |hint: Hint<'_>| match hint {
        Hint::About(DELIVERIES) => feed.hint_deliveries(),
        Hint::About(topic) => {
            feed.hint(topic);
            feed.hint_deliveries();
        }
        Hint::AboutAnything => feed.hint_all(),
    };
    cx.db.hear(heard).await;
}

impl Topics {
    /// Memory stays within about twice the topics that are listened for.
    fn remove_deserted(&mut self) {
        if self.by_name.len() > 2 * self.kept + 64 {
            self.by_name.retain(|_, sender| sender.receiver_count() > 0);
            self.kept = self.by_name.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn a_hint_given_after_listening_is_heard_once_and_only_by_its_topic() {
        let feed = Feed::default();
        feed.hint("a");
        let (mut a, mut b) = (feed.listen("a"), feed.listen("b"));
        assert!(a.hinted().now_or_never().is_none(), "what came before is not heard");
        feed.hint("a");
        feed.hint("a");
        assert!(a.hinted().now_or_never().is_some());
        assert!(a.hinted().now_or_never().is_none());
        assert!(b.hinted().now_or_never().is_none());
    }

    #[tokio::test]
    async fn topics_that_nobody_listens_for_are_forgotten() {
        let feed = Feed::default();
        let mut held = feed.listen("held");
        for i in 0..1000 {
            drop(feed.listen(&i.to_string()));
        }
        assert!(feed.0.topics.lock().unwrap().by_name.len() < 200);
        feed.hint("held");
        assert!(held.hinted().now_or_never().is_some());
        feed.hint_all();
        assert!(held.hinted().now_or_never().is_some());
        assert!(feed.deliveries().now_or_never().is_some());
    }
}
