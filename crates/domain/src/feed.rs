//! Hints: a word to those who wait that something changed, and to look again.
//!
//! A hint carries no data, is given after the change is stored, and stays in this process: who waits reads the store
//! anew, and looks once more when they have waited long enough. A lost hint costs time, never truth.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// Who waits for what. Cheap to clone.
#[derive(Clone, Default)]
pub struct Feed(Arc<Mutex<Topics>>);

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
        let mut topics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        topics.remove_deserted();
        let sender = topics.by_name.entry(topic.to_owned()).or_insert_with(|| watch::channel(()).0);
        Listener(sender.subscribe())
    }

    /// Wakes all who listen for `topic`.
    pub(crate) fn hint(&self, topic: &str) {
        let topics = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = topics.by_name.get(topic) {
            sender.send_replace(());
        }
    }
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
        assert!(feed.0.lock().unwrap().by_name.len() < 200);
        feed.hint("held");
        assert!(held.hinted().now_or_never().is_some());
    }
}
