//! An answer that is still coming.

use std::time::Duration;

use futures::Stream;
use parlour_outbound::Body;
use tokio::time::{Instant, timeout_at};

use crate::address::Deadlines;
use crate::chat::Piece;
use crate::error::Error;
use crate::excerpt::Excerpts;
use crate::reader::{Progress, Reader};

/// How long usage and the end of the stream may lag behind the end of the answer.
const TAIL: Duration = Duration::from_secs(2);
/// How long a connection is waited for that could be used again.
const DRAIN: Duration = Duration::from_millis(100);

/// An answer that is still coming. Dropping it closes the connection, by which servers know that they may stop.
#[derive(Debug)]
pub struct ChatStream {
    body: Body,
    reader: Reader,
    deadlines: Deadlines,
    /// When the last event came; at first, when the request was sent.
    last: Instant,
    /// When the whole must be there.
    end: Instant,
    over: bool,
}

impl ChatStream {
    pub(crate) fn new(
        body: Body,
        excerpts: Excerpts,
        deadlines: Deadlines,
        asked: Instant,
        end: Instant,
    ) -> Self {
        Self { body, reader: Reader::new(excerpts), deadlines, last: asked, end, over: false }
    }

    /// The next piece; `None` after [`Piece::End`] or an error. May be dropped while it waits: nothing is lost.
    ///
    /// # Errors
    /// Why there is no more of the answer. Nothing comes after.
    pub async fn next(&mut self) -> Option<Result<Piece, Error>> {
        if !self.over
            && let Err(error) = self.fill().await
        {
            self.over = true;
            return Some(Err(error));
        }
        match self.reader.take() {
            Some(piece) => Some(Ok(piece)),
            None => {
                self.drain().await;
                None
            }
        }
    }

    /// The same as a stream for combinators.
    pub fn into_stream(self) -> impl Stream<Item = Result<Piece, Error>> + Send {
        futures::stream::unfold(self, |mut this| async { this.next().await.map(|item| (item, this)) })
    }

    /// Reads until a piece is ready or the answer over.
    pub(crate) async fn fill(&mut self) -> Result<(), Error> {
        while !self.reader.has_piece() && self.reader.progress() != Progress::Over {
            let (deadline, late) = self.deadline();
            let seen = self.reader.events();
            match timeout_at(deadline, self.body.chunk()).await {
                Ok(Ok(Some(bytes))) => self.reader.feed(&bytes)?,
                Ok(Ok(None)) => self.reader.end()?,
                // The answer itself is whole.
                Ok(Err(_)) | Err(_) if self.reader.progress() == Progress::Finished => self.reader.close(),
                Ok(Err(error)) => return Err(Error::from_outbound(error, self.deadlines.connect)),
                Err(_) => return Err(late),
            }
            if self.reader.events() > seen && self.reader.progress() != Progress::Silent {
                self.last = Instant::now();
            }
        }
        Ok(())
    }

    /// Until when the next bytes must come, and what it means when they don't.
    fn deadline(&self) -> (Instant, Error) {
        let Deadlines { first_token, stall, total, .. } = self.deadlines;
        let (after, late) = match self.reader.progress() {
            Progress::Silent => (first_token, Error::FirstTokenLate { after: first_token }),
            Progress::Alive => (stall, Error::Stalled { after: stall }),
            Progress::Finished | Progress::Over => (TAIL.min(stall), Error::Stalled { after: stall }),
        };
        let deadline = self.last + after;
        if deadline <= self.end { (deadline, late) } else { (self.end, Error::TooLong { after: total }) }
    }

    /// Reads what stands behind the end, so that the connection can be used again.
    async fn drain(&mut self) {
        if std::mem::replace(&mut self.over, true) {
            return;
        }
        let until = Instant::now() + DRAIN;
        while let Ok(Ok(Some(_))) = timeout_at(until, self.body.chunk()).await {}
    }
}
