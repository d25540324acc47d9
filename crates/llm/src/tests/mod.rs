//! A model against a scripted server on a real socket.

mod cuts;
mod embeddings;
mod faults;
mod refusals;
mod streams;

use std::time::Duration;

use crate::fake::Fake;
use crate::{ChatRequest, ChatStream, Deadlines, Error, Message, Model, Piece};

/// Long enough for a busy machine: only the tests about time wait for a deadline, and shorten it.
pub(crate) fn model(fake: &Fake) -> Model {
    Model::new(fake.endpoint(), Deadlines::default()).unwrap()
}

/// A model with little patience for one thing.
pub(crate) fn impatient(fake: &Fake, shorten: impl FnOnce(&mut Deadlines)) -> Model {
    let mut deadlines = Deadlines::default();
    shorten(&mut deadlines);
    Model::new(fake.endpoint(), deadlines).unwrap()
}

pub(crate) const SOON: Duration = Duration::from_millis(150);

pub(crate) fn hello() -> ChatRequest {
    ChatRequest { messages: vec![Message::user("Hello")], ..ChatRequest::default() }
}

/// All pieces, and the error that ended them.
pub(crate) async fn rest(mut stream: ChatStream) -> (Vec<Piece>, Option<Error>) {
    let mut pieces = Vec::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(piece) => pieces.push(piece),
            Err(error) => {
                assert!(stream.next().await.is_none(), "something comes after {error}");
                return (pieces, Some(error));
            }
        }
    }
    (pieces, None)
}

pub(crate) fn text(pieces: &[Piece]) -> String {
    let texts = pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}
